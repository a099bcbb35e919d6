"""The index page: all runs by all claims, with filters."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from spectral_proofs.reporters.page import document, hover, provenance_section, safe, script
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sheet import ClaimRow, Sheet

_CLASSES = {"PASS": "pass", "FAIL": "fail", "KNOWN": "known", "????": "open"}
_VERDICTS = ("confirmed", "beyond", "refuted", "outside", "undecided")


def index_page(
    rows: Sequence[tuple[str, str, Sheet]],
    claims: Sequence[str],
    summary: str,
    warning: str,
    origin: Provenance,
    kept: int = 0,
) -> str:
    """The page over all runs.

    Args:
        rows: (file stem, spectrum, sheet) of each run.
        claims: ids of the columns.
        summary: one line over all runs.
        warning: what is incomplete, or an empty string.
        origin: of the command that made the reports, but for ``kept`` of them.
        kept: how many rows are of reports that were there before.
    """
    body = [
        "<header><h1>Verification reports</h1>",
        "<p>What the spectral-frontier scaling laws claim, judged for each evolution function g(λ, t).</p></header>",
        f"<p class='warning' role='alert'>{safe(warning)}</p>" if warning else "",
        f"<p class='summary'>{safe(summary)}</p>",
        _controls(claims),
        _matrix(rows, claims),
        "<p class='reference'>PASS: the conclusion holds (confirmed, beyond). FAIL: it fails (refuted, outside), which "
        "may be what the check file expects. KNOWN: it fails as it does for every g, the paper's statement being "
        "false as printed. FAIL! or PASS!, outlined: not as expected. ????: undecided. "
        "Rest the pointer on a cell for its numbers.</p>",
        _earlier(kept),
        provenance_section(origin, "last changed by" if kept else "made again by"),
    ]
    return document("Verification reports – spectral-proofs", "\n".join(body), script("matrix.js"))


def _earlier(kept: int) -> str:
    if not kept:
        return ""
    rows = "1 row is of a report" if kept == 1 else f"{kept} rows are of reports"
    return f"<p class='reference'>{rows} that an earlier command wrote; each names its own.</p>"


def _controls(claims: Sequence[str]) -> str:
    return (
        "<div class='controls' role='search'>"
        "<label>candidate<input id='filter-name' type='search' placeholder='part of a name'></label>"
        f"<label>claim<select id='filter-claim'>{_options('all claims', claims)}</select></label>"
        "<label>verdict<select id='filter-verdict'><option value=''>all verdicts</option>"
        "<option value='PASS'>PASS</option><option value='FAIL'>FAIL</option><option value='KNOWN'>KNOWN</option>"
        f"{''.join(f'<option>{name}</option>' for name in _VERDICTS)}</select></label>"
        "<output id='shown'></output></div>"
    )


def _options(everything: str, names: Sequence[str]) -> str:
    return f"<option value=''>{everything}</option>" + "".join(f"<option>{safe(name)}</option>" for name in names)


def _matrix(rows: Sequence[tuple[str, str, Sheet]], claims: Sequence[str]) -> str:
    heads = "".join(
        f"<th scope='col' class='claim' data-claim='{safe(name)}'><span>{safe(name)}</span></th>" for name in claims
    )
    lines = "".join(_row(stem, spectrum, sheet, claims) for stem, spectrum, sheet in rows)
    return (
        "<div class='matrix'><table id='matrix'><thead><tr><th scope='col'>candidate</th>"
        f"<th scope='col'>spectrum</th>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _row(stem: str, spectrum: str, sheet: Sheet, claims: Sequence[str]) -> str:
    found = {row.result.id: row for row in sheet.claims}
    cells = "".join(_cell(name, found.get(name)) for name in claims)
    link = f"<a href='{safe(quote(stem))}.html' title='{safe(sheet.title or sheet.g)}'>{safe(sheet.name)}</a>"
    return f"<tr data-name='{safe(sheet.name)}'><th scope='row'>{link}</th><td>{safe(spectrum)}</td>{cells}</tr>"


def _cell(name: str, row: ClaimRow | None) -> str:
    if row is None:
        return f"<td data-claim='{safe(name)}'></td>"
    surprise = " surprise" if row.unexpected else ""
    numbers = safe(f"{hover(row)} – {row.result.reason}")
    return (
        f"<td class='{_CLASSES[row.mark]}{surprise}' data-claim='{safe(name)}' data-mark='{row.mark}' "
        f"data-verdict='{row.result.verdict.value}' title='{numbers}'>{row.shown}</td>"
    )
