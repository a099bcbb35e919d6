"""The audit as a table for people and as JSON ``spectral-proofs/audit/1``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from spectral_proofs.audit.base import Check, Finding, Ruling
from spectral_proofs.reporters.json import picked, plain
from spectral_proofs.reporters.text import text
from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain as printable

_CHECK = ("role", "statement", "holds", "evidence", "found", "numbers")
AUDIT_SCHEMA = "spectral-proofs/audit/1"
_STYLES = {Ruling.CONFIRMED: "green", Ruling.CONDITIONAL: "yellow", Ruling.REFUTED: "red"}
_LEGEND = (
    "confirmed    true as printed",
    "conditional  false in general, true under the hypothesis that is named",
    "refuted      false as printed; the correction replaces it",
    "One row with its argument, theorem and numbers: spectral-proofs audit --item A9",
)


def document(findings: Sequence[Finding], interrupted: bool = False) -> dict[str, Any]:
    """The object that ``audit --format json`` prints; rows that did not reproduce are in ``errors``."""
    return {
        "schema": AUDIT_SCHEMA,
        "items": [_row(finding) for finding in findings if finding.ruling],
        "errors": [{"id": finding.item.id, "error": finding.error} for finding in findings if finding.error],
        "interrupted": interrupted,
    }


def _row(finding: Finding) -> dict[str, Any]:
    item = finding.item
    return {
        **picked(item, "id", "reference", "printed"),
        "verdict": plain(finding.ruling),
        "corrected": item.corrected,
        "witness": finding.witness,
        **picked(item, "brief", "definition", "argument", "theorems"),
        "checks": [picked(check, *_CHECK) for check in finding.checks],
    }


def table(findings: Sequence[Finding], total: int) -> Iterator[RenderableType]:
    """What ``audit`` prints: a few lines for each row."""
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    grid.add_column("id", overflow="fold", max_width=16)
    grid.add_column("verdict", no_wrap=True)
    grid.add_column("where: as printed → as it should read", overflow="fold")
    for finding in findings:
        grid.add_row(*_cells(finding))
    yield grid
    yield from (Text(line, style="dim") for line in _LEGEND)
    yield _summary(findings, total)


def _cells(finding: Finding) -> tuple[Text, Text, Text]:
    item = finding.item
    name, body = text(item.id, "bold"), text(f"{item.reference}:", "dim")
    body.append(f" {item.printed}", style="none")
    if finding.ruling is None:
        return name, text("ERROR", "bold red"), body.append(f" → {printable(finding.error)}", style="red")
    style = _STYLES[finding.ruling]
    return name, text(finding.ruling.value, style), body.append(f" → {item.brief}", style=style)


def _summary(findings: Sequence[Finding], total: int) -> Text:
    counts = [f"{sum(f.ruling is ruling for f in findings)} {ruling.value}" for ruling in Ruling]
    broken = sum(finding.ruling is None for finding in findings)
    shown = f"{len(findings)} of {total} rows" if len(findings) < total else f"{total} rows"
    if broken:
        return Text(f"{shown}: {', '.join(counts)}, {broken} not reproduced", style="bold red")
    return Text(f"{shown}, each reproduced in this run: {', '.join(counts)}", style="bold")


def full(finding: Finding) -> Iterator[RenderableType]:
    """What ``audit --item`` prints: the row with its whole argument."""
    item = finding.item
    yield text(f"{item.id}  {item.reference}", "bold")
    yield from _part("as printed", item.printed)
    if finding.ruling is None:
        yield from _part("not reproduced", finding.error)
        return
    kind = ", a definition" if item.definition else ""
    yield from _part("verdict", f"{finding.ruling.value}{kind}")
    yield from _part("as it should read", item.corrected)
    yield from _part("argument", item.argument)
    yield from _part("machine-checked, in proofs/ (docs/machine-checked.md)", "\n".join(item.theorems))
    yield text("")
    yield text("checked in this run", "bold")
    for check in finding.checks:
        yield from _checked(check)


def _part(title: str, content: str) -> Iterator[RenderableType]:
    if content:
        yield text("")
        yield text(title, "bold")
        for line in content.split("\n"):
            yield Padding(text(line), (0, 0, 0, 4))


def _checked(check: Check) -> Iterator[RenderableType]:
    verb = "holds" if check.holds else "fails"
    yield Padding(
        text(f"{check.role.value}, {verb}, {check.evidence.value}: {mathematics(check.statement)}"), (0, 0, 0, 4)
    )
    details = [check.found, *(f"{name} = {value}" for name, value in check.numbers.items() if value not in check.found)]
    for line in filter(None, details):
        yield Padding(text(mathematics(line), "dim"), (0, 0, 0, 8))
