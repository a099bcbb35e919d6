"""What Coq says: it accepts the certificates of the catalogue, and rejects false ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from spectral_proofs import cli
from spectral_proofs.certificate import certify, coq
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import load
from spectral_proofs.problem.spectrum import Spectrum

pytestmark = pytest.mark.slow  # compiling proofs/ takes half a minute of processor time, once
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed (apt-get install coq)")
CASES = [
    *(
        "deep_linear",
        "discrete_gd",
        "feature_learning",
        "heavy_tail",
        "log_periodic",
        "monomial",
        "ntk",
        "ntk_critical",
    ),
    *("ntk_steep", "preconditioned", "saturating_kernel", "accelerated", "lr_decay"),
]


@needs_coq
@pytest.mark.parametrize("name", CASES)
def test_the_catalogues_certificates_are_accepted(name: str) -> None:
    check = load(catalogue.find(name))
    assert [coq.rejection(certify(check.candidate, spectrum).text) for spectrum in check.spectra[:1]] == [""]


@needs_coq
@pytest.mark.parametrize(
    ("g", "true", "false"),
    [
        pytest.param("lambda*t", "((382 / 125) *", "((3 / 2) *", id="L below its constant 1.524"),
        pytest.param("lambda*t", "((1767 / 100000) *", "(2 *", id="S above its constant 1.29"),
        pytest.param("lambda*t", "forall t, 1 <= t", "forall t, (1 / 1000) <= t", id="t0 too early for S"),
        pytest.param("lambda*t", "Rpower t (- ((1 / 4)))", "Rpower t (- ((1 / 2)))", id="a wrong exponent"),
        pytest.param("lambda*t/(1+lambda)", "(1001 / 1000)", "(99 / 100)", id="c2 below the supremum 1"),
        pytest.param(
            "lambda*t/(1+lambda)", "lambda + 1", "lambda + 2", id="another g in the theorem than in the proof"
        ),
    ],
)
def test_false_certificates_are_rejected(g: str, true: str, false: str) -> None:
    text = certify(Candidate(g), Spectrum()).text
    assert true in text
    parts = text.partition("Definition ratio") if false == "lambda + 2" else (text, "", "")
    assert coq.rejection("".join((parts[0].replace(true, false), *parts[1:]))) != ""


@needs_coq
def test_a_limit_stops_the_compiler() -> None:
    with pytest.raises(UndecidedError, match="coqc stopped"):
        coq.rejection("Fixpoint f n := match n with O => O | S m => f m + f m end.\nCompute f 40.\n", 2)


@needs_coq
def test_the_command_writes_what_coq_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "certificate.v"
    assert cli.main(["certificate", "lambda*t*(2+sin(log(1+t)))", "--out", str(path), "--check"]) == 0
    assert "checked by coqc" in capsys.readouterr().out


def test_without_coq_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UndecidedError, match="coqc is not installed; on Debian: apt-get install"):
        coq.rejection("")
