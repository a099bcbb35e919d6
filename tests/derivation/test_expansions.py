"""Terminating expansions: certified sums agree to all digits; no other g gets one."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.kernels import learned_moment
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.expansions import terminating
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.problem.candidate import TIME, Candidate
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.enclosures import Sums

MONOMIAL = [  # g, a, b: s > 0, s = q, s near 2q, s = b-1 < q, s = 0, s < 0, s < -q
    ("lambda*t", "3/2", "2"),
    ("3/2*lambda**(3/4)*t**(2/3)", "3/2", "2"),
    ("lambda**(2/5)*t", "3/2", "2"),
    ("2*lambda**2*t**3", "2", "2"),
    ("5*lambda*t", "3", "2"),
    ("lambda**(1/2)*t", "4", "3/2"),
    ("lambda*t/3", "6", "2"),
    ("lambda*(t+t**2)", "3/2", "2"),
    ("lambda*t*log(1+t)", "2", "3"),
]
BALANCED = [("lambda*t + lambda**2*t**2", a, "2") for a in ("3/2", "3", "4")] + [
    ("t*(lambda + 2*lambda**3*t**2)", "2", "2")
]


def expansions(g: str, a: str, b: str):
    spectrum = Spectrum(a, b, Lambda="1/2", W=3)
    expression = Candidate(g).resolve(spectrum)
    return terminating(Context(expression, spectrum), finite=True), Sums(expression, spectrum)


def assert_agree(expr: sympy.Expr, enclosure, digits: int):
    assert enclosure.certified
    with mpmath.workdps(60):
        value = decimal(expr) if expr.has(sympy.Integral) else mpmath.mpf(str(expr.evalf(50)))
        middle = mpmath.mpf(enclosure.mid)
        assert abs(value - middle) <= abs(middle) * mpmath.mpf(10) ** -digits


@pytest.mark.parametrize(("g", "a", "b"), MONOMIAL)
def test_all_digits_of_a_monomial(g, a, b):
    found, sums = expansions(g, a, b)
    values = sums.at("1e12", digits=30, slopes=False)
    assert_agree(found.loss.subs(TIME, 10**12), values.loss, 28)
    assert_agree(found.energy.subs(TIME, 10**12), values.energy, 28)


@pytest.mark.parametrize(("g", "a", "b"), BALANCED)
def test_all_digits_of_a_balanced_sum(g, a, b):
    found, sums = expansions(g, a, b)
    values = sums.at("1e10", digits=25, slopes=False)
    assert_agree(found.loss.subs(TIME, 10**10), values.loss, 13)
    assert_agree(found.energy.subs(TIME, 10**10), values.energy, 13)


@pytest.mark.parametrize(
    "g",
    [
        "log(1+lambda*t)",
        "lambda*t + lambda**2*t**3",
        "lambda*t/(1+lambda)",
        "lambda*t/(1+t)",
        "Max(lambda*t, lambda**2*t**2)",
    ],
)
def test_other_candidates_have_none(g):
    assert expansions(g, "3/2", "2")[0] is None


@pytest.mark.parametrize("candidate", ["C*lambda**m*t**n", "lambda**m*t**n*log(1+t)"])
def test_constants_have_no_hole_at_s_equal_q(candidate):
    power_law = next(r.found for r in general_theorem(Candidate(candidate)).regimes if r.found.growth == "power law")
    point = {symbol(n): v for n, v in {"a": 2, "b": 2, "m": sympy.Rational(1, 2), "n": 3, "C": 5}.items()}  # s = q = 1
    constants = [expr.subs(point) for expr in (power_law.energy_constant, power_law.energy_expansion)]
    assert all(expr.is_finite or expr.subs(TIME, 10).is_finite for expr in constants)
    assert constants[0] == (10 if "C" in candidate else 2) * sympy.log(2)


@pytest.mark.parametrize("z", ["1/3", "1", "7/4"])
def test_moment(z):
    exponent = sympy.Rational(z)
    with mpmath.workdps(20):
        f = lambda x: x ** (-mpmath.mpf(exponent.p) / exponent.q - 1) * (1 - mpmath.exp(-x)) ** 2  # noqa: E731
        integral = mpmath.quad(f, [0, 1e-6, 1e-2, 1, 10, 1000, 10**6, mpmath.inf])
        value = mpmath.mpf(str(learned_moment(exponent).evalf(20)))
    assert abs(value - integral) < Fraction(1, 10**3) * abs(value)


def test_expansion_of_every_regime_of_the_monomial():
    found = {regime.found.growth: regime.found for regime in general_theorem(Candidate("C*lambda**m*t**n")).regimes}
    assert all(regime.loss_expansion is not None for regime in found.values())
    assert {growth for growth, regime in found.items() if regime.energy_expansion is None} == {"infinite"}


def test_sums_of_two_terms_end_on_the_border_only():
    regimes = general_theorem(Candidate("lambda*t**p + lambda**2*t**q")).regimes
    assert [r.when for r in regimes if r.found.loss_expansion is not None] == [
        r.when for r in regimes if "Eq(q, 2*p)" in r.when
    ]
