"""Exponents of recorded curves by the fits of :mod:`spectral_proofs.data`, and their intervals over seeds.

1. A slope is that of a straight line in log t (:func:`~spectral_proofs.data.inversion.elasticity`). Where a constant
   may be added (a floor, the modes that a finite model lacks, the constant zeta(a-b) of S) the exponent is that of
   E + A t^e (:func:`~spectral_proofs.data.power_law.solve`).
2. Each is taken again from the later half of its window (in log t). Quantities are combined run by run, and once for
   each such change of a single thing, so that what they share cancels and what each depends on is counted.
3. Over several runs that differ in their seeds only, the 95 % interval of the mean is Student's; the mean change by a
   window is added in quadrature where it is larger than its own 95 % interval. No model of noise is needed.
4. A single run has no interval: how exponents differ from run to run does not show in it. (Of 60 single runs of the
   linear model intervals by correlated residuals, block bootstrap and windows held chi and gamma in 53 to 68 %.)

Left out: errors in t, fits with several powers, that seeds may change the window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from spectral_proofs.data import bootstrap
from spectral_proofs.data.inversion import elasticity
from spectral_proofs.data.power_law import Array, Series, solve

LEAST = 8  # points of a window
_LARGEST = 4.0  # exponents beyond this are the sign of no power law
_SMALLEST = 0.02

#: t and y of one run.
Curve = tuple[Array, Array]


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


@dataclass(frozen=True)
class Sample:
    """One quantity in each run, and what it is in each when one window is changed."""

    value: Array
    changed: Mapping[str, Array] = field(default_factory=dict)

    def estimate(self) -> Estimate:
        """The mean over runs with its interval, if they are several; UNKNOWN where a run has no value, or none after a
        change."""
        runs = len(self.value)
        if not runs or not np.isfinite([*self.value, *chain(*self.changed.values())]).all():
            return UNKNOWN
        value = float(np.mean(self.value))
        if runs == 1:
            return Estimate(value, math.nan, math.nan, 1)
        shifts = [changed - self.value for changed in self.changed.values()]
        told = [float(np.mean(shift)) for shift in shifts if abs(float(np.mean(shift))) > _reach(shift)]
        half = math.hypot(_reach(self.value), *told)
        return Estimate(value, value - half, value + half, runs)


def _reach(values: Array) -> float:
    """Half of Student's interval of the mean."""
    return bootstrap.quantile(len(values) - 1) * float(np.std(values, ddof=1)) / math.sqrt(len(values))


def combined(formula: Callable[..., Array], *parts: Sample) -> Sample:
    """``formula`` of quantities of the same runs."""
    names = dict.fromkeys(chain(*(part.changed for part in parts)))
    with np.errstate(all="ignore"):  # what is not positive has no logarithm: NaN
        changed = {name: formula(*(part.changed.get(name, part.value) for part in parts)) for name in names}
        return Sample(formula(*(part.value for part in parts)), changed)


def unknown(runs: int) -> Sample:
    """A quantity that these runs do not give."""
    return Sample(np.full(runs, math.nan))


def slope(t: Array, y: Array) -> float:
    """The slope of log y in log t; NaN where there is none.

    >>> round(slope(np.array([1.0, 2.0, 4.0]), np.array([3.0, 12.0, 48.0])), 12)
    2.0
    """
    return elasticity(t, y, np.ones_like(t)).value if len(t) > 1 and (y > 0).all() else math.nan


def shifted_slope(t: Array, y: Array) -> float:
    """e of the best A t^e + B in relative terms, with the sign of y's trend; NaN where none from 0.02 to 4 is best.

    >>> t = np.geomspace(1, 100, 20)
    >>> round(shifted_slope(t, 3 * t**0.5 - 1), 4)
    0.5
    """
    if len(t) < LEAST // 2 or not (y > 0).all():
        return math.nan
    sign = math.copysign(1.0, y[-1] - y[0])
    law = solve([Series(t, y, 1 / y, sign)])
    return sign * law.chi if law.falls and _SMALLEST < law.chi < _LARGEST else math.nan


def sample(curves: Sequence[Curve], estimator: Callable[[Array, Array], float]) -> Sample:
    """The exponent of one quantity's curves in several runs, or in one, by :func:`slope` or :func:`shifted_slope`."""
    if not curves or min(len(t) for t, _ in curves) < LEAST:
        return unknown(len(curves))
    value = np.array([estimator(t, y) for t, y in curves])
    return Sample(value, {"later times": np.array([estimator(*_later(t, y)) for t, y in curves])})


def _later(t: Array, y: Array) -> Curve:
    later = t >= math.sqrt(t[0] * t[-1])
    return t[later], y[later]
