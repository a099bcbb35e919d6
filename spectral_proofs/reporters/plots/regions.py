"""Regions of cells in a picture: hatched, outlined, and named where their name has room.

1. A region is hatched cell by cell, its edges at those of the cells.
2. A name is set where its box lies inside the region and touches no mark and no curve; of all such places the one
   nearest to the region's centre. Names cannot overlap, as regions do not.
3. Where the long name has no room the letter is tried, and where that has none the legend alone names the region.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.reporters.plots.canvas import FAINT, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Mask: TypeAlias = NDArray[np.bool_]
_MARGIN = 1  # cells around a name


def edges(values: Sequence[float]) -> NDArray[np.float64]:
    """The ends of cells around evenly spaced values."""
    middle = np.asarray(values, dtype=float)
    half = (middle[1] - middle[0]) / 2
    return np.append(middle - half, middle[-1] + half)


def hatched(axes: Axes, x: Sequence[float], y: Sequence[float], mask: Mask, hatch: str) -> None:
    """Hatch the cells of a mask (x first); nothing where there are none."""
    if not mask.any():
        return
    places = [_doubled(edges(values)) for values in (x, y)]
    doubled = np.repeat(np.repeat(mask, 2, axis=0), 2, axis=1)
    drawn = axes.contourf(*places, doubled.T.astype(float), levels=[0.5, 1.5], colors="none", hatches=[hatch])
    drawn.set(edgecolor=FAINT, linewidth=0)


def _doubled(ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Both ends of each cell, a little inside it."""
    inset = 1e-6 * (ends[1] - ends[0])
    return np.column_stack([ends[:-1] + inset, ends[1:] - inset]).ravel()


def halo(width: float = 2.5) -> list[Any]:
    """White around lines and letters, which so stand out from light and dark; ``width`` is more than a line's own."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground="white")]


def named(axes: Axes, x: Sequence[float], y: Sequence[float], free: Mask, names: Sequence[str]) -> str:
    """Set the first of the names that has room in the region ``free``; return it, empty where none has."""
    figure: Any = axes.get_figure()
    renderer = figure.canvas.get_renderer()
    box = axes.get_window_extent(renderer)
    size = (box.width / len(x), box.height / len(y))  # of a cell
    for name in names:
        text = axes.text(0, 0, name, ha="center", va="center", fontsize=10, color=INK, path_effects=halo())
        extent = text.get_window_extent(renderer)
        wanted = (extent.width, extent.height)
        cells = [int(np.ceil(length / cell)) + 2 * _MARGIN for length, cell in zip(wanted, size, strict=True)]
        place = room(free, cells[0], cells[1])
        if place is not None:
            text.set_position(
                (float(np.interp(place[0], range(len(x)), x)), float(np.interp(place[1], range(len(y)), y)))
            )
            return name
        text.remove()
    return ""


def room(free: Mask, width: int, height: int) -> tuple[float, float] | None:
    """The middle, in cells, of a box of free cells, as near as can be to the region's centre."""
    if width > free.shape[0] or height > free.shape[1] or not free.any():
        return None
    total = np.zeros((free.shape[0] + 1, free.shape[1] + 1), dtype=int)
    total[1:, 1:] = free.cumsum(axis=0).cumsum(axis=1)
    inside = total[width:, height:] - total[:-width, height:] - total[width:, :-height] + total[:-width, :-height]
    corners = np.argwhere(inside == width * height)
    if not corners.size:
        return None
    middles = corners + (np.array([width, height]) - 1) / 2
    centre = np.argwhere(free).mean(axis=0)
    reach = np.array(free.shape)
    best = middles[np.argmin((((middles - centre) / reach) ** 2).sum(axis=1))]
    return float(best[0]), float(best[1])
