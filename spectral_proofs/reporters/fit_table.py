"""What ``fit`` prints: one screen at 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from spectral_proofs.reporters.text import text
from spectral_proofs.results.from_data import Answer, Estimate, FitResult, Window

_SYMBOLS = {"chi": "χ", "rho": "ρ", "gamma": "γ", "floor": "floor E"}
_STYLES = {Answer.CONSISTENT: "green", Answer.INCONSISTENT: "red", Answer.TOO_LITTLE: "yellow"}
_INDENT = (0, 0, 0, 2)


def report(result: FitResult) -> Iterator[RenderableType]:
    """Inputs, estimates, windows, statements, candidates, predictions, and what these data cannot tell."""
    for source in result.inputs:
        yield text(f"{source.path}: {source.kind}, {source.rows} rows", "bold")
    if result.estimates:
        yield _estimates(result)
    for name, sweep in result.sweeps.items():
        yield _sweep(_SYMBOLS.get(name, name), sweep)
    if result.statements:
        yield from _statements(result)
    if result.candidates:
        yield _candidates(result)
    if result.predictions:
        yield _predictions(result)
    for title, lines in (("warning", result.warnings), ("not identified", result.not_identified)):
        for line in lines:
            yield Padding(text(f"{title}: {line}"), _INDENT)


def number(value: float | None, digits: int = 4) -> str:
    """A number for people.

    >>> number(0.53228), number(71936.0), number(None), number(1.5e9)
    ('0.5323', '71936', '–', '1.5e+09')
    """
    if value is None or not math.isfinite(value):
        return "–" if value is None or math.isnan(value) else ("∞" if value > 0 else "−∞")
    return f"{value:.{max(digits, 5)}g}" if abs(value) >= 1000 else f"{value:.{digits}g}"


def interval(pair: tuple[float, float] | None) -> str:
    """low … high.

    >>> interval((0.25, 1))
    '0.25 … 1'
    """
    return "" if pair is None else f"{number(pair[0])} … {number(pair[1])}"


def _table(*columns: str, title: str = "") -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), title=title or None, title_justify="left", title_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _estimates(result: FitResult) -> Table:
    table = _table("", "value", "95 % interval", "noise alone", "over windows", "window")
    for name, e in result.estimates.items():
        table.add_row(_SYMBOLS.get(name, name), *_cells(e))
    return table


def _cells(e: Estimate) -> tuple[str, ...]:
    return (
        number(e.value),
        interval((e.low, e.high)),
        interval(e.statistical),
        interval(e.windows),
        interval(e.window),
    )


def _sweep(name: str, sweep: tuple[Window, ...]) -> Table:
    table = _table("from", "points", name, "± (one standard error)", "robust", title=f"{name} by window")
    for window in sweep:
        robust = number(window.robust) if window.robust is not None else ""
        table.add_row(number(window.start), str(window.points), number(window.value), number(window.error, 2), robust)
    return table


def _statements(result: FitResult) -> Iterator[RenderableType]:
    for s in result.statements:
        effect = "" if s.effect is None else f"; effect {number(s.effect)}, 95 % interval {interval(s.interval)}"
        window = f"; window {interval(s.window)}" if s.window else ""
        line = text(f"{s.answer.value:<16}", _STYLES[s.answer])
        line.append_text(text(f" {s.id}: {s.statement}{effect}{window}", "none"))
        yield line
        yield Padding(text(f"{s.reason} ({s.test})", "dim"), _INDENT)


def _candidates(result: FitResult) -> Table:
    table = _table(
        "g", "held-out error / noise", "worse by", "parameters", "same as", title="which g (later times held out)"
    )
    for c in result.candidates:
        parameters = ", ".join(f"{name} = {value}" for name, value in c.parameters.items())
        worse = f"{number(c.difference, 3)} ± {number(c.uncertainty, 2)}"
        table.add_row(text(f"{c.name}: {c.g}"), number(c.score, 3), worse, text(parameters), text(", ".join(c.same_as)))
    return table


def _predictions(result: FitResult) -> Table:
    table = _table("", "at", "value", "95 % interval", "", title="predictions")
    for p in result.predictions:
        pair = interval((p.low if p.low is not None else math.nan, p.high if p.high is not None else math.nan))
        table.add_row(p.quantity, number(p.at, 6), number(p.value), pair, text(p.note))
    return table
