"""Signs that an expression shows by its form, for all lambda, t > 0 at which it is real.

1. A product has the product of its factors' signs, a power of something positive is positive, an odd increasing
   function has the sign of its argument, log u that of u - 1. Max is positive where one of its arguments is, Min where
   all are.
2. A sum has the sign that all its terms have; else a term c f, with an f that is 1 at a known place, is split into
   c + c (f - 1): exp(x) - 1 has the sign of x, u^p - 1 that of p (u - 1), tanh x < 1; W(x) > -1 where x > -1/e. So
   follow 1 - exp(-x) > 0 and log(1 + sqrt(lambda) (exp(lambda t) - 1)) > 0, however close to zero they come between the
   scales.

Left out: whatever needs a bound of one term by another.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.functions import BELOW_ONE, POSITIVE, SIGNED
from spectral_proofs.problem.expression.degrees import moderate

_MOST_TERMS = 12
_LONGEST = 30  # operations of a sum of coefficients that is brought to one fraction


def sign_by_form(expr: sympy.Expr) -> int:
    """1 or -1 where the expression has this sign for all lambda, t > 0 at which it is real; 0 where it does not show.

    >>> from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
    >>> sign_by_form(1 - sympy.exp(-LAMBDA * TIME)), sign_by_form(sympy.log(LAMBDA))
    (1, 0)
    """
    if expr.is_positive or expr.is_negative:
        return 1 if expr.is_positive else -1
    if expr.is_Mul:
        return int(sympy.prod(map(sign_by_form, expr.args)))
    if expr.is_Add:
        return _of_sum(expr)
    if isinstance(expr, POSITIVE) or (expr.is_Pow and sign_by_form(expr.base) > 0):
        return 1
    if isinstance(expr, sympy.log):
        return _beside_one(expr.args[0])
    if isinstance(expr, (sympy.Max, sympy.Min)):
        return _of_extreme(expr)
    return sign_by_form(expr.args[0]) if isinstance(expr, SIGNED) else 0


def _of_extreme(expr: sympy.Expr) -> int:
    signs = [sign_by_form(arg) for arg in expr.args]
    one = 1 if isinstance(expr, sympy.Max) else -1  # an argument of this sign is enough
    return one if one in signs else _common(signs)


def _of_sum(expr: sympy.Expr) -> int:
    if len(expr.args) > _MOST_TERMS:
        return 0
    plain = _common([sign_by_form(term) for term in expr.args])
    if plain:
        return plain
    return _by_splitting(expr, powers=False) or _by_splitting(expr, powers=True)


def _by_splitting(expr: sympy.Expr, powers: bool) -> int:
    """The common sign of all c (f - 1) and of the sum of the c; ``powers``: with powers for f, too."""
    total, signs = sympy.S.Zero, []
    for term in expr.args:
        coefficient, side = _split(term, powers)
        total += coefficient
        if side:
            signs.append(side * sign_by_form(coefficient))
    if not signs:
        return 0
    total = _simplest(total)
    return _common(signs if total == 0 else [*signs, sign_by_form(total)])


def _simplest(total: sympy.Expr) -> sympy.Expr:
    short = total.count_ops() <= _LONGEST and moderate(total)
    return sympy.cancel(sympy.together(total)) if short else total


def _split(term: sympy.Expr, powers: bool) -> tuple[sympy.Expr, int]:
    """(c, sign of f - 1) for a term c f; (the term, 0) where there is no such f. c W is -c f with f = -W < 1."""
    factors = sympy.Mul.make_args(term)
    for factor in factors:
        if isinstance(factor, sympy.LambertW) and sign_by_form(sympy.expand(factor.args[0] + sympy.exp(-1))) > 0:
            return -sympy.Mul(*(f for f in factors if f is not factor)), -1
        splits = not factor.is_number and (factor.is_Function or (powers and factor.is_Pow))
        side = _beside_one(factor) if splits else 0
        if side:
            return sympy.Mul(*(f for f in factors if f is not factor)), side
    return term, 0


def _beside_one(expr: sympy.Expr) -> int:
    """The sign of expr - 1."""
    if isinstance(expr, sympy.exp):
        return sign_by_form(expr.args[0])
    if isinstance(expr, sympy.cosh):
        return abs(sign_by_form(expr.args[0]))
    if isinstance(expr, sympy.erfc):
        return -sign_by_form(expr.args[0])
    if isinstance(expr, BELOW_ONE):
        return -1
    if expr.is_Pow and expr.exp.is_Rational and sign_by_form(expr.base) > 0:
        return _beside_one(expr.base) * (1 if expr.exp > 0 else -1)
    if expr.is_Add or expr.is_Number:
        return sign_by_form(expr - 1)
    return 0


def _common(signs: list[int]) -> int:
    return signs[0] if len(set(signs)) == 1 else 0
