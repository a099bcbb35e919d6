"""What the index says before its verdicts: a sentence over all runs, and a row of formulas and a picture for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from spectral_proofs.reporters.asked import function
from spectral_proofs.reporters.mathml import formula
from spectral_proofs.reporters.page import head, safe
from spectral_proofs.reporters.sentences import html as said
from spectral_proofs.reporters.sheet import Sheet
from spectral_proofs.reporters.sparkline import Drawn, sparkline
from spectral_proofs.results import Truth

_LAWS = {"eq7": "L ~ c t^(−χ)", "thm2": "S = Θ(t^γ)", "cor1": "χ + γ = ρ"}
_NAMED = 4  # candidates that a sentence names


@dataclass(frozen=True)
class IndexRow:
    """One run of the index."""

    stem: str
    spectrum: str
    sheet: Sheet
    exponents: tuple[str, ...]  # rho, chi, gamma
    drawn: Drawn


def sentence(rows: Sequence[IndexRow]) -> str:
    """What was found about the three laws of the paper, as far as they were judged.

    It counts what is settled only: a law that is open for a candidate neither holds nor fails.
    """
    judged = [name for name in _LAWS if all(_conclusion(row, name) is not None for row in rows)]
    if not rows or not judged:
        return f"{len(rows)} {'run was' if len(rows) == 1 else 'runs were'} made."
    failing = [row for row in rows if any(_conclusion(row, name) is Truth.NO for name in judged)]
    keeping = [row for row in rows if all(_conclusion(row, name) is Truth.YES for name in judged)]
    left = len(rows) - len(failing) - len(keeping)
    laws = ", ".join(_LAWS[name] for name in judged)
    parts = [
        f"Of {len(rows)} evolution function{'s' * (len(rows) != 1)}, {len(keeping)} follow{'s' * (len(keeping) == 1)}"
    ]
    parts.append(f" the paper's laws {laws}")
    if failing:
        names = ", ".join(row.sheet.name for row in failing[:_NAMED]) + ", …" * (len(failing) > _NAMED)
        parts.append(f"; for {len(failing)} at least one of them fails ({names})")
    if left:
        parts.append(f"; for {left} it is undecided")
    return "".join(parts) + "."


def _conclusion(row: IndexRow, name: str) -> Truth | None:
    return next((claim.result.conclusion for claim in row.sheet.claims if claim.result.id == name), None)


def overview(rows: Sequence[IndexRow]) -> str:
    """The table of formulas, exponents and pictures."""
    names = head("picture", "candidate", "ρ", "χ", "γ", "verdicts")
    return f"<table id='found' class='stacked'>{names}<tbody>{''.join(map(_line, rows))}</tbody></table>"


def link(row: IndexRow) -> str:
    """To the page of a run."""
    return f"<a href='{safe(quote(row.stem))}.html'>{safe(row.sheet.name)}</a>"


def _line(row: IndexRow) -> str:
    sheet = row.sheet
    typed = f"<code>{' = '.join(map(safe, function(sheet.g)))}</code>"
    g = typed if sheet.formula is None else f"<span class='small'>g = {formula(sheet.formula)}</span>"
    exponents = "".join(
        f"<td class='exponent' data-name='{letter}'>{said(value)}</td>"
        for letter, value in zip("ρχγ", row.exponents, strict=True)
    )
    return (
        f"<tr data-name='{safe(sheet.name)}'><td class='picture'>{sparkline(row.drawn) or '–'}</td>"
        f"<th scope='row'>{link(row)}<br>{g}<br>"
        f"<span class='reference'>{said(row.spectrum)}</span></th>{exponents}"
        f"<td class='wide'>{safe(sheet.summary)}</td></tr>"
    )
