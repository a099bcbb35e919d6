"""Candidates with free parameters: instances in every regime, exact comparison, exit status, one-line errors."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
import sympy
from conftest import PowerSums
from factories import asymptotics, claim, derivation

from spectral_proofs import cli, instance_check
from spectral_proofs.derivation.parameters.agreement import disagreement, same
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.instances import instances
from spectral_proofs.errors import InputError
from spectral_proofs.instance_check import Question, conclude, plan, questions, refuse
from spectral_proofs.pipeline import prepare, run
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import from_text
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import schemas
from spectral_proofs.results import Verdict

R = sympy.Rational
TWO_TERMS = Candidate("lambda*t**p + lambda**2*t**q")


@pytest.fixture(scope="module")
def two_terms():
    return general_theorem(TWO_TERMS)


# --- instances


def test_instances_lie_in_their_regime_and_in_no_other(two_terms):
    for regime in two_terms.regimes:
        points = instances(two_terms, regime, 4)
        assert len(points) == 4
        for point in points:
            assert [other for other in two_terms.regimes if other.holds(point)] == [regime]
            assert all(value.is_Rational for value in point.values())
            assert set(point) == set(two_terms.parameters)


def test_instances_come_near_the_border_and_stay_away_from_it(two_terms):
    regime = next(r for r in two_terms.regimes if r.when == "(q < 2*p) & (a < b + 1)")
    p, q = symbol("p"), symbol("q")
    gaps = sorted((2 * point[p] - point[q]) / (2 * point[p] + point[q]) for point in instances(two_terms, regime, 4))
    assert 0 < gaps[0] < R(1, 16)
    assert gaps[-1] > R(1, 4)


def test_instances_are_the_same_every_time(two_terms):
    assert instances(two_terms, two_terms.regimes[0], 3) == instances(
        general_theorem(TWO_TERMS), two_terms.regimes[0], 3
    )


def test_instances_obey_assumptions():
    theorem = general_theorem(TWO_TERMS, assumptions=["p>3", "q==2*p", "a<b+1"])
    (regime,) = theorem.regimes
    points = instances(theorem, regime, 3)
    assert points
    assert all(point[symbol("p")] > 3 and point[symbol("q")] == 2 * point[symbol("p")] for point in points)


def test_a_regime_closed_at_its_border_has_an_instance_on_it():
    theorem = general_theorem(Candidate("C*lambda**m*t**n"))
    (regime,) = [regime for regime in theorem.regimes if regime.found.growth == "infinite"]
    s, q = (theorem.b + 1 - theorem.a), theorem.b * symbol("m")
    excess = [(s - 2 * q).subs(point) for point in instances(theorem, regime, 4)]
    assert 0 in excess
    assert max(excess) > 0


# --- comparison

FOUND = Findings(
    rho=symbol("p"),
    chi=symbol("p") / 4,
    gamma=3 * symbol("p") / 4,
    rho_log=sympy.S.Zero,
    chi_log=sympy.S.Zero,
    gamma_log=sympy.S.Zero,
    growth="power law",
    rigour={},
)
POINT_P = {symbol("p"): R(1)}


def test_equal_derivations_agree():
    assert disagreement(FOUND, POINT_P, derivation()) == ""


@pytest.mark.parametrize(
    ("found", "own", "message"),
    [
        (FOUND, derivation(rho="2"), "rho = 1 in the theorem, 2"),
        (FOUND, derivation(chi="1/3"), "chi = 1/4 in the theorem, 1/3"),
        (FOUND, derivation(log="1"), "_log = 0 in the theorem"),
        (FOUND, derivation(energy=asymptotics(None, infinite=True)), "S is power law"),
        (replace(FOUND, growth="infinite", gamma=None), derivation(), "S is infinite"),
        (replace(FOUND, loss_constant=sympy.sqrt(2)), "constant", "the constant of L is sqrt(2)"),
    ],
)
def test_differences_are_named(found, own, message):
    if own == "constant":
        own = derivation()
        own = replace(own, loss=replace(own.loss, constant=sympy.sqrt(3)))
    assert message in disagreement(found, POINT_P, own)


def test_what_is_open_is_not_compared():
    assert disagreement(Findings(notes=("undecided: x",), rigour={}), POINT_P, derivation()) == ""
    assert disagreement(replace(FOUND, rho=None), POINT_P, derivation(rho="7")) == ""


def test_constants_are_compared_by_their_decimals():
    x = symbol("x")
    integral = sympy.Integral(sympy.exp(-x), (x, 0, sympy.oo))
    assert same(integral, sympy.S.One)
    assert not same(integral, R(100001, 100000))
    assert same(sympy.gamma(R(1, 2)), sympy.sqrt(sympy.pi))
    assert same(x**2 + x, x * (x + 1))
    assert not same(x**2, x)


# --- runs


def checked(g, a=None, b=None, assumptions=(), **options):
    """The general theorem and one instance in each of its regimes."""
    candidate, one = Candidate(g) if isinstance(g, str) else g, Spectrum(a or "3/2", b or 2)
    question = Question(candidate, a, b, (one.Lambda, one.W), tuple(assumptions))
    refuse(question)
    planned = plan(question, lambda chosen, spectrum: prepare(chosen, spectrum, **options), options.get("timeout"), 1)
    return conclude(planned, [run(problem) for problem in planned.problems])


def test_every_regime_is_certified(staged):
    staged(derive=lambda g, spectrum: derivation("1", "1/4", "3/4"))
    result = checked("lambda*t**p", "3/2", "2", assumptions=["p==1"])
    assert [regime.certified for regime in result.regimes] == [True]
    assert not result.undecided
    assert result.runs[0].parameters == {"p": "1"}
    assert instance_check.status(result.runs, [result]) == 0


def test_a_different_derivation_is_an_internal_error(staged):
    staged(derive=lambda g, spectrum: derivation("2", "1/4", "3/4"))
    result = checked("lambda*t**p", "3/2", "2", assumptions=["p==1"])
    assert "differ: rho = 1 in the theorem, 2" in result.runs[0].internal_error
    assert result.runs[0].claims == ()
    assert result.undecided
    assert instance_check.status(result.runs, [result]) == 4


def test_a_regime_without_certified_instance_is_undecided(staged):
    class Unsure(PowerSums):
        def at(self, t, digits=30, slopes=True):
            value = super().at(t, digits, slopes)
            return replace(value, loss=replace(value.loss, certified=False))

    staged(derive=lambda g, spectrum: derivation("1", "1/4", "3/4"), sums_of=Unsure)
    result = checked("lambda*t**p", "3/2", "2", assumptions=["p==1"])
    assert "no instance is certified" in result.regimes[0].notes
    assert instance_check.status(result.runs, [result]) == 3


def test_failed_claims_count_as_in_ordinary_runs(staged):
    staged(derive=lambda g, spectrum: derivation(), judge=lambda *arguments: (claim(Verdict.REFUTED),))
    result = checked("lambda*t**p", "3/2", "2", assumptions=["p==1"])
    assert instance_check.status(result.runs, [result]) == 0  # a question
    gating = [replace(run, claims=tuple(replace(c, gates=True) for c in run.claims)) for run in result.runs]
    assert instance_check.status(gating, [result]) == 1


def test_a_theorem_that_takes_too_long_still_has_instances(staged, monkeypatch):
    def slow(*arguments, **options):
        raise instance_check.UndecidedError("general theorem stopped after 1 s")

    monkeypatch.setattr(instance_check, "general_theorem", slow)
    result = checked("lambda*t**p", "3/2", "2")
    assert result.undecided
    assert "stopped" in result.theorem.regimes[0].found.notes[0]
    assert len(result.runs) == 1


def test_what_is_free():
    found = questions(TWO_TERMS, (Spectrum("3/2", 2), Spectrum(3, 2)), frozenset({"b"}), ())
    assert [(item.a, item.b) for item in found] == [(None, "2")]
    found = questions(TWO_TERMS, (Spectrum("3/2", 2), Spectrum(3, 2, W=5)), frozenset({"a", "b"}), ())
    assert [(item.a, item.b, item.scales[1]) for item in found] == [("3/2", "2", 1), ("3", "2", 5)]


def test_a_check_file_may_leave_parameters_free():
    check = from_text('g = "lambda*t**p"\n[spectrum]\na = ["3/2", "5/2"]\n[expect]\nrho = "p"\n')
    assert check.given == {"a"}
    assert check.freed(["a"]).given == frozenset()
    assert check.freed(["a"]).exponents == {"rho": "p"}  # it holds for every p
    full = from_text('g = "lambda*t"\n[expect]\nrho = "1"\n')
    assert full.freed(["a"]).exponents == {}


def test_scales_of_the_spectrum_enter_the_theorem():
    plain, scaled = (
        general_theorem(TWO_TERMS, "3/2", "2", ["q<2*p"], scales).regimes[0].found.loss_constant
        for scales in ((R(1), R(1)), (R(1, 4), R(3)))
    )
    assert sympy.simplify(scaled / plain - 3 * R(1, 4) ** R(-1, 4)) == 0


@pytest.mark.parametrize(
    ("g", "message"),
    [
        ("lamda*t", "did you mean lambda"),
        ("lambda*T", "does not depend on t"),
        ("p*t", "does not depend on lambda"),
        ("lambda*t**x", "'x' is the name"),
        ("p - lambda*t", "no instance"),
    ],
)
def test_nothing_sensible_can_be_done(g, message):
    with pytest.raises(InputError, match=message) as error:
        checked(g, "3/2", "2")
    assert "\n" not in str(error.value)


# --- command line


def command(capsys, *argv):
    status = int(cli.main(["check", *argv]))
    output = capsys.readouterr()
    return status, output.out, output.err


@pytest.mark.slow  # 6 s: an instance of every regime is checked
def test_json_of_a_real_run(capsys):
    options = ("--a", "3/2", "--b", "2", "--instances", "1", "--format", "json", "--claims", "growth,thm2")
    status, out, _ = command(capsys, "lambda**m*t", *options)
    document = json.loads(out)
    assert status == 0  # Theorem 2 fails where S is infinite: an answer, of an expression
    schema = schemas.load(document["schema"], closed=True)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(document)) == []
    assert document["summary"]["failed"] == 1
    regimes = {regime["when"]: regime for regime in document["regimes"]}
    assert set(regimes) == {"m > 3/8", "m <= 3/8"}
    for regime in regimes.values():
        assert regime["certified"]
        for index in regime["runs"]:
            m = sympy.Rational(document["runs"][index]["candidate"]["parameters"]["m"])
            assert (m > R(3, 8)) == (regime["when"] == "m > 3/8")
            assert document["runs"][index]["exponents"]["rho"] == str(1 / m)
    assert regimes["m <= 3/8"]["verdicts"] == {"growth": {"confirmed": 1}, "thm2": {"refuted": 1}}


def test_table_of_free_parameters(capsys, staged):
    staged(derive=lambda g, spectrum: derivation())
    status, out, _ = command(capsys, "lambda*t**p", "--assume", "p==1", "--a", "3/2", "--b", "2", "--timeout", "none")
    assert status == 0
    assert "p = 1" in out
    assert "1 regime, 1 with certified instances" in out


def test_an_ordinary_run_has_no_regimes(capsys, staged):
    status, out, _ = command(capsys, "lambda*t", "--format", "json", "--timeout", "none")
    assert status == 0
    assert "regimes" not in json.loads(out)


@pytest.mark.parametrize(
    "argv",
    [
        ("lambda*t**p", "--assume", "z>1"),
        ("lambda*t**p", "--assume", "p<0"),
        ("lambda*t**p", "--claims", "nonsense"),
        ("lambda*t**p", "--instances", "0"),
        ("lambda*t**p", "--set", "r=1"),
        ("lamda*t",),
    ],
)
def test_bad_input_is_one_line(capsys, argv):
    status, out, err = command(capsys, *argv)
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1


def test_evaluate_still_needs_values(capsys):
    assert cli.main(["evaluate", "lambda*t**p", "--t", "10"]) == 2
    assert "no value for p" in capsys.readouterr().err
