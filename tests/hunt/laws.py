"""Does a derived law Q ~ c t^p0 (log t)^p1 (log log t)^p2 ... agree with what was measured?

With x = log t, the residuals are

    d = (local exponent) - p0 - p1/x - ...      must vanish;
    e = x d                                      must vanish where the law is the whole order;
    r = log Q - log of the law                   must tend to log c, or stay bounded where only Theta is claimed.

1. Where the whole law with its constant is derived, r is looked at first: at t = 10^1000 an exponent that
   is wrong by 10^-6 shows. Without a constant, or where r has not settled, d and e decide.
2. At t = 10^1000 a residual below its tolerance agrees; otherwise it is Richardson-extrapolated in 1/x
   from t = 10^125 and 10^1000.
3. Otherwise t = 10^3000 and 10^24000 are looked at: a residual that is still there *and* does not shrink
   (less than a tenth over eightfold x) is a disagreement. Legitimate corrections shrink: powers of t
   at once, 1/x by 8, log x/x by 6, 1/log x by 1.2; a wrong exponent or constant stays, a wrong
   power of log t leaves e as it is. What needs single values of g alone is looked at up to t = 10^(4e8).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.results import Asymptotics, Truth
from tests.hunt.oracle import EARLY, FAR, LATE, Point

_POWER, _LOG, _CONSTANT = 2e-3, 0.02, 2e-3
_SHRINKS = 0.9
_CREEPS = 0.995  # a wrong exponent or constant does not even shrink this much
_POWER_OF_LOG = 4.0
_BOUNDED = 8.0  # of log Q between Theta-bounds, over all times
_WAVE = 1e-5  # spread of log Q below which nothing oscillates

Measure = Callable[[float, bool], "Point | None"]  # at 10^exponent, with or without the local exponent


class Unobserved(Exception):
    """The oracle has no value where one is needed."""


@dataclass(frozen=True)
class Law:
    """Floats of a derived law; ``whole``: nothing beyond t and the iterated logarithms in ``powers``."""

    powers: tuple[float, ...]
    whole: bool

    @classmethod
    def of(cls, found: Asymptotics) -> Law:
        """The law of a derived quantity with an index."""
        if found.powers is not None and found.theta.truth is not Truth.UNKNOWN:
            return cls(tuple(map(float, found.powers)), True)
        if found.log_index is not None and found.theta.truth is Truth.YES:
            return cls((float(found.index), float(found.log_index)), True)
        return cls((float(found.index),), False)

    def log(self, x: float) -> float:
        """log of the law at log t = x."""
        total, scale = 0.0, x
        for power in self.powers:
            total += power * scale if power else 0.0
            scale = math.log(scale)
            if scale <= 0:
                break
        return total

    def slope(self, x: float) -> float:
        """Its derivative."""
        total, scale, chain = 0.0, x, 1.0
        for power in self.powers:
            total += power * chain
            chain /= scale
            scale = math.log(scale)
            if scale <= 0:
                break
        return total


def settles(residual: Callable[[int], float], tolerance: float, slow: bool = False) -> str:
    """An empty string when the residual vanishes, else its values.

    ``slow`` tells that it may rise for a while before it falls: it must then have come to rest, or grow
    like a power of log t, to count. Raises Unobserved otherwise.
    """
    last = residual(EARLY[1])
    if abs(last) <= tolerance:
        return ""
    first = residual(EARLY[0])
    if abs(8 * last - first) / 7 <= tolerance and abs(last) <= 20 * tolerance:
        return ""
    try:
        later, latest = (residual(exponent) for exponent in (FAR if slow else LATE))
    except Unobserved:
        if abs(last) <= _SHRINKS * abs(first):
            return ""
        raise
    if abs(latest) <= tolerance or abs(latest) <= _SHRINKS * abs(later):
        return ""
    if abs(latest) < _CREEPS * abs(later) and abs(later) < _CREEPS * abs(last):
        raise Unobserved("still shrinking at the latest time, slowly")
    if slow and 1 / _SHRINKS < latest / later < _POWER_OF_LOG:
        raise Unobserved(f"still on its way at t = 1e{FAR[1]}")
    times = (*EARLY, *(FAR if slow else LATE))
    residuals = (f"{value:.5g} at t = 1e{k}" for value, k in zip((first, last, later, latest), times, strict=True))
    return ", ".join(residuals)


def disagreements(name: str, found: Asymptotics, measure: Measure) -> list[str]:
    """Every clear disagreement of one quantity's law with its measurements."""

    def at(exponent: int, slope: bool = False) -> Point:
        point = measure(exponent, slope)
        if point is None:
            raise Unobserved(f"no value of {name} at t = 1e{exponent}")
        return point

    law = Law.of(found)
    waves = found.equivalent.truth is Truth.NO and law.whole
    if waves or (found.equivalent.truth is not Truth.YES and found.theta.truth is Truth.YES):
        return _bounded(name, law, at)
    constant = decimal(found.constant) if law.whole and found.constant is not None else None
    if constant is not None:
        if constant <= 0:
            return [f"{name}: derived constant {constant}"]
        if abs(_beside(law, math.log(constant), at(EARLY[1]))) <= _CONSTANT:
            return []

    def slope_beside(exponent: int, factor: Callable[[float], float] = lambda _: 1.0) -> float:
        point = at(exponent, True)
        return factor(point.x) * (_slope(point) - law.slope(point.x))

    wrong = settles(slope_beside, _POWER)
    if wrong:
        return [f"{name}: derived {found.formula}; local exponent beside it: {wrong}"]
    if law.whole:
        wrong = settles(lambda k: slope_beside(k, lambda x: x), _LOG)
        if wrong:
            return [f"{name}: derived {found.formula}; power of log t beside it: {wrong}"]
    if constant is None:
        return []
    wrong = settles(lambda k: _beside(law, math.log(constant), at(k)), _CONSTANT)
    return [f"{name}: derived {found.formula}; log of the ratio to it: {wrong}"] if wrong else []


def bounded(name: str, found: Asymptotics, measure: Measure) -> list[str]:
    """The weaker question whether the ratio to the law stays bounded."""

    def at(exponent: int) -> Point:
        point = measure(exponent, False)
        if point is None:
            raise Unobserved(f"no value of {name} at t = 1e{exponent}")
        return point

    return _bounded(name, Law.of(found), at)


def _beside(law: Law, log_constant: float, point: Point) -> float:
    return point.log_value - law.log(point.x) - log_constant


def _slope(point: Point) -> float:
    if point.slope is None:
        raise Unobserved("no local exponent")
    return point.slope


def _bounded(name: str, law: Law, at: Callable[[int], Point]) -> list[str]:
    points = [at(exponent) for exponent in EARLY]
    ratios = [point.log_value - law.log(point.x) for point in points]
    if abs(ratios[1] - ratios[0]) <= _BOUNDED:
        return []
    ratios += [at(exponent).log_value - law.log(at(exponent).x) for exponent in LATE]
    if max(ratios) - min(ratios) <= 2 * _BOUNDED:
        return []
    return [f"{name}: derived Theta-law with powers {law.powers}; log of the ratio to it: {ratios}"]


def no_wave(name: str, found: Asymptotics, measure: Measure) -> list[str]:
    """A law said to oscillate between positive bounds for ever must be seen to do so."""
    law = Law.of(found)
    exponents = [EARLY[-1] + 0.31 * k for k in range(12)] + [100 * 1.2**k for k in range(14)]
    points = [measure(exponent, False) for exponent in exponents]
    ratios = [p.log_value - law.log(p.x) for p in points if p is not None]
    if len(ratios) < len(points):
        raise Unobserved(f"no value of {name}")
    if max(ratios) - min(ratios) > _WAVE:
        return []
    return [f"{name}: derived to oscillate, yet its ratio to the law varies by {max(ratios) - min(ratios):.2g}"]
