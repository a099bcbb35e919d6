"""Sums whose leading terms cancel: Taylor's theorem in one monomial.

For a sum f that vanishes to higher order than its terms, as in
lambda t - log(1 + lambda t):

1. pull out the monomial lambda^alpha t^beta of its terms, and look for a monomial
   w = (lambda^p t^q)^(1/d) of which the rest F is a function (t as a number when
   the region fixes it);
2. power series of F at 0 with ball coefficients: J is the first coefficient that
   is certainly not zero; the earlier ones are proved zero exactly;
3. Lagrange: F(w) = w^J F^(J)(xi)/J! with 0 < xi < w, enclosed by the J-th
   coefficient of the series at the ball [0, sup w].

Source: W. Tucker, "Validated Numerics", 2011, ch. 2 (Taylor arithmetic).
Left out: two independent scales, orders above ``HIGHEST``, non-analytic F.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import lcm

import sympy
from flint import arb, arb_series

from spectral_proofs.balls.functions import Function
from spectral_proofs.balls.interval import Interval
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.walker import Walker
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.factored import Exponents, Factored, Scene
from spectral_proofs.bounds.region import Region
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

HIGHEST = 8  # largest order of vanishing that is looked for
LARGEST = 150  # operations; beyond, substitutions and derivatives are slow
_BITS = 256
_SCALE = sympy.Symbol("w", positive=True)


@dataclass(frozen=True)
class SingleScale:
    """f = lambda^alpha t^beta F(w), w = lambda^scale[0] t^scale[1], F = w^order times a bounded function."""

    outer: Exponents
    scale: Exponents
    function: sympy.Expr
    order: int


def cancelled(scene: Scene, expression: sympy.Expr, outer: Exponents) -> Factored | None:
    """Enclosure of a sum by its first surviving Taylor term, or None where the method does not apply."""
    if not scene.region.rays or sympy.count_ops(expression) > LARGEST:
        return None
    form = _single_scale(expression, outer, None)
    time = fixed_time(scene.region)
    if form is None and time is not None:
        form = _single_scale(expression, outer, time)
    return None if form is None else _evaluate(scene.region, form)


def _evaluate(region: Region, form: SingleScale) -> Factored | None:
    largest = region.monomial(*form.scale).hi
    if not largest.is_finite():
        return None
    with working_precision(_BITS):
        try:
            coefficient = _series(form.function, arb(0).union(largest), form.order + 1)[form.order]
        except (UndecidedError, ZeroDivisionError, ValueError):
            return None
    if not coefficient.is_finite():
        return None
    rise = sympy.Integer(form.order)
    exponents = [numbers.plus(x, numbers.times(y, rise)) for x, y in zip(form.outer, form.scale, strict=True)]
    return Factored(exponents[0], exponents[1], Interval.of(coefficient))


def fixed_time(region: Region) -> sympy.Rational | None:
    """The exact t of a region that fixes it."""
    places = {(x.time, x.v) for x in region.vertices}
    if len(places) > 1 or any(ray[1] for ray in region.rays):
        return None
    (time, v) = places.pop()
    return numbers.as_rational(time) * 2 ** int(v) if v.denominator == 1 else None


@lru_cache(maxsize=256)
def _single_scale(expression: sympy.Expr, outer: Exponents, time: sympy.Rational | None) -> SingleScale | None:
    alpha, beta = outer
    rest = sympy.Add(*[x * LAMBDA**-alpha * TIME**-beta for x in sympy.Add.make_args(expression)])
    if time is not None:
        rest = rest.subs(TIME, time)
    for p, q in _candidates(rest):
        function = _in_terms_of(rest, p, q)
        if function is not None:
            found = _rooted(function, outer, (p, q))
            if found is not None:
                return found
    return None


def _candidates(expression: sympy.Expr) -> Iterator[Exponents]:
    """Monomials that occur, simplest first."""
    found: dict[Exponents, None] = {}
    for part in sympy.preorder_traversal(expression):
        powers = part.as_powers_dict()
        if LAMBDA in powers or TIME in powers:
            p, q = powers.get(LAMBDA, sympy.S.Zero), powers.get(TIME, sympy.S.Zero)
            if p.is_Rational and q.is_Rational:
                found.setdefault(_normalised(p, q))
    yield from list(found)[:4]


def _normalised(p: sympy.Rational, q: sympy.Rational) -> Exponents:
    lead = p if p != 0 else q
    return p / lead, q / lead


def _in_terms_of(expression: sympy.Expr, p: sympy.Expr, q: sympy.Expr) -> sympy.Expr | None:
    """The expression as a function of _SCALE = lambda^p t^q, if it is one."""
    replaced = (LAMBDA, (_SCALE * TIME**-q) ** (1 / p)) if p != 0 else (TIME, _SCALE)
    result = expression.subs(*replaced)
    result = sympy.powdenest(sympy.expand_mul(result))
    return result if result.free_symbols <= {_SCALE} else None


def _rooted(function: sympy.Expr, outer: Exponents, scale: Exponents) -> SingleScale | None:
    """Take w = scale^(1/d) so that no root of w is left, and find the order of vanishing at w = 0."""
    terms = sympy.Add.make_args(function)
    pole = max(-x.as_powers_dict().get(_SCALE, sympy.S.Zero) for x in terms)
    if pole.is_Rational:
        function = sympy.Add(*[x * _SCALE**pole for x in terms])
        outer = (outer[0] - pole * scale[0], outer[1] - pole * scale[1])
    roots = [x.exp.q for x in function.atoms(sympy.Pow) if x.base == _SCALE and x.exp.is_Rational]
    d = lcm(*roots) if roots else 1
    if d > 1:
        function = sympy.powdenest(function.subs(_SCALE, _SCALE**d))
        scale = (scale[0] / d, scale[1] / d)
    order = _order(function)
    return None if order is None else SingleScale(outer, scale, function, order)


def _order(function: sympy.Expr) -> int | None:
    with working_precision(_BITS):
        try:
            coefficients = _series(function, arb(0), HIGHEST + 1)
        except (UndecidedError, ZeroDivisionError, ValueError):
            return None
    for order in range(HIGHEST + 1):
        if not coefficients[order].contains(0):
            return order
        if not _vanishes(function, order):
            return None
    return None


def _vanishes(function: sympy.Expr, order: int) -> bool:
    """The derivative of this order is exactly 0 at w = 0."""
    value = sympy.diff(function, _SCALE, order).subs(_SCALE, 0)
    return not value.free_symbols and value.is_finite is not False and numbers.is_zero(value)


def _series(expression: sympy.Expr, at: arb, length: int) -> arb_series:
    """Power series of a function of _SCALE about a ball."""
    return _PowerSeries(at, length)(expression)


class _PowerSeries(Walker[arb_series]):
    def __init__(self, at: arb, length: int) -> None:
        super().__init__({_SCALE: arb_series([at, 1], length)})
        self.length = length

    def compute(self, expr: sympy.Expr) -> arb_series:
        return super().compute(expr) if expr.free_symbols else arb_series([numbers.ball(expr)], self.length)

    def power(self, expr: sympy.Expr) -> arb_series:
        base, exponent = expr.args
        if exponent.free_symbols:
            return (self(exponent) * self(sympy.log(base))).exp()
        inner = self(base)
        if exponent.is_Integer:
            result = arb_series([1], self.length)
            for _ in range(abs(int(exponent))):
                result = result * inner
            return result if exponent > 0 else 1 / result
        if not inner[0] > 0:
            raise UndecidedError(f"{expr} is not analytic at 0")
        return inner.sqrt() if exponent == sympy.Rational(1, 2) else (inner.log() * numbers.ball(exponent)).exp()

    def extreme(self, values: list[arb_series], largest: bool) -> arb_series:
        self.refuse("a kink has no power series")

    def apply(self, function: Function, expr: sympy.Expr) -> arb_series:
        return self.rule(function, function.series)(self(expr.args[-1]))
