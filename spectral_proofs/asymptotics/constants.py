"""Decimal values of the leading constants that stay integrals or sums.

1. int f dx over a ray: x = exp(y), Gauss-Legendre panels in y, each halved until its halves agree with it, widening
   outwards until the rest, that of a geometric series, is negligible.
2. sum over modes: the first terms, then Euler-Maclaurin with the integral of the rest.

These are for display and for the comparison with certified values; no verdict rests on them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import mpmath
import numpy
import sympy

from spectral_proofs.asymptotics.numeric import cancelling_constants, function_of

_DIGITS = 20
_HEAD = 40
_NEGLIGIBLE = 1e-16
_MAX_PANELS = 120
_AGREES = 1e-15  # the nodes are floats
_MAX_HALVINGS = 400  # of one panel
_GUARD_DIGITS = 150


def decimal(expr: sympy.Expr) -> mpmath.mpf | None:
    """Value of a constant built from numbers, known functions, Integral and Sum; None when it does not converge."""
    if expr.free_symbols:
        return None
    with mpmath.workdps(_DIGITS):
        try:
            value = _value(expr)
        except (ValueError, ZeroDivisionError, OverflowError, TypeError, mpmath.libmp.NoConvergence):
            return None
        return value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else None


def _value(expr: sympy.Expr) -> mpmath.mpf:
    if isinstance(expr, sympy.Integral):
        (x, low, high) = expr.limits[0]
        return _integral(_callable(expr.function, x), _number(low), _number(high))
    if isinstance(expr, sympy.Sum):
        return _sum(_callable(expr.function, expr.limits[0][0]))
    if expr.has(sympy.Integral, sympy.Sum):
        parts = [_value(arg) for arg in expr.args]
        return mpmath.fsum(parts) if expr.is_Add else mpmath.fprod(parts)
    return _number(expr)


def _callable(expr: sympy.Expr, x: sympy.Symbol) -> Callable[[mpmath.mpf], mpmath.mpf]:
    return function_of(x, expr)


def _number(expr: sympy.Expr) -> mpmath.mpf:
    if expr is sympy.oo:
        return mpmath.inf
    resolved = expr.xreplace(cancelling_constants(expr))
    return mpmath.mpf(str(resolved.evalf(_DIGITS + 5)))


def _integral(f: Callable[[mpmath.mpf], mpmath.mpf], low: mpmath.mpf, high: mpmath.mpf) -> mpmath.mpf:
    if low > 0 and high < mpmath.inf:
        return _panels(f, [low + (high - low) * i / 8 for i in range(9)])

    def weight(y: mpmath.mpf) -> mpmath.mpf:
        # 1 - exp(-x^m) cancels for small x, where the integrand may still fall slowly
        with mpmath.workdps(_DIGITS + int(min(max(-2 * y, 0), _GUARD_DIGITS))):
            x = mpmath.exp(y)
            return f(x) * x

    start = mpmath.log(high) if high < mpmath.inf else mpmath.log(low) if low > 0 else _bulk(weight)

    total = mpmath.mpf(0)
    if low == 0:
        total += _outward(weight, start, -1)
    if high == mpmath.inf:
        total += _outward(weight, start, 1)
    return total


def _bulk(weight: Callable[[mpmath.mpf], mpmath.mpf]) -> mpmath.mpf:
    """Where the integrand is large, on a coarse grid of log x."""
    sizes = [(abs(weight(mpmath.mpf(y))), -abs(y), y) for y in range(-300, 301, 3)]
    return mpmath.mpf(max(size for size in sizes if mpmath.isfinite(size[0]))[2])


def _outward(f: Callable[[mpmath.mpf], mpmath.mpf], start: mpmath.mpf, sign: int) -> mpmath.mpf:
    """Integral of f from ``start`` to sign * oo, in panels that widen until what is left is negligible."""
    total, position, width = mpmath.mpf(0), start, mpmath.mpf(1)
    last: mpmath.mpf | None = None
    for _ in range(_MAX_PANELS):
        end = position + sign * width
        part = sign * _panels(f, [position, end], abs(total))
        total += part
        position = end
        if part == 0 and sign < 0:
            raise ValueError("the integrand cancels where it is not negligible yet")
        if _rest(part, last) <= _NEGLIGIBLE * abs(total):
            return total
        last = part
        width = width if abs(position - start) < 12 else width * mpmath.mpf("1.25")
    raise ValueError("the integral converges too slowly")


def _rest(part: mpmath.mpf, last: mpmath.mpf | None) -> mpmath.mpf:
    """What panels add that go on falling as the last two did."""
    if part == 0:
        return mpmath.mpf(0)
    if last is None or abs(part) >= abs(last):
        return mpmath.inf
    return abs(part) / (1 - abs(part / last))


def _panels(
    f: Callable[[mpmath.mpf], mpmath.mpf], points: list[mpmath.mpf], scale: float | mpmath.mpf = 0.0
) -> mpmath.mpf:
    """Each panel in halves until they agree with it: a wave or a kink needs more points than a panel has.

    ``scale`` is the size of the integral that the panels are a part of.
    """
    waiting = [(left, right, _gauss(f, left, right)) for left, right in pairwise(points)]
    size = max(scale, *(abs(part) for _, _, part in waiting))
    total = mpmath.mpf(0)
    for _ in range(_MAX_HALVINGS):
        if not waiting:
            return total
        left, right, whole = waiting.pop()
        middle = (left + right) / 2
        halves = _gauss(f, left, middle), _gauss(f, middle, right)
        if abs(halves[0] + halves[1] - whole) <= _AGREES * max(size, abs(halves[0]) + abs(halves[1])):
            total += halves[0] + halves[1]
        else:
            waiting += [(left, middle, halves[0]), (middle, right, halves[1])]
    raise ValueError("the integrand is too rough")


def _gauss(f: Callable[[mpmath.mpf], mpmath.mpf], left: mpmath.mpf, right: mpmath.mpf) -> mpmath.mpf:
    half, middle = (right - left) / 2, (right + left) / 2
    return half * mpmath.fsum(w * f(middle + half * x) for x, w in _rule())


@lru_cache(maxsize=1)
def _rule() -> list[tuple[mpmath.mpf, mpmath.mpf]]:
    nodes, weights = numpy.polynomial.legendre.leggauss(20)
    return [(mpmath.mpf(float(x)), mpmath.mpf(float(w))) for x, w in zip(nodes, weights, strict=True)]


def _sum(f: Callable[[mpmath.mpf], mpmath.mpf]) -> mpmath.mpf:
    head = mpmath.fsum(f(mpmath.mpf(k)) for k in range(1, _HEAD))
    n = mpmath.mpf(_HEAD)
    tail = _outward(lambda y: f(mpmath.exp(y)) * mpmath.exp(y), mpmath.log(n), 1)
    corrections = f(n) / 2 - mpmath.diff(f, n) / 12 + mpmath.diff(f, n, 3) / 720
    return head + tail + corrections
