"""Signs that are proved: by form, with a denominator that vanishes at an end, with a factor exp(u) taken out."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from laws import SPECTRUM, assert_hypotheses, assert_law, assert_loss_constant, derived

from spectral_proofs.asymptotics.sign_proofs import proved_sign
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import decide_hypotheses
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.results import Truth
from spectral_proofs.results.rigour import EXACT

X = sympy.Symbol("x", positive=True)
_E = sympy.exp(-X)
BY_FORM = {
    "log(1+sqrt(lambda)*(exp(lambda*t)-1))": 1,
    "-log(exp(-2*lambda*t)*t/(1+t)+1/(1+t))/2": 1,
    "-log(1-lambda/(lambda+1/10)*(1-exp(-(lambda+1/10)*t)))": 1,
    "log(cosh(sqrt(lambda)*t))": 1,
    "1-tanh(lambda*t)": 1,
    "exp(-lambda*t)-1": -1,
    "Max(lambda*t-1,lambda)": 1,
    "Min(exp(sqrt(log(1+lambda*t)))-1,lambda)": 1,
    "Min(lambda*t-1,lambda)": 0,
    "Min(exp(-lambda)-1,lambda-t)": -1,
    "2+2*LambertW(lambda*t-exp(-1))": 1,
    "1+2*LambertW(lambda*t-exp(-1))": 0,
    "1+LambertW(lambda-t-exp(-1))": 0,
    "exp(lambda*t)-2": 0,
    "sqrt(2+exp(-t))-sqrt(2)": 0,
    "1-exp(-lambda*t)-erf(t)": 0,
    "log(lambda)": 0,
    "2-exp(-lambda*t)-lambda": 0,
}
PROVED = {
    X / (1 - _E) - 1: 1,
    sympy.log(X / (1 - _E)): 1,
    1 / X - 1 / sympy.sinh(X): 1,
    -(X**2) - sympy.log(sympy.erfc(X)): 1,
    sympy.sqrt(sympy.pi) * X * sympy.exp(X**2) * sympy.erfc(X) - 1: -1,
    1 / X - 1 / X**2: 0,
    X * sympy.exp(sympy.log(1 + X) ** 2): 1,
    (1 - X) * sympy.log(1 + X) - X: -1,
    (1 + X) * sympy.log(1 + X) - 2 * X: 0,  # changes its sign
    X * sympy.exp(sympy.log(2 - X)): 0,  # not real everywhere
    X * _E - sympy.exp(-2 * X): 0,  # changes its sign, though both terms vanish at infinity
    X / (1 - _E) - 1 - X / 2 - X**2 / 12: -1,  # -x^4/720 at 0, -x^2/12 at infinity
    1 - (1 - _E) ** 3: 1,
    1 - (1 - _E) ** sympy.Rational(3, 2): 1,
    1 - (1 - sympy.exp(-(X**2))) ** 2: 1,
    sympy.Rational(1, 2) - (1 - _E) ** 2: 0,  # changes its sign
    (_E + sympy.exp(-3 * X)) * sympy.exp(2 * X) - 1: 1,  # grows: nothing is put in place of its exponentials
    _E * sympy.cosh(X) - sympy.Rational(3, 5): 0,  # falls from 2/5 to -1/10
}


@pytest.mark.parametrize(("text", "sign"), BY_FORM.items())
def test_sign_by_form(text, sign):
    assert sign_by_form(Candidate(text).resolve(SPECTRUM)) == sign


@pytest.mark.parametrize(("expr", "sign"), PROVED.items(), ids=str)
def test_sign_by_slope(expr, sign):
    assert proved_sign(expr, X, sympy.S.Zero, sympy.oo) == sign


@pytest.mark.slow  # seconds; signs by form and by slope are quick above
def test_polyak_average():
    _, found = derived("log(lambda*t/(1-exp(-lambda*t)))")
    assert_law(found, "1")
    assert_hypotheses(found)
    assert found.growth.fact.truth is Truth.NO
    assert_loss_constant(found, lambda x: mpmath.log(x / -mpmath.expm1(-x)))


@pytest.mark.slow  # likewise
def test_memory_kernel():
    """The Mittag-Leffler function of order 1/2: 1/(x sqrt(pi)) as x = lambda sqrt(t) grows."""
    _, found = derived("-log(exp(lambda**2*t)*erfc(lambda*sqrt(t)))")
    assert_law(found, "1/2")
    assert_hypotheses(found)
    assert found.growth.fact.truth is Truth.NO
    assert abs(found.frontier.level.constant - 1.2497293535693840) < 1e-12


def test_what_is_positive_by_form_has_no_zero_between_scales():
    """The leading term of g vanishes at lambda = log t/(2t), where g itself is of order log log t."""
    found = decide_hypotheses(Context(Candidate("log(1+sqrt(lambda)*(exp(lambda*t)-1))").resolve(SPECTRUM), SPECTRUM))
    assert found.positive.holds
    assert found.increasing_in_time.holds
    assert found.increasing_in_lambda.rigour == found.positive.rigour == EXACT


def test_the_factor_of_a_logarithm_is_taken_out():
    """On (0, 1); at infinity the first three tend to 0 or 1, which substitution does not give."""
    log = sympy.log(1 + 1 / X)
    signs = {
        (1 + X) * log - 1: 1,
        X * log - 1: -1,
        2 * X * log - X / (1 + X): 1,
        (1 + X) * log - sympy.Rational(3, 2): 0,
    }
    assert [proved_sign(f, X, sympy.S.Zero, sympy.S.One) for f in signs] == list(signs.values())
