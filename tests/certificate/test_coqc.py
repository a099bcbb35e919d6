"""What Coq says: it accepts the certificates of the catalogue, and rejects false ones."""

from __future__ import annotations

import re
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
    *("lr_one_over_t", "ridge", "qualification", "two_term", "time_log"),
    *("warm_up", "zipf_quanta", "nesterov_envelope", "ridge_regression_samples"),
]


RATIONAL, RIDGE, TIME_LOG = "lambda*t/(1+lambda)", "log(1+lambda*t)", "lambda*t*log(1+t)"
TWO_TERM, QUALIFIED = "lambda*t+lambda**2*t**3", "log(1+10*lambda*t)/10"
UNSEEN = {
    "lambda*t*exp(-lambda/t)": Spectrum(),  # g is the ratio once exponents are compared as fractions
    "lambda*t*(2+exp(-lambda/t)*lambda)": Spectrum(),  # and where SymPy writes e^-x as 1/e^x
    "lambda*t/(1+sqrt(lambda*t))": Spectrum(),
    "log(1+lambda*t**2)": Spectrum("3", "2", "1/2", "3"),  # S is a logarithm
    "lambda*t+lambda**3*t**2": Spectrum("7/2", "2"),  # S is bounded
    "log(1+lambda*t*log(1+t))": Spectrum(),
    "log(1+lambda*t)/10": Spectrum("3/2", "2", "1/3", "2"),  # the first mode carries L
}


@needs_coq
@pytest.mark.parametrize("g", UNSEEN)
def test_unseen_candidates_are_accepted(g: str) -> None:
    assert coq.rejection(certify(Candidate(g), UNSEEN[g]).text) == ""


@needs_coq
@pytest.mark.parametrize("name", CASES)
def test_the_catalogues_certificates_are_accepted(name: str) -> None:
    check = load(catalogue.find(name))
    assert [coq.rejection(certify(check.candidate, spectrum).text) for spectrum in check.spectra[:1]] == [""]


@needs_coq
@pytest.mark.parametrize(
    ("g", "true", "false", "theorem"),
    [
        pytest.param("lambda*t", "((382 / 125) *", "((3 / 2) *", "loss_certificate", id="L below its constant 1.524"),
        pytest.param("lambda*t", "((1589 / 10000) *", "(2 *", "energy_certificate", id="S above its constant 1.29"),
        pytest.param("lambda*t", "t, 1 <= t", "t, (1 / 1000) <= t", "loss_certificate", id="t0 too early"),
        pytest.param("lambda*t", "t (- ((1 / 4)))", "t (- ((1 / 2)))", "loss_certificate", id="a wrong exponent"),
        pytest.param(
            "lambda*t", "(763 / 500)", "(1524 / 1000)", "sharp_loss_certificate", id="L below its sharp constant"
        ),
        pytest.param(
            "lambda*t", "(1360499 / 1000000)", "(1359 / 1000)", "loss_integral", id="Gamma(1/4) below its value"
        ),
        pytest.param(
            "lambda*t", "(3863 / 5000)", "(7616 / 10000)", "sharp_energy_certificate", id="S below its sharp constant"
        ),
        pytest.param(RATIONAL, "(1001 / 1000)", "(99 / 100)", "ratio_bounds", id="c2 below the supremum 1"),
        pytest.param(
            RATIONAL, "lambda + 1", "lambda + 2", "g_is_ratio", id="another g in the theorem than in the proof"
        ),
        pytest.param(RIDGE, "(4119 / 1000)", "(3 / 2)", "loss_certificate", id="ridge: L below its constant"),
        pytest.param(RIDGE, "(432 / 625)", "(7 / 10)", "above_bounds", id="ridge: g(1/t, t) is only log 2"),
        pytest.param(
            TIME_LOG, "t, 3 <= t", "t, (101 / 100) <= t", "loss_certificate", id="time_log: t0 too early for S"
        ),
        pytest.param(TWO_TERM, "t (- ((3 / 2)))", "t (- (1))", "frontier_scale", id="two_term: a wrong frontier"),
        pytest.param(TWO_TERM, "(1 / 4)", "(1 / 3)", "loss_certificate", id="two_term: a wrong exponent"),
        pytest.param(QUALIFIED, "t) (1 / 5)", "t) (1 / 4)", "loss_certificate", id="qualification: chi = (a-1)/b"),
    ],
)
def test_false_certificates_are_rejected(g: str, true: str, false: str, theorem: str) -> None:
    text = certify(Candidate(g), Spectrum()).text
    assert true in text
    parts = text.partition("Definition ratio") if theorem == "g_is_ratio" else (text, "", "")
    tampered = "".join((parts[0].replace(true, false), *parts[1:]))
    rejection = coq.rejection(tampered)
    assert _where(tampered, rejection) == theorem
    assert not re.search("Syntax error|not found|[Uu]nknown|has type", rejection)  # it is read, and found false


def _where(text: str, rejection: str) -> str:
    """The theorem in whose proof the compiler stops."""
    line = re.match(r"line (\d+),", rejection)
    assert line, rejection
    return re.findall(r"^(?:Theorem|Lemma) (\w+)", "\n".join(text.splitlines()[: int(line[1])]), re.MULTILINE)[-1]


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
