"""Certificates without Coq: which candidates have one, and that what they state contains the truth and is narrow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flint import arb

from spectral_proofs import cli, evaluate
from spectral_proofs.certificate import Certificate, certify
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import load
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectrum import Spectrum
from tests.weight import parted

#: The catalogue's candidates that satisfy (2); the others have no certificate.
CERTIFIED = {
    *("accelerated", "deep_linear", "discrete_gd", "feature_learning", "heavy_tail", "log_periodic", "lr_decay"),
    *("monomial", "ntk", "ntk_critical", "ntk_steep", "preconditioned", "saturating_kernel"),
}
#: Those outside (2) whose frontier is a power of t and log t.
AT_FRONTIER = {"lr_one_over_t", "qualification", "ridge", "time_log", "two_term"}
_NUMBER = r"(-?[0-9/]+)"


@pytest.mark.parametrize(
    "name", parted(catalogue.suite_names(), lambda name: name not in {"ntk", "time_log", "weight_decay"})
)
def test_the_catalogue(name: str) -> None:
    check = load(catalogue.find(name))
    for spectrum in check.spectra:
        if name in CERTIFIED:
            _holds_where_certified(certify(check.candidate, spectrum), check.candidate, spectrum)
        elif name in AT_FRONTIER:
            _holds_at_frontier(certify(check.candidate, spectrum), check.candidate, spectrum)
        elif check.candidate.residual:
            with pytest.raises(InputError, match="there is no g"):
                certify(check.candidate, spectrum)
        else:
            with pytest.raises(UndecidedError, match=r"condition \(2\)"):
                certify(check.candidate, spectrum)


@pytest.mark.parametrize(
    ("g", "way"),
    [("lambda*t/(1+lambda)", "ratio_bounds"), ("-t*log(1-lambda/2)", "slope_derives")],
)
def test_ways_to_the_growth_condition(g: str, way: str) -> None:
    found = certify(Candidate(g), Spectrum("5/2", "2", "1/2", "3"))
    assert way in found.text
    _holds_where_certified(found, Candidate(g), Spectrum("5/2", "2", "1/2", "3"))


@pytest.mark.parametrize(
    ("g", "reason"),
    [
        ("log(1+lambda*t)**2", r"condition \(2\) fails.*; at the frontier: above the frontier g is not seen to grow"),
        ("log(1+t)*lambda**2*t", r"the frontier has \(log t\)\^\(-1/2\)"),
        ("lambda*t*(1+erf(lambda))", "erf has no translation"),
        (
            "lambda*t*(1+t**(-1/13))",
            r"a fractional power of .*; at the frontier: powers with denominators as large as 13",
        ),
    ],
)
def test_what_has_no_certificate_says_why(g: str, reason: str) -> None:
    with pytest.raises(UndecidedError, match=reason):
        certify(Candidate(g), Spectrum())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("g", "spectrum", "parts"),
    [
        ("lambda*t/(1+sqrt(lambda*t))", Spectrum(), "loss energy"),
        ("log(1+lambda*t**2)", Spectrum("5/2", "3"), "loss energy"),
        ("lambda*t+lambda**3*t**2", Spectrum(), "loss energy"),
        ("sqrt(lambda*t)+lambda*t", Spectrum("3/2", "2", "1/2", "3"), "loss energy"),
        ("log(1+lambda*t)", Spectrum("3", "2"), "loss energy"),  # s = 0
        ("log(1+lambda*t)", Spectrum("7/2", "2", "2"), "loss energy"),  # s < 0
        ("log(1+lambda*t)", Spectrum("5", "2"), "energy"),  # b r = a - 1
        ("log(1+lambda*t)/10", Spectrum("3/2", "2", "1/3", "2"), "loss energy"),  # the first mode carries L
    ],
)
def test_unseen_candidates_at_their_frontier(g: str, spectrum: Spectrum, parts: str) -> None:
    found = certify(Candidate(g), spectrum)
    assert [name for name in found.theorems if name != "frontier_condition"] == [
        f"{p}_certificate" for p in parts.split()
    ]
    assert bool(found.left_out) is (parts == "energy")
    _holds_at_frontier(found, Candidate(g), spectrum)


@pytest.mark.parametrize(
    ("g", "spectrum", "width"),
    [
        ("lambda*t", Spectrum(), "1.012"),  # s > 1
        ("3*lambda*t/2", Spectrum("5/2", "2", "1/2", "3"), "1.01"),  # s < 1
        ("lambda**(1/4)*t", Spectrum("14/5", "2", "1/3", "2"), "1.004"),  # a - 1 > m b
        ("lambda*t", Spectrum("2", "3"), "1.09"),  # s = 2, m b = 3
        ("lambda*t", Spectrum("3/2", "5/2"), "1.04"),  # s = 2
    ],
)
def test_a_monomial_has_its_sharp_constants(g: str, spectrum: Spectrum, width: str) -> None:
    found = certify(Candidate(g), spectrum).theorems
    said = re.fullmatch(
        rf"{_NUMBER} t\^-.* <= L\(t\) <= {_NUMBER} t\^-\((.*)\) for t >= 100000", found["sharp_loss_certificate"]
    )
    of_energy = re.fullmatch(
        rf"{_NUMBER} t\^\S*(?: - {_NUMBER})? <= S\(t\) <= {_NUMBER} t\^\((.*)\) for t >= 100000",
        found["sharp_energy_certificate"],
    )
    assert said
    assert of_energy
    low, high, chi = (_ball(text) for text in said.groups())
    least, less, most, gamma = (_ball(text or "0") for text in of_energy.groups())
    for value in evaluate(Candidate(g), spectrum, ["1e5", "1e12"]):
        t = arb(value.t)
        assert low < arb(value.loss.mid) * t**chi < high
        assert least * t**gamma - less < arb(value.energy.mid) < most * t**gamma
    assert high < arb(width) * low
    assert most < arb(width) * least


def test_where_there_is_no_sharp_constant_the_reason_is_said() -> None:
    found = certify(Candidate("lambda*t"), Spectrum("4", "2"))  # s = -1
    assert list(found.theorems)[-1] == "sharp_loss_certificate"
    assert found.left_out == ("no sharp constant of S: it is a multiple of t^gamma for 0 < s < 2 m b only, and s = -1",)
    steep = certify(Candidate("lambda**(1/100)*t"), Spectrum("3", "2"))
    assert steep.left_out[0].endswith("too steep where (a-1)/(m b) = 100 > 20")


def test_other_spectra_have_none() -> None:
    with pytest.raises(UndecidedError, match="all modes k = 1, 2, "):
        certify(Candidate("lambda*t"), FirstModes(Spectrum(), 10))  # type: ignore[arg-type]


def test_the_command_writes_the_file_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ntk.v"
    assert cli.main(["certificate", "ntk", "--out", str(path)]) == 0
    assert "Theorem loss_certificate" in path.read_text("utf-8")
    assert "not yet checked" in capsys.readouterr().out
    assert cli.main(["certificate", "weight_decay", "--out", str(tmp_path / "ridge.v")]) == 3
    assert capsys.readouterr().out.startswith("no certificate: condition (2) fails")
    assert not (tmp_path / "ridge.v").exists()
    assert cli.main(["certificate", "ntk", "--out", str(tmp_path / "ntk.txt")]) == 2


def _holds_where_certified(found: Certificate, candidate: Candidate, spectrum: Spectrum) -> None:
    """At t0 and far out the certified L and S lie between the bounds, which are within a factor of 10^4."""
    said = re.fullmatch(
        rf"{_NUMBER} t\^-\(.*\) <= L\(t\) <= {_NUMBER} t\^-\((.*)\) for t >= (.*)", found.theorems["loss_certificate"]
    )
    assert said
    low, high, chi, t0 = (_ball(text) for text in said.groups())
    assert 1 < high / low < 600
    energy = re.fullmatch(
        rf"{_NUMBER} t\^\(.*\) <= S\(t\) <= {_NUMBER} t\^\((.*)\) for t >= .*", found.theorems["energy_certificate"]
    )
    for text in (said[4], "1e9"):
        value, t = evaluate(candidate, spectrum, [text])[0], arb(text)
        loss = arb(value.loss.mid) * t**chi
        assert low < loss < high
        if energy:
            below, above, gamma = (_ball(text) for text in energy.groups())
            assert below < arb(value.energy.mid) * t**-gamma < above
    assert t0 <= 60


def _holds_at_frontier(found: Certificate, candidate: Candidate, spectrum: Spectrum) -> None:
    """At t0 and far out L and S lie between the two sides, which are within a factor of 5000 there."""
    condition = re.search(
        r"l = (?:t\^-\((.*?)\))? ?(?:\(log t\)\^-(\d+))?, t >= (\d+)$", found.theorems["frontier_condition"]
    )
    assert condition
    for text in (condition[3], "1e9"):
        t = arb(text)
        scale = t ** -_ball(condition[1] or "0") * t.log() ** -int(condition[2] or 0)
        value = evaluate(candidate, spectrum, [text])[0]
        for name, true in (("loss_certificate", value.loss), ("energy_certificate", value.energy)):
            if name in found.theorems:
                low, high = _sides(found.theorems[name], scale)
                assert low < arb(true.mid) < high
                assert high < 5000 * low


def _sides(statement: str, scale: arb) -> tuple[arb, arb]:
    """The two sides of a statement about multiples of powers of l, or of log(Lambda/l), at one l."""
    sides = statement.split(",", 1)[0].split(" for t")[0].split(" <= ")
    low, high = (_value(side, scale) for side in (sides[0], sides[2]))
    return low, high


def _value(side: str, scale: arb) -> arb:
    total = arb(0)
    for term in side.split(" + "):
        factor, _, law = term.partition(" ")
        power = re.fullmatch(r"l\^(-?)\((.*)\)", law)
        logarithm = re.fullmatch(r"log\(\(?([0-9/]+)\)?/l\)", law)
        if power:
            total += _ball(factor) * scale ** (_ball(power[2]) * (-1 if power[1] else 1))
        elif logarithm:
            total += _ball(factor) * (_ball(logarithm[1]) / scale).log()
        else:
            assert not law
            total += _ball(factor)
    return total


def _ball(text: str) -> arb:
    above, _, below = text.partition("/")
    return arb(above) / arb(below or "1")
