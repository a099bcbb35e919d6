"""Orders of L and S from condition (2) alone, between two monomial cases (theory: section 4)."""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context
from spectral_proofs.results import Asymptotics, Fact, Growth, Truth, unsettled
from spectral_proofs.results.rigour import OPEN


def by_sandwich(context: Context, growth: Growth, quantity: str) -> Asymptotics:
    """Theta-order of L or S from (2) alone: L and S are monotone in g (theory: section 4)."""
    sp = context.spectrum
    assert growth.m is not None
    assert growth.n is not None
    rho = growth.n / growth.m
    zero = sympy.S.Zero
    if quantity == "L":
        index, log_index = -rho * (sp.a - 1) / sp.b, zero
    elif sign(sp.s - 2 * growth.m * sp.b, context.point) >= 0:
        reason = f"S = oo for every t: 1+b-a = {sp.s} >= 2mb = {2 * growth.m * sp.b}"
        return Asymptotics.without(growth.fact.implies(Truth.NO, reason), "S = oo", infinite=True)
    elif bool(sp.s > 0):
        index, log_index = rho * sp.s / sp.b, zero
    else:
        index, log_index = zero, sympy.S.One if sp.s == 0 else zero
    theta = growth.fact.implies(Truth.YES, "sandwiched between two monomial cases by (2)")
    return between(theta, (index, log_index), quantity)


def between(theta: Fact, powers: tuple[sympy.Expr, sympy.Expr], quantity: str) -> Asymptotics:
    """The law of a quantity that lies between two monomial cases, of which ``theta`` says how that is known."""
    unknown = unsettled("the sandwich gives bounds, not a limit")
    formula = f"{quantity} = Theta({show_monomial_powers(*powers)})"
    return Asymptotics(*powers, theta, None, unknown, formula, powers=powers, rigour=theta.rigour, constant_rigour=OPEN)


def show_monomial_powers(index: sympy.Expr, log_index: sympy.Expr) -> str:
    """t^index (log t)^log_index."""
    return f"t^({index})" + ("" if log_index == 0 else f" (log t)^({log_index})")
