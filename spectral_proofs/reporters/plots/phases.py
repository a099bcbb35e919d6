"""The picture of a phase diagram: a quantity as colour, borders as the curves that they are, named regimes, spots.

Two axes make one panel, a third one small multiples (at most six of its values); one axis alone makes a curve, and two
make several as slices. An axis of one value is none.
Colours are those of cividis (Nunez, Anderton, Renslow 2018), which colour-blind readers and grey printers keep; borders
differ in their dashes and spots in their shape, so that nothing hangs on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.plots.canvas import ENERGY, INK, save, styled
from spectral_proofs.reporters.plots.phase_legend import (
    HATCHES,
    SPOTS,
    Wanted,
    add_legend,
    compared,
    dashes,
    map_handles,
    mark_style,
)
from spectral_proofs.reporters.plots.phase_lines import draw_lines, some
from spectral_proofs.reporters.plots.regions import Mask, edges, halo, hatched, named
from spectral_proofs.reporters.sweep import letters
from spectral_proofs.reporters.theorem import heading
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.sweep.vectors import Array, decimals
from spectral_proofs.text.mathematics import mathematics

if TYPE_CHECKING:
    from matplotlib.axes import Axes as MplAxes

_DIMENSIONS = 3
_FEW, _COARSE = 2, 10  # pairs of cells that may be where borders meet; cells of a grid on which they may be all


def draw(found: Diagram, spots: Sequence[Spot], wanted: Wanted, path: Path) -> None:
    """Write the picture of one quantity.

    Raises:
        InputError: the grid has no axis or more than three of several values, or the file cannot be written.
    """
    axes = [n for n, axis in enumerate(found.grid.axes) if axis.count > 1]
    if not axes or len(axes) > _DIMENSIONS:
        raise InputError("a picture shows one to three axes of several values; fix the others, or raise a COUNT")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with styled(path.stem):
        if len(axes) == 1 or (wanted.slices and len(axes) == 2):
            figure = Figure(figsize=(7.6, 5.0))
            draw_lines(found, spots, wanted, axes, figure.subplots())
        else:
            panels = list(_panels(found, axes))
            columns = 2 if len(panels) == 4 else min(len(panels), _DIMENSIONS)
            lines = -(-len(panels) // columns)
            figure = Figure(figsize=(2.4 + (5.2 if len(panels) == 1 else 3.6) * columns, 1.6 + 3.6 * lines))
            FigureCanvasAgg(figure)  # which measures names
            _maps(found, spots, wanted, panels, figure.subplots(lines, columns, squeeze=False))
        save(figure, path)


@dataclass(frozen=True)
class _Panel:
    """Two axes of the grid, and the indices of the others."""

    first: int
    second: int
    title: str
    place: tuple[Any, ...]

    def of(self, values: Any) -> Any:
        """The part of an array over the grid, the first axis first."""
        return values[self.place]

    def holds(self, index: Sequence[int]) -> bool:
        """Whether a cell is in the panel."""
        return all(isinstance(here, slice) or here == i for here, i in zip(self.place, index, strict=True))


def _panels(found: Diagram, axes: Sequence[int]) -> Iterator[_Panel]:
    grid = found.grid.axes
    for index in some(grid[axes[2]].count) if len(axes) == _DIMENSIONS else [0]:
        place: list[Any] = [0] * len(grid)
        place[axes[0]] = place[axes[1]] = slice(None)
        title = ""
        if len(axes) == _DIMENSIONS:
            place[axes[2]] = index
            title = f"{mathematics(grid[axes[2]].name)} = {grid[axes[2]].value(index)}"
        yield _Panel(axes[0], axes[1], title, tuple(place))


def _maps(found: Diagram, spots: Sequence[Spot], wanted: Wanted, panels: Sequence[_Panel], shown: Any) -> None:
    values = wanted.show.values(found)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if high - low < 1e-12 * max(1.0, abs(low)):
        low, high = low - 0.5, high + 0.5
    drawn, bordered = None, set[int]()
    for panel, axes in zip(panels, shown.ravel(), strict=False):
        x, y = ([float(v) for v in found.grid.axes[n].values] for n in (panel.first, panel.second))
        colours = panel.of(values).T
        drawn = axes.pcolormesh(edges(x), edges(y), colours, cmap="cividis", vmin=low, vmax=high, rasterized=True)
        for label, mask in _masks(found, values).items():
            hatched(axes, x, y, panel.of(mask), HATCHES[label])
        bordered |= _borders(found, panel, x, y, axes)
        for number, curve in enumerate(wanted.curves):
            _zero(axes, x, y, panel.of(curve.values(found)), _curve_style(number))
        _marks(found, spots, panel, axes)
        axes.set(xlim=(edges(x)[0], edges(x)[-1]), ylim=(edges(y)[0], edges(y)[-1]), title=panel.title)
        axes.set_xlabel(mathematics(found.grid.axes[panel.first].name))
        axes.set_ylabel(mathematics(found.grid.axes[panel.second].name))
    for axes in shown.ravel()[len(panels) :]:
        axes.set_visible(False)
    figure: Any = shown.ravel()[0].get_figure()
    if finite.size:
        figure.colorbar(drawn, ax=shown, label=wanted.show.label)
    add_legend(figure, map_handles(found, wanted, _masks(found, values), spots, bordered))
    figure.draw_without_rendering()  # where everything is, for the names
    for panel, axes in zip(panels, shown.ravel(), strict=False):
        _names(found, spots, wanted, panel, axes, long=len(panels) == 1)


def _masks(found: Diagram, values: Array) -> dict[str, Mask]:
    """Cells that have no colour, by the reason."""
    outside, open_ = found.regime == OUTSIDE, found.undecided
    return {
        "undecided": open_,
        "no value": ~np.isfinite(values) & ~outside & ~open_,
        "outside the assumptions": outside,
    }


def _curve_style(number: int) -> dict[str, Any]:
    return {"colors": [ENERGY], "linestyles": [dashes(number)], "linewidths": 2.4}


def _borders(found: Diagram, panel: _Panel, x: list[float], y: list[float], axes: MplAxes) -> set[int]:
    """Draw the zero sets of what regimes compare, where these change with its sign; the numbers of those drawn."""
    values = found.grid.decimals()
    regime = panel.of(found.regime)
    drawn = set()
    for number, expression in enumerate(compared(found)):
        level = panel.of(np.broadcast_to(decimals(expression, values), found.grid.shape))
        near, pairs = _changing(regime, np.sign(level))
        if pairs > _FEW or (pairs and min(regime.shape) < _COARSE):
            masked = np.ma.masked_where(~_grown(near) | (regime == OUTSIDE), level)
            _zero(axes, x, y, masked, {"colors": [INK], "linestyles": [dashes(number)], "linewidths": 1.6})
            drawn.add(number)
    return drawn


def _changing(regime: Any, sign: Any) -> tuple[Mask, int]:
    """Cells next to one of another regime and another sign, and how many such pairs there are."""
    near, pairs = np.zeros(regime.shape, dtype=bool), 0
    for axis in range(regime.ndim):
        inside = np.minimum(np.roll(regime, -1, axis=axis), regime).take(range(regime.shape[axis] - 1), axis) > OUTSIDE
        change = (np.diff(regime, axis=axis) != 0) & (np.diff(sign, axis=axis) != 0) & inside
        pairs += int(change.sum())
        for widths in ((0, 1), (1, 0)):
            near |= np.pad(change, [widths if place == axis else (0, 0) for place in range(regime.ndim)])
    return near, pairs


def _zero(axes: MplAxes, x: list[float], y: list[float], level: Any, style: dict[str, Any]) -> None:
    known = np.ma.masked_invalid(level)
    if known.count() and known.min() <= 0 <= known.max() and known.min() < known.max():
        axes.contour(x, y, known.T, levels=[0.0], **style).set(path_effects=halo(2 * style["linewidths"]))


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


def _marks(found: Diagram, spots: Sequence[Spot], panel: _Panel, axes: MplAxes) -> None:
    names = [found.grid.axes[n].name for n in (panel.first, panel.second)]
    for agrees, _, marker in SPOTS:
        here = [s for s in spots if s.agrees is agrees and panel.holds(found.grid.index(s.cell))]
        points = [found.grid.point(spot.cell) for spot in here]
        if points:
            x, y = ([float(p[name]) for p in points] for name in names)
            axes.plot(x, y, **mark_style(marker))


def _names(found: Diagram, spots: Sequence[Spot], wanted: Wanted, panel: _Panel, axes: MplAxes, long: bool) -> None:
    taken = np.zeros(found.grid.shape, dtype=bool)
    taken.flat[[spot.cell for spot in spots]] = True
    for curve in wanted.curves:
        taken |= _crossed(curve.values(found))
    taken = _grown(_grown(taken))
    x, y = ([float(v) for v in found.grid.axes[n].values] for n in (panel.first, panel.second))
    named_ones = letters(found)
    for number, letter in named_ones.items() if len(named_ones) > 1 else ():
        condition = heading(found.theorem.regimes[number]).removeprefix("if ")
        names = [f"{letter}: {mathematics(condition)}", letter] if long else [letter]
        named(axes, x, y, panel.of((found.regime == number) & ~taken), names)


def _crossed(values: Array) -> Mask:
    """Cells next to a change of sign."""
    found = ~np.isfinite(values)
    for axis in range(values.ndim):
        change = np.diff(np.sign(values), axis=axis) != 0
        for widths in ((0, 1), (1, 0)):
            found |= np.pad(change, [widths if place == axis else (0, 0) for place in range(values.ndim)])
    return found
