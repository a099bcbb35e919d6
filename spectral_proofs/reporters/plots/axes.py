"""A result drawn into matplotlib axes, for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spectral_proofs.pipeline import curve
from spectral_proofs.reporters.plots import measured, sums
from spectral_proofs.reporters.plots.canvas import Canvas
from spectral_proofs.reporters.plots.picture import require_matplotlib
from spectral_proofs.results import RunResult, SumValues
from spectral_proofs.results.from_data import FitResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot(shown: RunResult | FitResult | Sequence[SumValues], axes: Axes | None = None) -> Axes:
    """L and S over t on logarithmic axes, with the derived laws of a run; of data, the loss and its law.

    Raises PlotsMissingError: matplotlib is not installed.
    """
    if axes is None:
        require_matplotlib()
        from matplotlib import pyplot

        _, axes = pyplot.subplots()
    if isinstance(shown, FitResult):
        return measured.loss_into(axes, shown)
    figure: Figure = axes.figure  # type: ignore[assignment]  # a SubFigure draws the same
    values = _values(shown) if isinstance(shown, RunResult) else tuple(shown)
    sums.draw_into(Canvas(figure, axes), values, shown.derivation if isinstance(shown, RunResult) else None)
    axes.set_xlabel("time t")
    axes.set_ylabel("L(t) and S(t)")
    return axes


def _values(result: RunResult) -> tuple[SumValues, ...]:
    """At the times that figures show, else those of the run."""
    return (result.asked and curve(result.asked, result)) or result.sums
