"""One run, or the index of several, as Markdown (CommonMark with tables).

Formulas are in Unicode, as in terminals: a Markdown file is read as it stands as often as it is rendered, and no way to
write TeX in it is one that all readers know; where λ_* occurs, GitHub itself needs another than the dollars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spectral_proofs.reporters.asked import function
from spectral_proofs.reporters.index_rows import IndexRow, sentence
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sheet import Law, Sheet
from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&-])")


def escaped(text: str) -> str:
    r"""Text that no Markdown reader takes for markup.

    >>> escaped("<b>*|`")
    '\\<b\\>\\*\\|\\`'
    """
    return _SPECIAL.sub(r"\\\1", plain(text))


def formulas(text: str) -> str:
    r"""A sentence of the program's, its formulas in Unicode.

    >>> formulas("L = Theta(t^(-1/2)) <= sqrt(pi)")
    'L = Θ\\(t^\\(\\-1/2\\)\\) ≤ √π'
    """
    return escaped(mathematics(plain(text)))


def code(text: str) -> str:
    """Text in a code span, whatever back-ticks it holds; a bar would end the cell of a table."""
    line = plain(text).replace("|", "&#124;") if "`" in text else plain(text)
    ticks = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    return f"{ticks} {line} {ticks}" if "`" in line else f"{ticks}{line}{ticks}"


def run_document(sheet: Sheet, origin: Provenance, certificate: str = "") -> str:
    """The Markdown of one run; ``certificate`` names the Coq file beside it."""
    letter, g = function(sheet.g)
    facts = [(name, escaped(value)) for name, value in origin.facts]
    parts = [
        f"# {escaped(sheet.title or sheet.name)}",
        *(f"**This report is incomplete: {escaped(line)}.**" for line in sheet.incomplete),
        f"{letter} = {code(g)}" + (f", {escaped(sheet.reference)}" if sheet.reference else ""),
        f"{escaped(sheet.summary)}.",
        _table(("", ""), [(formulas(name), formulas(value)) for name, value in (*sheet.facts, *map(_law, sheet.laws))]),
        _list("Explicit bounds, proved", sheet.theorems),
        _section("Exponents", _exponents(sheet)),
        _section("Verdicts", _claims(sheet)),
        f"What is machine-checked: [{certificate}]({certificate}), accepted by coqc." if certificate else "",
        _list("Expected by the check file", [f"{mark} {line}" for mark, line in sheet.expectations]),
        _section("Certified values", _values(sheet)),
        _list("Notes", sheet.notes),
        _section("Provenance", _table(("", ""), [("made again by", code(origin.command)), *facts])),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def index_document(rows: Sequence[IndexRow], claims: Sequence[str], warning: str) -> str:
    """All runs: what was found, then each by the claims in ``claims``."""
    found, lines = [], []
    for row in rows:
        name = f"[{escaped(row.sheet.name)}]({row.stem}.md)"
        found.append((name, code(function(row.sheet.g)[1]), *map(escaped, row.exponents), escaped(row.sheet.summary)))
        marks = {claim.result.id: claim.shown for claim in row.sheet.claims}
        cells = (escaped(marks.get(claim, "")) for claim in claims)
        lines.append((name, escaped(row.spectrum), *cells))
    parts = ["# Verification reports", escaped(sentence(rows)), f"**{escaped(warning)}**" if warning else ""]
    parts.append(_table(("candidate", "g", "ρ", "χ", "γ", "verdicts"), found))
    parts += [_legend(), _table(("candidate", "spectrum", *claims), lines)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _legend() -> str:
    return (
        "PASS: the claim's conclusion holds. FAIL: it fails, which may be what the candidate's check file expects. "
        "KNOWN: it fails as it does for every g, the paper's statement being false as printed. "
        "FAIL! or PASS!: not what was expected. ????: undecided."
    )


def _law(law: Law) -> tuple[str, str]:
    value = str(law.expr)
    return law.name, {"=": value, "~": f"~ {value}"}.get(law.relation, f"Theta({value})")


def _section(title: str, content: str) -> str:
    return f"## {title}\n\n{content}" if content else ""


def _list(title: str, lines: Iterable[str]) -> str:
    return _section(title, "\n".join(f"- {formulas(line)}" for line in lines))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _exponents(sheet: Sheet) -> str:
    rows = [(formulas(r.name), *map(escaped, (r.predicted, r.local, r.fitted, r.distance))) for r in sheet.exponents]
    return _table(("", "derived", "local, at the largest t", "fitted", "distance"), rows)


def _claims(sheet: Sheet) -> str:
    rows = [
        (r.shown, r.result.id, r.result.verdict.value, r.evidence, formulas(f"{r.result.reference}: {r.result.reason}"))
        for r in sheet.claims
    ]
    return _table(("", "claim", "verdict", "evidence", "argument"), rows)


def _values(sheet: Sheet) -> str:
    rows = [tuple(map(escaped, (r.t, r.loss, r.energy, r.certified))) for r in sheet.values]
    return _table(("t", "L(t)", "S(t)", "kind"), rows)
