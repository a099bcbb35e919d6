"""What ``verify`` prints: the steps of each trace, then what the document states beside it, compared with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from spectral_proofs.reporters.explain import steps
from spectral_proofs.reporters.text import text
from spectral_proofs.results.trace import Status
from spectral_proofs.verifier.comparison import Compared
from spectral_proofs.verifier.examine import Examined

_HEADING = "the document beside its trace"


def examined(part: Examined) -> Iterator[RenderableType]:
    """One run or regime, or the document around them."""
    yield text(part.title, "bold")
    if part.trace is not None:
        yield from steps(part.trace, part.checked)
    if part.compared:
        yield from _compared(part.compared)
    yield text("")


def _compared(compared: Sequence[Compared]) -> Iterator[RenderableType]:
    """Failures one by one; the rest by name."""
    groups = {status: [item for item in compared if item.status is status] for status in Status}
    agreeing, failed, rest = groups[Status.CHECKED], groups[Status.FAILED], groups[Status.UNCHECKED]
    yield text("")
    yield text(_HEADING, "bold")
    if agreeing:
        yield text(f"compared, and as the trace says ({len(agreeing)}): {_names(agreeing)}", "green")
    for item in failed:
        yield text(f"failed: {item.name}: {item.note}", "bold red")
    if rest:
        yield text(f"not covered by the trace ({len(rest)}): {_names(rest)}", "yellow")


def _names(items: Sequence[Compared]) -> str:
    """The names, those of one topic together: eq7 (verdict, chi)."""
    topics: dict[str, list[str]] = {}
    for item in items:
        topic, _, part = item.name.partition(": ")
        topics.setdefault(topic, []).append(f"{part} ({item.note})" if part and item.note else part or item.note)
    shown = [f"{topic} ({', '.join(parts)})" if any(parts) else topic for topic, parts in topics.items()]
    return ", ".join(shown)


def totals(parts: Sequence[Examined]) -> Iterator[RenderableType]:
    """The last lines: how many steps and statements there are of each kind."""
    steps_ = [item.status for part in parts for item in part.checked if item.number]
    wholes = sum(item.status is Status.FAILED for part in parts for item in part.checked if not item.number)
    stated = [item.status for part in parts for item in part.compared]
    yield text(
        f"{len(steps_)} steps verified again: {steps_.count(Status.FAILED)} failed, "
        f"{steps_.count(Status.UNCHECKED)} unchecked" + (f"; {wholes} traces are no derivation" if wholes else "")
    )
    yield text(
        f"{stated.count(Status.CHECKED) + stated.count(Status.FAILED)} statements beside the traces compared with "
        f"them: {stated.count(Status.FAILED)} failed; not covered by a trace: {stated.count(Status.UNCHECKED)}"
    )
    open_ = [part.title for part in parts if part.open]
    if open_:
        yield text(f"given up, no trace, or no point of its case, to check: {', '.join(open_)}", "yellow")
