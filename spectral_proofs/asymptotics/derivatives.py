"""Derivatives by the table's own rules, where SymPy's have no value at some point: that of LambertW is 0/0 at 0."""

from __future__ import annotations

from typing import Any

import sympy

from spectral_proofs.balls.functions import ENTRIES, Function, X


def _stand_in(entry: Function) -> Any:
    """The function with the derivative of its entry."""

    def fdiff(self: sympy.Function, argindex: int = 1) -> sympy.Expr:
        return entry.derivative.subs(X, self.args[0])  # type: ignore[union-attr]  # see _OWN

    return type(entry.name, (sympy.Function,), {"fdiff": fdiff})


_OWN = {entry.head: _stand_in(entry) for entry in ENTRIES if isinstance(entry.derivative, sympy.Expr)}


def derivative(expr: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """The derivative of an expression.

    >>> derivative(sympy.LambertW(X), X)
    exp(-LambertW(_x))/(LambertW(_x) + 1)
    """
    found = {head: stand_in for head, stand_in in _OWN.items() if expr.has(head)}
    for head, stand_in in found.items():
        expr = expr.replace(head, stand_in)
    expr = sympy.diff(expr, variable)
    for head, stand_in in found.items():
        expr = expr.replace(stand_in, head)
    return expr
