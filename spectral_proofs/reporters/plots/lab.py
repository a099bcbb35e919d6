"""Pictures of what the laboratory recorded: position, residuals with the frontier, losses, Delta L, spectrum, pruning.

Everything is drawn from records and estimates; lines between marks join the means over the runs of one setting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from spectral_proofs.data.power_law import Array
from spectral_proofs.lab.compress import PRUNINGS
from spectral_proofs.lab.decay import Decay, decay
from spectral_proofs.lab.judge import Group
from spectral_proofs.lab.pruning import curve, pruned
from spectral_proofs.lab.quantities import WINDOW, excess, levels
from spectral_proofs.lab.record import Reading
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas
from spectral_proofs.reporters.plots.picture import Picture

_CURVES = 6  # in one picture
_FEWEST = 2


def pictures(groups: Sequence[Group]) -> Iterator[Picture]:
    """Position for several groups; residuals, Delta L and spectrum of the last of them, the largest."""
    yield _position(groups)
    last = groups[-1]
    found = decay(last.runs[0])
    if found and len(found.t) >= _FEWEST:
        yield _residuals(last, found)
        yield _spectrum(last, found)
    yield _loss(last)
    if levels(last.runs[0], "uniform"):
        yield _excess(last)
    yield from (_pruned(last, kind) for kind in PRUNINGS if pruned(last.runs[0], kind))


def _position(groups: Sequence[Group]) -> Picture:
    title = "Spectral position against time"
    chosen = groups[:: max(1, -(-len(groups) // _CURVES))]
    with canvas("lab-position", "t, sum of learning rates, as a share of the whole run", "spectral position") as page:
        for i, group in enumerate(chosen):
            times, means, lows, highs = _over_runs(group.runs, lambda run: run.column("losses", "position"))
            times = times / times[-1]
            color = style.PALETTE[i % len(style.PALETTE)]
            page.axes.plot(times, means, color=color, marker=style.MARKERS[i % len(style.MARKERS)], label=group.label)
            page.axes.fill_between(times, lows, highs, color=color, alpha=0.15, linewidth=0)
        _logarithmic(page)
        page.axes.legend(fontsize=8)
        caption = "Means over the runs of one setting, the band from the least to the largest of them."
        return Picture("lab-position", title, page.svg(title), caption)


def _over_runs(runs: Sequence[Reading], values: Callable[[Reading], Array]) -> tuple[Array, Array, Array, Array]:
    """Times and mean, least and largest value of runs, without time 0; runs that ended early cut the others short."""
    count = min(len(values(run)) for run in runs)
    stacked = np.array([values(run)[1:count] for run in runs])
    return runs[0].column("losses", "time")[1:count], stacked.mean(0), stacked.min(0), stacked.max(0)


def _residuals(group: Group, found: Decay) -> Picture:
    title = f"Residuals by mode, {group.label}"
    t, k = found.t, np.arange(1, len(found.values) + 1)
    share = np.exp(-found.g[1:]).clip(1e-3, 1.0)
    with canvas("lab-residuals", "t, sum of learning rates", "mode k") as page:
        mesh = page.axes.pcolormesh(t[1:], k, share.T, cmap="viridis", shading="nearest")
        page.figure.colorbar(mesh, ax=page.axes, label="|r_k(t)/r_k(0)|")
        measured = found.learned[1:].sum(axis=1)
        page.axes.plot(t[1:], np.maximum(measured, 1), color=style.ENERGY, label="frontier: modes with g ≥ 1")
        rate = float(group.runs[0].head["loss"]["rate"])
        kernel = [max(1, int(np.sum(rate * found.values * time >= 1))) for time in t[1:]]
        page.axes.plot(t[1:], kernel, color="white", linestyle="--", label="the same for g = rate λ t")
        _logarithmic(page)
        page.axes.legend(fontsize=8, loc="lower right", labelcolor="white")
        caption = (
            "The first run, modes whose eigenvalue is known. Both lines count modes; where they part, the kernel of "
            "the reference time does not rule."
        )
        return Picture("lab-residuals", title, page.svg(title), caption)


def _spectrum(group: Group, found: Decay) -> Picture:
    title = f"Spectrum at the reference time, {group.label}"
    values, power = found.values, found.residual[0] ** 2
    k = np.arange(1, len(values) + 1)
    with canvas("lab-spectrum", "k", "") as page:
        page.axes.plot(k, values, color=style.LOSS, marker="o", linestyle="none", label="λ_k")
        page.axes.plot(k, power, color=style.ENERGY, marker="s", linestyle="none", label="r_k(0)²")
        window = (k >= _FEWEST) & (k <= max(found.far, 2 * _FEWEST)) & (power > 0)
        for series, color, name in ((values, style.LOSS, "b"), (power, style.ENERGY, "a")):
            e, c = np.polyfit(np.log(k[window]), np.log(series[window]), 1)
            page.axes.plot(k[window], np.exp(c) * k[window] ** e, color=color, label=f"k^({e:.2f}), {name} = {-e:.2f}")
        _logarithmic(page)
        page.axes.legend(fontsize=8)
        caption = "The first run, modes whose eigenvalue is known; lines are fitted from the second to a third of them."
        return Picture("lab-spectrum", title, page.svg(title), caption)


def _loss(group: Group) -> Picture:
    title = f"Test loss, {group.label}"
    rho, p = group.estimates["rho"], group.estimates["p"]
    with canvas("lab-loss", "t, sum of learning rates", "test loss") as page:
        times, means, lows, highs = _over_runs(group.runs, lambda run: run.column("losses", "test"))
        page.axes.plot(times, means, color=style.LOSS, marker="o", markersize=3, label="measured")
        page.axes.fill_between(times, lows, highs, color=style.LOSS, alpha=0.15, linewidth=0)
        caption = "Mean over the runs, the band from the least to the largest of them."
        if rho.known and p.known and p.value > 0:
            drawn = times >= times[-1] / WINDOW
            middle = int(np.flatnonzero(drawn)[drawn.sum() // 2])
            share = times[drawn] / times[middle]
            shown = [means[middle] * share**-e for e in (rho.value * p.value, rho.low * p.low, rho.high * p.high)]
            page.axes.plot(times[drawn], shown[0], color=style.INK, linestyle="--", label="t^(-ρp), from the spectrum")
            page.axes.fill_between(times[drawn], shown[1], shown[2], color=style.INK, alpha=0.15, linewidth=0)
            caption += (
                " The dashed line has the exponent that frontier and spectrum predict, its band their intervals; it is"
                " laid through the middle of the window, and a floor of the loss bends away from it."
            )
        _logarithmic(page)
        page.axes.legend(fontsize=8)
        return Picture("lab-loss", title, page.svg(title), caption)


def _pruned(group: Group, kind: str) -> Picture:
    title = f"Curves of {kind} pruning, {group.label}"
    found = pruned(group.runs[0], kind)
    assert found is not None
    shift, up, _ = found.nearest()
    with canvas(f"lab-{kind}", "Θ = k_cut/k_*", "ΔL/k_*^s") as page:
        theta = found.theta + shift
        marks = page.axes.scatter(
            np.exp(theta), np.exp(found.height), c=np.exp(found.frontier), cmap="viridis", norm="log"
        )
        page.figure.colorbar(marks, ax=page.axes, label="k_*")
        line = np.linspace(theta.min(), theta.max(), 200)
        page.axes.plot(
            np.exp(line), np.exp(curve(found.s, found.q)(line) + up), color=style.INK, linestyle="--", label="F(Θ)"
        )
        _logarithmic(page)
        page.axes.legend(fontsize=8)
        caption = (
            f"The first run, s = {found.s:.2f}: where one curve serves all times, all colours lie on one line; "
            "F is shifted along both axes to lie nearest."
        )
        return Picture(f"lab-{kind}", title, page.svg(title), caption)


def _excess(group: Group) -> Picture:
    title = f"ΔL under uniform rounding, {group.label}"
    with canvas("lab-excess", "t, sum of learning rates", "ΔL") as page:
        for i, level in enumerate(levels(group.runs[0], "uniform")[:_CURVES]):
            found = [excess(run, "uniform", level) for run in group.runs]
            count = min(len(t) for t, _, _ in found)
            t = found[0][0][1:count]
            means = np.mean([m[1:count] for _, m, _ in found], axis=0)
            errors = np.sqrt(np.mean([e[1:count] ** 2 for _, _, e in found], axis=0) / len(found))
            color = style.PALETTE[i]
            page.axes.errorbar(t, means, errors, color=color, marker=style.MARKERS[i], label=f"{level:g} bits")
        gamma = group.truth.get("gamma")
        if gamma is not None and len(t) and means[-1] > 0:
            page.axes.plot(
                t, means[-1] * (t / t[-1]) ** gamma, color=style.INK, linestyle="--", label=f"t^{gamma:g}, derived"
            )
        _logarithmic(page)
        page.axes.legend(fontsize=8)
        caption = "Means over runs and draws with their standard errors; values below 0 are left out."
        return Picture("lab-excess", title, page.svg(title), caption)


def _logarithmic(page: Canvas) -> None:
    page.axes.set_xscale("log")
    page.axes.set_yscale("log", nonpositive="mask")
