"""Coefficients so small that powers of log t part only beyond all times at which sums are had."""

from __future__ import annotations

import pytest
from flint import arb

from spectral_proofs.derivation.stages import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier.balls import log_rise
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.subject import Subject
from spectral_proofs.verifier.verify import failures, verify

SPECTRUM = Spectrum("3/2", "2")


def subject(g: str) -> Subject:
    problem = {"g": str(Candidate(g).resolve(SPECTRUM)), "a": "3/2", "b": "2"}
    return Subject(Trace((Step(1, "problem", problem, {}),)))


@pytest.mark.parametrize("log_x", [-3, -100, -(10**20), -(10**40)])
def test_log_of_what_is_learned_has_all_digits_also_where_it_is_tiny(log_x: int) -> None:
    with working_precision(400):
        x = arb(log_x).exp()
        found = log_rise(x)
        assert found.rad() < arb(2) ** -200
        if log_x < -50:
            assert abs(found - log_x) < arb("1e-40")
        else:
            assert found.overlaps((1 - (-x).exp()).log())


@pytest.mark.parametrize(
    ("g", "digits"),
    [
        ("lambda*t*(1+log(1+t)/10**200)", 200),
        ("lambda*t*(1+log(1+t)**(1/4)/10**50)", 200),
        ("lambda*t*(1+log(1+t)/100)", 0),
        ("lambda*t+lambda**2*t**3/10**200", 0),  # no logarithm
    ],
)
def test_when_logarithms_part(g: str, digits: int) -> None:
    assert subject(g).latest_logarithm == pytest.approx(digits, abs=8)


@pytest.mark.slow
@pytest.mark.parametrize(
    "g", ["lambda*t*(1+log(1+t)/10**200)", "lambda*t*(1+10**40/log(2+t))", "lambda*t/(1+10**90/log(2+t))"]
)
def test_true_laws_are_not_contradicted(g: str) -> None:
    derived = derive(Candidate(g).resolve(SPECTRUM), SPECTRUM, explain=True)
    assert derived.trace is not None
    outcomes = verify(derived.trace)
    assert not failures(outcomes)
    laws = [each for each in outcomes if "law" in each.note]
    assert laws
    assert any(each.status is Status.UNCHECKED for each in laws)


@pytest.mark.slow
def test_a_false_law_with_plain_coefficients_still_is() -> None:
    derived = derive(Candidate("lambda*t*(1+log(1+t)/100)").resolve(SPECTRUM), SPECTRUM, explain=True)
    assert derived.trace is not None
    steps = tuple(
        Step(s.number, s.rule, s.input, {**s.output, "value": f"2*({s.output['value']})"}, s.relies_on)
        if s.rule == "constant"
        else s
        for s in derived.trace.steps
    )
    assert failures(verify(Trace(steps)))
