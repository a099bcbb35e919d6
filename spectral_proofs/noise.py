"""Mean excess loss of a perturbed model, enclosed.

With E phi_k^2 = lambda_k, output noise of variance sigma^2 and feature noise of
variance tau^2 u_k, u_k = lambda_k (the default profile),

    Delta L = sigma^2 S + tau^2 sum u_k lambda_k + sigma^2 tau^2 sum u_k
            = sigma^2 S + tau^2 Lambda^2 zeta(2b) + sigma^2 tau^2 Lambda zeta(b).

1. Read S as an exact ball from its decimal strings.
2. Evaluate the constants in ball arithmetic.
3. Print the sum outward-rounded.

Source: appendix B of the paper, with the corrections that make its terms 3 and 4
finite (theory, section 5).  Leaves out other noise profiles.
"""

from __future__ import annotations

from dataclasses import replace

import flint
import sympy

from spectral_proofs.enclosure.modes import SpectrumLike
from spectral_proofs.enclosure.precision import bits_for_digits, working_precision
from spectral_proofs.enclosure.sums import to_enclosure
from spectral_proofs.errors import InputError
from spectral_proofs.model import Enclosure

_GUARD_DIGITS = 15


def perturbed_loss(
    energy: Enclosure, spectrum: SpectrumLike, sigma: sympy.Rational, tau: sympy.Rational, *, digits: int = 30
) -> Enclosure:
    """Delta L from an enclosure of S.

    Args:
        energy: S(t).
        spectrum: gives b and Lambda.
        sigma, tau: noise levels, standard deviations >= 0.
        digits: significant digits of the result's midpoint, as far as the enclosure of S allows.

    Raises:
        InputError: a noise level is negative.

    """
    if sigma < 0 or tau < 0:
        raise InputError(f"noise level {min(sigma, tau)} is negative; give standard deviations >= 0")
    if energy.unknown and sigma:
        return energy
    if energy.infinite and sigma:
        return Enclosure("inf", "0", energy.certified)
    b, scale = spectrum.b, spectrum.Lambda
    with working_precision(bits_for_digits(digits + _GUARD_DIGITS)):
        features = _ball((tau * scale) ** 2) * _ball(2 * b).zeta()
        total = features + _ball(sigma**2 * tau**2 * scale) * _ball(b).zeta()
        if sigma:
            total += _ball(sigma**2) * flint.arb(f"[{energy.mid} +/- {energy.rad}]")
        return replace(to_enclosure(total, digits), certified=energy.certified or not sigma)


def _ball(value: sympy.Rational) -> flint.arb:
    return flint.arb(flint.fmpq(int(value.p), int(value.q)))
