"""Certified pruning curves of several times in units of k_*: they fall on one curve F(Theta), or they do not."""

from __future__ import annotations

from fractions import Fraction
from math import log10

from spectral_proofs.balls.readable import radius, short
from spectral_proofs.measurements.pruning import PruningCurves
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas, decades
from spectral_proofs.reporters.plots.logs import log10_of
from spectral_proofs.reporters.plots.picture import Picture
from spectral_proofs.results import Enclosure, RunResult

_TITLE = "Pruning curves at different times, in units of the frontier"
_TOPIC = "pruning"
_STEPS = 60
_TICKS = (0.05, 0.1, 0.3, 1, 3, 10)


def draw(result: RunResult) -> Picture:
    """log10 of Delta L_P/((W/Lambda) k_*^s) over log10 Theta, beside F and beside eq. (23)."""
    curves = result.measurements.found.get(_TOPIC)
    if not isinstance(curves, PruningCurves) or not curves.curves:
        reason = result.measurements.missing.get(_TOPIC, "no claim of this run asked for them")
        return Picture("pruning", _TITLE, "", f"No pruning curves were measured: {reason}.")
    with canvas("pruning", r"$\Theta = k_{\mathrm{cut}} / k_*$", r"$\Delta L_P / k_*^s$") as page:
        for row, curve in enumerate(curves.curves):
            points = _points(curves.thetas, curve.values, f"t = {curve.t}")
            index = row % len(style.PALETTE)
            page.marks(points, style.PALETTE[index], style.MARKERS[index], f"t = {curve.t}")
        if not page.notes:
            return Picture(
                "pruning", _TITLE, "", "No finite pruning cost to draw: every sum beyond the cut is infinite."
            )
        _limit(page, curves)
        s = 1 + Fraction(result.spectrum["b"]) - Fraction(result.spectrum["a"])
        _printed(page, s)
        page.legend_above()
        decades(page.axes.yaxis)
        page.axes.set_xticks([log10(theta) for theta in _TICKS], [f"{theta:g}" for theta in _TICKS])
        return Picture("pruning", _TITLE, page.svg(_TITLE), _caption(curves, s), tuple(page.notes))


def _points(thetas: tuple[str, ...], values: tuple[Enclosure, ...], where: str) -> list[tuple[float, float, str]]:
    pairs = [(theta, value, log10_of(value)) for theta, value in zip(thetas, values, strict=False)]
    return [
        (log10(Fraction(theta)), y, f"{where}, Theta = {theta}: {short(value.mid, 10)} ± {radius(value.rad)}")
        for theta, value, y in pairs
        if y is not None
    ]


def _limit(page: Canvas, curves: PruningCurves) -> None:
    points = _points(curves.thetas, curves.limit, "F")
    if points:
        page.axes.plot([x for x, _, _ in points], [y for _, y, _ in points], color=style.INK, label="F(Θ)")


def _printed(page: Canvas, s: Fraction) -> None:
    """(1 - Theta^s)/s, what eq. (23) has in place of F; it ends at Theta = 1."""
    if s <= 0:
        return
    thetas = [0.05 * (0.995 / 0.05) ** (i / _STEPS) for i in range(_STEPS + 1)]
    ys = [log10((1 - theta ** float(s)) / float(s)) for theta in thetas]
    page.axes.plot(
        [log10(t) for t in thetas], ys, color=style.FAINT, linestyle=":", label=r"eq. (23): $(1-\Theta^s)/s$"
    )


def _caption(curves: PruningCurves, s: Fraction) -> str:
    parts = ["Marks are certified sums over the modes beyond the cut."]
    if curves.collapse is not None:
        parts.append(f"The curves are at most {short(curves.collapse.mid, 3)} apart (largest relative distance).")
    parts.append("The line joins values of the limiting curve F." if curves.limit else "No limiting curve was derived.")
    if s > 0:
        parts.append("Dots: the function printed in eq. (23), which vanishes at Θ = 1.")
    return " ".join(parts)
