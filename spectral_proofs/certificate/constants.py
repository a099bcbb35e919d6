"""Rational constants of a certificate, a little outside those of the theorems of ``proofs/`` (named as there).

Exact until a ball is built; each is widened by a relative 10^-4, so that interval arithmetic at 40 bits can prove it.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.constants import rounded_down, rounded_up
from spectral_proofs.bounds.numbers import ball
from spectral_proofs.problem.spectrum import Spectrum

_BITS = 128
_SLACK = sympy.Rational(1, 10000)


@dataclass(frozen=True)
class Constants:
    """Of L and S for c1 lambda^m t^n <= g <= c2 lambda^m t^n from t0 on."""

    spectrum: Spectrum
    m: sympy.Rational
    n: sympy.Rational
    c1: sympy.Rational
    c2: sympy.Rational
    t0: sympy.Rational

    @property
    def problem(self) -> tuple[sympy.Rational, ...]:
        """W, a, Lambda, b, m, n, c1, c2: the first arguments of every theorem."""
        s = self.spectrum
        return (s.W, s.a, s.Lambda, s.b, self.m, self.n, self.c1, self.c2)

    @property
    def q(self) -> sympy.Rational:
        """m b: g at mode k falls like k^-q."""
        return self.m * self.spectrum.b

    @property
    def chi(self) -> sympy.Rational:
        """rho (a-1)/b."""
        return self.n * (self.spectrum.a - 1) / self.q

    @property
    def gamma(self) -> sympy.Rational:
        """rho s/b."""
        return self.n * self.spectrum.s / self.q

    def loss(self) -> tuple[sympy.Rational, sympy.Rational]:
        """Below and above L(t) t^chi."""
        a, q = self.spectrum.a, self.q
        two, power = sympy.Integer(2), -(a - 1) / q
        low = sympy.exp(-2) * two ** (1 - a) / (a - 1)
        peak = (a / q / (2 * sympy.E)) ** (a / q)
        high = peak + two ** (a - 1) / (a - 1)
        return self._around(
            self.spectrum.W * low * self._scale(self.c2) ** power,
            self.spectrum.W * high * self._scale(self.c1) ** power,
        )

    def energy(self) -> tuple[sympy.Rational, sympy.Rational]:
        """Below and above S(t) t^-gamma for 0 < s < 2q, S(t) for s < 0, and what is not log t for s = 0."""
        s, q, unit = self.spectrum.s, self.q, self.spectrum.W / self.spectrum.Lambda
        two, first = sympy.Integer(2), (1 - sympy.exp(-1)) ** 2
        if s > 0:
            low = (first * two**-s + two ** (s - 2 * q) / (2 * q - s) / 4) * self._scale(self.c1) ** (s / q)
            high = (1 + 1 / s + two ** (2 * q - s) / (2 * q - s)) * self._scale(self.c2) ** (s / q)
        elif s < 0:
            low, high = first, 1 - 1 / s
        else:
            low = first * sympy.log(self._scale(self.c1)) / q
            high = 1 + two ** (2 * q) / (2 * q) + sympy.log(self._scale(self.c2)) / q
        return self._around(unit * low, unit * high)

    def logarithmic(self) -> tuple[sympy.Rational, sympy.Rational]:
        """Below and above the multiple of log t where s = 0."""
        unit = self.spectrum.W / self.spectrum.Lambda * self.n / self.q
        return self._around(unit * (1 - sympy.exp(-1)) ** 2, unit)

    def _scale(self, c: sympy.Rational) -> sympy.Expr:
        return c * self.spectrum.Lambda**self.m

    def _around(self, low: sympy.Expr, high: sympy.Expr) -> tuple[sympy.Rational, sympy.Rational]:
        # a bound that has logarithms may be 0
        return around(low, high, _SLACK if self.spectrum.s == 0 else sympy.S.Zero)


def around(
    low: sympy.Expr, high: sympy.Expr, least: sympy.Rational = sympy.S.Zero
) -> tuple[sympy.Rational, sympy.Rational]:
    """Rationals a little outside two exact constants: by a relative 10^-4, and by ``least`` besides."""
    with working_precision(_BITS):
        below, above, slack, step = ball(low), ball(high), ball(_SLACK), ball(least)
        return rounded_down(below - abs(below) * slack - step), rounded_up(above + abs(above) * slack + step)
