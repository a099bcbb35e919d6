"""Expansions where a function's Taylor series ends: branch points, saturation, poles at the top."""

from __future__ import annotations

import mpmath
import pytest
from laws import assert_follows, assert_hypotheses, assert_law, assert_loss_constant, derived
from weight import heavy

from spectral_proofs.results import Truth

BRANCH_POINTS = [  # g, rho, G, growth
    ("acosh(1+lambda*t)", "1", lambda x: mpmath.acosh(1 + x), "NO"),
    ("acosh(1+lambda**2*t)**2", "1/2", lambda x: mpmath.acosh(1 + x**2) ** 2, "NO"),
    ("lambda*t*(1+acosh(1+1/t))", "1", lambda x: x, "YES"),
    ("lambda*t*(2+LambertW(-exp(-1)+1/t))", "1", lambda x: x, "YES"),
    heavy(
        "1+LambertW(-exp(-1)+lambda*t)",
        "1",
        lambda x: 1 + mpmath.re(mpmath.lambertw(x - mpmath.exp(-1))),
        "NO",
    ),
    ("t*(1+LambertW(-exp(-1)+lambda*exp(-1)))", "2", lambda x: mpmath.sqrt(2 * x), "YES"),
    ("lambda*t*(1+sqrt(1-exp(-1/t)))", "1", lambda x: x, "YES"),
]
SATURATION = [
    ("-log(1-tanh(lambda*t))", "1", lambda x: mpmath.log((1 + mpmath.exp(2 * x)) / 2), "YES"),
    ("-log(1-erf(lambda*t))", "1", lambda x: -mpmath.log(mpmath.erfc(x)), "NO"),
    ("atanh(tanh(lambda*t))", "1", lambda x: x, "YES"),
    ("atanh(lambda*t/(1+lambda*t))", "1", lambda x: mpmath.log(1 + 2 * x) / 2, "NO"),
    heavy("-log(1-tanh(lambda**2*t)*tanh(lambda*t))", "1/2", lambda x: -mpmath.log(1 - mpmath.tanh(x**2)), "NO"),
]
ROOTS = [
    ("lambda*t*(2+1/lambda-sqrt((2+1/lambda)**2-4-5/lambda))", "1", lambda x: 5 * x / 2, "YES"),
    ("t*(1-sqrt(1-lambda))", "1", lambda x: x / 2, "YES"),
    ("lambda*t*(3-(1-lambda**2)**(1/3))", "1", lambda x: 2 * x, "YES"),
    ("lambda*t*(1+t-sqrt(t**2+2*t))+lambda*t", "1", lambda x: x, "YES"),
]


@pytest.mark.parametrize(("text", "rho", "scaling", "growth"), BRANCH_POINTS + SATURATION + ROOTS)
def test_law_at_a_singular_point(text, rho, scaling, growth):
    g, found = derived(text)
    assert_law(found, rho)
    assert_hypotheses(found)
    assert found.growth.fact.truth.name == growth
    assert_loss_constant(found, scaling)
    if "tanh" not in text:  # in multiprecision 1 - tanh(10^60) is nothing
        assert_follows(g, scaling, rho)


INNER_LIMITS = [  # g ~ c lambda t log t, and c
    ("lambda*t*atanh(1-1/(t+1))", 0.5),
    ("lambda*t*atanh(t/(t+2))", 0.5),
    ("lambda*t*acosh(1+t)", 1),
    ("-lambda*t*log(1-t/(1+t))", 1),
    ("lambda*t*atanh(sqrt(1-1/(1+t)))", 0.5),
]


@pytest.mark.parametrize(("text", "c"), INNER_LIMITS)
def test_inner_function_that_tends_to_its_own_singular_point(text, c):
    g, found = derived(text)
    assert_law(found, "1", log="1")
    assert_hypotheses(found)
    assert found.growth.fact.truth is Truth.NO
    assert_follows(g, lambda x: c * x, "1", log=1)


def test_an_increase_that_ends_at_the_top_is_refuted():
    _, found = derived("lambda*t*(1+sqrt(1-lambda))")  # its slope at lambda = 1 is minus infinity
    assert found.hypotheses.increasing_in_lambda.truth is Truth.NO
