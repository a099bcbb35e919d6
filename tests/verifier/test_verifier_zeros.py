"""The verifier on g >= 0: a range that is only not negative neither proves g > 0 nor speaks against a zero."""

from __future__ import annotations

from itertools import pairwise

import pytest

from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier import rules_hypotheses
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.subject import Subject

HEAD = ({"place": "head", "exponents": "0", "parameter": "x", "low": "0", "high": "1"}, "t")
NEAR = ({"place": "sector", "exponents": "", "parameter": "u", "low": "0", "high": "1"}, "t**(1 - u)")
FAR = ({"place": "sector", "exponents": "", "parameter": "u", "low": "1", "high": "oo"}, "t**(1 - u)")


def ray(low: str, high: str):
    return {"place": "ray", "exponents": "1", "parameter": "x", "low": low, "high": high}, "1"


def about(g: str, *ends: str) -> Subject:
    """A trace whose ray lambda = x/t is divided at the given points."""
    steps = [Step(1, "problem", {"g": g, "a": "3/2", "b": "2", "Lambda": "1", "W": "1"}, {"s": "3/2"})]
    points = ("0", *ends, "oo")
    rays = [ray(low, high) for low, high in pairwise(points)]
    for where, order in (HEAD, NEAR, *rays, FAR):
        lead = {"coefficient": "1", "monomial": order}
        steps.append(Step(len(steps) + 1, "cell", where, lead, (1,)))
    steps.append(Step(len(steps) + 1, "partition", {"Lambda": "1"}, {"cells": str(len(steps) - 1), "modes": "1"}))
    return Subject(Trace(tuple(steps)))


def positive(g: str, truth: str, *ends: str) -> Status:
    step = Step(9, "hypothesis", {"statement": "g > 0"}, {"truth": truth}, (1, 2))
    return rules_hypotheses.hypothesis(step, about(g, *ends))[0]


ZERO = [
    ("Max(0, lam*t - 1)", "1"),
    ("Max(0, log(1 + lam*t) - 1)", "E - 1"),
    ("Max(0, lam*t - 3)", "3"),
    ("Abs(lam*t - 1)", "1"),
    ("(lam*t - 2)**2", "2"),
    ("(log(1 + lam*t) - log(3))**2*lam", "2"),
]


@pytest.mark.parametrize(("g", "point"), ZERO)
def test_a_zero_on_a_curve_between_cells_is_checked_exactly(g, point):
    assert positive(g, "no", point) is Status.CHECKED
    with pytest.raises(FailedStepError, match="is zero on the curve"):
        positive(g, "yes", point)


@pytest.mark.parametrize("g", ["Max(0, lam*t - 1)", "Max(0, log(1 + lam*t) - 1)", "Max(0, lam**2*t**3 - 4)"])
def test_a_g_that_vanishes_below_a_kink_is_not_called_positive_where_the_ray_is_not_divided(g):
    assert positive(g, "no") is Status.CHECKED
    with pytest.raises(FailedStepError, match="negative or zero"):
        positive(g, "yes")


@pytest.mark.parametrize("g", ["Abs(lam*t - 1)", "(lam*t - 2)**2", "lam*t - 2*sqrt(lam*t) + 1"])
def test_a_zero_on_a_curve_that_divides_nothing_lies_between_values_of_both_signs(g):
    assert positive(g, "no") is Status.CHECKED
    with pytest.raises(FailedStepError, match="between values of both signs"):
        positive(g, "yes")


TOUCHING = [  # waves that come to zero again and again, and are never negative
    "lam*t*(1 + sin(log(t)))",
    "lam*t*(1 + cos(lam*t))",
    "lam*t + lam*t*cos(sqrt(t))",
    "lam*sqrt(t)*(1 - sin(t)**2)",
    "log(1 + lam*t)*cos(log(t))**2",
    "lam*t*(1/4 + sin(t) + sin(t)**2)",
    "lam*t*(5/4 + cos(t) - sin(t)**2)",  # (cos t + 1/2)^2
    "lam*t*(E - E*sin(3*log(t)))",
    "lam*t*sqrt(1 + cos(t)*sin(t) - sin(2*t)/2 + cos(2*t))",
]


@pytest.mark.parametrize("g", TOUCHING)
def test_a_wave_that_touches_zero_is_no_positive_g(g):
    assert positive(g, "no") is Status.CHECKED
    with pytest.raises(FailedStepError, match="it is zero where"):
        positive(g, "yes")


CLEAR = [
    "lam*t*(2 + sin(log(t)))",
    "lam*t*(1 + sin(log(t))) + sqrt(lam)",
    "lam*t*(101/100 + cos(lam*t))",
    "lam*t*(3/2 + cos(2*t) + sin(2*t)/3 - sin(t)*cos(t))",  # 3/2 + cos 2t - sin(2t)/6: each alone would reach below 0
    "lam*t*(2 + sin(log(t))*cos(t) + sin(t)/2)",
    "lam*t*exp(sin(t))",
]


@pytest.mark.parametrize("g", CLEAR)
def test_a_wave_that_stays_away_from_zero_is_proved_positive(g):
    assert positive(g, "yes") is Status.CHECKED
    with pytest.raises(FailedStepError, match="it is positive"):
        positive(g, "no")


OPEN = [  # zero is not where the two phases are at once, or only on curves
    "lam*t*(3 + cos(lam*t) + 2*sin(t))",
    "lam*t*(2 + sin(t) + cos(sqrt(2)*t))",
    "lam*t*(1 - cos(t)**2)/sin(t)**2",  # 1, and no zero where the numerator has one
]


@pytest.mark.parametrize("g", OPEN)
@pytest.mark.parametrize("truth", ["yes", "no"])
def test_what_may_touch_zero_is_left_open(g, truth):
    assert positive(g, truth) is Status.UNCHECKED


@pytest.mark.parametrize("g", ["Abs(lam*t - 1) + lam*t", "lam*t + Max(0, lam*t - 1)", "(lam*t - 2)**2 + lam*t"])
def test_where_g_is_positive_the_opposite_is_caught(g):
    with pytest.raises(FailedStepError, match=r"no witness|it is positive"):
        positive(g, "no", "1", "2")
    assert positive(g, "yes", "1", "2") in (Status.CHECKED, Status.CONSISTENT)


def test_a_derivative_may_touch_zero():
    """(lambda t - 1)^3 + 1 increases, though its derivative is zero on a curve: for it the weak sign is enough."""
    step = Step(9, "hypothesis", {"statement": "dg/dt > 0"}, {"truth": "yes"}, (1, 2))
    assert rules_hypotheses.hypothesis(step, about("(lam*t - 1)**3 + 1"))[0] is Status.CHECKED
