"""Evolution functions of kinds found in the literature, with exponents worked out by hand.

a = 3/2, b = 2: chi = rho/4 and gamma = 3 rho/4 where the frontier carries both sums.
"""

from __future__ import annotations

import pytest
import sympy
from laws import assert_law, derived

from spectral_proofs.results import Truth

GROWING = [  # g, rho, (m, n)
    ("lambda*t/(sqrt(lambda)+1/100)", "1", (1, 1)),  # Adam with its epsilon
    ("sqrt(lambda)*t", "2", ("1/2", 1)),  # preconditioning by the square root
    ("lambda*((1+t)**(2/3)-1)*3/2", "2/3", (1, "2/3")),  # a learning rate t^(-1/3)
    ("lambda*(t-1+exp(-t))", "1", (1, 1)),  # warm-up
    ("2*t*(sqrt(1+lambda)-1)", "1", (1, 1)),  # a tempered stable clock
    ("lambda**(5/4)*t", "4/5", ("5/4", 1)),  # target alignment
]
BEYOND = [  # g, rho, its power of log t
    ("lambda*t/(lambda+1/t)", "2", "0"),  # damping that shrinks
    ("log(1+lambda*t**2)", "2", "0"),  # nu-method
    ("lambda**2*t**2/(1+lambda*t)", "1", "0"),  # curriculum
    ("lambda*t/log(2+t)", "1", "-1"),  # a learning rate 1/log t
    ("lambda*t*log(1+1/lambda)", "1", "1"),  # a logarithmic preconditioner
    pytest.param("log(1+sqrt(lambda)*(exp(lambda*t)-1))", "1", "-1", marks=pytest.mark.slow),  # a delay: deep linear
    pytest.param("log(1+(exp(lambda*t)-1)/(1+t))", "1", "-1", marks=pytest.mark.slow),  # and from a start 1/t
]


@pytest.mark.parametrize(("text", "rho", "powers"), GROWING)
def test_growing(text, rho, powers):
    _, found = derived(text)
    assert_law(found, rho)
    assert found.growth.explicit
    assert (found.growth.m, found.growth.n) == tuple(map(sympy.Rational, powers))


@pytest.mark.parametrize(("text", "rho", "log"), BEYOND)
def test_beyond_the_growth_condition(text, rho, log):
    _, found = derived(text)
    assert_law(found, rho, log)
    assert found.growth.fact.truth is Truth.NO
    assert found.hypotheses.positive.holds


def test_a_slow_head_carries_the_loss():
    """A separable logistic loss: exp(-2g) = (1 + log(1+x))^(-2) falls so slowly that single modes are left."""
    _, found = derived("log(1+log(1+lambda*t))")
    assert (found.loss.index, found.loss.log_index) == (0, -2)
    assert sympy.simplify(found.loss.constant - sympy.zeta(sympy.Rational(3, 2))) == 0
    assert found.energy.index == sympy.Rational(3, 4)


def test_a_noise_floor():
    _, found = derived("-log(99/100*exp(-2*lambda*t)+1/100)/2")
    assert (found.loss.index, found.energy.index, found.frontier.level.index) == (0, sympy.Rational(3, 4), -1)


def test_too_flat_a_preconditioner():
    """lambda^(1/3) t: 2mb = 4/3 < 1+b-a = 3/2."""
    _, found = derived("lambda**(1/3)*t")
    assert found.energy.infinite
    assert found.loss.index == sympy.Rational(-3, 4)


def test_an_exponent_that_moves_is_ordered_by_its_logarithm():
    """lambda^(3/8 + 1/t) t lies between lambda^(3/8) t and 0, without a leading term where log(1/lambda) ~ t."""
    _, found = derived("lambda**(3/8+1/t)*t")
    assert found.hypotheses.increasing_in_time.holds
    assert found.growth.fact.truth is Truth.NO
    assert found.frontier.level.index == sympy.Rational(-8, 3)
    assert found.loss.index == sympy.Rational(-2, 3)
    assert found.energy.theta.truth is Truth.UNKNOWN  # of order t^3, carried by log(1/lambda) of order t
