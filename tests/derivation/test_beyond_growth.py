"""Beyond the growth condition (theory: section 3): indices and constants worked out by hand, and the oracle's word.

With w = (a-1)/b and lambda_* = x1 l(t): L ~ l^w (1/b) int x^(w-1) exp(-2G) dx, unless fixed modes carry L.
"""

from __future__ import annotations

import mpmath
import pytest
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Truth
from tests.hunt.judge import judge
from tests.hunt.oracle import Observer

R = sympy.Rational
gamma, zeta, log, exp = sympy.gamma, sympy.zeta, sympy.log, sympy.exp
MONOMIAL = gamma(R(1, 4)) / (2 * 2 ** R(1, 4))  # of g = lambda t at a = 3/2, b = 2

LAWS = [
    # g, a, b, powers of t, log t, log log t in lambda_*, in L, in S; the constant of L
    ("lambda*t + lambda**2*t**3 + lambda**4*t**5", "3/2", "2", (-R(3, 2),), (-R(3, 8),), (R(9, 8),), "x**2"),
    ("lambda*t + lambda**2*t**2", "3/2", "2", (-1,), (-R(1, 4),), (R(3, 4),), "x + x**2"),
    ("lambda**2*t*log(1 + t)", "3/2", "2", (-R(1, 2), -R(1, 2)), (-R(1, 8), -R(1, 8)), (R(3, 8), R(3, 8)), "x**2"),
    ("lambda*t*log(1 + 1/lambda)", "3/2", "2", (-1, -1), (-R(1, 4), -R(1, 4)), (R(3, 4), R(3, 4)), MONOMIAL),
    ("lambda*t*log(3 + log(1 + t))", "3/2", "2", (-1, 0, -1), (-R(1, 4), 0, -R(1, 4)), (R(3, 4), 0, R(3, 4)), MONOMIAL),
    ("log(1 + lambda*t)", "3/2", "2", (-1,), (-R(1, 4),), (R(3, 4),), gamma(R(1, 4)) * gamma(R(7, 4)) / 2),
    ("log(1 + lambda*t)", "6", "2", (-1,), (-2,), (0,), zeta(2)),  # fixed modes: (lambda_k t)^(-2)
    ("3/2*log(1 + 2/3*lambda*t)", "8", "2", (-1,), (-3,), (0,), (R(3, 2)) ** 3 * zeta(2)),  # qualification 2q = 3
    ("asinh(lambda*t)", "6", "2", (-1,), (-2,), (0,), zeta(2) / 4),  # (2 lambda_k t)^(-2)
    ("log(1 + log(1 + lambda*t))", "3/2", "2", (-1,), (0, -2), (R(3, 4),), zeta(R(3, 2))),
    ("lambda*t/(1 + lambda*t)", "3/2", "2", None, (0,), (R(3, 4),), exp(-2) * zeta(R(3, 2))),
    ("2*lambda*t/(1 + lambda*t)", "3/2", "2", (-1,), (0,), (R(3, 4),), exp(-4) * zeta(R(3, 2))),
    ("exp(lambda*t) - 1", "3/2", "2", (-1,), (-R(1, 4),), (R(3, 4),), "exp(x) - 1"),
    ("lambda*log(1 + t)", "3/2", "2", (0, -1), (0, -R(1, 4)), (0, R(3, 4)), MONOMIAL),
]


def _powers(law: Asymptotics) -> tuple[object, ...] | None:
    if law.powers is None:
        return None
    found = list(law.powers)
    while len(found) > 1 and found[-1] == 0:
        found.pop()
    return tuple(found)


@pytest.mark.parametrize("row", LAWS, ids=lambda row: f"{row[0]}|a={row[1]}")
def test_laws_outside_the_growth_condition(row: tuple[object, ...]) -> None:
    g, a, b, frontier, loss, energy, constant = row
    spectrum = Spectrum(a, b)
    resolved = Candidate(g).resolve(spectrum)
    d = derive(resolved, spectrum)
    assert d.growth.fact.truth is Truth.NO
    assert (_powers(d.frontier.level), _powers(d.loss), _powers(d.energy)) == (frontier, loss, energy)
    expected = _scaled(constant, (spectrum.a - 1) / spectrum.b, spectrum.b) if isinstance(constant, str) else constant
    assert float(decimal(d.loss.constant)) == pytest.approx(float(expected), rel=1e-9)
    assert judge(d, Observer(resolved, spectrum), spectrum).word == "right"


def _scaled(scaling: str, w: sympy.Rational, b: sympy.Rational) -> mpmath.mpf:
    """(1/b) int x^(w-1) exp(-2G) dx, after x = y^(1/w)."""
    g = {"x**2": lambda x: x**2, "x + x**2": lambda x: x + x**2, "exp(x) - 1": mpmath.expm1}[scaling]
    return mpmath.quad(lambda y: mpmath.exp(-2 * g(y ** (1 / mpmath.mpf(float(w))))), [0, 0.5, 1, 2, 3]) / float(b * w)


def test_a_g_below_every_power_leaves_no_power_law() -> None:
    d = derive(Candidate("sqrt(log(1 + lambda*t))").resolve(Spectrum()), Spectrum())
    assert (d.rho, d.chi, d.gamma) == (1, 0, R(3, 4))
    assert d.loss.theta.truth is Truth.NO  # exp(-2 sqrt(log t))
    assert d.loss.log_index is None


def test_log_periodic_g_keeps_theta_and_loses_the_limit() -> None:
    spectrum = Spectrum()
    g = Candidate("lambda*t*(2 + sin(log(1 + t)))").resolve(spectrum)
    d = derive(g, spectrum)
    assert (d.loss.theta.truth, d.loss.equivalent.truth) == (Truth.YES, Truth.NO)
    assert judge(d, Observer(g, spectrum), spectrum).word == "right"


def test_exponential_time_leaves_every_power_behind() -> None:
    d = derive(Candidate("lambda*exp(t)").resolve(Spectrum()), Spectrum())
    assert (d.rho, d.chi, d.gamma) == (None, None, None)
    assert d.frontier.exists.truth is Truth.YES
