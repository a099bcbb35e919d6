"""Closed real intervals with exact Arb end points, which may be infinite.

Arb's own balls carry a 30-bit radius; an interval such as [1, 1 + eps] would
lose its exact end point 1, and with it the sharp constants c1, c2 of condition
(2).  Here both ends are exact floating-point numbers (radius zero), rounded
outward after every operation at the precision in force.

An infinite end means "no bound on this side"; the members of an interval are
always finite reals, hence 0 * inf = 0 in products of ends (R. E. Moore,
"Interval Analysis", 1966; IEEE 1788-2015, section 10.5).

Left out: empty intervals; an operation outside its domain raises
:class:`UndecidedError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError

ZERO = arb(0)
ONE = arb(1)
INF = arb.pos_inf()
NEG_INF = arb.neg_inf()


@dataclass(frozen=True, slots=True)
class Interval:
    """All reals x with lo <= x <= hi; both ends exact, -inf <= lo <= hi <= +inf."""

    lo: arb
    hi: arb

    @staticmethod
    def of(ball: arb) -> Interval:
        """The ball as an interval; a NaN or unbounded ball becomes the whole line."""
        return Interval(_down(ball), _up(ball))

    @staticmethod
    def rational(value: Fraction) -> Interval:
        """Tightest interval around an exact rational at the precision in force."""
        return Interval.of(arb(fmpq(value.numerator, value.denominator)))

    @property
    def finite(self) -> bool:
        """Both ends are finite."""
        return bool(self.lo.is_finite() and self.hi.is_finite())

    @property
    def positive(self) -> bool:
        """Certainly > 0."""
        return bool(self.lo > 0)

    @property
    def nonnegative(self) -> bool:
        """Certainly >= 0."""
        return bool(self.lo >= 0)

    @property
    def negative(self) -> bool:
        """Certainly < 0."""
        return bool(self.hi < 0)

    @property
    def is_point(self) -> bool:
        """A single exact number."""
        return bool(self.lo == self.hi)

    def contains_zero(self) -> bool:
        """Zero is a member."""
        return bool(self.lo <= 0 and self.hi >= 0)

    def ball(self) -> arb:
        """An Arb ball that contains the interval (may round outward)."""
        return self.lo.union(self.hi) if self.finite else arb.nan() if self.lo == self.hi else ZERO + INF.union(NEG_INF)

    def __add__(self, other: Interval) -> Interval:
        return Interval(_down(self.lo + other.lo), _up(self.hi + other.hi))

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(_down(self.lo - other.hi), _up(self.hi - other.lo))

    def __mul__(self, other: Interval) -> Interval:
        if self.nonnegative and other.nonnegative:
            return Interval(_down(_product(self.lo, other.lo)), _up(_product(self.hi, other.hi)))
        products = [_product(x, y) for x in (self.lo, self.hi) for y in (other.lo, other.hi)]
        return Interval(least([_down(p) for p in products]), greatest([_up(p) for p in products]))

    def inverse(self) -> Interval:
        """1/x for every x; an end at zero gives an infinite end, zero inside gives the whole line."""
        if self.lo < 0 < self.hi or (self.lo == 0 and self.hi == 0):
            return WHOLE
        low = ZERO if not self.hi.is_finite() else NEG_INF if self.hi == 0 else _down(1 / self.hi)
        high = ZERO if not self.lo.is_finite() else INF if self.lo == 0 else _up(1 / self.lo)
        return Interval(low, high)

    def intersect(self, other: Interval) -> Interval:
        """The common part; both are known to contain the truth, so it cannot be empty."""
        lo = self.lo if self.lo >= other.lo else other.lo
        hi = self.hi if self.hi <= other.hi else other.hi
        return Interval(lo, hi) if lo <= hi else self

    def hull(self, other: Interval) -> Interval:
        """Smallest interval around both."""
        return Interval(least([self.lo, other.lo]), greatest([self.hi, other.hi]))

    def power(self, exponent: Fraction) -> Interval:
        """x**exponent for an exact rational exponent; fractional exponents need x >= 0."""
        if exponent < 0:
            return self.power(-exponent).inverse()
        if exponent == 0:
            return POINT_ONE
        if self.nonnegative:
            return Interval(_down(_root_power(self.lo, exponent)), _up(_root_power(self.hi, exponent)))
        if exponent.denominator != 1:
            if self.hi > 0:
                raise UndecidedError("a fractional power of a quantity that may be negative")
            raise UndecidedError("a fractional power of a negative quantity")
        flipped = (-self).power(exponent) if self.hi <= 0 else self._straddling_power(exponent)
        return -flipped if self.hi <= 0 and exponent % 2 else flipped

    def _straddling_power(self, exponent: Fraction) -> Interval:
        left = Interval(ZERO, -self.lo).power(exponent).hi
        right = Interval(ZERO, self.hi).power(exponent).hi
        return Interval(-left, right) if exponent % 2 else Interval(ZERO, greatest([left, right]))

    def real_power(self, exponent: arb) -> Interval:
        """x**exponent for x >= 0 and a real exponent known as a ball that excludes zero."""
        if not self.nonnegative:
            raise UndecidedError("an irrational power of a quantity that may be negative")
        if exponent < 0:
            return self.real_power(-exponent).inverse()
        ends = [e if e == 0 or not e.is_finite() else e**exponent for e in (self.lo, self.hi)]
        return Interval(_down(ends[0]), _up(ends[1]))


def least(values: list[arb]) -> arb:
    """Smallest of some exact ends."""
    best = values[0]
    for value in values[1:]:
        if value < best:
            best = value
    return best


def greatest(values: list[arb]) -> arb:
    """Largest of some exact ends."""
    best = values[0]
    for value in values[1:]:
        if value > best:
            best = value
    return best


def _down(ball: arb) -> arb:
    low = ball.lower()
    return NEG_INF if low.is_nan() else low


def _up(ball: arb) -> arb:
    high = ball.upper()
    return INF if high.is_nan() else high


def _product(x: arb, y: arb) -> arb:
    return ZERO if x.is_zero() or y.is_zero() else x * y


def _root_power(x: arb, exponent: Fraction) -> arb:
    if x.is_zero() or not x.is_finite():
        return x
    return x**exponent.numerator if exponent.denominator == 1 else x ** fmpq(exponent.numerator, exponent.denominator)


WHOLE = Interval(NEG_INF, INF)
POINT_ZERO = Interval(ZERO, ZERO)
POINT_ONE = Interval(ONE, ONE)
NONNEGATIVE = Interval(ZERO, INF)
