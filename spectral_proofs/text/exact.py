"""Exact numbers and constants as text."""

from __future__ import annotations

import sympy


def exact_text(value: object) -> str:
    """str(value), a sum term by term: SymPy's printer would evaluate integrals in order to sort them.

    >>> exact_text(sympy.Rational(3, 2) * sympy.pi)
    '3*pi/2'
    """
    if isinstance(value, sympy.Add) and value.has(sympy.Integral):
        return " + ".join(map(exact_text, value.args))
    return str(value)
