"""Coefficients in ball arithmetic: the fast, rigorous half of :func:`.numeric.stable_value`.

An expression is walked once as a directed acyclic graph of balls (Arb). A ball that meets the edge of a
function's domain becomes infinite, which proves nothing and leaves the question to others.

Left out: complex values, and functions that Arb does not offer for real balls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.precision import working_precision

_UNARY: dict[Any, str] = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.sinh: "sinh",
    sympy.tan: "tan",
    sympy.cosh: "cosh",
    sympy.tanh: "tanh",
    sympy.asinh: "asinh",
    sympy.acosh: "acosh",
    sympy.atanh: "atanh",
    sympy.atan: "atan",
    sympy.erf: "erf",
    sympy.erfc: "erfc",
    sympy.LambertW: "lambertw",
    sympy.gamma: "gamma",
    sympy.zeta: "zeta",
}
_CONSTANTS: dict[Any, Callable[[], arb]] = {sympy.pi: arb.pi, sympy.E: lambda: arb(1).exp()}


def _sign(parts: list[arb]) -> arb:
    (x,) = parts
    return arb(int(bool(x > 0)) - int(bool(x < 0))) if x > 0 or x < 0 or x == 0 else arb(0, 1)


_BY_CASES: dict[Any, Callable[[list[arb]], arb]] = {
    sympy.Abs: lambda parts: abs(parts[0]),
    sympy.sign: _sign,
    sympy.Max: lambda parts: reduce(arb.max, parts),
    sympy.Min: lambda parts: reduce(arb.min, parts),
}


class NoBallError(Exception):
    """The expression has a part without a real ball."""


class NotFiniteError(NoBallError):
    """The ball is not finite; a higher precision may help."""


def enclose(expr: sympy.Expr, point: Mapping[sympy.Symbol, sympy.Expr], bits: int) -> arb:
    """A ball around the value of ``expr`` with the symbols replaced by the (constant) values of ``point``.

    Raises NoBallError for an unknown symbol or function, NotFiniteError where the ball is not finite.
    """
    with working_precision(bits):
        return enclose_at(expr, {symbol: _walk(value, {}) for symbol, value in point.items()})


def enclose_at(expr: sympy.Expr, values: Mapping[sympy.Symbol, arb]) -> arb:
    """The same at balls, at the precision in force."""
    found = _walk(expr, dict(values))
    if not found.is_finite():
        raise NotFiniteError(str(expr.func))
    return found


def enclose_box(expr: sympy.Expr, balls: Mapping[sympy.Symbol, arb]) -> arb:
    """A ball around all values of ``expr`` for values of the symbols in the given balls, at the working precision.

    Raises NoBallError as :func:`enclose`.
    """
    found = _walk(expr, dict(balls))
    if not found.is_finite():
        raise NoBallError(str(expr.func))
    return found


def _walk(expr: sympy.Expr, memo: dict[sympy.Expr, arb]) -> arb:
    found = memo.get(expr)
    if found is None:
        found = memo[expr] = _compute(expr, memo)
    return found


def _compute(expr: sympy.Expr, memo: dict[sympy.Expr, arb]) -> arb:
    if expr.is_Rational:
        return arb(fmpq(int(expr.p), int(expr.q)))
    if expr in _CONSTANTS:
        return _CONSTANTS[expr]()
    parts = [_walk(arg, memo) for arg in expr.args]
    if expr.is_Add:
        return reduce(arb.__add__, parts)
    if expr.is_Mul:
        return reduce(arb.__mul__, parts)
    if expr.is_Pow:
        if expr.exp.is_Integer and expr.exp > 0 and parts[0].contains(0):
            return _power_about_zero(parts[0], int(expr.exp))
        power: arb = parts[0] ** parts[1]
        return power
    if expr.func in _BY_CASES:
        return _BY_CASES[expr.func](parts)
    name = _UNARY.get(expr.func)
    if name is None or len(parts) != 1:
        raise NoBallError(str(expr))
    result: arb = getattr(parts[0], name)()
    return result


def _power_about_zero(base: arb, exponent: int) -> arb:
    """base^exponent for a ball that contains zero, which Arb refuses."""
    largest: arb = arb(base.abs_upper()) ** arb(exponent)
    return arb(0).union(largest) if exponent % 2 == 0 else (-largest).union(largest)
