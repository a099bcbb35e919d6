"""Max, Min and abs: cells on which g vanishes, kinks at exactly known points, and kinks that stay unknown."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from weight import heavy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.calculus import log_derivative
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.problem.candidate import TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Truth

SPECTRUM = Spectrum("3/2", "2")
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def derived(text: str) -> Derivation:
    """The derivation at a = 3/2, b = 2."""
    return derive(Candidate(text).resolve(SPECTRUM), SPECTRUM)


@pytest.mark.parametrize(
    ("text", "rho", "gamma"),
    [
        ("Max(lambda*t-1,0)", 1, "3/4"),
        ("Max(log(1+lambda*t)-1,0)", 1, "3/4"),
        ("Max(lambda**2*t**3-4,0)", "3/2", "9/8"),
        ("Max(lambda*t-sqrt(lambda)*t**(1/3),0)", 1, "3/4"),
    ],
)
def test_where_g_vanishes_below_a_kink_the_laws_stay(text, rho, gamma):
    found = derived(text)
    assert found.hypotheses.positive.truth is NO
    assert found.growth.fact.truth is NO
    assert str(-found.frontier.level.index) == str(rho)
    assert str(found.energy.index) == gamma
    assert found.energy.theta.truth is YES  # and finite: nothing is learned far out


def test_the_constants_beside_a_kink():
    found = derived("Max(lambda*t-1,0)")
    assert found.frontier.level.constant == 2

    def rest(x):
        return x ** mpmath.mpf(-0.75) * mpmath.exp(-2 * (x - 1)) / 2

    def learned(x):
        return x ** mpmath.mpf(-1.75) * mpmath.expm1(1 - x) ** 2 / 2

    loss = 2 + mpmath.quad(rest, [1, 2, 5, 20, mpmath.inf])
    energy = mpmath.quad(learned, [1, 2, 5, 20, 100, 10**4, 10**8, mpmath.inf])
    assert abs(decimal(found.loss.constant) / loss - 1) < 1e-8
    assert abs(decimal(found.energy.constant) / energy - 1) < 1e-4


@pytest.mark.parametrize(
    ("text", "growth", "positive", "rises"),
    [
        ("lambda*t+Max(lambda*t-1,0)", YES, YES, YES),
        ("lambda*t+Max(log(1+lambda*t)-1,0)", YES, YES, YES),  # the argument changes sign, the derivative does not
        ("lambda*t+Max(tanh(lambda*t)-1/2,0)", YES, YES, YES),
        ("Min(lambda*t,lambda**2*t**3)", NO, YES, YES),
        ("Max(lambda*t,lambda**2*t**3)", NO, YES, YES),
        ("Min(lambda*t,5)", NO, YES, NO),
        ("abs(lambda*t-1)", NO, NO, NO),
        ("(lambda*t-1)**2", NO, NO, NO),
        ("abs(lambda*t-1)+lambda*t", NO, YES, NO),
        ("Max(lambda*t-10,0)+Min(lambda*t,1/2)", YES, YES, NO),
    ],
)
def test_hypotheses_beside_a_kink(text, growth, positive, rises):
    found = derived(text)
    assert found.growth.fact.truth is growth
    assert found.hypotheses.positive.truth is positive
    assert found.hypotheses.increasing_in_time.truth is rises
    assert (found.hypotheses.smooth.truth is NO) == any(name in text for name in ("Max", "Min", "abs"))


@pytest.mark.parametrize(
    ("text", "growth", "rises"),
    [
        ("lambda*t+Max(exp(-lambda*t)-lambda*t,0)", NO, UNKNOWN),  # 1 at fixed t; it falls, which no cell shows
        ("lambda*t+lambda*Max(sin(log(t)),0)", YES, YES),
        heavy("lambda*t*(1+Max(sin(log(t)),0))", YES, UNKNOWN),  # 1+sin+cos < 0 where sin < 0 only, and Max is 0
        heavy("Max(lambda*t*(2+3*sin(log(t))),lambda*t)", YES, UNKNOWN),  # it falls where sin is small and cos is -1
        heavy("Max(lambda*t*sin(log(t)),lambda)", UNKNOWN, UNKNOWN),  # Max(sin, 0) t is no order: it vanishes for long
    ],
)
def test_a_kink_at_points_that_are_not_known_exactly_is_one_of_coefficients(text, growth, rises):
    found = derived(text)
    assert found.growth.fact.truth is growth
    assert found.hypotheses.increasing_in_time.truth is rises


@pytest.mark.slow
def test_a_kink_of_the_scaling_function_at_a_point_that_is_not_known_exactly():
    found = derived("Min(lambda*t,2*log(1+lambda*t))")
    kink = mpmath.findroot(lambda x: x - 2 * mpmath.log(1 + x), 2.5)

    def rest(y):  # x = y^4
        x = y**4
        return 2 * mpmath.exp(-2 * min(x, 2 * mpmath.log(1 + x)))

    loss = mpmath.quad(rest, [0, 0.5, 1, kink ** mpmath.mpf(0.25), 2, 4, 10, 100, mpmath.inf])
    assert abs(decimal(found.loss.constant) / loss - 1) < 1e-9
    assert found.growth.fact.truth is NO
    assert found.hypotheses.increasing_in_time.truth is found.hypotheses.increasing_in_lambda.truth is YES


@pytest.mark.slow
def test_a_wave_on_one_side_of_a_kink():
    spectrum = Spectrum("27/5", "16/5")
    found = derive(Candidate("Min(lambda**2*t*(3+cos(log(2+t))),sqrt(lambda)*t**(3/4))").resolve(spectrum), spectrum)
    assert found.growth.fact.truth is NO
    assert found.frontier.level.index == -sympy.Rational(1, 2)  # the kink, at t^(-1/6), is far above
    assert (found.loss.index, found.loss.theta.truth, found.loss.equivalent.truth) == (-sympy.Rational(11, 16), YES, NO)
    assert found.hypotheses.positive.truth is found.hypotheses.increasing_in_time.truth is YES


@pytest.mark.slow
def test_a_minimum_that_changes_hands_where_it_is_large_anyhow():
    inner = "Min(expm1(log1p(lambda*t/10)**(1/2)),lambda**(3/2)*t**(4/3))"
    found = derived(f"Max({inner},sqrt(lambda)*t**(1/3))")  # exp(sqrt(log t)/3) against exp(3d/2) beside t^(-8/9)
    assert found.frontier.level.index == -sympy.Rational(8, 9)
    assert (found.loss.index, found.loss.equivalent.truth) == (-sympy.Rational(2, 9), YES)
    assert found.hypotheses.increasing_in_lambda.truth is found.hypotheses.increasing_in_time.truth is YES


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("lambda*t/(1+3*lambda**2*t)*log(2+lambda*t/(1+3*lambda**2*t))", YES),
        pytest.param(
            "Min(lambda**2*t,lambda**(3/2)*t)/((1+lambda**(3/2)*t**(1/4))*(1+lambda**(3/4)*t**(3/4)))",
            YES,
            marks=pytest.mark.slow,
        ),
        pytest.param("Min(lambda**2*t,lambda)/(1+lambda**2*t)", NO, marks=pytest.mark.slow),
    ],
)
def test_elasticity_as_one_fraction(text, truth):
    """At fixed lambda g tends to a constant, and the terms of dg/dt cancel for ever."""
    context = Context(Candidate(text).resolve(SPECTRUM), SPECTRUM)
    found = eventually_positive(context, log_derivative(context.g, TIME), "dg/dt", TIME, context.g)
    assert found.truth is truth
