"""A candidate with free parameters: the general theorem, and certified instances in each of its regimes.

1. What has no value is free: parameters of g, and a and b unless the command line or the check file gives them.
2. The theorem is derived with all of them symbolic (:mod:`spectral_proofs.derivation.parameters`).
3. In each regime exact rational instances are chosen (:mod:`spectral_proofs.derivation.parameters.instances`); each is
   an ordinary run: its own derivation, certified sums, claims.
4. Each instance's derivation must say what the regime says (:mod:`spectral_proofs.derivation.parameters.agreement`);
   a difference is an internal error of that run.

An instance certifies its own parameters only; what holds throughout a regime is the symbolic derivation's word.
A regime without a certified instance counts as undecided.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from spectral_proofs.derivation.parameters.agreement import disagreement
from spectral_proofs.derivation.parameters.explicit import Explicit, NothingExplicit, at_instance, formulas
from spectral_proofs.derivation.parameters.findings import Findings, Scales
from spectral_proofs.derivation.parameters.general import general_theorem, premises
from spectral_proofs.derivation.parameters.instances import Point, instances
from spectral_proofs.derivation.parameters.regimes import bases_of
from spectral_proofs.derivation.parameters.theorem import Regime, Theorem
from spectral_proofs.errors import ExitStatus, InputError, UndecidedError
from spectral_proofs.pipeline import Problem
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import RunResult
from spectral_proofs.results.exit_status import exit_status
from spectral_proofs.worker import Worker

#: Instances in each regime.
COUNT = 3
MOST = 20
_EXPLICIT_SECONDS = 20.0  # of processor time, for one instance

Prepare = Callable[[Candidate, Spectrum], Problem]


@dataclass(frozen=True)
class Question:
    """A candidate of which something is free; ``a`` and ``b`` are exact texts, None where free."""

    candidate: Candidate
    a: str | None
    b: str | None
    scales: Scales
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class Instance:
    """Values of the free parameters, and the run that they make; ``refusal`` says why there is none."""

    point: Point
    problem: Problem | None
    refusal: str = ""


@dataclass(frozen=True)
class Plan:
    """The theorem of a question, and the instances of each of its regimes, in their order."""

    question: Question
    theorem: Theorem
    instances: tuple[tuple[Instance, ...], ...]

    @property
    def problems(self) -> list[Problem]:
        """All runs to make."""
        return [item.problem for group in self.instances for item in group if item.problem is not None]


@dataclass(frozen=True)
class RegimeResult:
    """One regime and the runs of its instances."""

    regime: Regime
    runs: tuple[RunResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def certified(self) -> bool:
        """Some instance was derived, agrees with the regime, and has certified sums at every time."""
        return any(map(certified, self.runs))


@dataclass(frozen=True)
class GeneralResult:
    """What ``check`` found about a candidate with free parameters."""

    name: str
    theorem: Theorem
    regimes: tuple[RegimeResult, ...]

    @property
    def runs(self) -> tuple[RunResult, ...]:
        """The runs of all instances."""
        return tuple(result for regime in self.regimes for result in regime.runs)

    @property
    def undecided(self) -> bool:
        """The theorem leaves something open, or a regime has no certified instance."""
        return self.theorem.undecided or not all(regime.certified for regime in self.regimes)


def certified(result: RunResult) -> bool:
    """The run has a derivation and certified sums at every time, and no internal error."""
    known = result.derivation is not None and not result.internal_error
    return known and bool(result.sums) and all(value.certified for value in result.sums)


def questions(
    candidate: Candidate, spectra: Iterable[Spectrum], given: frozenset[str], assumptions: Sequence[str]
) -> list[Question]:
    """One question for each choice among the given exponents and scales.

    Args:
        candidate: g, whose parameters without a value are free.
        spectra: the choices.
        given: which of "a" and "b" the choices are meant for; the others are free.
        assumptions: on the parameters.
    """
    found = [
        Question(
            candidate,
            str(s.a) if "a" in given else None,
            str(s.b) if "b" in given else None,
            (s.Lambda, s.W),
            tuple(assumptions),
        )
        for s in spectra
    ]
    return list(dict.fromkeys(found))


def refuse(question: Question) -> None:
    """Everything about a question that can be wrong before its theorem is derived.

    Raises InputError: a misspelt lambda, a g without lambda or t, or assumptions that cannot be read or contradict.
    """
    free = sorted(question.candidate.free_parameters)
    for name in free:
        if difflib.get_close_matches(name, ("lambda",), cutoff=0.8):
            raise InputError(f"no value for {name}; did you mean lambda? (or add --set {name}=VALUE)")
    g, _, assumptions = premises(question.candidate, question.a, question.b, question.assumptions)
    for variable, name in ((LAMBDA, "lambda"), (TIME, "t")):
        if free and variable not in g.free_symbols:
            remedy = f"check the names, or add --set {free[0]}=VALUE"
            raise InputError(f"no value for {', '.join(free[:4])}, and g does not depend on {name}; {remedy}")
    bases_of(assumptions)


def plan(question: Question, build: Prepare, timeout: float | None, count: int, memory: int | None = None) -> Plan:
    """The theorem, within limits of time and memory, and instances in each of its regimes.

    ``build`` makes a run of a candidate without free parameters.

    Raises InputError: no instance of any regime can be used.
    """
    if not 1 <= count <= MOST:
        raise InputError(f"instances {count}: give a whole number from 1 to {MOST}")
    theorem = bounded_theorem(question, timeout, memory=memory)
    groups = [
        tuple(_instance(question, point, build) for point in instances(theorem, regime, count))
        for regime in theorem.regimes
    ]
    refusals = [item.refusal for group in groups for item in group if item.refusal]
    if refusals and not any(item.problem for group in groups for item in group):
        raise InputError(f"no instance of {question.candidate.g} can be used: {refusals[0]}")
    return Plan(question, theorem, tuple(groups))


def bounded_theorem(
    question: Question, timeout: float | None, *, explained: bool = False, memory: int | None = None
) -> Theorem:
    """The general theorem, or one regime that says why there is none within ``timeout`` seconds and ``memory`` bytes.

    Raises:
        InputError: see :func:`spectral_proofs.derivation.parameters.general.general_theorem`.
    """
    arguments = (question.candidate, question.a, question.b, question.assumptions, question.scales)
    try:
        derive = partial(general_theorem, explained=explained)
        with Worker(memory) as worker:
            return worker.call("general theorem", timeout, derive, *arguments)
    except UndecidedError as error:
        g, exponents, read = premises(question.candidate, question.a, question.b, question.assumptions)
        regime = Regime((), Findings(notes=(f"undecided: {error}",), rigour={}))
        return Theorem(g, *exponents, question.assumptions, (regime,), tuple(bases_of(read)))


def explicit_theorems(
    question: Question, theorem: Theorem, timeout: float | None, memory: int | None = None
) -> tuple[Explicit, ...]:
    """Explicit bounds in each regime: formulas, or those of one instance, or why there are none."""
    if not theorem.cases:  # stopped
        return ()
    with Worker(memory, timeout) as worker:
        return tuple(_explicit(question, theorem, regime, worker) for regime in theorem.regimes)


def _explicit(question: Question, theorem: Theorem, regime: Regime, worker: Worker) -> Explicit:
    reason, scales = "", question.scales
    points = instances(theorem, regime, 1)
    try:
        if theorem.parameters:
            return worker.call("explicit formulas", worker.share(), formulas, theorem, regime, scales)
    except UndecidedError as error:
        reason = str(error)
    if not points:
        return NothingExplicit(reason or "no rational instance was found")
    arguments = (theorem, points[0], scales, reason)
    try:
        return worker.call("explicit theorems", worker.share(), at_instance, *arguments, processor=_EXPLICIT_SECONDS)
    except UndecidedError as error:
        return NothingExplicit(str(error))


def _instance(question: Question, point: Point, build: Prepare) -> Instance:
    values = {s.name: str(value) for s, value in point.items()}
    a, b = values.pop("a", question.a), values.pop("b", question.b)
    candidate = replace(question.candidate, parameters={**question.candidate.parameters, **values})
    try:
        return Instance(point, build(candidate, Spectrum(a or "3/2", b or 2, *question.scales)))
    except InputError as error:
        shown = ", ".join(f"{s} = {value}" for s, value in point.items())
        return Instance(point, None, f"{shown}: {error}")


def conclude(planned: Plan, results: Sequence[RunResult | None]) -> GeneralResult:
    """Regimes with their runs; ``results`` are those of ``planned.problems``, None or fewer when interrupted."""
    waiting = iter(results)
    pairs = zip(planned.theorem.regimes, planned.instances, strict=True)
    regimes = tuple(_regime_result(regime, group, waiting) for regime, group in pairs)
    candidate = planned.question.candidate
    return GeneralResult(candidate.name or candidate.g, planned.theorem, regimes)


def _regime_result(regime: Regime, group: Sequence[Instance], waiting: Iterator[RunResult | None]) -> RegimeResult:
    runs: list[RunResult] = []
    for item in group:
        result = next(waiting, None) if item.problem is not None else None
        if result is not None:
            runs.append(_confronted(regime.found, item.point, result))
    notes = [f"not used: {item.refusal}" for item in group if item.refusal]
    if not group:
        notes.append("no rational instance was found")
    elif runs and not any(map(certified, runs)):
        notes.append("no instance is certified")
    return RegimeResult(regime, tuple(runs), tuple(notes))


def _confronted(found: Findings, point: Point, result: RunResult) -> RunResult:
    if result.derivation is None or result.internal_error:
        return result
    difference = disagreement(found, point, result.derivation)
    return replace(result, claims=(), internal_error=difference) if difference else result


def status(results: Sequence[RunResult], generals: Iterable[GeneralResult]) -> ExitStatus:
    """The exit status of ordinary runs and of general ones together."""
    found = exit_status(results)
    return ExitStatus.UNDECIDED if found is ExitStatus.FINE and any(g.undecided for g in generals) else found
