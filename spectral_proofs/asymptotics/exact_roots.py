"""Exact points at which a coefficient vanishes: where a cell has to be divided.

1. A polynomial in a rational power of p: its real roots, a binomial c p^m + d p^n directly.
2. An expression in which p occurs inside one chain of sums with constants, multiples, powers and one-to-one
   functions, like log(1 + p) - 1: the chain is inverted from outside, and ends in p or in step 1.

Every root returned is exact and a root; that none is returned says nothing.

Left out: coefficients in which p occurs in two different functions.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.functions import Inverse, function_of
from spectral_proofs.problem.expression.degrees import exact_power, moderate


def algebraic_roots(expr: sympy.Expr, p: sympy.Symbol) -> list[sympy.Expr]:
    """Real roots of a polynomial in a rational power of p; none where expr is something else."""
    exponents = [power.exp for power in expr.atoms(sympy.Pow) if power.base == p]
    if not all(e.is_Rational for e in exponents):
        return []
    binomial = binomial_root(expr, p)
    if binomial is not None or not moderate(expr):
        return [] if binomial is None else [binomial]
    denominator = sympy.ilcm(1, 1, *(e.q for e in exponents))
    root = sympy.Symbol("root", positive=bool(p.is_positive), real=True)
    polynomial = expr.subs(p, root**denominator) if denominator > 1 else expr.subs(p, root)
    if not polynomial.is_polynomial(root):
        return []
    return [r**denominator for r in sympy.roots(polynomial, root, filter="R")]


def binomial_root(expr: sympy.Expr, p: sympy.Symbol) -> sympy.Expr | None:
    """The positive root of c p^m + d p^n, whatever the exponents are; None for anything else."""
    terms = [term.as_independent(p, as_Add=False) for term in sympy.Add.make_args(sympy.expand(expr))]
    if len(terms) != 2 or not p.is_positive:
        return None
    (c, left), (d, right) = terms
    if any(power.as_base_exp()[0] not in (p, sympy.S.One) for power in (left, right)):
        return None
    m, n = (sympy.S.Zero if power is sympy.S.One else power.as_base_exp()[1] for power in (left, right))
    if m == n or not (-d / c).is_positive:
        return None
    return exact_power(-d / c, 1 / (m - n))


def chain_roots(expr: sympy.Expr, p: sympy.Symbol) -> list[sympy.Expr]:
    """Roots found by inverting one chain of functions.

    >>> p = sympy.Symbol("p", positive=True)
    >>> chain_roots(sympy.log(1 + p) - 1, p), chain_roots(3 - 2 * sympy.tanh(p**2), p), chain_roots(p - sympy.exp(p), p)
    ([-1 + E], [], [])
    """
    value: sympy.Expr | None = sympy.S.Zero
    while expr != p:
        constant, rest = expr.as_independent(p, as_Add=True)
        factor, core = rest.as_independent(p, as_Add=False)
        value = (value - constant) / factor
        if core.is_Add or core.is_Mul or core == p:
            return algebraic_roots(sympy.numer(sympy.together(core - value)), p)
        inverse = _inverse(core, p)
        value = None if inverse is None else inverse(value)
        if value is None:
            return []
        expr = core.exp if core.is_Pow and core.base is sympy.E else core.args[0]
    return [value]


def _inverse(core: sympy.Expr, p: sympy.Symbol) -> Inverse | None:
    """The inverse of the outermost function; it gives None outside the function's range."""
    if (
        core.is_Pow
        and not core.exp.has(p)
        and (core.base.is_positive or (core.exp.is_Rational and not core.exp.is_Integer))
    ):
        # a root may leave the base without a sign of its own: where it equals y > 0, the base is y^(1/r) > 0
        return lambda y: exact_power(y, 1 / core.exp) if y.is_positive else None
    entry = function_of(core)
    return None if entry is None else entry.inverse
