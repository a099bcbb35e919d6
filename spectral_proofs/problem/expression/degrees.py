"""How large the polynomials are that exact simplification would make of fractional powers.

x^(707/500) and x^(99/70) together are a polynomial of degree 9898 in x^(1/7000): factoring it takes hours.

Left out: powers whose exponents are not rational numbers; they are generators of their own.
"""

from __future__ import annotations

import sympy

_MODERATE = 60


def moderate(expr: sympy.Expr) -> bool:
    """Whether ``expr`` is a rational function of low degree in roots of its bases.

    >>> x = sympy.Symbol("x", positive=True)
    >>> moderate(x**3 + sympy.sqrt(x)), moderate(x ** sympy.Rational(1001, 1000) + x)
    (True, False)
    """
    exponents: dict[sympy.Expr, list[sympy.Rational]] = {}
    for power in expr.atoms(sympy.Pow):
        if power.exp.is_Rational and power.base.free_symbols:
            exponents.setdefault(power.base, [sympy.S.One]).append(power.exp)
    return all(_degree(powers) <= _MODERATE for powers in exponents.values())


def tidy(expr: sympy.Expr) -> sympy.Expr:
    """``simplify``, or only the collection of equal powers where that would take too long."""
    return sympy.simplify(expr) if moderate(expr) else sympy.powsimp(sympy.expand(expr))


def _degree(powers: list[sympy.Rational]) -> int:
    denominator = sympy.ilcm(1, 1, *(p.q for p in powers))
    return int(denominator * max(abs(p) for p in powers))


def exact_power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """base**exponent, prime by prime for rational numbers and products of their roots.

    SymPy collects the primes of 20**(2100/10051) under one root, whose radicand then has thousands of digits.

    >>> exact_power(sympy.Rational(3, 20), sympy.Rational(-1, 2)), exact_power(sympy.Integer(20), sympy.Rational(2, 7))
    (2*sqrt(15)/3, 2**(4/7)*5**(2/7))
    >>> exact_power(sympy.sqrt(3) * 8, sympy.Rational(2, 7))
    2**(6/7)*3**(1/7)
    """
    parts = base.as_powers_dict()
    rational = all(b.is_Rational and b.is_positive and e.is_Rational for b, e in parts.items())
    if not (rational and exponent.is_Rational):
        return base**exponent
    primes: dict[int, sympy.Rational] = {}
    for b, e in parts.items():
        for q, k in (*sympy.factorint(b.p).items(), *((q, -k) for q, k in sympy.factorint(b.q).items())):
            primes[q] = primes.get(q, sympy.S.Zero) + k * e
    return sympy.Mul(*(_prime_power(sympy.Integer(q), k * exponent) for q, k in primes.items()))


def _prime_power(prime: sympy.Integer, exponent: sympy.Rational) -> sympy.Expr:
    whole = sympy.floor(exponent)  # SymPy turns a negative exponent into huge intermediate integers
    return prime**whole * prime ** (exponent - whole)
