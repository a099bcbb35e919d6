"""The functions that an expression may call: SymPy form and ball evaluation side by side.

``log1p`` and ``expm1`` are rewritten with log and exp; ``min`` and ``max`` are
accepted beside ``Min`` and ``Max``.  A new function is one line in ``FUNCTIONS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from flint import fmpq

from spectral_proofs.problem.expression import balls
from spectral_proofs.problem.expression.balls import Value


@dataclass(frozen=True, slots=True)
class Function:
    """``build`` makes the SymPy expression, ``enclose`` the ball; ``arity`` None means one or more."""

    build: Callable[..., Any]
    enclose: Callable[..., Value]
    arity: int | None = 1


def _half_power(x: Value) -> Value:
    return balls.power(x, fmpq(1, 2))


def _third_power(x: Value) -> Value:
    return balls.power(x, fmpq(1, 3))


def _log1p(x: Value) -> Value:
    return balls.log(balls.add(fmpq(1), x))


def _expm1(x: Value) -> Value:
    return balls.add(balls.exp(x), fmpq(-1))


def _absolute(x: sympy.Expr) -> sympy.Expr:
    # Abs(x) with evaluation may expand x*conjugate(x), which explodes for large powers.
    if x.is_extended_nonnegative:
        return x
    if x.is_extended_nonpositive:
        return -x
    return sympy.Abs(x, evaluate=False)


_LOG = Function(sympy.log, balls.log)
_MAX = Function(sympy.Max, lambda *values: balls.largest(list(values)), None)
_MIN = Function(sympy.Min, lambda *values: balls.smallest(list(values)), None)

FUNCTIONS: dict[str, Function] = {
    "exp": Function(sympy.exp, balls.exp),
    "log": _LOG,
    "ln": _LOG,
    "log1p": Function(lambda x: sympy.log(1 + x), _log1p),
    "expm1": Function(lambda x: sympy.exp(x) - 1, _expm1),
    "sqrt": Function(sympy.sqrt, _half_power),
    "cbrt": Function(sympy.cbrt, _third_power),
    "abs": Function(_absolute, balls.absolute),
    "sin": Function(sympy.sin, balls.smooth("sin")),
    "cos": Function(sympy.cos, balls.smooth("cos")),
    "tan": Function(sympy.tan, balls.smooth("tan")),
    "sinh": Function(sympy.sinh, balls.smooth("sinh")),
    "cosh": Function(sympy.cosh, balls.smooth("cosh")),
    "tanh": Function(sympy.tanh, balls.smooth("tanh")),
    "asinh": Function(sympy.asinh, balls.smooth("asinh")),
    "acosh": Function(sympy.acosh, balls.acosh),
    "atan": Function(sympy.atan, balls.smooth("atan")),
    "atanh": Function(sympy.atanh, balls.atanh),
    "erf": Function(sympy.erf, balls.smooth("erf")),
    "erfc": Function(sympy.erfc, balls.smooth("erfc")),
    "LambertW": Function(sympy.LambertW, balls.lambertw),
    "Max": _MAX,
    "max": _MAX,
    "Min": _MIN,
    "min": _MIN,
}
