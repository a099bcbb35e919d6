"""What a run finds on modes that are no exact powers: the derivation, its laws beside certified values, and verdicts.

Claims about g, orders of sums over the modes and k_* are judged on all of them; those about limits that are known for
exact powers only (``on_other_modes``), where hypothesis (16) holds with ~. On finitely many modes there is no limit
t -> oo: each claim says why it means nothing there and what is certified in its place, as the window in which L
follows the law of infinitely many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from fractions import Fraction

import sympy

from spectral_proofs.claims import StageResults, chosen
from spectral_proofs.claims.base import OtherModes
from spectral_proofs.compare.confrontation import confront, laws_of, observed_on, of_sums
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.finite_bounds import FiniteBounds, finite_bounds
from spectral_proofs.compare.fit import fit_sums
from spectral_proofs.compare.onset import onset
from spectral_proofs.compare.window import Window, window
from spectral_proofs.derivation.further_on_modes import further_laws_on
from spectral_proofs.derivation.on_modes import OnModes
from spectral_proofs.derivation.other_modes import derive_on
from spectral_proofs.derivation.stages import derive, derive_laws
from spectral_proofs.errors import InternalError, UndecidedError, refusals_undecided
from spectral_proofs.measurements.finite_position import finite_positions
from spectral_proofs.pipeline.contradictions import first_contradiction, later_values, traded_off, with_limit
from spectral_proofs.pipeline.evaluation import enclosed
from spectral_proofs.pipeline.limits import DERIVING
from spectral_proofs.pipeline.verdicts import blank, expecting, judged
from spectral_proofs.prepare import Problem
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import (
    Certified,
    ClaimResult,
    Comparison,
    Derivation,
    Efficiency,
    Fit,
    Measurements,
    RunResult,
    SumValues,
    Truth,
)
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import FiniteModel
from spectral_proofs.sums.spectra.factory import sums_of
from spectral_proofs.worker import Worker

ACCURACY = Fraction(1, 10)
_WINDOW, _BOUNDS = "window", "bounds"
_MARGIN, _FARTHEST = 3.0, 400.0  # of log10 t
_FLOOR_DIGITS = 12
_POSITION_SECONDS = 10.0  # of processor time
NO_LIMIT = "finitely many modes: no limit t -> oo"
_NOT_MEANT = "derived only where lambda_k ~ Lambda k^-b, lambda_k w_k^2 ~ W k^-a"
MEASURED = "measured modes, with or without a tail: nothing about them is proved"


@dataclass(frozen=True)
class Findings:
    """What was found; ``underived`` says why there is no derivation, ``judgeable`` which claims can be judged."""

    derivation: Derivation | None = None
    underived: str = ""
    fits: tuple[Fit, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    results: StageResults | None = None
    judgeable: tuple[str, ...] = ()
    measurements: Measurements = field(default_factory=Measurements)  # of a finite model: its window
    certified: Certified = field(default_factory=Certified)  # of a finite model


def run_on_other_modes(problem: Problem, progress: Callable[[str], None]) -> RunResult:
    """All stages on modes that are no exact powers of k."""
    notes, error = list(problem.notes), ""
    found, efficiency = Findings(), Efficiency()
    with Worker(problem.memory, problem.timeout) as worker:
        progress("sums")
        sums = enclosed(problem, worker, notes)
        try:
            progress("trade-off")
            efficiency = traded_off(problem.spectrum, sums, worker)
            found = _findings(problem, worker, sums, efficiency, progress)
            efficiency = found.results.efficiency if found.results else efficiency
            notes.extend(str(one) for one in found.measurements.found.values())
            claims = expecting(problem, _judged(problem, found, worker))
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
    )


def _findings(
    problem: Problem, worker: Worker, sums: Sequence[SumValues], efficiency: Efficiency, progress: Callable[[str], None]
) -> Findings:
    """All stages but the sums, which are given; raises InternalError where certified values contradict a law."""
    spectrum = problem.spectrum
    if spectrum.modes is not None:
        progress("window")
        measurements = _windowed(problem, worker)
        certified = _certified(problem, sums, efficiency, measurements, worker)
        return Findings(underived=NO_LIMIT, measurements=measurements, certified=certified)
    if not isinstance(spectrum, Expressions | Geometric):
        return Findings(underived=MEASURED)
    progress("derivation")
    try:
        found: OnModes = worker.call("symbolic derivation", worker.share(DERIVING), _derived, problem.g, spectrum)
    except UndecidedError as error:
        return Findings(underived=str(error))
    progress("contradictions")
    comparisons = _compared(problem, found, sums, worker)
    fits = fit_sums(sums, found.derivation.loss, found.derivation.energy)
    meant = {OtherModes.ALL, *([OtherModes.POWER_LIKE] if found.form.holds else [])}
    if found.derivation.truncation is not None and found.derivation.truncation.plateau.truth is not Truth.UNKNOWN:
        meant.add(OtherModes.PRUNED)
    claims = tuple(claim for claim in chosen(problem.claims) if claim.on_other_modes in meant)
    progress("further laws")
    further = further_laws_on((q for claim in claims for q in claim.laws), spectrum, found, worker)
    results = StageResults(
        found.derivation,
        tuple(sums),
        fits,
        found.powers,
        comparisons=comparisons,
        further=further,
        efficiency=with_limit(efficiency, further),
        form=found.form,
        modes=found.modes,
    )
    judgeable = tuple(claim.id for claim in claims)
    return Findings(found.derivation, f"{_NOT_MEANT} ({found.form.reason})", fits, comparisons, results, judgeable)


def _judged(problem: Problem, found: Findings, worker: Worker) -> tuple[ClaimResult, ...]:
    """Verdicts of the claims that can be judged; the others are undecided."""
    if problem.spectrum.modes is not None:
        return tuple(claim.with_finitely_many(found.certified) for claim in chosen(problem.claims))
    return judged(problem, found.underived, found.results, worker, found.judgeable)


def _windowed(problem: Problem, worker: Worker) -> Measurements:
    """From when to when the model follows the law of infinitely many modes."""
    if not isinstance(problem.spectrum, FirstModes):
        return Measurements(missing={_WINDOW: "measured modes have no law to compare with"})
    found, missing = dict[str, object](), dict[str, str]()
    for topic, make in ((_WINDOW, _window), (_BOUNDS, _bounds)):
        try:
            found[topic] = worker.call(topic, worker.share(DERIVING), make, problem.g, problem.spectrum)
        except UndecidedError as error:
            missing[topic] = str(error)
    return Measurements(found, missing)


def _certified(
    problem: Problem, sums: Sequence[SumValues], efficiency: Efficiency, found: Measurements, worker: Worker
) -> Certified:
    """What stands in place of claims about t -> oo."""
    window, bounds = (str(found.found.get(topic, "")).partition(": ")[2] for topic in (_WINDOW, _BOUNDS))
    certified = Certified(tuple(value for value in sums if value.certified), efficiency, window, bounds)
    if not any({"position", "reach"} & {claim.id} for claim in chosen(problem.claims)):
        return certified
    arguments = (problem.g, problem.spectrum, [value.t for value in certified.sums])
    try:
        depth, positions = worker.call(
            "positions", worker.share(), finite_positions, *arguments, processor=_POSITION_SECONDS
        )
    except UndecidedError:
        return certified
    return replace(certified, depth=depth, positions=positions)


def _bounds(g: sympy.Expr, spectrum: FirstModes) -> FiniteBounds:
    """Explicit bounds of the model, floor included."""
    if not isinstance(spectrum.whole, Spectrum):
        raise UndecidedError("explicit theorems are proved for exact powers of k only")
    theorems = derive(g, spectrum.whole).theorems
    floor = Sums(g, spectrum.whole, certified_only=True).floor(spectrum.modes, _FLOOR_DIGITS)
    return finite_bounds(theorems, spectrum.modes, floor)


def _window(g: sympy.Expr, spectrum: FirstModes) -> Window:
    whole, model = spectrum.whole, sums_of(g, spectrum)
    if not isinstance(model, FiniteModel):
        raise UndecidedError("geometric modes have no law with a constant to compare with")
    if isinstance(whole, Expressions):
        modes = derive_on(g, whole)
        law, rho, b = modes.derivation.loss, modes.derivation.rho, modes.powers.b
    else:
        assert isinstance(whole, Spectrum)
        found = derive_laws(g, whole)
        law, rho, b = found.loss, found.rho, whole.b
    if rho is None or not rho > 0:
        raise UndecidedError(f"no frontier that moves like a power of t: rho = {rho}")
    farthest = float(b / rho) * math.log10(spectrum.modes) + _MARGIN
    return window(model, law, min(farthest, _FARTHEST), ACCURACY)


def _derived(g: sympy.Expr, spectrum: Expressions | Geometric) -> OnModes:
    with refusals_undecided():
        return derive_on(g, spectrum)


def _compared(problem: Problem, found: OnModes, sums: Sequence[SumValues], worker: Worker) -> tuple[Comparison, ...]:
    laws = {name: law for name, law in laws_of(found.derivation).items() if name in ("L", "S")}
    known = [(value.t, of_sums(value)) for value in sums if value.certified]
    if not known:
        return ()
    since = onset(found.pulled, found.powers, laws.values())
    with closing(later_values(problem, worker, observed_on)) as later:
        comparisons = confront(laws, known, later, since)
    if contradiction := first_contradiction(comparisons):
        raise InternalError(f"certified values disagree: {contradiction}")
    return comparisons
