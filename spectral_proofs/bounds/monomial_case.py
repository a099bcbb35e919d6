"""What the explicit theorems share: the monomial case as balls, and the time from which its error is small.

For g = Y k^-q, Y = c Lambda^m t^n, q = m b, the loss is
(W/q) Gamma((a-1)/q) (2Y)^(-(a-1)/q) (1 + e), |e| <= K (2Y)^(-1/q); the proof is in
``theorems``.  Left out: t0 other than the given one and powers of ten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import sympy
from flint import arb

from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.constants import GrowthConstants
from spectral_proofs.errors import UndecidedError

#: Relative error of the leading term that is accepted at t0.
ACCEPTED = sympy.Rational(1, 10)
#: Beyond 10^LARGEST_DECADE a t0 says nothing that a reader can use.
LARGEST_DECADE = 1000
#: A theorem with longer numbers than these bits is not stated.
#: Working precision, in bits.
BITS = 128


class PowerSpectrum(Protocol):
    """lambda_k = Lambda k^-b, lambda_k w_k^2 = W k^-a, a, b > 1 exact."""

    @property
    def a(self) -> sympy.Rational:
        """Decay exponent of lambda_k w_k^2."""

    @property
    def b(self) -> sympy.Rational:
        """Decay exponent of lambda_k."""

    @property
    def Lambda(self) -> sympy.Rational:
        """Largest eigenvalue."""

    @property
    def W(self) -> sympy.Rational:
        """lambda_1 w_1^2."""


@dataclass(frozen=True)
class Setting:
    """Balls of everything that the formulas need; ``scale(c)`` is Y / t^n."""

    a: arb
    b: arb
    s: arb
    q: arb
    n: arb
    m: arb
    c1: arb
    c2: arb
    Lambda: arb
    W: arb

    def scale(self, c: arb) -> arb:
        """Y / t^n for g = c lambda^m t^n."""
        return c * self.Lambda**self.m

    @property
    def loss_constant(self) -> arb:
        """(W/q) Gamma((a-1)/q)."""
        return self.W / self.q * ((self.a - 1) / self.q).gamma()

    def loss_error(self, doubled: arb) -> arb:
        """K (2Y)^(-1/q)."""
        peak = (self.q * arb.const_e() / self.a) ** (-self.a / self.q)
        return self.q * peak / ((self.a - 1) / self.q).gamma() * doubled ** (-1 / self.q)


def bits(spectrum: PowerSpectrum) -> int:
    """Working precision: more where s = 1 + b - a is almost zero, because J Y^(s/q) and zeta(a-b) then cancel."""
    s = sympy.Rational(1 + spectrum.b - spectrum.a)
    return BITS if s == 0 else BITS + 3 * max(0, int(s.q).bit_length() - abs(int(s.p)).bit_length())


def setting(growth: GrowthConstants, spectrum: PowerSpectrum) -> Setting:
    """Balls at the precision in force."""
    a, b = numbers.ball(spectrum.a), numbers.ball(spectrum.b)
    m, n = numbers.ball(growth.m), numbers.ball(growth.n)
    s = numbers.ball(1 + spectrum.b - spectrum.a)
    c1, c2 = numbers.ball(growth.c1), numbers.ball(growth.c2)
    return Setting(a, b, s, m * b, n, m, c1, c2, numbers.ball(spectrum.Lambda), numbers.ball(spectrum.W))


def accepted() -> arb:
    """ACCEPTED as a ball."""
    return numbers.ball(ACCEPTED)


def decade_from(t0: sympy.Rational, good: Callable[[arb], bool]) -> sympy.Rational:
    """Smallest of t0 and the powers of ten above it at which ``good`` holds; good is monotone in t."""
    return first_decade(t0, lambda t: good(numbers.ball(t)))


def first_decade(
    t0: sympy.Rational, good: Callable[[sympy.Rational], bool], largest: int = LARGEST_DECADE
) -> sympy.Rational:
    """The same with exact times; UndecidedError when 10^largest does not do."""
    if good(t0):
        return t0
    low, high = 0, 1
    while not _good_at(high, t0, good):
        if high == largest:
            raise UndecidedError(f"an explicit theorem would hold only for t beyond 10^{largest}")
        low, high = high, min(2 * high, largest)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _good_at(middle, t0, good) else (middle, high)
    return sympy.Integer(10) ** high


def _good_at(decade: int, t0: sympy.Rational, good: Callable[[sympy.Rational], bool]) -> bool:
    time = sympy.Integer(10) ** decade
    return bool(time >= t0) and good(time)
