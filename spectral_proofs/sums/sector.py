"""Sectors of complex values on a cone, and their arithmetic (steps 1 and 2 of `cone`).

Left out: functions; they are in `sector_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Sector:
    """lower |lam|^low <= |v| <= upper |lam|^high, and arg v in [arg[0], arg[1]] * pi on the upper half cone.

    ``arg`` is None where nothing is known about the argument.
    """

    low: Fraction
    lower: arb
    high: Fraction
    upper: arb
    arg: tuple[Fraction, Fraction] | None

    @property
    def width(self) -> Fraction:
        """Largest angle from the positive axis, in units of pi (2 when unknown)."""
        return Fraction(2) if self.arg is None else max(abs(self.arg[0]), abs(self.arg[1]))


@dataclass(frozen=True)
class Cone:
    """The region |arg lambda| <= beta * pi, 0 < |lambda| <= epsilon."""

    epsilon: arb
    beta: Fraction

    def power(self, r: Fraction) -> arb:
        """epsilon^r as an enclosure."""
        return arb(1) if r == 0 else self.epsilon ** arb(fmpq(r.numerator, r.denominator))

    def sup(self, v: Sector) -> arb:
        """Supremum bound of |v| on the cone (infinite when v may blow up as lambda -> 0)."""
        return arb.pos_inf() if v.high < 0 else (v.upper * self.power(v.high)).upper()

    def inf(self, v: Sector) -> arb:
        """Infimum bound of |v| on the cone (0 when v may vanish as lambda -> 0)."""
        return arb(0) if v.low > 0 else (v.lower * self.power(v.low)).lower()


def normal(arg: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction] | None:
    """Shift by full turns so that the middle lies in (-1, 1]; None if the sector is a full turn wide."""
    if arg is None or arg[1] - arg[0] >= 2:
        return None
    middle = (arg[0] + arg[1]) / 2
    turns = -2 * ((1 - middle) // 2)
    return (arg[0] - turns, arg[1] - turns)


def widen(arg: tuple[Fraction, Fraction] | None, ratio: arb, cone: Cone) -> tuple[Fraction, Fraction] | None:
    """Argument after multiplication with 1 + d, |d| <= ratio < 1 (d is real when the cone is a real interval)."""
    if arg is None or cone.beta == 0:
        return arg
    return normal(spread(arg, ratio.asin() / arb.pi()))


def spread(arg: tuple[Fraction, Fraction], by: arb) -> tuple[Fraction, Fraction]:
    """Interval of angles widened on both sides by ``by`` (in units of pi), rounded outwards to a rational."""
    extra = Fraction(int((by * 2**30).upper().ceil().fmpz()), 2**30)
    return (arg[0] - extra, arg[1] + extra)


def multiply(cone: Cone, data: Any, a: Sector, b: Sector) -> Sector:
    """Sector of a product."""
    arg = None
    if a.arg is not None and b.arg is not None:
        arg = normal((a.arg[0] + b.arg[0], a.arg[1] + b.arg[1]))
    return Sector(a.low + b.low, (a.lower * b.lower).lower(), a.high + b.high, (a.upper * b.upper).upper(), arg)


def raise_to(cone: Cone, r: Fraction, a: Sector) -> Sector:
    """Sector of a rational power; raises UndecidedError near a branch cut or a zero denominator."""
    integer = r.denominator == 1
    if not integer and (a.arg is None or a.width >= 1):
        raise UndecidedError(f"the base of a power {r} may meet the branch cut")
    if r < 0 and not a.lower > 0:
        raise UndecidedError("a denominator that is not bounded away from zero")
    e = arb(fmpq(r.numerator, r.denominator))
    ends = [(a.low, a.lower), (a.high, a.upper)] if r > 0 else [(a.high, a.upper), (a.low, a.lower)]
    (low, lower), (high, upper) = [(p * r, _raise(v, e)) for p, v in ends]
    arg = None if a.arg is None else normal((min(a.arg[0] * r, a.arg[1] * r), max(a.arg[0] * r, a.arg[1] * r)))
    return Sector(low, lower.lower(), high, upper.upper(), arg)


def _raise(v: arb, e: arb) -> arb:
    return arb(0) if v.is_zero() else v**e


def add(cone: Cone, data: Any, a: Sector, b: Sector) -> Sector:
    """Sector of a sum; the argument is unknown where neither term dominates an opposing one."""
    high = min(a.high, b.high)
    upper = (a.upper * cone.power(a.high - high) + b.upper * cone.power(b.high - high)).upper()
    hull = _hull(a, b)
    if hull is not None and hull[1] - hull[0] <= HALF:
        low, lower = _larger(a, b, cone, exact=hull[0] == hull[1])
        return Sector(low, lower, high, upper, normal(hull))
    for big, small in ((a, b), (b, a)):
        result = _dominated(cone, big, small)
        if result is not None:
            return result
    arg = normal(hull) if hull is not None and hull[1] - hull[0] < 1 else None
    if arg is not None:
        low, lower = _larger(a, b, cone, exact=False)
        return Sector(low, (lower * (arb.pi() * float(arg[1] - arg[0])).sin() * arb("0.999")).lower(), high, upper, arg)
    return Sector(Fraction(0), arb(0), high, upper, None)


def _hull(a: Sector, b: Sector) -> tuple[Fraction, Fraction] | None:
    if a.arg is None or b.arg is None:
        return None
    candidates = [
        (min(a.arg[0], b.arg[0] + k), max(a.arg[1], b.arg[1] + k)) for k in (Fraction(-2), Fraction(0), Fraction(2))
    ]
    return min(candidates, key=lambda c: c[1] - c[0])


def _larger(a: Sector, b: Sector, cone: Cone, exact: bool) -> tuple[Fraction, arb]:
    """Lower bound of |a + b| that is at least max(|a|, |b|): the slower power, or their sum if both are positive."""
    if a.low == b.low:
        lower = a.lower + b.lower if exact else a.lower.max(b.lower)
        return a.low, lower.lower()
    slow, fast = (a, b) if a.low < b.low else (b, a)
    return (slow.low, slow.lower) if slow.lower > 0 else (fast.low, fast.lower)


def _dominated(cone: Cone, big: Sector, small: Sector) -> Sector | None:
    if not big.lower > 0 or small.high < big.low:
        return None
    ratio = (small.upper / big.lower * cone.power(small.high - big.low)).upper()
    if not ratio < 1:
        return None
    arg = widen(big.arg, ratio, cone)
    return Sector(big.low, (big.lower * (1 - ratio)).lower(), big.high, (big.upper * (1 + ratio)).upper(), arg)
