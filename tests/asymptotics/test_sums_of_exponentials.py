"""Logarithms of sums of exponentials of which none has a leading term: the heavy ball's two roots, moving averages."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from laws import SPECTRUM, assert_follows, assert_hypotheses, assert_law, assert_loss_constant, derived

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.exact_form import exact_form
from spectral_proofs.bounds.constants import growth_constants
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.growth import decide_growth
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.expression.exponentials import balanced, divided
from spectral_proofs.results import Truth

HEAVY_BALL = (
    "-log(((3+sqrt(9-4*lambda))*exp(-(3-sqrt(9-4*lambda))*t/2)"
    "-(3-sqrt(9-4*lambda))*exp(-(3+sqrt(9-4*lambda))*t/2))/(2*sqrt(9-4*lambda)))"
)
AVERAGE = "-log((2*exp(-lambda*t)-lambda*exp(-2*t))/(2-lambda))"
MIXTURE = "-log(exp(-lambda*t)/2+exp(-t*(1-sqrt(1-lambda)))/2)"


def _of_mixture(x):
    return -mpmath.log((mpmath.exp(-x) + mpmath.exp(-x / 2)) / 2)


def resolved(text):
    return Candidate(text).resolve(SPECTRUM)


CASES = [  # g, G
    (AVERAGE, lambda x: x),
    pytest.param(HEAVY_BALL, lambda x: x / 3, marks=pytest.mark.slow),
    pytest.param(MIXTURE, _of_mixture, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("text", "scaling"), CASES)
def test_law(text, scaling):
    g, found = derived(text)
    assert_law(found, "1")
    assert_hypotheses(found)
    assert found.growth.explicit
    assert_loss_constant(found, scaling)
    assert_follows(g, scaling, "1")


@pytest.mark.parametrize("text", [AVERAGE, HEAVY_BALL, MIXTURE])
def test_constants_enclose_g(text):
    g = resolved(text)
    found = growth_constants(exact_form(g), sympy.S.One, sympy.S.One)
    with mpmath.workdps(60):
        ratio = sympy.lambdify((LAMBDA, TIME), g / (LAMBDA * TIME), "mpmath")
        values = [ratio(mpmath.mpf(10) ** -k, mpmath.mpf(t)) for k in (0, 1, 5, 12) for t in (found.t0, 3, 40, 10**6)]
    assert all(found.c1 <= value <= found.c2 for value in values)
    assert found.c2 < 4 * max(values)
    assert found.c1 > min(values) / 4


def test_where_the_largest_changes_the_head_is_divided():
    """g is the smaller of lambda t and t/2, but for a factor that stays bounded."""
    context = Context(resolved("-log((exp(-lambda*t)+lambda*exp(-t/2))/(1+lambda))"), SPECTRUM)
    heads = [cell for cell in context.g_cells if cell.place.kind == "head"]
    assert [cell.value.coefficient for cell in heads] == [sympy.S.Half, RAY_SYMBOL]
    assert [cell.place.domain.low for cell in heads] == [sympy.S.Half, 0]
    assert decide_growth(context).fact.truth is Truth.YES


def test_a_small_constant_is_a_constant():
    """exp(10^(-500)) - 1 > 10^(-500), though no ball of moderate precision says so."""
    small = sympy.exp(sympy.Rational(1, 10**500)) - 1
    found = growth_constants(small * LAMBDA * TIME + LAMBDA**2 * TIME, sympy.S.One, sympy.S.One)
    assert sympy.Rational(99, 100) < found.c1 * 10**500 <= 1
    assert 1 < found.c2 < sympy.Rational(101, 100)


def test_identities():
    x, y = sympy.symbols("x y")
    expr = 3 * y * (sympy.exp(x) - 2 * sympy.exp(y) * (1 + sympy.exp(x * y))) / (2 + x)
    quotient = (sympy.exp(x) + 2 * sympy.exp(y)) * y / (sympy.exp(x) - sympy.exp(2 * y))
    at = {x: 0.3, y: -0.7}
    assert abs((divided(expr, x - y) * sympy.exp(x - y) - expr).subs(at)) < 1e-12
    forms = [sympy.Mul(*factors) for factors in balanced(quotient, (x, y))]
    assert len(forms) == 4
    assert all(abs((form - quotient).subs(at)) < 1e-12 for form in forms)
    other = sympy.cosh(x) / sympy.cosh(y) * sympy.exp(x)
    assert all(abs((sympy.Mul(*factors) - other).subs(at)) < 1e-12 for factors in balanced(other, (x, y)))
    assert len(list(balanced(other, (x, y)))) == 4
