"""Mean excess loss of a perturbed model: its sums, which of them are finite, and its enclosure.

By the exact Gaussian moments of :mod:`.gaussian`, with Var eps_k = sigma^2, Var eta_k = tau^2 u_k, E phi_k^2 = nu_k,

    Delta L = sigma^2 S + tau^2 sum u_k nu_k + sigma^2 tau^2 sum u_k.

1. nu_k = lambda_k (eq. (6)) or 1 (sections 3.4 and 4), u_k = c k^-u: equal variances are u = 0, the default
   profile u_k = lambda_k is u = b. Both constant sums are c k^-p summed, finite iff p > 1, then c zeta(p).
2. Read S as an exact ball from its decimal strings, evaluate the constants in ball arithmetic.
3. Print the sum outward-rounded.

Source: appendix B of the paper, with the corrections that make its terms 3 and 4
finite (theory, section 5).  Leaves out profiles that are no powers of k.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import flint
import sympy

from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import InputError
from spectral_proofs.measurements.gaussian import NU, SIGMA2, V, excess
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.modes import SpectrumLike

_GUARD_DIGITS = 15
_CLOSED = 40  # zeta of larger even numbers is a rational of hundreds of digits times a power of pi
_INDEX = sympy.Symbol("k", positive=True)


class Normalisation(Enum):
    """E phi_k^2."""

    EIGENVALUE = "lambda_k"  # eq. (6): the loss weighs mode k by lambda_k
    ONE = "1"  # orthonormal features, eq. (15)


@dataclass(frozen=True)
class PowerSum:
    """sum over k >= 1 of coefficient * k^(-exponent).

    >>> PowerSum(sympy.Integer(2), sympy.Integer(1)).finite
    False
    """

    coefficient: sympy.Rational
    exponent: sympy.Rational

    @property
    def finite(self) -> bool:
        """The sum converges."""
        return bool(self.exponent > 1)

    @property
    def value(self) -> sympy.Expr:
        """coefficient * zeta(exponent), or oo."""
        if not self.finite:
            return sympy.oo
        return self.coefficient * sympy.zeta(self.exponent, evaluate=bool(self.exponent <= _CLOSED))

    def ball(self) -> flint.arb:
        """Enclosure of the value, at the current precision; the sum must be finite."""
        return _ball(self.coefficient) * _ball(self.exponent).zeta()


@dataclass(frozen=True)
class Profile:
    """Var eta_k = tau^2 u_k with u_k = coefficient * k^(-exponent)."""

    coefficient: sympy.Rational
    exponent: sympy.Rational

    @classmethod
    def eigenvalues(cls, spectrum: SpectrumLike) -> Profile:
        """u_k = lambda_k, the default."""
        return cls(sympy.Rational(spectrum.Lambda), sympy.Rational(spectrum.b))

    @classmethod
    def equal(cls) -> Profile:
        """u_k = 1: the equal variances of Theorem 2."""
        return cls(sympy.S.One, sympy.S.Zero)


def constant_sums(spectrum: SpectrumLike, normalisation: Normalisation, profile: Profile) -> tuple[PowerSum, PowerSum]:
    """Terms 3 and 4 of appendix B without their factors tau^2 and sigma^2 tau^2."""
    k = _INDEX
    nu = spectrum.Lambda * k ** (-spectrum.b) if normalisation is Normalisation.EIGENVALUE else sympy.S.One
    terms = excess()
    values = {NU: nu, V: profile.coefficient * k ** (-profile.exponent), SIGMA2: sympy.S.One}
    return _power_sum(terms.coefficients.subs(values)), _power_sum(terms.both.subs(values))


def _power_sum(summand: sympy.Expr) -> PowerSum:
    coefficient, powers = sympy.powsimp(summand).as_independent(_INDEX)
    return PowerSum(coefficient, -sympy.powsimp(powers).as_base_exp()[1] if powers != 1 else sympy.S.Zero)


def perturbed_loss(
    energy: Enclosure, spectrum: SpectrumLike, sigma: sympy.Rational, tau: sympy.Rational, *, digits: int = 30
) -> Enclosure:
    """Delta L from an enclosure of S, with E phi_k^2 = lambda_k and the default profile.

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
    third, fourth = constant_sums(spectrum, Normalisation.EIGENVALUE, Profile.eigenvalues(spectrum))
    with working_precision(bits_for_digits(digits + _GUARD_DIGITS)):
        total = _ball(tau**2) * third.ball() + _ball(sigma**2 * tau**2) * fourth.ball()
        if sigma:
            total += _ball(sigma**2) * flint.arb(f"[{energy.mid} +/- {energy.rad}]")
        return replace(to_enclosure(total, digits), certified=energy.certified or not sigma)


def _ball(value: sympy.Rational) -> flint.arb:
    return flint.arb(flint.fmpq(int(value.p), int(value.q)))
