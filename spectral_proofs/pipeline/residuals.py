"""A run of a candidate given by its residual, which may change sign.

1. A residual that is proved positive for all large t is that of g = -log r (:mod:`.positive`): an ordinary run.
2. Otherwise L and S are enclosed, and the universal trade-off, which holds for residuals of any sign, is checked.
3. The laws of L and S are derived where the residual is self-similar (:mod:`spectral_proofs.derivation.residual`), and
   the claims in ``ABOUT_LAWS`` are judged from them. The others speak of a g that is positive and increases: they are
   undecided, as there is none. On formulas in k and geometric modes likewise
   (:mod:`spectral_proofs.derivation.residual_on_modes`); finitely many modes have no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import sympy

from spectral_proofs.claims import CLAIMS, StageResults, chosen
from spectral_proofs.claims.base import OtherModes
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.tradeoff import contradicted
from spectral_proofs.derivation.residual import NO_G, derive_residual, residual_sign
from spectral_proofs.derivation.residual_on_modes import derive_residual_on, sign_on
from spectral_proofs.errors import InternalError, UndecidedError, refusals_undecided
from spectral_proofs.pipeline.contradictions import traded_off, with_limit
from spectral_proofs.pipeline.evaluation import enclosed
from spectral_proofs.pipeline.limits import DERIVING
from spectral_proofs.pipeline.other_modes import MEASURED, NO_LIMIT
from spectral_proofs.pipeline.verdicts import blank, expecting, judged, not_judged
from spectral_proofs.prepare import ResidualProblem
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Certified, ClaimResult, Derivation, Efficiency, Fact, RunResult, SumValues, Truth
from spectral_proofs.results.further import FurtherLaws
from spectral_proofs.results.modes import ModeOrders
from spectral_proofs.results.rigour import EXACT
from spectral_proofs.worker import Worker

ABOUT_LAWS = ("growth", "eq7", "thm2", "cor1", "tradeoff")
_EXACTLY = Fact(Truth.YES, "(16) exactly", EXACT)


@dataclass(frozen=True)
class _Found:
    """The laws, or why there are none; ``reason`` is that of the claims that are not judged."""

    derivation: Derivation | None
    reason: str
    further: FurtherLaws = field(default_factory=FurtherLaws)
    powers: Spectrum | None = None
    form: Fact = _EXACTLY
    modes: ModeOrders = field(default_factory=ModeOrders)


def run_on_residual(problem: ResidualProblem, progress: Callable[[str], None]) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before."""
    notes, error, claims = list(problem.notes), "", tuple[ClaimResult, ...]()
    found, efficiency = _Found(None, ""), Efficiency()
    with Worker(problem.memory, problem.timeout) as worker:
        progress("sums")
        sums = enclosed(problem, worker, notes)
        try:
            progress("trade-off")
            efficiency = traded_off(problem.spectrum, sums, worker)
            progress("derivation")
            found = _derived(problem, worker)
            efficiency = with_limit(efficiency, found.further)
            if wrong := _contradicted(found):
                raise InternalError(wrong)
            progress("claims")
            claims = expecting(problem, _judged(problem, found, sums, efficiency, worker))
        except InternalError as contradiction:
            error = str(contradiction)
    return replace(
        blank(problem),
        derivation=found.derivation,
        underived="" if found.derivation else found.reason,
        sums=sums,
        notes=(*notes, *not_judged(problem)),
        efficiency=efficiency,
        claims=claims,
        expectations=compare(problem.expectations.exponents, found.derivation),
        internal_error=error,
    )


def _derived(problem: ResidualProblem, worker: Worker) -> _Found:
    spectrum = problem.spectrum
    if spectrum.modes is not None:
        return _Found(None, NO_LIMIT)
    if not isinstance(spectrum, Spectrum | Expressions | Geometric):
        return _Found(None, MEASURED)
    try:
        found: _Found = worker.call("symbolic derivation", worker.share(DERIVING), _derive, problem.residual, spectrum)
    except UndecidedError as error:
        return _Found(None, str(error))
    return found


def laws_of(residual: sympy.Expr, spectrum: ModeSpectrum) -> Derivation:
    """The laws alone; raises UndecidedError where there are none."""
    if not isinstance(spectrum, Spectrum | Expressions | Geometric):
        raise UndecidedError(NO_LIMIT)
    found = _derive(residual, spectrum)
    if found.derivation is None:
        raise UndecidedError(found.reason)
    return found.derivation


def _derive(residual: sympy.Expr, spectrum: Spectrum | Expressions | Geometric) -> _Found:
    with refusals_undecided():
        sign = residual_sign(residual, spectrum) if isinstance(spectrum, Spectrum) else sign_on(residual, spectrum)
        reason = NO_G if sign.truth is Truth.NO else sign.reason
        try:
            if isinstance(spectrum, Spectrum):
                derivation, further = derive_residual(residual, spectrum, sign)
                return _Found(derivation, reason, further, spectrum)
            on = derive_residual_on(residual, spectrum, sign)
        except UndecidedError as error:
            return _Found(None, f"{reason}; {error}")
        return _Found(on.derivation, reason, on.further, on.powers, on.form, on.modes)


def _contradicted(found: _Found) -> str:
    """One line where the orders of L and S are such that no residuals have them."""
    plain = found.modes.pure or found.modes.geometric
    return contradicted(found.derivation, found.powers) if found.derivation and found.powers and plain else ""


def _judged(
    problem: ResidualProblem, found: _Found, sums: Sequence[SumValues], efficiency: Efficiency, worker: Worker
) -> tuple[ClaimResult, ...]:
    """Verdicts of the claims that can be judged; the others are undecided."""
    if problem.spectrum.modes is not None:
        certified = Certified(tuple(value for value in sums if value.certified), efficiency)
        return tuple(claim.with_finitely_many(certified) for claim in chosen(problem.claims))
    meant = {OtherModes.ALL, OtherModes.POWER_LIKE} if found.form.holds else {OtherModes.ALL}
    about = [name for name in ABOUT_LAWS if found.form is _EXACTLY or CLAIMS[name].on_other_modes in meant]
    results = None
    if found.derivation is not None and found.powers is not None:
        results = StageResults(
            found.derivation,
            tuple(sums),
            (),
            found.powers,
            further=found.further,
            efficiency=efficiency,
            form=found.form,
            modes=found.modes,
        )
    return judged(problem, found.reason, results, worker, about)
