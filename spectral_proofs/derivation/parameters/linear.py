"""Exact certificates that a polynomial in positive symbols is positive.

``nonnegative_combination(columns, target)`` finds rational c >= 0 with sum c_i column_i = target:

1. phase one of the simplex method (Bland's rule, so that it ends) in exact rationals (FLINT's, for speed);
2. the solution is multiplied out and compared with the target, so that nothing rests on step 1.

Left out: combinations with polynomial multipliers; the caller supplies the products it wants.
(Schrijver, Theory of Linear and Integer Programming, ch. 7 and 11.)
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction

from flint import fmpq

Vector = Mapping[Hashable, Fraction]
_MAX_PIVOTS = 300
_NONE = Fraction(0)
_ZERO = fmpq(0)


def nonnegative_combination(columns: Sequence[Vector], target: Vector) -> list[Fraction] | None:
    """Weights c >= 0 with sum c_i column_i = target; None when none is found.

    >>> nonnegative_combination([{"x": Fraction(1)}, {"x": Fraction(1), "y": Fraction(2)}], {"y": Fraction(1)}) is None
    True
    """
    rows = list(dict.fromkeys(key for vector in (*columns, target) for key in vector))
    weights = _simplex(columns, target, rows)
    if weights is None or any(c < 0 for c in weights):
        return None
    for row in rows:
        total = sum((c * v[row] for c, v in zip(weights, columns, strict=True) if row in v), Fraction(0))
        if total != target.get(row, 0):
            return None
    return weights


def _simplex(columns: Sequence[Vector], target: Vector, rows: list[Hashable]) -> list[Fraction] | None:
    """Minimise the sum of artificial variables, one for each row; a feasible point has it zero."""
    n = len(columns)
    place = {row: i for i, row in enumerate(rows)}
    table = [[_ZERO] * (n + 1) for _ in rows]
    flipped = {row for row, side in target.items() if side < 0}
    for j, vector in enumerate((*columns, target)):
        for row, value in vector.items():
            table[place[row]][j] = _exact(-value if row in flipped else value)
    basis = list(range(n, n + len(rows)))
    # the objective row: reduced costs of the structural columns
    objective = [-sum((line[j] for line in table), _ZERO) for j in range(n + 1)]
    for _ in range(_MAX_PIVOTS):
        if objective[n] == 0:
            break
        entering = next((j for j in range(n) if objective[j] < 0), None)
        if entering is None:
            return None
        ratios = [(line[n] / line[entering], basis[i], i) for i, line in enumerate(table) if line[entering] > 0]
        if not ratios:
            return None
        _, _, leaving = min(ratios)
        _pivot(table, objective, leaving, entering)
        basis[leaving] = entering
    else:
        return None
    weights = [_NONE] * n
    for i, variable in enumerate(basis):
        if variable < n:
            weights[variable] = Fraction(int(table[i][n].p), int(table[i][n].q))
    return weights


def _exact(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _pivot(table: list[list[fmpq]], objective: list[fmpq], leaving: int, entering: int) -> None:
    scale = table[leaving][entering]
    head = table[leaving] = [value / scale for value in table[leaving]]
    places = [j for j, top in enumerate(head) if top]
    for i, line in enumerate((*table, objective)):
        factor = line[entering]
        if i != leaving and factor:
            for j in places:
                line[j] -= factor * head[j]
