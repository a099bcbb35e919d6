"""Exact numbers and constants as text."""

from __future__ import annotations

import sympy


def exact_text(expr: sympy.Expr) -> str:
    """str(expr), term by term: SymPy's printer would evaluate integrals in order to sort them.

    >>> exact_text(sympy.Rational(3, 2) * sympy.pi)
    '3*pi/2'
    """
    return " + ".join(map(exact_text, expr.args)) if expr.is_Add and expr.has(sympy.Integral) else str(expr)
