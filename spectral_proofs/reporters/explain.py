"""A trace for people: one numbered sentence for each step, and below it what the verifier found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table

from spectral_proofs.reporters.step_sentences import readable, sentence_of
from spectral_proofs.reporters.text import text
from spectral_proofs.results import RunResult
from spectral_proofs.results.trace import Checked, Status, Step, Trace
from spectral_proofs.text.wording import relations, tidied

_STYLES = {Status.CHECKED: "green", Status.CONSISTENT: "green", Status.UNCHECKED: "yellow", Status.FAILED: "bold red"}
_LEGEND = (
    "Every step was checked again by other code. checked: verified exactly, or proved by an enclosure; "
    "consistent: certified values close in on the stated limit, or agree wherever tried; "
    "unchecked: nothing speaks against it, but it is not settled."
)
_HEADINGS = {
    "regime": "regime",
    "problem": "g on the cells of 0 < λ <= Λ, t -> oo",
    "parts": "parts of g, and where their leading terms change",
    "hypothesis": "hypotheses and condition (2)",
    "frontier": "frontier",
    "no-frontier": "frontier",
    "frontier-index": "frontier",
    "L": "test loss L",
    "S": "perturbation energy S",
    "theorem": "for all t >= t0",
    "exponents": "exponents",
}


def explained(result: RunResult) -> Iterator[RenderableType]:
    """What ``check --explain`` prints for one run before its verdicts."""
    trace = result.derivation.trace if result.derivation else None
    if trace is not None:
        yield text(f"derivation of {result.name}, a = {result.spectrum['a']}, b = {result.spectrum['b']}", "bold")
        yield from steps(trace, result.checked)
        yield text("")


def steps(trace: Trace, checked: Sequence[Checked]) -> Iterator[RenderableType]:
    """The steps under headings, each with its status, and how many there are of each."""
    said = {item.number: item for item in checked}
    heading = ""
    for step in trace.steps:
        current = _HEADINGS.get(step.input.get("quantity", ""), "") or _HEADINGS.get(step.rule, heading)
        if current != heading:
            heading = current
            yield text("")
            yield text(heading, "bold")
        yield from _step(step, said.get(step.number))
    yield text("")
    left = sum(step.number not in said for step in trace.steps)
    yield text(_counts(checked) + (f"; {left} steps were not reached" if left and checked else ""))
    if checked:
        yield text(_LEGEND, "dim")


def _step(step: Step, found: Checked | None) -> Iterator[RenderableType]:
    """The sentence beside its number; below it the verdict, and the steps relied on."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=3, justify="right")
    grid.add_column(overflow="fold")
    grid.add_row(text(str(step.number)), text(f"{step.rule.replace('-', ' ')}: {tidied(relations(sentence_of(step)))}"))
    source = f"  [from {_listed(step.relies_on)}]" if step.relies_on else ""
    if found is None:
        grid.add_row("", text(source.strip(), "dim"))
    else:
        grid.add_row("", text(f"{found.status.value}: {readable(found.note)}{source}", _STYLES[found.status]))
    yield grid


def _counts(checked: Sequence[Checked]) -> str:
    parts = []
    for status in Status:
        count = sum(item.status is status for item in checked if item.number)
        if count or status in (Status.CHECKED, Status.FAILED):
            parts.append(f"{count} {status.value}")
    whole = [item.note for item in checked if not item.number and item.status is Status.FAILED]
    return ", ".join(parts) + "".join(f"; FAILED: {note}" for note in whole) if checked else "not checked"


def _listed(numbers: Sequence[int]) -> str:
    """3, 5-9."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
