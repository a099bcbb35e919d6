"""Pictures of what data say: the curve with its law and window, local exponents, the spectrum, windows, residuals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import canvas
from spectral_proofs.reporters.plots.picture import Picture, require_matplotlib
from spectral_proofs.results.from_data import Columns, Estimate, FitResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SWEPT = {
    "chi": "χ",
    "gamma": "γ",
    "position": "position's index",
    "rho": "ρ",
    "p": "p",
    "p_energy": "p of E",
    "a": "a",
    "b": "b",
}


def pictures(result: FitResult) -> tuple[Picture, ...]:
    """All for which there are data; raises PlotsMissingError where matplotlib is not installed."""
    require_matplotlib()
    return tuple(_drawn(result))


def _drawn(result: FitResult) -> Iterator[Picture]:
    curves = result.curves
    if "curve" in curves and "chi" in result.estimates:
        yield _curve(result)
        yield _residuals(curves["band"])
    if "local" in curves:
        yield _local(curves["local"], result.estimates["chi"])
    if "eigenvalues" in curves:
        yield _spectrum(result)
    if result.sweeps:
        yield _windows(result)
    if "u" in curves:
        yield _inverted(curves["u"])


def _logs(values: Sequence[float]) -> list[float]:
    return [math.log10(x) if x > 0 else math.nan for x in values]


def loss_into(axes: Axes, result: FitResult) -> Axes:
    """Data, law and band of the first loss curve; raises InputError where no law was fitted."""
    if "curve" not in result.curves:
        raise InputError("no law of a loss was fitted; there is nothing to draw")
    curve, band = result.curves["curve"], result.curves["band"]
    axes.axvspan(*_logs(result.estimates["chi"].window), color=style.FAINT, alpha=0.12, linewidth=0)
    x = _logs(curve["t"])
    axes.plot(x, curve["y"], color=style.LOSS, marker=".", markersize=3, linestyle="none", label="data")
    axes.plot(x, curve["law"], color=style.ENERGY, label="E + A t^−χ")
    axes.fill_between(_logs(band["t"]), band["low"], band["high"], color=style.ENERGY, alpha=0.25, linewidth=0)
    axes.set_xlabel("log₁₀ t")
    axes.set_ylabel("L")
    axes.legend()
    return axes


def _curve(result: FitResult) -> Picture:
    title = "The loss and its law"
    chi = result.estimates["chi"]
    with canvas("fit-curve", "log₁₀ t", "L") as page:
        loss_into(page.axes, result)
        caption = (
            f"χ = {chi.value:.4g}, 95 % interval {chi.low:.4g} to {chi.high:.4g}. The window is shaded; outside it the "
            "law is drawn on. The band holds 95 % of the data that the bootstrap draws."
        )
        return Picture("fit-curve", title, page.svg(title), caption)


def _residuals(band: Columns) -> Picture:
    title = "Residuals in the window"
    with canvas("fit-residuals", "log₁₀ t", "(data − law) / noise") as page:
        page.axes.axhline(0, color=style.FAINT, linewidth=1)
        page.axes.plot(_logs(band["t"]), band["residual"], color=style.LOSS, marker=".", markersize=3, linestyle="none")
        caption = "What the law leaves; a pattern here is what the interval of the noise does not hold."
        return Picture("fit-residuals", title, page.svg(title), caption)


def _local(local: Columns, chi: Estimate) -> Picture:
    title = "Local exponent"
    with canvas("fit-local", "log₁₀ t", "−d log(L − E) / d log t") as page:
        x, y, e = _logs(local["t"]), local["exponent"], local["error"]
        page.axes.axhspan(chi.low, chi.high, color=style.ENERGY, alpha=0.2, linewidth=0, label="χ with its interval")
        page.axes.errorbar(
            x, y, yerr=[2 * s for s in e], color=style.LOSS, marker="o", capsize=3, label="window by window"
        )
        page.axes.legend()
        caption = "Slopes in disjoint windows with two standard errors, the fitted floor taken off."
        return Picture("fit-local", title, page.svg(title), caption)


def _spectrum(result: FitResult) -> Picture:
    title = "The spectrum"
    with canvas("fit-spectrum", "log₁₀ k", "log₁₀ of λ and λw²") as page:
        for name, exponent, color, marker, label in (
            ("eigenvalues", "b", style.LOSS, "o", "λ_k"),
            ("power", "a", style.ENERGY, "s", "λ_k w_k²"),
        ):
            if name not in result.curves:
                continue
            x, y = _logs(result.curves[name]["k"]), _logs(result.curves[name]["value"])
            page.axes.plot(x, y, color=color, marker=marker, markersize=4, linestyle="none", label=label)
            found = result.estimates[exponent]
            start, end = _logs(found.window)
            inside = [(u, v) for u, v in zip(x, y, strict=True) if start <= u <= end]
            if inside:
                centre = [sum(part) / len(inside) for part in zip(*inside, strict=True)]
                line = [centre[1] - found.value * (u - centre[0]) for u in (start, end)]
                page.axes.plot([start, end], line, color=color, linestyle="--", label=f"slope −{found.value:.3g}")
        page.axes.legend()
        caption = "Means over bins of modes; dashes are the fitted slopes in their windows."
        return Picture("fit-spectrum", title, page.svg(title), caption)


def _windows(result: FitResult) -> Picture:
    title = "What the window does"
    with canvas("fit-windows", "log₁₀ of the window's start / the first", "exponent") as page:
        for (name, sweep), color, marker in zip(result.sweeps.items(), style.PALETTE, style.MARKERS, strict=False):
            x = _logs([window.start / sweep[0].start for window in sweep])
            errors = [2 * window.error for window in sweep]
            y = [window.value for window in sweep]
            page.axes.errorbar(x, y, yerr=errors, color=color, marker=marker, capsize=2, label=_SWEPT.get(name, name))
        page.axes.legend()
        caption = "Each exponent fitted from later and later starts to the end, with two standard errors."
        return Picture("fit-windows", title, page.svg(title), caption)


def _inverted(u: Columns) -> Picture:
    title = "u(t), from the spectrum and the loss"
    with canvas("fit-u", "log₁₀ t", "log₁₀ u") as page:
        for (name, values), color in zip(((k, v) for k, v in u.items() if k != "t"), style.PALETTE, strict=False):
            page.axes.plot(_logs(u["t"]), _logs(values), color=color, marker=".", label="u" if name == "u" else name)
        page.axes.legend()
        caption = "g = λ^m u(t) gives the measured losses exactly; the slope over m is ρ."
        return Picture("fit-u", title, page.svg(title), caption)
