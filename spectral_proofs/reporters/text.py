"""Foreign text as rich ``Text``: never markup, never control characters."""

from __future__ import annotations

from rich.text import Text

from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain


def text(content: str, style: str = "") -> Text:
    """``content`` on one line; markup in it stays visible as typed."""
    return Text(plain(content), style=style)


def formulas(content: str, style: str = "") -> Text:
    """The same with the field's letters and signs in place of their names."""
    return text(mathematics(content), style)
