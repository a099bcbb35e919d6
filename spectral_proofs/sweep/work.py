"""Cells that a crew works at, each once: what the store has is read, what is found is stored at once.

1. Two sweeps on one store begin at places of their own, or they would walk side by side.
2. An item whose process was killed again and again is not stored: the next sweep tries it once more.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from spectral_proofs.crew import HERE, Crew, Lost
from spectral_proofs.derivation.parameters.theorem import Regime
from spectral_proofs.errors import InputError
from spectral_proofs.pipeline import AnyProblem, Problem
from spectral_proofs.store import Shelf, Store, each_once, key
from spectral_proofs.sweep.diagram import Diagram, regime_of
from spectral_proofs.sweep.target import Limits, Point, Target

Row = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A cell that is worked at: its exact point, and what the theorem says there."""

    cell: int
    point: Point
    regime: Regime | None
    target: Target
    limits: Limits

    @property
    def texts(self) -> dict[str, str]:
        """The point's numbers."""
        return {name: str(value) for name, value in self.point.items()}

    def problem(self) -> AnyProblem:
        """The run at the point; raises InputError where there is none."""
        return self.target.problem(self.point, self.limits)


@dataclass(frozen=True)
class Desk:
    """Who works, within which limits, with which store, and who is told."""

    limits: Limits
    crew: Crew
    rows: Store | None
    advance: Callable[[int, str, int], None]


Work = Callable[[Place], Row | Lost]


def worked(
    work: Work, found: Diagram, target: Target, cells: Sequence[int], desk: Desk
) -> Iterator[tuple[int, Row | Lost]]:
    """The numbers of some cells with their rows, as they come; ``work`` is of a module's top level."""
    start = random.randrange(len(cells)) if cells and desk.rows is not None else 0  # no secret
    places = (
        (cell, Place(cell, found.grid.point(cell), regime_of(found, cell), target, desk.limits))
        for cell in [*cells[start:], *cells[:start]]
    )
    shelf = Shelf[Place, Row | Lost](desk.rows, partial(_key, work.__name__), lambda row: row, lambda row: row)
    crew = desk.crew if target.portable else HERE
    for done, (cell, row) in enumerate(each_once(partial(_tried, work), places, crew, shelf), 1):
        yield cell, row
        desk.advance(done, f"cell {cell}", shelf.used)


def _tried(work: Work, place: Place) -> Row | Lost:
    try:
        return work(place)
    except InputError as error:
        return Lost(f"not used: {error}")


def _key(kind: str, place: Place) -> str:
    """All that a row depends on; the regime too, which a sweep on a busier machine may not have been told."""
    regime = place.regime
    return key(
        kind=kind,
        asked=place.target.identity,
        point=place.texts,
        timeout=place.limits.timeout,
        memory=place.limits.memory,
        digits=Problem.digits,
        regime=None if regime is None else str((regime.when, regime.found)),
    )
