"""The claims themselves: statement, reference, and what the audit of the paper says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from spectral_proofs.audit.registry import ITEMS
from spectral_proofs.claims import NAMED
from spectral_proofs.reporters.text import text
from spectral_proofs.text.mathematics import mathematics

_INDENT = 4


def statements(names: Sequence[str]) -> Iterator[RenderableType]:
    """Those of the claims called ``names``, of all where there are none."""
    for name in names or NAMED:
        claim = NAMED[name]
        head = Text(f"{name}  ", style="bold")
        head.append(claim.reference, style="dim")
        yield head
        yield _line(mathematics(claim.says))
        if claim.flaw is not None:
            yield _line(
                f"KNOWN to fail for {mathematics(claim.flaw.condition)}, whatever g is (audit row {claim.flaw.row})"
            )
            yield _line(f"should read: {mathematics(claim.flaw.corrected)}")
            continue
        for row in claim.audited:
            item = ITEMS[row]
            yield _line(f"{item.recorded.value} as printed (audit row {row}); corrected: {item.brief}")


def _line(content: str) -> RenderableType:
    return Padding(text(content), (0, 0, 0, _INDENT))
