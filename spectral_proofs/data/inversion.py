"""u_m(t) from a spectrum and a loss: for each m the one increasing u with sum_k c_k exp(-2 lambda_k^m u) = L(t).

1. The sum falls from sum c_k to 0 as u grows, so that every L between has exactly one u (theory: docs/theory.md).
2. ``invert`` solves for v = log u at all times at once: Newton's steps inside a bracket whose ends have been evaluated
   and differ in sign; a step that leaves the bracket is replaced by bisection. What is returned lies in a bracket
   narrower than 10^-12 of itself, or is NaN where L is not between 0 and the sum.
3. Of more than 3000 modes neighbours are merged (``merged``), with the mean of log lambda weighted by the power of all
   tasks; groups are narrower than the range of log lambda over 3000.
4. ``elasticity`` is d log u / d log t by a weighted straight line over the window; rho = n/m.

Floats with a bracket, no balls: nothing is proved about data. Left out: several branches of g.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data import bootstrap
from spectral_proofs.data.tables import Array

_MOST_MODES = 3000
_STEPS = 80
_CLOSE = 1e-12
_WIDEST = 700.0


def merged(eigenvalues: Array, powers: Sequence[Array]) -> tuple[Array, list[Array]]:
    """At most about 3000 groups of neighbouring eigenvalues (descending): their mean, and the sums of the powers."""
    if len(eigenvalues) <= _MOST_MODES:
        return eigenvalues, list(powers)
    logs = np.log(eigenvalues)
    group = np.floor((logs[0] - logs) / (logs[0] - logs[-1] + 1e-9) * _MOST_MODES).astype(int)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    total = np.sum(np.asarray(powers), axis=0) + 1e-300
    means = np.add.reduceat(total * logs, starts) / np.add.reduceat(total, starts)
    return np.exp(means), [np.add.reduceat(power, starts) for power in powers]


def invert(eigenvalues: Array, power: Array, loss: Array, m: float = 1.0) -> Array:
    """u at each loss.

    Args:
        eigenvalues: lambda_k > 0, shape (modes,).
        power: c_k >= 0, shape (modes,).
        loss: L, shape (times,).
        m: the exponent of lambda.

    Returns:
        Shape (times,); NaN where L <= 0 or L >= sum c_k.

    >>> u = invert(np.array([1.0, 0.1]), np.array([1.0, 1.0]), np.array([math.exp(-2) + math.exp(-0.2), 3.0]))
    >>> [round(float(x), 12) for x in u]
    [1.0, nan]
    """
    scaled = eigenvalues**m
    there = (loss > 0) & (loss < power.sum())
    target = np.log(np.where(there, loss, power.sum() / 2))
    low = np.full(len(loss), -math.log(scaled.max()) - _WIDEST / 10)
    high = np.full(len(loss), -math.log(scaled[power > 0].min()) + math.log(_WIDEST))
    v = (low + high) / 2
    for _ in range(_STEPS):
        value, slope = _log_sum(scaled, power, v)
        low, high = np.where(value > target, v, low), np.where(value > target, high, v)
        step = v - (value - target) / np.where(slope < 0, slope, -1.0)
        inside = (step > low) & (step < high) & (slope < 0)
        new = np.where(inside, step, (low + high) / 2)
        if np.all(np.abs(new - v) < _CLOSE * np.maximum(1.0, np.abs(v))):
            v = new
            break
        v = new
    return np.asarray(np.where(there, np.exp(v), np.nan))


def _log_sum(scaled: Array, power: Array, v: Array) -> tuple[Array, Array]:
    """log of the sum, and its derivative by v."""
    exponents = np.multiply.outer(np.exp(v), scaled)
    terms = np.exp(-2 * exponents) * power
    total = np.maximum(terms.sum(axis=1), 1e-300)
    return np.log(total), -2 * np.sum(terms * exponents, axis=1) / total


def sensitivity(eigenvalues: Array, power: Array, u: Array, m: float) -> Array:
    """-d log L / d log u: how well L fixes u."""
    return -_log_sum(eigenvalues**m, power, np.log(u))[1]


@dataclass(frozen=True)
class Elasticity:
    """n over one window, its standard error, and the correlation time of the residuals."""

    value: float
    error: float
    freedom: float


def elasticity(t: Array, u: Array, weights: Array) -> Elasticity:
    """d log u / d log t by a straight line; ``weights`` are 1 / standard deviation of log u, up to a factor."""
    x, y, w = np.log(t), np.log(u), weights**2
    x = x - w @ x / w.sum()
    y = y - w @ y / w.sum()
    curvature = float(w @ x**2)
    slope = float(w @ (x * y)) / curvature
    residual = (y - slope * x) * weights
    tau = bootstrap.correlation_time(residual, 2)
    left = max(1.0, len(t) / tau - 2)
    return Elasticity(slope, math.sqrt(float(residual @ residual) / left / curvature), left)
