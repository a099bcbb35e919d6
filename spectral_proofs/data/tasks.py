"""Several tasks on one kernel fix m: the m for which one u(t) gives the losses of all of them.

1. Model: log L_j(t) = log sum_k c_k^(j) exp(-2 lambda_k^m u_t) + noise of one size, u_t free at every time. Fitting the
   losses themselves (and not u, which noise enters through a curved function) leaves no bias of first order.
2. For each m the u_t are found by Gauss and Newton's steps, one number a time; what is left of the squares is Q(m).
3. m is the minimum of Q over a net, polished by Gauss-Newton with the u_t eliminated. Its interval is the profile
   likelihood's: Q(m) <= Q_min (1 + F tau / f), F the quantile of Fisher's distribution with 1 and f degrees of freedom,
   f = T (J - 1) - 1, and tau the correlation time of the residuals.
4. Separability: m(t) = m + m' (log10 t - mean) instead of m; m' is 0 where g = lambda^m u(t). Test: Student's quantile
   at f - 1 degrees of freedom. In the same way a term (log lambda)^2 tests whether h(lambda) is a power.

Left out: noise of different sizes, unless standard errors are given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data import bootstrap
from spectral_proofs.data.inversion import elasticity, invert
from spectral_proofs.data.tables import Array

_NET = np.geomspace(0.2, 4.0, 16)
_INNER, _OUTER = 8, 40
_ENDS = 40


@dataclass(frozen=True)
class Tasks:
    """Losses (tasks, times) of several tasks on one kernel, and 1 / standard deviation of log L."""

    eigenvalues: Array
    powers: Array  # (tasks, modes)
    t: Array
    losses: Array
    weights: Array


@dataclass(frozen=True)
class TaskFit:
    """m with its interval, u(t) at this m, rho, and what departs from lambda^m u(t)."""

    m: float
    low: float
    high: float
    u: Array
    squares: float
    freedom: float
    drift: float  # m' per decade of t
    drift_error: float
    bend: float  # coefficient of (log lambda)^2
    bend_error: float
    tau: float
    rho: float
    rho_error: float


@dataclass(frozen=True)
class _State:
    """At given exponents: log u, weighted residuals (tasks, times) and their derivatives by log u, m and the bend."""

    v: Array
    residual: Array
    by_v: Array
    by_m: Array
    by_bend: Array

    @property
    def squares(self) -> float:
        """What is left."""
        return float(np.sum(self.residual**2))

    def free_of_u(self, direction: Array) -> Array:
        """``direction`` (tasks, times) without its part along the derivative by log u, at every time."""
        along = np.sum(direction * self.by_v, axis=0) / np.maximum(np.sum(self.by_v**2, axis=0), 1e-300)
        return np.asarray(direction - along * self.by_v)


def fit_tasks(tasks: Tasks) -> TaskFit:
    """m, u and the tests."""
    count, times = tasks.losses.shape
    start = _pooled(tasks, 1.0)
    best = None
    for m in _NET:
        state = _settled(tasks, np.full(times, m), _pooled(tasks, float(m)), _INNER // 2)
        if best is None or state.squares < best[1].squares:
            best = (float(m), state)
    m, state = best if best is not None else (1.0, _settled(tasks, np.ones(times), start))
    m, state = _minimum(tasks, m, state)
    free = float(count - 1) * times - 1
    score = state.free_of_u(state.by_m)
    tau = bootstrap.correlation_time(state.residual, 1)
    low, high = _interval(tasks, m, state, free, tau)
    decades = np.log10(tasks.t) - np.log10(tasks.t).mean()
    drift, drift_error = _beside(state, score, state.by_m * decades, free - 1, tau)
    bend, bend_error = _beside(state, score, state.by_bend, free - 1, tau)
    rho, rho_error = _rho(tasks, m, state, (high - low) / (2 * quantile(free / tau)), free)
    return TaskFit(
        m,
        low,
        high,
        np.exp(state.v),
        state.squares,
        free / tau,
        drift,
        drift_error,
        bend,
        bend_error,
        tau,
        rho,
        rho_error,
    )


def quantile(freedom: float) -> float:
    """Student's, for an interval of 95 %."""
    from scipy.stats import t as student

    return float(student.ppf((1 + bootstrap.LEVEL) / 2, max(1.0, freedom)))


def _pooled(tasks: Tasks, m: float) -> Array:
    """log u from the mean of all tasks, each divided by its total, which noise hardly carries out of range."""
    totals = tasks.powers.sum(axis=1)
    loss = np.clip(np.mean(tasks.losses / totals[:, None], axis=0), 1e-9, 1 - 1e-9)
    return np.log(invert(tasks.eigenvalues, np.mean(tasks.powers / totals[:, None], axis=0), loss, m))


def _state(tasks: Tasks, m: Array, v: Array) -> _State:
    logs = np.log(tasks.eigenvalues)
    exponents = np.exp(np.multiply.outer(logs, m) + v)  # (modes, times)
    decay = np.exp(-2 * exponents)
    total = np.maximum(tasks.powers @ decay, 1e-300)
    weighted = -2 * exponents * decay
    by_v = tasks.powers @ weighted / total * tasks.weights
    by_m = tasks.powers @ (weighted * logs[:, None]) / total * tasks.weights
    by_bend = tasks.powers @ (weighted * (logs**2)[:, None]) / total * tasks.weights
    residual = (np.log(tasks.losses) - np.log(total)) * tasks.weights
    return _State(v, residual, by_v, by_m, by_bend)


def _settled(tasks: Tasks, m: Array, v: Array, steps: int = _INNER) -> _State:
    """u_t that fit best at given exponents m_t, from a start."""
    state = _state(tasks, m, v)
    for _ in range(steps):
        step = np.sum(state.by_v * state.residual, axis=0) / np.maximum(np.sum(state.by_v**2, axis=0), 1e-300)
        step = np.clip(step, -1, 1)
        if np.all(np.abs(step) < 1e-11):
            break
        state = _state(tasks, m, state.v + step)
    return state


def _minimum(tasks: Tasks, m: float, state: _State) -> tuple[float, _State]:
    times = len(tasks.t)
    for _ in range(_OUTER):
        score = state.free_of_u(state.by_m)
        step = float(np.sum(score * state.residual) / max(float(np.sum(score**2)), 1e-300))
        step = float(np.clip(step, -0.3 * m, 0.3 * m))
        while abs(step) > 1e-11 * m:
            nearer = _settled(tasks, np.full(times, m + step), state.v)
            if nearer.squares <= state.squares:
                break
            step /= 4
        else:
            return m, state
        m, state = m + step, nearer
    return m, state


def _interval(tasks: Tasks, m: float, state: _State, freedom: float, tau: float) -> tuple[float, float]:
    """Where Q is as large as noise makes it in 95 % of cases; bisection from the estimate outwards."""
    reach = quantile(freedom / tau) ** 2
    limit = state.squares * (1 + reach * tau / freedom)
    score = state.free_of_u(state.by_m)
    width = math.sqrt(max(limit - state.squares, 0.0) / max(float(np.sum(score**2)), 1e-300))
    return _end(tasks, m, state, -width, limit), _end(tasks, m, state, width, limit)


def _end(tasks: Tasks, m: float, state: _State, width: float, limit: float) -> float:
    if abs(width) < 1e-12 * m:
        return m

    def left(value: float) -> float:
        return _settled(tasks, np.full(len(tasks.t), value), state.v, 2 * _INNER).squares

    inside, outside = m, max(m + width, m / 2)
    for _ in range(_ENDS):
        if left(outside) > limit:
            break
        inside, outside = outside, max(outside + width, outside / 2)
        if not 0.02 < outside < 20:
            return outside
    for _ in range(8):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if left(middle) <= limit else (inside, middle)
    return (inside + outside) / 2


def _beside(state: _State, score: Array, direction: Array, freedom: float, tau: float) -> tuple[float, float]:
    """The coefficient of a further direction beside m and u, and its standard error."""
    other = state.free_of_u(direction)
    other = other - score * (np.sum(other * score) / max(float(np.sum(score**2)), 1e-300))
    curvature = max(float(np.sum(other**2)), 1e-300)
    variance = state.squares / max(1.0, freedom)
    value = float(np.sum(other * state.residual) / curvature)
    return value, math.sqrt(variance * tau / curvature)


def _rho(tasks: Tasks, m: float, state: _State, m_error: float, freedom: float) -> tuple[float, float]:
    """n/m; its error from the noise at this m, and from m."""
    known = np.sqrt(np.sum(state.by_v**2, axis=0))
    here = elasticity(tasks.t, np.exp(state.v), known)
    noise = math.sqrt(state.squares / max(1.0, freedom))
    x = np.log(tasks.t)
    weights = known**2
    x = x - weights @ x / weights.sum()
    least = noise / math.sqrt(float(weights @ x**2))  # what noise alone gives, if log u is a straight line
    step = 1e-3 * m
    beside = _settled(tasks, np.full(len(tasks.t), m + step), state.v)
    there = elasticity(tasks.t, np.exp(beside.v), known)
    slope = (there.value / (m + step) - here.value / m) / step
    error = math.hypot(max(here.error, least) / m, slope * m_error)
    return here.value / m, error


def common_times(curves: Sequence[tuple[Array, Array]]) -> tuple[Array, list[Array]]:
    """The times at which all curves were measured, and their values there."""
    t = curves[0][0]
    for other, _ in curves[1:]:
        t = np.intersect1d(t, other)
    return t, [values[np.searchsorted(times, t)] for times, values in curves]
