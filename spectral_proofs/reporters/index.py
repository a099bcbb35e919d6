"""The index page: all runs by all claims, with filters."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from spectral_proofs.reporters.index_rows import IndexRow, link, overview, sentence
from spectral_proofs.reporters.page import CLASSES, asset, document, hover, provenance_section, safe
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sentences import html as said
from spectral_proofs.reporters.sheet import ClaimRow

_VERDICTS = ("confirmed", "beyond", "refuted", "outside", "undecided")


def index_page(
    rows: Sequence[IndexRow], claims: Sequence[str], summary: str, warning: str, origin: Provenance, kept: int = 0
) -> str:
    """The page over all runs.

    Args:
        rows: the runs.
        claims: ids of the columns.
        summary: one line over all runs.
        warning: what is incomplete, or an empty string.
        origin: of the command that made the reports, but for ``kept`` of them.
        kept: how many rows are of reports that were there before.
    """
    body = [
        "<header><h1>Verification reports</h1>",
        f"<p class='lead'>{said(sentence(rows))}</p></header>",
        f"<p class='warning' role='alert'>{safe(warning)}</p>" if warning else "",
        f"<p class='summary'>{safe(summary)}</p>",
        _controls(claims),
        overview(rows),
        "<h2>Claim by claim</h2>",
        _matrix(rows, claims),
        "<p class='reference'>PASS: the conclusion holds (confirmed, beyond). FAIL: it fails (refuted, outside), which "
        "may be what the check file expects. KNOWN: it fails as it does for every g, the paper's statement being "
        "false as printed. FAIL! or PASS!, outlined: not as expected. ????: undecided. "
        "A mark leads to its argument and numbers.</p>",
        _earlier(kept),
        provenance_section(origin, "last changed by" if kept else "made again by"),
    ]
    return document("Verification reports – spectral-proofs", "\n".join(body), asset("matrix.js"))


def _earlier(kept: int) -> str:
    if not kept:
        return ""
    rows = "1 row is of a report" if kept == 1 else f"{kept} rows are of reports"
    return f"<p class='reference'>{rows} that an earlier command wrote; each names its own.</p>"


def _controls(claims: Sequence[str]) -> str:
    return (
        "<div class='controls' role='search'>"
        "<label>candidate<input id='filter-name' type='search' placeholder='part of a name'></label>"
        f"<label>claim<select id='filter-claim'><option value=''>all claims</option>"
        f"{''.join(f'<option>{safe(name)}</option>' for name in claims)}</select></label>"
        "<label>verdict<select id='filter-verdict'><option value=''>all verdicts</option>"
        "<option value='PASS'>PASS</option><option value='FAIL'>FAIL</option><option value='KNOWN'>KNOWN</option>"
        f"{''.join(f'<option>{name}</option>' for name in _VERDICTS)}</select></label>"
        "<output id='shown'></output></div>"
    )


def _matrix(rows: Sequence[IndexRow], claims: Sequence[str]) -> str:
    heads = "".join(
        f"<th scope='col' class='claim' data-claim='{safe(name)}'><span>{safe(name)}</span></th>" for name in claims
    )
    lines = "".join(_row(row, claims) for row in rows)
    return (
        "<div class='matrix' role='region' aria-label='all claims' tabindex='0'>"
        "<table id='matrix'><thead><tr><th scope='col'>candidate</th>"
        f"<th scope='col'>spectrum</th>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _row(row: IndexRow, claims: Sequence[str]) -> str:
    found = {claim.result.id: claim for claim in row.sheet.claims}
    cells = "".join(_cell(row.stem, name, found.get(name)) for name in claims)
    named = f"<tr data-name='{safe(row.sheet.name)}'><th scope='row'>{link(row)}</th>"
    return f"{named}<td>{safe(row.spectrum)}</td>{cells}</tr>"


def _cell(stem: str, name: str, row: ClaimRow | None) -> str:
    """A mark that leads to the claim's row on the page of its run."""
    if row is None:
        return f"<td data-claim='{safe(name)}'></td>"
    surprise = " surprise" if row.unexpected else ""
    numbers = safe(f"{hover(row)} – {row.result.reason}")
    place = f"{safe(quote(stem))}.html#claim-{safe(quote(name))}"
    return (
        f"<td class='{CLASSES[row.mark]}{surprise}' data-claim='{safe(name)}' data-mark='{row.mark}' "
        f"data-verdict='{row.result.verdict.value}'><a href='{place}' title='{numbers}'>{row.shown}</a></td>"
    )
