"""What ``fit`` found as one self-contained HTML page with pictures; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from spectral_proofs.reporters.fit_table import (
    CANDIDATES,
    ESTIMATES,
    PREDICTIONS,
    candidate_rows,
    estimate_rows,
    interval,
    number,
    prediction_rows,
)
from spectral_proofs.reporters.page import document, figure, safe, section, table
from spectral_proofs.reporters.plots.measured import pictures
from spectral_proofs.reporters.plots.picture import Picture, PlotsMissingError
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.results.from_data import Answer, FitResult

_CLASSES = {Answer.CONSISTENT: "pass", Answer.INCONSISTENT: "fail", Answer.TOO_LITTLE: "open"}


def page(result: FitResult, origin: Provenance) -> str:
    """The page."""
    drawn: Sequence[Picture] = ()
    undrawn = ""
    try:
        drawn = pictures(result)
    except PlotsMissingError as error:
        undrawn = f"<p class='nothing'>{safe(str(error))}</p>"
    names = ", ".join(source.path for source in result.inputs)
    body = [
        f"<header><h1>What data say: {safe(names)}</h1></header>",
        "<p class='summary'>Estimates and statements from data; nothing here is proved.</p>",
        *(f"<p class='warning'>{safe(line)}</p>" for line in result.warnings),
        section("Estimates", table(ESTIMATES, estimate_rows(result))),
        section("Statements", _statements(result)),
        section("Which g", table(CANDIDATES, candidate_rows(result))),
        section("Predictions", table(PREDICTIONS, prediction_rows(result))),
        section("Pictures", *(figure(picture) for picture in drawn), undrawn),
        section("What these data cannot tell", _list(result.not_identified)),
        section("Inputs", _inputs(result), _origin(origin)),
    ]
    return document("What data say – spectral-proofs", "\n".join(body))


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{safe(line)}</li>' for line in lines)}</ul>" if lines else ""


def _statements(result: FitResult) -> str:
    rows = [
        (s.answer.value, s.id, s.statement, number(s.effect), interval(s.interval), f"{s.reason}; {s.test}")
        for s in result.statements
    ]
    head = ("answer", "", "statement", "effect", "95 % interval", "reason and test")
    return table(head, rows, [_CLASSES[s.answer] for s in result.statements])


def _inputs(result: FitResult) -> str:
    rows = [(s.path, s.kind, str(s.rows), ", ".join(f"{k}: {v}" for k, v in s.columns.items())) for s in result.inputs]
    return table(("file", "kind", "rows", "columns"), rows)


def _origin(origin: Provenance) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in origin.versions)
    return table(("made again by", "versions", "date"), [(origin.command, versions, origin.date)])
