"""What ``fit`` prints: one screen at 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from spectral_proofs.reporters.text import text
from spectral_proofs.results.from_data import Answer, Estimate, FitResult, Window

_SYMBOLS = {
    "chi": "χ",
    "rho": "ρ",
    "gamma": "γ",
    "floor": "floor E",
    "p_energy": "p of E",
    "log_power": "Y of log",
    "chi_likelihood": "χ (MINOS)",
}
_STYLES = {Answer.CONSISTENT: "green", Answer.INCONSISTENT: "red", Answer.TOO_LITTLE: "yellow"}
_INDENT = (0, 0, 0, 2)
_MOST_WINDOWS = 8
_MOST_CANDIDATES = 6


def report(result: FitResult, details: bool = False) -> Iterator[RenderableType]:
    """Inputs, estimates, windows, statements, candidates, predictions, and what these data cannot tell.

    Without ``details`` windows are one line each: of chi, and of what the window decides.
    """
    for source in result.inputs:
        yield text(f"{source.path}: {source.kind}, {source.rows} rows", "bold")
    if result.estimates:
        yield _estimates(result)
    for name, sweep in result.sweeps.items():
        if details:
            yield _sweep(symbol(name), sweep)
        elif name == "chi" or any(f"decides {name}:" in line for line in result.warnings):
            yield _windows(symbol(name), sweep)
    if result.statements:
        yield from _statements(result)
    if result.candidates:
        yield _candidates(result, len(result.candidates) if details else _MOST_CANDIDATES)
    if result.predictions:
        yield _predictions(result)
    yield Text()
    for title, lines in (("warning", result.warnings), ("not identified", result.not_identified)):
        for line in lines:
            yield Padding(text(f"{title}: {line}"), _INDENT)


def _windows(name: str, sweep: tuple[Window, ...]) -> RenderableType:
    """At most eight windows on a line, the earliest first."""
    shown = sweep[:: -(-len(sweep) // _MOST_WINDOWS)]
    parts = ", ".join(f"{number(w.value, 3)} from {number(w.start, 3)}" for w in shown)
    return Padding(text(f"{_title(name, sweep)}: {parts}", "dim"), _INDENT)


def _title(name: str, sweep: tuple[Window, ...]) -> str:
    """Windows have one end; they stand in the order of their starts."""
    return f"{name} by window, each from its start to {number(sweep[-1].end)}"


def symbol(name: str) -> str:
    """How an estimate is called."""
    return _SYMBOLS.get(name, name)


def number(value: float | None, digits: int = 4) -> str:
    """A number for people.

    >>> number(0.53228), number(71936.0), number(None), number(1.5e9)
    ('0.5323', '71936', '–', '1.5e+09')
    """
    if value is None or not math.isfinite(value):
        return "–" if value is None or math.isnan(value) else ("∞" if value > 0 else "−∞")
    return f"{value:.{max(digits, 5)}g}" if 1000 <= abs(value) < 1e5 else f"{value:.{digits}g}"


def interval(pair: tuple[float, float] | None, digits: int = 4) -> str:
    """low … high.

    >>> interval((0.25, 1))
    '0.25 … 1'
    """
    return "" if pair is None else f"{number(pair[0], digits)} … {number(pair[1], digits)}"


def _table(*columns: str, title: str = "") -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title or None, title_justify="left", title_style="dim"
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def quoted(e: Estimate) -> str:
    """The interval; in parentheses where it has no level."""
    return interval((e.low, e.high)) if e.level is not None else f"({interval((e.low, e.high))})"


def _estimates(result: FitResult) -> Table:
    table = _table("", "value", "95 % interval", "noise alone", "by window", "window")
    for name, e in result.estimates.items():
        table.add_row(symbol(name), *_cells(e))
    return table


def _cells(e: Estimate) -> tuple[str, ...]:
    return (
        number(e.value),
        quoted(e),
        interval(e.statistical),
        interval(e.windows),
        interval(e.window),
    )


def _sweep(name: str, sweep: tuple[Window, ...]) -> Table:
    table = _table("from", "points", name, "± (one standard error)", "robust", title=_title(name, sweep))
    for window in sweep:
        robust = number(window.robust) if window.robust is not None else ""
        table.add_row(number(window.start), str(window.points), number(window.value), number(window.error, 2), robust)
    return table


def _statements(result: FitResult) -> Iterator[RenderableType]:
    yield Text()
    for s in result.statements:
        line = Text(s.answer.value, _STYLES[s.answer])
        line.append(f" {s.id}: ", "bold").append_text(text(s.statement))
        yield line
        effect = "" if s.effect is None else f"effect {number(s.effect, 3)}, 95 % interval {interval(s.interval, 3)}; "
        yield Padding(text(f"{effect}{s.reason}; {s.test}", "dim"), _INDENT)


def _candidates(result: FitResult, most: int) -> Table:
    table = _table(
        "g",
        "held-out error / noise",
        "worse by",
        "parameters",
        "same as",
        title=f"which g: the best of {len(result.candidates)} by later times held out",
    )
    for c in result.candidates[:most]:
        parameters = ", ".join(f"{name} = {value}" for name, value in c.parameters.items())
        worse = f"{number(c.difference, 3)} ± {number(c.uncertainty, 2)}"
        table.add_row(
            text(c.name if c.name == c.g else f"{c.name}: {c.g}"),
            number(c.score, 3),
            worse,
            text(parameters),
            text(", ".join(c.same_as)),
        )
    return table


def _predictions(result: FitResult) -> Table:
    table = _table("", "at", "value", "95 % interval", "", title="predictions")
    for p in result.predictions:
        pair = interval((p.low if p.low is not None else math.nan, p.high if p.high is not None else math.nan))
        table.add_row(p.quantity, number(p.at, 6), number(p.value), pair, text(p.note))
    return table
