"""One form for equal exponents, so that equal monomials are the same."""

from __future__ import annotations

from functools import lru_cache

import sympy


def canonical(expr: sympy.Expr) -> sympy.Expr:
    """Expanded, over a common denominator where a sum with symbols divides.

    >>> p, q = sympy.symbols("p q", positive=True)
    >>> canonical(p / (p + q) + q / (p + q)), canonical((p + q) * p)
    (1, p**2 + p*q)
    """
    if expr.is_Rational:
        return expr
    expanded = sympy.expand(expr)
    return cancelled(expanded) if any(map(_divides, expanded.atoms(sympy.Pow))) else expanded


def _divides(power: sympy.Pow) -> bool:
    """A sum in a denominator; one of numbers alone has no form that is better than another."""
    return bool(power.exp.is_negative and power.base.is_Add and power.base.free_symbols)


@lru_cache(maxsize=20_000)
def cancelled(expr: sympy.Expr) -> sympy.Expr:
    """One quotient of polynomials in lowest terms."""
    return sympy.cancel(expr)
