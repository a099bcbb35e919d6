"""Proof by interval arithmetic that a coefficient is positive on its whole, possibly unbounded, interval.

The quadrant 0 < lambda <= 1, t >= 1 of :mod:`spectral_proofs.bounds.positivity` is mapped onto the
interval: lambda t covers (0, oo), lambda t/(1 + lambda t) covers (0, 1).

Left out: phases (:mod:`.torus`).
"""

from __future__ import annotations

import sympy

from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Truth

_EFFORT = 600


def positive_on_interval(expr: sympy.Expr, p: sympy.Symbol | None, low: sympy.Expr, high: sympy.Expr) -> bool:
    """True when expr > 0 for all p in (low, high) is proved; False says nothing."""
    image = _image(expr, p, low, high)
    if image is None:
        return False
    try:
        return nonnegative(image, strict=True, effort=_EFFORT).truth is Truth.YES
    except UndecidedError:
        return False


def _image(expr: sympy.Expr, p: sympy.Symbol | None, low: sympy.Expr, high: sympy.Expr) -> sympy.Expr | None:
    if p is None or (low is -sympy.oo and high is sympy.oo):
        return None
    reach = LAMBDA * TIME
    if high is sympy.oo:
        return expr.subs(p, low + reach)
    if low is -sympy.oo:
        return expr.subs(p, high - reach)
    return expr.subs(p, low + (high - low) * reach / (1 + reach))
