"""Tables for people, readable at 80 columns with and without colour.

One run is shown in full: candidate, exponents, claims with their reasons.  A
suite is shown as two matrices (exponents, verdicts), followed by the full
tables of the runs that need a look.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import IO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from spectral_proofs.balls.readable import in_full, show
from spectral_proofs.errors import ExitStatus
from spectral_proofs.problem.check_file import NOT_COMPARED
from spectral_proofs.reporters import brief
from spectral_proofs.reporters.asked import function, modes
from spectral_proofs.reporters.audited import audit_note
from spectral_proofs.reporters.branches import branch_lines
from spectral_proofs.reporters.fits import ETA_DIGITS, efficiency_text, measured
from spectral_proofs.reporters.laws import with_value
from spectral_proofs.reporters.lines import Line
from spectral_proofs.reporters.matrix import Matrix
from spectral_proofs.reporters.text import formulas, text
from spectral_proofs.reporters.verdicts import EXPECTED_MARKS, HYPOTHESES, STYLES, SYMBOLS, tally, verdict_cell
from spectral_proofs.results import ClaimResult, Enclosure, RunResult, SumValues
from spectral_proofs.results.exit_status import count, exit_status, known, surprising
from spectral_proofs.results.laws import index_text
from spectral_proofs.text.plain import plain
from spectral_proofs.text.wording import tidied

_INDENT = 6


def console(stream: IO[str]) -> Console:
    """A console for ``stream``: colour on a terminal or with FORCE_COLOR; markup and emoji codes never interpreted."""
    coloured = stream.isatty() or bool(os.environ.get("FORCE_COLOR"))
    return Console(file=stream, force_terminal=coloured, markup=False, emoji=False, highlight=False)


class Amount(Enum):
    """How much is printed of each run."""

    LINE = "-q"
    PAGE = ""
    FULL = "-v"

    @classmethod
    def of(cls, quiet: bool, verbose: bool) -> Amount:
        """What the options ask for."""
        return cls.LINE if quiet else cls.FULL if verbose else cls.PAGE


def run_report(result: RunResult, amount: Amount = Amount.PAGE, suite: bool = False) -> RenderableType:
    """What ``check`` prints for one run, of a ``suite`` perhaps: there a run that is fine is a line."""
    if suite and amount is Amount.PAGE and exit_status([result]) is ExitStatus.FINE:
        amount = Amount.LINE
    return {Amount.LINE: brief.line, Amount.PAGE: brief.page, Amount.FULL: run_tables}[amount](result)


def suite_report(results: Sequence[RunResult], amount: Amount = Amount.PAGE) -> Iterator[RenderableType]:
    """What ``check`` prints for the runs of a suite together, before the summary."""
    if amount is not Amount.LINE:
        yield from suite_tables(results, full=amount is Amount.FULL)
    if amount is Amount.PAGE:
        yield from _common_notes(results)


def suite_tables(results: Sequence[RunResult], full: bool = True) -> Iterator[RenderableType]:
    """Exponents and verdicts of several runs; ``full``: of all claims, not of the core ones alone."""
    yield Matrix(results, lambda result: tuple(_predictions(result).values()), full)
    yield from _legend(results)


def _common_notes(results: Sequence[RunResult]) -> Iterator[RenderableType]:
    """What was not compared, said once for all runs of a suite that are not shown in full."""
    names = dict.fromkeys(r.name for r in results if NOT_COMPARED in r.notes and exit_status([r]) is ExitStatus.FINE)
    if names:
        yield text(f"note: {NOT_COMPARED} ({', '.join(names)})")


def run_tables(result: RunResult) -> RenderableType:
    """Candidate, exponents, claims and expectations of one run."""
    parts: list[RenderableType] = [_head(result), _exponent_table(result), *_legend([result])]
    if result.claims:
        parts += [Text(""), *_claim_lines(result.claims)]
    parts += branch_lines(result)
    audited = audit_note(result.claims)
    if audited:
        parts.append(Padding(formulas(f"note: {audited}"), (0, 0, 0, 2)))
    parts += _expectation_lines(result)
    parts += [Padding(formulas(f"note: {tidied(note)}"), (0, 0, 0, 2)) for note in result.notes]
    if result.internal_error:
        parts.append(text(f"internal error: {result.internal_error}", "bold red"))
    return Group(*parts, Text(""))


def summary(results: Sequence[RunResult]) -> Text:
    """One line: how many claims passed, failed, stayed undecided."""
    counts = count(results)
    parts = [tally(results)] + [f"{counts.unexpected} not as expected"] * bool(counts.unexpected)
    runs = f"{len(results)} run{'s' if len(results) != 1 else ''}"
    together = " together" if len(results) > 1 else ""  # runs made at the same time: more than a clock shows
    line = f"{', '.join(parts)} in {runs}, {sum(r.seconds for r in results):.1f} s{together}"
    return Text(line, style="bold green" if exit_status(results) is ExitStatus.FINE else "bold")


def incomplete(done: int, planned: int) -> Text:
    """The line that ends the tables of an interrupted command."""
    return Text(f"incomplete: interrupted after {done} of {planned} runs", style="bold red")


def values_report(
    g: str,
    spectrum: Mapping[str, str],
    points: Sequence[SumValues],
    perturbed: Sequence[Enclosure] = (),
    noise: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
    efficiency: Mapping[str, Enclosure] | None = None,
) -> Iterator[RenderableType]:
    """What ``evaluate`` prints: each value as mid ± rad, in full; ``noise`` holds the levels behind ``perturbed``."""
    levels = [("noise", ", ".join(f"{name} = {value}" for name, value in noise.items()))] if noise else []
    yield _panel("evaluate", [function(g), ("spectrum", modes(spectrum)), *levels])
    yield Group(
        *_point_lines(points, perturbed, efficiency or {}),
        *(Padding(formulas(f"note: {note}"), (0, 0, 0, 2)) for note in notes),
    )


def _point_lines(
    points: Sequence[SumValues], perturbed: Sequence[Enclosure], efficiency: Mapping[str, Enclosure]
) -> Iterator[RenderableType]:
    for index, point in enumerate(points):
        yield Line([(plain(f"t = {point.t}"), "bold")])
        yield _value_line("L(t)", point.loss)
        yield _value_line("S(t)", point.energy)
        if point.floor is not None:
            yield _value_line("floor", point.floor)
        if point.learned is not None:
            yield _value_line("modes", point.learned)
        if perturbed:
            yield _value_line("ΔL(t)", perturbed[index])
        if point.t in efficiency:
            yield Line([(f"S_R/S = {show(efficiency[point.t], ETA_DIGITS)}", ""), ("  certified", "dim")], indent=2)
        if point.note:
            yield Padding(formulas(tidied(point.note)), (0, 0, 0, 2))


def _value_line(name: str, value: Enclosure) -> Line:
    known = "" if value.unknown else "  certified" if value.certified else "  numerical"
    return Line([(f"{name:<5} = {in_full(value)}", ""), (known, "dim")], indent=2)


def _head(result: RunResult) -> Panel:
    rows = [("title", result.title if result.title != result.name else ""), function(result.g)]
    if result.parameters:
        rows.append(("parameters", ", ".join(f"{k} = {v}" for k, v in result.parameters.items())))
    rows.append(("spectrum", modes(result.spectrum)))
    derivation = result.derivation
    if derivation is not None:
        rows.append(("regime", derivation.regime))
        rows += [("L", with_value(derivation.loss)), ("S", with_value(derivation.energy))]
        rows += [("proved", statement) for statement in _explicit(derivation.theorems)]
    rows.append(("S_R/S", efficiency_text(result.efficiency)))
    return _panel(result.name, [(name, value) for name, value in rows if value])


def _explicit(theorems: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The bounds of L and S for all t >= t0; the frontier's are shown with Proposition 1."""
    for name, theorem in theorems.items():
        if name != "frontier":
            yield theorem["statement"]


def _panel(title: str, rows: Sequence[tuple[str, str]]) -> Panel:
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(Text(name, style="dim"), text(value) if name == "title" else formulas(value))
    return Panel(grid, title=text(title, "bold"), title_align="left", box=box.ROUNDED)


def _exponent_table(result: RunResult) -> RenderableType:
    last = result.sums[-1] if result.sums else None
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    table.add_column("")
    table.add_column("predicted", overflow="fold")
    table.add_column(f"local at t = {last.t}" if last else "local", overflow="fold")
    table.add_column("fitted slope", overflow="fold")
    table.add_column("distance", overflow="fold")
    predicted = _predictions(result)
    table.add_row("ρ", predicted["rho"], "", "", "")
    for name, quantity in (("chi", "L"), ("gamma", "S")):
        table.add_row(SYMBOLS[name], predicted[name], *measured(result, quantity, 8, 2))
    return table


def _predictions(result: RunResult) -> dict[str, Text]:
    """Predicted indices with their log companions, as in "1/4, log 1/2"."""
    return {name: formulas(index_text(name, result.derivation)) for name in SYMBOLS}


def _legend(results: Sequence[RunResult]) -> Iterator[RenderableType]:
    """How to read the exponents; of "log" and "none" only where they occur."""
    shown = " ".join(str(cell) for result in results for cell in _predictions(result).values())
    parts = ["λ_* ~ t^-ρ, L ~ t^-χ, S ~ t^γ"]
    if ", log " in shown:
        parts.append("log y: times (log t)^-y for λ_* and L, (log t)^y for S")
    if "none" in shown:
        parts.append("none: no such law")
    yield Padding(Text("; ".join(parts), style="dim"), (0, 0, 0, 1))


def _claim_lines(claims: Iterable[ClaimResult]) -> Iterator[RenderableType]:
    claims = tuple(claims)
    width = max(len("claim"), *(len(claim.id) for claim in claims)) + 2
    header = f"{'':<{_INDENT}}{'claim':<{width}}{'hypotheses':<12}{'verdict':<11}{'evidence':<11}"
    yield Text(header.rstrip(), style="dim")
    for claim in claims:
        evidence = claim.evidence.value if claim.evidence else "–"
        cell = verdict_cell(claim)
        line = Text(f"{cell.plain:<{_INDENT}}", style=cell.style)
        line.append(f"{claim.id:<{width}}", style="bold")
        line.append(f"{HYPOTHESES[claim.hypotheses]:<12}{claim.verdict.value:<11}{evidence:<11}", style="none")
        line.append(_expected(claim), style="bold red" if surprising(claim) else "dim")
        if claim.machine_checked:
            line.append("  machine-checked", style="none")
        yield line
        yield Padding(formulas(f"{claim.reference}: {claim.reason}", "none"), (0, 0, 0, _INDENT))


def _expected(claim: ClaimResult) -> str:
    if claim.known and claim.expected is None and surprising(claim):
        return f"known to fail for {claim.known.condition} ({claim.known.row}), but does not"
    if claim.expected is None:
        return claim.known.row if claim.known and known(claim) else ""
    return "as expected" if claim.expected is claim.verdict else f"expected {claim.expected.value}"


def _expectation_lines(result: RunResult) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for line in result.expectations:
        shown = EXPECTED_MARKS[line.met]
        row = Text(f"{shown:<{_INDENT}}", style=STYLES[shown[:4]])
        row.append_text(text(f"expect {line.name} = {line.expected}, found {line.found}", "none"))
        lines.append(row)
    return [Text(""), *lines] if lines else []
