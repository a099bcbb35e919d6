"""Section 4.1: rounding for real, its derived orders, and the bounds that every rounding keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy
from factories import derivation, results_of

from spectral_proofs.claims import judge
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.rounding import correlation_diverges, fixed_point_cost
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements.arrays import eigenvalues, evolution
from spectral_proofs.measurements.base import Setting
from spectral_proofs.measurements.rounding import RoundingCosts, constants, cost_of, fixed, floating, rounding_costs
from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Measurements

R = sympy.Rational


@pytest.fixture(scope="module")
def kernel() -> RoundingCosts:
    return rounding_costs(Setting(L * T, Spectrum("3/2", 2), derivation()))


@pytest.mark.parametrize("bits", [1, 6, 20])
def test_floating_point_has_that_many_bits(bits: int) -> None:
    values = np.random.default_rng(1).standard_normal(1000) * np.logspace(-200, 200, 1000)
    rounded = floating(bits)(values)
    mantissa, _ = np.frexp(rounded)
    assert np.array_equal(np.ldexp(mantissa, bits), np.round(np.ldexp(mantissa, bits)))
    assert np.all(np.abs(rounded - values) <= 2.0**-bits * np.abs(values))
    assert np.max(np.abs(rounded / values - 1)) > 0.3 * 2.0**-bits


def test_fixed_point_is_the_nearest_multiple() -> None:
    values = np.linspace(-3, 3, 1001)
    rounded = fixed(0.25)(values)
    assert np.array_equal(rounded * 4, np.round(rounded * 4))
    assert np.max(np.abs(rounded - values)) <= 0.125


@pytest.mark.parametrize(
    ("g", "a", "order", "diverges"),
    [
        (L * T, "3/2", "Theta(t^(4/7))", False),  # n/(mb - (b-a)/2), not gamma = 3/4
        (L * T, 2, "Theta(t^(1/2))", False),  # a = b
        (L * T, "5/2", "Theta(t^(1/4))", False),  # b < a < b+1: all but finitely many modes are rounded to zero
        (L * T, 4, "Theta(1)", False),
        (sympy.sqrt(L) * T, "3/2", "Theta(t^(4/3))", True),
        (L ** R(1, 4) * T, "3/2", "infinite", True),
        (L * T + L**2 * T**3, "3/2", "Theta(t^(4/5))", False),
    ],
)
def test_cost_of_a_fixed_step_for_the_coefficients(g: sympy.Expr, a: object, order: str, diverges: bool) -> None:
    context = Context(g, Spectrum(a, 2))
    assert fixed_point_cost(context)[0] == order
    assert correlation_diverges(context) is diverges


def test_measured_exponents_follow_the_derived_ones(kernel: RoundingCosts) -> None:
    by_name = {(cost.rounding.split()[0], cost.normalisation): cost for cost in kernel.costs}
    assert abs(kernel.energy_exponent - 3 / 4) < 0.01
    assert abs(by_name["fixed", "1"].coefficient_exponent - 4 / 7) < 0.01
    assert abs(by_name["floating", "1"].exponent - 3 / 4) < 0.1
    assert abs(by_name["floating", "lambda_k"].exponent) < 0.05
    assert abs(by_name["fixed", "lambda_k"].coefficient_exponent) < 0.05


@pytest.mark.parametrize("rounding", [floating(2), floating(8), fixed(1 / 64), fixed(1.0), fixed(3.0)])
@pytest.mark.parametrize("a", [1.5, 2.5, 4.0])
def test_rounding_costs_of_the_order_of_the_energy(rounding, a) -> None:  # type: ignore[no-untyped-def]  # a callable
    lower, upper, _ = constants(rounding)
    assert 0 < lower <= 1 < upper
    k = np.arange(1, 2001, dtype=float)
    w = k ** ((2 - a) / 2)
    phi = np.random.default_rng(3).standard_normal((200, len(k)))
    for t in (1e2, 1e4):
        f = w * -np.expm1(-t * k**-2)
        error, alone, _ = cost_of(f, w, np.ones(len(k)), phi, rounding)
        energy = float(np.sum(f**2))
        assert lower * energy < error < upper * energy
        assert alone <= energy


def test_rounding_in_the_normalisation_of_eq_6_costs_no_more_than_a_constant(kernel: RoundingCosts) -> None:
    total = float(sympy.zeta(R(3, 2)))
    for cost in kernel.costs:
        if cost.normalisation == "lambda_k":
            assert max(cost.error) < cost.upper * total


def test_the_claim_shows_what_was_measured_and_refuses_what_breaks_its_bounds(kernel: RoundingCosts) -> None:
    found, spectrum = derive(L * T, Spectrum("3/2", 2)), Spectrum("3/2", 2)
    results = results_of(found, spectrum, ["quantization"], measurements=Measurements({"rounding": kernel}))
    (result,) = judge(results, ["quantization"])
    assert result.details["fixed_coefficients_one"] == "Theta(t^(4/7))"
    assert any(key.startswith("measured fixed point") and "exponent" in text for key, text in result.details.items())
    cheap = tuple(replace(cost, error=tuple(e * 1e-6 for e in cost.error)) for cost in kernel.costs)
    broken = Measurements({"rounding": replace(kernel, costs=cheap)})
    with pytest.raises(InternalError, match="beyond its bounds"):
        judge(replace(results, measurements=broken), ["quantization"])


def test_no_measurement_without_a_frontier() -> None:
    with pytest.raises(UndecidedError, match="too few times"):
        rounding_costs(Setting(T, Spectrum("3/2", 2), derivation()))


@pytest.mark.parametrize(
    "g",
    [
        sympy.erf(L * T) + sympy.LambertW(L * T),
        sympy.Max(L * T, sympy.sqrt(L) * T) + sympy.Min(L, T),
        sympy.log(1 + sympy.exp(-L * T) + sympy.sinh(L)),
    ],
)
def test_g_in_floating_point_agrees_with_sympy(g: sympy.Expr) -> None:
    lam = eigenvalues(Spectrum("3/2", 2, Lambda=3), 5)
    values = evolution(g, lam, 2.5)
    for x, value in zip(lam, values, strict=True):
        assert abs(float(g.subs({L: sympy.Float(float(x), 30), T: R(5, 2)}).evalf(20)) - value) < 1e-12 * (1 + value)


def test_features_rounded_to_few_bits_shrink_on_average() -> None:
    """E phi (phi~ - phi), against two million points; a fine uniform step has no such bias."""
    phi = np.linspace(-9, 9, 2**21 + 1)
    weight = np.exp(-(phi**2) / 2) / np.sum(np.exp(-(phi**2) / 2))
    gain = constants(floating(6))[2]
    assert abs(gain / float(weight @ (phi * (floating(6)(phi) - phi))) - 1) < 0.02
    assert gain < 0
    assert abs(constants(fixed(1 / 16))[2]) < 1e-4 * constants(fixed(1 / 16))[0]


def test_eq_10_grows_with_the_modes_where_its_correlation_diverges(kernel: RoundingCosts) -> None:
    """Modes rounded to zero: w^2 (1 - exp(-2g)) ~ k^(1/2 - 1) for sqrt(lambda) t, k^(1/2 - 2) for lambda t."""
    totals = {}
    for m, t in ((0.5, 20.0), (1.0, 400.0)):
        for count in (2**14, 2**16):
            k = np.arange(1, count + 1, dtype=float)
            w = k**0.25
            f = w * -np.expm1(-t * k ** (-2 * m))
            rounded = fixed(1 / 16)(f)
            totals[m, count] = float(np.sum((rounded - w) ** 2 - (f - w) ** 2))
    assert totals[0.5, 2**16] / totals[0.5, 2**14] > 1.5
    assert abs(totals[1.0, 2**16] / totals[1.0, 2**14] - 1) < 0.1
