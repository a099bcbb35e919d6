"""One candidate on one spectrum, from text to verdicts.

1. Resolve the candidate on the spectrum: an exact expression in lambda and t.
2. Derive exponents and hypotheses symbolically; may be stopped, then every claim is undecided.
3. Enclose L, S and their local exponents at the times of ``GRID`` (independent of step 2).
4. Evaluate some of them again with a second engine; a disagreement is an internal error.
5. Compare what was derived, and the universal trade-off between L and S, with the certified values, as far out
   as it takes; a contradiction is an internal error.
6. Where asked for, verify the derivation's trace; a step that fails is an internal error.
7. Fit log-log slopes, and measure what the claims to be judged need besides (:mod:`spectral_proofs.measurements`).
8. Judge the claims.
9. Compare with what the check file expects.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

import mpmath
import sympy

from spectral_proofs.problem.candidate import Candidate, Spectrum, validate
from spectral_proofs.claims import CLAIMS, needed
from spectral_proofs.claims import judge_in_turn as judge
from spectral_proofs.compare.bounds_against_enclosure import outside
from spectral_proofs.compare.confrontation import Observed, confront, laws_of, observed, of_sums
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.compare.tradeoff import violated
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.scaling import wants_scaling, with_scaling
from spectral_proofs.sums.second_engine import reference_sums
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.errors import InputError, InternalError, UndecidedError
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.fit import fit_sums
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.measurements import Setting, collect
from spectral_proofs.results import (
    ClaimResult,
    Comparison,
    Derivation,
    Enclosure,
    Outcome,
    RunResult,
    SumValues,
    Truth,
    Verdict,
)
from spectral_proofs.results.trace import Checked
from spectral_proofs.worker import MEMORY, Worker

#: Times of the grid; local exponents are reported at the largest.
GRID = ("1e2", "1e6", "1e12", "1e30", "1e60", "1e100")
#: Times of the grid at which the second engine must agree.
REFERENCE_TIMES = ("1e2", "1e30")
_DERIVING = 0.75  # of the time limit
# Caps of processor time, in seconds, so that what comes out does not depend on what else the machine does.
_LATER_SECONDS = 20.0
_THEOREM_SECONDS = 10.0
_SECOND_SECONDS = 10.0  # the second engine is a check, not a result
_MEASURE_SECONDS = 10.0  # for each topic: its numbers stand beside a conclusion, which does not rest on them
_REFERENCE_DIGITS = 15
_MOST_DIGITS = 1000
_AGREEMENT = "1e-9"  # relative
_MARGIN = 10
_COARSE = 4  # uncertified values, at the largest times, that can undo a derivation


@dataclass(frozen=True)
class Expectations:
    """What must come out: exact exponents by name, and verdicts of the claims that need not pass."""

    exponents: Mapping[str, sympy.Expr | None] = field(default_factory=dict)  # None: must not exist
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A candidate resolved on a spectrum, and what to do with it."""

    candidate: Candidate
    spectrum: Spectrum
    g: sympy.Expr
    claims: tuple[str, ...] | None = None  # None: all of them
    timeout: float | None = None
    digits: int = 30
    expectations: Expectations = field(default_factory=Expectations)
    explain: bool = False
    memory: int | None = MEMORY  # bytes


def check(
    candidate: Candidate | str,
    spectrum: Spectrum | None = None,
    *,
    claims: Sequence[str] | None = None,
    timeout: float | None = None,
    digits: int = 30,
    explain: bool = False,
) -> RunResult:
    """Derive, evaluate and judge one candidate on one spectrum.

    Args:
        candidate: g and its parameters, or the text of a g without parameters.
        spectrum: a and b; a = 3/2, b = 2 when omitted.
        claims: ids of the claims to judge; all when omitted.
        timeout: seconds for the whole run, three quarters of them for the derivation at most; what a stopped step
            leaves open is undecided.
        digits: certified digits asked of the sums.
        explain: keep the steps of the derivation (``derivation.trace``) and re-check each (``checked``).

    Raises:
        InputError: g cannot be used on this spectrum, or a claim id is unknown.
    """
    return run(prepare(candidate, spectrum, claims=claims, timeout=timeout, digits=digits, explain=explain))


def evaluate(
    candidate: Candidate | str,
    spectrum: Spectrum | None,
    times: Sequence[str] | str,
    *,
    digits: int = 30,
    timeout: float | None = None,
) -> tuple[SumValues, ...]:
    """Enclosures of L and S at the exact ``times`` (t > 0).

    What ``timeout`` (seconds for each time) stops, or no engine can evaluate, is unknown and its note says why.

    Raises:
        InputError: g cannot be used on this spectrum.
    """
    return values(prepare(candidate, spectrum, digits=digits, timeout=timeout), times)


def values(problem: Problem, times: Sequence[str] | str) -> tuple[SumValues, ...]:
    """:func:`evaluate` for what :func:`prepare` made."""
    with Worker(problem.memory) as worker:
        return tuple(_value(problem, t, worker) for t in ((times,) if isinstance(times, str) else times))


def _value(problem: Problem, t: str, worker: Worker) -> SumValues:
    arguments = (problem.g, problem.spectrum, t, problem.digits, False)
    try:
        return worker.call("evaluation", problem.timeout, _enclosed_at, *arguments)
    except UndecidedError as error:
        unknown = Enclosure("nan", "inf", False)
        return SumValues(t, unknown, unknown, engine="none", note=str(error))


def prepare(
    candidate: Candidate | str,
    spectrum: Spectrum | None = None,
    *,
    claims: Sequence[str] | None = None,
    timeout: float | None = None,
    digits: int = 30,
    expectations: Expectations | None = None,
    explain: bool = False,
    memory: int | None = MEMORY,
) -> Problem:
    """Everything about the input that can be wrong is found here, before long work starts.

    Raises:
        InputError: g cannot be used on this spectrum, or a claim id, ``timeout`` or ``digits`` is out of range.
    """
    if timeout is not None and not timeout > 0:
        raise InputError(f"timeout {timeout}: give a positive number of seconds, or None")
    if not 1 <= digits <= _MOST_DIGITS:
        raise InputError(f"digits {digits}: give a whole number from 1 to {_MOST_DIGITS}")
    candidate = Candidate(candidate) if isinstance(candidate, str) else candidate
    spectrum = spectrum or Spectrum("3/2", "2")
    g = candidate.resolve(spectrum)
    validate(g, spectrum)
    wanted = None if claims is None else tuple(dict.fromkeys(claims))
    require_claims((*(wanted or ()), *(expectations.verdicts if expectations else ())))
    return Problem(candidate, spectrum, g, wanted, timeout, digits, expectations or Expectations(), explain, memory)


def require_claims(names: Sequence[str]) -> None:
    """Every name is the id of a claim.

    Raises:
        InputError: one is not.
    """
    for name in names:
        if name not in CLAIMS:
            raise InputError(f"unknown claim {name!r}; there are {', '.join(CLAIMS)}")


@long_numbers()
def run(problem: Problem, progress: Callable[[str], None] = lambda step: None) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before.

    Args:
        problem: from :func:`prepare`.
        progress: called with the name of each stage as it begins.
    """
    started = time.monotonic()
    result = blank(problem)
    with Worker(problem.memory, problem.timeout) as worker:
        for name, stage in _STAGES:
            progress(name)
            try:
                result = stage(problem, result, worker)
                if result.internal_error:
                    break
            except InternalError as error:
                result = replace(result, claims=(), internal_error=str(error))
                break
    return replace(result, seconds=time.monotonic() - started)


def blank(problem: Problem) -> RunResult:
    """The result before any stage."""
    candidate, spectrum = problem.candidate, problem.spectrum
    return RunResult(
        name=candidate.name or candidate.g,
        title=candidate.title,
        g=candidate.g,
        parameters=dict(candidate.parameters),
        spectrum=spectrum_texts(spectrum),
        derivation=None,
        sums=(),
        fits=(),
        claims=(),
    )


def spectrum_texts(spectrum: Spectrum) -> dict[str, str]:
    """The exponents as exact texts, for reports, and the scales where they are not 1."""
    scales = {"Lambda": spectrum.Lambda, "W": spectrum.W}
    return {"a": str(spectrum.a), "b": str(spectrum.b)} | {name: str(v) for name, v in scales.items() if v != 1}


def _derived(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    try:
        found = worker.call(
            "symbolic derivation", worker.share(_DERIVING), _derive, problem.g, problem.spectrum, problem.explain
        )
    except UndecidedError as error:
        return replace(result, underived=str(error))
    return replace(result, derivation=_explicit(problem, found, worker))


def _explicit(problem: Problem, found: Derivation, worker: Worker) -> Derivation:
    """More explicit theorems where they can be had soon; the derivation itself never depends on them."""
    if not wants_scaling(found, problem.spectrum):
        return found
    arguments = (worker.share(), with_scaling, found, problem.spectrum)
    try:
        return worker.call("explicit theorems", *arguments, processor=_THEOREM_SECONDS)
    except UndecidedError:
        return found


def _derive(g: sympy.Expr, spectrum: Spectrum, explain: bool) -> Derivation:
    try:
        return derive(g, spectrum, explain=True) if explain else derive(g, spectrum)
    except (NotImplementedError, RecursionError) as error:  # how SymPy says that it cannot
        raise UndecidedError(f"symbolic derivation failed: {type(error).__name__} {error}".rstrip()) from error


def _enclosed(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    values: list[SumValues] = []
    notes = result.notes
    work = worker.stream("sums", worker.share(), _values, problem.g, problem.spectrum, GRID, problem.digits)
    try:
        values.extend(work)
    except UndecidedError as error:
        notes += (str(error),)
    notes += tuple(dict.fromkeys(value.note for value in values if value.note))
    return replace(result, sums=tuple(values), notes=notes)


def _values(g: sympy.Expr, spectrum: Spectrum, times: Sequence[str], digits: int) -> Iterator[SumValues]:
    for t in times:
        yield _enclosed_at(g, spectrum, t, digits)


def _enclosed_at(g: sympy.Expr, spectrum: Spectrum, t: str, digits: int, slopes: bool = True) -> SumValues:
    return _compiled(g, spectrum).at(t, digits=digits, slopes=slopes)


@lru_cache(maxsize=1)
def _compiled(g: sympy.Expr, spectrum: Spectrum) -> Sums:
    return Sums(g, spectrum)


def _cross_checked(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    for value in result.sums:
        if value.t not in REFERENCE_TIMES:
            continue
        try:
            note = _disagreement(problem, value, worker)
        except UndecidedError as error:
            note = f"not cross-checked at t = {value.t}: {error}"
        if note:
            result = replace(result, notes=(*result.notes, note))
    return result


def _disagreement(problem: Problem, value: SumValues, worker: Worker) -> str:
    """An empty string, or a note that the second engine did not settle.

    Raises InternalError when that engine gives one value at two precisions, and it is not Arb's.
    """
    again: tuple[Enclosure, Enclosure] | None = None
    # what the second engine found in the first place is not compared with itself
    wanted = tuple(found.certified or found.unknown for found in (value.loss, value.energy))
    if not any(wanted):
        return ""
    first = _second_engine(problem, value.t, _REFERENCE_DIGITS, wanted, worker)
    for name, enclosure, index in (("L", value.loss, 0), ("S", value.energy, 1)):
        other = first[index]
        if not enclosure.certified or other.unknown or agree(enclosure, other):
            continue
        again = again or _second_engine(problem, value.t, 2 * _REFERENCE_DIGITS, wanted, worker)
        if again[index].unknown or not agree(again[index], other):
            return f"{name}({value.t}) not cross-checked: the second engine does not settle"
        raise InternalError(f"{name}({value.t}) is {enclosure.mid} by Arb and {other.mid} by mpmath")
    return ""


def _second_engine(
    problem: Problem, t: str, digits: int, wanted: tuple[bool, ...], worker: Worker
) -> tuple[Enclosure, Enclosure]:
    arguments = (problem.g, problem.spectrum, t, digits, wanted)
    return worker.call("second engine", worker.share(), reference_sums, *arguments, processor=_SECOND_SECONDS)


def agree(enclosure: Enclosure, other: Enclosure) -> bool:
    """Whether the second engine's value meets the enclosure, with a margin because its own radius is an estimate.

    >>> agree(Enclosure("0.25", "1e-30", True), Enclosure("0.2500000001", "1e-18", False))
    True
    >>> agree(Enclosure("0.25", "1e-30", True), Enclosure("0.26", "1e-4", False))
    False
    """
    if mpmath.isinf(mpmath.mpf(other.rad)):
        return True  # the second engine knows that it did not settle
    if enclosure.infinite or other.infinite:
        return enclosure.infinite and other.infinite
    with mpmath.workdps(50):
        middle, second = mpmath.mpf(enclosure.mid), mpmath.mpf(other.mid)
        allowed = mpmath.mpf(enclosure.rad) + _MARGIN * mpmath.mpf(other.rad) + mpmath.mpf(_AGREEMENT) * abs(second)
        return bool(abs(middle - second) <= allowed)


def _confronted(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    """A certified contradiction that persists at larger times is an internal error.

    A numerical one undoes the derivation: every claim is then undecided.
    """
    for value in result.sums:
        if found := violated(value, problem.spectrum):
            raise InternalError(found)
    derivation = result.derivation
    if derivation is None:
        return result
    if found := outside(derivation.theorems, result.sums):
        raise InternalError(found)
    if not any(value.certified for value in result.sums):
        numbers = [(value.t, of_sums(_as_certified(value))) for value in result.sums]
        found = _first_contradiction(_compared_laws(problem, derivation, numbers[-_COARSE:], ()))
        return replace(result, derivation=None, underived=f"uncertified values disagree: {found}") if found else result
    known = [(value.t, of_sums(value)) for value in result.sums]
    comparisons = _compared_laws(problem, derivation, known, _later_values(problem, worker))
    if found := _first_contradiction(comparisons):
        raise InternalError(f"certified values disagree: {found}")
    return replace(result, comparisons=comparisons)


def _compared_laws(
    problem: Problem,
    derivation: Derivation,
    known: Sequence[Observed],
    later: Iterable[Observed],
) -> tuple[Comparison, ...]:
    laws = laws_of(derivation)
    return confront(laws, known, later, onset(problem.g, problem.spectrum, laws.values()))


def _first_contradiction(comparisons: Sequence[Comparison]) -> str:
    return next((c.reason for c in comparisons if c.outcome is Outcome.CONTRADICTS), "")


def _later_values(problem: Problem, worker: Worker) -> Iterator[Observed]:
    """What the laws are compared with at doubling log t, until it is no longer asked for or the time is up."""
    arguments = (problem.g, problem.spectrum, DOUBLING, _REFERENCE_DIGITS)
    work = worker.stream("sums", worker.share(), observed, *arguments, processor=_LATER_SECONDS)
    with suppress(UndecidedError):
        yield from work


def _as_certified(value: SumValues) -> SumValues:
    """The same numbers, to be confronted as if they were certified."""
    return replace(value, loss=replace(value.loss, certified=True), energy=replace(value.energy, certified=True))


def _verified(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    """The trace, re-checked; a failed step is an internal error, shown together with the trace."""
    trace = result.derivation.trace if result.derivation else None
    if trace is None:
        return result
    from spectral_proofs.verifier import failures, outcomes

    sp = problem.spectrum
    about = {
        name: str(x) for name, x in (("g", problem.g), ("a", sp.a), ("b", sp.b), ("Lambda", sp.Lambda), ("W", sp.W))
    }
    checked: list[Checked] = []
    notes = result.notes
    try:
        checked.extend(worker.stream("checking the trace", worker.share(), outcomes, trace, about))
    except UndecidedError as error:
        notes += (str(error),)
    failed = [f"step {item.number} of the derivation: {item.note}" for item in failures(checked)]
    return replace(result, checked=tuple(checked), notes=notes, internal_error="; ".join(failed), claims=())


def _fitted(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    derivation = result.derivation
    predicted = (derivation.loss, derivation.energy) if derivation else (None, None)
    return replace(result, fits=fit_sums(result.sums, *predicted))


def _measured(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    topics = needed(problem.claims)
    if result.derivation is None or not topics:
        return result
    setting = Setting(problem.g, problem.spectrum, result.derivation, problem.digits)
    measured = collect(topics, setting, worker, None if problem.timeout is None else _MEASURE_SECONDS)
    notes = tuple(f"{topic}: {reason}" for topic, reason in measured.missing.items() if "stopped after" in reason)
    return replace(result, measurements=measured, notes=(*result.notes, *notes))


def _judged(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    if result.derivation is None:
        return replace(result, claims=_undecided(problem, result.underived))
    arguments = (
        result.derivation, result.sums, result.fits, problem.spectrum, problem.claims, result.measurements,
        result.comparisons,
    )  # fmt: skip
    judged: list[ClaimResult] = []
    try:
        judged.extend(worker.stream("judging the claims", None, judge, *arguments))
    except UndecidedError as error:
        judged.extend(claim for claim in _undecided(problem, str(error)) if claim.id not in {c.id for c in judged})
    return replace(result, claims=tuple(judged))


def _undecided(problem: Problem, reason: str) -> tuple[ClaimResult, ...]:
    return tuple(
        ClaimResult(
            id=claim.id,
            title=claim.title,
            reference=claim.reference,
            hypotheses=Truth.UNKNOWN,
            conclusion=Truth.UNKNOWN,
            verdict=Verdict.UNDECIDED,
            evidence=None,
            reason=reason,
            rigour=None,
        )
        for claim in CLAIMS.values()
        if problem.claims is None or claim.id in problem.claims
    )


def _compared(problem: Problem, result: RunResult, worker: Worker) -> RunResult:
    verdicts = problem.expectations.verdicts
    claims = tuple(replace(claim, expected=verdicts.get(claim.id)) for claim in result.claims)
    if problem.claims is not None:  # the status is then that of the chosen claims alone
        return replace(result, claims=claims)
    return replace(result, claims=claims, expectations=compare(problem.expectations.exponents, result.derivation))


_STAGES: tuple[tuple[str, Callable[[Problem, RunResult, Worker], RunResult]], ...] = (
    ("derivation", _derived),
    ("sums", _enclosed),
    ("cross-check", _cross_checked),
    ("contradictions", _confronted),
    ("trace", _verified),
    ("fits", _fitted),
    ("measurements", _measured),
    ("claims", _judged),
    ("expectations", _compared),
)
