"""exp(A) where infinitely many terms of A are large: one exact term, compared by what is known of the exponents."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from laws import SPECTRUM, assert_follows, assert_hypotheses, assert_law, assert_loss_constant, derived

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.domain import TailError
from spectral_proofs.asymptotics.monomial import compare, exponential, power_of
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.results import Truth

SLOW = pytest.mark.slow


def guarded(function):
    """For quadrature: exp(-2 G) is nothing long before x = 50, and exp(exp(x)) no number."""
    return lambda x: function(min(x, mpmath.mpf(50)))


LAWS = [  # g, rho, G
    ("expm1(lambda*t**2*exp(-lambda/2))", "2", guarded(mpmath.expm1)),
    pytest.param("(1+lambda)**t-1", "1", guarded(mpmath.expm1), marks=SLOW),
    pytest.param(
        "expm1(t**2*lambda**2/(1+lambda)+lambda*t)", "1", guarded(lambda x: mpmath.expm1(x**2 + x)), marks=SLOW
    ),
    pytest.param("sinh(lambda*t/(1+sqrt(lambda)))", "1", guarded(mpmath.sinh), marks=SLOW),
    pytest.param(
        "(1+t*lambda/(1+lambda))*exp(t*lambda/(1+lambda))-1",
        "1",
        guarded(lambda x: (1 + x) * mpmath.exp(x) - 1),
        marks=SLOW,
    ),
]


@pytest.mark.parametrize(("text", "rho", "scaling"), LAWS)
def test_law(text, rho, scaling):
    g, found = derived(text)
    assert_law(found, rho)
    assert_hypotheses(found)
    assert found.growth.fact.truth is Truth.NO
    assert_loss_constant(found, scaling)
    assert_follows(g, scaling, rho)


def leading(text, number=0):
    """The leading monomial of g, and the place, on a cell by its number."""
    context = Context(Candidate(text).resolve(SPECTRUM), SPECTRUM)
    cell = context.g_cells[number]
    return cell.value.monomial, cell.place, context


def test_one_cell_instead_of_one_for_each_term():
    _, place, context = leading("(1+lambda)**t")
    assert place.kind == "head"
    sectors = [cell.place for cell in context.g_cells if cell.place.level == 0 and cell.place.kind == "sector"]
    assert [(p.domain.low, p.domain.high) for p in sectors] == [(0, 1), (1, sympy.oo)]
    assert context.open_gaps == ()


def test_comparisons():
    """t log(1 + lambda) lies between its partial sums, by the term that they omit, and beside t nothing is smaller."""
    _, place, context = leading("(1+lambda)**t-1", 1)
    assert place.kind == "sector"

    def monomial(text):
        return context.on_place(lambda evaluate, _: evaluate(Candidate(text).resolve(SPECTRUM)).lead()[1], place)

    whole, domain = monomial("(1+lambda)**t"), place.domain
    assert whole.extra[0][1].whole.expr == TIME * sympy.log(1 + LAMBDA)
    assert compare(whole, monomial("exp(t*lambda-t*lambda**2/2)"), domain) == 1
    assert compare(whole, monomial("exp(t*lambda)"), domain) == -1
    assert compare(whole, power_of(0, sympy.Integer(10**9)), domain) == 1
    assert compare(whole, exponential(sympy.S.One, power_of(0, sympy.S.One)), domain) == -1
    assert compare(whole, monomial("(1+lambda)**(t/2)"), domain) == 1
    assert compare(whole * whole, monomial("(1+lambda)**(2*t)"), domain) == 0


def test_equal_exponents_that_are_written_differently_say_nothing():
    _, place, context = leading("(1+lambda)**t-1", 1)
    g = (1 + LAMBDA) ** TIME - sympy.exp(2 * TIME * sympy.atanh(LAMBDA / (2 + LAMBDA)))
    with pytest.raises(UndecidedError):
        context.on_place(lambda evaluate, _: evaluate(g).lead(), place)


def test_terms_of_a_logarithm_are_asked_for_only_where_there_are_finitely_many():
    monomial, place, _ = leading("(1+lambda)**t-1", 1)
    assert place.domain.parameter != RAY_SYMBOL
    with pytest.raises(TailError):
        monomial.log_terms()
