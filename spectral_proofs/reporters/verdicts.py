"""The verdict matrix of a suite: candidates down, claims across, in blocks that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from spectral_proofs.reporters.text import text
from spectral_proofs.results import ClaimResult, RunResult, Truth
from spectral_proofs.results.exit_status import known, surprising, undecided

STYLES = {"PASS": "bold green", "FAIL": "bold red", "KNOWN": "bold cyan", "????": "bold yellow"}
#: Of a line of [expect]: an exponent that comes out otherwise is never as expected.
EXPECTED_MARKS = {Truth.YES: "PASS", Truth.NO: "FAIL!", Truth.UNKNOWN: "????"}
_WIDTH = 80
_LONGEST_NAME = 24  # longer names are folded
_LONGEST_HEAD = 8  # of one line of a head
_CELL = len("FAIL!")


def mark(claim: ClaimResult) -> str:
    """PASS, FAIL, KNOWN (false as printed, whatever g is) or ????."""
    if undecided(claim):
        return "????"
    if known(claim):
        return "KNOWN"
    return "PASS" if claim.passed else "FAIL"


def verdict_matrix(results: Sequence[RunResult]) -> RenderableType:
    """One table for each block of claims, the blocks about equally wide."""
    identifiers = list(dict.fromkeys(claim.id for result in results for claim in result.claims))
    return Group(*(_block(results, part) for part in blocks(results, identifiers)))


def blocks(results: Sequence[RunResult], identifiers: Sequence[str]) -> Iterator[Sequence[str]]:
    """The identifiers in their order, in as few parts as fit the page."""
    places = [len(r.name) for r in results] + [len("candidate")]
    spectra = [len(r.spectrum.get("a", "")) + len(r.spectrum.get("b", "")) for r in results] + [2]
    room = _WIDTH - 4 - min(max(places), _LONGEST_NAME) - max(spectra)
    widths = [max(_CELL, *map(len, head(name).split("\n"))) + 1 for name in identifiers]
    needed = sum(widths)
    count = max(1, -(-needed // max(room, 1)))
    while identifiers:
        taken, used, fair = 0, 0, sum(widths) / count
        while taken < len(widths) and used + widths[taken] <= room and (used + widths[taken] / 2 <= fair or not taken):
            used += widths[taken]
            taken += 1
        taken = max(taken, 1)
        yield identifiers[:taken]
        identifiers, widths, count = identifiers[taken:], widths[taken:], max(1, count - 1)


def head(identifier: str) -> str:
    """The id on as many lines as it has parts, each at most eight characters.

    >>> head("prune-saturation").split()
    ['prune', 'saturat.']
    """
    parts = identifier.split("-")
    return "\n".join(p if len(p) <= _LONGEST_HEAD else p[: _LONGEST_HEAD - 1] + "." for p in parts)


def _block(results: Sequence[RunResult], identifiers: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0)
    table.add_column("candidate", overflow="fold", max_width=_LONGEST_NAME)
    for column in ("a", "b", *map(head, identifiers)):
        table.add_column(column, overflow="fold")
    for result in results:
        claims = {claim.id: claim for claim in result.claims}
        spectrum = (result.spectrum.get("a", ""), result.spectrum.get("b", ""))
        table.add_row(
            text(result.name), *spectrum, *(verdict_cell(claims.get(identifier)) for identifier in identifiers)
        )
    return table


def verdict_cell(claim: ClaimResult | None) -> Text:
    """The mark; an exclamation mark says that it is not what was expected."""
    if claim is None:
        return Text("")
    return Text(mark(claim) + ("!" if surprising(claim) else ""), style=STYLES[mark(claim)])
