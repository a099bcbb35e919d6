"""Which g: candidates fitted to the curve through the spectrum's exact finite sum, and scored on later times.

1. Curve of a candidate: E + A sum_k c_k exp(-2 g(lambda_k, kappa t)), g in floats on modes times times; E and A are
   linear, kappa (the unit of time: a learning rate) and free parameters of g are searched (scan, then Nelder and Mead).
2. Fitted to the times before the split (60 % of the logarithm of the window); scored by the root mean square of
   (prediction - data) / noise after it.
3. The difference from the best has the standard error of the mean difference of squares, with its correlation time.
4. Candidates whose fitted curves differ by less than a tenth of the noise at all times are one group: a change of the
   unit of time, or these data cannot tell them apart.

Left out: asymptotics; only the finite sum is used. Nothing is proved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import sympy

from spectral_proofs.data import bootstrap
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.measurements.arrays import evolution
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.from_data import Ranked

_SPLIT = 0.6
_MOST_TIMES, _MOST_MODES = 120, 300
_SCAN = 25
_LEAST = 8
_ALIKE = 0.1
_FREE_START, _MOST_FREE = 1.0, 3


@dataclass(frozen=True)
class Setting:
    """A spectrum, a curve, and the noise of each of its points; ``floor`` where E is known."""

    eigenvalues: Array
    power: Array
    t: Array
    loss: Array
    noise: Array
    floor: float | None = None


@dataclass(frozen=True, eq=False)  # arrays are not compared
class _Fitted:
    candidate: Candidate
    parameters: dict[str, str]
    curve: Array
    deviations: Array  # at held-out times


def rank(candidates: Iterable[Candidate], setting: Setting, spectrum: Spectrum) -> tuple[list[Ranked], list[str]]:
    """The candidates, best first, and why others were left out.

    Args:
        candidates: their parameters without a value are fitted, three at most.
        setting: what was measured.
        spectrum: the exponents a and b, for parameters that use them.

    Raises:
        UndecidedError: too few times.
    """
    reduced = _reduced(setting)
    late = np.log(reduced.t) > np.log(reduced.t[0]) + _SPLIT * np.log(reduced.t[-1] / reduced.t[0])
    if late.sum() < _LEAST or (~late).sum() < _LEAST:
        raise UndecidedError(f"too little data: {late.sum()} later times to be held out, {_LEAST} are needed")
    fitted, left_out = [], []
    for candidate in candidates:
        try:
            fitted.append(_fit(candidate, reduced, late, spectrum))
        except (UndecidedError, InputError) as error:
            left_out.append(f"{candidate.name or candidate.g}: {error}")
    return _ranked(fitted, reduced, late), left_out


def scatter(t: Array, y: Array) -> float:
    """Standard deviation of the noise of a smooth curve: the median distance of points from the chord of their
    neighbours, as large as normal noise makes it."""
    x = np.log(t)
    share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    distance = y[1:-1] - (1 - share) * y[:-2] - share * y[2:]
    return float(1.4826 * np.median(np.abs(distance) / np.sqrt(1 + share**2 + (1 - share) ** 2)))


def _reduced(setting: Setting) -> Setting:
    """At most 120 times, evenly in log t, and 300 groups of modes, evenly in log lambda."""
    chosen = np.unique(np.searchsorted(setting.t, np.geomspace(setting.t[0], setting.t[-1], _MOST_TIMES) * (1 - 1e-12)))
    chosen = chosen[chosen < len(setting.t)]
    logs = np.log(setting.eigenvalues)
    width = max(1e-9, (logs[0] - logs[-1]) / _MOST_MODES)
    starts = np.flatnonzero(np.diff(np.floor((logs[0] - logs) / width), prepend=-1))
    weights = setting.power + 1e-300
    means = np.add.reduceat(weights * logs, starts) / np.add.reduceat(weights, starts)
    parts = {name: getattr(setting, name)[chosen] for name in ("t", "loss", "noise")}
    return replace(setting, eigenvalues=np.exp(means), power=np.add.reduceat(setting.power, starts), **parts)


def _fit(candidate: Candidate, setting: Setting, late: Array, spectrum: Spectrum) -> _Fitted:
    from scipy.optimize import minimize

    free = sorted(candidate.free_parameters)
    if len(free) > _MOST_FREE:
        raise InputError(f"{len(free)} free parameters; give values to all but {_MOST_FREE}")
    g = candidate.general(spectrum.a, spectrum.b) if free else candidate.resolve(spectrum)
    early = ~late.astype(bool)
    grid = setting.eigenvalues[:, None]

    def shape(point: Array) -> Array:
        values = {
            sympy.Symbol(name, positive=True): sympy.Float(math.exp(v)) for name, v in zip(free, point[1:], strict=True)
        }
        times = setting.t[None, :] * math.exp(point[0])
        return np.asarray(setting.power @ np.exp(-2 * evolution(g.xreplace(values) if values else g, grid, times)))

    def squares(point: Array) -> float:
        try:
            curve, _ = _linear(shape(point), setting, early)
        except (UndecidedError, OverflowError):
            return 1e300
        return float(np.sum(((curve - setting.loss) / setting.noise)[early] ** 2))

    start = [math.log(_FREE_START)] * len(free)
    middle = (
        -math.log(setting.t[0] * setting.t[-1]) / 2 - math.log(setting.eigenvalues[0] * setting.eigenvalues[-1]) / 2
    )
    scan = middle + np.linspace(-1, 1, _SCAN) * (math.log(setting.t[-1] / setting.t[0]) + 15)
    scores = [squares(np.array([unit, *start])) for unit in scan]
    best = np.array([scan[int(np.argmin(scores))], *start])
    if min(scores) >= 1e300:
        raise UndecidedError("no value in floating point at these modes and times")
    options = {"xatol": 1e-5, "fatol": 1e-8, "maxfev": 150 * len(best)}
    simplex = np.vstack([best, best + np.diag([scan[1] - scan[0], *([0.5] * len(free))])])
    found = minimize(squares, best, method="Nelder-Mead", options=options | {"initial_simplex": simplex})
    curve, _ = _linear(shape(found.x), setting, early)
    fitted = {name: f"{math.exp(value):.4g}" for name, value in zip(free, found.x[1:], strict=True)}
    parameters = {**candidate.parameters, **fitted, "time unit": f"{math.exp(found.x[0]):.4g}"}
    return _Fitted(candidate, parameters, curve, ((curve - setting.loss) / setting.noise)[late.astype(bool)])


def _linear(shape: Array, setting: Setting, early: Array) -> tuple[Array, tuple[float, float]]:
    """E + A shape with E and A from the early times; both are not negative."""
    w = 1 / setting.noise[early]
    x, y = shape[early] * w, setting.loss[early]
    if setting.floor is None:
        design = np.stack([w, x], axis=1)
        floor, size = np.linalg.lstsq(design, y * w, rcond=None)[0]
        if floor >= 0:
            return np.asarray(floor + size * shape), (float(floor), float(size))
    floor = setting.floor or 0.0
    size = float(x @ ((y - floor) * w) / max(float(x @ x), 1e-300))
    return np.asarray(floor + size * shape), (floor, size)


def _ranked(fitted: Sequence[_Fitted], setting: Setting, late: Array) -> list[Ranked]:
    def score(item: _Fitted) -> float:
        return math.sqrt(float(np.mean(item.deviations**2)))

    order = sorted(fitted, key=score)
    groups: list[list[_Fitted]] = []
    for item in order:
        for group in groups:
            if np.max(np.abs(item.curve - group[0].curve) / setting.noise) < _ALIKE:
                group.append(item)
                break
        else:
            groups.append([item])
    groups = [sorted(group, key=fitted.index) for group in groups]  # named as the first that was given
    return [_entry(group, groups[0][0], score) for group in groups]


def _entry(group: Sequence[_Fitted], best: _Fitted, score: Callable[[_Fitted], float]) -> Ranked:
    first = group[0]
    gap = first.deviations**2 - best.deviations**2
    tau = bootstrap.correlation_time(gap, 1)
    scale = max(score(first) + score(best), 1e-300)
    error = float(np.std(gap)) * math.sqrt(tau / len(gap)) / scale
    others = tuple(item.candidate.name or item.candidate.g for item in group[1:])
    candidate = first.candidate
    return Ranked(
        candidate.name or candidate.g,
        candidate.g,
        first.parameters,
        score(first),
        score(first) - score(best),
        error,
        others,
    )


def exact_spectrum(a: float, b: float) -> Spectrum:
    """The spectrum with a and b to three digits, for parameters that use them.

    Raises:
        InputError: they are not greater than 1.
    """
    return Spectrum(*(str(Fraction(round(x * 1000), 1000)) for x in (a, b)))
