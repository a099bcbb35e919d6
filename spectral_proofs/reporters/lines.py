"""Lines of fixed texts, rendered without rich's layout where they fit: a table of many values costs next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.text import Text


@dataclass(frozen=True)
class Line:
    """Pieces of text, each with a style's name or "", after blanks; folded where too long unless ``whole``."""

    pieces: Sequence[tuple[str, str]]
    indent: int = 0
    whole: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich asks for."""
        if not self.whole and self.indent + sum(cell_len(piece) for piece, _ in self.pieces) > options.max_width:
            yield Padding(Text.assemble(*self.pieces, overflow="fold"), (0, 0, 0, self.indent))
            return
        yield Segment(" " * self.indent)
        for piece, style in self.pieces:
            yield Segment(piece, console.get_style(style) if style else None)
        yield Segment.line()
