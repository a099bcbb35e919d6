"""The sign of a constant, with proof.

1. Balls of growing precision: one that excludes zero has a sign. Constants may be as small as the language of
   expressions allows, exp(10^(-500)) - 1, so that the last precision is beyond that.
2. Otherwise a proof that it is zero: from the algebra of roots and logarithms
   (:mod:`spectral_proofs.problem.expression.vanishing`), or because the expansion, of a fraction that of its numerator,
   or SymPy's simplification leaves nothing.

Left out: constants that have no real ball, and zeros that none of this finds; the answer is None.
"""

from __future__ import annotations

from functools import lru_cache

import sympy

from spectral_proofs.asymptotics.numeric_balls import NoBallError, NotFiniteError, enclose
from spectral_proofs.problem.expression.vanishing import vanishes

_BITS = (100, 400, 1600, 6400, 20_000)
_SIMPLIFIABLE = 40  # operations
_FIRST = 2  # precisions before a proof of zero is tried


@lru_cache(maxsize=20_000)
def constant_sign(expr: sympy.Expr) -> int | None:
    """-1, 0 or 1; None where neither a ball nor a proof of zero decides."""
    if expr.is_Rational:
        return int(bool(expr > 0)) - int(bool(expr < 0))
    try:
        found = _by_balls(expr, _BITS[:_FIRST])
        if found is None and _zero(expr):
            return 0
        return _by_balls(expr, _BITS[_FIRST:]) if found is None else found
    except NoBallError:
        return 0 if _zero(expr) else None


def _by_balls(expr: sympy.Expr, precisions: tuple[int, ...]) -> int | None:
    for bits in precisions:
        try:
            value = enclose(expr, {}, bits)
        except NotFiniteError:
            continue
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
    return None


def _zero(expr: sympy.Expr) -> bool:
    if vanishes(expr):
        return True
    if sympy.expand(expr) == 0 or _numerator_vanishes(expr):
        return True
    return expr.count_ops() <= _SIMPLIFIABLE and bool(sympy.simplify(expr) == 0)


def _numerator_vanishes(expr: sympy.Expr) -> bool:
    """Of the constant as one fraction; a finite ball shows that no denominator is zero."""
    if sympy.expand(sympy.fraction(sympy.together(expr))[0]) != 0:
        return False
    try:
        enclose(expr, {}, _BITS[1])
    except (NoBallError, NotFiniteError):
        return False
    return True
