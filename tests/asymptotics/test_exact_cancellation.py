"""Constants and parts that cancel: exact zeros are found, what is only small is not taken for zero."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from laws import assert_follows, assert_hypotheses, assert_law, assert_loss_constant, derived
from weight import heavy

from spectral_proofs.asymptotics.constant_sign import constant_sign
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.exact_form import exact_form
from spectral_proofs.asymptotics.laplace import Leading, Profile
from spectral_proofs.asymptotics.monomial import power_of
from spectral_proofs.asymptotics.places import Cell, Place
from spectral_proofs.asymptotics.sign_proofs import proved_sign
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.vanishing import vanishes
from spectral_proofs.results import Truth

HIDDEN_ZEROS = [  # g, rho
    ("lambda*t*(sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3))+lambda**2*t", "1/2"),
    ("lambda*t*(cbrt(2+sqrt(5))-cbrt(sqrt(5)-2)-1)+lambda**3*t", "1/3"),
    ("lambda*t*(log(6)-log(2)-log(3))+lambda**2*t**3", "3/2"),
    ("lambda*t*pi*(sqrt(2+sqrt(3))-(sqrt(6)+sqrt(2))/2)+sqrt(lambda)*t", "2"),
]


@pytest.mark.parametrize(("text", "rho"), HIDDEN_ZEROS)
def test_a_coefficient_that_is_zero(text, rho):
    _, found = derived(text)
    assert_law(found, rho)
    assert_hypotheses(found)
    assert found.growth.fact.truth is Truth.YES


HIDDEN_SIZES = [  # g, log10 of the coefficient of lambda t
    ("lambda*t*(exp(10**(-500))-1)+lambda**2*t", -500),
    heavy("lambda*t*(sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))+10**(-300))+lambda**2*t", -300),
    ("lambda*t*(1-cos(10**(-200)))+lambda**2*t", -400 + mpmath.log10(0.5)),
    heavy("lambda*t*(1-tanh(500)+atanh(10**(-900)))+lambda**2*t", mpmath.log10(2) - 1000 / mpmath.log(10)),
]


def test_a_root_inside_max_is_left_alone():
    g = 2 - sympy.Max(0, sympy.sqrt(LAMBDA) - 1) / (sympy.sqrt(LAMBDA) - 1)
    assert exact_form(g) == g


@pytest.mark.parametrize(("text", "size"), HIDDEN_SIZES)
def test_a_coefficient_that_is_only_small(text, size):
    _, found = derived(text)
    assert_law(found, "1")
    assert found.hypotheses.positive.holds
    with mpmath.workdps(25):
        kernel = mpmath.gamma(0.25) / 2 / 2 ** mpmath.mpf("0.25")
        expected = kernel * mpmath.mpf(10) ** (-mpmath.mpf(size) / 4)
        assert abs(decimal(found.loss.constant) / expected - 1) < mpmath.mpf("1e-9")


def test_a_coefficient_that_is_slightly_negative():
    _, found = derived("lambda*t*(1-exp(10**(-500)))+lambda**2*t")
    assert found.hypotheses.positive.truth is Truth.NO


def test_a_zero_without_a_proof_stays_undecided():
    _, found = derived("lambda*t*(4*atan(1/5)-atan(1/239)-pi/4)+lambda**2*t")
    assert found.growth.fact.truth is Truth.UNKNOWN
    assert "zero" in found.growth.fact.reason or "sign" in found.growth.fact.reason


ROOT = sympy.sqrt
CONSTANTS = [
    (ROOT(5 + 2 * ROOT(6)) - ROOT(2) - ROOT(3), 0),
    (ROOT(5 + 2 * ROOT(6)) - ROOT(2) - ROOT(3) + sympy.Rational(1, 10**80), 1),
    (ROOT(10001) - 100 - sympy.Rational(1, 200), -1),
    (sympy.pi * ROOT(8) - 2 * sympy.pi * ROOT(2), 0),
    (sympy.log(10) - sympy.log(2) - sympy.log(5), 0),
    (1 / (sympy.exp(sympy.Rational(1, 10**500)) - 1), 1),
    (sympy.tan(sympy.Rational(3, 2)) - 14, 1),
]


@pytest.mark.parametrize(("constant", "expected"), CONSTANTS)
def test_sign_of_a_constant(constant, expected):
    assert constant_sign(constant) == expected
    assert vanishes(constant) == (expected == 0)


X = LAMBDA * TIME
IDENTICAL = [  # g, what is left of it
    ("lambda*t+lambda*t**2*(log(t/lambda)-log(t)+log(lambda))", X),
    ("lambda*t+t**2*(cosh(lambda*t)**2-sinh(lambda*t)**2-1)", X),
    ("lambda*t+t**3*(tanh(lambda*t)-(1-exp(-2*lambda*t))/(1+exp(-2*lambda*t)))", X),
    ("lambda*t*(1+t*((sqrt(1+lambda)-1)*(sqrt(1+lambda)+1)-lambda))", X),
    ("lambda*t+log(lambda**2*t**3)-2*log(lambda)-3*log(t)", X),
    ("asinh(sinh(lambda*t))", X),
]


@pytest.mark.parametrize(("text", "left"), IDENTICAL)
def test_parts_that_are_identically_zero(text, left):
    _, found = derived(text)
    assert found.g == left
    assert_law(found, "1")
    assert found.growth.fact.truth is Truth.YES


def test_parts_that_are_nearly_zero_stay():
    _, found = derived("lambda*t+lambda*t**2*(log(t/lambda)-log(1+t)+log(lambda))")  # the bracket is ~ -1/t
    assert found.g.has(sympy.log)  # g -> lambda/2
    assert found.growth.fact.truth is Truth.NO
    assert found.frontier.level.index is None


FORMS = [
    (1 - sympy.tanh(X), 2 / (1 + sympy.exp(2 * X))),
    (3 - 3 * sympy.erf(X), 3 * sympy.erfc(X)),
    (2 - sympy.tanh(X), 2 - sympy.tanh(X)),
    (3 - ROOT(9 - 4 * LAMBDA), 4 * LAMBDA / (3 + ROOT(9 - 4 * LAMBDA))),
    (TIME + 1 - ROOT(TIME**2 + 2 * TIME), 1 / (TIME + 1 + ROOT(TIME**2 + 2 * TIME))),
    (2 - ROOT(1 - LAMBDA), 2 - ROOT(1 - LAMBDA)),
]


@pytest.mark.parametrize(("expression", "form"), FORMS)
def test_exact_form(expression, form):
    assert sympy.simplify(exact_form(expression) - form) == 0
    assert exact_form(expression).count_ops() <= form.count_ops() + 2


def remainder(function, powers):
    """(g, G) for what is left of a function of lambda t when these powers of its Taylor series are taken away."""
    terms = "".join(f"-(lambda*t)**{k}/{sympy.factorial(k)}" for k in powers)

    def scaling(x):
        if x > 1000:
            return mpmath.inf
        with mpmath.workdps(mpmath.mp.dps + int(40 * (2 + max(0, -mpmath.log10(x))))):
            return getattr(mpmath, function)(x) - mpmath.fsum(x**k / mpmath.factorial(k) for k in powers)

    return f"{function}(lambda*t){terms}", scaling


DEEP = [remainder("exp", range(5)), heavy(*remainder("exp", range(10))), heavy(*remainder("cosh", (0, 2, 4, 6)))]


@pytest.mark.parametrize(("text", "scaling"), DEEP)
def test_deep_cancellation(text, scaling):
    g, found = derived(text)
    assert_law(found, "1")
    assert found.hypotheses.positive.truth is not Truth.NO
    assert not found.assumed
    assert found.growth.fact.truth is Truth.NO
    assert_loss_constant(found, scaling)
    assert_follows(g, scaling, "1")


POSITIVE = [  # one sign on (0, oo), by slopes
    (ROOT(LAMBDA) - sympy.log(1 + ROOT(LAMBDA)), 1),
    (sympy.exp(LAMBDA) - 1 - LAMBDA - LAMBDA**2 / 2 - LAMBDA**3 / 6, 1),
    (LAMBDA / (1 + LAMBDA) - sympy.log(1 + LAMBDA), -1),
    (sympy.atan(LAMBDA) - LAMBDA, -1),
    (LAMBDA - sympy.asinh(LAMBDA), 1),
    (1 / (LAMBDA - 1), 0),  # a pole inside
    (1 / (LAMBDA - 1) ** 2 - 2, 0),
    (sympy.exp(LAMBDA) - 1 - 2 * LAMBDA, 0),  # a sign change
    (sympy.log((LAMBDA - 1) ** 2), 0),
]


@pytest.mark.parametrize(("expression", "expected"), POSITIVE)
def test_sign_by_slopes(expression, expected):
    assert proved_sign(expression, LAMBDA, sympy.S.Zero, sympy.oo) == expected


def test_growing_faster_than_its_cancellation():
    g, found = derived("sqrt(lambda)*t-log(1+sqrt(lambda)*t)")
    assert_law(found, "2")
    assert_hypotheses(found)
    assert_loss_constant(found, lambda x: mpmath.sqrt(x) - mpmath.log1p(mpmath.sqrt(x)))
    assert_follows(g, lambda x: mpmath.sqrt(x) - mpmath.log1p(mpmath.sqrt(x)), "2")


LIMITS_OF_POWERS = [  # g ~ c lambda t
    ("lambda*t*(1+lambda)**(-1/lambda)", mpmath.exp(-1)),
    ("lambda*t*(1+1/t)**t", mpmath.e),
    ("lambda*t*((1+sqrt(lambda))**(1/sqrt(lambda))-1)", mpmath.e - 1),
    ("t*(2**lambda-1)", mpmath.log(2)),
]


@pytest.mark.parametrize(("text", "c"), LIMITS_OF_POWERS)
def test_powers_whose_base_tends_to_one(text, c):
    g, found = derived(text)
    assert_law(found, "1")
    assert found.growth.fact.truth is Truth.YES
    assert_loss_constant(found, lambda x: c * x)
    assert_follows(g, lambda x: c * x, "1")


def test_growth_for_every_lambda_at_once():
    _, found = derived("expm1(lambda*t)/expm1(lambda)")  # -> t as lambda -> 0
    assert found.energy.infinite
    assert found.frontier.level.index is None
    assert found.loss.index is None


@pytest.mark.parametrize(
    "nothing",
    [
        "2*t**(1/(1+sqrt(2)))-2*t**(sqrt(2)-1)",  # L ~ zeta(3/2) was derived
        heavy("2*log(t)**(1/(1+2**(1/3)))-2*log(t)**((1-2**(1/3)+4**(1/3))/3)"),  # (2) was refuted
    ],
)
def test_exponents_that_are_the_same_number_cancel(nothing):
    _, found = derived(f"lambda*t*exp({nothing})")
    assert found.growth.fact.holds
    assert (found.loss.index, found.energy.index, found.loss.log_index) == (
        -sympy.Rational(1, 4),
        sympy.Rational(3, 4),
        0,
    )


def test_rays_with_the_same_order_share_a_sum():
    x = sympy.Symbol("x", positive=True)
    root = sympy.cbrt(2)
    cells = tuple(
        Cell(Place("ray", (slope,), Domain(x)), Leading(x * sympy.exp(-x), sympy.exp(-x), power_of(0, exponent), 0))
        for slope, exponent in ((sympy.S.One, 1 / (1 + root)), (sympy.Integer(2), (1 - root + root**2) / 3))
    )
    assert len(Profile(cells).dominance().winners) == 2
