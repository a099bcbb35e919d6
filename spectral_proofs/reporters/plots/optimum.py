"""L(N, C/N) over N for a few budgets C, with the best model of each and the law that they follow."""

from __future__ import annotations

import math
from pathlib import Path

from spectral_proofs.compute_optimum import Instance, OptimumResult, curves
from spectral_proofs.errors import InputError
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas
from spectral_proofs.results import Enclosure


def save(result: OptimumResult, path: Path) -> None:
    """Write the picture; raises InputError where there are no numbers to draw, or the file cannot be written."""
    if result.instance is None:
        raise InputError("--plot needs numbers: give every parameter of g a value with --set")
    with canvas("optimum", "log₁₀ N", "log₁₀ L(N, C/N)") as page:
        _draw(page, result.instance)
        style.save(page.figure, path)


def _draw(page: Canvas, instance: Instance) -> None:
    """One curve for each budget, its lowest point, and where the law puts it."""
    drawn = curves(instance.g, instance.spectrum)
    for (budget, points), color in zip(drawn.items(), style.PALETTE, strict=False):
        shown = [(math.log10(n), math.log10(loss)) for n, loss in points if loss > 0]
        page.axes.plot(*zip(*shown, strict=True), color=color, label=f"C = 10^{round(math.log10(budget))}")
    best = [min(points, key=lambda point: point[1]) for points in drawn.values()]
    notes = [(math.log10(n), math.log10(loss), f"N = {n}: L = {loss:.6g}") for n, loss in best]
    page.marks(notes, style.INK, "o", "least of the losses drawn")
    if instance.limits is not None:
        size, loss, of = instance.limits.size, instance.limits.loss, instance.exponents
        law = [
            (_law(size, of.modes, of.modes_log, budget), _law(loss, of.loss, of.loss_log, budget)) for budget in drawn
        ]
        page.axes.plot(*zip(*law, strict=True), color=style.FAINT, linestyle="--", label="derived law of the optimum")
    page.axes.legend()


def _law(constant: Enclosure, power: object, log: object, budget: int) -> float:
    """Its decimal logarithm."""
    slow = float(log) * math.log10(math.log(budget)) if log else 0.0  # type: ignore[arg-type]
    return math.log10(float(constant.mid)) + float(power) * math.log10(budget) + slow  # type: ignore[arg-type]
