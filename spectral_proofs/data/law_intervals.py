"""Intervals of a fitted law: block bootstrap in the reference window, and the spread over windows.

1. Residuals are resampled in blocks (:mod:`.bootstrap`) and the law is fitted to each sample. ``Resampling`` is a part
   of this work that depends on nothing else: a list of them may be handed to any executor, and kept in a store.
2. Deviations are widened for what blocks and few points lose: by Student's quantile, up to the plain standard error,
   and where points are few up to what :mod:`.few_points` says about noise whose correlation is hardly known.
3. Where the window decides, the interval quoted holds the estimates of all usual windows too. Where windows before the
   reference were contradicted it holds those of later ones that are up to five times as uncertain: what spoils early
   windows fades, and the reference is merely the earliest one in which it does not show.
"""

from __future__ import annotations

import hashlib
import math
import pickle
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

import numpy as np

from spectral_proofs.crew import Lost
from spectral_proofs.data import bootstrap, few_points, windows
from spectral_proofs.data.law import LawFit, Method, columns, parameters_of, softened, split
from spectral_proofs.data.power_law import RANGE, Array, PowerLaw, Series, at, linear_parts, minima, profile
from spectral_proofs.results.from_data import Estimate, Window
from spectral_proofs.store import Shelf, Store, each_once, key

SAMPLES = 500
_PARTS = 2  # tasks into which the samples are divided
_GRID = 240
_QUANTILES = ((1 - bootstrap.LEVEL) / 2, (1 + bootstrap.LEVEL) / 2)


@dataclass(frozen=True)
class Resampling:
    """Some samples of the bootstrap: ``draw`` depends on nothing but what is here, and everything pickles."""

    law: PowerLaw
    runs: tuple[Series, ...]
    residuals: tuple[Array, ...]
    tau: float
    chis: Array  # among which each sample's chi is looked for
    floor: float | None
    least: float | None
    count: int
    seed: tuple[int, int]

    def samples(self) -> tuple[Array, ...]:
        """By run the samples (points, count)."""
        drawn = bootstrap.resampled(self.residuals, self.tau, self.count, np.random.default_rng(self.seed))
        return tuple(
            self.law(run.t, number)[:, None] + noise / run.weights[:, None]
            for number, (run, noise) in enumerate(zip(self.runs, drawn, strict=True))
        )

    def fitted(self) -> Array:
        """chi of each sample."""
        squares = profile(self.runs, self.chis, self.samples(), self.law.chi_log, self.floor, self.least)
        return minima(self.chis, squares)

    @property
    def digest(self) -> str:
        """Of the data, the law, and everything else that is here."""
        return hashlib.sha256(pickle.dumps(self, protocol=5)).hexdigest()


def resamplings(
    law: PowerLaw, runs: Sequence[Series], residuals: Sequence[Array], tau: float, error: float, method: Method
) -> list[Resampling]:
    """The bootstrap as a list of tasks."""
    reach = max(8 * error, 1e-6 * law.chi)
    low, high = max(RANGE[0], law.chi - reach), min(RANGE[1], law.chi + reach)
    chis = np.geomspace(min(low, law.chi * 0.999999), max(high, law.chi * 1.000001), _GRID)
    count = SAMPLES // _PARTS
    return [
        Resampling(
            law, tuple(runs), tuple(residuals), tau, chis, method.floor, method.least_floor, count, (method.seed, part)
        )
        for part in range(_PARTS)
    ]


def _fitted(tasks: Sequence[Resampling], method: Method) -> Array:
    """chi of each sample of all tasks, in their order; what a cluster lost is fitted here."""
    with nullcontext() if method.store is None else Store(method.store) as rows:
        shelf = Shelf[Resampling, Array](rows, lambda task: key(bootstrap=task.digest), list, np.array)
        answers = each_once(Resampling.fitted, enumerate(tasks), method.crew, shelf)
        found = {number: tasks[number].fitted() if isinstance(one, Lost) else one for number, one in answers}
    if rows is not None and rows.failed is not None:
        raise rows.failed
    return np.concatenate([found[number] for number in range(len(tasks))])


def with_intervals(
    law: PowerLaw,
    runs: Sequence[Series],
    whole: Sequence[Series],
    sweep: Sequence[tuple[Window, PowerLaw]],
    chosen: int,
    decides: bool,
    method: Method,
) -> LawFit:
    """The law of the window that was chosen, with the intervals of its exponent and of its floors."""
    weighted = softened(runs, law, method)
    _, residual, slope = at(weighted, law.chi, method.chi_log, method.floor, method.least_floor)
    parts, tau, count = split(residual, runs), sweep[chosen][0].tau, parameters_of(runs, method)
    error = _standard_error(residual, slope, tau, count)
    tasks = resamplings(law, weighted, parts, tau, error, method)
    found = _fitted(tasks, method)
    values = tuple(np.concatenate(columns, axis=1) for columns in zip(*(t.samples() for t in tasks), strict=True))
    factor = _widening(found, error, columns_of(weighted, law, method, slope, residual), tau, count)
    swept = [w for w, _ in sweep]
    shown, held = (
        [pair for pair in sweep if pair[0] in part]
        for part in (windows.usual(swept, chosen), windows.held(swept, chosen, decides))
    )
    estimated, floors = partial(_estimated, sweep[chosen][0], factor, decides), []
    for number, run in enumerate(weighted if method.floor is None else ()):
        drawn_floors, _ = linear_parts(run, values[number], found, method.chi_log, law.scale, None, method.least_floor)
        elsewhere, also = (
            [law_of.floors[number] for _, law_of in part if len(law_of.floors) == len(runs)] for part in (shown, held)
        )
        floors.append(estimated(law.floors[number], drawn_floors, elsewhere, also))
    return LawFit(
        estimated(law.chi, found, [w.value for w, _ in shown], [w.value for w, _ in held]),
        tuple(floors),
        law,
        tuple(runs),
        tuple(whole),
        tuple(swept),
        decides,
        tuple(parts),
        tau,
        law.chi + (found - law.chi) * factor,
        values,
    )


def _estimated(
    window: Window,
    factor: float,
    decides: bool,
    value: float,
    drawn: Array,
    spread: Sequence[float],
    also: Sequence[float],
) -> Estimate:
    """By what was drawn, and ``also`` what later windows say."""
    low, high = (float(q) for q in np.quantile(value + (drawn - value) * factor, _QUANTILES))
    ends = (min(spread), max(spread))
    hull = (low, high, value, *also)
    level = None if decides else bootstrap.LEVEL
    return Estimate(value, min(hull), max(hull), (window.start, window.end), (low, high), ends, level)


def columns_of(
    runs: Sequence[Series], law: PowerLaw, method: Method, slope: Array, residual: Array
) -> list[few_points.Part]:
    """What :mod:`.few_points` reads."""
    return [few_points.Part(*three) for three in columns(runs, law, method, slope, residual)]


def _standard_error(residual: Array, slope: Array, tau: float, parameters: int) -> float:
    left = max(1.0, len(residual) / tau - parameters)
    return math.sqrt(float(residual @ residual) / left / max(float(slope @ slope), 1e-300))


def _widening(found: Array, error: float, parts: Sequence[few_points.Part], tau: float, parameters: int) -> float:
    """Factor on the bootstrap's deviations, so that they reach as far as the standard error and few points ask."""
    spread = float(np.std(found))
    points = sum(len(part.residual) for part in parts)
    student = bootstrap.widening(points, tau, parameters)
    if not spread > 0:
        return student
    left = max(1.0, points / tau - parameters)
    factor = student * max(1.0, error * math.sqrt(left * tau / points) / spread)
    if points > few_points.FEW:
        return factor
    return max(factor, few_points.half_width(parts) / (bootstrap.NORMAL * spread))
