"""A scaling function G and how it ends: what explicit theorems about g -> G(lambda/l) read of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.balls.interval import Interval
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.constants import range_on, upper_bound_on
from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.bounds.region import Region, Vertex
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.continuity import may_vanish
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Truth

_TOLERANCE, _EFFORT = Fraction(1, 10**4), 800


@dataclass(frozen=True)
class Profile:
    """g -> G(lambda/l) along the frontier l = t^-rho (log t)^..., and how G ends.

    ``G`` is an expression in ``x``; G is at least of order x^high, or e^(-2G) ~ x^-decay, as x -> oo (the other is
    None).
    """

    G: sympy.Expr
    x: sympy.Symbol
    rho: sympy.Rational
    high: sympy.Rational | None
    decay: sympy.Rational | None

    def at(self, point: sympy.Expr) -> sympy.Expr:
        """G there."""
        return self.G.subs(self.x, point)

    def require_increase(self) -> None:
        """Raises UndecidedError where G is not proved to be non-decreasing."""
        for symbol in (LAMBDA, TIME):  # y <= 1 and y >= 1
            fact = nonnegative(sympy.diff(self.at(symbol), symbol), effort=_EFFORT)
            if fact.truth is not Truth.YES:
                raise UndecidedError(f"G is not proved to be non-decreasing: {fact.reason}")
            for part in may_vanish(self.at(symbol)):
                signs = (nonnegative(side * part, strict=True, effort=_EFFORT).truth for side in (1, -1))
                if Truth.YES not in signs:
                    raise UndecidedError(f"G may jump where {part} = 0")

    def above_one(self) -> arb:
        """kappa with G >= kappa y^high for y >= 1."""
        assert self.high is not None
        inverse = compile_expression(TIME**self.high / self.at(TIME))
        return 1 / upper_bound_on(
            inverse, [Region((Vertex(Fraction(1), Fraction(1)),), ((0, 1),))], _TOLERANCE, _EFFORT
        )

    def most(self, r: sympy.Rational) -> arb:
        """M with e^(-2 r G) <= M y^(-r decay) for y >= 1."""
        assert self.decay is not None
        decaying = sympy.powdenest(sympy.exp(sympy.expand(-2 * r * self.at(TIME))), force=True)
        return half_line(decaying * TIME ** (r * self.decay), near_zero=False).hi


@dataclass(frozen=True)
class Scaling(Profile):
    """The same where l = t^-rho, G ~ x^low as x -> 0, and g ~ lambda^tail at fixed t."""

    low: sympy.Rational
    tail: sympy.Rational


def half_line(expr: sympy.Expr, *, near_zero: bool) -> Interval:
    """Range on 0 < lambda <= 1 or on t >= 1."""
    point, ray = Vertex(Fraction(1), Fraction(1)), (1, 0) if near_zero else (0, 1)
    if not expr.free_symbols:
        return numbers.constant_interval(expr)
    return range_on(compile_expression(expr), [Region((point,), (ray,))], _TOLERANCE, _EFFORT)
