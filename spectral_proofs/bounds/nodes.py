"""Expressions compiled to a tree that encloses itself on a region.

Every node yields a :class:`Value`: an exact constant c plus a factored interval
F, together with a plain interval for c + F.  So 1 - exp(-x) is 1 + (-1 + x Q)
with Q a difference quotient, its constants cancel exactly, and its order x is
kept however small x is; log(1 + x), (1 + x)^r - 1, tanh x ... need no pattern.

1. leaves: constants (c), lambda and t (F);
2. sums add c exactly and F by pivots (``factored``);
3. products expand (c1 + F1)(c2 + F2) when both constants are non-zero, else they
   multiply factored intervals;
4. f(c + F) = f(c) + F * Q, Q the range of the difference quotient
   (``elementary``); if f is not smooth at c, only the plain interval is kept;
5. cos u and cosh u at u -> 0 use 1 - 2 sin^2(u/2) and 1 + 2 sinh^2(u/2).

Sources: forward centred forms, A. Neumaier, "Interval Methods for Systems of
Equations", 1990, ch. 2.  Cancellation beyond the leading order: ``series``.
Left out: cancellation of terms with two independent scales.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.balls.functions import COS, LOG, Function, Shape
from spectral_proofs.balls.interval import POINT_ONE, POINT_ZERO, WHOLE, Interval
from spectral_proofs.bounds import factored, numbers
from spectral_proofs.bounds.elementary import Elementary, quotient
from spectral_proofs.bounds.factored import NOTHING, Factored, Scene
from spectral_proofs.bounds.series import cancelled
from spectral_proofs.problem.expression.symbols import LAMBDA

_SLOW = Fraction(1, 64)  # exponent e of the power that dominates a logarithm


@dataclass(frozen=True, slots=True)
class Value:
    """constant + part, and an interval for their sum."""

    constant: sympy.Expr
    part: Factored
    plain: Interval


class Node:
    """One subexpression; ``value`` is cached per scene."""

    def __init__(self, expression: sympy.Expr) -> None:
        self.expression = expression

    def value(self, scene: Scene) -> Value:
        """Enclosure on the scene's region."""
        known = scene.memo.get(id(self))
        if known is None:
            known = scene.memo[id(self)] = self._evaluate(scene)
        assert isinstance(known, Value)
        return known

    def pure(self, scene: Scene) -> Factored:
        """Enclosure as one factored interval."""
        return collapse(scene, self.value(scene))

    def children(self) -> tuple[Node, ...]:
        """Operands, first to last."""
        return ()

    def _evaluate(self, scene: Scene) -> Value:
        raise NotImplementedError


def finish(scene: Scene, constant: sympy.Expr, part: Factored, plain: Interval) -> Value:
    """Reconcile the two forms, and drop the constant where the part outgrows it."""
    spread = scene.spread(part)
    if constant is not sympy.S.Zero:
        plain = plain.intersect(numbers.constant_interval(constant) + spread)
        value = Value(constant, part, plain)
        if scene.region.bounded(*part.exponents):
            return value
        merged = collapse(scene, value)
        return Value(sympy.S.Zero, merged, plain) if merged.range.finite else value
    plain = plain.intersect(spread)
    return Value(constant, _tightened(scene, part, plain), plain)


def _tightened(scene: Scene, part: Factored, plain: Interval) -> Factored:
    monomial = scene.region.monomial(*part.exponents)
    if monomial.lo > 0 and monomial.hi.is_finite():
        part = Factored(*part.exponents, part.range.intersect(plain * monomial.inverse()))
    bare = factored.plain(plain)
    if not monomial.hi.is_finite():  # at equal width, no growing monomial
        return factored.better(bare, part)
    return factored.better(part, bare)


def collapse(scene: Scene, value: Value) -> Factored:
    """constant + part as one factored interval."""
    if value.constant is sympy.S.Zero:
        return value.part
    constant = numbers.constant_interval(value.constant)
    merged = factored.add(scene, [factored.plain(constant), value.part], [constant, _deviation(value)])
    return factored.better(_tightened(scene, merged, value.plain), factored.plain(value.plain))


class Constant(Node):
    """An exact number."""

    def _evaluate(self, scene: Scene) -> Value:
        return Value(self.expression, NOTHING, numbers.constant_interval(self.expression))


class Variable(Node):
    """lambda or t."""

    def _evaluate(self, scene: Scene) -> Value:
        exponents = (sympy.S.One, sympy.S.Zero) if self.expression == LAMBDA else (sympy.S.Zero, sympy.S.One)
        return Value(sympy.S.Zero, Factored(*exponents, POINT_ONE), scene.region.monomial(*exponents))


class Composite(Node):
    """A node with operands."""

    def __init__(self, expression: sympy.Expr, operands: tuple[Node, ...]) -> None:
        super().__init__(expression)
        self.operands = operands

    def children(self) -> tuple[Node, ...]:
        """Operands, first to last."""
        return self.operands


class Sum(Composite):
    """Sum of operands."""

    def _evaluate(self, scene: Scene) -> Value:
        values = [x.value(scene) for x in self.operands]
        constant = _exact_sum([v.constant for v in values])
        plain = POINT_ZERO
        for value in values:
            plain = plain + value.plain
        part = factored.add(scene, [v.part for v in values], [_deviation(v) for v in values])
        value = finish(scene, constant, part, plain)
        if constant is sympy.S.Zero and value.part.range.contains_zero():
            return self._after_cancellation(scene, value, part)
        return value

    def _after_cancellation(self, scene: Scene, value: Value, part: Factored) -> Value:
        higher = cancelled(scene, self.expression, part.exponents)
        if higher is None:
            return value
        plain = value.plain.intersect(scene.spread(higher))
        return Value(value.constant, factored.better(higher, value.part), plain)


def _deviation(value: Value) -> Interval:
    """Plain interval of the part alone."""
    constant = value.constant
    return value.plain if constant is sympy.S.Zero else value.plain - numbers.constant_interval(constant)


def _exact_sum(constants: list[sympy.Expr]) -> sympy.Expr:
    total: sympy.Expr = sympy.S.Zero
    for constant in constants:
        total = numbers.plus(total, constant)
    return sympy.S.Zero if numbers.is_zero(total) else total


class Product(Composite):
    """Product of operands."""

    def _evaluate(self, scene: Scene) -> Value:
        result = self.operands[0].value(scene)
        for operand in self.operands[1:]:
            result = _multiply(scene, result, operand.value(scene))
        return result


def _multiply(scene: Scene, x: Value, y: Value) -> Value:
    plain = x.plain * y.plain
    if x.constant is sympy.S.Zero or y.constant is sympy.S.Zero:
        for one, other in ((x, y), (y, x)):
            if one.part is NOTHING:  # an exact constant keeps the other's exponents
                factor = numbers.constant_interval(one.constant)
                return Value(sympy.S.Zero, factored.scale(other.part, factor), plain)
        return finish(scene, sympy.S.Zero, factored.multiply(collapse(scene, x), collapse(scene, y)), plain)
    parts = [
        factored.scale(y.part, numbers.constant_interval(x.constant)),
        factored.scale(x.part, numbers.constant_interval(y.constant)),
        factored.multiply(x.part, y.part),
    ]
    return finish(scene, numbers.times(x.constant, y.constant), factored.add(scene, parts), plain)


class Power(Composite):
    """operand ** (exact constant)."""

    def __init__(self, expression: sympy.Expr, operands: tuple[Node, ...], exponent: sympy.Expr) -> None:
        super().__init__(expression, operands)
        self.exponent = exponent
        self.function = _power_function(exponent)

    def _evaluate(self, scene: Scene) -> Value:
        x = self.operands[0].value(scene)
        plain = self.function.shape.value(x.plain)
        if x.constant is not sympy.S.Zero and scene.region.bounded(*x.part.exponents):
            smooth = _smooth_image(self.function, x, lambda c: c**self.exponent)
            if smooth is not None:
                return finish(scene, *smooth, plain)
        return finish(scene, sympy.S.Zero, factored.power(collapse(scene, x), self.exponent), plain)


class Apply(Composite):
    """f(operand) for a tabulated f."""

    def __init__(
        self, expression: sympy.Expr, operand: Node, head: Function, function: Elementary, half: Node | None = None
    ) -> None:
        super().__init__(expression, (operand,))
        self.function = function
        self.head = head
        self.half = half  # sin(u/2) or sinh(u/2), squared, for cos u and cosh u

    def _evaluate(self, scene: Scene) -> Value:
        x = self.operands[0].value(scene)
        plain = self.function.shape.value(x.plain)
        if self.half is not None and x.constant is sympy.S.Zero:
            double = numbers.constant_interval(sympy.Integer(-2 if self.head is COS else 2))
            return finish(scene, sympy.S.One, factored.scale(self.half.pure(scene), double), plain)
        smooth = _smooth_image(self.function, x, self.head)
        if smooth is not None:
            return finish(scene, *smooth, plain)
        if self.head is LOG and not plain.finite:
            return finish(scene, sympy.S.Zero, _slow(collapse(scene, x), x.plain), plain)
        return Value(sympy.S.Zero, factored.plain(plain), plain)


def _slow(x: Factored, plain: Interval) -> Factored:
    """log x is dominated by powers: 0 <= log x <= x^e/(2.718 e) for x >= 1, and the mirror image for x <= 1."""
    bound = Interval.rational(_SLOW.denominator * Fraction(3679, 10_000)).hull(POINT_ZERO)
    small = numbers.as_rational(_SLOW)
    if plain.lo >= 1 and x.range.nonnegative and x.range.hi.is_finite():
        return factored.scale(factored.power(x, small), bound).hulled_with_zero()
    if plain.hi <= 1 and x.range.positive:
        return factored.scale(factored.power(x, -small), -bound).hulled_with_zero()
    return factored.plain(WHOLE)


def _smooth_image(
    f: Elementary, x: Value, image: Callable[[sympy.Expr], sympy.Expr]
) -> tuple[sympy.Expr, Factored] | None:
    if not f.shape.interior(numbers.ball(x.constant)):
        return None
    if x.part is NOTHING:
        return image(x.constant), NOTHING
    slope = quotient(f, lambda: numbers.ball(x.constant), x.plain)
    return _cached_image(image, x.constant), factored.scale(x.part, slope)


def _cached_image(image: Callable[[sympy.Expr], sympy.Expr], constant: sympy.Expr) -> sympy.Expr:
    value = image(constant)
    return sympy.S.Zero if numbers.is_zero(value) else value


def _power_function(exponent: sympy.Expr) -> Elementary:
    lower = numbers.plus(exponent, sympy.S.NegativeOne)
    bend = numbers.sign(exponent) * numbers.sign(lower)
    whole = isinstance(exponent, sympy.Integer)

    falling = numbers.sign(exponent) < 0

    def at(x: arb) -> arb:
        return x ** int(exponent) if whole else x ** numbers.ball(exponent)

    def slope(x: Interval) -> Interval:
        if falling and x.lo < 0 < x.hi:
            return WHOLE  # a pole inside: differences across it are no mean values of the derivative
        return _interval_power(x, lower) * numbers.constant_interval(exponent)

    shape = Shape(
        lambda x: _interval_power(x, exponent),
        slope,
        lambda x: bend if x.lo >= 0 else 0,
        lambda c: bool(c > 0) or (whole and (int(exponent) > 0 or bool(c < 0))),
    )
    return Elementary(at, shape)


def _interval_power(x: Interval, exponent: sympy.Expr) -> Interval:
    fraction = numbers.as_fraction(exponent)
    return x.real_power(numbers.ball(exponent)) if fraction is None else x.power(fraction)
