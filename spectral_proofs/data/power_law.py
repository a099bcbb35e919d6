"""Least squares of y = E + A t^(-chi), E and A eliminated (variable projection; Golub and Pereyra 1973).

1. Given chi, E and A are linear: the sum of squares that is left is that of y outside the span of 1 and t^(-chi), for
   each run on its own. Runs share chi and may share nothing else.
2. ``profile`` gives that sum for many chi and many data at once: with orthonormal bases Q(chi) it is
   |y|^2 - |Q(chi)' y|^2, one matrix product for all bootstrap samples.
3. ``solve`` scans chi on a wide grid, and polishes every local minimum by Gauss-Newton steps on the residuals
   themselves, so that nothing is lost to cancellation; the best is returned.
4. ``logs`` multiplies t^(-chi) by a given power of log t.

Conditioning: t is divided by its geometric mean, so that A is the size of the power at the middle of the window.

Left out: errors of t, and models with a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from spectral_proofs.errors import UndecidedError

Array = np.ndarray[Any, np.dtype[np.float64]]

#: Exponents that are tried; beyond the largest a power is a step for any window of a few decades.
RANGE = (0.002, 12.0)
_GRID = 160
_STEPS = 60
_TINY = 1e-13


@dataclass(frozen=True)
class Series:
    """One run in a window: times, values, and weights (1 / standard deviation, up to a common factor).

    With ``sign`` 1 the power is t^chi: it grows.
    """

    t: Array
    y: Array
    weights: Array
    sign: float = -1.0

    def since(self, start: float, end: float = np.inf) -> Series:
        """The part with start <= t <= end."""
        inside = (self.t >= start) & (self.t <= end)
        return Series(self.t[inside], self.y[inside], self.weights[inside], self.sign)


@dataclass(frozen=True)
class PowerLaw:
    """y = floor_r + amplitude_r (t/scale)^(-chi) (log t)^(-chi_log) in run r, and the weighted sum of squares left."""

    chi: float
    chi_log: float
    floors: tuple[float, ...]
    amplitudes: tuple[float, ...]
    scale: float
    squares: float
    sign: float = -1.0

    def __call__(self, t: Array | float, run: int = 0) -> Array:
        """Its values for one run."""
        return np.asarray(self.floors[run] + self.power(t, run))

    def power(self, t: Array | float, run: int = 0) -> Array:
        """The part above the floor."""
        times = np.asarray(t, dtype=float)
        power = _power(times.ravel(), self.sign * np.array([self.chi]), self.chi_log, self.scale)[:, 0]
        return np.asarray(self.amplitudes[run] * power.reshape(times.shape))

    @property
    def falls(self) -> bool:
        """Whether every run falls, with an exponent inside the range that is searched."""
        inside = 1.01 * RANGE[0] < self.chi < RANGE[1] / 1.01
        return inside and all(amplitude > 0 for amplitude in self.amplitudes)


def _power(t: Array, exponents: Array, chi_log: float, scale: float) -> Array:
    """(t/scale)^exponent (log t)^(-chi_log), a column for each exponent."""
    logs = np.log(t / scale)
    values = np.exp(np.multiply.outer(logs, exponents))
    if chi_log:
        values *= (np.log(t) ** -chi_log)[:, None]
    return np.asarray(values)


def _scale(runs: Sequence[Series]) -> float:
    return float(np.exp(np.mean(np.log(np.concatenate([run.t for run in runs])))))


def _bases(run: Series, chis: Array, chi_log: float, scale: float, floor: float | None) -> list[Array]:
    """Orthonormal columns, weighted, that span the model for each chi."""
    power = _power(run.t, run.sign * chis, chi_log, scale) * run.weights[:, None]
    columns = []
    if floor is None:
        constant = run.weights / np.linalg.norm(run.weights)
        columns.append(constant[:, None])
        power = power - constant[:, None] * (constant @ power)
    norms = np.linalg.norm(power, axis=0)
    columns.append(power / np.where(norms > 0, norms, 1.0))
    return columns


def profile(
    runs: Sequence[Series],
    chis: Array,
    values: Sequence[Array] | None = None,
    chi_log: float = 0.0,
    floor: float | None = None,
    least: float | None = None,
) -> Array:
    """Weighted sum of squares left at each chi.

    Args:
        runs: the runs that share chi.
        chis: exponents, J of them.
        values: for each run an array of shape (points, B) of data in its place; its own y where None.
        chi_log: the power of 1/log t.
        floor: E where it is known.
        least: E is not below this, where it is not known.

    Returns:
        Shape (J, B), B = 1 without ``values``.
    """
    scale = _scale(runs)
    total = np.zeros(1)
    for number, run in enumerate(runs):
        data = run.y[:, None] if values is None else values[number]
        left = _left(run, data, _bases(run, chis, chi_log, scale, floor), floor)
        if least is not None and floor is None:
            held = _left(run, data, _bases(run, chis, chi_log, scale, least), least)
            left = np.where(_floors(run, data, chis, chi_log, scale) < least, held, left)
        total = total + left
    return total


def _left(run: Series, data: Array, bases: Sequence[Array], floor: float | None) -> Array:
    weighted = (data - (floor or 0.0)) * run.weights[:, None]
    left = np.sum(weighted**2, axis=0)
    for column in bases:
        left = left - (column.T @ weighted) ** 2
    return np.asarray(left)


def _floors(run: Series, data: Array, chis: Array, chi_log: float, scale: float) -> Array:
    """E that fits best, by chi (rows) and data (columns)."""
    constant, across = _bases(run, chis, chi_log, scale, None)
    weighted = data * run.weights[:, None]
    power = _power(run.t, run.sign * chis, chi_log, scale) * run.weights[:, None]
    norms = np.linalg.norm(power - constant * (constant.T @ power), axis=0)
    amplitudes = (across.T @ weighted) / np.maximum(norms, 1e-300)[:, None]
    height = constant.T @ weighted - amplitudes * (constant.T @ power).T
    return np.asarray(height / np.linalg.norm(run.weights))


def minima(chis: Array, squares: Array) -> Array:
    """The chi at which each column of ``squares`` is least, between grid points by a parabola in log chi."""
    at = np.argmin(squares, axis=0)
    inner = np.clip(at, 1, len(chis) - 2)
    x = np.log(chis)
    columns = np.arange(squares.shape[1])
    low, middle, high = (squares[inner + shift, columns] for shift in (-1, 0, 1))
    curvature = low - 2 * middle + high
    step = np.where(curvature > 0, (low - high) / (2 * np.where(curvature > 0, curvature, 1.0)), 0.0)
    found = x[inner] + np.clip(step, -1, 1) * (x[1] - x[0])
    return np.asarray(np.exp(np.where(at == inner, found, x[at])))


def solve(
    runs: Sequence[Series],
    chi_log: float = 0.0,
    floor: float | None = None,
    start: float | None = None,
    least: float | None = None,
) -> PowerLaw:
    """The best power law: scan, then polish every local minimum (or only the one near ``start``).

    ``floor`` is E where it is known, ``least`` what it is not below where it is not.
    """
    chis = np.geomspace(*RANGE, _GRID)
    if start is None:
        squares = profile(runs, chis, chi_log=chi_log, floor=floor, least=least)[:, 0]
        padded = np.concatenate([[np.inf], squares, [np.inf]])
        starts = [float(chis[i]) for i in range(_GRID) if padded[i] >= padded[i + 1] <= padded[i + 2]]
    else:
        starts = [start]
    if not starts:
        raise UndecidedError("too little data: no sum of squares is a number")
    found = [_polish(runs, chi, chi_log, floor, least) for chi in starts]
    return min(found, key=lambda law: law.squares)


def at(
    runs: Sequence[Series], chi: float, chi_log: float, floor: float | None, least: float | None = None
) -> tuple[PowerLaw, Array, Array]:
    """The linear part for one chi; the weighted residuals, and their derivative by chi with the linear part fitted."""
    scale = _scale(runs)
    floors, amplitudes, residuals, slopes = [], [], [], []
    for run in runs:
        power = _power(run.t, run.sign * np.array([chi]), chi_log, scale)[:, 0]
        design, target, solution = _linear(run, power, floor)
        held = floor
        if floor is None and least is not None and solution[0] < least:
            held = least
            design, target, solution = _linear(run, power, held)
        amplitude = float(solution[-1])
        floors.append(float(solution[0]) if held is None else held)
        amplitudes.append(amplitude)
        residuals.append(target - design @ solution)
        slope = run.sign * amplitude * np.log(run.t / scale) * power * run.weights
        slopes.append(slope - design @ np.linalg.lstsq(design, slope, rcond=None)[0])
    residual, slope = np.concatenate(residuals), np.concatenate(slopes)
    law = PowerLaw(chi, chi_log, tuple(floors), tuple(amplitudes), scale, float(residual @ residual), runs[0].sign)
    return law, residual, slope


def _linear(run: Series, power: Array, floor: float | None) -> tuple[Array, Array, Array]:
    """Weighted columns and data, and the least squares solution."""
    columns = [power] if floor is not None else [np.ones_like(power), power]
    design = np.stack(columns, axis=1) * run.weights[:, None]
    target = (run.y - (floor or 0.0)) * run.weights
    return design, target, np.asarray(np.linalg.lstsq(design, target, rcond=None)[0], dtype=np.float64)


def _polish(runs: Sequence[Series], chi: float, chi_log: float, floor: float | None, least: float | None) -> PowerLaw:
    """Gauss-Newton steps, halved until the sum of squares falls."""
    law, residual, slope = at(runs, chi, chi_log, floor, least)
    for _ in range(_STEPS):
        curvature = float(slope @ slope)
        if not curvature > 0:
            break
        step = float(np.clip((slope @ residual) / curvature, -0.5 * law.chi, 0.5 * law.chi))
        while abs(step) > _TINY * law.chi:
            inside = float(np.clip(law.chi + step, *RANGE))
            nearer, nearer_residual, nearer_slope = at(runs, inside, chi_log, floor, least)
            if nearer.squares < law.squares:
                law, residual, slope = nearer, nearer_residual, nearer_slope
                break
            step /= 2
        else:
            break
    return law


def linear_parts(
    run: Series,
    values: Array,
    chis: Array,
    chi_log: float,
    scale: float,
    floor: float | None,
    least: float | None = None,
) -> tuple[Array, Array]:
    """Floor and amplitude of each column of ``values`` (points, B), given its chi (B)."""
    power = _power(run.t, run.sign * chis, chi_log, scale)
    weights = (run.weights**2)[:, None]
    pp, py = np.sum(weights * power**2, axis=0), np.sum(weights * power * values, axis=0)
    total, p, y = weights.sum(), np.sum(weights * power, axis=0), np.sum(weights * values, axis=0)
    if floor is not None:
        return np.full(len(chis), floor), np.asarray((py - floor * p) / pp)
    amplitude = (py - p * y / total) / np.maximum(pp - p**2 / total, 1e-300)
    floors = (y - amplitude * p) / total
    if least is not None:
        below = floors < least
        floors, amplitude = np.where(below, least, floors), np.where(below, (py - least * p) / pp, amplitude)
    return np.asarray(floors), np.asarray(amplitude)
