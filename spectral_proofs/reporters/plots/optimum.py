"""L(N, C/N) over N for a few budgets C, with the best model of each and the law that they follow."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

from spectral_proofs.compute_optimum import Instance, OptimumResult, curves
from spectral_proofs.errors import InputError
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas
from spectral_proofs.reporters.plots.picture import PlotsMissingError
from spectral_proofs.results import Enclosure

_TITLE = "Loss of models with N modes at equal compute C = N t"
_FORMATS = ("svg", "pdf", "png")


def save(result: OptimumResult, path: str) -> None:
    """Write the picture to a file whose name ends in .svg, .pdf or .png.

    Raises:
        InputError: another ending, no numbers to draw, or a file that cannot be written.
        PlotsMissingError: matplotlib is not installed.
    """
    ending = Path(path).suffix.removeprefix(".")
    if ending not in _FORMATS:
        raise InputError(f"--plot {path:.60}: the name must end in .svg, .pdf or .png")
    if result.instance is None:
        raise InputError("--plot needs numbers: give every parameter of g a value with --set")
    if importlib.util.find_spec("matplotlib") is None:
        raise PlotsMissingError("pictures need matplotlib; in the project's folder: pip install -e '.[plots]'")
    try:
        with canvas("optimum", "log₁₀ N", "log₁₀ L(N, C/N)") as page:
            _draw(page, result.instance)
            if ending == "svg":
                Path(path).write_text(page.svg(_TITLE), encoding="utf-8")
            else:
                page.figure.savefig(path, format=ending, metadata={"Creator": None})
    except OSError as error:
        raise InputError(f"--plot {path:.60}: cannot be written ({error.strerror})") from None


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
