"""g = h(lambda) u(t), regularly varying, where no cell shows the frontier: lambda t exp(sqrt(log(1/lambda))).

1. If E_lambda(h) -> m > 0 as lambda -> 0, h is regularly varying with index m and increases near 0 (Karamata's
   representation; Bingham, Goldie, Teugels, Regular Variation, 1.3). If E_t(u) -> n > 0, u -> oo with index n.
2. So g = 1 at one small lambda_*, the smallest of all, log lambda_* ~ -(n/m) log t, and g(x lambda_*, t) -> x^m.
3. Potter's bounds (loc. cit., 1.5.6), g(x lambda_*, t) >= x^(m-eps)/2 for x >= 1 and <= 2 x^(m-eps) for x <= 1 where
   x lambda_* is below some delta, are the head condition, and the tail condition where 2m > s/b: Theorems 1 and 2 of
   docs/theory.md give L ~ c lambda_*^w and S ~ c' lambda_*^(-s/b). The finitely many modes above delta have h > 0 and
   exp(-2 h u) smaller than every power of t.
4. h/lambda^m = exp(c M), M a product of powers of log(1/lambda), ... that outgrows log log(1/lambda), makes lambda_*
   leave every power of log t behind: M at lambda_* is (n/m)^p times M at 1/t, to leading order. Only such h are taken.

Left out: s <= 0, s = 2mb, and h or u whose slowly varying part is no exponential of this kind (cells tell those).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, iterated_log
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Fact, Frontier, Truth
from spectral_proofs.results.rigour import EXACT, Rigour, read_off


@dataclass(frozen=True)
class RegularVariation:
    """Indices m of h at lambda -> 0 and n of u, where lambda_* leaves every power of log t behind."""

    m: sympy.Expr
    n: sympy.Expr
    rigour: Rigour

    @property
    def rho(self) -> sympy.Expr:
        """n/m."""
        return self.n / self.m

    def frontier(self, known: Frontier) -> Frontier:
        """The frontier and the ratio of elasticities; what was known of the argmax stays."""
        level = self._law("lambda_*", -self.rho)
        exists = Fact(Truth.YES, level.formula, self.rigour)
        ratio = Fact(Truth.YES, f"E_t/E_lambda -> {self.rho} as lambda -> 0, t -> oo", self.rigour)
        return replace(known, level=level, exists=exists, ratio=ratio, ratio_limit=self.rho)

    def loss(self, w: sympy.Expr) -> Asymptotics:
        """L ~ c lambda_*^w."""
        return self._law("L", -self.rho * w)

    def energy(self, share: sympy.Expr) -> Asymptotics | None:
        """S ~ c lambda_*^(-share), share = s/b; None where the tail condition fails or there is another law."""
        return self._law("S", self.rho * share) if bool(share > 0) and bool(share < 2 * self.m) else None

    def _law(self, name: str, index: sympy.Expr) -> Asymptotics:
        fact = Fact(Truth.NO, f"{name}/t^({index}) leaves every power of log t behind", self.rigour)
        return Asymptotics.without(fact, f"log {name} ~ {index} log t", index=index)


def regular_variation(context: Context) -> RegularVariation | None:
    """The indices, where g is such a product and its sign is not in question; None otherwise."""
    h, u = context.g.as_independent(TIME, as_Add=False)
    if u.has(LAMBDA) or not h.has(LAMBDA):
        return None
    small = h.subs(LAMBDA, 1 / TIME)
    try:
        with context.reading() as read:
            m = _limit(context, _elasticity(h, LAMBDA).subs(LAMBDA, 1 / TIME))
            n = _limit(context, _elasticity(u, TIME))
            if m is None or n is None:
                return None
            slow = [context.eventual_order(expr)[1] for expr in (small * TIME**m, u / TIME**n)]
    except UndecidedError:
        return None
    if not _leaves_logarithms(context.point, *slow):
        return None
    return RegularVariation(m, n, read_off(read) if read else EXACT)


def _elasticity(factor: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Of a positive factor, by its logarithm."""
    return variable * sympy.diff(sympy.expand_log(sympy.log(factor), force=True), variable)


def _limit(context: Context, expr: sympy.Expr) -> sympy.Expr | None:
    """The positive limit of a function of t as t -> oo."""
    coefficient, monomial = context.eventual_order(expr)
    positive = monomial == UNIT and not coefficient.free_symbols and context.sign(coefficient, context.point) > 0
    return coefficient if positive else None


def _leaves_logarithms(point: Domain, of_h: Monomial, of_u: Monomial) -> bool:
    """Whether h/lambda^m = exp(c M) with an M as in step 4, and u/t^n has powers of logarithms only."""
    plain = not of_u.extra and of_u.powers[0] == 0
    return plain and len(of_h.extra) == 1 and of_h.powers[0] == 0 and _outgrows(of_h.extra[0][1], point)


def _outgrows(exponent: Monomial, point: Domain) -> bool:
    return not exponent.extra and compare(exponent, iterated_log(1), point) > 0
