"""What a wrong derivation says of signs and of condition (2), and what the verifier finds against it by itself."""

from __future__ import annotations

import pytest
from weight import heavy

from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier import rules_growth, rules_hypotheses
from spectral_proofs.verifier.gaps import require_bounded
from spectral_proofs.verifier.reader import read
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.subject import Subject
from spectral_proofs.verifier.witnesses import SCALES, not_positive

CELLS = [  # those of lambda t, whatever slower factors there are
    ({"place": "head", "exponents": "0", "parameter": "x", "low": "0", "high": "1"}, "t"),
    ({"place": "sector", "exponents": "", "parameter": "u", "low": "0", "high": "1"}, "t**(1 - u)"),
    ({"place": "ray", "exponents": "1", "parameter": "x", "low": "0", "high": "oo"}, "1"),
    ({"place": "sector", "exponents": "", "parameter": "u", "low": "1", "high": "oo"}, "t**(1 - u)"),
    ({"place": "tail", "exponents": "", "parameter": "t", "low": "1", "high": "oo"}, "lam"),
]


def about(g: str) -> Subject:
    """A trace that says g ~ lambda t on every cell."""
    steps = [Step(1, "problem", {"g": g, "a": "3/2", "b": "2", "Lambda": "1", "W": "1"}, {"s": "3/2"})]
    for where, order in CELLS:
        coefficient = "t" if order == "lam" else "x" if where["parameter"] == "x" else "1"
        lead = {"coefficient": coefficient, "monomial": order}
        steps.append(Step(len(steps) + 1, "cell", where, lead, (1,)))
    steps.append(Step(len(steps) + 1, "partition", {"Lambda": "1"}, {"cells": "5", "modes": "1"}))
    return Subject(Trace(tuple(steps)))


def hypothesis(g: str, truth: str, statement: str = "dg/dt > 0"):
    return rules_hypotheses.hypothesis(
        Step(8, "hypothesis", {"statement": statement}, {"truth": truth}, (1,)), about(g)
    )


def growth(g: str):
    return rules_growth.growth(Step(8, "growth", {}, {"truth": "yes", "m": "1", "n": "1"}), about(g))


INCREASING = [
    "lam*t*(23/10+sin(log(t))+sin(2*log(t))/2)",  # dg/dlog t >= 0.3 lambda t; by independent phases it changes sign
    "lam*t*(4+sin(2*log(t))-2*sin(log(t))*cos(log(t)))",  # 4 lambda t
    "lam*t*(10+sin(log(lam))*cos(log(t))+cos(log(lam))*sin(log(t)))",  # one phase
    "lam*t*(5+cos(3*log(t))-4*cos(log(t))**3+3*cos(log(t)))",  # 5 lambda t
    "lam*t*(3+sin(log(t))**2+cos(log(t))**2)",  # 4 lambda t
    "lam*t*(4+sin(log(t))-sin(log(t)+log(1+1/t)))",
]


@pytest.mark.parametrize("g", INCREASING)
def test_a_change_of_sign_without_a_witness_fails(g):
    with pytest.raises(FailedStepError, match=r"no witness|it is positive"):
        hypothesis(g, "no")
    assert hypothesis(g, "yes")[0] in (Status.CHECKED, Status.CONSISTENT)


FALLING = [
    "lam*t*(23/10+2*sin(log(t))+sin(2*log(t))/2)",
    "lam*t*(3+2*sin(2*log(t)))",
    "lam*t*(2+sin(5*log(t))/2)",  # the derivative is negative for a part of the time only
    "lam*t*(100+sin(101*log(t)))",  # barely, in narrow windows
]


@pytest.mark.parametrize("g", FALLING)
def test_a_change_of_sign_with_a_witness_is_checked(g):
    status, note = hypothesis(g, "no")
    assert status is Status.CHECKED
    assert "certified negative" in note
    with pytest.raises(FailedStepError, match="certified negative"):
        hypothesis(g, "yes")


JUMPING = [  # their derivatives are positive wherever there are any
    "lam*t*exp(atan(tan(2*lam)))",
    heavy("lam*t*exp(atan(tan(lam*t)))"),
    heavy("lam*t*(2+atan(1/(1-lam*t)))"),
    heavy("lam*t*(1+1/(1+exp(1/(lam-1/2))))"),
]


@pytest.mark.parametrize("g", JUMPING)
def test_a_g_that_falls_across_a_jump_does_not_increase(g):
    with pytest.raises(FailedStepError, match="g falls before"):
        hypothesis(g, "yes", "dg/dlambda > 0")


@pytest.mark.slow
def test_a_g_without_a_jump_falls_nowhere():
    assert hypothesis("lam*t*exp(atan(tan(lam/2)))", "yes", "dg/dlambda > 0")[0] is Status.CONSISTENT


def test_a_witness_must_recur():
    """Negative at log t near 200 only: nothing is said of large t."""
    g = "lam*t*(1 - 2*exp(-(log(t)-200)**2))"
    assert not_positive(read(g), about(g)).spots.keys() == {SCALES[0]}
    status, note = hypothesis(g, "no", "g > 0")
    assert status is Status.UNCHECKED
    assert "does it recur" in note


def test_a_g_without_cells_is_looked_at_too():
    problem = {"g": "lam*t - lam**2*t**2/(1+lam*t)*3/2", "a": "3/2", "b": "2", "Lambda": "1", "W": "1"}
    bare = Subject(Trace((Step(1, "problem", problem, {"s": "3/2"}),)))
    step = Step(2, "hypothesis", {"statement": "g > 0"}, {"truth": "no"}, (1,))
    assert rules_hypotheses.hypothesis(step, bare)[0] is Status.CHECKED


def test_few_values_prove_nothing_against_a_step():
    assert hypothesis("lam*t*(2+sign(sin(log(t))))", "no")[0] is Status.UNCHECKED  # no derivative in balls


def bump(height: str, place: str) -> str:
    """lambda t (1 + height z/(1+z^2)): height counts where z is about 1 only."""
    return f"lam*t*(1 + ({height})*({place})/(1+({place})**2))"


HIDDEN = [
    "lam*t*(1+lam*t/(1+lam*t)*log(1+1/lam)*log(2+t)**(-1/4)*cosh(sqrt(log(1+lam*t)))/cosh(sqrt(log(1+t))))",
    bump("log(2+t)**(1/8)", "log(1+1/lam)/sqrt(log(2+t))"),
    bump("log(2+t)**(1/8)", "log(1+1/lam)/log(2+t)**(1/4)"),
    bump("log(2+t)**(1/10)", "log(2+lam*t)**2/log(2+t)"),
    bump("log(2+log(2+t))**2", "log(1+1/lam)/log(2+log(2+t))**2"),
]


@pytest.mark.parametrize("g", HIDDEN)
def test_bumps_between_the_cells_contradict_condition_2(g):
    with pytest.raises(FailedStepError, match=r"g/\(lambda\^m t\^n\) is e\^"):
        growth(g)


BOUNDED = [
    bump("1", "log(1+1/lam)/sqrt(log(2+t))"),
    "lam*t*(2+sin(log(t)))",
    "lam*t*(3+sin(log(t))*cos(log(1+1/lam)))",
    "lam*t*(1+1/log(2+t))",
]


@pytest.mark.parametrize("g", BOUNDED)
def test_what_stays_bounded_between_the_cells_is_consistent(g):
    status, note = growth(g)
    assert status is Status.CONSISTENT
    assert "points between them" in note


def test_only_sums_of_monomials_are_settled_by_their_cells():
    assert growth("lam*t*3")[0] is Status.CHECKED
    assert growth(bump("log(log(log(3+t)+3)+3)", "log(1+1/lam)/sqrt(log(2+t))"))[0] is Status.CONSISTENT  # too slow


def test_bounds_hold_between_the_cells_too():
    subject = about(bump("4", "log(1+1/lam)/sqrt(log(2+t))"))  # at most 3
    assert require_bounded(subject, read("1"), read("1"), (read("1"), read("3"))) > 100
    with pytest.raises(FailedStepError):
        require_bounded(subject, read("1"), read("1"), (read("1"), read("29/10")))


def constants(g: str, c1: str, c2: str):
    subject = about(g)
    source = Step(8, "growth", {}, {"truth": "yes", "m": "1", "n": "1"})
    subject = Subject(Trace((*subject.trace.steps, source)))
    asked = {"m": "1", "n": "1"}
    return rules_growth.constants(Step(9, "constants", asked, {"c1": c1, "c2": c2, "t0": "1"}, (8,)), subject)


CONSTANTS = [  # g, its best constants
    ("lam*t*(1+lam*t/(1+lam*t)**2)", "1", "5/4"),  # attained at lambda t = 1, inside
    ("lam*t*(2+sin(log(t)))", "1", "3"),
    ("lam*t*(1+lam*(1-lam))", "1", "5/4"),
    ("-t*log(1-lam/2)", "1/2", "log(2)"),
]


@pytest.mark.parametrize(("g", "low", "high"), CONSTANTS)
def test_constants_tighter_than_the_truth_fail(g, low, high):
    status, _ = constants(g, low, high)
    assert status in (Status.CHECKED, Status.CONSISTENT)
    wide = constants(g, f"({low})*999/1000", f"({high})*1001/1000")[0]
    assert wide in (Status.CHECKED, Status.CONSISTENT)
    for c1, c2 in ((f"({low})*1001/1000", high), (low, f"({high})*999/1000")):
        with pytest.raises(FailedStepError):
            constants(g, c1, c2)


def test_wide_constants_are_proved_not_sampled():
    assert constants("lam*t*(2+sin(log(t)))", "999/1000", "3001/1000")[0] is Status.CHECKED
