"""The eigenvalues of a power spectrum, as places where the terms of a sum lie."""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.kernels import NODE, mode_sum
from spectral_proofs.errors import UndecidedError

_MAX_MODES = 10_000


@dataclass(frozen=True)
class Nodes:
    """The eigenvalues lambda_k = Lambda k^(-b)."""

    Lambda: sympy.Expr
    b: sympy.Expr

    @property
    def eigenvalue(self) -> sympy.Expr:
        """lambda_k as an expression of k."""
        return self.Lambda * NODE ** (-self.b)

    def index(self, point: sympy.Expr | None) -> sympy.Integer | None:
        """k with lambda_k = point, None when there is none."""
        bound = (self.Lambda / point) ** (1 / self.b)
        if not bound.is_number:
            return None
        k = sympy.Integer(bound.evalf(30).round())
        return k if sympy.simplify(self.Lambda / point - k**self.b) == 0 else None

    def head_sum(self, summand: sympy.Expr, domain: Domain) -> sympy.Expr:
        """Sum over the modes with low < lambda_k < high; closed below k = oo through zeta."""
        first = self._count(domain.high, strictly=False) + 1
        if domain.low != 0:
            last = self._count(domain.low, strictly=True)
            return sum((summand.subs(NODE, k) for k in range(first, last + 1)), sympy.S.Zero)
        whole = mode_sum(summand, domain.single_point())
        return whole - sum((summand.subs(NODE, k) for k in range(1, first)), sympy.S.Zero)

    def _count(self, point: sympy.Expr, strictly: bool) -> int:
        """How many k have lambda_k >= point (> point if ``strictly``)."""
        bound = (self.Lambda / point) ** (1 / self.b)
        if not bound.is_number:
            raise UndecidedError(f"how many modes lie above {point} depends on parameters")
        count = int(sympy.floor(bound))
        if count > _MAX_MODES:
            raise UndecidedError("too many modes above a point of division")
        return count - 1 if strictly and self.index(point) is not None else count
