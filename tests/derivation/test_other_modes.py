"""Exponents on modes that are formulas or geometric: theory.md 10, with logarithms, against its formulas and values."""

from __future__ import annotations

import math

import mpmath
import pytest
import sympy
from sympy import Rational, gamma, log, pi, sqrt
from weight import heavy

from spectral_proofs.derivation.other_modes import derive_on
from spectral_proofs.derivation.pulled import Pulled
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.expressions import Expressions, modes_of
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.results import Truth
from spectral_proofs.results.laws import exponents
from spectral_proofs.sums.spectra.geometric import GeometricSums


def on(lambda_k: str, power_k: str) -> Expressions | Geometric:
    found = modes_of(lambda_k, power_k)
    assert isinstance(found, Expressions | Geometric)
    return found


NEARLY = on("k**(-2)*(1+1/k)", "k**(-3/2)")


@pytest.mark.parametrize("g", [lam * t, heavy(log(1 + lam * t))], ids=str)
def test_ratio_to_one_is_the_printed_spectrum(g: sympy.Expr) -> None:
    """(16) with ~ instead of equality: exponents and constants are those of exact powers."""
    found = derive_on(g, NEARLY)
    assert found.form.holds
    assert (found.powers.a, found.powers.b, found.powers.Lambda) == (Rational(3, 2), 2, 2)
    assert list(exponents(found.derivation).values()) == [1, Rational(1, 4), Rational(3, 4), 0, 0, 0]
    constant = {lam * t: gamma(Rational(1, 4)) * 2 ** Rational(-1, 4) / 2}.get(g)
    assert constant is None or sympy.simplify(found.derivation.loss.constant - constant) == 0


@pytest.mark.parametrize(
    ("beta", "alpha", "g", "rho_log"),
    [
        heavy(2, Rational(1, 2), lam * t, 0),
        heavy(2, Rational(1, 2), lam * t * log(t), 1),
        heavy(1, -2, lam * t, 0),
        (0, -2, lam * t, 0),
    ],
)
def test_logarithms_of_the_theory(beta: int, alpha: sympy.Rational, g: sympy.Expr, rho_log: int) -> None:
    """chi_log = (a-1)(rho_log+beta)/b - alpha, gamma_log = s (rho_log+beta)/b + alpha - beta."""
    a, b = Rational(3, 2), 2
    found = derive_on(g, on(f"k**(-2)*log(k+1)**{beta}*(1+1/k)", f"k**(-3/2)*log(k+1)**({alpha})"))
    values = exponents(found.derivation)
    moved = Rational(rho_log + beta) / b
    assert values["rho_log"] == rho_log
    assert values["chi_log"] == (a - 1) * moved - alpha
    assert values["gamma_log"] == (1 + b - a) * moved + alpha - beta
    assert found.form.truth is Truth.NO
    assert "(log k)" in found.form.reason


@pytest.mark.slow
def test_sums_carried_by_single_modes_have_their_own_constants() -> None:
    """log(1 + lambda t) at p > 2: L ~ t^-2 sum c_k/lambda_k^2, the sum over the modes as they are."""
    loss = derive_on(log(1 + lam * t), on("k**(-2)*(1+1/k)", "k**(-7)")).derivation.loss
    assert (loss.index, loss.log_index) == (-2, 0)
    truth = mpmath.nsum(lambda k: k**-3 / (1 + 1 / k) ** 2, [1, mpmath.inf])
    assert abs(mpmath.mpf(str(sympy.N(loss.constant, 15))) - truth) < mpmath.mpf("1e-10")


@pytest.mark.slow
def test_bounded_energy_is_a_sum_over_the_modes() -> None:
    """a > b + 1: S -> sum w_k^2 = sum 1/(k (k+1)) = 1."""
    energy = derive_on(lam * t, on("k**(-2)*(1+1/k)", "k**(-4)")).derivation.energy
    assert energy.index == 0
    assert abs(sympy.N(energy.constant - 1)) < 1e-12


def test_too_little_decay() -> None:
    found = derive_on(lam ** Rational(1, 8) * t, NEARLY).derivation
    assert found.energy.infinite
    assert found.gamma is None


def test_energies_at_the_border_of_summability_have_no_order_to_start_from() -> None:
    with pytest.raises(UndecidedError, match="a, b > 1"):
        derive_on(lam * t, on("k**(-2)", "1/(k*log(k+1)**2)"))
    with pytest.raises(UndecidedError, match="a, b > 1"):
        derive_on(lam * t, on("exp(-sqrt(k))", "k**(-2)"))


@pytest.mark.slow
def test_eigenvalues_that_increase_far_out_are_refused() -> None:
    hump = "k**(-2)*(1+50*(k/1000)**4/(1+(k/1000)**4))"
    with pytest.raises(UndecidedError, match="increases from"):
        derive_on(lam * t, on(hump, "k**(-2)"))


@pytest.mark.slow
def test_oscillating_factors_keep_the_indices() -> None:
    """A spectrum nobody anticipated: indices right, no constant, (16) fails and the modes are Theta of powers."""
    found = derive_on(lam * t, on("k**(-3/2)*(1+sin(log(k))/10)", "k**(-3/2)"))
    values = exponents(found.derivation)
    assert (values["chi"], values["gamma"]) == (Rational(1, 3), Rational(2, 3))
    assert found.derivation.loss.theta.holds
    assert found.derivation.loss.constant is None
    assert found.form.truth is Truth.NO
    assert "keeps oscillating" in found.form.reason
    assert found.modes.pure


def test_waves_over_whole_k_alone_prove_nothing() -> None:
    """cos(2 pi k) is 1 at each whole k, whatever it is between: that (16) fails may not be read off real k."""
    spectrum = on("k**(-2)*(3+cos(2*pi*k)/100)", "k**(-3/2)")
    assert isinstance(spectrum, Expressions)
    assert not any(order.wanders for order in Pulled.of(lam * t, spectrum).orders(spectrum))


GEOMETRIC = on("exp(-6*k)", "exp(-3*k/2)")


def test_geometric_modes() -> None:
    """L = Theta(t^(-p rho)), S = Theta(t^((1-p) rho)), no constant."""
    found = derive_on(lam * t, GEOMETRIC)
    values = exponents(found.derivation)
    assert (values["rho"], values["chi"], values["gamma"]) == (1, Rational(1, 4), Rational(3, 4))
    assert found.derivation.loss.constant is None
    assert found.derivation.loss.equivalent.truth is Truth.NO  # 0.41 to 0.64, theory.md 10
    assert found.form.truth is Truth.NO
    assert derive_on(lam ** Rational(1, 8) * t, GEOMETRIC).derivation.energy.infinite


def test_geometric_modes_need_a_rational_p() -> None:
    with pytest.raises(UndecidedError, match="not rational"):
        derive_on(lam * t, Geometric(sympy.Integer(1), sqrt(2) / pi))


@pytest.mark.slow  # two derivations
def test_the_argmax_beside_logarithms() -> None:
    """kappa = 1 + (a-b)/(2bm), as on exact powers, beside the argmax of R itself at t = 10^2000, off by 1/log t."""
    found = derive_on(lam * t, on("k**-2*log(k+1)", "k**-3")).derivation
    assert found.frontier.argmax.holds
    assert found.frontier.kappa == Rational(5, 4)
    with mpmath.workdps(30):
        time = mpmath.mpf(10) ** 2000

        def g(u: mpmath.mpf) -> mpmath.mpf:  # u = log k
            return time * mpmath.exp(-2 * u) * mpmath.log1p(mpmath.exp(u))

        def slope(u: mpmath.mpf) -> mpmath.mpf:  # of log R, R = w lambda e^-g, lambda w^2 = k^-3
            return mpmath.diff(lambda v: mpmath.log(g(v)) / 2 - 3 * v / 2 - g(v), u)

        start = mpmath.log(time) / 2 + mpmath.log(mpmath.log(time) / 2) / 2
        assert abs(g(mpmath.findroot(slope, start, tol=1e-12)) - mpmath.mpf("1.25")) < 2 / mpmath.log(time)
    assert not derive_on(lam * t, on("k**(-3/2)*(1+sin(log(k))/10)", "k**-2")).derivation.frontier.argmax.holds


@pytest.mark.parametrize(
    ("g", "p", "index", "log_index"),
    [
        (lam * t * sympy.log(1 + t), "1/4", sympy.Rational(3, 4), sympy.Rational(3, 4)),
        (sympy.log(1 + lam * t), "1", 0, 1),
        (lam * t + lam**2 * t**3, "2", 0, 0),
    ],
)
def test_the_energy_on_geometric_modes_without_condition_2(g, p, index, log_index):
    spectrum = modes_of("exp(-k)", f"exp(-({p})*k)")
    law = derive_on(g, spectrum).derivation.energy
    assert law.theta.holds
    assert (law.index, law.log_index) == (index, log_index)
    scaled = []
    for time in (10**40, 10**80):
        value = GeometricSums(g, spectrum).at(str(time), digits=12, slopes=False).energy
        scaled.append(float(value.mid) / (float(time) ** float(index) * math.log(time) ** float(log_index)))
    assert abs(scaled[1] / scaled[0] - 1) < 0.05


def test_the_energy_on_geometric_modes_is_infinite_where_that_of_powers_is_or_open():
    steep = derive_on(lam ** sympy.Rational(1, 4) * t * sympy.log(1 + t), modes_of("exp(-6*k)", "exp(-3*k/2)"))
    assert steep.derivation.energy.infinite  # 1-p = 3/4 > 2/4
    bounded = derive_on(lam * t / (1 + lam * t), modes_of("exp(-k)", "exp(-k/4)"))
    assert bounded.derivation.energy.theta.truth is Truth.UNKNOWN
