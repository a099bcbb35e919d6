"""The functions that an expression may call: what users write, and the entry of the table that it stands for.

``log1p`` and ``expm1`` are rewritten with log and exp; ``min`` and ``max`` are
accepted beside ``Min`` and ``Max``.  A new function is a name in ``_PLAIN``, and its entry in
:mod:`spectral_proofs.balls.functions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from flint import fmpq

from spectral_proofs.balls import exact
from spectral_proofs.balls.exact import Undefined, Value
from spectral_proofs.balls.functions import ENTRIES

_ENTRIES = {entry.name: entry for entry in ENTRIES}
_PLAIN = (
    *("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "acosh", "atan", "atanh"),
    *("erf", "erfc", "LambertW"),
)
_SHARED = ("acos", "asin", "cot", "erfi", "Ei", "gamma", "loggamma", "zeta")
_ORDERED = {"besselj": "J", "besseli": "I", "polygamma": ""}  # each with an order, and the letter of a short name
_SHORT = range(2)  # orders that have a name of their own: J0(x), J1(x)


@dataclass(frozen=True, slots=True)
class Function:
    """``build`` makes the SymPy expression, ``enclose`` the ball; ``arity`` None means one or more."""

    build: Callable[..., Any]
    enclose: Callable[..., Value]
    arity: int | None = 1


def _absolute(x: sympy.Expr) -> sympy.Expr:
    # Abs(x) with evaluation may expand x*conjugate(x), which explodes for large powers.
    if x.is_extended_nonnegative:
        return x
    if x.is_extended_nonpositive:
        return -x
    return sympy.Abs(x, evaluate=False)


_MAX = Function(sympy.Max, lambda *values: exact.largest(list(values)), None)
_MIN = Function(sympy.Min, lambda *values: exact.smallest(list(values)), None)


def _plain(name: str) -> Function:
    return Function(_ENTRIES[name], _ENTRIES[name].enclose)


def _ordered(family: str) -> Function:
    """A function of an order and an argument."""

    def entry(order: object) -> Any:
        found = _ENTRIES.get(f"{family}{order}")
        if found is None:
            raise Undefined(f"the order of {family} is no whole number that is known (0, 1, 2, ...)")
        return found

    return Function(lambda n, x: entry(n)(x), lambda n, x: entry(n).enclose(x), 2)


_BY_ORDER = {family: _ordered(family) for family in _ORDERED}
_OF_SMALL_ORDER = {
    f"{letter}{order}": _plain(f"{family}{order}") for family, letter in _ORDERED.items() if letter for order in _SHORT
}
#: Names that a parameter may have, too; called, they are functions unless there is such a parameter.
SHARED_NAMES = frozenset({*_SHARED, *_BY_ORDER, *_OF_SMALL_ORDER, "digamma"})
FUNCTIONS: dict[str, Function] = {
    **{name: _plain(name) for name in (*_PLAIN, *_SHARED)},
    **_BY_ORDER,
    **_OF_SMALL_ORDER,
    "digamma": _plain("polygamma0"),
    "ln": Function(sympy.log, _ENTRIES["log"].enclose),
    "log1p": Function(lambda x: sympy.log(1 + x), lambda x: _ENTRIES["log"].enclose(exact.add(fmpq(1), x))),
    "expm1": Function(lambda x: sympy.exp(x) - 1, lambda x: exact.add(_ENTRIES["exp"].enclose(x), fmpq(-1))),
    "sqrt": Function(sympy.sqrt, lambda x: exact.power(x, fmpq(1, 2))),
    "cbrt": Function(sympy.cbrt, lambda x: exact.power(x, fmpq(1, 3))),
    "abs": Function(_absolute, _ENTRIES["Abs"].enclose),
    "Max": _MAX,
    "max": _MAX,
    "Min": _MIN,
    "min": _MIN,
}
