"""Several candidates side by side: as a table, and as JSON ``spectral-proofs/comparison/1``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from spectral_proofs.balls.readable import show
from spectral_proofs.compare.crossings import Crossing
from spectral_proofs.reporters.asked import modes
from spectral_proofs.reporters.fits import ETA_DIGITS
from spectral_proofs.reporters.json import run_document
from spectral_proofs.reporters.laws import law_text
from spectral_proofs.reporters.text import formulas, text
from spectral_proofs.reporters.verdicts import SYMBOLS
from spectral_proofs.results import RunResult
from spectral_proofs.results.laws import index_text

COMPARISON_SCHEMA = "spectral-proofs/comparison/1"
_SHOWN = {"loss": "L", "energy": "S"}


def document(results: Sequence[RunResult], found: Sequence[Crossing]) -> dict[str, Any]:
    """The object that ``compare --format json`` prints."""
    return {
        "schema": COMPARISON_SCHEMA,
        "runs": run_document(results)["runs"],
        "crossings": [
            {"between": list(c.between), "quantity": c.quantity, "t": _time(c), "low": str(c.low), "high": str(c.high)}
            for c in found
        ],
    }


def _time(crossing: Crossing) -> str:
    return f"{float((crossing.low + crossing.high) / 2):.6g}"


def table(results: Sequence[RunResult], found: Sequence[Crossing], span: str) -> Iterator[RenderableType]:
    """What ``compare`` prints: a column for each candidate; ``span`` says where crossings were looked for."""
    columns = Table(show_edge=False, pad_edge=False, box=None)
    columns.add_column("")
    for result in results:
        columns.add_column(text(result.name, "bold"), overflow="fold")
    for head, cells in _rows(results):
        columns.add_row(text(head), *map(formulas, cells))
    yield columns
    yield text("")
    for crossing in found:
        names = [results[number].name for number in crossing.between]
        yield text(f"{_SHOWN[crossing.quantity]} of {names[0]} and {names[1]} cross at t = {_time(crossing)}")
    if not found:
        yield text(f"no crossing of L or S was seen {span}")


def _rows(results: Sequence[RunResult]) -> Iterator[tuple[str, list[str]]]:
    yield "spectrum", [modes(r.spectrum) for r in results]
    for name, letter in SYMBOLS.items():
        yield letter, [index_text(name, result.derivation) for result in results]
    yield "L", [law_text("L", r.derivation.loss) if r.derivation else r.underived for r in results]
    yield "S", [law_text("S", r.derivation.energy) if r.derivation else r.underived for r in results]
    yield "S_R/S", [show(r.efficiency.at[-1][1], ETA_DIGITS) if r.efficiency.at else "" for r in results]
    yield "S_R/S, limit", ["" if r.efficiency.limit is None else show(r.efficiency.limit, ETA_DIGITS) for r in results]
