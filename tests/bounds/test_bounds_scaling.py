"""Explicit theorems by the scaling function: they contain certified sums, are narrow, and refuse what is not proved."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from test_bounds_theorems import violations

from spectral_proofs import Spectrum, pipeline
from spectral_proofs.bounds.profile import Scaling
from spectral_proofs.bounds.region import Region, Vertex
from spectral_proofs.bounds.scaling import ScalingFunction, compared
from spectral_proofs.bounds.slopes import Slopes, extreme_face
from spectral_proofs.bounds.tight import TIGHT, scaling_theorems
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.scaling import scaling_of, wants_scaling, with_scaling
from spectral_proofs.errors import UndecidedError
from spectral_proofs.pipeline import powers
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t

R = sympy.Rational
ONE = sympy.S.One
x = sympy.Symbol("x", positive=True)
HEAVY = Scaling(sympy.log(1 + x), x, ONE, None, R(2), ONE, ONE)
SQUARE = Scaling(x**2, x, R(3, 2), R(2), None, R(2), ONE)
MIXED = Scaling(x + x**2, x, ONE, R(2), None, ONE, ONE)
SLOWED = Scaling(x - sympy.log(1 + x) / 2, x, ONE, ONE, None, ONE, ONE)
CASES = [
    (sympy.log(1 + lam * t), HEAVY),
    (lam * t + lam**2 * t**3, SQUARE),
    (lam * t - sympy.log(1 + lam * t) / 2, SLOWED),
    (lam**2 * t**2 + lam * sympy.sqrt(t) + lam * t, MIXED),  # g/G is 1 + t^(-1/2) at the frontier
]
SPECTRA = [("3/2", "2", {}), ("11/10", "3/2", {}), ("5/2", "2", {"Lambda": 3, "W": "2/7"})]


@pytest.mark.parametrize(("a", "b", "scales"), SPECTRA, ids=str)
@pytest.mark.parametrize(("g", "scaling"), CASES, ids=[str(g) for g, _ in CASES])
def test_certified_sums_lie_within(g, scaling, a, b, scales):
    spectrum = Spectrum(a, b, **scales)
    found = scaling_theorems(g, scaling, spectrum)
    assert {"loss_tight", "energy_tight"} <= set(found)
    wrong, compared_values = violations(found, g, spectrum, (ONE, R(1000001, 1000000), R(3, 2), R(10) ** 3))
    assert not wrong
    assert compared_values >= 8
    assert found["loss_tight"].ratio < R(1005, 1000)
    assert found["energy_tight"].ratio < R(102, 100)


def test_tight_by_a_hundred_million_where_the_next_order_allows_it():
    found = scaling_theorems(*CASES[0], Spectrum("3/2", "2"))
    assert all(found[name].ratio <= TIGHT and found[name].t0 <= 10**8 for name in ("loss_tight", "energy_tight"))
    constant = sympy.gamma(R(1, 4)) * sympy.gamma(R(7, 4)) / 2
    assert found["loss_tight"].lower < constant < found["loss_tight"].upper


def test_a_false_scaling_function_gives_no_theorem():
    """g/G must be enclosed near 1 for every t >= t0; a wrong G, or a wrong power at an end, only finds nothing."""
    spectrum = Spectrum("3/2", "2")
    assert not scaling_theorems(lam * t + lam**2 * t**3, replace(SQUARE, rho=ONE), spectrum)
    assert not scaling_theorems(lam * t + lam**2 * t**3, replace(SQUARE, G=x ** R(21, 10)), spectrum)
    assert not scaling_theorems(lam * t, replace(SQUARE, rho=ONE, G=x, low=R(2)), spectrum)
    bounded = scaling_theorems(lam * t / (1 + lam * t), replace(HEAVY, G=x / (1 + x), decay=R(2)), spectrum)
    assert set(bounded) == {"energy", "energy_tight"}  # S needs nothing of G at infinity; L tends to a constant


def test_a_multiple_of_the_scaling_function_gives_the_same_theorem():
    g, spectrum = lam * t + lam**2 * t**3, Spectrum("3/2", "2")
    found, other = (scaling_theorems(g, replace(SQUARE, G=c * x**2), spectrum)["loss_tight"] for c in (1, 3))
    assert abs(found.lower / other.lower - 1) < R(1, 10**5)
    assert abs(found.upper / other.upper - 1) < R(1, 10**5)


def test_a_scaling_function_that_falls_is_refused():
    with pytest.raises(UndecidedError, match="non-decreasing"):
        ScalingFunction(replace(SLOWED, G=x * (2 + sympy.sin(3 * x))), Spectrum("3/2", "2"))


def test_the_comparison_holds_at_its_corner():
    """At lambda = x0 t0^-rho, where g/G is farthest from 1."""
    g, scaling = CASES[3]
    spectrum = Spectrum("11/10", "3/2")
    found = compared(g, ScalingFunction(scaling, spectrum), spectrum, R(10) ** 4, 4)
    corner = g.subs({lam: R(10) ** -4 / 16, t: R(10) ** 4}) / (R(1, 16) + R(1, 256))
    assert found.r1 <= 1
    assert corner <= found.r2 * (1 + R(1, 10**6))
    assert found.r2 < R(101, 100) + R(1, 10**6)


def test_regions_that_are_searched_have_one_base():
    """Two vertices that differ in lam rather than by a move would count as one point."""
    region = Region((Vertex(Fraction(1), Fraction(10)), Vertex(Fraction(1, 8), Fraction(10))), ((1, 1),))
    with pytest.raises(ValueError, match="one point, moved"):
        extreme_face(Slopes(lam * t), region, 1)


def test_the_derivation_hands_over_its_scaling_function():
    spectrum = Spectrum("3/2", "2")
    derivation = derive(sympy.log(1 + lam * t), spectrum)
    found = scaling_of(Context(derivation.g, spectrum), derivation.frontier)
    assert (found.rho, found.low, found.tail, found.high, found.decay) == (1, 1, 1, None, 2)
    assert wants_scaling(derivation, spectrum)
    assert "for all t >= " in with_scaling(derivation, spectrum).theorems["loss_tight"]["statement"]


@pytest.mark.parametrize("g", [lam * t, lam * t / (1 + lam), lam * t * sympy.log(1 + t)], ids=str)
def test_no_scaling_where_it_is_not_needed_or_not_there(g):
    spectrum = Spectrum("3/2", "2")
    assert not wants_scaling(derive(g, spectrum), spectrum)


def test_a_theorem_that_takes_too_long_is_left_out(monkeypatch):
    """The derivation and its verdicts do not depend on it."""
    monkeypatch.setattr(powers, "_THEOREM_SECONDS", 0.001)
    result = pipeline.check("log(1+lambda*t)", Spectrum("3/2", "2"), claims=("eq7",), timeout=60)
    assert result.derivation is not None
    assert not result.derivation.theorems
    assert result.claims[0].passed
