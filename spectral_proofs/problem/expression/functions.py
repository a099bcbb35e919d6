"""The functions that an expression may call: what users write, and the entry of the table that it stands for.

``log1p`` and ``expm1`` are rewritten with log and exp; ``min`` and ``max`` are
accepted beside ``Min`` and ``Max``.  The names are those of :mod:`.vocabulary`.
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
from spectral_proofs.problem.expression.vocabulary import ORDERED, PLAIN, SHARED, SHORT

_ENTRIES = {entry.name: entry for entry in ENTRIES}


@dataclass(frozen=True, slots=True)
class Function:
    """``build`` makes the SymPy expression, ``enclose`` the ball."""

    build: Callable[..., Any]
    enclose: Callable[..., Value]


def _absolute(x: sympy.Expr) -> sympy.Expr:
    # Abs(x) with evaluation may expand x*conjugate(x), which explodes for large powers.
    if x.is_extended_nonnegative:
        return x
    if x.is_extended_nonpositive:
        return -x
    return sympy.Abs(x, evaluate=False)


_MAX = Function(sympy.Max, lambda *values: exact.largest(list(values)))
_MIN = Function(sympy.Min, lambda *values: exact.smallest(list(values)))


def _plain(name: str) -> Function:
    return Function(_ENTRIES[name], _ENTRIES[name].enclose)


def _ordered(family: str) -> Function:
    """A function of an order and an argument."""

    def entry(order: object) -> Any:
        found = _ENTRIES.get(f"{family}{order}")
        if found is None:
            raise Undefined(f"the order of {family} is no whole number that is known (0, 1, 2, ...)")
        return found

    return Function(lambda n, x: entry(n)(x), lambda n, x: entry(n).enclose(x))


FUNCTIONS: dict[str, Function] = {
    **{name: _plain(name) for name in (*PLAIN, *SHARED)},
    **{family: _ordered(family) for family in ORDERED},
    **{name: _plain(entry) for name, entry in SHORT.items()},
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
