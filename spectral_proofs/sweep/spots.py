"""Which cells are checked in full, and whether what is found there is what the theorem says.

1. Half of the cells asked for are next to borders, spread along them; the others are spread over the grid by an
   additive recurrence with the whole number that is nearest to the golden ratio of all cells and shares no divisor with
   their number, which visits every cell once (Weyl's equidistribution; Niederreiter 1992, section 3.1).
2. A spot is an ordinary run at the cell's exact parameters: its own derivation, certified sums, claims.
3. It agrees when the run is certified and its derivation says what the regime says
   (:mod:`spectral_proofs.derivation.parameters.agreement`); a run without certified sums neither agrees nor disagrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count as count_up
from math import gcd

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.crew import Lost
from spectral_proofs.derivation.parameters.agreement import disagreement
from spectral_proofs.instance_check import certified
from spectral_proofs.results import RunResult
from spectral_proofs.results.exit_status import exponents
from spectral_proofs.runs import hurried, make
from spectral_proofs.sweep.axes import rationals
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram, bordering
from spectral_proofs.sweep.target import Target
from spectral_proofs.sweep.work import Desk, Place, Row, worked

_GOLDEN = (5**0.5 - 1) / 2  # its multiples are spread most evenly; which cells are chosen proves nothing


@dataclass(frozen=True)
class Spot:
    """One cell that was checked: ``agrees`` is None where the run is not certified."""

    cell: int
    point: dict[str, str]
    agrees: bool | None
    exponents: dict[str, str | None]
    reason: str = ""


def chosen(found: Diagram, count: int) -> list[int]:
    """At most ``count`` different cells inside the assumptions, those next to borders first."""
    inside = np.flatnonzero(found.regime != OUTSIDE)
    near = spread(bordering(found), (count + 1) // 2)
    return list(dict.fromkeys([*near, *spread(inside, count)]))[:count]


def spread(cells: NDArray[np.intp], count: int) -> list[int]:
    """At most ``count`` of the cells, all different, every beginning of the list about as even as it can be."""
    if not cells.size:
        return []
    step = next(n for n in count_up(max(1, round(_GOLDEN * cells.size))) if gcd(n, cells.size) == 1)
    return [int(cell) for cell in cells[np.arange(1, min(count, cells.size) + 1) * step % cells.size]]


def check_spots(found: Diagram, target: Target, cells: Sequence[int], desk: Desk) -> Iterator[Spot]:
    """The spots of some cells, as they are found."""
    for cell, row in worked(spot, found, target, cells, desk):
        if isinstance(row, Lost):
            texts = {name: str(value) for name, value in found.grid.point(cell).items()}
            yield Spot(cell, texts, None, {}, row.reason)
        else:
            yield Spot(**{**row, "cell": cell})


def spot(place: Place) -> Row | Lost:
    """The run at a place, judged."""
    result = make(place.problem())
    found = judged(place, result)
    if found.agrees is None and hurried(result):
        return Lost(f"{found.reason}: stopped by the clock while the machine was busy")  # not to be stored
    return asdict(found)


def judged(place: Place, result: RunResult) -> Spot:
    """What a run at a cell says about the regime of the cell."""
    cell, point = place.cell, place.texts
    if result.internal_error or result.derivation is None:
        return Spot(cell, point, None if result.derivation is None else False, {}, result.internal_error or "undecided")
    known = {name: None if value is None else str(value) for name, value in exponents(result.derivation).items()}
    assert place.regime is not None  # only cells with a regime are checked
    difference = disagreement(place.regime.found, rationals(dict(place.point)), result.derivation)
    if difference:
        return Spot(cell, point, False, known, difference)
    return Spot(cell, point, True if certified(result) else None, known, "" if certified(result) else "not certified")
