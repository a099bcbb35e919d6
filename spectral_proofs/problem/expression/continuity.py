"""Where an expression may jump: what in it must not vanish for it to be continuous.

Sums, products, Max, Min, |x| and what the table of functions calls continuous are continuous where their parts are.
What is left are denominators, exponents that move (x^y = exp(y log x)) and ``breaks`` of the table.

Left out: zeros of a denominator that the numerator takes away, as in sin(h)/h; they count.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.functions import X, function_of
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_CONTINUOUS = (sympy.Add, sympy.Mul, sympy.Max, sympy.Min, sympy.Abs)


def may_vanish(expr: sympy.Expr, *along: sympy.Symbol) -> tuple[sympy.Expr, ...]:
    """Expressions in one of the variables (lambda and t unless told): where they are real and none is zero, ``expr``
    is continuous. Those that have one sign by their form are left out.

    >>> may_vanish(1 / (1 - LAMBDA) + sympy.log(1 + TIME))
    (1 - lam,)
    """
    found: dict[sympy.Expr, None] = {}
    for part in sympy.preorder_traversal(expr):
        if not part.args or not part.has(*(along or (LAMBDA, TIME))) or isinstance(part, _CONTINUOUS):
            continue
        function = function_of(part)
        if part.is_Pow and part.base is not sympy.E and not part.exp.is_positive:
            found[part.base] = None
        elif function is not None and function.breaks is not None:
            found[function.breaks.subs(X, part.args[-1])] = None
        elif function is None and not part.is_Pow:  # a step
            found |= dict.fromkeys(part.args)
    return tuple(part for part in found if not sign_by_form(part))
