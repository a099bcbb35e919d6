"""Whether a scaling function is a power, and a g for which SymPy did not get to the end of that question."""

from __future__ import annotations

import pytest
import sympy
from sympy import Rational, exp, log

from spectral_proofs.asymptotics.domain import PHASE_PREFIX
from spectral_proofs.derivation.calculus import power_of
from spectral_proofs.derivation.stages import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum

x = sympy.Symbol("x", positive=True)
phase = sympy.Symbol(f"{PHASE_PREFIX}1", real=True)


@pytest.mark.parametrize(
    ("scaling", "m"),
    [
        (3 * x ** Rational(2, 3), Rational(2, 3)),
        (sympy.pi * x, 1),
        (exp(2 * log(x)) * x, 3),
        ((2 + sympy.sin(phase)) * x, 1),
        (x + x / 10**300, 1),
        (x + x**2 / 10**300, None),  # the balls overlap at few digits, and the two are not equal
        (log(1 + x) + x / 10**300, None),
        (x * (2 + sympy.sin(log(x))), None),
        (sympy.Max(x, 1), None),
    ],
)
def test_powers_and_what_is_none(scaling: sympy.Expr, m: sympy.Expr | None) -> None:
    assert power_of(scaling, x) == m


@pytest.mark.slow
def test_a_linear_term_far_below_a_logarithm() -> None:
    found = derive(Candidate("1e-300*lambda*t+log(1+lambda*t)").resolve(Spectrum("3/2", "2")), Spectrum("3/2", "2"))
    assert found.growth.fact.holds
    assert (found.frontier.level.index, found.loss.index, found.energy.index) == (-1, Rational(-1, 4), Rational(3, 4))
