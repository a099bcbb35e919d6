"""Coefficients as mpmath functions of one variable, safe against towers of exponentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import sympy

_HUGE = 10**7  # exp beyond this is infinity or zero for every purpose here


def function_of(x: sympy.Symbol, expr: sympy.Expr) -> Callable[[Any], Any]:
    """``expr`` as a function of ``x``; astronomically large exponentials become infinite at once."""
    safe = {"exp": _exp, "sinh": _sinh, "cosh": _cosh}
    f: Callable[[Any], Any] = sympy.lambdify(x, expr, modules=[safe, "mpmath"])
    return f


def _exp(y: Any) -> Any:
    size = mpmath.re(y)
    if size > _HUGE:
        return mpmath.inf
    return mpmath.mpf(0) if size < -_HUGE else mpmath.exp(y)


def _sinh(y: Any) -> Any:
    return mpmath.sign(y) * mpmath.inf if abs(y) > _HUGE else mpmath.sinh(y)


def _cosh(y: Any) -> Any:
    return mpmath.inf if abs(y) > _HUGE else mpmath.cosh(y)
