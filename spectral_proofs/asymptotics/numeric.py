"""Coefficients as mpmath functions of one variable, safe against towers of exponentials."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

import mpmath
import sympy

from spectral_proofs.asymptotics.numeric_balls import NoBallError, NotFiniteError, enclose
from spectral_proofs.balls.functions import MODULES, Function
from spectral_proofs.balls.walker import Numbers
from spectral_proofs.errors import UndecidedError

_HUGE = 10**7  # exp beyond this is infinity or zero for every purpose here


def function_of(x: sympy.Symbol, expr: sympy.Expr) -> Callable[[Any], Any]:
    """``expr`` as a function of ``x``; astronomically large exponentials become infinite at once.

    Raises UndecidedError where ``expr`` has no finite value at all.
    """
    if expr.has(sympy.zoo, sympy.nan):
        raise UndecidedError("a coefficient that is not finite")
    f: Callable[[Any], Any] = sympy.lambdify(x, expr.xreplace(cancelling_constants(expr)), modules=[_SAFE, *MODULES])
    return f


def cancelling_constants(expr: sympy.Expr) -> dict[sympy.Expr, sympy.Float]:
    """Decimals of the constant sums in ``expr`` that a usual precision does not resolve: exp(10^(-500)) - 1."""
    found = ((part, _decimal(part)) for part in expr.atoms(sympy.Add) if not part.free_symbols)
    return {part: value for part, value in found if value is not None}


@lru_cache(maxsize=4096)
def _decimal(constant: sympy.Expr) -> sympy.Float | None:
    """The constant to 50 digits where 100 bits do not resolve it, else None."""
    try:
        if enclose(constant, {}, _BALL_BITS[0]).rel_accuracy_bits() >= _RESOLVED_BITS:
            return None
        value = _resolved(constant, {})
    except NoBallError:
        return None
    return sympy.Float(mpmath.nstr(value, 50), 50) if value else None


def function_of_two(x: sympy.Symbol, y: sympy.Symbol, expr: sympy.Expr) -> Callable[[Any, Any], Any]:
    """``expr`` as a function of ``x`` and ``y``, with the same guard."""
    f: Callable[[Any, Any], Any] = sympy.lambdify((x, y), expr, modules=[_SAFE, *MODULES], cse=True)
    return f


def stable_value(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Expr]) -> Any:
    """Value of ``expr`` with the symbols replaced, by mpmath; zero where it cancels beyond all digits tried.

    Shared subexpressions are evaluated once (SymPy's own evalf walks the expression as a tree, which
    is exponential in nested derivatives). Raises ValueError for what mpmath cannot evaluate.
    """
    try:
        return _resolved(expr, point)
    except NoBallError:
        return _settled(expr, point)


def _resolved(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Expr]) -> Any:
    """By balls of growing precision; zero where none excludes it."""
    for bits in _BALL_BITS:
        try:
            value = enclose(expr, point, bits)
        except NotFiniteError:
            if bits == _BALL_BITS[-1]:
                raise
            continue
        if value.rel_accuracy_bits() >= _RESOLVED_BITS:
            middle, _, exponent = value.mid_rad_10exp(50)
            with mpmath.workdps(60):
                return mpmath.mpf(int(middle)) * mpmath.mpf(10) ** int(exponent)
    return mpmath.mpf(0)


def _settled(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Expr]) -> Any:
    previous: Any = None
    for digits in (50, 90, 400):
        with mpmath.workdps(digits):
            value = _Walk({s: _number(v) for s, v in point.items()})(expr)
        if previous is not None and abs(value - previous) <= _STABLE * abs(value):
            return value
        previous = value
    return mpmath.mpf(0)


def _number(expr: sympy.Expr) -> Any:
    if expr.is_Rational:
        return mpmath.mpf(int(expr.p)) / int(expr.q)
    value = expr.evalf(mpmath.mp.dps + 5)
    return mpmath.mpf(str(value)) if value.is_real else mpmath.mpmathify(complex(value))


class _Walk(Numbers):
    """With the guards of ``_SAFE``."""

    def constant(self, expr: sympy.Expr) -> Any:
        return _number(expr) if expr.is_number else self.unknown(expr)

    def apply(self, function: Function, expr: sympy.Expr) -> Any:
        guarded = _SAFE.get(function.name)
        return super().apply(function, expr) if guarded is None else guarded(self(expr.args[-1]))

    def refuse(self, reason: str) -> NoReturn:
        raise ValueError(reason)


def _exp(y: Any) -> Any:
    size = mpmath.re(y)
    if size > _HUGE:
        return mpmath.inf
    return mpmath.mpf(0) if size < -_HUGE else mpmath.exp(y)


def _sinh(y: Any) -> Any:
    return mpmath.sign(y) * mpmath.inf if abs(y) > _HUGE else mpmath.sinh(y)


def _cosh(y: Any) -> Any:
    return mpmath.inf if abs(y) > _HUGE else mpmath.cosh(y)


_STABLE = mpmath.mpf("1e-8")
_BALL_BITS = (100, 300, 1400, 6400)
_RESOLVED_BITS = 40
_SAFE = {"exp": _exp, "sinh": _sinh, "cosh": _cosh}
