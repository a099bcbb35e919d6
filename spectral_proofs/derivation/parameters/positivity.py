"""Expressions whose form shows that they are positive, for positive parameters.

1. What SymPy knows to be positive, powers with symbolic exponents of positive bases included.
2. asinh, tanh, ... of such an argument, which count as further positive symbols.
3. (1 + x)**p and exp(x) exceed 1, (1/(1 + x))**p and exp(-x) stay below it: they are replaced by 1 + d and
   1/(1 + d), d > 0, and what results must have positive terms only. tanh, erf and atan of positive arguments stay
   below 1 and pi/2 in the same way.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.functions import SIGNED, SUPREMA


def plainly_positive(expr: sympy.Expr) -> bool:
    """Positive by its form; SymPy alone does not trust t**(1/(1 + p)), as 1 + p could be zero for all it knows.

    >>> p, x = sympy.symbols("p x", positive=True)
    >>> plainly_positive(x ** (1 / (1 + p))), plainly_positive((1 + x) ** p - 1)
    (True, True)
    """
    if expr.is_positive:
        return True

    def power(part: sympy.Basic) -> bool:
        return bool(part.is_Pow and part.base.is_positive and part.exp.free_symbols)

    def function(part: sympy.Basic) -> bool:
        return isinstance(part, SIGNED) and plainly_positive(part.args[0])

    if not expr.atoms(sympy.Pow, sympy.exp, *SIGNED):
        return False
    compared = expr.replace(lambda part: _beside_one(part) != 0, _from_one).replace(_bounded, _below_its_bound)
    named = expr.replace(function, lambda _: sympy.Dummy(positive=True))
    if named.is_positive or named.replace(power, lambda _: sympy.Dummy(positive=True)).is_positive:
        return True
    compared = compared.replace(function, lambda _: sympy.Dummy(positive=True))
    return compared != named and _positive_terms(sympy.together(compared))


def _bounded(part: sympy.Basic) -> bool:
    return part.func in SUPREMA and plainly_positive(part.args[0])


def _below_its_bound(part: sympy.Expr) -> sympy.Expr:
    return SUPREMA[part.func] / (1 + sympy.Dummy(positive=True))


def _beside_one(part: sympy.Basic) -> int:
    """1 for (1 + x)**p with p > 0, or exp(x), which exceed 1; -1 for one like (1/(1 + x))**p; 0 for the rest."""
    if isinstance(part, sympy.exp):
        return 1 if part.args[0].is_positive else -1 if part.args[0].is_negative else 0
    if not (part.is_Pow and part.exp.free_symbols):
        return 0
    if part.exp.is_negative:
        return -_beside_one(part.base**-part.exp)
    if not part.exp.is_positive:
        return 0
    if (part.base - 1).is_positive or _positive_terms(sympy.together(part.base - 1)):
        return 1
    positive = part.base.is_positive or _positive_terms(sympy.together(part.base))
    return -1 if positive and _positive_terms(sympy.together(1 - part.base)) else 0


def _from_one(part: sympy.Expr) -> sympy.Expr:
    excess = 1 + sympy.Dummy(positive=True)
    return excess if _beside_one(part) > 0 else 1 / excess


def _positive_terms(expr: sympy.Expr) -> bool:
    """Numerator and denominator have positive terms only."""
    parts = [sympy.Add.make_args(sympy.expand(part)) for part in sympy.fraction(expr)]
    return all(term.is_positive for terms in parts for term in terms)
