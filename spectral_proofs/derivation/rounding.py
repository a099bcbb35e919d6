"""What rounding to a fixed step costs when the coefficients alone are rounded: sum min(step^2, f_k^2).

1. |f~_k - f_k| is at most half a step and at most f_k, and equal to f_k below half a step; between, it sweeps
   [0, step/2] as f_k varies with k. So the cost for E phi_k^2 = 1 is of the order of sum min(step^2, f_k^2).
2. On a cell f_k^2 = w_k^2 (1 - exp(-g))^2 either leaves step^2 behind, or falls below it, or keeps its order.
   b > a: w_k grows, and modes far beyond the frontier are still above the step. b < a: only finitely many ever are.
3. Eq. (10) as printed adds the correlation with the residual; for modes rounded to zero f~ = 0 and
   (f~ - w)^2 - (f - w)^2 = w^2 (1 - exp(-2g)), which sums up to infinity where s >= mu b although S is finite.

Source: section 4.1, eqs. (8)-(10). Leaves out where the fractional parts of f_k/step are not spread (step 1 then is an
upper bound).
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics import series_functions
from spectral_proofs.asymptotics.between import Bound
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.laplace import indices
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare
from spectral_proofs.asymptotics.weights import Factor, learned_factor
from spectral_proofs.derivation.context import Context, show_monomial
from spectral_proofs.derivation.sums import dominant, infinite_energy, tail_diverges
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA
from spectral_proofs.results.further import CoefficientRounding
from spectral_proofs.results.rigour import OPEN, read_off


def coefficient_rounding(context: Context) -> CoefficientRounding:
    """Order of the cost in words, and whether eq. (10) is infinite; either may be open."""
    try:
        order = fixed_point_cost(context)[0]
    except UndecidedError as error:
        order = f"not derived: {error}"
    try:
        with context.reading() as read:
            diverges = correlation_diverges(context)
    except UndecidedError:
        return CoefficientRounding(order, None, OPEN)
    return CoefficientRounding(order, diverges, read_off(read))


def fixed_point_cost(context: Context) -> tuple[str, sympy.Expr | None]:
    """Order of sum min(step^2, f_k^2) in words, and its index (None where there is none).

    Raises UndecidedError where no cell is known to carry the sum.
    """
    if infinite_energy(context):
        return "infinite", None
    found = dominant(context, _capped(context), -1 / context.spectrum.b, Bound(bounded=True))
    if found.unbounded or found.monomial is None:
        return "no power of t", None
    return f"Theta({show_monomial(found.monomial)})", indices(found.monomial, context.point)[0]


def correlation_diverges(context: Context) -> bool:
    """Whether sum w_k^2 (1 - exp(-2g)) over the modes rounded to zero is infinite."""
    return tail_diverges(context, context.spectrum.s, sympy.S.One)


def _capped(context: Context) -> Factor:
    """min(1, w^2 (1 - exp(-g))^2) as a leading term."""
    learned = learned_factor(context.g)
    exponent = -(context.spectrum.b - context.spectrum.a) / context.spectrum.b

    def factor(evaluate: Evaluator) -> tuple[sympy.Expr, Monomial, bool] | None:
        found = learned(evaluate)
        if found is None:
            return None
        weight = series_functions.power(evaluate(LAMBDA), exponent).lead() if exponent != 0 else (sympy.S.One, UNIT)
        coefficient, monomial = weight[0] * found[0], weight[1] * found[1]
        size = compare(monomial, UNIT, evaluate.scale.domain)
        if size > 0:
            return sympy.S.One, UNIT, False
        return (sympy.Min(1, coefficient) if size == 0 else coefficient), monomial, found[2]

    return factor
