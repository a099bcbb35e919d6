"""Bounds c1 lambda^m u(t) <= g <= c2 lambda^m u(t) whose parts are formulas in the parameters.

They are put together from the inside, each part of g being bounded by a monomial in lambda times a function of t:

1. lambda, functions of t alone, and positive parameters are their own bounds.
2. A part without parameters, such as tanh(lambda) or t + log(1+t), is enclosed on the quadrant
   (:mod:`spectral_proofs.bounds.constants`), with the powers that condition (2) gives it.
3. Products multiply; a power has the bounds of its base, exchanged where the exponent is negative.
4. A sum has those of the term with the smallest power of lambda and the largest of t, where one term has both: the
   others add at most c2 Lambda^(excess of lambda) for t >= 1.

Signs are those that the regime knows throughout. Left out: sums whose terms are not powers of t, unless they have no
parameters; functions of parameters and lambda together, such as log(1 + lambda^m): there is no formula then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import sympy

from spectral_proofs.bounds.constants import GrowthConstants, growth_constants
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.growth import decide_growth
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum

Signs = Callable[[sympy.Expr], int | None]  # the sign throughout a regime, None where it is not one

_ANY = Spectrum(sympy.Rational(3, 2), 2)  # condition (2) is about g alone
_RAISED = 3  # powers of lambda and t that make every bounded part grow
_LARGEST = 12  # parts of a sum


@dataclass(frozen=True)
class GrowthFormula:
    """low lambda^m time <= g <= high lambda^m time for 0 < lambda <= Lambda, t >= t0, wherever time > 0."""

    m: sympy.Expr
    time: sympy.Expr
    low: sympy.Expr
    high: sympy.Expr
    t0: sympy.Rational

    @property
    def exact(self) -> bool:
        """g is this monomial."""
        return bool(self.low == self.high)

    @property
    def n(self) -> sympy.Expr | None:
        """The exponent where ``time`` is a power of t, 0 included."""
        base, power = self.time.as_base_exp()
        if not self.time.has(TIME):
            return sympy.S.Zero
        return power if base == TIME and not power.has(TIME) else None


def growth_formula(g: sympy.Expr, signs: Signs, Lambda: sympy.Expr = sympy.S.One) -> GrowthFormula:
    """The bounds, with m > 0.

    Raises UndecidedError: there is no such formula; the smallest part without one is named.
    """
    found = _Bounds(signs, Lambda).of(g)
    if signs(found.m) != 1 or TIME not in found.time.free_symbols:
        raise UndecidedError(f"{g} does not grow as a power of lambda and with t")
    return found


class _Bounds:
    def __init__(self, signs: Signs, Lambda: sympy.Expr) -> None:
        self.signs, self.Lambda = signs, Lambda

    def of(self, expr: sympy.Expr) -> GrowthFormula:
        zero, one = sympy.S.Zero, sympy.S.One
        if not expr.has(LAMBDA, TIME):
            if self._sign(expr) != 1:
                raise UndecidedError(f"{expr} is not positive throughout")
            return GrowthFormula(zero, one, expr, expr, zero)
        if not expr.has(LAMBDA):
            return GrowthFormula(zero, expr, one, one, zero)
        if expr == LAMBDA:
            return GrowthFormula(one, one, one, one, zero)
        try:
            if expr.is_Mul:
                return self._product([self.of(factor) for factor in expr.args])
            if expr.is_Pow and not expr.exp.has(LAMBDA, TIME):
                return self._power(self.of(expr.base), expr.exp)
        except UndecidedError:  # factors may be bounded together only, as -log(1 - lambda/2)
            if not expr.free_symbols <= {LAMBDA, TIME}:
                raise
        if expr.free_symbols <= {LAMBDA, TIME}:
            return _enclosed(expr, self.Lambda)
        if expr.is_Add and len(expr.args) <= _LARGEST:
            return self._sum(expr)
        raise UndecidedError(f"no bounds by a formula for {expr}")

    def _sign(self, expr: sympy.Expr) -> int | None:
        return 1 if expr.is_positive else -1 if expr.is_negative else self.signs(expr)

    def _product(self, parts: list[GrowthFormula]) -> GrowthFormula:
        return GrowthFormula(
            sympy.Add(*(part.m for part in parts)),
            sympy.powsimp(sympy.Mul(*(part.time for part in parts))),
            sympy.Mul(*(part.low for part in parts)),
            sympy.Mul(*(part.high for part in parts)),
            max(part.t0 for part in parts),
        )

    def _power(self, base: GrowthFormula, exponent: sympy.Expr) -> GrowthFormula:
        sign = 1 if base.exact else self._sign(exponent)
        if sign is None:
            raise UndecidedError(f"the sign of the exponent {exponent}")
        ends = (base.low**exponent, base.high**exponent)
        low, high = ends if sign >= 0 else ends[::-1]
        return GrowthFormula(sympy.expand(base.m * exponent), base.time**exponent, low, high, base.t0)

    def _sum(self, expr: sympy.Expr) -> GrowthFormula:
        parts = [self.of(term) for term in expr.args]
        powers = [part.n for part in parts if part.n is not None]
        if len(powers) < len(parts):
            raise UndecidedError(f"no bounds by a formula for {expr}")
        for first, n in zip(parts, powers, strict=True):
            others = [(part.m - first.m, n - other) for part, other in zip(parts, powers, strict=True)]
            if all(self._sign(x) in (0, 1) for pair in others for x in pair):
                high = sympy.Add(*(p.high * self.Lambda ** (p.m - first.m) for p in parts))
                t0 = max(sympy.S.One, *(part.t0 for part in parts))
                return GrowthFormula(first.m, TIME**n, first.low, high, t0)
        raise UndecidedError(f"no term of {expr} leads both in lambda and in t")


def _enclosed(expr: sympy.Expr, Lambda: sympy.Expr) -> GrowthFormula:
    found = _constants(expr, Lambda)
    t0 = found.t0 if expr.has(TIME) else sympy.S.Zero
    return GrowthFormula(found.m, TIME**found.n, found.c1, found.c2, t0)


@lru_cache(maxsize=256)
def _constants(expr: sympy.Expr, Lambda: sympy.Expr) -> GrowthConstants:
    """Condition (2) is decided for ``expr`` times lambda^3 t^3, whose powers are positive where its own are not."""
    found = decide_growth(Context(expr * (LAMBDA * TIME) ** _RAISED, _ANY))
    if not found.fact.holds or found.m is None or found.n is None:
        raise UndecidedError(f"no bounds by a power of lambda and t for {expr}: {found.fact.reason}")
    return growth_constants(expr, found.m - _RAISED, found.n - _RAISED, Lambda)
