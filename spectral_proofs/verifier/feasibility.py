"""Do strict linear inequalities contradict one another? Fourier-Motzkin elimination in rationals.

Left out: inequalities that are not linear; they are not looked at, so that "no" proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy

_MANY = 200  # inequalities; elimination then stops without an answer


def contradictory(positive: Sequence[sympy.Expr]) -> bool:
    """Whether no point at all makes every linear expression positive.

    >>> x, y = sympy.symbols("x y")
    >>> contradictory([x - 3, 2 - x]), contradictory([x - 3, y - x])
    (True, False)
    """
    symbols = sorted(set().union(*(expr.free_symbols for expr in positive)), key=str) if positive else []
    rows = [row for expr in positive if (row := _row(expr, symbols)) is not None]
    for place in range(len(symbols)):
        rows = _eliminated(rows, place)
        if len(rows) > _MANY:
            return False
    return any(row[-1] <= 0 for row in rows)


Row = tuple[sympy.Rational, ...]  # coefficients of the symbols, then the constant


def _row(expr: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> Row | None:
    """None where the expression is not linear with rational coefficients."""
    slopes = [expr.coeff(s, 1) for s in symbols]
    rest = sympy.expand(expr - sum((c * s for c, s in zip(slopes, symbols, strict=True)), start=sympy.S.Zero))
    row = (*slopes, rest)
    return row if all(c.is_Rational for c in row) else None


def _eliminated(rows: Sequence[Row], place: int) -> list[Row]:
    """What follows without the symbol at ``place``: each lower bound of it lies below each upper bound."""
    below = [row for row in rows if row[place] > 0]
    above = [row for row in rows if row[place] < 0]
    combined = [tuple(x * -v[place] + y * u[place] for x, y in zip(u, v, strict=True)) for u in below for v in above]
    return [*(row for row in rows if row[place] == 0), *combined]
