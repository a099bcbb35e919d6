"""Searches in numbers: they look far enough, see no rounding noise, and a step budget, not a clock, ends them."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.bounds.constants import growth_constants
from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.falsify import negative_somewhere, unbounded_ratio
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Truth

SPECTRUM = Spectrum("3/2", "2")
ONE, TWO = sympy.S.One, sympy.Integer(2)


def derived(text: str) -> Derivation:
    """The derivation at a = 3/2, b = 2."""
    return derive(Candidate(text).resolve(SPECTRUM), SPECTRUM)


def parsed(text: str) -> sympy.Expr:
    """The expression."""
    return Candidate(text).resolve(SPECTRUM)


@pytest.mark.parametrize(
    ("text", "rho"),
    [
        ("1e-300*lambda*t**2+lambda*t", 2),
        ("lambda*t*(1e-40+t**(-1/10))", 1),
        ("lambda*t*(1e60+tanh(t))", 1),
        ("lambda*t**3/(1+1e-200*t)+lambda*t", 2),
    ],
)
def test_growth_holds_where_one_has_to_look_far_to_see_it(text, rho):
    found = derived(text)
    assert found.growth.fact.truth is Truth.YES
    assert (found.growth.m, found.growth.n) == (1, rho)
    assert found.growth.explicit  # proved on the whole quadrant, with constants
    assert found.frontier.level.index == -rho


def test_the_constants_of_a_tiny_coefficient_are_enclosed():
    found = growth_constants(parsed("1e-300*lambda*t**2+lambda*t"), ONE, TWO)
    assert found.tight
    assert sympy.Rational(999, 1000) <= found.c1 * 10**300 <= 1 <= found.c2 <= 1 + sympy.Rational(1, 1000)


@pytest.mark.parametrize(
    "text",
    [
        "lambda*t*(1e-300+log(1+t))",
        "lambda*t*(1+log(1+t*exp(-1/lambda)))",
        "lambda*t*(1+log(1+exp(t-1/lambda)))",
        "lambda*t*(1+log(1+1/(lambda+exp(-t)))/sqrt(t))",
    ],
)
def test_an_unbounded_ratio_is_seen(text):
    assert "keeps moving" in unbounded_ratio(parsed(text), ONE, ONE, ONE)


@pytest.mark.parametrize(
    "text",
    ["lambda*t*(2+t**(-1/1000))", "lambda*t*(1e-30+t**(-1/100))", "lambda*t*(1+1e80/(1+log(1+t))**40)"],
)
def test_a_ratio_on_its_way_to_a_limit_is_no_counterexample(text):
    assert unbounded_ratio(parsed(text), ONE, ONE, ONE) == ""


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        # the derivative of sin(lambda)^2 + cos(lambda)^2, which floats give either sign
        ("2*sin(lambda)*cos(lambda)-sin(2*lambda)+1/t**40", False),
        ("exp(lambda)*exp(-lambda)-1+lambda*exp(-t)", False),
        ("(1+1e-30*lambda)**3-1-3e-30*lambda", False),
        ("lambda-exp(-t)", True),
        ("1e-200*lambda-1/t", True),
    ],
)
def test_only_a_certain_sign_counts(text, negative):
    assert bool(negative_somewhere(parsed(text), ONE)) is negative


def test_what_a_search_finds_does_not_depend_on_how_long_it_takes(monkeypatch):
    import time

    expr = 1 + LAMBDA * TIME - LAMBDA
    before = nonnegative(expr, strict=True)
    monkeypatch.setattr(time, "process_time", lambda: float("inf"))
    assert nonnegative(expr, strict=True) == before
    assert before.truth is Truth.YES


def test_what_fades_slowly_runs_nowhere():
    fading = "log(1+1/lambda)*exp(sqrt(log(1+lambda**(1/4)*t**(3/4)))-sqrt(log(1+t)))"
    assert not unbounded_ratio(parsed(f"lambda*t*(1+{fading})"), ONE, ONE, ONE)
    assert unbounded_ratio(parsed(f"lambda*t*(1+{fading})*log(2+t)**2"), ONE, ONE, ONE)
