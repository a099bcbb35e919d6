"""The best models of some budgets, and whether their losses settle at the limit that was derived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import sympy
from flint import arb

from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.derivation.parameters.optimum import Exponents
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure
from spectral_proofs.results.further import Optimum
from spectral_proofs.sums.best_model import BestModel, Losses, OfGeometric, OfSums, best_model
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.spectra.expressions import ExpressionSums

Modes = Spectrum | Expressions | Geometric

_BITS, _DIGITS = 80, 9
_SETTLED = 20  # times closer to each other than to the limit: convergence would be slower than C^(-1/450)


@dataclass(frozen=True)
class Model:
    """The best model of one budget, and its loss over its powers of C and log C, which tends to the constant."""

    best: BestModel
    scaled: Enclosure | None


def best_models(g: sympy.Expr, spectrum: Modes, budgets: Sequence[int], law: Exponents) -> tuple[Model, ...]:
    """Of each budget; raises UndecidedError where g is not proved to increase in t, or a value is not certified."""
    require_increase(g, spectrum)
    losses, found = _losses(g, spectrum), []
    for budget in budgets:
        best, scaled = best_model(losses, budget), None
        if law.loss is not None and law.loss_log is not None:
            with working_precision(_BITS):
                powers = ((arb(budget), law.loss), (arb(budget).log(), law.loss_log))
                over = [x ** -numbers.ball(power) for x, power in powers if power != 0]
                scaled = to_enclosure(prod(over, start=to_ball(best.loss)), _DIGITS)
        found.append(Model(best, scaled))
    return tuple(found)


def _losses(g: sympy.Expr, spectrum: Modes) -> Losses:
    if isinstance(spectrum, Geometric):
        return OfGeometric(g, spectrum)
    if isinstance(spectrum, Expressions):
        return OfSums(ExpressionSums(g, spectrum))
    return OfSums(Sums(g, spectrum, certified_only=True))


def require_increase(g: sympy.Expr, spectrum: Modes) -> None:
    """For all t > 0: from t = 1 on, and, in 1/t, before it."""
    top = spectrum.largest * (1 if isinstance(spectrum, Spectrum) else 1 + sympy.Rational(1, 10**9))  # of 15 digits
    slope = sympy.diff(g, TIME)
    for part in (slope, slope.subs(TIME, 1 / TIME)):
        fact = nonnegative(part.subs(LAMBDA, LAMBDA * top))
        if not fact.holds:
            raise UndecidedError(f"g is not proved to increase in t at all times: {fact.reason}")


def confront(limits: Optimum, models: Sequence[Model], first: int = -1) -> None:
    """Raises InternalError where the least losses, from the ``first`` on, settle away from their limit."""
    with working_precision(_BITS):
        scaled = [to_ball(model.scaled) for model in models if model.scaled is not None]
        moved = max((abs(one - scaled[-1]).upper() for one in scaled[:-1][first:]), default=None)
        if moved is not None and abs(scaled[-1] - to_ball(limits.loss)) > _SETTLED * moved:
            budget, found = models[-1].best.budget, scaled[-1].str(8, radius=False)
            raise InternalError(f"the least losses times C^e settle at {found}, C = {budget}, not at {limits.loss.mid}")
