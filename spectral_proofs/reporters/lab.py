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

from spectral_proofs.lab.answers import CONSISTENT, INCONSISTENT, Statement
from spectral_proofs.lab.estimates import Estimate
from spectral_proofs.lab.experiments import EXPERIMENTS
from spectral_proofs.lab.judge import Group, Trend, coverage, trends
from spectral_proofs.reporters.text import text
from spectral_proofs.text.plain import plain

SCHEMA = "spectral-proofs/lab-report/1"
SPOKEN_OF = (
    "consistent and inconsistent speak of these runs and this window of time, each claim at 95 % by itself (of twenty "
    "that hold one may come out inconsistent); a single run has no interval; nothing here is proved"
)
ESTIMATES = ("quantity", "measured, 95 %", "derived")
STATEMENTS = ("claim", "answer", "effect, 95 %", "says")
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
        yield from _tables(group)
    for trend in trends(groups):
        yield text(f"{trend.label}: exponents in the size")
        yield from _tables(trend)
    yield text(SPOKEN_OF)


def covered(groups: Sequence[Group], size: int) -> Iterator[RenderableType]:
    """What ``lab report --sets`` prints: how often intervals of experiments of ``size`` runs hold what is derived."""
    for group in groups:
        yield text(f"{group.label}: {len(group.runs) // size} experiments of {size} runs each")
        table = Table(
            "quantity", "derived", "intervals that hold it", "mean estimate", "half the median interval", box=None
        )
        for row in coverage(group, size):
            share = f"{row.holding} of {row.known}" + (f" ({row.holding / row.known:.0%})" if row.known else "")
            table.add_row(row.name, f"{row.truth:g}", share, f"{row.mean:.3f}", f"{row.half:.3f}")
        yield Padding(table, (0, 0, 1, 2))


def markdown(groups: Sequence[Group]) -> str:
    """What ``lab report --format markdown`` prints: a line for each setting, then for each trend; answers by claim."""
    lines = []
    for titled in (groups, trends(groups)):
        claims = list(dict.fromkeys((s.id, s.says) for one in titled for s in one.statements))
        names = list(dict.fromkeys(name for one in titled for name in one.estimates))
        if titled:
            lines += [
                _row(["", *names, *(f"{id}: {says}" for id, says in claims)]),
                "|---" * (1 + len(names) + len(claims)) + "|",
            ]
        for one in titled:
            said = {(s.id, s.says): f"{s.answer}, {interval(s.effect)}" for s in one.statements}
            values = [interval(one.estimates[name]) if name in one.estimates else "–" for name in names]
            lines.append(_row([one.label, *values, *(said.get(claim, "–") for claim in claims)]))
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(plain(cell).replace('|', '¦') for cell in cells)} |"


def estimate_rows(of: Group | Trend) -> Iterator[tuple[str, ...]]:
    """Each measured exponent beside the derived one, where there is one."""
    for name, found in of.estimates.items():
        yield name, interval(found), f"{of.truth[name]:g}" if name in of.truth else ""


def _tables(of: Group | Trend) -> Iterator[RenderableType]:
    estimates, statements = Table(*ESTIMATES, box=None), Table(*STATEMENTS, box=None)
    for row in estimate_rows(of):
        estimates.add_row(*row)
    for s in of.statements:
        statements.add_row(s.id, Text(s.answer, _STYLES.get(s.answer, "yellow")), interval(s.effect), s.says)
    yield from (Padding(table, (0, 0, 1, 2)) for table in (estimates, statements))


def document(groups: Sequence[Group]) -> dict[str, Any]:
    """The object that ``lab report --format json`` prints."""
    return {
        "schema": SCHEMA,
        "groups": [_group(group) for group in groups],
        "trends": [{"label": trend.label, **_found(trend)} for trend in trends(groups)],
    }


def _found(of: Group | Trend) -> dict[str, Any]:
    return {
        "estimates": {name: _estimate(found) for name, found in of.estimates.items()},
        "derived": dict(of.truth),
        "statements": [_statement(s) for s in of.statements],
    }


def _group(group: Group) -> dict[str, Any]:
    runs = [{"seed": run.head["seed"], "status": run.head["status"]} for run in group.runs]
    return {"experiment": group.experiment, "settings": dict(group.settings), "runs": runs, **_found(group)}


def _statement(s: Statement) -> dict[str, Any]:
    return {"id": s.id, "says": s.says, "answer": s.answer, "effect": _estimate(s.effect)}


def _estimate(found: Estimate) -> dict[str, Any]:
    values = {"value": found.value, "low": found.low, "high": found.high}
    return {**{k: v if math.isfinite(v) else None for k, v in values.items()}, "level": 0.95, "runs": found.runs}
