"""Sums of exponentials of which none is known to leading order, with one of them taken out.

exp(A) has no leading term where A has infinitely many large ones, as (3 - sqrt(9 - 4 lambda)) t has for
lambda = 1/log t. But the difference of two such exponents mostly has one, and

    log(sum a_i exp(A_i)) = A + log(sum a_i exp(A_i - A)),   N/M = exp(A - B) (N exp(-A))/(M exp(-B))

hold for all A and B. With A the largest exponent all that is left is one term and what vanishes beside it.

1. The exponents to try are those that are written in the expression.
2. exp(-A) is multiplied into a sum term by term, into a product through its exponential or one of its sums.
3. Which A serves is found out by expanding: another one leaves an exponential that grows, and no leading term.

Left out: products with more choices of A, B, ... than are tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product as cartesian
from math import prod

import sympy

_MOST_EXPONENTS = 6
_MOST_CHOICES = 16
_HYPERBOLIC = (sympy.cosh, sympy.sinh)


def exponents_in(expr: sympy.Expr, variables: Collection[sympy.Symbol]) -> list[sympy.Expr]:
    """The exponents of all exp(A) in the expression that move with the variables; none where there are too many."""
    found = [part.args[0] for part in expr.atoms(sympy.exp) if part.free_symbols & set(variables)]
    return sorted(found, key=str) if len(found) <= _MOST_EXPONENTS else []


def throughout(expr: sympy.Expr) -> bool:
    """Whether every term of the sum, or of a sum that is a factor, has an exponential factor."""
    if expr.is_Add:
        return all(map(throughout, expr.args))
    return isinstance(expr, sympy.exp) or (expr.is_Mul and any(map(throughout, expr.args)))


def divided(expr: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """expr exp(-exponent), the factor inside its sums.

    >>> x, y = sympy.symbols("x y")
    >>> divided(3 * sympy.exp(x) - y * sympy.exp(y), x)
    -y*exp(-x + y) + 3
    """
    if expr.is_Add:
        return sympy.Add(*(divided(term, exponent) for term in expr.args))
    if isinstance(expr, sympy.exp):
        return sympy.exp(sympy.expand(expr.args[0] - exponent))
    factors = sympy.Mul.make_args(expr)
    inner = next((f for f in factors if isinstance(f, sympy.exp)), None)
    if inner is None:
        inner = next((f for f in factors if f.is_Add and f.has(sympy.exp)), None)
    if inner is None:
        return expr * sympy.exp(-exponent)
    return sympy.Mul(*(f for f in factors if f is not inner)) * divided(inner, exponent)


def balanced(product: sympy.Expr, variables: Collection[sympy.Symbol]) -> Iterator[list[sympy.Expr]]:
    """Factors of the same product with one exponential taken out of each sum of them, and all of these as one.

    (e^x + 1)/(e^y + 2) is e^(x - y) (1 + e^-x)/(1 + 2 e^-y), cosh and sinh being such sums.
    """
    plain: list[sympy.Expr] = []
    sums: list[tuple[sympy.Expr, sympy.Expr]] = []
    together = sympy.S.Zero
    for factor in product.args:
        base, power = factor.as_base_exp()
        if base is sympy.E and power.free_symbols & set(variables):
            together += power
            continue
        base = base.rewrite(sympy.exp) if isinstance(base, _HYPERBOLIC) else base
        if base.is_Add and exponents_in(base, variables):
            sums.append((base, power))
        else:
            plain.append(factor)
    choices = [exponents_in(base, variables) for base, _ in sums]
    if (together == 0 and not sums) or prod(map(len, choices)) > _MOST_CHOICES:
        return
    for chosen in sorted(cartesian(*choices), key=lambda chosen: len(set(chosen))):  # one and the same first
        parts = [divided(base, exponent) ** power for exponent, (base, power) in zip(chosen, sums, strict=True)]
        outer = sum((exponent * power for exponent, (_, power) in zip(chosen, sums, strict=True)), together)
        yield [*plain, sympy.exp(outer), *parts]
