"""The picture of a phase diagram: an exponent as colour, borders as the curves that they are, spots as marks.

Two axes make one panel, a third one small multiples (at most six of its values), one axis alone a curve.
Colours are those of cividis (Nunez, Anderton, Renslow 2018), which colour-blind readers and grey printers keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.plots.canvas import ENERGY, FIFTH, FOURTH, FRONTIER, INK, LOSS, MARKERS, THIRD, styled
from spectral_proofs.reporters.plots.picture import PlotsMissingError
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram, bordering
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.sweep.vectors import interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes as MplAxes

BORDERS = (ENERGY, FIFTH, THIRD, FRONTIER, FOURTH)  # those that stand out from cividis
SUFFIXES = (".pdf", ".svg", ".png")
_LETTERS = {"rho": "ρ", "chi": "χ", "gamma": "γ"}
_MOST_PANELS = 6
_DIMENSIONS = 3


def require(path: Path) -> None:
    """Say at once what would hinder drawing to ``path``.

    Raises:
        InputError: another kind of file.
        PlotsMissingError: matplotlib is not installed.
    """
    if path.suffix == ".html":
        return
    if path.suffix not in SUFFIXES:
        raise InputError(f"{path.name}: pictures are written as {', '.join(SUFFIXES)} or .html; choose one of these")
    try:
        import matplotlib as mpl  # noqa: F401  # is it there
    except ImportError:
        raise PlotsMissingError(
            "pictures need matplotlib; in the project's folder: pip install -e '.[plots]'"
        ) from None


def draw(found: Diagram, spots: Sequence[Spot], quantity: str, path: Path) -> None:
    """Write the picture of one exponent (rho, chi or gamma).

    Raises:
        InputError: the grid has more than three axes, or the file cannot be written.
    """
    if len(found.grid.axes) > _DIMENSIONS:
        raise InputError("a picture shows at most three axes; fix the others")
    from matplotlib.figure import Figure

    with styled(path.stem):
        panels = list(_panels(found))
        columns = min(len(panels), _DIMENSIONS)
        lines = -(-len(panels) // columns)
        figure = Figure(figsize=(1.2 + 4.6 * columns, 0.8 + 3.6 * lines))
        shown: Any = figure.subplots(lines, columns, squeeze=False)
        drawn = _many(found, spots, quantity, panels, shown.ravel())
        if drawn is not None:
            figure.colorbar(drawn, ax=shown, label=f"{_LETTERS[quantity]}")
        for axes in shown.ravel()[len(panels) :]:
            axes.set_visible(False)
        handles, labels = shown.ravel()[0].get_legend_handles_labels()
        if handles:
            figure.legend(handles, labels, loc="outside lower center", ncols=2)
        try:
            figure.savefig(path, dpi=200, metadata={} if path.suffix == ".png" else {"Creator": None})
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror}); choose another file") from None


Panel = tuple[str, tuple[Any, ...]]  # its title and where it lies in the grid


def _panels(found: Diagram) -> Iterator[Panel]:
    axes = found.grid.axes
    if len(axes) < _DIMENSIONS:
        yield "", (slice(None),) * len(axes)
        return
    for index in np.unique(np.linspace(0, axes[2].count - 1, _MOST_PANELS).round().astype(int)):
        yield f"{axes[2].name} = {axes[2].value(int(index))}", (slice(None), slice(None), int(index))


def _many(
    found: Diagram, spots: Sequence[Spot], quantity: str, panels: Sequence[Panel], axes: Sequence[MplAxes]
) -> Any:
    values = found.exponent(quantity)
    if len(found.grid.axes) == 1:
        _curve(found, values, quantity, axes[0])
        return None
    drawn = None
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    for (title, place), panel in zip(panels, axes, strict=False):
        x, y = ([float(v) for v in axis.values] for axis in found.grid.axes[:2])
        drawn = panel.pcolormesh(
            x, y, values[place].T, cmap="cividis", vmin=low, vmax=high, shading="nearest", rasterized=True
        )
        _undecided(found, place, x, y, panel)
        _borders(found, place, x, y, panel)
        panel.set_title(title)
        panel.set_xlabel(found.grid.axes[0].name)
        panel.set_ylabel(found.grid.axes[1].name)
    if len(panels) == 1:
        _marks(found, spots, axes[0])
    return drawn


def _curve(found: Diagram, values: Any, quantity: str, axes: MplAxes) -> None:
    (axis,) = found.grid.axes
    axes.plot([float(v) for v in axis.values], values, color=LOSS)
    axes.set_xlabel(axis.name)
    axes.set_ylabel(_LETTERS[quantity])


def _undecided(found: Diagram, place: Any, x: list[float], y: list[float], axes: MplAxes) -> None:
    open_ = [n for n in range(len(found.theorem.regimes)) if found.is_open(n)]
    hidden = np.isin(found.regime[place], open_)
    if hidden.any():
        axes.contourf(x, y, hidden.T.astype(float), levels=[0.5, 1.5], colors="none", hatches=["///"])


def _borders(found: Diagram, place: Any, x: list[float], y: list[float], axes: MplAxes) -> None:
    """The zero sets of what regimes compare, where the regime changes."""
    near = np.zeros(found.grid.shape, dtype=bool)
    near.flat[bordering(found)] = True
    near = _grown(near)[place] & (found.regime[place] != OUTSIDE)
    values = found.grid.enclosures()
    compared = dict.fromkeys(clause for regime in found.theorem.regimes for clause, _ in regime.clauses)
    color = iter(BORDERS)
    for expression in list(compared)[: len(BORDERS)]:
        low, high = interval(expression, values)
        level = np.broadcast_to((low + high) / 2, found.grid.shape)[place]
        masked = np.ma.masked_where(~near, level)
        here = next(color)
        if masked.count() and masked.min() <= 0 <= masked.max():
            axes.contour(x, y, masked.T, levels=[0.0], colors=[here])
            axes.plot([], [], color=here, label=f"{expression} = 0")


def _grown(near: Any) -> Any:
    """One cell more on each side, so that contours do not break up."""
    grown = near.copy()
    for axis in range(near.ndim):
        for step in (1, -1):
            moved = np.roll(near, step, axis=axis)
            edge = [slice(None)] * near.ndim
            edge[axis] = slice(0, 1) if step == 1 else slice(-1, None)
            moved[tuple(edge)] = False
            grown |= moved
    return grown


def _marks(found: Diagram, spots: Sequence[Spot], axes: MplAxes) -> None:
    kinds = (
        (True, "certified, agrees", MARKERS[0]),
        (None, "not certified", MARKERS[3]),
        (False, "differs", MARKERS[5]),
    )
    for agrees, label, marker in kinds:
        points = [found.grid.point(spot.cell) for spot in spots if spot.agrees is agrees]
        if points:
            first, second = (axis.name for axis in found.grid.axes[:2])
            x, y = [float(p[first]) for p in points], [float(p[second]) for p in points]
            axes.plot(x, y, marker, color="white", markeredgecolor=INK, markersize=5, linestyle="none", label=label)
