"""What the modes of a run have in common with exact powers of k, for claims that speak of k_*."""

from __future__ import annotations

from dataclasses import dataclass

import sympy

ZERO = sympy.S.Zero


@dataclass(frozen=True)
class ModeOrders:
    """lambda_k = Theta(k^-b (log k)^beta), lambda_k w_k^2 = Theta(k^-a (log k)^alpha), a and b those of the spectrum.

    None: such an order is not known. ``geometric``: lambda_k = Theta(e^(-kappa k)) in place of a power of k, and only
    (a-1)/b = p means anything.
    """

    beta: sympy.Expr | None = ZERO
    alpha: sympy.Expr | None = ZERO
    geometric: bool = False
    exact: bool = True  # Lambda k^-b and W k^-a themselves

    @property
    def pure(self) -> bool:
        """Powers of k up to bounded factors."""
        return not self.geometric and self.beta == 0 and self.alpha == 0

    @property
    def open(self) -> str:
        """Why k_* and the energy beyond it have no known orders; empty where they have."""
        known = self.geometric or (self.beta is not None and self.alpha is not None)
        return "" if known else "lambda_k and lambda_k w_k^2 are not known to be powers of k and log k"
