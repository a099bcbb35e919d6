"""A curve that is named as the witness against condition (2) is followed in balls; another curve or way is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier.subject import Subject
from spectral_proofs.verifier.verify import outcome, outcomes

HIDDEN = "lam*t*(1+lam*t/(1+lam*t)*log(1+1/lam)*log(2+t)**(-1/4)*cosh(sqrt(log(1+lam*t)))/cosh(sqrt(log(1+t))))"
FALLING = HIDDEN.replace("t*(1+", "t/(1+", 1)
FIXED_TIME = "lam*t + lam*log(1+1/lam)*t*exp(-log(t)**2/log(1+1/lam))"  # beyond every power of 1/t
CURVE = "exp(-sqrt(log(t)))"


def followed(g: str = HIDDEN, curve: str = CURVE, tends: str = "infinity", m: str = "1", n: str = "1"):
    problem = Step(1, "problem", {"g": g, "a": "3/2", "b": "2", "Lambda": "1", "W": "1"}, {"s": "3/2"})
    place = {"place": "sector", "exponents": "", "parameter": "u", "low": "1", "high": "oo"}
    cell = Step(2, "cell", place, {"coefficient": "1", "monomial": "t**(1 - u)", "tends": "zero"}, (1,))
    step = Step(3, "curve", {"m": m, "n": n, "curve": curve}, {"tends": tends}, (2,))
    return outcome(step, Subject(Trace((problem, cell, step))))[0]


@pytest.mark.parametrize(
    ("g", "curve", "tends"),
    [
        (HIDDEN, CURVE, "infinity"),
        (FALLING, CURVE, "zero"),
        (HIDDEN, "exp(-log(t)**(1/3))", "infinity"),
        (FIXED_TIME, "exp(-log(t)**3)", "infinity"),
        (FIXED_TIME, "exp(-t)", "infinity"),
    ],
)
def test_a_curve_on_which_every_bound_is_left(g, curve, tends):
    assert followed(g, curve, tends) is Status.CONSISTENT


@pytest.mark.parametrize(
    "lie",
    [
        {"tends": "zero"},
        {"tends": "a constant"},
        {"g": FALLING},
        {"m": "2"},
        {"n": "11/10"},
        {"curve": "exp(-log(t)/2)"},  # a sector, where the bump has died out
        {"curve": "exp(-1)"},
        {"curve": "exp(sqrt(log(t)))"},  # lambda > Lambda
        {"curve": "lam"},
        {"g": "lam*t"},
        {"g": "lam*t*(1+1/log(2+t))"},  # moves, and comes to rest
        {"g": "lam*t*(2-1/(1+log(1+t)))"},
    ],
)
def test_another_curve_or_way_is_refused(lie):
    assert followed(**lie) is Status.FAILED


def test_a_movement_that_is_too_slow_concludes_nothing():
    assert followed("lam*t*log(3+log(3+log(1+t)))**(1/9)") is Status.UNCHECKED


@pytest.mark.slow
def test_the_curve_of_a_derivation_is_recorded_and_followed():
    trace = derive(Candidate(HIDDEN.replace("lam", "lambda")).resolve(Spectrum()), Spectrum(), explain=True).trace
    (curve,) = trace.of("curve")
    (growth,) = trace.of("growth")
    assert curve.number in growth.relies_on
    assert growth.output["truth"] == "no"
    found = {item.number: item.status for item in outcomes(trace, numbers=[0, curve.number, growth.number])}
    assert found == {0: Status.CHECKED, curve.number: Status.CONSISTENT, growth.number: Status.CONSISTENT}
    other = {**curve.input, "curve": "exp(-log(t)/2)"}
    lied = tuple(replace(s, input=other) if s is curve else s for s in trace.steps)
    found = {item.number: item.status for item in outcomes(Trace(lied), numbers=[curve.number, growth.number])}
    assert set(found.values()) == {Status.FAILED}
