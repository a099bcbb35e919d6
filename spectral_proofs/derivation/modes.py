"""How many modes are learned: the effective mode number N(t) = sum_k (1 - exp(-g(lambda_k, t))).

1. At fixed t the terms beyond the frontier are g(lambda_k, t) ~ k^(-mu b), so that N(t) = oo for
   mu b <= 1 (Bertrand's criterion settles the border): N is then no measure of what is learned.
2. Otherwise N is the spectral sum of F = 1 - exp(-g) with weight k^0 (:mod:`.sums`); on a ray
   lambda = x l_*(t) it is (Lambda/l_*)^(1/b)/b int x^(-1/b-1) (1 - exp(-G)) dx = Theta(k_*).
3. Where no cell decides, condition (2) does: N increases with g, hence lies between two monomial
   cases, each Gamma(1 - 1/q) Y^(1/q), q = m b > 1.

Source: section 5 of the paper (which counts with k_* itself) and of the theory. Leaves out spectra
with finitely many modes; their numbers are enclosed, not derived.
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.weights import learned_factor
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.sandwich import between
from spectral_proofs.derivation.sums import spectral_order, tail_diverges, tail_elasticity
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Asymptotics, Fact, Growth, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, Rigour, read_off


def mode_number(context: Context, growth: Growth) -> Asymptotics:
    """N(t) as t -> oo; ``infinite`` where the unlearned modes alone add up to infinity."""
    with context.reading() as read:
        found = _by_cells(context)
    if found.theta.truth is Truth.UNKNOWN and growth.fact.holds and growth.m is not None and growth.n is not None:
        return _between_monomials(growth, growth.m, growth.n, context.spectrum.b)
    return found.weakened(read_off(read))


def _by_cells(context: Context) -> Asymptotics:
    try:
        if tail_diverges(context, sympy.S.One, sympy.S.One):
            return _infinite(tail_elasticity(context), context.spectrum.b, EXACT)
        return spectral_order(context, learned_factor(context.g, 1), sympy.S.Zero, sympy.S.One, "N")
    except UndecidedError as error:
        return Asymptotics.without(unsettled(f"N: {error}"), "unknown", str(error))


def _infinite(mu: sympy.Expr, b: sympy.Expr, rigour: Rigour) -> Asymptotics:
    reason = f"N = oo for all large t: g ~ lambda^({mu}) as lambda -> 0 and ({mu})*b = {mu * b} <= 1"
    return Asymptotics.without(Fact(Truth.NO, reason, rigour), "N = oo", infinite=True)


def _between_monomials(growth: Growth, m: sympy.Expr, n: sympy.Expr, b: sympy.Expr) -> Asymptotics:
    if not bool(m * b > 1):
        return _infinite(m, b, growth.fact.rigour)
    theta = growth.fact.implies(Truth.YES, "between two monomial cases by (2)")
    return between(theta, (n / (m * b), sympy.S.Zero), "N")
