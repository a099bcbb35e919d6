"""Quotients of functions of diverging arguments, which change hands at powers of t and between the cells."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.asymptotics.exact_roots import chain_roots
from spectral_proofs.asymptotics.term_logarithms import logarithm, positive_terms
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth
from spectral_proofs.verifier.verify import failures, verify

R = sympy.Rational
YES, NO = Truth.YES, Truth.NO


def quotient(plain: str, slow: str, x: str, f: str) -> str:
    return f"{plain}*(1+{slow}*{x}/(1+{x})*{f.format('1+' + x)}/{f.format('1+t')})"


_COSH, _EXP, _CUBE = "cosh(sqrt(log({})))", "exp(sqrt(log({})))", "exp(log({})**(1/3))"
_LOG, _SLOW = "log(1+1/lambda)", "log(1+1/lambda)*log(2+t)**(-1/4)"

# g, a, b, then rho, chi, gamma, and whether (2) holds and g increases in lambda and in t
FOUND = [
    # at u = 1, beyond the frontier u = 1/2, the two terms change hands between the cells beside lambda = t^(-1/2)
    (quotient("lambda*t**(1/2)", _SLOW, "(2*lambda**2*t**2)", _EXP), "3/2", "2", "1/2", "1/8", "3/8", NO, YES, YES),
    # x = t^(3/2) at lambda = Lambda: the second term leads for u < 3/2; frontier at u = 6
    (
        quotient("lambda**(1/2)*t**3", "1", "(lambda**(1/3)*t**(3/2))", _EXP),
        "3/2",
        "2",
        "6",
        "3/2",
        "9/2",
        NO,
        YES,
        YES,
    ),
    (
        quotient("lambda**(3/4)*t", "1", "(lambda**(7/5)*t**(7/5))", _CUBE),
        "11/10",
        "2",
        "4/3",
        "1/15",
        "19/15",
        NO,
        YES,
        YES,
    ),
    # small on every cell and in every gap
    (quotient("lambda**2*t**(2/3)", _LOG, "(lambda*t**(2/5))", _EXP), "3/2", "2", "1/3", "1/12", "1/4", YES, YES, YES),
    # large at log(1/lambda) = (log t)^(1/2)
    (quotient("lambda*t", _SLOW, "(lambda*t)", _COSH), "3/2", "2", "1", "1/4", "3/4", NO, YES, YES),
    # at most 2 everywhere, and of one order on every cell
    (quotient("lambda*t", "1", "(lambda*t)", _EXP), "3/2", "2", "1", "1/4", "3/4", YES, YES, YES),
]


# t against log(1/lambda) beyond every power of t, and weights that add up to one
SHARES = [
    ("lambda*t*(1+t/(t+log(1+1/lambda)))", "3/2", "2", "1", "1/4", "3/4", YES, YES, YES),
    ("-log(exp(-2*lambda*t)*t/(1+t)+1/(1+t))/2", "3/2", "2", "1", "1/4", "3/4", NO, YES, YES),
]


@pytest.mark.slow  # 5 to 10 s each
@pytest.mark.parametrize(("g", "a", "b", "rho", "chi", "gamma", "growth", "in_lambda", "in_time"), FOUND + SHARES)
def test_quotients_are_decided_and_verified(g, a, b, rho, chi, gamma, growth, in_lambda, in_time):
    spectrum = Spectrum(a, b)
    found = derive(Candidate(g).resolve(spectrum), spectrum, explain=True)
    assert (found.rho, found.chi, found.gamma) == (R(rho), R(chi), R(gamma))
    assert found.growth.fact.truth is growth
    hypotheses = found.hypotheses
    assert (hypotheses.increasing_in_lambda.truth, hypotheses.increasing_in_time.truth) == (in_lambda, in_time)
    assert not failures(verify(found.trace))


def test_a_cell_is_divided_where_one_root_equals_another():
    u = sympy.Symbol("u", positive=True)
    assert chain_roots(sympy.sqrt(R(3, 2) - u / 3) - 1, u) == [R(3, 2)]
    assert chain_roots((R(7, 5) - R(7, 5) * u) ** R(1, 3) - 1, u) == [R(2, 7)]
    assert chain_roots(sympy.sqrt(R(3, 2) - u / 3) + 1, u) == []


def test_terms_and_their_logarithms():
    g = Candidate("lambda*t*(1 + cosh(t)/sinh(lambda)) + t").resolve(Spectrum())
    terms = positive_terms(g)
    assert sympy.expand(sympy.Add(*terms) - sympy.expand(g)) == 0
    assert len(terms) == 3
    at = dict(zip(sorted(g.free_symbols, key=str), (R(1, 3), R(7, 2)), strict=True))
    assert all(abs(sympy.exp(logarithm(term)).subs(at).evalf() - term.subs(at).evalf()) < 1e-10 for term in terms)
    assert positive_terms(g - 1) == []
