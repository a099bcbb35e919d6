"""One form for equal exponents, so that equal monomials are the same.

Left out: equal numbers that are no combination of square roots, 1/(1 + 2^(1/3)) say, may keep different forms; that
their difference is zero is seen (:mod:`.constant_sign`).
"""

from __future__ import annotations

from functools import lru_cache

import sympy

from spectral_proofs.asymptotics.constant_sign import constant_sign


def canonical(expr: sympy.Expr) -> sympy.Expr:
    """Expanded; over a common denominator where a sum with symbols divides, and without square roots in denominators.

    >>> p, q = sympy.symbols("p q", positive=True)
    >>> canonical(p / (p + q) + q / (p + q)), canonical((p + q) * p)
    (1, p**2 + p*q)
    >>> canonical(1 / (1 + sympy.sqrt(2)))
    -1 + sqrt(2)
    """
    if expr.is_Rational:
        return expr
    expanded = sympy.expand(expr)
    dividing = [p for p in expanded.atoms(sympy.Pow) if p.exp.is_negative and p.base.is_Add]
    if not expanded.free_symbols:
        return _number(sympy.expand(sympy.radsimp(expanded)) if dividing else expanded)
    return cancelled(expanded) if any(power.base.free_symbols for power in dividing) else expanded


def _number(expr: sympy.Expr) -> sympy.Expr:
    return sympy.S.Zero if not expr.is_Rational and constant_sign(expr) == 0 else expr


@lru_cache(maxsize=20_000)
def cancelled(expr: sympy.Expr) -> sympy.Expr:
    """One quotient of polynomials in lowest terms."""
    return sympy.cancel(expr)
