"""A suite as a matrix: one row for each run, exponents first, then claims in the order asked for.

It takes the width there is: columns that do not fit go to a further block, which names the candidates again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from spectral_proofs.claims import CLAIMS, CORE_IDS
from spectral_proofs.reporters.text import text
from spectral_proofs.reporters.verdicts import STYLES, head, mark, verdict_cell
from spectral_proofs.results import ClaimResult, RunResult

_LONGEST_NAME = 24  # longer names are folded
_LONGEST_HEADS = (8, 5)  # letters of one line of a heading; fewer where that saves a block


@dataclass(frozen=True)
class Column:
    """A heading and its cells, one for each run."""

    head: str
    cells: tuple[Text, ...]

    @property
    def width(self) -> int:
        """Of the widest line, and a blank."""
        lines = [*self.head.split("\n"), *(cell.plain for cell in self.cells)]
        return max(map(cell_len, lines)) + 1


@dataclass(frozen=True)
class Matrix:
    """Runs as rows.

    ``full``: all claims; else, where all were judged, the core ones and how many of the others passed and failed.
    ``exponents`` gives the texts of rho, chi and gamma.
    """

    results: Sequence[RunResult]
    exponents: Callable[[RunResult], Sequence[Text]]
    full: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One table for each block."""
        names = self._column("candidate", lambda result: text(result.name))
        fixed = [names, *(self._column(key, lambda r, key=key: Text(r.spectrum.get(key, ""))) for key in ("a", "b"))]  # type: ignore[misc]  # bound now
        taken = sum(column.width for column in fixed[1:]) + min(names.width, _LONGEST_NAME + 1)
        room = options.max_width - taken - 2
        layouts = [list(blocks([*self._laws(), *self._claims(longest)], room)) for longest in _LONGEST_HEADS]
        for part in min(layouts, key=len):
            yield _table([*fixed, *part])

    def _column(self, name: str, cell: Callable[[RunResult], Text]) -> Column:
        return Column(name, tuple(map(cell, self.results)))

    def _laws(self) -> Iterator[Column]:
        rows = [self.exponents(result) for result in self.results]
        yield from (Column(name, tuple(row[place] for row in rows)) for place, name in enumerate("ρχγ"))

    def _claims(self, longest: int) -> Iterator[Column]:
        named = list(dict.fromkeys(claim.id for result in self.results for claim in result.claims))
        some = not self.full and len(named) == len(CLAIMS)
        for name in [name for name in named if name in CORE_IDS] if some else named:
            yield self._column(head(name, longest), lambda r, name=name: verdict_cell(_find(r, name)))  # type: ignore[misc]  # bound now
        for kind in ("PASS", "FAIL", "????") if some else ():
            column = self._column(f"other\n{kind}", lambda r, kind=kind: _others(r, kind))  # type: ignore[misc]  # bound now
            if kind != "????" or any(cell.plain for cell in column.cells):
                yield column


def blocks(columns: Sequence[Column], room: int) -> Iterator[Sequence[Column]]:
    """The columns in their order, in parts that fit; one that fits nowhere stands alone."""
    part: list[Column] = []
    for column in columns:
        if part and sum(other.width for other in part) + column.width > room:
            yield part
            part = []
        part.append(column)
    if part:
        yield part


def _find(result: RunResult, name: str) -> ClaimResult | None:
    return next((claim for claim in result.claims if claim.id == name), None)


def _others(result: RunResult, kind: str) -> Text:
    """How many of the claims that have no column are marked so; an exclamation mark where one is not as expected."""
    marks = [verdict_cell(c).plain for c in result.claims if c.id not in CORE_IDS and mark(c) == kind]
    return Text(f"{len(marks) or ''}{'!' * any(m.endswith('!') for m in marks)}", style=STYLES[kind])


def _table(columns: Sequence[Column]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0)
    for place, column in enumerate(columns):
        table.add_column(column.head, overflow="fold", max_width=None if place else _LONGEST_NAME)
    for cells in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*cells)
    return table
