r"""One run as LaTeX: a document that compiles with pdflatex as it stands, and a section when \input into another.

Inside a document LaTeX has set \@nodocument to \relax; the file then leaves out its own preamble and end.
The packages needed (amsmath, amssymb, booktabs, longtable) are in every base installation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.reporters.asked import function
from spectral_proofs.reporters.mathml import printable
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sentences import tex as said
from spectral_proofs.reporters.sheet import ClaimRow, ExponentRow, Law, Sheet, ValueRow
from spectral_proofs.reporters.tex import escaped

_HEAD = r"""\makeatletter
\ifx\@nodocument\relax
  \let\spectralproofsend\relax
\else
  \def\spectralproofsend{\end{document}}
  \documentclass[10pt]{article}
  \usepackage[utf8]{inputenc}
  \usepackage{amsmath,amssymb,booktabs,longtable}
  \usepackage[margin=2.2cm]{geometry}
  \setlength{\emergencystretch}{3em}
  \begin{document}
\fi
\makeatother"""
_LETTERS = {"rho": r"\rho", "chi": r"\chi", "gamma": r"\gamma", "kappa": r"\kappa", "lambda_*": r"\lambda_*"}


def run_document(sheet: Sheet, origin: Provenance, figure: str = "", certificate: str = "") -> str:
    """The LaTeX of one run; ``figure`` is that of :mod:`.tex_figure`; ``certificate`` names the Coq file beside it."""
    parts = [
        f"% made again by: {escaped(origin.command)}",
        _HEAD,
        rf"\section*{{{escaped(sheet.title or sheet.name)}}}",
        *(rf"\noindent\textbf{{This report is incomplete: {escaped(line)}.}}\par" for line in sheet.incomplete),
        _g(sheet),
        figure,
        _facts(sheet.facts),
        *(rf"\[ {law(found)} \]" for found in sheet.laws),
        _items("Explicit bounds, proved", sheet.theorems),
        _exponents(sheet.exponents),
        _claims(sheet.claims),
        rf"\noindent What is machine-checked: \texttt{{{escaped(certificate)}}}, accepted by coqc.\par"
        if certificate
        else "",
        _values(sheet.values),
        _items("Notes", sheet.notes),
        _origin(origin),
        r"\spectralproofsend",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def math(expr: sympy.Expr) -> str:
    """An expression for math mode; text where it holds a function that SymPy does not know."""
    if not printable(expr):
        return rf"\text{{{escaped(str(expr))}}}"
    return str(sympy.latex(expr, symbol_names={LAMBDA: r"\lambda"} | _names(expr)))


def _names(expr: sympy.Expr) -> dict[sympy.Symbol, str]:
    """A symbol whose name is no identifier is shown as text."""
    odd = (s for s in expr.free_symbols if not s.name.replace("_", "a").isalnum())
    return {s: rf"\text{{{escaped(s.name)}}}" for s in odd}


def _g(sheet: Sheet) -> str:
    formula = "" if sheet.formula is None else rf"\[ g(\lambda,t) = {math(sheet.formula)} \]" + "\n"
    source = f"{escaped(sheet.reference)}. " if sheet.reference else ""
    typed = " = ".join(map(escaped, function(sheet.g)))
    return rf"{formula}\noindent {source}As written: \texttt{{{typed}}}. {escaped(sheet.summary)}.\par"


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    lines = [rf"{said(name)} & {said(value)} \\" for name, value in rows]
    return _table("lp{0.72\\linewidth}", "", lines)


def law(found: Law) -> str:
    """A law for math mode."""
    left = _LETTERS.get(found.name, found.name if found.name == "G(x)" else f"{found.name}(t)")
    if found.relation == "Theta":
        return rf"{left} = \Theta\left({math(found.expr)}\right)"
    relation = "=" if found.relation == "=" else r"\sim"
    return f"{left} {relation} {math(found.expr)}"


def _items(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    items = "\n".join(rf"\item {said(line)}" for line in lines)
    return rf"\paragraph{{{title}}}" + "\n\\begin{itemize}\n" + items + "\n\\end{itemize}"


def _exponents(rows: Iterable[ExponentRow]) -> str:
    lines = []
    for row in rows:
        derived = escaped(row.predicted) if row.value is None else f"${math(row.value)}$"
        if row.value is not None and row.log_value not in (None, 0):
            derived += rf", $\log$: ${math(row.log_value)}$"
        lines.append(rf"${_LETTERS[row.name]}$ & {derived} & {escaped(row.local)} & {escaped(row.fitted)} \\")
    return _table(r"lp{0.28\linewidth}ll", r"& derived & local & fitted \\", lines)


def _claims(rows: Iterable[ClaimRow]) -> str:
    lines = []
    for row in rows:
        result = row.result
        verdict = result.verdict.value + f" ({row.shown})" * row.unexpected
        cells = (rf"\texttt{{{escaped(result.id)}}}", escaped(verdict), escaped(row.evidence))
        argument = said(f"{result.reference}: {result.reason}")
        lines.append(rf"{' & '.join(cells)} & {argument} \\")
    head = r"claim & verdict & evidence & argument \\"
    return _table("llp{0.1\\linewidth}p{0.52\\linewidth}", head, lines, long=True)


def _values(rows: Iterable[ValueRow]) -> str:
    lines = [rf"{escaped(r.t)} & {escaped(r.loss)} & {escaped(r.energy)} & {escaped(r.certified)} \\" for r in rows]
    columns = r"lp{0.3\linewidth}p{0.3\linewidth}l"
    return _table(columns, r"$t$ & $L(t)$ & $S(t)$ & kind \\", lines)


def _table(columns: str, head: str, lines: Sequence[str], long: bool = False) -> str:
    if not lines:
        return ""
    kind = "longtable" if long else "tabular"
    begin = rf"\begin{{{kind}}}{{{columns}}}" + "\n\\toprule"
    middle = [head, r"\midrule"] if head else []
    whole = [begin, *middle, *lines, r"\bottomrule", rf"\end{{{kind}}}"]
    text = "\n".join(whole)
    return text if long else "\\medskip\\noindent{\\small\n" + text + "}\\par\\medskip"


def _origin(origin: Provenance) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in origin.versions)
    line = f"digits {origin.digits}, seed {origin.seed}; {versions}; {origin.date}"
    return rf"\par\medskip\noindent{{\footnotesize\texttt{{{escaped(origin.command)}}}\\ {escaped(line)}}}\par"
