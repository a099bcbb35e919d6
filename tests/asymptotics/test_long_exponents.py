"""Exponents with long denominators, nearly equal ones, and sums near the edge of convergence: quick, narrow, right."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import pytest
import sympy

from spectral_proofs.asymptotics.domain import Domain, Split
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, Truth
from spectral_proofs.sums.circle import generators, least_exponent
from spectral_proofs.sums.enclosures import Sums

SPECTRUM = Spectrum("3/2", "2")


def sums(text: str, t: str) -> tuple[Enclosure, Enclosure]:
    """L and S at a = 3/2, b = 2."""
    found = Sums(Candidate(text).resolve(SPECTRUM), SPECTRUM, certified_only=True).at(t, slopes=False)
    return found.loss, found.energy


def narrow(found: Enclosure) -> bool:
    """Certified to twenty digits."""
    return found.certified and mpmath.mpf(found.rad) < mpmath.mpf("1e-20") * abs(mpmath.mpf(found.mid))


@pytest.mark.parametrize(
    ("text", "energy"),
    [
        ("lambda**(0.375000001)*t", "2499999932417.39"),  # s - 2mb = -4e-9
        ("lambda**(0.3750000001)*t", "24999999932417.39"),  # the same rest, and the pole at ten times the height
    ],
)
def test_a_sum_near_the_edge_of_convergence(text, energy):
    # sum k^(1/2) (1 - e^(-g))^2 is t^2 zeta(1 + delta) and a convergent rest; its size is that of 10^4/delta
    _, found = sums(text, "1e2")
    assert narrow(found)
    assert abs(mpmath.mpf(found.mid) - mpmath.mpf(energy)) < mpmath.mpf("0.01")


@pytest.mark.parametrize(
    "text",
    [
        "lambda*t*(1+lambda**(1/1000000))",
        "lambda*t+lambda**(1000001/1000000)*t",
        "lambda**(355/113)*t+lambda**(22/7)*t",
        "log(1+t*lambda**(1.0000001)+lambda**(0.99)*t)",
        "t*lambda**0.7310585786/(1+lambda**0.2689414213)",
    ],
)
def test_long_exponents_cost_no_more_than_short_ones(text):
    for t in ("1e2", "1e30"):
        loss, energy = sums(text, t)
        assert narrow(loss)
        assert narrow(energy)


def test_against_direct_summation():
    # the first 20000 terms, the rest by Euler-Maclaurin to first order
    text, t = "lambda*t*(1+lambda**(1/1000000))", 10
    _, energy = sums(text, str(t))

    def term(k: float) -> float:
        lam = k**-2.0
        return math.sqrt(k) * math.expm1(-lam * t * (1 + lam**1e-6)) ** 2

    count = 20_000
    direct = math.fsum(term(k) for k in range(1, count)) + term(count) / 2
    tail = math.fsum(  # integral of the leading power from the last mode on; g = t (k^-2 + k^(-2 - 2e-6)), g small
        c * t**2 * count ** (1.5 - e) / (e - 1.5) for c, e in ((1, 4), (2, 4 + 2e-6), (1, 4 + 4e-6))
    )
    assert abs(float(energy.mid) - direct - tail) < 1e-9 * direct


@pytest.mark.parametrize(
    ("text", "rho", "growth"),
    [
        ("lambda*t*(1+lambda**(1/1000000))", 1, Truth.YES),
        ("lambda**(0.375000001)*t", Fraction(10**9, 375000001), Truth.YES),
        ("lambda**(355/113)*t", Fraction(113, 355), Truth.YES),
        ("lambda*t+lambda**(1000001/1000000)*t**(1000001/1000000)", 1, Truth.NO),  # another power of t at fixed lambda
    ],
)
def test_exponents_are_derived_exactly(text, rho, growth):
    found = derive(Candidate(text).resolve(SPECTRUM), SPECTRUM)
    assert found.growth.fact.truth is growth
    assert -found.frontier.level.index == rho
    assert found.loss.index == -Fraction(rho) / 4


def test_below_the_edge_the_sum_is_infinite():
    loss, energy = sums("lambda**(0.374999999)*t", "1e2")
    assert narrow(loss)
    assert energy.infinite
    assert energy.certified


def test_three_incommensurable_powers_are_refused_soon_rather_than_integrated_for_ever():
    found = Sums(Candidate("lambda*t+lambda**(998/997)*t+lambda**(1010/1009)*t").resolve(SPECTRUM), SPECTRUM, True)
    assert not found.at("1e2", slopes=False).loss.certified


def test_generators():
    near = Fraction(10**6 + 1, 10**6)
    assert generators([Fraction(1, 2), Fraction(3, 4)]) == (
        (Fraction(1, 4),),
        {Fraction(1, 2): (2,), Fraction(3, 4): (3,)},
    )
    steps, powers = generators([Fraction(1), near, 2 * near])
    assert steps == (near, Fraction(1))
    assert powers == {Fraction(1): (0, 1), near: (1, 0), 2 * near: (2, 0)}
    assert generators([Fraction(-1), Fraction(1)]) is None
    assert least_exponent(Fraction(3, 2), (near, Fraction(1))) == 2
    assert least_exponent(Fraction(2) + Fraction(1, 10**7), (near, Fraction(1))) == 1 + near


def test_two_powers_are_equal_at_one_point_however_long_they_are() -> None:
    x = sympy.Symbol("x", positive=True)
    long, read = sympy.Rational(309, 500), list[str]()
    assert sign(x**3 - x**long, Domain(x, sympy.S.Zero, sympy.S.One, read)) == -1
    assert sign(3 * x**3 - x**long, Domain(x, sympy.S.One, sympy.oo, read)) == 1
    assert not read
    with pytest.raises(Split):
        sign(3 * x**3 - x**long, Domain(x, sympy.S.Zero, sympy.S.One))
