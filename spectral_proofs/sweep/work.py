"""Cells that a crew works at, each once: what the store has is read, what is found is stored at once.

1. The store is asked when a cell's turn comes, not before, so that two sweeps on one store share the work; each begins
   at a place of its own, or they would walk side by side.
2. An item whose process was killed again and again is not stored: the next sweep tries it once more.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from spectral_proofs.crew import Crew, Lost, each
from spectral_proofs.errors import InputError
from spectral_proofs.pipeline import AnyProblem, Problem
from spectral_proofs.sweep.diagram import Diagram, regime_of
from spectral_proofs.sweep.store import Store, key
from spectral_proofs.sweep.target import Limits, Target

Answer = TypeVar("Answer")
Row = dict[str, Any]


@dataclass(frozen=True)
class Kind(Generic[Answer]):
    """What is done with a cell: its name in the store, the work, and the row of an answer."""

    name: str
    work: Callable[[AnyProblem], Answer]
    row: Callable[[int, Answer | Lost], Row]


@dataclass(frozen=True)
class Desk:
    """Who works, within which limits, with which store of which version of the program, and who is told."""

    limits: Limits
    crew: Crew
    rows: Store | None
    version: str
    advance: Callable[[int, str], None]


def worked(found: Diagram, target: Target, cells: Sequence[int], kind: Kind[Answer], desk: Desk) -> Iterator[Row]:
    """The rows of some cells, as they come; each has its number as ``cell``."""
    read: deque[Row] = deque()
    start = random.randrange(len(cells)) if cells and desk.rows is not None else 0  # no secret
    done = 0

    def told(row: Row) -> Row:
        nonlocal done
        done += 1
        desk.advance(done, f"cell {row['cell']}")
        return row

    def missing() -> Iterator[tuple[int, AnyProblem]]:
        for cell in [*cells[start:], *cells[:start]]:
            row = None if desk.rows is None else desk.rows.get(_key(found, target, cell, kind.name, desk))
            if row is not None:
                read.append({**row, "cell": cell})
                continue
            try:
                problem = target.problem(found.grid.point(cell), desk.limits)
            except InputError as error:
                read.append(kind.row(cell, Lost(f"not used: {error}")))
            else:
                yield cell, problem

    crew = desk.crew if target.portable else Crew(jobs=1)
    for cell, answer in each(kind.work, missing(), crew):
        row = kind.row(cell, answer)
        if desk.rows is not None and not isinstance(answer, Lost):
            desk.rows.put(_key(found, target, cell, kind.name, desk), row)
        while read:
            yield told(read.popleft())
        yield told(row)
    while read:
        yield told(read.popleft())


def _key(found: Diagram, target: Target, cell: int, kind: str, desk: Desk) -> str:
    """All that a row depends on; the regime too, which a sweep on a busier machine may not have been told."""
    regime = regime_of(found, cell)
    return key(
        kind=kind,
        asked=target.identity,
        point={name: str(value) for name, value in found.grid.point(cell).items()},
        timeout=desk.limits.timeout,
        memory=desk.limits.memory,
        digits=Problem.digits,
        version=desk.version,
        regime=None if regime is None else str((regime.when, regime.found)),
    )
