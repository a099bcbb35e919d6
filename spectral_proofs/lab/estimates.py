"""Exponents of measured curves, with intervals that admit more than the scatter of the points.

1. An exponent is the slope of log y in log t or, where a constant may be added (a floor, the modes that a finite model
   lacks, the constant zeta(a-b) of S), the e for which A t^e + B fits best in relative terms, A and B being linear
   given e (variable projection).
2. Over several runs that differ in their seeds only, the 95 % interval is Student's. Over a single run the error is
   that of a moving-block bootstrap of the residuals, which sees less: runs share what one run cannot see.
3. The same estimate on the later half of the window (in log t) shows how far the window decides. Where the shift is
   larger than its own 95 % interval, its size is added in quadrature: no power law is claimed to be sharper than that.

Left out: errors in t, fits with several powers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import mpmath
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Estimator = Callable[[Array, Array], float]

LEVEL = 0.95
LEAST = 8  # points of a window
_DRAWS = 200
_BLOCKS = 4  # in a window
_LARGEST = 4.0  # exponents beyond this are the sign of no power law
_SMALLEST = 0.02


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; NaN where the data do not give one."""

    value: float
    low: float
    high: float
    runs: int

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    def covers(self, truth: float) -> bool:
        """Whether ``truth`` lies in the interval."""
        return self.low <= truth <= self.high


UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0)


def slope(t: Array, y: Array) -> float:
    """The slope of log y in log t.

    >>> round(slope(np.array([1.0, 2.0, 4.0]), np.array([3.0, 12.0, 48.0])), 12)
    2.0
    """
    if len(t) < 2 or not (y > 0).all():
        return math.nan
    return float(np.polyfit(np.log(t), np.log(y), 1)[0])


def shifted_slope(t: Array, y: Array) -> float:
    """e of the best A t^e + B, with the sign of y's trend; NaN where none between 0.02 and 4 is best.

    >>> t = np.geomspace(1, 100, 20)
    >>> round(shifted_slope(t, 3 * t**0.5 - 1), 4)
    0.5
    """
    if len(t) < LEAST // 2 or not (y > 0).all():
        return math.nan
    sign = 1.0 if y[-1] > y[0] else -1.0
    low, high = _SMALLEST, _LARGEST
    for _ in range(4):  # a grid, and three times a finer one around its best point
        grid = np.geomspace(low, high, 41)
        errors = [_misfit(t, y, sign * e) for e in grid]
        best = int(np.argmin(errors))
        low, high = float(grid[max(0, best - 1)]), float(grid[min(len(grid) - 1, best + 1)])
    found = float(grid[best])
    return sign * found if _SMALLEST * 1.01 < found < _LARGEST / 1.01 else math.nan


def _misfit(t: Array, y: Array, e: float) -> float:
    basis = np.stack([(t / t[-1]) ** e, np.ones_like(t)], axis=1) / y[:, None]
    orthonormal = np.linalg.qr(basis)[0]
    ones = np.ones_like(t)
    return float(np.sum((ones - orthonormal @ (orthonormal.T @ ones)) ** 2))


@dataclass(frozen=True)
class Sample:
    """One quantity in each run: over the whole window and its later half, and its error where there is one run."""

    whole: Array
    later: Array
    error: float = 0.0

    def __add__(self, other: Sample) -> Sample:
        return Sample(self.whole + other.whole, self.later + other.later, math.hypot(self.error, other.error))

    def __neg__(self) -> Sample:
        return Sample(-self.whole, -self.later, self.error)

    def __sub__(self, other: Sample) -> Sample:
        return self + (-other)

    def minus(self, number: float) -> Sample:
        """The distance from a number."""
        return Sample(self.whole - number, self.later - number, self.error)

    def estimate(self) -> Estimate:
        """The mean over runs with its interval; UNKNOWN where a run has no value, or no later half to compare with."""
        if not len(self.whole) or not np.isfinite([*self.whole, *self.later]).all():
            return UNKNOWN
        shifts = self.later - self.whole
        runs = len(self.whole)
        if runs == 1:
            return _around(float(self.whole[0]), math.hypot(quantile(_BLOCKS) * self.error, float(shifts[0])), 1)
        share = quantile(runs - 1) / math.sqrt(runs)
        statistical, noise = share * float(np.std(self.whole, ddof=1)), share * float(np.std(shifts, ddof=1))
        shift = float(np.mean(shifts))
        systematic = shift if abs(shift) > noise else 0.0
        return _around(float(np.mean(self.whole)), math.hypot(statistical, systematic), runs)


def sample(curves: Sequence[tuple[Array, Array]], estimator: Estimator) -> Sample:
    """The exponent of curves (t, y) of several runs, or of one."""
    if not curves or min(len(t) for t, _ in curves) < LEAST:
        return unknown(len(curves))
    whole = np.array([estimator(t, y) for t, y in curves])
    later = np.array([estimator(*_later(t, y)) for t, y in curves])
    return Sample(whole, later, _block_error(*curves[0], estimator) if len(curves) == 1 else 0.0)


def unknown(runs: int) -> Sample:
    """A quantity that these runs do not give."""
    return Sample(np.full(runs, math.nan), np.full(runs, math.nan))


def _around(value: float, half: float, runs: int) -> Estimate:
    return Estimate(value, value - half, value + half, runs)


def _later(t: Array, y: Array) -> tuple[Array, Array]:
    later = t >= math.sqrt(t[0] * t[-1])
    return t[later], y[later]


def _block_error(t: Array, y: Array, estimator: Estimator) -> float:
    if not (y > 0).all():
        return math.nan
    smooth = np.polyval(np.polyfit(np.log(t), np.log(y), 2), np.log(t))
    residuals = np.log(y) - smooth
    source = np.random.default_rng(0)
    length = max(2, len(t) // _BLOCKS)
    draws = [estimator(t, np.exp(smooth + _blocks(residuals, length, source))) for _ in range(_DRAWS)]
    return float(np.std(draws))


def _blocks(residuals: Array, length: int, source: np.random.Generator) -> Array:
    starts = source.integers(0, len(residuals) - length + 1, -(-len(residuals) // length))
    return np.concatenate([residuals[s : s + length] for s in starts])[: len(residuals)]


@lru_cache
def quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t.

    >>> round(quantile(4), 3)
    2.776
    """

    def tail(x: mpmath.mpf) -> mpmath.mpf:
        return mpmath.betainc(freedom / 2, 0.5, 0, freedom / (freedom + x * x), regularized=True) - (1 - LEVEL)

    return float(mpmath.findroot(tail, (1.5, 14.0), solver="anderson"))
