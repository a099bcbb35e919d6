"""A run on exact powers of k.

1. Derive exponents and hypotheses symbolically; may be stopped, then every claim is undecided.
2. Enclose L, S and their local exponents at the times of ``GRID`` (independent of step 1).
3. Evaluate some of them again with a second engine; a disagreement is an internal error.
4. Compare what was derived, and the universal trade-off between L and S, with the certified values, as far out
   as it takes; a contradiction is an internal error.
5. Where asked for, verify the derivation's trace; a step that fails is an internal error.
6. Derive what else the claims to be judged need of g (:mod:`spectral_proofs.derivation.further`).
7. Fit log-log slopes, measure what these claims need besides (:mod:`spectral_proofs.measurements`), and compare the
   laws of step 6 with it; a contradiction is an internal error.
8. Judge the claims.
9. Compare with what the check file expects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import sympy

from spectral_proofs.claims import StageResults, further_needed, needed
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.fit import fit_sums
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.derivation.scaling import wants_scaling, with_scaling
from spectral_proofs.errors import InternalError, UndecidedError, refusals_undecided
from spectral_proofs.measurements import Setting, collect
from spectral_proofs.pipeline.contradictions import confront_measured, confronted_laws, traded_off, with_limit
from spectral_proofs.pipeline.evaluation import cross_check, enclosed
from spectral_proofs.pipeline.limits import DERIVING
from spectral_proofs.pipeline.verdicts import blank, expecting, judged, not_judged
from spectral_proofs.prepare import PowerProblem
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import (
    ClaimResult,
    Comparison,
    Derivation,
    Efficiency,
    ExpectationResult,
    Fit,
    Measurements,
    RunResult,
    SumValues,
)
from spectral_proofs.results.further import FurtherLaws
from spectral_proofs.results.trace import Checked, Status
from spectral_proofs.worker import Worker

# Caps of processor time, in seconds, so that what comes out does not depend on what else the machine does.
_THEOREM_SECONDS = 10.0
_MEASURE_SECONDS = 10.0  # for each topic: its numbers stand beside a conclusion, which does not rest on them


@dataclass
class _Found:
    """What the stages have found so far."""

    derivation: Derivation | None = None
    underived: str = ""
    sums: tuple[SumValues, ...] = ()
    checked: tuple[Checked, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    efficiency: Efficiency = field(default_factory=Efficiency)
    fits: tuple[Fit, ...] = ()
    measurements: Measurements = field(default_factory=Measurements)
    claims: tuple[ClaimResult, ...] = ()
    expectations: tuple[ExpectationResult, ...] = ()
    internal_error: str = ""


def run_on_powers(problem: PowerProblem, progress: Callable[[str], None]) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before."""
    notes, found = list(problem.notes), _Found()
    with Worker(problem.memory, problem.timeout) as worker:
        try:
            progress("derivation")
            found.derivation, found.underived = _derived(problem, worker)
            progress("sums")
            found.sums = enclosed(problem, worker, notes)
            progress("cross-check")
            cross_check(problem, found.sums, worker, notes)
            progress("contradictions")
            found.efficiency = traded_off(problem.spectrum, found.sums, worker)
            left = confronted_laws(problem, found.derivation, found.underived, found.sums, worker)
            found.derivation, found.underived, found.comparisons = left
            progress("trace")
            found.checked = _verified(problem, found.derivation, worker, notes)
            _require(found.checked)
            progress("further laws")
            further = _further(problem, found.derivation, worker)
            found.efficiency = with_limit(found.efficiency, further)
            progress("measurements")
            laws = (found.derivation.loss, found.derivation.energy) if found.derivation else (None, None)
            found.fits = fit_sums(found.sums, *laws)
            found.measurements = _measured(problem, found.derivation, worker, notes)
            _confront_measured(problem, found.derivation, further, found.measurements, worker, notes)
            progress("claims")
            claims = judged(problem, found.underived, _results(problem, found, further), worker)
            found.expectations = compare(problem.expectations.exponents, found.derivation)
            found.claims = expecting(problem, claims)
            notes.extend(not_judged(problem))
        except InternalError as contradiction:
            found.internal_error = str(contradiction)
    return replace(blank(problem), notes=tuple(notes), **vars(found))


def _results(problem: PowerProblem, found: _Found, further: FurtherLaws) -> StageResults | None:
    """What the claims read; nothing where there is no derivation."""
    if found.derivation is None:
        return None
    known = (found.sums, found.fits, problem.spectrum, found.measurements, found.comparisons)
    return StageResults(found.derivation, *known, further, found.efficiency)


def _derived(problem: PowerProblem, worker: Worker) -> tuple[Derivation | None, str]:
    """The derivation, or why there is none."""
    arguments = (problem.g, problem.spectrum, problem.explain)
    try:
        found = worker.call("symbolic derivation", worker.share(DERIVING), _derive, *arguments)
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
    with refusals_undecided():
        return derive(g, spectrum, explain=True) if explain else derive(g, spectrum)


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


def _confront_measured(
    problem: PowerProblem,
    derivation: Derivation | None,
    further: FurtherLaws,
    measured: Measurements,
    worker: Worker,
    notes: list[str],
) -> None:
    if derivation is not None and measured.found:
        confront_measured(_setting(problem, derivation), further, measured, worker, notes)


def _setting(problem: PowerProblem, derivation: Derivation) -> Setting:
    return Setting(problem.g, problem.spectrum, derivation, problem.digits)
