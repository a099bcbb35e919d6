"""Bounds in a sector for logarithms."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.sector import HALF, Cone, Sector, raise_to, spread, widen

_DELTA = Fraction(1, 8)  # exponent spent on bounding a logarithm by a power


def near_zero(cone: Cone, v: Sector, slope: arb, majorant: Callable[[arb], arb], limit: float) -> Sector | None:
    """Rule 4: F(v) = slope * v * (1 + d) with |d| <= majorant(r)/r - 1, r = sup |v| < limit."""
    r = cone.sup(v)
    if not r < limit:
        return None
    d = (majorant(r) / r - 1).upper() if r > 0 else arb(0)
    if not d < 0.5:
        return None
    arg = widen(v.arg, d, cone)
    return Sector(v.low, (slope * v.lower * (1 - d)).lower(), v.high, (slope * v.upper * (1 + d)).upper(), arg)


def _concave_lower(cone: Cone, v: Sector, f: Callable[[arb], arb]) -> tuple[Fraction, arb]:
    """Factored lower bound of f(|v|) for increasing concave f with f(0) = 0."""
    if v.low <= 0:
        return Fraction(0), f((v.lower * cone.power(v.low)).lower()).lower()
    top = (v.lower * cone.power(v.low)).upper()
    return v.low, (v.lower * f(top) / top).lower() if top > 0 else arb(0)


def cosine(angle: Fraction) -> arb:
    """cos(angle * pi)."""
    return (arb.pi() * arb(fmpq(angle.numerator, angle.denominator))).cos()


def _log_upper(cone: Cone, v: Sector) -> tuple[Fraction, arb]:
    """Factored upper bound of log(1 + |v|), not tight when v vanishes with lambda."""
    top = v.upper
    if v.high > 0:
        return Fraction(0), (1 + top * cone.power(v.high)).log().upper()
    if v.high == 0:
        return Fraction(0), (1 + top).log().upper()
    d = arb(fmpq(_DELTA.numerator, _DELTA.denominator))
    return v.high * _DELTA, (top**d / d).upper()


def log1p(cone: Cone, data: Any, v: Sector) -> Sector:
    """log(1 + v)."""
    small = near_zero(cone, v, arb(1), lambda r: -(-r).log1p(), 1.0)
    if v.arg is None or v.width >= 1:
        if small is None:
            raise UndecidedError("the argument of a logarithm may meet the branch cut")
        return small
    low, lower = _concave_lower(cone, v, lambda x: x.log1p())
    lower = (lower * cosine(v.width / 2)).lower()
    arg = (min(v.arg[0], Fraction(0)), max(v.arg[1], Fraction(0)))
    high, upper = _log_upper(cone, v)
    if cone.beta != 0:
        high, upper = high, (upper + arb.pi() * cone.power(-high)).upper()
    if v.high > 0 and v.width <= HALF:
        high, upper = v.high, v.upper
    if small is not None and small.arg is not None and small.width < v.width:
        arg = small.arg
    return Sector(low, lower, high, upper, arg)


def log(cone: Cone, data: Any, v: Sector) -> Sector:
    """log v."""
    if v.arg is None or v.width >= 1 or not v.lower > 0:
        raise UndecidedError("the argument of a logarithm may meet the branch cut")
    turn = arb.pi() * float(v.width) * arb("1.0001")
    if cone.inf(v) > 1:  # log |v| > 0
        size, high, upper = cone.inf(v).log(), *_log_upper(cone, v)
        arg = (Fraction(0), Fraction(0))
    elif cone.sup(v) < 1:  # log |v| = -log(1/|v|) < 0
        inverse = raise_to(cone, Fraction(-1), v)
        size, high, upper = cone.inf(inverse).log(), *_log_upper(cone, inverse)
        arg = (Fraction(1), Fraction(1))
    else:  # of either sign, and 0 somewhere
        ends = [_log_upper(cone, x) for x in (v, raise_to(cone, Fraction(-1), v))]
        high = min(power for power, _ in ends)
        upper = sum((bound * cone.power(power - high) for power, bound in ends), turn * cone.power(-high))
        return Sector(Fraction(0), arb(0), high, upper.upper(), None)
    if cone.beta != 0:
        upper = (upper + turn * cone.power(-high)).upper()
        arg = spread(arg, (turn / size).atan() / arb.pi())
    return Sector(Fraction(0), size.lower(), high, upper, arg)
