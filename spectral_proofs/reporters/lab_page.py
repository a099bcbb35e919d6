"""The laboratory's report as one self-contained HTML page: the tables of ``lab report``, and pictures."""

from __future__ import annotations

from collections.abc import Sequence

from spectral_proofs.lab.judge import Group, Trend, trends
from spectral_proofs.reporters.lab import ESTIMATES, SPOKEN_OF, STATEMENTS, estimate_rows, interval
from spectral_proofs.reporters.page import document, safe, table
from spectral_proofs.reporters.plots import Picture


def page(groups: Sequence[Group], pictures: Sequence[Picture], missing: str = "") -> str:
    """The page; ``missing`` says why there are no pictures."""
    parts = [
        "<header><h1>Claims against recorded training runs</h1></header>",
        f"<p>Numbers with 95 % intervals; {safe(SPOKEN_OF)}.</p>",
        *([f"<p class='warning'>{safe(missing)}</p>"] if missing else []),
        *(
            f"<figure>{p.svg}<figcaption><b>{safe(p.title)}.</b> {safe(p.caption)}</figcaption></figure>"
            for p in pictures
        ),
    ]
    for group in groups:
        parts += [f"<h2>{safe(group.label)}</h2>", f"<p>{len(group.runs)} runs</p>", *_tables(group)]
    for trend in trends(groups):
        parts += [f"<h2>{safe(trend.label)}</h2>", *_tables(trend)]
    return document("Laboratory – spectral-proofs", "\n".join(parts))


def _tables(of: Group | Trend) -> tuple[str, str]:
    statements = ((s.id, s.answer, interval(s.effect), s.says) for s in of.statements)
    return table(ESTIMATES, estimate_rows(of)), table(STATEMENTS, statements)
