"""A run of a candidate given by its residual, which may change sign.

1. A residual that is proved positive for all large t is that of g = -log r (:mod:`.positive`): an ordinary run.
2. Otherwise L and S are enclosed, and the universal trade-off, which holds for residuals of any sign, is checked.
3. The laws of L and S are derived where the residual is self-similar (:mod:`spectral_proofs.derivation.residual`), and
   the claims in ``ABOUT_LAWS`` are judged from them. The others speak of a g that is positive and increases: they are
   undecided, as there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import sympy

from spectral_proofs.claims import StageResults
from spectral_proofs.claims import judge_in_turn as judge
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.tradeoff import contradicted
from spectral_proofs.derivation.residual import NO_G, derive_residual, residual_sign
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.pipeline.contradictions import traded_off
from spectral_proofs.pipeline.evaluation import enclosed
from spectral_proofs.pipeline.limits import DERIVING
from spectral_proofs.pipeline.verdicts import blank, expecting, not_judged, undecided
from spectral_proofs.prepare import ResidualProblem
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import ClaimResult, Derivation, Efficiency, Fact, RunResult, SumValues, Truth
from spectral_proofs.results.further import FurtherLaws, Open
from spectral_proofs.worker import Worker

ABOUT_LAWS = ("growth", "eq7", "thm2", "cor1", "tradeoff")
_POWERS_ONLY = "laws of a residual are derived for exact powers of k only, all of them"


@dataclass(frozen=True)
class _Found:
    """The laws, or why there are none; ``reason`` is that of the claims that are not judged."""

    derivation: Derivation | None
    reason: str
    further: FurtherLaws


def run_on_residual(problem: ResidualProblem, progress: Callable[[str], None]) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before."""
    notes, error, claims = list(problem.notes), "", tuple[ClaimResult, ...]()
    found, efficiency = _Found(None, "", FurtherLaws()), Efficiency()
    with Worker(problem.memory, problem.timeout) as worker:
        progress("sums")
        sums = enclosed(problem, worker, notes)
        try:
            progress("trade-off")
            efficiency = traded_off(problem.spectrum, sums, worker)
            progress("derivation")
            found = _derived(problem, worker)
            efficiency = _with_limit(efficiency, found.further)
            if wrong := _contradicted(problem, found):
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
    nothing = FurtherLaws()
    if not isinstance(problem.spectrum, Spectrum):
        return _Found(None, _POWERS_ONLY, nothing)
    subject = problem.residual, problem.spectrum
    try:
        sign, derivation, further = worker.call("symbolic derivation", worker.share(DERIVING), _derive, *subject)
    except UndecidedError as error:
        return _Found(None, str(error), nothing)
    reason = NO_G if sign.truth is Truth.NO else sign.reason
    if isinstance(derivation, Open):
        return _Found(None, f"{reason}; {derivation.reason}", nothing)
    return _Found(derivation, reason, further)


def _derive(residual: sympy.Expr, spectrum: Spectrum) -> tuple[Fact, Derivation | Open, FurtherLaws]:
    sign = residual_sign(residual, spectrum)
    try:
        return sign, *derive_residual(residual, spectrum, sign)
    except UndecidedError as error:
        return sign, Open(str(error)), FurtherLaws()


def _contradicted(problem: ResidualProblem, found: _Found) -> str:
    """One line where the orders of L and S are such that no residuals have them."""
    if found.derivation is None or not isinstance(problem.spectrum, Spectrum):
        return ""
    return contradicted(found.derivation, problem.spectrum)


def _with_limit(efficiency: Efficiency, further: FurtherLaws) -> Efficiency:
    found = further.trade_off
    return efficiency if isinstance(found, Open) else replace(efficiency, limit=found.enclosed)


def _judged(
    problem: ResidualProblem, found: _Found, sums: Sequence[SumValues], efficiency: Efficiency, worker: Worker
) -> tuple[ClaimResult, ...]:
    """Verdicts of the claims that can be judged; the others are undecided."""
    judged: dict[str, ClaimResult] = {}
    wanted = [claim for claim in ABOUT_LAWS if problem.claims is None or claim in problem.claims]
    if found.derivation is not None and wanted and isinstance(problem.spectrum, Spectrum):
        known = (found.derivation, tuple(sums), (), problem.spectrum)
        results = StageResults(*known, further=found.further, efficiency=efficiency)
        with suppress(UndecidedError):
            work = worker.stream("judging the claims", None, judge, results, wanted)
            judged.update((claim.id, claim) for claim in work)
    return tuple(judged.get(claim.id, claim) for claim in undecided(problem, found.reason))
