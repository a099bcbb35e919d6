"""Integrals of powers of Y with R^2 and (1-R)^2, where R is a Bessel function of a power of Y.

For R = A Y^-kappa J_n(c Y^mu), or with sin(y) = sqrt(pi y/2) J_(1/2)(y): Mellin transforms of J_n
   (DLMF 10.22.43) and J_n^2 (Weber and Schafheitlin, DLMF 10.22.57), analytically continued past the constant 1 that
   is taken away in (1-R)^2.

Left out: other R, for which no closed form is known here.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA


def power_of(term: sympy.Expr) -> sympy.Rational | None:
    """The power of Y in c Y^power, c > 0."""
    constant, power = term.as_independent(LAMBDA, as_Add=False)
    base, exponent = power.as_base_exp()
    return exponent if base == LAMBDA and exponent.is_Rational and constant.is_positive else None


@dataclass(frozen=True)
class Moments:
    """Of R = A Y^-kappa J_n(c Y^mu)."""

    front: sympy.Expr
    kappa: sympy.Rational
    n: sympy.Rational
    rate: sympy.Expr
    mu: sympy.Rational

    @classmethod
    def of(cls, profile: sympy.Expr) -> Moments | None:
        """None where R is not of this form."""
        front, rest = profile.as_independent(LAMBDA, as_Add=False)
        kappa, waves = sympy.S.Zero, []
        for factor in sympy.Mul.make_args(rest):
            base, exponent = factor.as_base_exp()
            if base == LAMBDA and exponent.is_Rational:
                kappa -= exponent
            else:
                waves.append(factor)
        if len(waves) != 1 or not isinstance(waves[0], sympy.besselj | sympy.sin):
            return None
        argument = waves[0].args[-1]
        mu = power_of(argument)
        if mu is None or mu <= 0:
            return None
        rate = argument / LAMBDA**mu
        if isinstance(waves[0], sympy.sin):
            return cls(front * sympy.sqrt(sympy.pi * rate / 2), kappa - mu / 2, sympy.Rational(1, 2), rate, mu)
        return cls(front, kappa, waves[0].args[0], rate, mu)

    @property
    def mean(self) -> sympy.Expr:
        """Of Y^(2 kappa + mu) R^2 over a period, Y large."""
        return self.front**2 / (sympy.pi * self.rate)

    def apart(self, b: sympy.Rational) -> bool:
        """Whether the phases of the modes 1 and 2^M never make R vanish together, b mu = N/M in lowest terms."""
        turns = (2 * self.n + 3) / 4
        return pow(2, int((b * self.mu).p), int(turns.q)) != 1 % int(turns.q)

    def square(self, power: sympy.Expr) -> sympy.Expr:
        """The integral of Y^(power-1) R^2, continued in the power."""
        w = (power - 2 * self.kappa) / self.mu
        gamma, n, order = sympy.gamma, self.n, 1 - w
        wave = gamma(order) * gamma(n + w / 2)
        wave /= 2**order * gamma((1 + order) / 2) ** 2 * gamma(n + (1 + order) / 2)
        return self.front**2 / self.mu * self.rate**-w * wave

    def rest(self, power: sympy.Expr) -> sympy.Expr | None:
        """The integral of Y^(power-1) (1-R)^2, power < 0; None at a pole of its parts."""
        w = (power - self.kappa) / self.mu
        gamma, n = sympy.gamma, self.n
        if any(x.is_Integer and x <= 0 for x in ((n + w) / 2, n + (power - 2 * self.kappa) / (2 * self.mu))):
            return None
        single = self.front / self.mu * self.rate**-w * 2 ** (w - 1) * gamma((n + w) / 2) / gamma(1 + (n - w) / 2)
        return self.square(power) - 2 * single
