"""Condition (2) on single curves between two cells: where g/(lambda^m t^n) runs away on one, (2) fails.

A curve is lambda = B e^(-+d) with B the curve that both cells approach and d one fixed function of t that lies in the
gap: a power between 0 and 1 of the last logarithm L that is larger than d, or L/log L, or, towards fixed t, a power of
log t above 1 or one of t. On it g is a function of t alone, whose leading term is known exactly. One curve proves that
(2) fails, and none that it holds: d exp(sqrt(log t - d) - sqrt(log t)) = d exp(-d/(2 sqrt(log t)) + ...) is large for
d = (log t)^p, 0 < p <= 1/2, and no cell shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.monomial import UNIT, compare
from spectral_proofs.asymptotics.places import Gap
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME

_POWERS = tuple(map(sympy.Rational, ("1/2", "1/4", "1/3", "2/3", "3/4")))
_BEYOND = tuple(map(sympy.Rational, ("2", "3/2", "3")))


@dataclass(frozen=True)
class Curve:
    """lambda as a function of t, on which g/(lambda^m t^n) tends to infinity (``side`` 1) or zero (-1)."""

    lam: sympy.Expr
    m: sympy.Expr
    n: sympy.Expr
    side: int

    @property
    def tends(self) -> str:
        """Where to, in one word."""
        return "infinity" if self.side > 0 else "zero"

    def __str__(self) -> str:
        return f"g/(lambda^({self.m}) t^({self.n})) tends to {self.tends} on lambda = {self.lam}"


def runs_away(context: Context, gap: Gap, m: sympy.Expr, n: sympy.Expr) -> Curve | None:
    """A curve in the gap on which g/(lambda^m t^n) tends to infinity or zero; None where none is found."""
    side_of = -1 if gap.place.point == 1 else 1
    for distance in _distances(gap):
        lam = _scale(gap) * sympy.exp(side_of * distance)
        try:
            _, order = context.eventual_order((context.g / (LAMBDA**m * TIME**n)).subs(LAMBDA, lam))
            side = compare(order, UNIT, context.point)
        except UndecidedError:
            continue
        if side:
            return Curve(lam, m, n, side)
    return None


def _scale(gap: Gap) -> sympy.Expr:
    """B = t^(-u) (log t)^(-v) ..."""
    factors, scale = sympy.S.One, TIME
    for power in gap.place.prefix:
        factors, scale = factors * scale**-power, sympy.log(scale)
    return factors


def _distances(gap: Gap) -> list[sympy.Expr]:
    if gap.far:
        return [*(sympy.log(TIME) ** p for p in _BEYOND), *(TIME**p for p in (_POWERS[0], sympy.S.One, _BEYOND[0]))]
    largest = TIME
    for _ in gap.place.prefix:
        largest = sympy.log(largest)
    return [*(largest**p for p in _POWERS), largest / sympy.log(largest)]
