"""Rows that a certificate covers are marked beside their evidence; what Coq rejects or contradicts never is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from spectral_proofs import Spectrum, check, cli
from spectral_proofs.certificate import coq
from spectral_proofs.certificate.machine_check import machine_checked
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.reporters import brief, json, report_folder, schemas
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sheet import sheet
from spectral_proofs.reporters.tex import escaped
from spectral_proofs.results import RunResult, Truth

CLAIMS = ("growth", "eq7", "prop1", "thm2")


@pytest.fixture(scope="module")
def run() -> RunResult:
    return check("lambda*t", claims=CLAIMS)


def _said(monkeypatch: pytest.MonkeyPatch, rejection: str) -> None:
    monkeypatch.setattr(coq, "rejection", lambda text, seconds, memory: rejection)


def test_rows_that_the_theorems_cover_are_marked(run: RunResult, monkeypatch: pytest.MonkeyPatch) -> None:
    _said(monkeypatch, "")
    found = machine_checked(run, Spectrum(), None, None)
    assert {claim.id for claim in found.claims if claim.machine_checked} == {"growth", "prop1", "thm2"}
    assert {row.evidence for row in sheet(found).claims} == {"proved", "proved, machine-checked"}
    console = Console(width=80)
    with console.capture() as shown:
        console.print(brief.page(found))
    assert "machine-checked, accepted by coqc: growth, prop1, thm2" in shown.get()
    assert "Theorem loss_certificate" in found.certificate
    document = json.run_document([found])
    jsonschema.validate(document, schemas.load("run/1", closed=True))
    entries = {claim["id"]: claim.get("machine_checked", "") for claim in document["runs"][0]["claims"]}
    assert entries["prop1"].startswith("loss_certificate: 1913/10000 t^-(1/4) <= L(t)")
    assert not entries["eq7"]


def test_reports_link_the_coq_file_beside_them(run: RunResult, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _said(monkeypatch, "")
    monkeypatch.setattr(report_folder, "pictures", lambda result, curve: [])
    found = machine_checked(run, Spectrum(), None, None)
    origin = Provenance("spectral-proofs report ntk --machine-check", 30, 0, (), "-")
    texts = {path.suffix: path.read_text("utf-8") for path in report_folder.ReportFolder(tmp_path).add(found, origin)}
    (coq_file,) = tmp_path.glob("*.v")
    assert coq_file.read_text("utf-8") == found.certificate
    assert f"<a href='{coq_file.name}'>" in texts[".html"]
    assert f"[{coq_file.name}]({coq_file.name})" in texts[".md"]
    assert rf"\texttt{{{escaped(coq_file.name)}}}, accepted by coqc" in texts[".tex"]
    assert "proved, machine-checked" in texts[".html"]
    assert "| proved, machine-checked |" in texts[".md"]
    assert escaped("proved, machine-checked") in texts[".tex"]


@pytest.mark.parametrize(
    ("spectrum", "rejection", "note"),
    [
        (Spectrum(), "line 3: Error", "coqc does not accept it: line 3"),
        (FirstModes(Spectrum(), 9), "", "all modes k = 1, 2"),
    ],
)
def test_a_rejected_certificate_marks_nothing(
    run: RunResult, spectrum: Spectrum, rejection: str, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _said(monkeypatch, rejection)
    found = machine_checked(run, spectrum, None, None)
    assert found.claims == run.claims
    assert not found.certificate
    assert note in found.notes[-1]


def test_a_conclusion_that_the_theorem_contradicts_is_an_internal_error(
    run: RunResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    _said(monkeypatch, "")
    wrong = replace(run, claims=tuple(replace(c, conclusion=Truth.NO) if c.id == "thm2" else c for c in run.claims))
    found = machine_checked(wrong, Spectrum(), None, None)
    assert found.internal_error == "thm2: the conclusion contradicts a certificate that coqc accepts"
    assert not any(claim.machine_checked for claim in found.claims)


def test_without_coq_the_option_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert cli.main(["check", "ntk", "--machine-check"]) == 2
    assert "--machine-check: coqc is not installed" in capsys.readouterr().err
