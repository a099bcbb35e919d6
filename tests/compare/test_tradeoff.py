"""S is never below the least energy of any g with the same loss, and the two are as close as the theory says."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
import sympy

from spectral_proofs.compare.tradeoff import least_energy, violated
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.enclosures import Sums

R = sympy.Rational


def at(g: sympy.Expr, spectrum: Spectrum, t: str = "1e30") -> SumValues:
    return Sums(g, spectrum).at(t, digits=20, slopes=False)


def inefficiency(value: SumValues, spectrum: Spectrum) -> mpmath.mpf:
    least = least_energy(value.loss, spectrum)
    assert least is not None
    return mpmath.mpf(value.energy.mid) / mpmath.mpf(least.mid)


@pytest.mark.parametrize(
    ("a", "b", "m", "limit"),
    [
        ("3/2", "2", R(1, 2), "1.50067"),
        ("3/2", "2", R(3, 4), "1.02491"),
        ("3/2", "2", R(1), "1.06076"),
        ("3/2", "2", R(2), "1.34898"),
        ("5/2", "2", R(1), "1.03633"),
        ("6/5", "3", R(1, 2), "3.81866"),
        ("6/5", "3", R(1), "1.05936"),
    ],
)
def test_limits_of_monomials(a: str, b: str, m: sympy.Rational, limit: str) -> None:
    spectrum = Spectrum(a, b)
    assert abs(inefficiency(at(LAMBDA**m * TIME, spectrum, "1e100"), spectrum) - mpmath.mpf(limit)) < 1e-5


def test_ridge_regression_attains_the_bound() -> None:
    spectrum = Spectrum()
    value = at(sympy.log(1 + LAMBDA * TIME), spectrum)
    assert violated(value, spectrum) == ""
    assert abs(inefficiency(value, spectrum) - 1) < 1e-7


def test_an_energy_a_thousandth_below_the_bound_is_a_contradiction() -> None:
    spectrum = Spectrum("3/2", "2", "2", "3")
    value = at(sympy.log(1 + LAMBDA * TIME), spectrum)
    less = mpmath.nstr(mpmath.mpf(value.energy.mid) * mpmath.mpf("0.999"), 15)
    assert violated(value, spectrum) == ""
    assert "below" in violated(replace(value, energy=replace(value.energy, mid=less)), spectrum)


def test_nothing_is_said_of_uncertified_or_infinite_values() -> None:
    spectrum = Spectrum()
    infinite = at(LAMBDA ** R(1, 4) * TIME, spectrum)
    assert infinite.energy.infinite
    assert violated(infinite, spectrum) == ""
    value = at(LAMBDA * TIME, spectrum)
    guess = replace(value, energy=replace(value.energy, mid="1e-9", certified=False))
    assert violated(guess, spectrum) == ""


def test_a_loss_that_training_has_not_moved_contradicts_nothing() -> None:
    unmoved = Enclosure(
        "2.6123753486854883433485675679240716305482", "1.25607e-35", True
    )  # zeta(3/2): g = 1e-40 lambda t
    assert violated(SumValues("100", unmoved, Enclosure("1e-80", "1e-90", True)), Spectrum()) == ""
