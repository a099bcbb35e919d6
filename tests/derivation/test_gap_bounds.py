"""What is negligible between cells, derivatives that touch zero, and kinks at one lambda."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.gap_order import GapOrder
from spectral_proofs.asymptotics.monomial import UNIT, compare, exponential, power_of
from spectral_proofs.asymptotics.places import gaps_between
from spectral_proofs.derivation.calculus import log_derivative
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.growth import decide_growth
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth

R = sympy.Rational


def context(g: str, a: object = "3/2", b: object = 2) -> Context:
    spectrum = Spectrum(a, b)
    return Context(Candidate(g).resolve(spectrum), spectrum)


@pytest.mark.parametrize(
    ("g", "a", "log_index", "constant"),  # int u^(log_index - 1) du from u = 1/m on, halved as b = 2
    [
        ("lambda**(3/8)*t/log(3+1/lambda)", "3/2", -1, R(3, 16)),
        ("lambda**(3/8)*t/log(3+1/lambda)**(3/4)", "3/2", R(-1, 2), sympy.sqrt(R(3, 8))),
        ("lambda**(3/8)*t/log(3+1/lambda)**2", "3/2", -3, R(9, 1024)),
        ("lambda**(1/4)*t/log(2+1/lambda)", 2, -1, R(1, 8)),
    ],
)
def test_a_tie_decided_by_the_logarithm(g: str, a: object, log_index: sympy.Rational, constant: sympy.Expr) -> None:
    found = energy_order(context(g, a))
    assert (found.index, found.log_index) == (2, log_index)
    assert mpmath.almosteq(decimal(found.constant), mpmath.mpf(sympy.N(constant, 20)), 1e-9)


@pytest.mark.parametrize("power", ["1/2", "1/4"])
def test_a_tie_at_which_the_sum_diverges(power: str) -> None:
    assert energy_order(context(f"lambda**(3/8)*t/log(3+1/lambda)**({power})")).infinite


@pytest.mark.parametrize(
    ("g", "order"),
    [
        ("sqrt(log(1+lambda*t))", "exp(-2*(log t)^(1/2))"),
        ("log(1+lambda*t)**(1/3)", "exp(-2*(log t)^(1/3))"),
        ("log(1+lambda*t)**(2/3)", "exp(-2*(log t)^(2/3))"),
        ("sqrt(log(1+lambda**3*t))", "exp(-2*(log t)^(1/2))"),
    ],
)
def test_a_loss_between_powers_and_logarithms_is_carried_by_single_modes(g: str, order: str) -> None:
    found = loss_order(context(g))
    assert (found.index, found.log_index, found.theta.truth) == (0, None, Truth.NO)
    assert found.theta.reason == f"L has the order {order}"


def rising(g: str, along: sympy.Symbol) -> Truth:
    one = context(g)
    return eventually_positive(one, log_derivative(one.g, along), "derivative", along).truth


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t+sin(lambda*t)",
        "lambda*t-sin(lambda*t)",
        "2*lambda*t+sqrt(2)*sin(lambda*t)-sqrt(2)*cos(lambda*t)",
        "lambda**2*t**3+sin(lambda**2*t**3)",
    ],
)
def test_a_derivative_with_isolated_zeros(g: str) -> None:
    assert (rising(g, LAMBDA), rising(g, TIME)) == (Truth.YES, Truth.YES)


def test_a_derivative_that_falls_below_zero() -> None:
    assert rising("lambda*t+2*sin(lambda*t)", LAMBDA) is Truth.NO


@pytest.mark.parametrize("g", ["t+lambda*t*(1+cos(t))", "t+lambda*t*(1-sin(t))", "t+lambda**2*t*(1+cos(t))"])
def test_zeros_that_are_whole_lines_are_not_isolated(g: str) -> None:
    assert rising(g, LAMBDA) is not Truth.YES  # g = t for every lambda, again and again


@pytest.mark.parametrize(
    "g",
    [
        "Max(lambda*t**(1/2), lambda**2*t)",
        "Max(lambda**2*t, lambda*t**(1/3))",
        "Max(lambda*t, lambda**2*t**3, lambda**3*t**4)",
        "Min(lambda*t**3, lambda**(1/2)*t**2)",
    ],
)
def test_a_kink_is_not_moved_to_lambda_by_the_order_of_its_arguments(g: str) -> None:
    assert context(g).hidden == ()


def test_a_transition_at_one_lambda_is_still_seen() -> None:
    assert context("lambda*t+tanh((lambda-1/2)**2*t)").hidden


@pytest.mark.parametrize(("a", "index", "constant"), [(4, R(-3, 2), R(1, 3)), ("3/2", R(-1, 4), 2)])
def test_a_frontier_one_logarithm_deeper_than_g_shows(
    a: object, index: sympy.Rational, constant: sympy.Rational
) -> None:
    """lambda_* ~ log log t/(t log t), above it nothing is left, below it everything: L ~ (1/(b w)) lambda_*^w."""
    found = loss_order(context("lambda*t**(2-1/(1+lambda*t))", a))
    assert (found.index, found.log_index, found.theta.truth) == (index, index, Truth.NO)  # log log t is left over
    assert abs(decimal(found.constant) - constant) < 1e-9


@pytest.mark.slow
@pytest.mark.parametrize(("power", "truth"), [("2/3", Truth.YES), ("3/2", Truth.NO)])
def test_a_term_that_is_monotone_between_two_cells(power: str, truth: Truth) -> None:
    x = f"lambda**3*t**({power})"
    slow = f"exp(log(1+log(1+{x}))**2-log(1+log(1+t))**2)"  # a power of log t at fixed lambda
    assert decide_growth(context(f"lambda**(1/2)*t*(1+{x}/(1+{x})*{slow})")).fact.truth is truth


@pytest.mark.slow
def test_a_wave_of_both_signs_below_the_leading_term_of_an_exponent() -> None:
    """erf saturates: exp(-A^2) with A^2 = t^2 (3 + cos)^2 x^2 + a wave times t x^2 + ... is nothing beside 1."""
    found = context("erf(lambda*t*(3+cos(log(2+t))))")
    gap = next(gap for gap in gaps_between(found.g_cells) if gap.place.level == 1)
    assert found.on_place(lambda evaluate, _: evaluate(found.g).lead()[1].is_unit, gap.place)


def test_a_wave_that_is_not_exceeded_leaves_the_order_open() -> None:
    x = sympy.sin(sympy.Symbol("phase_0", real=True))
    order = GapOrder(1)
    domain = Domain(None, order=order)
    top, low = power_of(0, sympy.S.One), power_of(1, sympy.S.One)
    assert compare(exponential(R(1), top) * exponential(x, low), UNIT, domain) == 1
    with pytest.raises(UndecidedError):
        compare(exponential(x, top) * exponential(R(1), low), UNIT, domain)
