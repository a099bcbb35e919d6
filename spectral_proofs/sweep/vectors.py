"""Interval arithmetic on arrays of doubles: signs of a million values at once, never a wrong one.

1. A value is a pair of arrays (low, high) that enclose it. NumPy's + - * / and square roots are rounded correctly
   (IEEE 754), so one step outward (``numpy.nextafter``) makes each an enclosure.
2. Powers with other exponents, exponentials and logarithms are widened by ``_LOOSE`` steps: the C library's error
   is below two units in the last place.
3. A sign is known where the interval lies on one side of zero; elsewhere the caller decides exactly.

Left out: every function that conditions of regimes do not hold; its sign is nowhere known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import sympy
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Interval: TypeAlias = tuple[Array, Array]

_LOOSE = 8  # steps outward


def enclosing(values: Sequence[Fraction], shape: Sequence[int]) -> Interval:
    """Exact numbers between neighbouring doubles, as arrays of the given shape."""
    return around(np.array([float(value) for value in values]).reshape(shape))  # float() of a Fraction rounds correctly


def around(nearest: Array) -> Interval:
    """What the given doubles are nearest to lies between their neighbours."""
    return _outward(nearest, nearest)


def signs(expression: sympy.Expr, values: Mapping[str, Interval]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The signs of an expression over arrays of its symbols, and where they are not known.

    >>> a = enclosing([Fraction(1), Fraction(2), Fraction(3)], [3])
    >>> found, open_ = signs(sympy.Symbol("a", positive=True) - 2, {"a": a})
    >>> found.tolist(), open_.tolist()
    ([-1, 0, 1], [False, True, False])
    """
    low, high = interval(expression, values)
    found = np.where(low > 0, 1, np.where(high < 0, -1, 0)).astype(np.int8)
    return found, found == 0


def interval(expression: sympy.Expr, values: Mapping[str, Interval]) -> Interval:
    """An enclosure of the expression at each place; (-inf, inf) where nothing is known."""
    with np.errstate(all="ignore"):
        low, high = _interval(expression, values)
        unknown = np.isnan(low) | np.isnan(high)
        return np.where(unknown, -np.inf, low), np.where(unknown, np.inf, high)


def decimals(expression: sympy.Expr, values: Mapping[str, Array]) -> Array:
    """The expression at each place as decimals, nan where it has no finite value or is not known to this.

    Gamma functions and cases are, which leading constants of L and S hold; at a removable singularity the case's own
    value is taken within 10^-9 of it.
    """
    with np.errstate(all="ignore"):
        found = np.asarray(_decimal(expression, values), dtype=float)
        return np.where(np.isfinite(found), found, np.nan)


def _decimal(expression: sympy.Expr, values: Mapping[str, Array]) -> Any:
    if isinstance(expression, sympy.Symbol):
        return values[expression.name]
    if expression.is_number:
        number = expression.evalf(20)
        return float(number) if number.is_Float or number.is_Rational else np.nan
    if isinstance(expression, sympy.Piecewise):
        pairs = [(_decimal(value, values), _condition(when, values)) for value, when in expression.args]
        found: Any = np.nan
        for value, where in reversed(pairs):
            found = np.where(where, value, found)
        return found
    parts = [_decimal(part, values) for part in expression.args]
    if expression.func in _ONE_ARGUMENT:
        return _ONE_ARGUMENT[expression.func](parts[0])
    return reduce(_DECIMALS[expression.func], parts) if expression.func in _DECIMALS else np.nan


def _condition(when: Any, values: Mapping[str, Array]) -> Any:
    if when in (sympy.true, sympy.false):
        return bool(when)
    if not isinstance(when, sympy.Eq | sympy.Ne):
        return np.nan
    left, right = (_decimal(side, values) for side in when.args)
    same = np.abs(left - right) <= 1e-9 * (1 + np.abs(left))
    return same if isinstance(when, sympy.Eq) else ~same


def _gamma(x: float) -> float:
    try:
        return math.gamma(x)
    except (ValueError, OverflowError):
        return math.nan


_DECIMALS: dict[type, Callable[..., Any]] = {
    sympy.Add: np.add,
    sympy.Mul: np.multiply,
    sympy.Pow: lambda base, exponent: np.power(np.asarray(base, dtype=float), exponent),
    sympy.Max: np.maximum,
    sympy.Min: np.minimum,
}
_ONE_ARGUMENT: dict[type, Callable[[Any], Any]] = {
    sympy.exp: np.exp,
    sympy.log: np.log,
    sympy.Abs: np.abs,
    sympy.gamma: np.vectorize(_gamma, otypes=[float]),
}


def _interval(expression: sympy.Expr, values: Mapping[str, Interval]) -> Interval:
    if isinstance(expression, sympy.Symbol):
        return values[expression.name]
    if isinstance(expression, sympy.Rational):
        return enclosing([Fraction(int(expression.p), int(expression.q))], [])
    if expression.is_number:
        middle = np.array(float(expression.evalf(20)))
        return _outward(middle, middle, _LOOSE)
    parts = [_interval(part, values) for part in expression.args]
    if expression.is_Add:
        return reduce(lambda x, y: _outward(x[0] + y[0], x[1] + y[1]), parts)
    if expression.is_Mul:
        return reduce(_times, parts)
    if expression.is_Pow:
        return _power(parts[0], expression.exp, parts[1])
    rule = _RULES.get(expression.func)
    return reduce(rule, parts) if rule is not None else (np.array(-np.inf), np.array(np.inf))


def _outward(low: Array, high: Array, steps: int = 1) -> Interval:
    for _ in range(steps):
        low, high = np.nextafter(low, -np.inf), np.nextafter(high, np.inf)
    return low, high


def _times(x: Interval, y: Interval) -> Interval:
    products = (x[0] * y[0], x[0] * y[1], x[1] * y[0], x[1] * y[1])
    return _outward(reduce(np.minimum, products), reduce(np.maximum, products))


def _power(base: Interval, exponent: sympy.Expr, enclosure: Interval) -> Interval:
    if exponent.is_Integer and abs(int(exponent)) <= 64:  # longer products are looser than a power
        product = reduce(_times, [base] * abs(int(exponent)))
        if exponent.is_even:
            product = (np.where((base[0] < 0) & (base[1] > 0), 0.0, product[0]), product[1])
        return _inverse(product) if exponent < 0 else product
    low = np.where(base[0] > 0, base[0], np.nan)  # a power of what may be negative: unknown
    corners = [edge**power for edge in (low, base[1]) for power in enclosure]
    return _outward(reduce(np.minimum, corners), reduce(np.maximum, corners), _LOOSE)


def _inverse(x: Interval) -> Interval:
    around_zero = (x[0] <= 0) & (x[1] >= 0)
    low, high = _outward(1 / x[1], 1 / x[0])
    return np.where(around_zero, np.nan, low), np.where(around_zero, np.nan, high)


_RULES: dict[type, Callable[[Interval, Interval], Interval]] = {
    sympy.Max: lambda x, y: (np.maximum(x[0], y[0]), np.maximum(x[1], y[1])),
    sympy.Min: lambda x, y: (np.minimum(x[0], y[0]), np.minimum(x[1], y[1])),
}
