"""Monomial-factored intervals: lambda^alpha t^beta * [lo, hi] on a region, and their arithmetic.

1. Products and powers multiply monomials and intervals separately: exact.
2. A sum pulls out one term's monomial (the pivot) and turns every other term
   into (quotient monomial) * interval, where the quotient's range on the region
   is exact.  The pivot whose result is narrowest is kept.
3. On a cone no pivot may be dominant; the result is then unbounded on one side,
   and the ray along which two terms balance is noted in ``Scene.hints`` for
   whoever subdivides.

Left out: correlation between the intervals of different terms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import gcd, lcm

import sympy

from spectral_proofs.balls.interval import POINT_ZERO, WHOLE, Interval, greatest, least
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.region import Ray, Region

ZERO_EXPONENT = sympy.S.Zero
Exponents = tuple[sympy.Expr, sympy.Expr]


@dataclass(frozen=True, slots=True)
class Factored:
    """The quantity equals lambda^alpha t^beta r with r in ``range`` at every point of the region."""

    alpha: sympy.Expr
    beta: sympy.Expr
    range: Interval

    @property
    def exponents(self) -> Exponents:
        """(alpha, beta)."""
        return self.alpha, self.beta

    def hulled_with_zero(self) -> Factored:
        """The same with r widened to include 0."""
        return Factored(self.alpha, self.beta, self.range.hull(POINT_ZERO))

    @property
    def lo(self) -> object:
        """Lower end of r, an exact Arb number."""
        return self.range.lo

    @property
    def hi(self) -> object:
        """Upper end of r, an exact Arb number."""
        return self.range.hi


@dataclass
class Scene:
    """A region with what is learnt while enclosing on it."""

    region: Region
    hints: set[Ray] = field(default_factory=set)
    memo: dict[int, object] = field(default_factory=dict)

    def spread(self, x: Factored) -> Interval:
        """The factored interval as a plain one."""
        if x.alpha is ZERO_EXPONENT and x.beta is ZERO_EXPONENT:
            return x.range
        return x.range * self.region.monomial(x.alpha, x.beta)

    def note_balance(self, alpha: sympy.Expr, beta: sympy.Expr) -> None:
        """Remember the ray on which lambda^alpha t^beta is constant, if it points into the quadrant."""
        x, y = numbers.as_fraction(alpha), numbers.as_fraction(beta)
        if x is None or y is None or x * y <= 0:
            return
        scale = lcm(x.denominator, y.denominator)
        du, dv = abs(int(y * scale)), abs(int(x * scale))
        common = gcd(du, dv)
        self.hints.add((du // common, dv // common))


def plain(interval: Interval) -> Factored:
    """An interval without a monomial."""
    return Factored(ZERO_EXPONENT, ZERO_EXPONENT, interval)


NOTHING = plain(POINT_ZERO)


def multiply(x: Factored, y: Factored) -> Factored:
    """x * y."""
    return Factored(numbers.plus(x.alpha, y.alpha), numbers.plus(x.beta, y.beta), x.range * y.range)


def scale(x: Factored, factor: Interval) -> Factored:
    """x times a plain interval."""
    return Factored(x.alpha, x.beta, x.range * factor)


def power(x: Factored, exponent: sympy.Expr) -> Factored:
    """x ** exponent; fractional powers need r >= 0 (UndecidedError otherwise)."""
    fraction = numbers.as_fraction(exponent)
    result = x.range.real_power(numbers.ball(exponent)) if fraction is None else x.range.power(fraction)
    return Factored(numbers.times(x.alpha, exponent), numbers.times(x.beta, exponent), result)


def looseness(x: Interval) -> float:
    """How little an interval says: log(hi/lo) when it has a sign, large values when it has none or is unbounded."""
    if not x.finite:
        one_sided = x.lo.is_finite() or x.hi.is_finite()
        return 1e15 if not one_sided else 1e9 if x.lo > 0 or x.hi < 0 else 1e12
    if x.lo > 0 or x.hi < 0:
        return min(abs(float((x.hi / x.lo).log())), 1e5)
    return 1e6 if x.lo == 0 or x.hi == 0 else 1e7


def better(x: Factored, y: Factored) -> Factored:
    """The one that says more; x on a tie."""
    return x if looseness(x.range) <= looseness(y.range) else y


def _add_intervals(intervals: list[Interval]) -> Interval:
    total = intervals[0]
    for interval in intervals[1:]:
        total = total + interval
    return total


def _max_intervals(intervals: list[Interval]) -> Interval:
    return Interval(greatest([x.lo for x in intervals]), greatest([x.hi for x in intervals]))


def _min_intervals(intervals: list[Interval]) -> Interval:
    return Interval(least([x.lo for x in intervals]), least([x.hi for x in intervals]))


def add(scene: Scene, terms: list[Factored], plains: list[Interval] | None = None) -> Factored:
    """Sum of factored intervals; ``plains`` are second enclosures of the same terms, without monomial."""
    seconds = plains or [WHOLE] * len(terms)
    grouped: dict[Exponents, tuple[Interval, Interval]] = {}
    for term, second in zip(terms, seconds, strict=True):
        if term.range != POINT_ZERO:
            known = grouped.get(term.exponents)
            pair = (term.range, second)
            grouped[term.exponents] = pair if known is None else (known[0] + pair[0], known[1] + pair[1])
    merged = [Factored(*exponents, pair[0]) for exponents, pair in grouped.items()]
    return _combine(scene, merged, [pair[1] for pair in grouped.values()], _add_intervals) if merged else NOTHING


def maximum(scene: Scene, terms: list[Factored]) -> Factored:
    """Pointwise maximum."""
    return _combine(scene, terms, [WHOLE] * len(terms), _max_intervals)


def minimum(scene: Scene, terms: list[Factored]) -> Factored:
    """Pointwise minimum."""
    return _combine(scene, terms, [WHOLE] * len(terms), _min_intervals)


def _combine(
    scene: Scene, terms: list[Factored], plains: list[Interval], rule: Callable[[list[Interval]], Interval]
) -> Factored:
    if len(terms) == 1:
        return terms[0]
    best: Factored | None = None
    for pivot in terms:
        relative = [_relative(scene, x, pivot, second) for x, second in zip(terms, plains, strict=True)]
        result = Factored(pivot.alpha, pivot.beta, rule(relative))
        best = result if best is None else better(best, result)
    assert best is not None
    if not best.range.finite or best.range.contains_zero():
        _note_balances(scene, terms)
    return best


def _relative(scene: Scene, x: Factored, pivot: Factored, second: Interval = WHOLE) -> Interval:
    """Range of x / pivot's monomial."""
    if x.exponents == pivot.exponents:
        return x.range
    result = x.range * scene.region.monomial(*_difference(x, pivot))
    if not (second.lo.is_finite() or second.hi.is_finite()):
        return result
    return result.intersect(second * scene.region.monomial(*_difference(NOTHING, pivot)))


def _difference(x: Factored, pivot: Factored) -> Exponents:
    minus = sympy.S.NegativeOne
    return (
        numbers.plus(x.alpha, numbers.times(pivot.alpha, minus)),
        numbers.plus(x.beta, numbers.times(pivot.beta, minus)),
    )


def _note_balances(scene: Scene, terms: list[Factored]) -> None:
    for i, x in enumerate(terms):
        for y in terms[:i]:
            scene.note_balance(*_difference(x, y))


def without_monomial(scene: Scene, x: Factored, alpha: sympy.Expr, beta: sympy.Expr) -> Interval:
    """Range of x / (lambda^alpha t^beta)."""
    target = Factored(alpha, beta, WHOLE)
    return _relative(scene, x, target)
