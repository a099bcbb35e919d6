"""Exponents of a measured spectrum: b of the eigenvalues, a of the power, and p of the power against the eigenvalues.

1. Modes are binned evenly in log k, so that no part of the spectrum outweighs another by its number of modes.
2. b: mean log lambda against mean log k, a straight line.
3. a: the power C_j in bin j has mean proportional to the sum of k^(-a) over the bin. p: E(lambda), the power in modes
   below lambda, goes like lambda^p, so that C_j has mean proportional to lambda_above^p - lambda_below^p at the bin's
   ends. These increments, unlike E itself, do not hold the power beyond the last measured mode, and are independent.
   Both solve sum_j (C_j / mu_j - 1) grad log mu_j / v_j = 0 by Fisher scoring: unbiased for any scatter of the power,
   where regression of log C_j is biased by as much as the scatter.
4. v_j = phi / n_j + omega^2: scatter of single modes, and roughness that more modes do not average away, omega^2 by
   moments (DerSimonian and Laird 1986).
5. p of E itself, the straight line of log E(lambda) on log lambda, is given beside it: it wavers less where the power
   has bumps, and is too steep where the measured modes end before the power does.
6. Upper end: an eigenvalue of a kernel matrix of n samples is too large by about (sum of the smaller ones) / n; modes
   are used while that is below a tenth of the eigenvalue. Lower ends are swept (:mod:`.windows`).

Left out: exponents that drift for ever; the sweep shows the drift.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from spectral_proofs.data import bootstrap, windows
from spectral_proofs.data.datasets import MeasuredSpectrum
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.from_data import Estimate, Window

_RATIO = 1.15  # of the ends of a bin
_LEAST_BINS = 8
_BIAS = 0.1
_STEPS = 60
_TIE = 1e-9  # relative difference of eigenvalues that are the same
_ROUGHNESS = 8
_STARTS = 8
_SHORTEST = 6.0  # ratio of the ends of a window
_GAP = 4.0  # times as steep as the bins on both sides


@dataclass(frozen=True)
class Bins:
    """Modes by bin: their number, mean log k, mean log lambda, log lambda at the upper and lower end, and the power."""

    first: Array
    count: Array
    log_k: Array
    log_lambda: Array
    above: Array
    below: Array
    power: Array
    scatter: float  # phi of the power
    beyond: float = 0.0  # power in the modes after the last bin

    def since(self, start: float) -> Bins:
        """Bins whose first mode is at least ``start``."""
        inside = self.first >= start
        names = ("first", "count", "log_k", "log_lambda", "above", "below", "power")
        return replace(self, **{name: getattr(self, name)[inside] for name in names})


@dataclass(frozen=True)
class ExponentFit:
    """An exponent over a sweep of windows, and how far bins are from the law (root mean square, relative)."""

    estimate: Estimate
    sweep: tuple[Window, ...]
    decided_by_window: bool
    deviation: float


def reliable(spectrum: MeasuredSpectrum) -> int:
    """How many leading eigenvalues are larger than ten times what the smaller ones add to them."""
    values = spectrum.eigenvalues
    below = values.sum() - np.cumsum(values)
    biased = below > _BIAS * spectrum.samples * values
    return int(np.argmax(biased)) if biased.any() else len(values)


def binned(eigenvalues: Array, power: Array | None, last: int) -> Bins:
    """The first ``last`` modes in bins within which the eigenvalue changes; raises UndecidedError for too few modes."""
    if last < _LEAST_BINS:
        raise UndecidedError(f"too little data: {last} reliable modes")
    edges = [0]
    log_lambda = np.log(eigenvalues)
    borders: Array = np.empty(len(eigenvalues) + 1)
    borders[1:-1] = (log_lambda[1:] + log_lambda[:-1]) / 2
    borders[0], borders[-1] = 2 * log_lambda[0] - borders[1], 2 * log_lambda[-1] - borders[-2]
    for k in range(1, last + 1):
        wide = k >= math.ceil(_RATIO * edges[-1]) and k > edges[-1]
        if wide and (k == len(log_lambda) or log_lambda[k - 1] - log_lambda[k] > _TIE):
            edges.append(k)
    if len(edges) <= _LEAST_BINS:
        raise UndecidedError(f"too little data: {last} reliable modes in {len(edges) - 1} bins")
    ends = np.array(edges)
    starts = ends[:-1]
    used = edges[-1]
    count = np.diff(ends).astype(float)
    numbers = np.arange(1, used + 1, dtype=float)
    log_k, mean_lambda = (np.add.reduceat(x, starts) / count for x in (np.log(numbers), log_lambda[:used]))
    powers = np.zeros(len(starts)) if power is None else np.add.reduceat(power[:used], starts)
    scatter = 0.0 if power is None else _scatter(power[:used], starts, count, powers)
    beyond = 0.0 if power is None else float(power[used:].sum())
    return Bins(starts + 1.0, count, log_k, mean_lambda, borders[starts], borders[ends[1:]], powers, scatter, beyond)


def gap(bins: Bins) -> float | None:
    """The last mode of a bin in which eigenvalues fall much more steeply than in those beside it, if there is one."""
    last = bins.first + bins.count - 1
    steepness = (bins.above - bins.below) / np.log((last + 0.5) / (bins.first - 0.5))
    beside = np.maximum(steepness[:-2], steepness[2:])
    found = np.flatnonzero(steepness[1:-1] > _GAP * beside)
    return float(last[1:-1][found[0]]) if len(found) else None


def spread(bins: Bins) -> bool:
    """Whether enough bins have power for a law of it."""
    return int(np.sum(bins.power > 0)) >= max(_LEAST_BINS, len(bins.power) // 2)


def _scatter(power: Array, starts: np.ndarray[tuple[int], np.dtype[np.intp]], count: Array, sums: Array) -> float:
    """Relative variance of single modes' power around the mean of their bin."""
    relative = power / np.repeat(np.maximum(sums / count, 1e-300), count.astype(int))
    inside = np.add.reduceat((relative - 1) ** 2, starts)
    freedom = np.maximum(count - 1, 0).sum()
    return float(inside[count > 1].sum() / freedom) if freedom else 1.0


def decay(bins: Bins) -> ExponentFit:
    """b, where lambda_k goes like k^(-b)."""

    return _swept(bins, lambda part: _line(part.log_k, part.log_lambda, -1.0))


def _line(x: Array, y: Array, sign: float) -> tuple[float, float, Array]:
    """``sign`` times the slope of a straight line, its standard error, and the residuals."""
    x = x - x.mean()
    slope = float(x @ y / (x @ x))
    residual = y - y.mean() - slope * x
    tau = bootstrap.correlation_time(residual, 2)
    left = max(1.0, len(x) / tau - 2)
    return sign * slope, math.sqrt(float(residual @ residual) / left / float(x @ x)), residual


def power_exponent(bins: Bins) -> ExponentFit:
    """a, where the power goes like k^(-a)."""
    return _swept(bins, lambda part: _scored(part, _by_mode, 1.5))


def energy_exponent(bins: Bins) -> ExponentFit:
    """p, where the power in modes below lambda goes like lambda^p."""
    return _swept(bins, lambda part: _scored(part, _by_eigenvalue, 0.3))


def cumulative_exponent(bins: Bins) -> ExponentFit:
    """p of the power below lambda, all measured modes counted."""

    def line(part: Bins) -> tuple[float, float, Array]:
        energy = np.cumsum(part.power[::-1])[::-1] + part.beyond
        there = energy > 0
        return _line(part.above[there], np.log(energy[there]), 1.0)

    return _swept(bins, line)


def _by_mode(part: Bins, a: float) -> tuple[Array, Array]:
    """log mu_j and its derivative by a."""
    return np.log(part.count) - a * part.log_k, -part.log_k


def _by_eigenvalue(part: Bins, p: float) -> tuple[Array, Array]:
    """The same by p, whose mean is (above^p - below^p) / p: smooth at p = 0 and beyond."""
    width = part.above - part.below
    x = p * width
    small = np.abs(x) < 1e-4
    safe = np.where(small, 1.0, x)
    mean = np.where(small, 1 - x / 2, -np.expm1(-safe) / safe)
    slope = np.where(small, -0.5 + x / 12, 1 / np.expm1(safe) - 1 / safe)
    return p * part.above + np.log(width * mean), part.above + width * slope


def _scored(part: Bins, mean: Callable[[Bins, float], tuple[Array, Array]], start: float) -> tuple[float, float, Array]:
    """The exponent, its standard error, and relative residuals; Fisher's scoring."""
    known = np.maximum(part.scatter, 1e-12) / part.count
    logs = np.log(np.maximum(part.power, 1e-300))
    exponent, rough = start, 0.0
    level = float(np.mean(logs - mean(part, exponent)[0]))
    for _ in range(_ROUGHNESS):
        weights = 1.0 / (known + rough)
        for _ in range(_STEPS):
            shape, slope = mean(part, exponent)
            residual = np.expm1(np.clip(logs - level - shape, -50, 3))
            centre = float(weights @ slope / weights.sum())
            x = slope - centre
            curvature = float(weights @ x**2)
            step = float(np.clip(weights @ (x * residual) / curvature, -0.3, 0.3))
            level += float(np.clip(weights @ residual / weights.sum(), -1, 1)) - step * centre
            exponent += step
            if abs(step) < 1e-10:
                break
        rough = _roughness(known, residual)
    return exponent, 1 / math.sqrt(curvature), residual


def _roughness(known: Array, residual: Array) -> float:
    """omega^2 at which the weighted squares are as many as their degrees of freedom; 0 where they are fewer."""
    freedom = max(1, len(residual) - 2)
    low, high = 0.0, float(np.sum(residual**2))
    if float(np.sum(residual**2 / known)) <= freedom:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if float(np.sum(residual**2 / (known + middle))) > freedom else (low, middle)
    return high


def _swept(bins: Bins, fitted: Callable[[Bins], tuple[float, float, Array]]) -> ExponentFit:
    end = float(bins.first[-1] + bins.count[-1] - 1)
    sweep: list[Window] = []
    residuals: list[Array] = []
    for start in np.geomspace(1.0, max(1.0, end / _SHORTEST), _STARTS):
        part = bins.since(float(start))
        if len(part.first) < _LEAST_BINS or (sweep and part.first[0] == sweep[-1].start):
            continue
        value, error, residual = fitted(part)
        sweep.append(
            Window(float(part.first[0]), end, int(part.count.sum()), value, error, freedom=len(residual) - 2.0)
        )
        residuals.append(residual)
    chosen = windows.reference(sweep)
    estimate = interval(sweep, chosen, len(residuals[chosen]) - 2)
    deviation = float(np.sqrt(np.mean(residuals[chosen] ** 2)))
    return ExponentFit(estimate, tuple(sweep), windows.decided_by_window(sweep, chosen), deviation)


def interval(sweep: Sequence[Window], chosen: int, freedom: float) -> Estimate:
    """The interval of the reference window by Student's quantile; of all usual ones where the window decides."""
    window = sweep[chosen]
    reach = bootstrap.quantile(freedom) * window.error
    ends = [w.value for w in windows.usual(sweep, chosen)]
    statistical = (window.value - reach, window.value + reach)
    decides = windows.decided_by_window(sweep, chosen)
    hull, level = ((*statistical, *ends), None) if decides else (statistical, bootstrap.LEVEL)
    inside, spread = (window.start, window.end), (min(ends), max(ends))
    return Estimate(window.value, min(hull), max(hull), inside, statistical, spread, level)
