"""Candidates on which the soundness hunt found the derivation wrong or helpless, each with what is true."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.candidate import Candidate, Spectrum
from spectral_proofs.derivation import derive
from spectral_proofs.model import Derivation, Truth

R = sympy.Rational


def derived(g: str, a: str, b: str) -> Derivation:
    spectrum = Spectrum(a, b)
    return derive(Candidate(g).resolve(spectrum), spectrum)


def test_a_sign_that_is_affine_in_disguise_is_no_crash() -> None:
    # the slope of dg/dlambda simplifies, the expression itself does not
    d = derived("tanh(7/5*lambda*t)/(1 + log1p(tanh(7/5*lambda*t)))", "41/10", "7/5")
    assert d.hypotheses.increasing_in_lambda.holds
    assert (d.rho, d.chi, d.gamma) == (None, 0, 0)


@pytest.mark.parametrize(
    ("g", "in_lambda"),
    [
        ("tanh(lambda**(1/3)*t**(4/3)/(1 + log1p(lambda**(1/3)*t**(4/3))))", Truth.YES),
        # exp(-y^2) has no leading term where y has infinitely many large ones
        ("erf(lambda**(1/4)*t**(4/3)/(1 + lambda**(4/3)*t**(4/3)))", Truth.NO),
    ],
)
def test_a_positive_factor_beyond_all_orders_hides_no_sign(g: str, in_lambda: Truth) -> None:
    assert derived(g, "8/5", "18/5").hypotheses.increasing_in_lambda.truth is in_lambda


@pytest.mark.parametrize(
    ("g", "rho", "rho_log", "constant"),
    [
        # log(1 + 2y) = log(3 + t): 2 y = t + 2
        ("log1p(2*lambda**(4/3)*t**3)/log(3 + t)", R(3, 2), 0, 2 ** (-0.75)),
        # the next order of the sector's coefficient sqrt(2 - u)
        ("sqrt(log(1 + lambda*t**2)/log(2 + t))", 1, 0, 1.0),
        # 2 exp(-2 W(y)) = lambda^(3/4) t^(1/4)/2 decides, though both vanish
        (
            "tanh(LambertW(3*lambda**(3/4)*t**(3/2))) + (1/2*lambda**(3/4)*t**(1/4))/(1 + lambda**(22/7)*t**(13/29))",
            R(13, 9),
            -R(8, 9),
            None,
        ),
        # exponents cross on one ray: t^(-2) against t^(-14 x^(1/3)/5)
        ("tanh(7/5*lambda**(1/3)*t**(3/2)*log1p(t)) + 1/10*lambda**(2/3)*t", R(9, 2), 0, 125 / 343),
    ],
)
def test_the_frontier_of_a_g_that_tends_to_one(g: str, rho: object, rho_log: object, constant: float | None) -> None:
    level = derived(g, "5", "17/5").frontier.level
    assert (-level.index, -level.log_index) == (rho, rho_log)
    assert level.index.is_Rational
    assert level.theta.truth is Truth.YES
    if constant is not None:
        assert float(level.constant) == pytest.approx(constant, rel=1e-12)
