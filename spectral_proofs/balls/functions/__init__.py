"""The table of functions: one entry each, in a module of its family, with all that is known of it.

A new function is an entry here; what users write is in :mod:`spectral_proofs.problem.expression.functions`.
"""

from __future__ import annotations

from typing import Any

import sympy

from spectral_proofs.balls.functions import elementary, inverse, special
from spectral_proofs.balls.functions.elementary import COS, EXP, LOG
from spectral_proofs.balls.functions.entry import NOWHERE, Expansion, Function, Iteration, Part, Refused, Shape, X, Y

__all__ = [
    "COS",
    "ENTRIES",
    "EXP",
    "LOG",
    "NOWHERE",
    "Expansion",
    "Function",
    "Iteration",
    "Part",
    "Refused",
    "Shape",
    "X",
    "Y",
    "function_of",
]

ENTRIES: tuple[Function, ...] = (*elementary.ENTRIES, *inverse.ENTRIES, *special.ENTRIES)
_BY_HEAD: dict[tuple[Any, int | None], Function] = {
    (head, entry.order): entry for entry in ENTRIES for head in (entry.head, *entry.also)
}


def function_of(expr: sympy.Basic) -> Function | None:
    """The entry of the outermost function, whose argument is the last one of ``expr``; None where there is none."""
    if isinstance(expr, sympy.exp):  # e ** x among them
        return EXP
    if len(expr.args) == 1:
        return _BY_HEAD.get((expr.func, None))
    if len(expr.args) == 2 and expr.args[0].is_Integer:
        return _BY_HEAD.get((expr.func, int(expr.args[0])))
    return None
