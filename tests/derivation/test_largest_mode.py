"""Where the largest eigenvalue, or one that no cell holds, carries what the cells would give to another."""

import pytest
import sympy
from weight import heavy

from spectral_proofs.derivation.argmax import argmax_level
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import decide_hypotheses
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.stages import order_of
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth
from spectral_proofs.results.rigour import EXACT

HALF = sympy.Rational(1, 2)
STEP = "Max(1/2-lambda,0)/(1/2-lambda)"  # 1 below 1/2, 0 above


def _context(g, a="3/2", Lambda=1):
    spectrum = Spectrum(a, 2, Lambda)
    return Context(Candidate(g).resolve(spectrum), spectrum)


@pytest.mark.parametrize(
    ("g", "Lambda", "truth"),
    [
        ("log(1+lambda*t)*(3-2*lambda)", 1, Truth.NO),  # R = (1 + t)^(-2) at lambda = 1, t^(-3) on the frontier's ray
        heavy("log(1+lambda*t)*(2-lambda)", 1, Truth.NO),
        heavy("log(1+lambda*t)*(5-4*lambda)", 1, Truth.NO),
        heavy("log(1+lambda*t)*(3-2*lambda)", HALF, Truth.UNKNOWN),  # of one order, and 2 against 81/256
        heavy("log(1+lambda*t)*(4+lambda)", 1, Truth.YES),
    ],
)
def test_argmax_at_the_largest_eigenvalue(g, Lambda, truth):
    """The learning rate is largest there, where g -> oo, and no maximum on a ray is the largest one."""
    assert argmax_level(_context(g, 10, Lambda))[0].truth is truth


@pytest.mark.parametrize(
    "g",
    [
        f"log(t)*(9/2-lambda+(1/2-7*lambda)*{STEP})",  # L ~ 2^-a t^-6, by the mode 1/4; t^-7 at lambda = 1
        heavy("log(t)*(9/2-lambda+(1/2-7*lambda)*(1+abs(1/2-lambda)/(1/2-lambda))/2)"),
        heavy("log(t)*(9/2-lambda+(1/2-7*lambda)*(1+sqrt((1/2-lambda)**2)/(1/2-lambda))/2)"),
        heavy(f"log(t)*(9/2+lambda-(1+4*lambda)*{STEP})"),
    ],
)
def test_a_jump_between_eigenvalues(g):
    """Below 1/2 the summand falls with lambda, to be led by 1/4: what lies above 1/2 is no neighbour of it."""
    assert order_of(_context(g), "L").theta.truth is Truth.UNKNOWN


def test_a_kink_between_eigenvalues_is_no_jump():
    found = order_of(_context("log(t)*(1+Max(lambda,2*lambda-1/2))"), "S")
    assert found.infinite


@pytest.mark.parametrize("g", ["c*lambda*(1-t)", heavy("lambda**m*t*(1+sin(t))"), "lambda**m*(2-t**n)"])
def test_no_expansion_in_a_scale_that_is_not_positive(g):
    for regime in general_theorem(Candidate(g), points=None).regimes:
        assert regime.found.loss_expansion is None
        assert regime.found.energy_expansion is None


@pytest.mark.parametrize(
    ("g", "Lambda"),
    [
        ("1-(1-lambda)/(1+lambda*t)", 1),  # 1 at lambda = 1, for every t
        heavy("2-(2-lambda)/(1+lambda*t)", 2),
        heavy("lambda+(1-lambda)**2*lambda*t/(1+lambda*t)", 1),
        ("lambda+(lambda-1/2)**2*lambda*t", 1),
    ],
)
def test_a_mode_that_does_not_learn(g, Lambda):
    found = decide_hypotheses(_context(g, Lambda=Lambda)).increasing_in_time
    assert found.truth is Truth.NO
    assert found.rigour == EXACT


def test_a_slope_in_lambda_may_vanish_at_one_lambda():
    assert decide_hypotheses(_context("lambda*t*(3-3*lambda+lambda**2)")).increasing_in_lambda.holds
