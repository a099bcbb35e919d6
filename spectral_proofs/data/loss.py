"""The law y = E + A t^(-chi) of measured curves, with intervals that say how far they can be trusted.

1. Noise: with standard errors, weights are their inverses. Without them it is either the same everywhere or
   proportional to the curve, whichever makes the residuals likelier (Gaussian likelihood); ``noise`` may say which.
2. Curves of many points are averaged over narrow groups of log t (``grouped``); the bias is below chi^2/24 times the
   square of a group's width, 10^-6 of the curve.
3. A sweep over windows (:mod:`.windows`) gives the reference window and the spread.
4. In the reference window residuals are resampled in blocks (:mod:`.bootstrap`) and chi is fitted to each sample; the
   interval holds the middle 95 %, widened for what blocks and few points lose.
5. ``huber`` replaces squares by a sum (not a mean) of Huber's function with ``delta`` in units of y: iteratively
   reweighted least squares, whose fixed point is the minimum.

gamma of Delta L = E + A t^gamma (its constant is what makes plain slopes converge slowly) and the index of the position
are fitted by the same functions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from spectral_proofs.data import bootstrap, drift, windows
from spectral_proofs.data.law import FIRST_WITH_LOG, LawFit, Method, in_window, parameters_of, softened, split
from spectral_proofs.data.law_intervals import with_intervals
from spectral_proofs.data.power_law import RANGE, Array, PowerLaw, Series, at, solve
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.from_data import Window

_MOST_POINTS = 4000
_GROUPS = 2000
_REWEIGHTINGS = 400
_SAME = 1e-7
_MANY = 60  # points that show how correlated the noise is
_LEAST_SPAN = 2.0  # ratio of the last and the first time


def grouped(t: Array, y: Array, error: Array | None) -> tuple[Array, Array, Array | None, Array]:
    """Averages over narrow groups of log t where there are many points; the last array is the size of each group."""
    if len(t) <= _MOST_POINTS:
        return t, y, error, np.ones(len(t))
    edges = np.linspace(math.log(t[0]), math.log(t[-1]) * (1 + 1e-12) + 1e-12, _GROUPS + 1)
    group = np.searchsorted(edges, np.log(t), side="right")
    _, first, sizes = np.unique(group, return_index=True, return_counts=True)
    means = [np.add.reduceat(x, first) / sizes for x in (np.log(t), y)]
    errors = None if error is None else np.sqrt(np.add.reduceat(error**2, first)) / sizes
    return np.exp(means[0]), means[1], errors, sizes.astype(float)


#: Times, values, and standard errors where they are known.
Curve = tuple[Array, Array, Array | None]


def fit_law(curves: Sequence[Curve], method: Method | None = None) -> LawFit:
    """The law of several runs that share chi.

    Args:
        curves: for each run the times (increasing, positive), values and standard errors or None.
        method: how.

    Raises:
        UndecidedError: too few points, too short, constant, or rising; the message says which.
    """
    method = method or Method()
    if method.chi_log:
        curves = [tuple(None if x is None else x[t >= FIRST_WITH_LOG] for x in (t, y, e)) for t, y, e in curves]  # type: ignore[misc]
    reduced = [grouped(*curve) for curve in curves]
    kept = [_inside(part, method) for part in reduced]
    _refuse(kept)
    whole = _weighted(kept, method)
    sweep = _swept(whole, method)
    swept = [window for window, _ in sweep]
    if not swept:
        raise UndecidedError(
            "too little data: no window falls like a power of t; the curve rises, or noise hides its shape"
        )
    found = drift.by_window(whole, sweep, method)
    drifting = [inside.seen for inside in found]
    if method.start is not None:
        chosen, decides = 0, drifting[0]
    else:
        chosen = windows.reference(swept, drifting)
        goes_on = chosen > 0 and found[chosen].allows(found[chosen - 1])
        decides = goes_on or windows.decided_by_window(swept, chosen, drifting)
    whole = [run for run in whole if in_window([run], swept[chosen].start)]  # so that numbers of runs agree
    runs = in_window(whole, swept[chosen].start)
    law = sweep[chosen][1]
    return with_intervals(law, runs, whole, sweep, chosen, decides, method)


def _inside(part: tuple[Array, Array, Array | None, Array], method: Method) -> tuple[Array, Array, Array | None, Array]:
    t, y, error, sizes = part
    inside = (t >= (method.start or 0.0)) & (t <= (method.end or np.inf))
    return t[inside], y[inside], None if error is None else error[inside], sizes[inside]


def _refuse(parts: Sequence[tuple[Array, Array, Array | None, Array]]) -> None:
    times = np.concatenate([part[0] for part in parts])
    most = max(len(part[0]) for part in parts)
    if most < windows.LEAST_POINTS:
        raise UndecidedError(f"too little data: {most} points in the window, {windows.LEAST_POINTS} are needed")
    if times.max() < _LEAST_SPAN * times.min():
        raise UndecidedError(
            f"too little data: times from {times.min():g} to {times.max():g}, a factor of {_LEAST_SPAN:g} is needed"
        )
    if all(np.ptp(part[1]) <= 1e-12 * np.abs(part[1]).max() for part in parts):
        raise UndecidedError("too little data: the values are constant")


def _weighted(parts: Sequence[tuple[Array, Array, Array | None, Array]], method: Method) -> list[Series]:
    """Series with weights; without standard errors the noise is taken to be proportional to the curve, or constant."""
    if all(error is not None for _, _, error, _ in parts):
        return [Series(t, y, 1.0 / error, method.sign) for t, y, error, _ in parts if error is not None]
    plain = [Series(t, y, np.sqrt(sizes), method.sign) for t, y, _, sizes in parts]
    if method.noise == "absolute":
        return plain
    first = _solved(plain, method)
    fitted = [_positive(first(run.t, number), run.y) for number, run in enumerate(plain)]
    scaled = [replace(run, weights=run.weights / values) for run, values in zip(plain, fitted, strict=True)]
    if method.noise == "relative":
        return scaled
    second = _solved(scaled, method, start=first.chi)
    points = sum(len(run.t) for run in plain)
    logs = sum(float(np.sum(np.log(values))) for values in fitted)
    of_plain, of_scaled = (points / 2 * math.log(max(law.squares, 1e-300)) for law in (first, second))
    return scaled if of_scaled + logs < of_plain else plain


def _positive(fitted: Array, y: Array) -> Array:
    return np.asarray(np.maximum(fitted, 1e-3 * np.abs(y)))


def _solved(runs: Sequence[Series], method: Method, start: float | None = None) -> PowerLaw:
    law = solve(runs, method.chi_log, method.floor, start, method.least_floor)
    return law if method.delta is None else huber(runs, method.delta, method, law)


def huber(runs: Sequence[Series], delta: float, method: Method, law: PowerLaw) -> PowerLaw:
    """The minimum of a sum of Huber's function near ``law``: weights and one Gauss-Newton step, until chi stays."""
    for _ in range(_REWEIGHTINGS):
        weighted = softened(runs, law, replace(method, delta=delta))
        _, residual, slope = at(weighted, law.chi, method.chi_log, method.floor, method.least_floor)
        step = float(slope @ residual) / max(float(slope @ slope), 1e-300)
        chi = float(np.clip(law.chi + np.clip(step, -0.3 * law.chi, 0.3 * law.chi), *RANGE))
        done = abs(chi - law.chi) < _SAME * law.chi
        law, _, _ = at(weighted, chi, method.chi_log, method.floor, method.least_floor)
        if done:
            break
    return law


def _swept(whole: Sequence[Series], method: Method) -> list[tuple[Window, PowerLaw]]:
    times = np.concatenate([run.t for run in whole])
    end = float(times.max())
    found = []
    for start in windows.starts(list(times)):
        runs = in_window(whole, start)
        law = _solved(runs, method)
        if not law.falls:  # too few points, or no such law
            continue
        weighted = softened(runs, law, method)
        _, residual, _ = at(weighted, law.chi, method.chi_log, method.floor, method.least_floor)
        _, _, slope = at(weighted, law.chi, method.chi_log, method.floor)  # a floor that is held is not known
        parameters = parameters_of(runs, method)
        tau = _tau(residual, runs, parameters)
        squares, known = float(residual @ residual), max(float(slope @ slope), 1e-300)
        robust = None
        if method.delta is None:
            scale = 1.4826 * float(np.median(np.abs(residual / np.concatenate([run.weights for run in runs]))))
            robust = huber(runs, max(scale, 1e-15), method, law).chi
        window = Window(start, end, len(residual), law.chi, math.sqrt(squares / known), robust, 0.0, tau)
        found.append((window, law, parameters))
    seen = [w.tau for w, _, _ in found if w.points >= _MANY] or [1.0]
    return [(_with_error(window, parameters, seen), law) for window, law, parameters in found]


def _with_error(window: Window, parameters: int, seen: Sequence[float]) -> Window:
    """The window with its standard error, for comparison with others.

    Short windows do not see how correlated the noise is, longer ones do: those that were ``seen`` in them. For
    comparisons their median counts, since one that is too short by chance contradicts all windows before it; for the
    interval of the window itself the least, since a misfit makes it longer elsewhere.
    """
    tau = max(window.tau, float(np.median(seen)))
    left = max(1.0, window.points / tau - parameters)
    freedom = bootstrap.freedom(window.points, tau, parameters)
    return replace(
        window, error=window.error / math.sqrt(left), freedom=freedom, tau=max(window.tau, float(np.min(seen)))
    )


def _tau(residual: Array, runs: Sequence[Series], parameters: int) -> float:
    """Of the longest run, which says most about it."""
    longest = max(split(residual, runs), key=len)
    return bootstrap.correlation_time(longest, -(-parameters // len(runs)))
