"""How large the polynomials are that exact simplification would make of fractional powers.

x^(707/500) and x^(99/70) together are a polynomial of degree 9898 in x^(1/7000): factoring it takes hours.

Left out: powers whose exponents are not rational numbers; they are generators of their own.
"""

from __future__ import annotations

import sympy

_MODERATE = 60


def moderate(expr: sympy.Expr, most: int = _MODERATE) -> bool:
    """Whether ``expr`` is a rational function of low degree in roots of its bases.

    >>> x = sympy.Symbol("x", positive=True)
    >>> moderate(x**3 + sympy.sqrt(x)), moderate(x ** sympy.Rational(1001, 1000) + x)
    (True, False)
    """
    exponents: dict[sympy.Expr, list[sympy.Rational]] = {}
    for power in expr.atoms(sympy.Pow):
        if power.exp.is_Rational and power.base.free_symbols:
            exponents.setdefault(power.base, [sympy.S.One]).append(power.exp)
    return all(_degree(powers) <= most for powers in exponents.values())


def tidy(expr: sympy.Expr) -> sympy.Expr:
    """``simplify``, or only the collection of equal powers where that would take too long."""
    return sympy.simplify(expr) if moderate(expr) else sympy.powsimp(sympy.expand(expr))


def _degree(powers: list[sympy.Rational]) -> int:
    denominator = sympy.ilcm(1, 1, *(p.q for p in powers))
    return int(denominator * max(abs(p) for p in powers))
