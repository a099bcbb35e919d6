"""Which g: candidates fitted to the curves through the spectrum's exact finite sum, and scored on later times.

1. Curve of a candidate: E + A sum_k c_k exp(-2 g(lambda_k, kappa t)), g in floats on modes times times; E and A are
   linear and each run's own, kappa (the unit of time: a learning rate) and free parameters of g are shared by all runs
   and searched (scan, then Nelder and Mead).
2. Fitted to the times before the split (60 % of the logarithm of each run); scored by the root mean square of
   (prediction - data) / noise after it, over all runs.
3. Along a power law kappa and A look alike, and so do E and the end of the spectrum: noise would choose kappa. A
   prediction is therefore the mean over all kappa, each weighed by its likelihood at early times (:mod:`.plausible`),
   so that candidates which differ by their unit of time predict the same; how much the score varies over kappa is part
   of its error. Free parameters are weighed with kappa, and shown by the range that has 95 % of the weight.
4. The difference from the best is that of mean squares; noise that both have cancels in the distance Delta of the two
   predictions, so that its standard error is that of the mean of 2 Delta times the deviations of the best, which are as
   large as noise or misfit makes them, with their correlation time. To this comes how much the difference varies over
   what early times allow: noise at these times moves both predictions in the same direction, so that their scores are
   compared where as much of the weight predicts less.
5. Candidates whose fitted curves differ by less than a tenth of the noise at all times are one group: a change of the
   unit of time, or these data cannot tell them apart.

Left out: asymptotics; only the finite sum is used. Nothing is proved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import sympy

from spectral_proofs.data import bootstrap, plausible
from spectral_proofs.data.tables import Array, Flags
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
_FITTED, _NO_CURVE = 3, 1e300
_WITHIN, _KNOWN = (0.025, 0.975), 1.5
_EVENLY = (np.arange(40) + 0.5) / 40  # parts of the weight


@dataclass(frozen=True)
class Measured:
    """One run: times, losses, and the noise of each of its points."""

    t: Array
    loss: Array
    noise: Array

    @property
    def late(self) -> Flags:
        """Which times are held out."""
        return np.asarray(np.log(self.t) > np.log(self.t[0]) + _SPLIT * np.log(self.t[-1] / self.t[0]))


@dataclass(frozen=True)
class Setting:
    """A spectrum and the runs that were measured under it; ``floor`` where E is known."""

    eigenvalues: Array
    power: Array
    runs: tuple[Measured, ...]
    floor: float | None = None


@dataclass(frozen=True, eq=False)  # arrays are not compared
class _Fitted:
    candidate: Candidate
    parameters: dict[str, str]
    curves: tuple[Array, ...]  # by run
    deviations: tuple[Array, ...]  # at held-out times, by run
    scores: Array  # over what early times allow, from the least prediction of later times to the greatest, evenly


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
    if not reduced.runs:
        raise UndecidedError(
            f"too little data: no run has {_LEAST} times before and after 60 % of its logarithm of time"
        )
    fitted, left_out = [], []
    for candidate in candidates:
        try:
            fitted.append(_fit(candidate, reduced, spectrum))
        except (UndecidedError, InputError) as error:
            left_out.append(f"{candidate.name or candidate.g}: {error}")
    return _ranked(fitted, reduced), left_out


def scatter(t: Array, y: Array) -> float:
    """Standard deviation of the noise of a smooth curve: the median distance of points from the chord of their
    neighbours, as large as normal noise makes it."""
    x = np.log(t)
    share = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
    distance = y[1:-1] - (1 - share) * y[:-2] - share * y[2:]
    return float(1.4826 * np.median(np.abs(distance) / np.sqrt(1 + share**2 + (1 - share) ** 2)))


def _reduced(setting: Setting) -> Setting:
    """At most 120 times a run, evenly in log t, and 300 groups of modes, evenly in log lambda; runs long enough."""
    runs = [_thinned(run) for run in setting.runs]
    runs = [run for run in runs if min(run.late.sum(), (~run.late).sum()) >= _LEAST]
    logs = np.log(setting.eigenvalues)
    width = max(1e-9, (logs[0] - logs[-1]) / _MOST_MODES)
    starts = np.flatnonzero(np.diff(np.floor((logs[0] - logs) / width), prepend=-1))
    weights = setting.power + 1e-300
    means = np.add.reduceat(weights * logs, starts) / np.add.reduceat(weights, starts)
    return replace(setting, eigenvalues=np.exp(means), power=np.add.reduceat(setting.power, starts), runs=tuple(runs))


def _thinned(run: Measured) -> Measured:
    chosen = np.unique(np.searchsorted(run.t, np.geomspace(run.t[0], run.t[-1], _MOST_TIMES) * (1 - 1e-12)))
    chosen = chosen[chosen < len(run.t)]
    return Measured(run.t[chosen], run.loss[chosen], run.noise[chosen])


@dataclass(frozen=True, eq=False)
class _Model:
    """The curves of a candidate; a point holds the logarithms of the unit of time and of each free parameter."""

    g: sympy.Expr
    free: tuple[str, ...]
    setting: Setting

    def curves(self, point: Array) -> list[Array]:
        """Of every run, with its floor and scale."""
        setting = self.setting
        values = {
            sympy.Symbol(name, positive=True): sympy.Float(math.exp(v))
            for name, v in zip(self.free, point[1:], strict=True)
        }
        times = np.concatenate([run.t for run in setting.runs]) * math.exp(point[0])
        found = evolution(self.g.xreplace(values) if values else self.g, setting.eigenvalues[:, None], times[None, :])
        borders = np.cumsum([len(run.t) for run in setting.runs])[:-1]
        shapes = np.split(np.asarray(setting.power @ np.exp(-2 * found)), borders)
        return [_linear(shape, run, setting.floor) for shape, run in zip(shapes, setting.runs, strict=True)]

    def squares(self, point: Array) -> float:
        """Of the misfit at early times, relative to the noise."""
        try:
            fitted = self.curves(point)
        except (UndecidedError, OverflowError):
            return _NO_CURVE
        return sum(
            float(np.sum(((curve - run.loss) / run.noise)[~run.late] ** 2))
            for curve, run in zip(fitted, self.setting.runs, strict=True)
        )

    def scan(self) -> Array:
        """Logarithms of units of time: with the outermost nothing is learned, or all."""
        t, eigenvalues = np.concatenate([run.t for run in self.setting.runs]), self.setting.eigenvalues
        middle = -math.log(t.min() * t.max()) / 2 - math.log(eigenvalues[0] * eigenvalues[-1]) / 2
        return np.asarray(middle + np.linspace(-1, 1, _SCAN) * (math.log(t.max() / t.min()) + 15))


def _fit(candidate: Candidate, setting: Setting, spectrum: Spectrum) -> _Fitted:
    free = tuple(sorted(candidate.free_parameters))
    if len(free) > _MOST_FREE:
        raise InputError(f"{len(free)} free parameters; give values to all but {_MOST_FREE}")
    g = candidate.general(spectrum.a, spectrum.b) if free else candidate.resolve(spectrum)
    model = _Model(g, free, setting)
    scan = model.scan()
    best = _best(model, scan)
    early = sum(int((~run.late).sum()) for run in setting.runs)
    allowed = plausible.ensemble if free else plausible.net
    points, weights = allowed(model.squares, best, scan, early - _FITTED - len(free))
    drawn = [model.curves(point) for point in points]
    mean = tuple(np.tensordot(weights, np.array(of_run), 1) for of_run in zip(*drawn, strict=True))
    deviations = [_deviations(own, setting.runs) for own in drawn]
    predicted = np.argsort([float(np.mean(np.concatenate(one))) for one in deviations])
    scores = np.array([_root_mean_square(one) for one in deviations])[predicted]
    scores = np.interp(_EVENLY, np.cumsum(weights[predicted]) - weights[predicted] / 2, scores)
    ends = [[math.exp(end) for end in plausible.between(column, weights, _WITHIN)] for column in points.T]
    fitted = {name: f"{low:.3g} to {high:.3g}" for name, (low, high) in zip(free, ends[1:], strict=True)}
    low, high = ends[0]
    unit = f"{math.exp(best[0]):.4g}" if high < _KNOWN * low else f"{low:.2g} to {high:.2g}"
    parameters = {**candidate.parameters, **fitted, "time unit": unit}
    return _Fitted(candidate, parameters, mean, _deviations(mean, setting.runs), scores)


def _best(model: _Model, scan: Array) -> Array:
    """The point whose curve fits early times best."""
    from scipy.optimize import minimize

    start = [math.log(_FREE_START)] * len(model.free)
    scores = [model.squares(np.array([unit, *start])) for unit in scan]
    if min(scores) >= _NO_CURVE:
        raise UndecidedError("no value in floating point at these modes and times")
    best = np.array([scan[int(np.argmin(scores))], *start])
    options = {"xatol": 1e-5, "fatol": 1e-8, "maxfev": 150 * len(best)}
    simplex = np.vstack([best, best + np.diag([scan[1] - scan[0], *([0.5] * len(start))])])
    found = minimize(model.squares, best, method="Nelder-Mead", options=options | {"initial_simplex": simplex})
    return np.asarray(found.x)


def _deviations(curves: Sequence[Array], runs: Sequence[Measured]) -> tuple[Array, ...]:
    return tuple(((curve - run.loss) / run.noise)[run.late] for curve, run in zip(curves, runs, strict=True))


def _root_mean_square(deviations: Sequence[Array]) -> float:
    return math.sqrt(float(np.mean(np.concatenate(deviations) ** 2)))


def _linear(shape: Array, run: Measured, known: float | None) -> Array:
    """E + A shape with E and A from the early times; both are not negative."""
    early = ~run.late
    w = 1 / run.noise[early]
    x, y = shape[early] * w, run.loss[early]
    if known is None:
        design = np.stack([w, x], axis=1)
        floor, size = np.linalg.lstsq(design, y * w, rcond=None)[0]
        if floor >= 0 and size >= 0:
            return np.asarray(floor + size * shape)
    floor = known or 0.0
    size = max(0.0, float(x @ ((y - floor) * w) / max(float(x @ x), 1e-300)))
    return np.asarray(floor + size * shape)


def _score(item: _Fitted) -> float:
    return _root_mean_square(item.deviations)


def _alike(one: _Fitted, other: _Fitted, setting: Setting) -> bool:
    """Whether the curves differ by less than these data show."""
    pairs = zip(one.curves, other.curves, setting.runs, strict=True)
    return all(np.max(np.abs(a - b) / run.noise) < _ALIKE for a, b, run in pairs)


def _ranked(fitted: Sequence[_Fitted], setting: Setting) -> list[Ranked]:
    order = sorted(fitted, key=_score)
    groups: list[list[_Fitted]] = []
    for item in order:
        for group in groups:
            if _alike(item, group[0], setting):
                group.append(item)
                break
        else:
            groups.append([item])
    groups = [sorted(group, key=fitted.index) for group in groups]  # named as the first that was given
    return [_entry(group, groups[0][0]) for group in groups]


def _entry(group: Sequence[_Fitted], best: _Fitted) -> Ranked:
    first = group[0]
    points = sum(map(len, best.deviations))
    variance = sum(
        4 * float(np.sum((own - of_best) ** 2)) * float(np.mean(of_best**2)) * bootstrap.correlation_time(of_best, 1)
        for own, of_best in zip(first.deviations, best.deviations, strict=True)
    )
    scale = max(_score(first) + _score(best), 1e-300)
    error = math.hypot(math.sqrt(variance) / points / scale, float(np.std(first.scores - best.scores)))
    others = tuple(item.candidate.name or item.candidate.g for item in group[1:])
    candidate = first.candidate
    return Ranked(
        candidate.name or candidate.g,
        candidate.g,
        first.parameters,
        _score(first),
        _score(first) - _score(best),
        error,
        others,
    )


def exact_spectrum(a: float, b: float) -> Spectrum:
    """The spectrum with a and b to three digits, for parameters that use them.

    Raises InputError: they are not greater than 1.
    """
    return Spectrum(*(str(Fraction(round(x * 1000), 1000)) for x in (a, b)))
