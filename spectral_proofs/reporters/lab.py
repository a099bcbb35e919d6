"""The laboratory's report as tables and as the document ``spectral-proofs/lab-report/1``.

Names and settings come from files that anybody may have written: they are shown as plain text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from spectral_proofs.lab.estimates import Estimate
from spectral_proofs.lab.experiments import EXPERIMENTS
from spectral_proofs.lab.judge import CONSISTENT, INCONSISTENT, Group, Statement
from spectral_proofs.reporters.text import text

SCHEMA = "spectral-proofs/lab-report/1"
_STYLES = {CONSISTENT: "green", INCONSISTENT: "red"}


def interval(found: Estimate) -> str:
    """An estimate with its interval in three digits, a dash where there is none."""
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]" if found.known else "–"


def listing() -> Iterator[RenderableType]:
    """What ``lab list`` prints."""
    table = Table("experiment", "what it is", "varied", box=None)
    for e in EXPERIMENTS:
        axes = "; ".join(f"{name} {', '.join(f'{v:g}' for v in values)}" for name, values in e.axes.items())
        table.add_row(e.name, e.title, axes or "seeds only")
    yield table


def report(groups: Sequence[Group]) -> Iterator[RenderableType]:
    """What ``lab report`` prints: measured exponents, then claims against them."""
    for group in groups:
        runs = len(group.runs)
        yield text(f"{group.label} ({runs} run{'' if runs == 1 else 's'})")
        yield Padding(_estimates(group), (0, 0, 1, 2))
        yield Padding(_statements(group.statements), (0, 0, 1, 2))
    yield text("consistent and inconsistent speak of these runs and this window of time; nothing here is proved")


def _estimates(group: Group) -> Table:
    table = Table("quantity", "measured, 95 %", "derived", box=None)
    for name, found in group.estimates.items():
        derived = f"{group.truth[name]:g}" if name in group.truth else ""
        table.add_row(name, interval(found), derived)
    return table


def _statements(found: Sequence[Statement]) -> Table:
    table = Table("claim", "answer", "effect, 95 %", "says", box=None)
    for s in found:
        answer = Text(s.answer, _STYLES.get(s.answer, "yellow"))
        table.add_row(s.id, answer, interval(s.effect), s.says)
    return table


def document(groups: Sequence[Group]) -> dict[str, Any]:
    """The object that ``lab report --format json`` prints."""
    return {"schema": SCHEMA, "groups": [_group(group) for group in groups]}


def _group(group: Group) -> dict[str, Any]:
    return {
        "experiment": group.experiment,
        "settings": dict(group.settings),
        "runs": [{"seed": run.head["seed"], "status": run.head["status"]} for run in group.runs],
        "estimates": {name: _estimate(found) for name, found in group.estimates.items()},
        "derived": dict(group.truth),
        "statements": [
            {"id": s.id, "says": s.says, "answer": s.answer, "effect": _estimate(s.effect)} for s in group.statements
        ],
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    values = {"value": found.value, "low": found.low, "high": found.high}
    return {**{k: v if math.isfinite(v) else None for k, v in values.items()}, "level": 0.95, "runs": found.runs}
