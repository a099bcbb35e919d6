"""g in floating point at many eigenvalues at once, for simulations; nothing certified rests on it.

Walks the expression as `asymptotics.numeric` does, with numpy's functions; those that numpy lacks go through mpmath
value by value. Raises UndecidedError where a value is no positive number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import mpmath
import numpy as np
import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum

Array = np.ndarray[Any, np.dtype[np.float64]]


def evolution(g: sympy.Expr, eigenvalues: Array, t: float) -> Array:
    """g(lambda, t) at the eigenvalues; infinite where it is beyond a float."""
    try:
        with np.errstate(all="ignore"):
            values = np.broadcast_to(_Walk({LAMBDA: eigenvalues, TIME: np.float64(t)})(g), eigenvalues.shape)
    except (TypeError, ValueError, ArithmeticError) as error:  # complex or infinite constants
        raise UndecidedError(f"g in floating point: {error}") from error
    if np.isnan(values).any() or (values < 0).any():
        raise UndecidedError(f"g is no positive float at t = {t:.6g}")
    return np.asarray(values, dtype=np.float64)


def eigenvalues(spectrum: Spectrum, count: int) -> Array:
    """lambda_k for k <= count."""
    with np.errstate(all="ignore"):  # k^-1000 is no float
        return np.asarray(float(spectrum.Lambda) * np.arange(1, count + 1, dtype=np.float64) ** -float(spectrum.b))


def targets(spectrum: Spectrum, count: int) -> Array:
    """w_k > 0 for k <= count."""
    power = (float(spectrum.b) - float(spectrum.a)) / 2
    with np.errstate(all="ignore"):
        return np.asarray(
            math.sqrt(float(spectrum.W / spectrum.Lambda)) * np.arange(1, count + 1, dtype=np.float64) ** power
        )


class _Walk:
    def __init__(self, point: dict[sympy.Symbol, Any]) -> None:
        self._memo: dict[sympy.Expr, Any] = dict(point)

    def __call__(self, expr: sympy.Expr) -> Any:
        if expr not in self._memo:
            self._memo[expr] = self._compute(expr)
        return self._memo[expr]

    def _compute(self, expr: sympy.Expr) -> Any:
        if not expr.free_symbols:
            return np.float64(float(expr))
        if expr.is_Add:
            return reduce(np.add, map(self, expr.args))
        if expr.is_Mul:
            return reduce(np.multiply, map(self, expr.args))
        if expr.is_Pow:
            return np.power(self(expr.base), self(expr.exp))
        arguments = [self(arg) for arg in expr.args]
        if isinstance(expr, (sympy.Max, sympy.Min)):
            return reduce(np.maximum if isinstance(expr, sympy.Max) else np.minimum, arguments)
        function = _FUNCTIONS.get(expr.func)
        if function is None or len(arguments) != 1:
            raise UndecidedError(f"no floating-point rule for {expr.func.__name__}")
        return function(arguments[0])


def _by_mpmath(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return np.vectorize(lambda x: float(mpmath.re(function(mpmath.mpf(float(x))))), otypes=[np.float64])


_FUNCTIONS: dict[Any, Callable[[Any], Any]] = {
    sympy.exp: np.exp,
    sympy.log: np.log,
    sympy.sin: np.sin,
    sympy.cos: np.cos,
    sympy.tan: np.tan,
    sympy.sinh: np.sinh,
    sympy.cosh: np.cosh,
    sympy.tanh: np.tanh,
    sympy.asinh: np.arcsinh,
    sympy.acosh: np.arccosh,
    sympy.atanh: np.arctanh,
    sympy.atan: np.arctan,
    sympy.Abs: np.abs,
    sympy.sign: np.sign,
    sympy.erf: np.vectorize(math.erf, otypes=[np.float64]),
    sympy.erfc: np.vectorize(math.erfc, otypes=[np.float64]),
    sympy.LambertW: _by_mpmath(mpmath.lambertw),
}
