"""One run as a self-contained HTML page: no network, no font or library from elsewhere, light and dark, printable.

Every text goes through :func:`html.escape`; formulas are MathML, pictures inline SVG.  The policy in the page's head
forbids all loading, and all scripts but the one of the index page, which is named by its hash.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from spectral_proofs.reporters.asked import function
from spectral_proofs.reporters.mathml import formula, law
from spectral_proofs.reporters.plots import Picture
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sentences import html as said
from spectral_proofs.reporters.sheet import ClaimRow, ExponentRow, Sheet, ValueRow
from spectral_proofs.reporters.verdicts import CONCLUSIONS, HYPOTHESES, SYMBOLS
from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain

#: Of rows and cells in the style sheet, by the mark of a verdict.
CLASSES = {"PASS": "pass", "FAIL": "fail", "KNOWN": "known", "????": "open"}


def safe(text: str) -> str:
    r"""Any text for HTML: markup escaped, control characters replaced.

    >>> safe("<b>&\x1b")
    '&lt;b&gt;&amp;�'
    """
    return escape(plain(text), quote=True)


def run_page(
    sheet: Sheet, pictures: Sequence[Picture], origin: Provenance, no_pictures: str = "", certificate: str = ""
) -> str:
    """The page of one run; ``no_pictures`` says why there are none, ``certificate`` names the Coq file beside it."""
    heading = sheet.title or sheet.name
    body = [
        f"<header><p><a href='index.html'>all candidates</a></p><h1>{safe(heading)}</h1>",
        f"<p class='g' tabindex='0'>{_g(sheet)}</p>{_reference(sheet)}</header>",
        *_warnings(sheet.incomplete),
        f"<p class='summary'>{safe(sheet.summary)}</p>",
        section("Pictures", *(figure(picture) for picture in pictures), _no_pictures(no_pictures)),
        section("What was derived", _facts(sheet), _laws(sheet), _theorems(sheet.theorems)),
        section("Exponents", _scrolling("exponents", exponents_table(sheet.exponents))),
        section("Verdicts", claims_table(sheet.claims), _expectations(sheet.expectations), _certificate(certificate)),
        section("Certified values", _values(sheet.values)),
        section("Notes", _list(sheet.notes)) if sheet.notes else "",
        provenance_section(origin),
    ]
    return document(f"{heading} – spectral-proofs", "\n".join(body))


def _certificate(name: str) -> str:
    return f"<p>What is machine-checked: <a href='{safe(name)}'>{safe(name)}</a>, accepted by coqc</p>" if name else ""


def document(title: str, body: str, script: str = "") -> str:
    """A whole page around ``body``; ``script`` is the only code that the page may run."""
    code = f"<script>{script}</script>" if script else ""
    return (
        "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        f"<meta http-equiv='Content-Security-Policy' content=\"{_policy(script)}\">\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        f"<title>{safe(title)}</title>\n<style>{asset('report.css')}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n{code}</body>\n</html>\n"
    )


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"'sha256-{digest}'" if script else "'none'"
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; base-uri 'none'"


def asset(name: str) -> str:
    """The text of a style sheet or script that comes with the package."""
    return (resources.files("spectral_proofs.reporters") / "assets" / name).read_text(encoding="utf-8")


def _g(sheet: Sheet) -> str:
    typed = f"<code>{' = '.join(map(safe, function(sheet.g)))}</code>"
    return typed if sheet.formula is None else f"{law('g', '=', sheet.formula)} <span class='typed'>{typed}</span>"


def _reference(sheet: Sheet) -> str:
    return f"<p class='reference'>{safe(sheet.reference)}</p>" if sheet.reference else ""


def _warnings(lines: Iterable[str]) -> list[str]:
    return [f"<p class='warning' role='alert'>This report is incomplete: {safe(line)}.</p>" for line in lines]


def section(title: str, *parts: str) -> str:
    """A heading with what is below it; nothing where there is nothing."""
    content = "\n".join(part for part in parts if part)
    return f"<section>\n<h2>{safe(title)}</h2>\n{content}\n</section>" if content else ""


def _scrolling(name: str, content: str) -> str:
    """What may be wider than a phone: it scrolls by itself, by touch and by keyboard, and the page does not."""
    region = f"<div class='scroll' role='region' aria-label='{name}' tabindex='0'>"
    return f"{region}{content}</div>" if content else ""


def _facts(sheet: Sheet) -> str:
    rows = "".join(f"<tr><th scope='row'>{said(name)}</th><td>{said(value)}</td></tr>" for name, value in sheet.facts)
    return f"<table class='facts'>{rows}</table>"


def _laws(sheet: Sheet) -> str:
    return _scrolling("laws", "".join(f"<p class='formula'>{law(x.name, x.relation, x.expr)}</p>" for x in sheet.laws))


def _theorems(statements: Sequence[str]) -> str:
    return f"<h3>Explicit bounds, proved</h3>{_list(statements)}" if statements else ""


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{said(line)}</li>' for line in lines)}</ul>"


def exponents_table(rows: Iterable[ExponentRow]) -> str:
    """Derived, local and fitted exponents."""
    cells = "".join(
        f"<tr><th scope='row'>{SYMBOLS[row.name]}</th><td>{_exponent(row)}</td><td>{safe(row.local)}</td>"
        f"<td>{safe(row.fitted)}</td><td>{safe(row.distance)}</td></tr>"
        for row in rows
    )
    names = head("exponent", "derived", "local, at the largest t", "fitted", "distance")
    return f"<table>{names}<tbody>{cells}</tbody></table>"


def _exponent(row: ExponentRow) -> str:
    if row.value is None:
        return said(row.predicted)
    shown = formula(row.value)
    has_log = row.log_value is not None and row.log_value != 0
    return f"{shown}, power of log t: {formula(row.log_value)}" if has_log else shown


def claims_table(rows: Sequence[ClaimRow]) -> str:
    """Verdict, evidence and argument of every claim; both sides and the numbers open below."""
    cells = "".join(
        f"<tr id='claim-{safe(row.result.id)}' class='{CLASSES[row.mark]}' data-claim='{safe(row.result.id)}' "
        f"data-verdict='{row.result.verdict.value}'><td class='mark'>{row.shown}</td>"
        f"<th scope='row'>{safe(row.result.id)}<br><span class='reference'>{safe(row.result.reference)}</span></th>"
        f"<td>{safe(row.result.verdict.value)}<br><span class='reference'>{said(row.note)}</span></td>"
        f"<td>{safe(row.evidence)}</td><td class='wide'>{said(row.result.title)}<br>"
        f"<span class='reason'>{said(row.result.reason)}</span>{_opened('numbers', hover(row))}</td></tr>"
        for row in rows
    )
    names = head("mark", "claim", "verdict", "evidence", "statement and argument")
    return f"<table class='claims stacked'>{names}<tbody>{cells}</tbody></table>" if rows else ""


def head(*names: str) -> str:
    """The first row of a table."""
    cells = "".join(f"<th scope='col'>{name}</th>" for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def table(names: Sequence[str], rows: Iterable[Sequence[str]], classes: Iterable[str] = ()) -> str:
    """A table of plain texts, ``classes`` those of its rows; nothing where there are no rows."""
    lines = ["".join(f"<td>{safe(cell)}</td>" for cell in row) for row in rows]
    marks = [f" class='{mark}'" for mark in classes] or [""] * len(lines)
    body = "".join(f"<tr{mark}>{line}</tr>" for mark, line in zip(marks, lines, strict=True))
    return f"<table>{head(*map(safe, names))}<tbody>{body}</tbody></table>" if lines else ""


def _opened(name: str, content: str) -> str:
    """Details that open by tap and by keyboard."""
    return f"<details><summary>{name}</summary>{safe(mathematics(content))}</details>"  # numbers, for copying


def hover(row: ClaimRow) -> str:
    """What stands behind a verdict: both sides and the numbers."""
    result = row.result
    numbers = "; ".join(f"{name} = {value}" for name, value in result.details.items())
    sides = f"{result.id}: hypotheses {HYPOTHESES[result.hypotheses]}, conclusion {CONCLUSIONS[result.conclusion]}"
    return f"{sides}; {numbers}" if numbers else sides


def _expectations(lines: Sequence[tuple[str, str]]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li class='{CLASSES[mark[:4]]}'>{mark} {said(line)}</li>" for mark, line in lines)
    return f"<h3>Expected by the check file</h3><ul>{items}</ul>"


def _values(rows: Sequence[ValueRow]) -> str:
    cells = "".join(
        f"<tr><th scope='row'>{safe(row.t)}</th><td class='number'>{safe(row.loss)}</td><td class='number'>"
        f"{safe(row.energy)}</td><td>{safe(row.certified)}{_opened('all digits', row.details)}</td></tr>"
        for row in rows
    )
    names = head("t", "L(t)", "S(t)", "kind")
    return f"<table class='values stacked'>{names}<tbody>{cells}</tbody></table>" if rows else ""


def figure(picture: Picture) -> str:
    """A picture with its title and caption."""
    drawing = picture.svg or "<p class='nothing'>Nothing to draw.</p>"
    lines = "".join(f"<li>{safe(mathematics(line))}</li>" for line in picture.numbers)  # for copying, not typeset
    numbers = f"<details><summary>numbers of the marks</summary><ul>{lines}</ul></details>"
    caption = (
        f"<figcaption><strong>{said(picture.title)}.</strong> {said(picture.caption)}"
        f"{numbers * bool(picture.numbers)}</figcaption>"
    )
    return f"<figure id='{safe(picture.id)}'>{drawing}{caption}</figure>"


def _no_pictures(reason: str) -> str:
    return f"<p class='nothing'>{safe(reason)}</p>" if reason else ""


def provenance_section(origin: Provenance, made: str = "made again by") -> str:
    """Command, precision, seed, versions and date; ``made`` says what the command does."""
    rows = [(made, f"<code>{safe(origin.command)}</code>"), *((name, safe(value)) for name, value in origin.facts)]
    cells = "".join(f"<tr><th scope='row'>{name}</th><td>{value}</td></tr>" for name, value in rows)
    return f"<section class='provenance'>\n<h2>Provenance</h2>\n<table class='facts'>{cells}</table>\n</section>"
