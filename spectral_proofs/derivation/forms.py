"""Exponents and slow factors in the form in which they are stated."""

from __future__ import annotations

import sympy

from spectral_proofs.problem.expression.symbols import TIME


def slow_factor(powers: tuple[sympy.Expr, ...] | None) -> sympy.Expr | None:
    """(log log t)^p2 (log log log t)^p3 ..."""
    if powers is None:
        return None
    factor, scale = sympy.S.One, sympy.log(TIME)
    for power in powers[2:]:
        scale = sympy.log(scale)
        factor *= scale ** (tidy(power) or power)
    return factor


def negative(expr: sympy.Expr | None) -> sympy.Expr | None:
    """-expr, tidied; None stays None."""
    return None if expr is None else tidy(-expr)


def tidy(expr: sympy.Expr | None) -> sympy.Expr | None:
    """A factored exponent, its sign inside a factor that is a sum: n*(b + 1 - a)/(b*m)."""
    if expr is None or not expr.free_symbols or not expr.is_rational_function():
        return expr
    factored = sympy.factor(expr)
    if factored.is_Mul and factored.could_extract_minus_sign():
        sums = [factor.as_base_exp() for factor in factored.args if factor.as_base_exp()[0].is_Add]
        for base, power in sorted(sums, key=lambda pair: -pair[1]):  # rather in the numerator
            if power in (1, -1):
                return sympy.expand(-base) ** power * (-factored / base**power)
    return factored
