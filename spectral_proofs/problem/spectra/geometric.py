"""Geometric spectra: lambda_k = Lambda e^(-kappa k), lambda_k w_k^2 = W e^(-p kappa k).

E(lambda) = sum over lambda_k <= lambda of lambda_k w_k^2 lies between two multiples of lambda^p and is lambda^p times
a function of period kappa in log lambda: of regular variation it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy


@dataclass(frozen=True)
class Geometric:
    """Exact kappa, p > 0, any constants of SymPy, and rational scales."""

    kappa: sympy.Expr
    p: sympy.Expr
    Lambda: sympy.Expr = sympy.S.One
    W: sympy.Expr = sympy.S.One

    @classmethod
    def of(cls, eigenvalues: sympy.Expr, energies: sympy.Expr, k: sympy.Symbol) -> Geometric | None:
        """The spectrum of two expressions c e^(-r k) in k with rational c > 0, and r > 0; None for all others."""
        found = [_exponential(expression, k) for expression in (eigenvalues, energies)]
        if found[0] is None or found[1] is None:
            return None
        (Lambda, kappa), (W, rate) = found[0], found[1]
        return cls(kappa, rate / kappa, Lambda, W)

    @property
    def modes(self) -> None:
        """Infinitely many."""
        return

    @property
    def largest(self) -> sympy.Rational:
        """lambda_1 to 15 digits."""
        return sympy.Rational(str(sympy.N(self.eigenvalue(1), 15)))

    @property
    def exponents(self) -> Mapping[str, sympy.Rational]:
        """None: these modes are no powers of k."""
        return {}

    def eigenvalue(self, k: int) -> sympy.Expr:
        """Lambda e^(-kappa k)."""
        return self.Lambda * sympy.exp(-self.kappa * k)

    def energy(self, k: int) -> sympy.Expr:
        """W e^(-p kappa k)."""
        return self.W * sympy.exp(-self.p * self.kappa * k)

    def texts(self) -> dict[str, str]:
        """kappa and p, and the scales where they are not 1."""
        scales = {"Lambda": self.Lambda, "W": self.W}
        own = {"kind": "geometric", "kappa": str(self.kappa), "p": str(self.p)}
        return own | {name: str(value) for name, value in scales.items() if value != 1}


def _exponential(expression: sympy.Expr, k: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """c and r of c e^(-r k)."""
    expanded = sympy.expand_power_exp(sympy.powsimp(expression))
    scale, rest = expanded.as_independent(k, as_Add=False)
    logarithm = sympy.expand_log(sympy.log(rest), force=True)
    rate = -sympy.diff(logarithm, k)
    if (
        rate.has(k)
        or not (rate.is_positive and scale.is_Rational and scale > 0)
        or sympy.simplify(logarithm + rate * k) != 0
    ):
        return None
    return scale, rate
