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

from fractions import Fraction

import flint

from spectral_proofs.enclosure.precision import bits_for_digits, working_precision
from spectral_proofs.errors import InputError
from spectral_proofs.model import Enclosure

_GUARD_DIGITS = 15


def perturbed_loss(
    energy: Enclosure, b: Fraction, sigma: Fraction, tau: Fraction, *, scale: Fraction = Fraction(1), digits: int = 30
) -> Enclosure:
    """Delta L from an enclosure of S.

    Args:
        energy: S(t).
        b: decay of the eigenvalues lambda_k = scale k^-b, b > 1.
        sigma, tau: noise levels, >= 0.
        scale: Lambda > 0.
        digits: significant digits of the result's midpoint, as far as the enclosure of S allows.

    Raises:
        InputError: a noise level is negative.

    >>> float(perturbed_loss(Enclosure("2", "0", True), Fraction(2), Fraction(3), Fraction(0)).mid)
    18.0
    """
    if sigma < 0 or tau < 0:
        raise InputError(f"noise level {min(sigma, tau)} is negative; give standard deviations >= 0")
    if energy.infinite and sigma:
        return Enclosure("inf", "0", energy.certified)
    with working_precision(bits_for_digits(digits + _GUARD_DIGITS)):
        total = _ball(tau**2 * scale**2) * _ball(2 * b).zeta() + _ball(sigma**2 * tau**2 * scale) * _ball(b).zeta()
        if sigma:
            total += _ball(sigma**2) * flint.arb(f"[{energy.mid} +/- {energy.rad}]")
        return _enclosure(total, digits, energy.certified or not sigma)


def _ball(value: Fraction) -> flint.arb:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def _enclosure(value: flint.arb, digits: int, certified: bool) -> Enclosure:
    mid, rad, exponent = (int(part) for part in value.mid_rad_10exp(digits))
    return Enclosure(_decimal(mid, exponent), _decimal(rad, exponent), certified)


def _decimal(number: int, exponent: int) -> str:
    """number * 10**exponent, as a decimal or in scientific notation.

    >>> _decimal(1234, -2), _decimal(0, -7), _decimal(5, -40), _decimal(-12, 3)
    ('12.34', '0', '5e-40', '-1.2e4')
    """
    digits = str(abs(number))
    sign = "-" if number < 0 else ""
    order = len(digits) - 1 + exponent
    if not number:
        return "0"
    if exponent <= 0 and order >= -5:
        whole, decimals = divmod(abs(number), 10**-exponent)
        return f"{sign}{whole}.{decimals:0{-exponent}d}" if exponent else f"{sign}{whole}"
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{order}"
