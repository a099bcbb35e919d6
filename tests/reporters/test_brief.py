"""The page that check prints unless told otherwise: short, with statements, and with what is surprising only."""

import io
from dataclasses import replace

import pytest
import sympy
from factories import RUN, asymptotics, claim, derivation

from spectral_proofs.claims import CLAIMS, CORE_IDS
from spectral_proofs.reporters import table
from spectral_proofs.reporters.fits import speaks
from spectral_proofs.results import Enclosure, ExpectationResult, Fit, KnownFailure, Truth, Verdict
from spectral_proofs.text.mathematics import in_encoding

KNOWN = KnownFailure("A11", "a <= b+1", "as it should read")
ALL = tuple(claim(Verdict.CONFIRMED, name) for name in CLAIMS)


def shown(run, amount=table.Amount.PAGE, width=80):
    paper = table.console(io.StringIO())
    paper.width = width
    with paper.capture() as capture:
        paper.print(table.run_report(run, amount), crop=False)
    return capture.get()


def with_claims(**verdicts):
    chosen = {name.replace("_", "-"): verdict for name, verdict in verdicts.items()}
    return replace(RUN, claims=tuple(claim(chosen.get(c.id, c.verdict), c.id, reason=f"because {c.id}") for c in ALL))


def test_about_twenty_lines_at_eighty_columns():
    lines = shown(with_claims()).rstrip().splitlines()
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 80
    for name in CORE_IDS:
        (line,) = [line for line in lines if line.startswith(f"PASS  {name} ")]
        assert "confirmed, proved" in line
    assert not any("prune-plateau" in line or "because" in line for line in lines)
    assert "λ^m t^n ≤ g" in "\n".join(lines)


def test_what_is_surprising_is_explained():
    output = shown(with_claims(thm2=Verdict.REFUTED, density=Verdict.UNDECIDED, reach=Verdict.OUTSIDE))
    assert "thm2: because thm2" in output
    assert "????  undecided: density" in output
    assert "density: because density" in output
    assert "reach" in output
    assert "because reach" not in output  # outside its hypotheses: no surprise
    unmet = replace(with_claims(), expectations=(ExpectationResult("rho", "2", "1", Truth.NO),))
    assert "FAIL! expect rho = 2, found 1" in shown(unmet)


def test_known_failures_are_one_line_and_a_known_failure_that_does_not_occur_is_a_finding():
    claims = tuple(replace(c, known=KNOWN) if c.id == "noise" else c for c in ALL)
    assert "because: known" not in shown(replace(RUN, claims=claims))
    assert "PASS! confirmed: noise" in shown(replace(RUN, claims=claims))
    assert "known to fail for a ≤ b+1, but does not" in shown(replace(RUN, claims=claims))
    failing = tuple(replace(claim(Verdict.REFUTED, c.id), known=KNOWN) if c.id == "noise" else c for c in ALL)
    assert "KNOWN false as printed for every g: noise (A11)" in shown(replace(RUN, claims=failing))


def test_chosen_claims_are_shown_with_their_arguments():
    output = shown(replace(RUN, claims=(claim(Verdict.CONFIRMED, "density", reason="N ~ (sqrt(pi)) t^(1/2)"),)))
    assert "PASS  density" in output
    assert "N ~ (√π) t^(1/2)" in output


def test_quiet_is_one_line():
    (line,) = shown(with_claims(thm2=Verdict.REFUTED), table.Amount.LINE).rstrip().splitlines()
    assert line.startswith("ntk, a = 3/2, b = 2: ρ = 1, χ = 1/4, γ = 3/4; ")
    assert line.endswith(f"{len(CLAIMS) - 1} passed, 1 failed, 0 known, 0 undecided, 1 not as expected")


@pytest.mark.parametrize("log", ["0", "1"])
def test_no_slope_stands_beside_a_law_with_a_logarithm(log):
    fit = Fit("S", 7.4e-6, 1e-9, ("1e12", "1e100"), 4, "A t^p", "0", None, None)
    law = asymptotics("0", log)
    assert speaks(fit, law) is (log == "0")
    run = replace(RUN, derivation=derivation(gamma="0", log=log), fits=(fit,))
    assert ("7.4e-6 ±" in shown(run, table.Amount.FULL)) is (log == "0")
    assert "7.4e-6" not in shown(run)


def test_the_slope_of_a_wave_is_no_exponent():
    fit = Fit("S", 0.75, 1e-3, ("1e2", "1e100"), 6, "A t^p", "3/4", None, None)
    for slope in ("-4.3e99", "0.748"):
        wave = replace(RUN.sums[-1], energy_slope=Enclosure(slope, "1e-5", True))
        output = shown(replace(RUN, sums=(wave,), fits=(fit,)), table.Amount.FULL)
        assert "0.75 ± " in output
        assert (slope in output) is (slope == "0.748")


def test_infinite_and_missing_exponents():
    output = shown(replace(RUN, derivation=derivation(energy=asymptotics(None, infinite=True))))
    assert "γ = none" in output
    undone = replace(RUN, derivation=None, underived="stopped after 1 s")
    assert "nothing was derived: stopped after 1 s" in shown(undone)


def test_constants_in_closed_form_and_as_decimals():
    law = replace(derivation().loss, constant=sympy.sqrt(sympy.pi), formula="L ~ (sqrt(pi)) t^(-1/4)")
    assert "L ~ 1.7724… t^(-1/4), 1.7724… = √π" in shown(replace(RUN, derivation=replace(derivation(), loss=law)))


def test_terminals_without_the_letters_get_ascii():
    assert in_encoding("ρ = 1, λ_* ~ t⁻¹ ≤ ∞", "latin-1") == "rho = 1, lambda_* ~ t^-1 <= oo"
