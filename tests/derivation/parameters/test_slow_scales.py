"""General theorems whose frontier moves by logarithms, or carries powers of them that are parameters."""

import pytest
import sympy

from spectral_proofs import Candidate
from spectral_proofs.derivation.parameters.general import general_theorem
from tests.hunt.symbolic import Draw, judge

q = sympy.Symbol("q", positive=True)

SCALES = [
    "lambda*log(1+t)*log(1+1/lambda)**q",
    "lambda*t*log(1+1/lambda)**q",
    "lambda**m*t**n*log(1+1/lambda)**q",
    "lambda*t*log(1+1/lambda)**q*log(2+t)**r",
    "lambda*t/log(2+t)**r",
    "lambda*log(1+t)**r",
    "lambda**m*log(1+t)**r*log(2+1/lambda)",
    "log(1+lambda*log(1+t))",
    "r*log(1+lambda*log(1+t))",
    "log(1+lambda*log(1+t)*log(1+1/lambda))",
    "lambda*log(1+log(1+t))*log(1+1/lambda)**q",
    "lambda*t*log(1+log(1+1/lambda))**q",
    "lambda**m*t+lambda*log(1+t)",
    "lambda*log(1+t)/log(2+1/lambda)**q",
]


def test_logarithms_of_lambda_inside_those_of_t():
    (found,) = general_theorem(Candidate("lambda*log(1+t)*log(1+1/lambda)**q"), "3/2", "2", points=None).regimes
    assert found.when == "True"  # the powers of log log t divide no case
    assert (found.found.rho, found.found.rho_log, found.found.chi_log) == (0, 1, sympy.Rational(1, 4))
    assert found.found.loss_factor == sympy.log(sympy.log(sympy.Symbol("t", positive=True))) ** (-q / 4)


@pytest.mark.slow  # two to twelve seconds of processor time each
@pytest.mark.parametrize("g", SCALES)
def test_every_regime_agrees_with_its_instances(g):
    word, why = judge(Draw(g, "", ""), 5)
    assert word == "right", why
