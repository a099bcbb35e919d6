"""The laboratory's report as tables and as the document ``spectral-proofs/lab-report/1``.

Names and settings come from files that anybody may have written: they are shown as plain text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from spectral_proofs.lab.estimates import Estimate
from spectral_proofs.lab.experiments import EXPERIMENTS
from spectral_proofs.lab.judge import CONSISTENT, INCONSISTENT, Group, Statement, Trend, trends
from spectral_proofs.reporters.text import text

SCHEMA = "spectral-proofs/lab-report/1"
SPOKEN_OF = (
    "consistent and inconsistent speak of these runs and this window of time, each claim at 95 % by itself (of twenty "
    "that hold one may come out inconsistent); a single run has no interval; nothing here is proved"
)
_STYLES = {CONSISTENT: "green", INCONSISTENT: "red"}


def interval(found: Estimate) -> str:
    """An estimate with its interval in three digits, alone where it has none, a dash where it is not known either."""
    if not math.isfinite(found.value):
        return "–"
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]" if found.known else f"{found.value:.3f}"


def listing() -> Iterator[RenderableType]:
    """What ``lab list`` prints."""
    table = Table.grid(padding=(0, 2))
    for e in EXPERIMENTS:
        table.add_row(text(e.name), text(e.title))
        for name, values in e.axes.items():
            table.add_row("", text(f"{name}: {', '.join(f'{v:g}' for v in values)}"))
    yield table


def report(groups: Sequence[Group]) -> Iterator[RenderableType]:
    """What ``lab report`` prints: measured exponents, then claims against them."""
    for group in groups:
        runs = len(group.runs)
        yield text(f"{group.label} ({runs} run{'' if runs == 1 else 's'})")
        yield Padding(_estimates(group.estimates, group.truth), (0, 0, 1, 2))
        yield Padding(_statements(group.statements), (0, 0, 1, 2))
    for trend in trends(groups):
        yield text(f"{trend.label}: exponents in the size")
        yield Padding(_estimates(trend.estimates, trend.truth), (0, 0, 1, 2))
        yield Padding(_statements(trend.statements), (0, 0, 1, 2))
    yield text(SPOKEN_OF)


def _estimates(estimates: Mapping[str, Estimate], truth: Mapping[str, float]) -> Table:
    table = Table("quantity", "measured, 95 %", "derived", box=None)
    for name, found in estimates.items():
        derived = f"{truth[name]:g}" if name in truth else ""
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
    return {
        "schema": SCHEMA,
        "groups": [_group(group) for group in groups],
        "trends": [_trend(trend) for trend in trends(groups)],
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "label": trend.label,
        "estimates": {name: _estimate(found) for name, found in trend.estimates.items()},
        "derived": dict(trend.truth),
        "statements": [_statement(s) for s in trend.statements],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "experiment": group.experiment,
        "settings": dict(group.settings),
        "runs": [{"seed": run.head["seed"], "status": run.head["status"]} for run in group.runs],
        "estimates": {name: _estimate(found) for name, found in group.estimates.items()},
        "derived": dict(group.truth),
        "statements": [_statement(s) for s in group.statements],
    }


def _statement(s: Statement) -> dict[str, Any]:
    return {"id": s.id, "says": s.says, "answer": s.answer, "effect": _estimate(s.effect)}


def _estimate(found: Estimate) -> dict[str, Any]:
    values = {"value": found.value, "low": found.low, "high": found.high}
    return {**{k: v if math.isfinite(v) else None for k, v in values.items()}, "level": 0.95, "runs": found.runs}
