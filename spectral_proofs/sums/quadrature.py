"""Gregory's end corrections and adaptive Gauss-Legendre panels in plain multiprecision arithmetic.

A panel is settled where one rule on it and two rules on its halves agree; their difference, the error of the coarser
of the two, is the error reported.  It is far too large where the integrand is smooth, and not too small where it
oscillates faster than one rule resolves.

Left out: any proof; an integrand that vanishes at all nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath

_ORDER = 16
_HALVINGS = 10
_SETTLED = mpmath.mpf(10) ** -15
_LAST = 4  # terms of Gregory's formula that must be small


def gregory(values: list[Any]) -> tuple[Any, Any]:
    """Sum of G_{j+1} D^j h(N), and the size of its last terms: of several, for one may vanish where h oscillates."""
    coefficients: list[Any] = []
    for n in range(len(values)):  # sum_{j<=n} G_{j} (-1)^(n-j)/(n-j+1) = [n = 0], with G_0 = 1
        done = sum((c * (-1) ** (n - j) / mpmath.mpf(n - j + 1) for j, c in enumerate(coefficients)), mpmath.mpf(0))
        coefficients.append((1 if n == 0 else 0) - done)
    terms, row = [], list(values)
    for c in coefficients[1:]:
        terms.append(c * row[0])
        row = [right - left for left, right in pairwise(row)]
    return mpmath.fsum(terms), 4 * max(abs(term) for term in terms[-_LAST:])


def _nodes(points: int) -> list[tuple[Any, Any]]:
    """Gauss-Legendre nodes and weights on [-1, 1]: Newton's method on the three-term recurrence."""
    key = (points, mpmath.mp.prec)
    if key not in _NODES:
        _NODES[key] = [_node(points, mpmath.cos(mpmath.pi * (i + 0.75) / (points + 0.5))) for i in range(points)]
    return _NODES[key]


def _node(points: int, x: Any) -> tuple[Any, Any]:
    slope = mpmath.mpf(1)
    for _ in range(8):
        before, value = mpmath.mpf(1), x
        for n in range(2, points + 1):
            before, value = value, ((2 * n - 1) * x * value - (n - 1) * before) / n
        slope = points * (before - x * value) / (1 - x**2)
        x = x - value / slope
    return x, 2 / ((1 - x**2) * slope**2)


_NODES: dict[tuple[int, int], list[tuple[Any, Any]]] = {}


def panel(h: Callable[[Any], Any], left: Any, right: Any, scale: Any) -> tuple[Any, Any]:
    """Integral of h from left to right and an error estimate, what matters beside ``scale`` alone."""
    return _halved(h, left, right, _points(h, left, right), scale, 0)


def _points(h: Callable[[Any], Any], left: Any, right: Any) -> Any:
    middle, half = (left + right) / 2, (right - left) / 2
    return half * mpmath.fsum(w * h(middle + half * x) for x, w in _nodes(_ORDER))


def _halved(h: Callable[[Any], Any], left: Any, right: Any, whole: Any, scale: Any, depth: int) -> tuple[Any, Any]:
    middle = (left + right) / 2
    halves = _points(h, left, middle), _points(h, middle, right)
    total = halves[0] + halves[1]
    gap = abs(total - whole)
    if gap <= _SETTLED * (abs(total) + scale) or depth >= _HALVINGS:
        return total, gap
    parts = (
        _halved(h, left, middle, halves[0], scale, depth + 1),
        _halved(h, middle, right, halves[1], scale, depth + 1),
    )
    return parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]
