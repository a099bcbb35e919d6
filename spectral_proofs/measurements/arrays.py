"""g in floating point at many eigenvalues at once, for simulations; nothing certified rests on it.

The functions are numpy's; those that numpy lacks go through mpmath value by value. Raises UndecidedError where a
value is no positive number.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import numpy as np
import sympy

from spectral_proofs.balls.functions import Function
from spectral_proofs.balls.walker import Walker
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum

Array = np.ndarray[Any, np.dtype[np.float64]]


def evolution(g: sympy.Expr, eigenvalues: Array, t: float | Array) -> Array:
    """g(lambda, t) at the eigenvalues; infinite where it is beyond a float. Arrays of times are broadcast with them."""
    times = np.asarray(t, dtype=np.float64)
    shape = np.broadcast_shapes(eigenvalues.shape, times.shape)
    try:
        with np.errstate(all="ignore"):
            values = np.broadcast_to(_Walk({LAMBDA: eigenvalues, TIME: times})(g), shape)
    except (TypeError, ValueError, ArithmeticError) as error:  # complex or infinite constants
        raise UndecidedError(f"g in floating point: {error}") from error
    if np.isnan(values).any() or (values < 0).any():
        raise UndecidedError(f"g is no positive float at t = {float(times.flat[0]):.6g}")
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


class _Walk(Walker[Any]):
    def compute(self, expr: sympy.Expr) -> Any:
        return super().compute(expr) if expr.free_symbols else np.float64(float(expr))

    def power(self, expr: sympy.Expr) -> Any:
        return np.power(self(expr.base), self(expr.exp))

    def extreme(self, values: list[Any], largest: bool) -> Any:
        return reduce(np.maximum if largest else np.minimum, values)

    def apply(self, function: Function, expr: sympy.Expr) -> Any:
        return function.on_array(self(expr.args[-1]))
