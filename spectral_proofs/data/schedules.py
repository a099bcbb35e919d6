"""Learning-rate schedules: under g = lambda * integral of eta, runs with equal integrals have equal losses.

1. The integral is a sum of trapezoids over the rows of a run; before its first row the rate is taken to be what it is
   there, the same for all runs of an experiment.
2. The run whose rate varies least, the longest of these, is what others are compared with: log L there is interpolated
   in the logarithm of the integral.
3. Effect: the mean difference of log L over the last fifth of a run, where a schedule that decays has decayed, with
   its standard error from the scatter around a straight line and its correlation time.

Left out: warm-up that differs between runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data import bootstrap
from spectral_proofs.data.datasets import Run
from spectral_proofs.data.tables import Array

_LAST = 0.2
_LEAST = 6
_SAME = 1e-6  # relative variation of a rate that is constant


@dataclass(frozen=True)
class Comparison:
    """One run beside another: mean difference of log L at equal integrals, standard error, freedom, and the times."""

    run: str
    beside: str
    effect: float
    error: float
    freedom: float
    window: tuple[float, float]


def integral(run: Run) -> Array:
    """Of the learning rate, at the run's times."""
    if run.lr is None:
        return run.t
    steps = np.diff(run.t) * (run.lr[1:] + run.lr[:-1]) / 2
    return np.asarray(run.lr[0] * run.t[0] + np.concatenate([[0.0], np.cumsum(steps)]))


def comparisons(runs: Sequence[Run]) -> Iterator[Comparison]:
    """Every run whose rate varies beside the one that varies least."""
    usable = [run for run in runs if run.lr is not None and np.all(np.isfinite(run.lr)) and "loss" in run.values]
    if len(usable) < 2:
        return
    base = min(usable, key=lambda run: (_variation(run) > _SAME, -len(run.t)))
    for run in usable:
        if run is not base and _variation(run) > _SAME:
            found = _compared(run, base)
            if found is not None:
                yield found


def _variation(run: Run) -> float:
    return float(np.ptp(run.lr) / np.max(run.lr)) if run.lr is not None else 0.0


def _compared(run: Run, base: Run) -> Comparison | None:
    own, other = integral(run), integral(base)
    inside = (own >= other[0]) & (own <= other[-1])
    own, t, loss = own[inside], run.t[inside], run.values["loss"][inside]
    last = t >= t[-1] - _LAST * (t[-1] - t[0]) if len(t) else np.zeros(0, dtype=bool)
    if last.sum() < _LEAST:
        return None
    there = np.interp(np.log(own[last]), np.log(other), np.log(base.values["loss"]))
    difference = np.log(loss[last]) - there
    x = t[last] - t[last].mean()
    residual = difference - difference.mean() - x * float(x @ difference) / float(x @ x)
    tau = bootstrap.correlation_time(residual, 2)
    left = max(1.0, len(residual) / tau - 2)
    error = math.sqrt(float(residual @ residual) / left / len(residual))
    return Comparison(run.name, base.name, float(difference.mean()), error, left, (float(t[last][0]), float(t[-1])))
