"""Derived laws beside numbers that know nothing of the derivation: quadrature of a stated G, and g itself far out."""

from __future__ import annotations

import mpmath
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.derivation.stages import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth

SPECTRUM = Spectrum("3/2", "2")  # chi = rho/4, gamma = 3 rho/4
_SHARES = (("frontier", sympy.Integer(-1)), ("loss", sympy.Rational(-1, 4)), ("energy", sympy.Rational(3, 4)))
_FAR = 60  # decimal digits of t


def derived(text):
    """(g as it was written, its derivation)."""
    g = Candidate(text).resolve(SPECTRUM)
    return g, derive(g, SPECTRUM)


def assert_law(found, rho, log="0"):
    """lambda_* ~ t^(-rho) (log t)^(-log), and L and S as Corollary 1 says."""
    laws = {"frontier": found.frontier.level, "loss": found.loss, "energy": found.energy}
    for name, share in _SHARES:
        law = laws[name]
        assert law.theta.truth is Truth.YES, law.reason
        assert law.index == share * sympy.Rational(rho)
        assert law.log_index == share * sympy.Rational(log)


def assert_hypotheses(found):
    """Positive and increasing, and no sign taken from samples."""
    for fact in (
        found.hypotheses.positive,
        found.hypotheses.increasing_in_lambda,
        found.hypotheses.increasing_in_time,
    ):
        assert fact.holds, fact.reason
    assert not [item for item in found.assumed if item.startswith("the sign")]


def assert_loss_constant(found, scaling):
    """L t^chi -> (1/2) int x^(-3/4) exp(-2 G(x)) dx, with x = y^4."""
    with mpmath.workdps(25):
        value = 2 * mpmath.quad(
            lambda y: mpmath.exp(-2 * scaling(y**4)), [0, 0.5, 1, 1.5, 2, 3, 4, 6, 10, 100, mpmath.inf]
        )
        assert abs(decimal(found.loss.constant) / value - 1) < mpmath.mpf("1e-9")


def assert_follows(g, scaling, rho, log=0, within="0.02"):
    """g(x t^(-rho) (log t)^(-log), t) is near G(x) at t = 10^60."""
    f = sympy.lambdify((LAMBDA, TIME), g, "mpmath")
    with mpmath.workdps(20 * _FAR):
        t, exponent = mpmath.mpf(10) ** _FAR, mpmath.mpf(sympy.Rational(rho).p) / sympy.Rational(rho).q
        for x in (mpmath.mpf("0.3"), mpmath.mpf(2)):
            value = f(x * t**-exponent * mpmath.log(t) ** (-log), t)
            assert abs(value / scaling(x) - 1) < mpmath.mpf(within)
