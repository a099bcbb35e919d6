"""What has not been measured yet: L later, the time to a loss, Delta L, and how such predictions did before.

1. L(T) and the time to a loss follow from the fitted law; the interval holds the middle 95 % over bootstrap samples
   and, where it is wider for the sake of windows, the predictions of every usual one.
2. Delta L at the same noise: by complementarity it grows like t^(rho - chi); whatever g is, at least like
   t^(chi (1 - p)/p) (the trade-off).
3. Back-test: the law fitted to the first half of the window (in log t) predicts the second.

Left out: that the law changes after the data end; no interval holds that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from spectral_proofs.data import bootstrap, windows
from spectral_proofs.data.law import FIRST_WITH_LOG, LawFit, Method
from spectral_proofs.data.loss import fit_law
from spectral_proofs.data.power_law import PowerLaw, linear_parts, solve
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.from_data import Estimate, Prediction

_FAR, _BISECTIONS = 700.0, 80  # of log t: the largest float, and until floats repeat
_TAILS = ((1 - bootstrap.LEVEL) / 2, (1 + bootstrap.LEVEL) / 2)


def later_losses(fit: LawFit, method: Method, times: Sequence[float]) -> Iterator[Prediction]:
    """L at later times, of the first run."""
    floors, amplitudes = _drawn(fit, method)
    laws = _window_laws(fit, method)
    for t in times:
        if fit.law.chi_log and t < FIRST_WITH_LOG:
            yield Prediction("L", t, None, None, None, f"a law with log t begins at t = {FIRST_WITH_LOG:g}")
            continue
        value = float(fit.law(t))
        powers = (t / fit.law.scale) ** (fit.law.sign * fit.samples)
        if fit.law.chi_log:
            powers = powers * math.log(t) ** -fit.law.chi_log
        low, high = (float(q) for q in np.quantile(floors + amplitudes * powers, _TAILS))
        ends = [low, high, value, *(float(law(t)) for law in laws)]
        note = "inside the data" if t <= fit.estimate.window[1] else _no_law(fit)
        yield Prediction("L", t, value, min(ends), max(ends), note)


def times_to(fit: LawFit, method: Method, losses: Sequence[float]) -> Iterator[Prediction]:
    """The times at which a loss is reached."""
    floors, amplitudes = _drawn(fit, method)
    laws = _window_laws(fit, method)
    for loss in losses:
        value = _reached(loss, fit.law)
        drawn = _times(loss, floors, amplitudes, fit.samples, fit.law)
        ends = [*np.quantile(drawn, _TAILS, method="nearest"), *(_reached(loss, law) for law in laws)]
        low, high = float(min(ends)), float(max(ends))
        note = "not below the floor of some samples" if math.isinf(high) else _no_law(fit)
        if math.isinf(value):
            note = "the fitted floor is not below this loss"
        yield Prediction("t", loss, _bounded(value), _bounded(low), _bounded(high), note)


def _no_law(fit: LawFit) -> str:
    return "the window decides χ: by these windows, no 95 %" if fit.decided_by_window else ""


def _bounded(value: float) -> float | None:
    return None if math.isinf(value) else value


def _reached(loss: float, law: PowerLaw) -> float:
    drawn = np.array([law.floors[0]]), np.array([law.amplitudes[0]]), np.array([law.chi])
    return float(_times(loss, *drawn, law)[0])


def _times(loss: float, floors: Array, amplitudes: Array, chis: Array, law: PowerLaw) -> Array:
    """When each of the laws comes down to the loss; infinity where its floor is not below it.

    With a power of log t that is found by bisection in log t, behind the place where the law is greatest.
    """
    with np.errstate(all="ignore"):
        ratio = np.log((loss - floors) / amplitudes)
        if not law.chi_log:
            return np.where((loss > floors) & (amplitudes > 0), np.exp(-ratio / chis) * law.scale, np.inf)
        low = np.log(np.maximum(FIRST_WITH_LOG, np.exp(np.minimum(-law.chi_log / chis, _FAR))))
        high = np.full(len(chis), _FAR)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            above = -chis * (middle - math.log(law.scale)) - law.chi_log * np.log(middle) > ratio
            low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where((loss > floors) & (amplitudes > 0) & (high < _FAR), np.exp(high), np.inf)


def _drawn(fit: LawFit, method: Method) -> tuple[Array, Array]:
    """Floor and amplitude of the first run in every bootstrap sample."""
    return linear_parts(
        fit.runs[0], fit.values[0], fit.samples, fit.law.chi_log, fit.law.scale, method.floor, method.least_floor
    )


def _window_laws(fit: LawFit, method: Method) -> list[PowerLaw]:
    """The laws of the windows whose exponents the interval of chi holds."""
    chosen = next(i for i, w in enumerate(fit.sweep) if w.start == fit.estimate.window[0])
    return [
        solve(
            [run.since(w.start) for run in fit.whole if len(run.since(w.start).t) > 3],
            fit.law.chi_log,
            method.floor,
            w.value,
            method.least_floor,
        )
        for w in windows.held(fit.sweep, chosen, fit.decided_by_window)
    ]


def increase(
    chi: Estimate, rho: Estimate | None, p: Estimate | None, start: float, times: Sequence[float]
) -> Iterator[Prediction]:
    """Delta L(T) / Delta L(end of the data) by complementarity, and its least value by the trade-off."""
    for t in times:
        ratio = math.log(t / start)
        if ratio <= 0:
            continue
        if rho is not None:
            gamma = rho.value - chi.value
            reach = [math.hypot(a, b) for a, b in zip(rho.half_widths, reversed(chi.half_widths), strict=True)]
            value, low, high = (math.exp(g * ratio) for g in (gamma, gamma - reach[0], gamma + reach[1]))
            yield Prediction("ΔL ratio", t, value, low, high, f"to that at {start:.6g}, by χ + γ = ρ")
        if p is not None and p.low > 0 and p.high < 1:
            bounds = [x * (1 - y) / y for x, y in ((chi.value, p.value), (chi.low, p.high), (chi.high, p.low))]
            value, low, high = (math.exp(g * ratio) for g in bounds)
            yield Prediction(
                "least ΔL ratio", t, value, low, high, f"to that at {start:.6g}, whatever g, by the trade-off"
            )


def back_test(fit: LawFit, method: Method) -> dict[str, float]:
    """The second half predicted from the first: relative error (root mean square), and the share inside the interval.

    Empty where the halves are too short for a fit.
    """
    first, end = fit.estimate.window
    middle = math.sqrt(first * end)
    run = fit.whole[0]
    early, late = run.since(first, middle), run.since(middle * (1 + 1e-12), end)
    if len(late.t) < windows.LEAST_POINTS:
        return {}
    try:
        half = fit_law(
            [(early.t, early.y, 1 / early.weights)], replace(method, start=None, end=None, chi_log=fit.law.chi_log)
        )
    except UndecidedError:
        return {}
    shown = np.linspace(0, len(late.t) - 1, min(len(late.t), 40)).astype(int)
    found = list(later_losses(half, method, [float(t) for t in late.t[shown]]))
    values = np.array([p.value for p in found])
    low, high = np.array([p.low for p in found]), np.array([p.high for p in found])
    y, noise = late.y[shown], 2 * fit.noise / late.weights[shown]
    return {
        "backtest_error": float(np.sqrt(np.mean((values / y - 1) ** 2))),
        "backtest_inside": float(np.mean((y >= low - noise) & (y <= high + noise))),
    }
