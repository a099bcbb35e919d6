"""Candidates on which the soundness hunt found the derivation wrong or helpless, each with what is true."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.asymptotics.domain import Domain, Split
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.calculus import constant_elasticity, log_derivative
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.frontier import derive_level
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Truth

R = sympy.Rational


def derived(g: str, a: str, b: str) -> Derivation:
    spectrum = Spectrum(a, b)
    return derive(Candidate(g).resolve(spectrum), spectrum)


def test_a_sign_that_is_affine_in_disguise_is_no_crash() -> None:
    # the slope of dg/dlambda simplifies, the expression itself does not
    d = derived("tanh(7/5*lambda*t)/(1 + log1p(tanh(7/5*lambda*t)))", "41/10", "7/5")
    assert d.hypotheses.increasing_in_lambda.holds
    assert (d.rho, d.chi, d.gamma) == (None, 0, 0)


def context(g: str) -> Context:
    return Context(Candidate(g).resolve(Spectrum()), Spectrum())


@pytest.mark.parametrize(
    ("g", "in_lambda"),
    [
        ("tanh(lambda**(1/3)*t**(4/3)/(1 + log1p(lambda**(1/3)*t**(4/3))))", Truth.YES),
        # exp(-y^2) has no leading term where y has infinitely many large ones
        ("erf(lambda**(1/4)*t**(4/3)/(1 + lambda**(4/3)*t**(4/3)))", Truth.NO),
    ],
)
def test_a_positive_factor_beyond_all_orders_hides_no_sign(g: str, in_lambda: Truth) -> None:
    fact = eventually_positive(
        context(g), log_derivative(Candidate(g).resolve(Spectrum()), LAMBDA), "dg/dlambda", LAMBDA
    )
    assert fact.truth is in_lambda


@pytest.mark.parametrize(
    ("g", "rho", "rho_log", "constant"),
    [
        # log(1 + 2y) = log(3 + t): 2 y = t + 2
        ("log1p(2*lambda**(4/3)*t**3)/log(3 + t)", R(3, 2), 0, 2 ** (-0.75)),
        # the next order of the sector's coefficient sqrt(2 - u)
        ("sqrt(log(1 + lambda*t**2)/log(2 + t))", 1, 0, 1.0),
        # 2 exp(-2 W(y)) = lambda^(3/4) t^(1/4)/2 decides, though both vanish
        (
            "tanh(LambertW(3*lambda**(3/4)*t**(3/2))) + (1/2*lambda**(3/4)*t**(1/4))/(1 + lambda**(22/7)*t**(13/29))",
            R(13, 9),
            -R(8, 9),
            None,
        ),
        # exp(-2 x^(2/3) log t) against t^(-25/2): a logarithm that g does not show
        ("tanh(lambda**(2/3)*t**3*(1 + lambda)) + lambda**3*t", R(9, 2), -R(3, 2), 125 / 8),
        # g falls from 2 to 1 at t^(-1/3) and below 1 where erfc(y) = erf(lambda^(3/4) t^(1/4)), both small;
        # it was said to stay below 1
        ("erf(lambda**(3/4)*t**(1/4)) + erf(7/5*lambda**(1/3)*t**(1/2))", R(3, 2), -R(3, 2), (7 / 8) ** 1.5 / 1.4**3),
        # exponents cross on one ray: t^(-2) against t^(-14 x^(1/3)/5)
        ("tanh(7/5*lambda**(1/3)*t**(3/2)*log1p(t)) + 1/10*lambda**(2/3)*t", R(9, 2), 0, 125 / 343),
    ],
)
def test_the_frontier_of_a_g_that_tends_to_one(g: str, rho: object, rho_log: object, constant: float | None) -> None:
    level = derive_level(context(g))
    assert (-level.index, -level.log_index) == (rho, rho_log)
    assert level.index.is_Rational
    assert level.theta.truth is Truth.YES
    if constant is not None:
        assert float(level.constant) == pytest.approx(constant, rel=1e-12)


@pytest.mark.slow  # 3 s
def test_an_oscillating_power_of_the_logarithm_is_no_theta() -> None:
    # at fixed lambda g ~ (2 + sin(log t)) log log t: L lies between (log t)^(-6) and (log t)^(-2)
    d = derived("log1p(log1p(3*lambda**(3/2)*t**2))*(2 + sin(log(1 + t)))", "37/10", "37/10")
    assert (d.chi, d.loss.log_index) == (0, None)
    assert d.loss.theta.truth is d.loss.equivalent.truth is Truth.NO


def test_odd_powers_are_no_giant_polynomials() -> None:
    # to the exact simplification lambda^(1001/1000) is a polynomial of degree 1001: it took minutes
    g = "lambda**(1/2)*t**3/(1 + 7/5*lambda*t) + lambda*t**(4/3) + 1/2*lambda**(1001/1000)*t**(7/17)"
    assert constant_elasticity(Candidate(g).resolve(Spectrum())) is None
    assert constant_elasticity(
        Candidate("(lambda**(1001/1000) + lambda**(1001/1000)*t)*t**2").resolve(Spectrum())
    ) == R(1001, 1000)


def test_kinks_between_odd_powers_are_divided_exactly() -> None:
    # factoring x^(707/500) - c x^(1/4) as a polynomial took hours
    p = sympy.Symbol("p", positive=True)
    with pytest.raises(Split) as caught:
        sign(p ** R(707, 500) - 3 * p ** R(1, 4), Domain(p))
    assert caught.value.point == 3 ** (1 / (R(707, 500) - R(1, 4)))


@pytest.mark.parametrize(
    ("g", "reason"),
    [
        ("tanh(lambda*t*log(1 + t))", "below 1"),
        ("erf(lambda*t*log(1 + t))", "below 1"),
        (
            "(sqrt(1 + lambda*t**2) - 1)*(1 + lambda)/(1 + (sqrt(1 + lambda*t**2) - 1)*(1 + lambda))",
            "below 1",
        ),
        ("1 + lambda*t", "not fall below 1"),
    ],
)
def test_a_g_that_tends_to_one_without_a_frontier(g: str, reason: str) -> None:
    assert reason in derive_level(context(g)).reason


def test_the_chain_rule_assumes_no_sign_of_the_inner_part() -> None:
    # |u| + u^2 with u = log(lambda t) < 0 for small lambda
    g = Candidate("abs(log(lambda*t)) + log(lambda*t)**2").resolve(Spectrum())
    point = {LAMBDA: R(1, 100), TIME: R(2)}
    expected = 2 * sympy.log(R(1, 50)) - 1
    assert abs((log_derivative(g, LAMBDA).subs(point) - expected).evalf(20)) < 1e-15


@pytest.mark.parametrize(
    ("g", "a", "b"),
    [
        ("(1/2*lambda**(99/70)*t**(99/70))*(1/10*lambda**(2/3)*t)", "23/10", "23/10"),
        ("((3*lambda**(1001/1000)*t**(355/113))*(2*lambda**3*t**(4/3)))*(3*lambda**(4/3)*t**(3/2))", "8/5", "3"),
    ],
)
def test_constants_with_many_digits_below_a_root_are_written_prime_by_prime(g: str, a: str, b: str) -> None:
    d = derived(g, a, b)
    assert len(str(d.energy.constant)) < 400  # was the root of an integer of more than 4300 digits
    assert (d.chi, d.gamma) == (d.rho * (R(a) - 1) / R(b), d.rho * (1 + R(b) - R(a)) / R(b))


@pytest.mark.slow  # 3 s
def test_the_largest_rate_is_real_where_values_are_written_as_complex_numbers() -> None:
    assert derived("log1p(7/5*lambda**(4/3)*t**(1/3))*(3 + cos(log(2 + t)))", "7/2", "11/5").chi is not None


@pytest.mark.parametrize(
    ("g", "truth"),
    [
        ("lambda*t**(1/3)*(3+cos(log(2+t)))", Truth.NO),  # 1 + cos/3 - sin is negative on a twentieth of a turn
        ("lambda*t**(1/3)*(32/10+cos(log(2+t)))", Truth.YES),
        ("lambda*t*(1+sin(log(1+t))/sqrt(2))", Truth.YES),  # 1 + sin(p + pi/4) only touches zero
    ],
)
def test_a_wave_that_dips_below_zero_for_a_moment(g: str, truth: Truth) -> None:
    one = context(g)
    assert eventually_positive(one, log_derivative(one.g, TIME), "dg/dt", TIME).truth is truth


@pytest.mark.parametrize(
    ("g", "a", "b"),
    [
        ("(lambda*t**(1/3) + 1/10*lambda**(1001/1000)*t**(355/113))**(1/2)", "3/2", "2"),
        ("lambda**(1/2)*t**2 + 1/10*lambda**(1/2)*t*(1 + log(1 + 1/lambda))**(1/2)", "61/10", "21/20"),
        ("lambda**(1001/1000)*t**(1.414) + 1/2*lambda*t**(2/3)", "1901/1000", "1001/1000"),
        ("lambda**(1001/1000)*t**(355/113) + lambda*t**(3/2)", "27/10", "6/5"),
        ("1/10*lambda*t*exp(-lambda/2) + 3*lambda**(1001/1000)*t**(99/70)", "4", "3"),
    ],
)
def test_condition_two_fails_far_from_where_it_is_looked_at(g: str, a: str, b: str) -> None:
    # the second power takes over at lambda = t^(-u) with u in the thousands, or as lambda -> 0 at fixed t only
    assert derived(g, a, b).growth.fact.truth is Truth.NO


def test_a_wave_beside_the_logarithm_leaves_the_limit() -> None:
    d = derived("3*lambda**2*t**(1/4)*(3 + cos(log(2 + t)))*exp(-lambda/2)", "201/100", "101/100")
    assert (d.energy.index, d.energy.log_index, d.energy.constant) == (0, 1, R(25, 202))


@pytest.mark.slow  # 2 s
def test_a_loss_below_every_power_for_all_times_that_anyone_sees() -> None:
    # exp(-8 sqrt(3/4 log t)) at the head outweighs t^(-1/2400) at the frontier from log t = 10^8 on
    d = derived("sqrt(log1p(2*lambda**(2/3)*t**(3/4)))*(3 + cos(log(2 + t)))", "1001/1000", "27/10")
    assert d.chi is None or d.chi == 0


def test_the_edge_below_a_narrow_hump_is_the_frontier() -> None:
    # g > 1 from lambda = 0.34 t^(-4) to 6e13 t^(-4), and again from t^(-4/9) on
    d = derived(
        "7/5*lambda**(1/4)*t/(1 + 1/10*lambda**(1/3)*t**(4/3)) + (7/5*lambda**(3/4)*t**(1/3))**(1/2)", "21/10", "6/5"
    )
    assert d.frontier.level.index == -4
