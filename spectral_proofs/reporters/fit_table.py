"""What ``fit`` prints: one screen at 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

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
ESTIMATES = ("", "value", "95 % interval", "noise alone", "by window", "window")
CANDIDATES = ("g", "held-out error / noise", "worse by", "parameters", "same as")
PREDICTIONS = ("", "at", "value", "95 % interval", "")
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
        yield _table(ESTIMATES, estimate_rows(result))
    for name, sweep in result.sweeps.items():
        if details:
            yield _sweep(symbol(name), sweep)
        elif name == "chi" or any(f"decides {name}:" in line for line in result.warnings):
            yield _windows(symbol(name), sweep)
    if result.statements:
        yield from _statements(result)
    if result.candidates:
        rows = candidate_rows(result)
        title = f"which g: the best of {len(rows)} by later times held out"
        yield _table(CANDIDATES, rows if details else rows[:_MOST_CANDIDATES], title)
    if result.predictions:
        yield _table(PREDICTIONS, prediction_rows(result), "predictions")
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


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title or None, title_justify="left", title_style="dim"
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(text, row))
    return table


def quoted(e: Estimate) -> str:
    """The interval; in parentheses where it has no level."""
    return interval((e.low, e.high)) if e.level is not None else f"({interval((e.low, e.high))})"


def estimate_rows(result: FitResult) -> list[tuple[str, ...]]:
    """Each estimate with its intervals."""
    return [
        (symbol(name), number(e.value), quoted(e), *map(interval, (e.statistical, e.windows, e.window)))
        for name, e in result.estimates.items()
    ]


def _sweep(name: str, sweep: tuple[Window, ...]) -> Table:
    columns = ("from", "points", name, "± (one standard error)", "robust")
    rows = (
        (
            number(w.start),
            str(w.points),
            number(w.value),
            number(w.error, 2),
            "" if w.robust is None else number(w.robust),
        )
        for w in sweep
    )
    return _table(columns, rows, _title(name, sweep))


def _statements(result: FitResult) -> Iterator[RenderableType]:
    yield Text()
    for s in result.statements:
        line = Text(s.answer.value, _STYLES[s.answer])
        line.append(f" {s.id}: ", "bold").append_text(text(s.statement))
        yield line
        effect = "" if s.effect is None else f"effect {number(s.effect, 3)}, 95 % interval {interval(s.interval, 3)}; "
        yield Padding(text(f"{effect}{s.reason}; {s.test}", "dim"), _INDENT)


def candidate_rows(result: FitResult) -> list[tuple[str, ...]]:
    """Each candidate, the best first."""
    return [
        (
            c.name if c.name == c.g else f"{c.name}: {c.g}",
            number(c.score, 3),
            f"{number(c.difference, 3)} ± {number(c.uncertainty, 2)}",
            ", ".join(f"{name} = {value}" for name, value in c.parameters.items()),
            ", ".join(c.same_as),
        )
        for c in result.candidates
    ]


def prediction_rows(result: FitResult) -> list[tuple[str, ...]]:
    """Each prediction with its interval."""
    return [
        (p.quantity, number(p.at, 6), number(p.value), f"{number(p.low)} … {number(p.high)}", p.note)
        for p in result.predictions
    ]
