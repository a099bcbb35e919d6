"""The table of functions: one entry each, in a module of its family, with all that is known of it.

A new function is an entry here; what users write is in :mod:`spectral_proofs.problem.expression.functions`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy

from spectral_proofs.balls.functions import bessel, elementary, gammas, inverse, special
from spectral_proofs.balls.functions.elementary import COS, EXP, LOG
from spectral_proofs.balls.functions.entry import (
    NOWHERE,
    Expansion,
    Function,
    Inverse,
    Iteration,
    Part,
    Refused,
    Shape,
    X,
    Y,
)

__all__ = [
    "BELOW_ONE", "BELOW_ONE_BEYOND_ZERO", "COS", "ENTRIES", "EXP", "EXPONENTIAL_SUMS", "LOG", "MODULES", "NOWHERE",
    "POSITIVE", "POSITIVE_BEYOND_ZERO", "SIGNED", "SUPREMA", "WHOLE_LINE", "Expansion", "Function", "Inverse",
    "Iteration", "Part", "Refused", "Shape", "X", "Y", "function_of",
]  # fmt: skip

ENTRIES: tuple[Function, ...] = tuple(
    entry for family in (elementary, inverse, special, gammas, bessel) for entry in family.ENTRIES
)
_PLAIN = tuple(entry for entry in ENTRIES if entry.order is None)
#: SymPy classes of functions that are smooth on the whole real line, of those among them that are positive on it, or
#: below 1, and of functions that have the sign of their argument.
WHOLE_LINE = tuple(f.head for f in _PLAIN if f.everywhere)
POSITIVE = tuple(f.head for f in _PLAIN if f.everywhere and f.everywhere[0] >= 0)
BELOW_ONE = tuple(f.head for f in _PLAIN if f.everywhere and f.everywhere[1] <= 1)
SIGNED = tuple(f.head for f in _PLAIN if f.signed)
#: What those of the latter that are bounded tend to.
SUPREMA = {f.head: f.supremum for f in _PLAIN if f.supremum is not None}
#: Likewise with values in (0, oo), or in (0, 1), at positive arguments.
POSITIVE_BEYOND_ZERO = tuple(f.head for f in _PLAIN if f.beyond_zero and f.beyond_zero[0] == 0)
BELOW_ONE_BEYOND_ZERO = tuple(f.head for f in _PLAIN if f.beyond_zero == (0, 1))
#: Those that are sums of exponentials.
EXPONENTIAL_SUMS = tuple(f.head for f in _PLAIN if f.exponential_sum)
_BY_HEAD: dict[tuple[Any, int | None], Function] = {
    (head, entry.order): entry for entry in ENTRIES for head in (entry.head, *entry.also)
}


def _of_order(head: Any, order: Any, x: Any) -> Any:
    return _BY_HEAD[head, int(order)].number(x)


#: For SymPy's lambdify: mpmath, but the entries' own rules, which say where an mpmath function does not converge.
MODULES: tuple[Any, ...] = (
    {
        name: entry.number if entry.order is None else partial(_of_order, entry.head)
        for entry in ENTRIES
        for name in (entry.head.__name__, entry.head.__name__.lower())
    },
    "mpmath",
)


def function_of(expr: sympy.Basic) -> Function | None:
    """The entry of the outermost function, whose argument is the last one of ``expr``; None where there is none."""
    if isinstance(expr, sympy.exp):  # e ** x among them
        return EXP
    if len(expr.args) == 1:
        return _BY_HEAD.get((expr.func, None))
    if len(expr.args) == 2 and expr.args[0].is_Integer:
        return _BY_HEAD.get((expr.func, int(expr.args[0])))
    return None
