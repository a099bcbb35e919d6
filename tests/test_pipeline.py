"""The stages with stand-ins for derivation, sums and claims, so that each failure can be staged."""

import re
import time

import pytest
import sympy
from factories import asymptotics, claim, derivation

from spectral_proofs import pipeline
from spectral_proofs.compare.engines import agree
from spectral_proofs.compare.expectations import compare, equal
from spectral_proofs.errors import InputError, InternalError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, Truth, Verdict
from spectral_proofs.results.exit_status import ExitStatus, exit_status

NTK = Candidate("lambda*t", name="ntk")
ROOT = Enclosure("0.123", "1e-18", False)


def stuck(*arguments):
    time.sleep(60)


def cannot(*arguments):
    raise UndecidedError("the limit of x is missing")


def contradicted(*arguments):
    raise InternalError("predicted 1, certified 2")


def test_everything_in_order(staged):
    result = pipeline.check(NTK)
    assert [point.t for point in result.sums] == list(pipeline.GRID)
    assert {fit.quantity: round(fit.slope, 9) for fit in result.fits} == {"L": -0.25, "S": 0.75}
    assert result.spectrum == {"a": "3/2", "b": "2"}
    assert exit_status([result]) is ExitStatus.FINE


def test_default_spectrum_is_the_documented_one(staged):
    assert pipeline.check(NTK, Spectrum("3/2", "2")).spectrum == pipeline.check(NTK).spectrum


def test_stuck_derivation_leaves_numbers_and_undecided_claims(staged):
    staged(derive=stuck)
    result = pipeline.check(NTK, timeout=1)
    assert result.derivation is None
    assert len(result.sums) == len(pipeline.GRID)
    assert {row.verdict for row in result.claims} == {Verdict.UNDECIDED}
    (reason,) = {row.reason for row in result.claims}
    assert re.fullmatch(r"symbolic derivation stopped after 0\.7\d* s", reason)  # the rest is for the sums
    assert exit_status([result]) is ExitStatus.UNDECIDED


@pytest.mark.parametrize(
    "error", [UndecidedError("the limit of x is missing"), RecursionError(), NotImplementedError()]
)
def test_failed_derivation_is_undecided(staged, error):
    def derive(*arguments):
        raise error

    staged(derive=derive)
    result = pipeline.check(NTK, claims=["thm2", "cor1"])
    assert [row.id for row in result.claims] == ["thm2", "cor1"]
    assert exit_status([result]) is ExitStatus.UNDECIDED


def test_stuck_judging_is_undecided(staged):
    staged(judge=stuck)
    result = pipeline.check(NTK, timeout=1)
    assert result.derivation is not None
    (reason,) = {row.reason for row in result.claims}
    assert re.fullmatch(r"judging the claims stopped after 0\.\d+ s", reason)


def test_disagreeing_engines_are_an_internal_error_not_a_verdict(staged):
    staged(reference_sums=lambda *arguments: (ROOT, ROOT))
    result = pipeline.check(NTK)
    assert "by Arb" in result.internal_error
    assert result.claims == ()
    assert exit_status([result]) is ExitStatus.INTERNAL_ERROR


def test_contradicted_prediction_is_an_internal_error(staged):
    staged(judge=contradicted)
    result = pipeline.check(NTK)
    assert result.internal_error == "predicted 1, certified 2"
    assert result.claims == ()


def test_derived_exponent_that_certified_values_contradict_is_an_internal_error(staged):
    staged(derive=lambda g, spectrum: derivation(chi="1/3"))
    result = pipeline.check(NTK)
    assert "L" in result.internal_error
    assert result.claims == ()
    assert exit_status([result]) is ExitStatus.INTERNAL_ERROR


def test_second_engine_that_cannot_is_only_a_note(staged):
    staged(reference_sums=cannot)
    result = pipeline.check(NTK)
    assert any("not cross-checked" in note for note in result.notes)
    assert exit_status([result]) is ExitStatus.FINE


def test_infinite_energy_must_be_infinite_for_both():
    infinite = Enclosure("inf", "0", True)
    assert agree(infinite, infinite)
    assert not agree(infinite, ROOT)
    assert not agree(Enclosure("0.5", "1e-30", True), infinite)


def test_expectations(staged):
    expected = pipeline.Expectations({"rho": sympy.Integer(1), "chi": sympy.Rational(1, 3)}, {"thm2": Verdict.REFUTED})
    problem = pipeline.prepare(NTK, expectations=expected)
    result = pipeline.run(problem)
    assert [line.met for line in result.expectations] == [Truth.YES, Truth.NO]
    assert result.claims[0].expected is Verdict.REFUTED
    chosen = pipeline.run(pipeline.prepare(NTK, expectations=expected, claims=["thm2"]))
    assert chosen.expectations == result.expectations  # choosing claims silences no expectation
    assert chosen.notes == result.notes
    other = pipeline.run(pipeline.prepare(NTK, expectations=expected, claims=["eq7"]))
    assert "expected verdicts not judged, their claims being left out: thm2" in other.notes


def test_exponent_expected_not_to_exist():
    infinite = derivation(energy=asymptotics(None, infinite=True))
    assert [line.met for line in compare({"gamma": None}, infinite)] == [Truth.YES]
    assert [line.met for line in compare({"gamma": None}, derivation())] == [Truth.NO]
    assert [line.met for line in compare({"gamma": sympy.Integer(1)}, infinite)] == [Truth.NO]
    assert [line.met for line in compare({"gamma": None}, None)] == [Truth.UNKNOWN]


def test_exact_comparison():
    assert equal(sympy.sqrt(2) * sympy.sqrt(3), sympy.sqrt(6)) is Truth.YES
    assert equal(sympy.Rational(1, 3), sympy.Rational("0.333333333333333333333")) is Truth.NO


@pytest.mark.parametrize(
    ("candidate", "options", "message"),
    [
        (Candidate("lambda*t**p"), {}, "--set p"),
        (NTK, {"claims": ["thm3"]}, "unknown claim 'thm3'; did you mean thm2"),
        (Candidate("-lambda*t"), {}, "positive"),
    ],
)
def test_bad_input_is_found_before_any_work(staged, candidate, options, message):
    with pytest.raises(InputError, match=message):
        pipeline.prepare(candidate, **options)


def test_claims_judged_before_the_limit_are_kept(staged):
    def slow(*arguments):
        yield claim(Verdict.CONFIRMED, "growth")
        time.sleep(60)

    staged(judge=slow)
    first, second = pipeline.check(NTK, timeout=1, claims=["growth", "cor1"]).claims
    assert (first.id, first.verdict) == ("growth", Verdict.CONFIRMED)
    assert second.id == "cor1"
    assert re.fullmatch(r"judging the claims stopped after 0\.\d+ s", second.reason)
