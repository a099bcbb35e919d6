"""One candidate on one spectrum, from text to verdicts.

1. Resolve the candidate on the spectrum: an exact expression in lambda and t.
2. Derive exponents and hypotheses symbolically; may be stopped, then every claim is undecided.
3. Enclose L, S and their local exponents at the times of ``GRID`` (independent of step 2).
4. Evaluate some of them again with a second engine; a disagreement is an internal error.
5. Compare what was derived, and the universal trade-off between L and S, with the certified values, as far out
   as it takes; a contradiction is an internal error.
6. Where asked for, verify the derivation's trace; a step that fails is an internal error.
7. Derive what else the claims to be judged need of g (:mod:`spectral_proofs.derivation.further`).
8. Fit log-log slopes, measure what these claims need besides (:mod:`spectral_proofs.measurements`), and compare the
   laws of step 7 with it; a contradiction is an internal error.
9. Judge the claims.
10. Compare with what the check file expects.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial

import sympy

from spectral_proofs.claims import CLAIMS, StageResults, further_needed, needed
from spectral_proofs.claims import judge_in_turn as judge
from spectral_proofs.compare.bounds_against_enclosure import outside
from spectral_proofs.compare.confrontation import Observed, confront, laws_of, observed, of_sums
from spectral_proofs.compare.engines import DIGITS, unsettled
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.fit import fit_sums
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.compare.tradeoff import contradicted, efficiencies
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.derivation.scaling import wants_scaling, with_scaling
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements import Setting, collect
from spectral_proofs.measurements.confronted import confronted
from spectral_proofs.on_other_modes import Findings, findings
from spectral_proofs.prepare import Expectations, PowerProblem, Problem, prepare, require_claims
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Exact, Spectrum, exact_number
from spectral_proofs.results import (
    ClaimResult,
    Comparison,
    Derivation,
    Efficiency,
    Enclosure,
    Evaluations,
    Measurements,
    Outcome,
    RunResult,
    SumValues,
    Truth,
    Verdict,
)
from spectral_proofs.results.further import FurtherLaws, Open
from spectral_proofs.results.rigour import proves, weakest
from spectral_proofs.results.trace import Checked, Status
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.second_engine import reference_sums
from spectral_proofs.sums.spectra.factory import ValuesAt, sums_of
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.worker import Worker

__all__ = ["Expectations", "Problem", "blank", "check", "evaluate", "prepare", "require_claims", "run", "values"]

#: Times of the grid; local exponents are reported at the largest.
GRID = ("1e2", "1e6", "1e12", "1e30", "1e60", "1e100")
#: Times of the grid at which the second engine must agree.
REFERENCE_TIMES = ("1e2", "1e30")
_DERIVING = 0.75  # of the time limit
# Caps of processor time, in seconds, so that what comes out does not depend on what else the machine does.
_LATER_SECONDS = 20.0
_THEOREM_SECONDS = 10.0
_SECOND_SECONDS = 10.0  # the second engine is a check, not a result
_TRADE_SECONDS = 10.0  # of which exact powers take a few tenths
_MEASURE_SECONDS = 10.0  # for each topic: its numbers stand beside a conclusion, which does not rest on them
_BATCH = 0.1  # seconds' worth of values that a worker is asked for at once
_COARSE = 4  # uncertified values, at the largest times, that can undo a derivation


def check(
    candidate: Candidate | str,
    spectrum: ModeSpectrum | None = None,
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
    spectrum: ModeSpectrum | None,
    times: Iterable[Exact] | Exact,
    *,
    digits: int = 30,
    timeout: float | None = None,
) -> Evaluations:
    """Enclosures of L and S at the exact ``times`` (t > 0): texts, numbers, or an array of them.

    A float is the decimal that it prints. The result is a tuple that plots itself and gives a data frame.

    What ``timeout`` (seconds for each time) stops, or no engine can evaluate, is unknown and its note says why.

    Raises:
        InputError: g cannot be used on this spectrum.
    """
    return values(prepare(candidate, spectrum, digits=digits, timeout=timeout), list(map(_time, _several(times))))


def _several(times: Iterable[Exact] | Exact) -> Iterable[Exact]:
    return times if isinstance(times, Iterable) and not isinstance(times, str) else [times]


def _time(value: Exact) -> str:
    return value if isinstance(value, str) else str(exact_number(value, "t"))


def values(problem: Problem, times: Sequence[str], *, slopes: bool = False) -> Evaluations:
    """:func:`evaluate` for what :func:`prepare` made; with ``slopes`` local exponents too."""
    waiting = list(times)
    found: list[SumValues] = []
    with Worker(problem.memory) as worker:
        several = 1
        while waiting:
            started = time.monotonic()
            together, waiting = waiting[:several], waiting[several:]
            found += _together(problem, together, worker, slopes)
            # so many that what one worker says to the other does not count, where they take next to no time
            several = max(1, int(_BATCH * len(together) / max(time.monotonic() - started, 1e-6)))
    return Evaluations(found)


def _together(problem: Problem, times: Sequence[str], worker: Worker, slopes: bool) -> list[SumValues]:
    """The values at several times, each within the limit."""
    arguments = (problem.g, problem.spectrum, times, problem.digits, slopes)
    try:
        return worker.call("evaluation", problem.timeout, _enclosed_at_all, *arguments)
    except UndecidedError as error:
        if len(times) > 1:
            return [value for t in times for value in _together(problem, [t], worker, slopes)]
        unknown = Enclosure("nan", "inf", False)
        return [SumValues(times[0], unknown, unknown, engine="none", note=str(error))]


@long_numbers()
def run(problem: Problem, progress: Callable[[str], None] = lambda step: None) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before.

    Args:
        problem: from :func:`prepare`.
        progress: called with the name of each stage as it begins.
    """
    started = time.monotonic()
    if not isinstance(problem, PowerProblem):
        return _on_other_modes(problem, progress)
    nothing, notes = blank(problem), list[str]()
    derivation, underived, error = nothing.derivation, "", ""
    sums, checked, comparisons, fits = nothing.sums, nothing.checked, nothing.comparisons, nothing.fits
    measurements, claims, expectations = nothing.measurements, nothing.claims, nothing.expectations
    efficiency = nothing.efficiency
    with Worker(problem.memory, problem.timeout) as worker:
        try:
            progress("derivation")
            derivation, underived = _derived(problem, worker)
            progress("sums")
            sums = _enclosed(problem, worker, notes)
            progress("cross-check")
            _cross_check(problem, sums, worker, notes)
            progress("contradictions")
            efficiency = _traded_off(problem, sums, worker)
            derivation, underived, comparisons = _confronted(problem, derivation, underived, sums, worker)
            progress("trace")
            checked = _verified(problem, derivation, worker, notes)
            _require(checked)
            progress("further laws")
            further = _further(problem, derivation, worker)
            efficiency = _with_limit(efficiency, further)
            progress("measurements")
            fits = fit_sums(sums, *((derivation.loss, derivation.energy) if derivation else (None, None)))
            measurements = _measured(problem, derivation, worker, notes)
            _confront_measured(problem, derivation, further, measurements, worker, notes)
            progress("claims")
            known = (sums, fits, problem.spectrum, measurements, comparisons, further, efficiency)
            results = StageResults(derivation, *known) if derivation else None
            claims = _expecting(problem, _judged(problem, underived, results, worker))
            expectations = compare(problem.expectations.exponents, derivation)
            notes.extend(_not_judged(problem))
        except InternalError as contradiction:
            error, claims = str(contradiction), ()
    return replace(
        nothing,
        derivation=derivation,
        underived=underived,
        sums=sums,
        notes=tuple(notes),
        checked=checked,
        comparisons=comparisons,
        efficiency=efficiency,
        fits=fits,
        measurements=measurements,
        claims=claims,
        expectations=expectations,
        internal_error=error,
        seconds=time.monotonic() - started,
    )


def _on_other_modes(problem: Problem, progress: Callable[[str], None]) -> RunResult:
    """A run on modes that are no exact powers of k (:mod:`spectral_proofs.on_other_modes`)."""
    started, notes, error = time.monotonic(), list[str](), ""
    found, efficiency = Findings(), Efficiency()
    with Worker(problem.memory, problem.timeout) as worker:
        progress("sums")
        sums = _enclosed(problem, worker, notes)
        try:
            progress("trade-off")
            efficiency = _traded_off(problem, sums, worker)
            found = findings(problem, worker, _DERIVING, sums, progress)
            notes.extend(str(one) for one in found.measurements.found.values())
            claims = _expecting(problem, _judged_among(problem, found, worker))
        except InternalError as contradiction:
            error, claims = str(contradiction), ()
    expectations = compare(problem.expectations.exponents, found.derivation)
    return replace(
        blank(problem),
        derivation=found.derivation,
        underived="" if found.derivation else found.underived,
        sums=sums,
        notes=tuple(notes),
        comparisons=found.comparisons,
        efficiency=efficiency,
        fits=found.fits,
        measurements=found.measurements,
        claims=claims,
        expectations=expectations,
        internal_error=error,
        seconds=time.monotonic() - started,
    )


def _judged_among(problem: Problem, found: Findings, worker: Worker) -> tuple[ClaimResult, ...]:
    """Verdicts of the claims that can be judged; the others are undecided."""
    wanted = [claim for claim in found.judgeable if problem.claims is None or claim in problem.claims]
    judged: dict[str, ClaimResult] = {}
    if found.results is not None and wanted:
        with suppress(UndecidedError):
            work = worker.stream("judging the claims", None, judge, found.results, wanted)
            judged.update((claim.id, claim) for claim in work)
    return tuple(judged.get(claim.id, claim) for claim in _undecided(problem, found.underived))


def blank(problem: Problem) -> RunResult:
    """The result before any stage."""
    candidate, spectrum = problem.candidate, problem.spectrum
    return RunResult(
        name=candidate.name or candidate.g,
        title=candidate.title,
        g=candidate.g,
        parameters=dict(candidate.parameters),
        spectrum=spectrum.texts(),
        derivation=None,
        sums=(),
        fits=(),
        claims=(),
    )


def _derived(problem: PowerProblem, worker: Worker) -> tuple[Derivation | None, str]:
    """The derivation, or why there is none."""
    arguments = (problem.g, problem.spectrum, problem.explain)
    try:
        found = worker.call("symbolic derivation", worker.share(_DERIVING), _derive, *arguments)
    except UndecidedError as error:
        return None, str(error)
    return _explicit(problem, found, worker), ""


def _explicit(problem: PowerProblem, found: Derivation, worker: Worker) -> Derivation:
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


def _enclosed(problem: Problem, worker: Worker, notes: list[str]) -> tuple[SumValues, ...]:
    values: list[SumValues] = []
    work = worker.stream("sums", worker.share(), _values, problem.g, problem.spectrum, GRID, problem.digits)
    try:
        values.extend(work)
    except UndecidedError as error:
        notes.append(str(error))
    notes.extend(dict.fromkeys(value.note for value in values if value.note))
    return tuple(values)


def _values(g: sympy.Expr, spectrum: ModeSpectrum, times: Sequence[str], digits: int) -> Iterator[SumValues]:
    for t in times:
        yield _enclosed_at(g, spectrum, t, digits)


def _enclosed_at_all(
    g: sympy.Expr, spectrum: ModeSpectrum, times: Sequence[str], digits: int, slopes: bool
) -> list[SumValues]:
    return [_enclosed_at(g, spectrum, t, digits, slopes) for t in times]


def _enclosed_at(g: sympy.Expr, spectrum: ModeSpectrum, t: str, digits: int, slopes: bool = True) -> SumValues:
    return _compiled(g, spectrum).at(t, digits=digits, slopes=slopes)


@lru_cache(maxsize=1)
def _compiled(g: sympy.Expr, spectrum: ModeSpectrum) -> ValuesAt:
    return Sums(g, spectrum) if isinstance(spectrum, Spectrum) else sums_of(g, spectrum)


def _cross_check(problem: PowerProblem, sums: Sequence[SumValues], worker: Worker, notes: list[str]) -> None:
    """Raises InternalError where two engines disagree; what they do not settle is a note."""
    for value in sums:
        if value.t not in REFERENCE_TIMES:
            continue
        try:
            note = unsettled(value, partial(_second_engine, problem, worker, value.t))
        except UndecidedError as error:
            note = f"not cross-checked at t = {value.t}: {error}"
        notes.extend([note] * bool(note))


def _second_engine(
    problem: PowerProblem, worker: Worker, t: str, digits: int, wanted: tuple[bool, ...]
) -> tuple[Enclosure, Enclosure]:
    arguments = (problem.g, problem.spectrum, t, digits, wanted)
    return worker.call("second engine", worker.share(), reference_sums, *arguments, processor=_SECOND_SECONDS)


def _traded_off(problem: Problem, sums: Sequence[SumValues], worker: Worker) -> Efficiency:
    """The efficiency at every certified time, as far as the time goes; one above 1 is an internal error."""
    at: list[tuple[str, Enclosure]] = []
    arguments = (tuple(sums), problem.spectrum)
    with suppress(UndecidedError):
        for found in worker.stream("trade-off", worker.share(), efficiencies, *arguments, processor=_TRADE_SECONDS):
            if isinstance(found, str):
                raise InternalError(found)
            at.append(found)
    return Efficiency(tuple(at))


def _with_limit(efficiency: Efficiency, further: FurtherLaws) -> Efficiency:
    """The same with the limit of the efficiency, where a claim asked for it."""
    found = further.trade_off
    return efficiency if isinstance(found, Open) else replace(efficiency, limit=found.enclosed)


def _confronted(
    problem: PowerProblem, derivation: Derivation | None, underived: str, sums: Sequence[SumValues], worker: Worker
) -> tuple[Derivation | None, str, tuple[Comparison, ...]]:
    """A certified contradiction that persists at larger times is an internal error.

    A numerical one undoes the derivation: every claim is then undecided.
    """
    if derivation is None:
        return None, underived, ()
    if found := contradicted(derivation, problem.spectrum):
        if proves(weakest(derivation.loss.theta.rigour, derivation.energy.theta.rigour, derivation.rigour)):
            raise InternalError(found)
        return None, found, ()
    if found := outside(derivation.theorems, sums):
        raise InternalError(found)
    if not any(value.certified for value in sums):
        numbers = [(value.t, of_sums(_as_certified(value))) for value in sums]
        found = _first_contradiction(_compared_laws(problem, derivation, numbers[-_COARSE:], ()))
        return (None, f"uncertified values disagree: {found}", ()) if found else (derivation, underived, ())
    known = [(value.t, of_sums(value)) for value in sums]
    comparisons = _compared_laws(problem, derivation, known, _later_values(problem, worker))
    if found := _first_contradiction(comparisons):
        raise InternalError(f"certified values disagree: {found}")
    return derivation, underived, comparisons


def _compared_laws(
    problem: PowerProblem,
    derivation: Derivation,
    known: Sequence[Observed],
    later: Iterable[Observed],
) -> tuple[Comparison, ...]:
    laws = laws_of(derivation)
    return confront(laws, known, later, onset(problem.g, problem.spectrum, laws.values()))


def _first_contradiction(comparisons: Sequence[Comparison]) -> str:
    return next((c.reason for c in comparisons if c.outcome is Outcome.CONTRADICTS), "")


def _later_values(problem: PowerProblem, worker: Worker) -> Iterator[Observed]:
    """What the laws are compared with at doubling log t, until it is no longer asked for or the time is up."""
    arguments = (problem.g, problem.spectrum, DOUBLING, DIGITS)
    work = worker.stream("sums", worker.share(), observed, *arguments, processor=_LATER_SECONDS)
    with suppress(UndecidedError):
        yield from work


def _as_certified(value: SumValues) -> SumValues:
    """The same numbers, to be confronted as if they were certified."""
    return replace(value, loss=replace(value.loss, certified=True), energy=replace(value.energy, certified=True))


def _verified(
    problem: PowerProblem, derivation: Derivation | None, worker: Worker, notes: list[str]
) -> tuple[Checked, ...]:
    """The steps of the trace, re-checked."""
    trace = derivation.trace if derivation else None
    if trace is None:
        return ()
    from spectral_proofs.verifier import outcomes

    sp = problem.spectrum
    about = {
        name: str(x) for name, x in (("g", problem.g), ("a", sp.a), ("b", sp.b), ("Lambda", sp.Lambda), ("W", sp.W))
    }
    checked: list[Checked] = []
    try:
        checked.extend(worker.stream("checking the trace", worker.share(), outcomes, trace, about))
    except UndecidedError as error:
        notes.append(str(error))
    return tuple(checked)


def _require(checked: Sequence[Checked]) -> None:
    """Raises InternalError where a step of the derivation does not stand."""
    failed = [f"step {item.number} of the derivation: {item.note}" for item in checked if item.status is Status.FAILED]
    if failed:
        raise InternalError("; ".join(failed))


def _further(problem: PowerProblem, derivation: Derivation | None, worker: Worker) -> FurtherLaws:
    """What the claims to be judged need of g besides; the reason why one is open stands in their verdicts."""
    questions = further_needed(problem.claims)
    return further_laws(questions, derivation, problem.spectrum, worker) if derivation else FurtherLaws()


def _measured(problem: PowerProblem, derivation: Derivation | None, worker: Worker, notes: list[str]) -> Measurements:
    topics = needed(problem.claims)
    if derivation is None or not topics:
        return Measurements()
    cap = None if problem.timeout is None else _MEASURE_SECONDS
    measured = collect(topics, _setting(problem, derivation), worker, cap)
    notes.extend(f"{topic}: {reason}" for topic, reason in measured.missing.items() if "stopped after" in reason)
    return measured


def _setting(problem: PowerProblem, derivation: Derivation) -> Setting:
    return Setting(problem.g, problem.spectrum, derivation, problem.digits)


def _confront_measured(
    problem: PowerProblem,
    derivation: Derivation | None,
    further: FurtherLaws,
    measured: Measurements,
    worker: Worker,
    notes: list[str],
) -> None:
    """Raises InternalError where certified values contradict a further law; where this was stopped is a note."""
    if derivation is None or not measured.found:
        return
    arguments = (_setting(problem, derivation), further, measured)
    try:
        found = _first_contradiction(tuple(worker.stream("further laws", worker.share(), confronted, *arguments)))
    except UndecidedError as error:
        notes.append(f"compared with no more certified values: {error}")
        return
    if found:
        raise InternalError(found)


def _judged(
    problem: PowerProblem, underived: str, results: StageResults | None, worker: Worker
) -> tuple[ClaimResult, ...]:
    """Verdicts on the results of the stages before; without a derivation none."""
    if results is None:
        return _undecided(problem, underived)
    judged: list[ClaimResult] = []
    try:
        judged.extend(worker.stream("judging the claims", None, judge, results, problem.claims))
    except UndecidedError as error:
        judged.extend(claim for claim in _undecided(problem, str(error)) if claim.id not in {c.id for c in judged})
    return tuple(judged)


def _expecting(problem: Problem, claims: Sequence[ClaimResult]) -> tuple[ClaimResult, ...]:
    verdicts = problem.expectations.verdicts
    return tuple(replace(claim, expected=verdicts.get(claim.id), gates=problem.gates) for claim in claims)


def _not_judged(problem: Problem) -> Iterator[str]:
    """Which expected verdicts were not looked at, since only some claims were chosen."""
    left_out = [name for name in problem.expectations.verdicts if problem.claims and name not in problem.claims]
    if left_out:
        yield f"expected verdicts not judged, their claims being left out: {', '.join(left_out)}"


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
