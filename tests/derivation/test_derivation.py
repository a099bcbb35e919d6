"""Exponents, regimes and constants: golden cases of the theory, and cases that must fail or stay open."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.asymptotics.nodes import Nodes
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.sandwich import by_sandwich
from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth

R = sympy.Rational
log, sqrt, exp, sin = sympy.log, sympy.sqrt, sympy.exp, sympy.sin
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

EXPONENTS = [
    # g, a, b, rho, chi, gamma, rho_log, chi_log, gamma_log
    (L * T, "3/2", 2, 1, R(1, 4), R(3, 4), 0, 0, 0),
    (L * T, 3, 2, 1, 1, 0, 0, 0, 1),
    (L * T, 4, 2, 1, R(3, 2), 0, 0, 0, 0),
    (L * T, "2.9", 2, 1, R(19, 20), R(1, 20), 0, 0, 0),
    (L * T, "3.001", 2, 1, R(2001, 2000), 0, 0, 0, 0),
    (L * T, "1.001", "1.001", 1, R(1, 1001), R(1000, 1001), 0, 0, 0),
    (2 * L ** R(3, 2) * T ** R(2, 3), "3/2", 2, R(4, 9), R(1, 9), R(1, 3), 0, 0, 0),
    (L * T + L**2 * T**3, "3/2", 2, R(3, 2), R(3, 8), R(9, 8), 0, 0, 0),
    (L * T * log(1 + T), "3/2", 2, 1, R(1, 4), R(3, 4), 1, R(1, 4), R(3, 4)),
    (L * T * log(1 + 1 / L), "3/2", 2, 1, R(1, 4), R(3, 4), 1, R(1, 4), R(3, 4)),
    (L**2 * T * log(1 + T), "3/2", 2, R(1, 2), R(1, 8), R(3, 8), R(1, 2), R(1, 8), R(3, 8)),
    (log(1 + L * T), "3/2", 2, 1, R(1, 4), R(3, 4), 0, 0, 0),
    (log(1 + L * T), 5, 2, 1, 2, 0, 0, -1, 0),
    (log(1 + L * T), 6, 2, 1, 2, 0, 0, 0, 0),
    (log(1 + 10 * L * T) / 10, "3/2", 2, 1, R(1, 5), R(3, 4), 0, 0, 0),
    # the loss is carried by lambda ~ t^(-1/2), neither head nor frontier
    (log(1 + L * T) + log(1 + L**2 * T), 6, 2, 1, R(9, 4), 0, 0, 0, 0),
    (sympy.asinh(L * T), "3/2", 2, 1, R(1, 4), R(3, 4), 0, 0, 0),
    (L * log(1 + T), "3/2", 2, 0, 0, 0, 1, R(1, 4), R(3, 4)),
    (L * T / (1 + log(1 + L * T)), "3/2", 2, 1, R(1, 4), R(3, 4), 0, 0, 0),
    (sqrt(1 + L * T) - 1, "3/2", 2, 1, R(1, 4), R(3, 4), 0, 0, 0),
    (sympy.Max(L * T, L**2 * T**3), "3/2", 2, R(3, 2), R(3, 8), R(9, 8), 0, 0, 0),
    (log(1 + log(1 + L * T)), "3/2", 2, 1, 0, R(3, 4), 0, 2, 0),
    (L * T**2 / (1 + L * T), "3/2", 2, 2, R(1, 2), R(3, 2), 0, 0, 0),
    # decreasing in lambda: bounded at fixed lambda, large in between, small beyond
    (L ** R(2, 3) * T ** R(4, 3) / (1 + 2 * L * T ** R(4, 3)), "4.7", "2.2", 2, 0, 0, 0, 0, 0),
    (L ** R(1, 4) * T, "3/2", 2, 4, 1, None, 0, 0, None),
    (L * exp(T), "3/2", 2, None, None, None, None, None, None),
]


@pytest.mark.parametrize("row", EXPONENTS, ids=lambda row: f"{row[0]}|a={row[1]},b={row[2]}")
def test_exponents(row: tuple[object, ...]) -> None:
    g, a, b, rho, chi, gamma, rho_log, chi_log, gamma_log = row
    d = derive(g, Spectrum(a, b))
    assert (d.rho, d.chi, d.gamma) == (rho, chi, gamma)
    level, loss, energy = d.frontier.level.log_index, d.loss.log_index, d.energy.log_index
    assert level == (None if rho_log is None else -rho_log)
    assert loss == (None if chi_log is None else -chi_log)
    assert energy == gamma_log


GROWTH = [
    (L * T, YES, 1, 1),
    (-T * log(1 - L / 2), YES, 1, 1),
    (sympy.tanh(L) * T, YES, 1, 1),
    (L * T * (2 + sin(log(1 + T))), YES, 1, 1),
    (L * T / (1 + L), YES, 1, 1),
    (L * T * (1 + 1 / (1 + T)), YES, 1, 1),
    (sqrt(L**2 * T**2 + L**3 * T**2), YES, 1, 1),
    (L * T + L**2 * T**3, NO, None, None),  # fails near fixed t
    (L * T**2 / (1 + L * T), NO, None, None),  # fails near fixed lambda
    (L * T * (1 + log(1 + T)), NO, None, None),  # fails by its factor
    (L * T * log(1 + 1 / L), NO, None, None),
    (log(1 + L * T), NO, None, None),
    (T, NO, None, None),
    (L * T * (1 + sin(log(1 + T))), NO, None, None),  # touches zero again and again
]


@pytest.mark.parametrize(("g", "truth", "m", "n"), GROWTH, ids=str)
def test_growth_condition(g: sympy.Expr, truth: Truth, m: object, n: object) -> None:
    growth = derive(g, Spectrum()).growth
    assert growth.fact.truth is truth
    assert (growth.m, growth.n) == (m, n)
    assert growth.fact.reason


@pytest.mark.parametrize(
    ("part", "truth"),
    [((2 - L) ** -2, UNKNOWN), (log(L / 2) ** -2, UNKNOWN), ((1 + (2 - L) ** 2) ** -1, YES), ((4 - L) ** -2, YES)],
    ids=str,
)
def test_a_pole_below_the_largest_eigenvalue_is_seen(part: sympy.Expr, truth: Truth) -> None:
    growth = derive(L * T * (1 + part), Spectrum("3/2", "2", "3")).growth
    assert growth.fact.truth is truth
    assert growth.explicit is (truth is YES)


def test_leading_constants_of_theorem_2_and_equation_7() -> None:
    d = derive(L * T, Spectrum())
    assert sympy.simplify(d.loss.constant - sympy.gamma(R(1, 4)) / 2 / 2 ** R(1, 4)) == 0
    assert abs(float(d.energy.constant) - 0.769130044386342) < 1e-14
    assert d.energy.offset == sympy.zeta(R(-1, 2))


def test_kappa_contains_the_dropped_weight() -> None:
    assert derive(L * T, Spectrum()).frontier.kappa == R(7, 8)
    assert derive(L * T + L**2 * T**3, Spectrum()).frontier.kappa == R(15, 16)


def test_no_interior_maximum_below_the_threshold() -> None:
    # a > b (1 - 2m) fails: a = 11/10, b = 3, m = 1/4
    d = derive(L ** R(1, 4) * T, Spectrum("11/10", 3))
    assert d.frontier.argmax.truth is NO
    assert "lambda -> 0" in d.frontier.argmax.reason


def test_log_periodic_ratio_and_loss_oscillate() -> None:
    d = derive(L * T * (2 + sin(log(1 + T))), Spectrum())
    assert d.frontier.ratio.truth is NO
    assert d.loss.theta.truth is YES
    assert d.loss.equivalent.truth is NO


def test_frontier_between_the_scales_has_indices_and_no_power() -> None:
    d = derive(L * (1 + L) * T * exp(sqrt(log(1 + T))), Spectrum())
    assert (d.rho, d.chi, d.gamma) == (1, sympy.Rational(1, 4), sympy.Rational(3, 4))
    assert d.loss.theta.truth is NO  # exp(-sqrt(log t)/4) is left over
    assert d.energy.theta.truth is NO


@pytest.mark.parametrize(("a", "chi", "gamma"), [("3/2", "1/4", "3/4"), ("3", "1", "0"), ("4", "3/2", "0")])
def test_complete_expansion_decides_between_the_scales(a: str, chi: str, gamma: str) -> None:
    d = derive(L * T * exp(sqrt(log(1 + T))), Spectrum(a, "2"))
    assert (d.chi, d.gamma) == (sympy.Rational(chi), sympy.Rational(gamma))
    assert d.loss.theta.truth is NO  # exp(sqrt(log t)) is left over
    assert "exp(" in d.loss.formula
    assert (d.energy.theta.truth is YES) == (a != "3/2")


def test_saturating_g_without_frontier() -> None:
    d = derive(sympy.tanh(L * T), Spectrum())
    assert d.rho is None
    assert "below 1" in d.frontier.level.reason
    assert d.chi == 0


def test_a_hump_below_one_has_no_frontier() -> None:
    d = derive(L * T * exp(-L * T), Spectrum())
    assert d.rho is None
    assert d.frontier.level.theta.truth is NO


def test_the_sandwich_knows_that_the_energy_can_be_infinite() -> None:
    growth = derive(L ** R(3, 8) * T, Spectrum()).growth
    context = Context(L ** R(3, 8) * T, Spectrum())
    assert by_sandwich(context, growth, "S").infinite
    assert by_sandwich(context, growth, "L").index == R(-2, 3)


def test_a_mode_is_only_hit_exactly() -> None:
    nodes = Nodes(R(1), R(3, 2))
    assert nodes.index(R(1, 8)) == 4
    assert nodes.index(R(1, 8) + R(1, 10**30)) is None


def test_energy_infinite_exactly_from_the_border_on() -> None:
    # s = 2 m b at a = 3/2, b = 2 for m = 3/8
    assert derive(L ** R(3, 8) * T, Spectrum()).energy.infinite
    assert not derive(L ** R(3001, 8000) * T, Spectrum()).energy.infinite


def test_hypotheses_are_decided_separately() -> None:
    h = derive(L * (T + 2 * sin(T)), Spectrum()).hypotheses
    assert (h.positive.truth, h.increasing_in_lambda.truth, h.increasing_in_time.truth) == (YES, YES, NO)
    h = derive(T / (1 + L), Spectrum()).hypotheses
    assert h.increasing_in_lambda.truth is NO


def test_a_coefficient_that_is_not_finite_is_undecided() -> None:
    d = derive(L * T * (2 + sympy.sin(T)) * (1 + L) / (1 + L * sqrt(T)), Spectrum())
    assert d.frontier.argmax.truth is not NO


def test_the_regime_promises_a_power_law_under_condition_two_only() -> None:
    assert derive(L * T, Spectrum()).regime == "power law: 0 < 1+b-a = 3/2 < 2mb = 4"
    assert derive(L * T * log(1 + T), Spectrum()).regime.startswith("0 < 1+b-a = 3/2: a power law under condition (2)")
