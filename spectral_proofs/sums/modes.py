"""Which sum over the modes is meant.

A sum is c sum_{first <= k <= last} k^p F(g(lambda_k, t)), with one of four kernels F:

    DECAY    exp(-2g)           what is left of the loss of a mode
    RISE     1 - exp(-g)        the fraction of a mode that is learned
    ENERGY   (1 - exp(-g))^2    the energy of a mode
    ONE      1                  the spectrum alone

L: c = W, p = -a, DECAY.  S: c = W/Lambda, p = b - a, ENERGY.  Nothing is computed here.
Where modes are no exact powers (`spectra.expressions`) a further factor v(k) beside k^p is an output of g's program.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Protocol

import sympy

from spectral_proofs.errors import InputError


class SpectrumLike(Protocol):
    """lambda_k = Lambda k^-b, lambda_k w_k^2 = W k^-a."""

    @property
    def a(self) -> sympy.Rational: ...  # noqa: D102
    @property
    def b(self) -> sympy.Rational: ...  # noqa: D102
    @property
    def Lambda(self) -> sympy.Rational: ...  # noqa: D102
    @property
    def W(self) -> sympy.Rational: ...  # noqa: D102


class Kernel(Enum):
    """F as a function of g."""

    DECAY = "exp(-2g)"
    RISE = "1-exp(-g)"
    ENERGY = "(1-exp(-g))^2"
    ONE = "1"


@dataclass(frozen=True)
class ModeSum:
    """c sum over first <= k <= last of k^power F(g(lambda_k, t)); ``last`` None stands for infinity.

    Raises InputError for an empty or negative range of k.
    """

    kernel: Kernel
    power: Fraction
    coefficient: Fraction = Fraction(1)  # c > 0
    first: int = 1
    last: int | None = None
    weight: int = 0  # which output of the program, counted from its end, is a further factor; 0: none

    def __post_init__(self) -> None:
        if self.first < 1 or (self.last is not None and self.last < self.first):
            raise InputError(f"modes {self.first} to {self.last}: give 1 <= first <= last")
        if not self.coefficient > 0:
            raise InputError(f"coefficient {self.coefficient}: give a positive number")

    @classmethod
    def loss(cls, spectrum: SpectrumLike, first: int = 1, last: int | None = None) -> ModeSum:
        """Sum of lambda_k w_k^2 exp(-2g), eq. (6)."""
        return cls(Kernel.DECAY, -fraction(spectrum.a), fraction(spectrum.W), first, last)

    @classmethod
    def energy(cls, spectrum: SpectrumLike, first: int = 1, last: int | None = None) -> ModeSum:
        """Sum of f_k^2, eq. (1): S(t), and from k_cut + 1 on the pruning error of eq. (20)."""
        return cls(Kernel.ENERGY, _target_power(spectrum), _target_scale(spectrum), first, last)

    @classmethod
    def learned_modes(cls, first: int = 1, last: int | None = None) -> ModeSum:
        """Sum of 1 - exp(-g): the effective number of learned modes."""
        return cls(Kernel.RISE, Fraction(0), Fraction(1), first, last)

    @classmethod
    def orthonormal_loss(cls, spectrum: SpectrumLike, first: int = 1, last: int | None = None) -> ModeSum:
        """Sum of w_k^2 exp(-2g), eq. (15)."""
        return cls(Kernel.DECAY, _target_power(spectrum), _target_scale(spectrum), first, last)

    @classmethod
    def weighted_loss(cls, spectrum: SpectrumLike, first: int = 1, last: int | None = None) -> ModeSum:
        """Sum of lambda_k^2 w_k^2 exp(-2g): the numerator of the spectral position (*Spectral Reach*)."""
        power = -fraction(spectrum.a) - fraction(spectrum.b)
        return cls(Kernel.DECAY, power, fraction(spectrum.W) * fraction(spectrum.Lambda), first, last)

    @classmethod
    def spectral_tail(cls, spectrum: SpectrumLike, first: int = 1, last: int | None = None) -> ModeSum:
        """T(first) = sum of lambda_k w_k^2 from ``first`` on, of Propositions 1 and 3."""
        return cls(Kernel.ONE, -fraction(spectrum.a), fraction(spectrum.W), first, last)

    @classmethod
    def eigenvalues(cls, spectrum: SpectrumLike, first: int = 1, last: int | None = None) -> ModeSum:
        """Sum of lambda_k."""
        return cls(Kernel.ONE, -fraction(spectrum.b), fraction(spectrum.Lambda), first, last)


def fraction(number: sympy.Rational | int) -> Fraction:
    """A SymPy rational as a Fraction."""
    rational = sympy.Rational(number)
    return Fraction(int(rational.p), int(rational.q))


def _target_power(spectrum: SpectrumLike) -> Fraction:
    return fraction(spectrum.b) - fraction(spectrum.a)


def _target_scale(spectrum: SpectrumLike) -> Fraction:
    return fraction(spectrum.W) / fraction(spectrum.Lambda)
