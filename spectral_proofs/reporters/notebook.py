"""Results as notebooks show them: HTML, and LaTeX for documents made from a notebook.

Fragments without style, script or link. Texts and formulas go through the functions that the written reports use
(``page.safe``, ``mathml``, ``tex.escaped``, ``latex.math``), so that nothing foreign becomes an element or a command.
The LaTeX needs ``booktabs`` and ``amsmath``.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from spectral_proofs.reporters import grids, latex, mathml
from spectral_proofs.reporters.grids import Cell, Grid, Piece, Sentence
from spectral_proofs.reporters.page import safe
from spectral_proofs.reporters.sentences import html as said
from spectral_proofs.reporters.sentences import tex as tex_said
from spectral_proofs.reporters.sheet import Law
from spectral_proofs.reporters.tex import escaped

_CLASSES = {"PASS": "sp-pass", "FAIL": "sp-fail", "KNOWN": "sp-known", "????": "sp-open"}
_LONG = 40  # columns of texts longer than this, in words, are paragraphs
_WIDTH = 0.42  # of the line, for all paragraphs of a row


def html(shown: object) -> str:
    """The tables of a result in one ``<div>``; raises TypeError for what has none."""
    return f'<div class="spectral-proofs">{"".join(map(_html_table, grids.of(shown)))}</div>'


def _html_table(grid: Grid) -> str:
    caption = f"<caption>{safe(grid.title)}</caption>" if grid.title else ""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in grid.head)
    head = f"<thead><tr>{head}</tr></thead>" if head else ""
    marks = grid.marks or ("",) * len(grid.rows)
    rows = "".join(_html_row(row, mark, bool(grid.head)) for row, mark in zip(grid.rows, marks, strict=True))
    return f"<table>{caption}{head}<tbody>{rows}</tbody></table>"


def _html_row(row: tuple[Cell, ...], mark: str, headed: bool) -> str:
    kind = f' class="{_CLASSES[mark.rstrip("!")]}"' if mark else ""
    cells = [_cell(content, _html_text, _html_formula) for content in row]
    first = "" if headed or len(row) == 1 else f'<th scope="row">{cells.pop(0)}</th>'
    return f"<tr{kind}>{first}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _html_text(content: str) -> str:
    return said(content) if isinstance(content, Sentence) else safe(content)


def _html_formula(piece: sympy.Expr | Law) -> str:
    return mathml.law(piece.name, piece.relation, piece.expr) if isinstance(piece, Law) else mathml.formula(piece)


def _cell(content: Cell, text: Callable[[str], str], formula: Callable[[sympy.Expr | Law], str]) -> str:
    if isinstance(content, tuple):
        return "".join(_cell(piece, text, formula) for piece in content)
    return _spaced(content, text) if isinstance(content, str) else formula(content)


def _spaced(content: str, text: Callable[[str], str]) -> str:
    """Escaping strips the ends of a line, where a blank may part it from a formula."""
    return f"{' ' * content[:1].isspace()}{text(content)}{' ' * content[-1:].isspace()}"


def tex(shown: object) -> str:
    """The tables of a result as booktabs ``tabular``, one below the other.

    Raises TypeError: not a result that has tables.
    """
    tables = "\n\n\\medskip\n".join(map(_tex_table, grids.of(shown)))
    return f"{{\\footnotesize\\setlength{{\\tabcolsep}}{{3pt}}\n{tables}\n\n}}"


def _tex_table(grid: Grid) -> str:
    title = rf"\textbf{{{escaped(grid.title)}}}\\" if grid.title else ""
    # \relax: a row that begins with * or [ would be read as an option of the line above
    rows = [rf"\relax {' & '.join(_cell(c, _tex_text, _tex_formula) for c in row)} \\" for row in grid.rows]
    head = [" & ".join(map(escaped, grid.head)) + r" \\", r"\midrule"] if grid.head else []
    whole = (rf"\begin{{tabular}}{{{_columns(grid)}}}", r"\toprule", *head, *rows, r"\bottomrule", r"\end{tabular}")
    return "\n".join((rf"\noindent {title}", *whole))


def _tex_text(content: str) -> str:
    return tex_said(content) if isinstance(content, Sentence) else escaped(content)


def _tex_formula(piece: sympy.Expr | Law) -> str:
    return f"${latex.law(piece) if isinstance(piece, Law) else latex.math(piece)}$"


def _columns(grid: Grid) -> str:
    width = max(map(len, (grid.head, *grid.rows)))
    columns = [[row[index] for row in grid.rows if index < len(row)] for index in range(width)]
    long = [any(map(_is_long, column)) for column in columns]
    paragraph = rf"p{{{_WIDTH / max(sum(long), 1):.3f}\linewidth}}"
    return "".join(paragraph if is_long else "l" for is_long in long)


def _is_long(content: Piece | tuple[Piece, ...]) -> bool:
    return isinstance(content, str) and len(content) > _LONG and len(content.split()) > 6  # a number is no text
