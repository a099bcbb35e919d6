"""What ``sweep`` does with cells: derive those that the theorem leaves open, check spots, keep both in a store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from spectral_proofs.crew import Crew
from spectral_proofs.reporters.progress import progress
from spectral_proofs.store import Store
from spectral_proofs.sweep.cells import derive_cells, open_cells
from spectral_proofs.sweep.diagram import Diagram
from spectral_proofs.sweep.spots import Spot, check_spots, chosen
from spectral_proofs.sweep.target import Limits, Target
from spectral_proofs.sweep.work import Desk


@dataclass(frozen=True)
class Swept:
    """A diagram with its spots, and how far an interrupted sweep came."""

    diagram: Diagram
    spots: tuple[Spot, ...]
    done: int
    planned: int

    @property
    def interrupted(self) -> bool:
        """Ctrl-C came before the end."""
        return self.done < self.planned


def swept(found: Diagram, target: Target, arguments: argparse.Namespace, rows: Store | None) -> Swept:
    """Derive cells and check spots, as many as are asked for; Ctrl-C keeps what is finished."""
    cells = open_cells(found)[: arguments.derive]
    spots = chosen(found, arguments.certify) if arguments.certify else []
    planned = len(cells) + len(spots)
    made: list[Spot] = []
    derived = dict(found.derived)
    found = replace(found, derived=derived)
    desk = partial(_desk, Limits(arguments.timeout, arguments.memory), Crew(arguments.jobs, arguments.scheduler), rows)
    try:
        with desk(len(cells)) as here:
            derived.update((one.cell, one) for one in derive_cells(found, target, cells, here))
        with desk(len(spots)) as here:
            made.extend(check_spots(found, target, spots, here))
    except KeyboardInterrupt:
        pass
    made.sort(key=lambda spot: spot.cell)
    return Swept(found, tuple(made), len(found.derived) + len(made), planned)


@contextmanager
def _desk(limits: Limits, crew: Crew, rows: Store | None, total: int) -> Iterator[Desk]:
    with progress(sys.stderr, total, wanted=True) as advance:
        yield Desk(limits, crew, rows, advance)
