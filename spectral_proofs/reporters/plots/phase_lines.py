"""A phase diagram as lines: a quantity over one axis, for one or several values of another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from spectral_proofs.reporters.plots.canvas import FAINT, PALETTE
from spectral_proofs.reporters.plots.phase_legend import (
    SPOTS,
    Wanted,
    add_legend,
    compared,
    dashes,
    mark_handles,
    mark_style,
    regime_handles,
)
from spectral_proofs.reporters.plots.regions import Mask, edges
from spectral_proofs.reporters.sweep import letters
from spectral_proofs.sweep.diagram import Diagram
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.sweep.vectors import decimals
from spectral_proofs.text.mathematics import mathematics

if TYPE_CHECKING:
    from matplotlib.axes import Axes as MplAxes

MOST = 6  # lines, or panels
_NARROW = 0.03  # of the axis: too narrow for a letter


def some(count: int) -> list[int]:
    """At most six of so many indices, evenly spaced, the ends among them."""
    return [int(i) for i in np.unique(np.linspace(0, count - 1, MOST).round())]


def draw_lines(found: Diagram, spots: Sequence[Spot], wanted: Wanted, axes: Sequence[int], shown: MplAxes) -> None:
    """The quantity over the first of the axes, one line for each of some values of the second, where there is one."""
    values = wanted.show.values(found)
    first, *second = (found.grid.axes[n] for n in axes)
    x = [float(v) for v in first.values]
    place: list[Any] = [0] * len(found.grid.axes)
    place[axes[0]] = slice(None)
    for number, index in enumerate(some(second[0].count) if second else [0]):
        label = None
        if second:
            place[axes[1]] = index
            label = f"{mathematics(second[0].name)} = {second[0].value(index)}"
        line = values[tuple(place)]
        shown.plot(x, line, color=PALETTE[number % len(PALETTE)], linestyle=dashes(number), label=label)
        for agrees, _, marker in SPOTS:
            points = [i for spot in spots if spot.agrees is agrees and (i := _along(found, spot, place)) is not None]
            shown.plot([x[i] for i in points], line[points], **mark_style(marker))
    shown.set(xlabel=mathematics(first.name), ylabel=wanted.show.label)
    shown.grid(visible=True)
    handles, _ = shown.get_legend_handles_labels()
    masks: dict[str, Mask] = {}
    if not second:
        _segments(found, x, shown)
        handles, masks = regime_handles(found, wanted), {"undecided": found.undecided}
    add_legend(shown.get_figure(), [*handles, *mark_handles(masks, spots)])


def _border(found: Diagram, x: list[float], cell: int) -> float:
    """Where what the regimes compare is zero between two cells; the middle where none of it changes its sign."""
    for expression in compared(found):
        level = np.broadcast_to(decimals(expression, found.grid.decimals()), found.grid.shape).ravel()
        low, high = float(level[cell - 1]), float(level[cell])
        if low * high <= 0 and low != high:
            return x[cell - 1] + (x[cell] - x[cell - 1]) * low / (low - high)
    return (x[cell - 1] + x[cell]) / 2


def _along(found: Diagram, spot: Spot, place: Sequence[Any]) -> int | None:
    """The place of a spot on the line, None where it is on another."""
    index = found.grid.index(spot.cell)
    if any(here not in (slice(None), i) for here, i in zip(place, index, strict=True)):
        return None
    return index[place.index(slice(None))]


def _segments(found: Diagram, x: list[float], shown: MplAxes) -> None:
    """Where the regime changes along the only axis, with letters above; undecided cells hatched."""
    regime = found.regime.ravel()
    borders, named = edges(x), letters(found)
    for start, end in pairwise([0, *(int(i) + 1 for i in np.flatnonzero(np.diff(regime))), len(x)]):
        if start:
            shown.axvline(_border(found, x, start), color=FAINT, linestyle="dashed", linewidth=1)
        middle = (borders[start] + borders[end]) / 2
        letter = named.get(int(regime[start]), "") if end - start > _NARROW * len(x) else ""
        shown.text(middle, 1.01, letter, transform=shown.get_xaxis_transform(), ha="center")
    for cell in np.flatnonzero(found.undecided.ravel()):
        shown.axvspan(borders[cell], borders[cell + 1], facecolor="none", edgecolor=FAINT, hatch="///", linewidth=0)
