"""Laws of g with Bessel, Gamma and other special functions: what has an expansion follows it, the rest says why not."""

from __future__ import annotations

import mpmath
import pytest
from flint import arb
from laws import assert_follows, assert_law, assert_loss_constant, derived
from weight import heavy

from spectral_proofs.balls.functions.gammas import GAMMA, LOGGAMMA
from spectral_proofs.balls.interval import Interval

QUICK = [  # g, and G with lambda_* t -> x
    ("lambda*t*(3+J0(t))", lambda x: 3 * x),
    ("lambda*t*acos(-lambda/2)", lambda x: x * mpmath.pi / 2),
    ("lambda**2*t*cot(lambda)", lambda x: x),
]
SLOW = [
    ("lambda*t*(2+J1(lambda*t))", lambda x: x * (2 + mpmath.besselj(1, x))),
    ("lambda*t+loggamma(2+lambda*t)", lambda x: x + mpmath.loggamma(2 + x)),
    ("gamma(2+lambda*t)-1", lambda x: mpmath.gamma(2 + min(x, 60)) - 1),
    ("besseli(1,lambda*t)", lambda x: mpmath.besseli(1, min(x, 100))),
    ("lambda*t*asin(t/(1+t))", lambda x: x * mpmath.pi / 2),
    ("lambda*t*digamma(2+lambda*t)", lambda x: x * mpmath.digamma(2 + x)),
    ("lambda*t*(1-Ei(-lambda*t))", lambda x: x * (1 - mpmath.ei(-x))),
]


@pytest.mark.parametrize(("text", "scaling"), QUICK + [heavy(*case) for case in SLOW])
def test_the_law_is_that_of_the_function(text, scaling):
    g, found = derived(text)
    assert_law(found, "1")
    assert_loss_constant(found, scaling)
    assert_follows(g, scaling, "1")


def test_a_function_inside_a_logarithm_of_time_is_expanded():
    _, found = derived("lambda*t*digamma(2+t)")  # psi(t) ~ log t
    assert_law(found, "1", "1")


@pytest.mark.parametrize(
    ("text", "reason"), [("lambda*t*zeta(2+t)", "2\\^-x"), ("lambda*t*cot(t)**2+lambda*t", "poles")]
)
def test_what_has_no_expansion_is_undecided_with_its_reason(text, reason):
    _, found = derived(text)
    assert found.loss.index is None
    with pytest.raises(AssertionError, match=reason):
        assert_law(found, "1")


@pytest.mark.parametrize(("entry", "least"), [(GAMMA, 0.8856031944108887), (LOGGAMMA, -0.12148629053584961)])
def test_the_least_value_is_below_the_true_one_and_an_exact_end(entry, least):
    found = entry.shape.value(Interval(arb(1), arb(2)))
    assert found.lo.is_exact()
    assert least - 2e-5 < float(found.lo) < least
    assert found.hi == (1 if entry is GAMMA else 0)
