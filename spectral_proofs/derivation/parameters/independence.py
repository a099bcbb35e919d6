"""Products p^e (log p)^j (log u)^k of a cell's parameter p, and how a coefficient becomes a sum of them.

Different (e, j, k) are linearly independent where u is a sum of two powers of p or more: log u has a logarithmic
singularity at the zeros that u has for complex log p, where all else is meromorphic.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy


def without_denominators(expr: sympy.Expr, p: sympy.Symbol) -> sympy.Expr:
    """What vanishes where ``expr`` does: without denominators that are sums in p, logarithms of products as sums."""
    expr = sympy.expand_log(expr)
    dividing = any(power.exp.is_negative and power.base.is_Add and power.base.has(p) for power in expr.atoms(sympy.Pow))
    expr = sympy.numer(sympy.together(expr)) if dividing else expr
    return expr if expr.has(sympy.Max, sympy.Min, sympy.Abs, sympy.Heaviside) else sympy.factor_terms(expr)


@dataclass(frozen=True)
class Orders:
    """p^power (log p)^j (log inner)^k, logs = (j, k); the same in -p."""

    power: sympy.Expr
    logs: tuple[sympy.Expr, sympy.Expr]
    inner: sympy.Expr | None


def orders_of(expr: sympy.Expr, p: sympy.Symbol) -> Orders | None:
    """The orders of a product of these; None for anything else."""
    power = own = other = sympy.S.Zero
    inner = None
    for factor in sympy.Mul.make_args(expr):
        base, exponent = factor.as_base_exp()
        if exponent.has(p):
            return None
        if base is sympy.S.One:
            continue
        if base in (p, -p):
            power += exponent
        elif not isinstance(base, sympy.log) or not exponent.is_Integer:
            return None
        elif base.args[0] in (p, -p):
            own += exponent
        elif inner in (None, base.args[0]):
            inner, other = base.args[0], other + exponent
        else:
            return None
    return Orders(power, (own, other), inner)
