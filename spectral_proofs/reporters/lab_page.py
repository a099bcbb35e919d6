"""The laboratory's report as one self-contained HTML page: the tables of ``lab report``, and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spectral_proofs.lab.estimates import Estimate
from spectral_proofs.lab.judge import Group, Statement, trends
from spectral_proofs.reporters.lab import SPOKEN_OF, interval
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
        parts += [f"<h2>{safe(group.label)}</h2>", f"<p>{len(group.runs)} runs</p>"]
        parts += [_estimates(group.estimates, group.truth), _statements(group.statements)]
    for trend in trends(groups):
        parts += [
            f"<h2>{safe(trend.label)}</h2>",
            _estimates(trend.estimates, trend.truth),
            _statements(trend.statements),
        ]
    return document("Laboratory – spectral-proofs", "\n".join(parts))


def _estimates(estimates: Mapping[str, Estimate], truth: Mapping[str, float]) -> str:
    rows = ((name, interval(found), f"{truth[name]:g}" if name in truth else "") for name, found in estimates.items())
    return table(("quantity", "measured, 95 %", "derived"), rows)


def _statements(found: Sequence[Statement]) -> str:
    rows = ((s.id, s.answer, interval(s.effect), s.says) for s in found)
    return table(("claim", "answer", "effect, 95 %", "says"), rows)
