"""Signs and bounds on the whole quadrant 0 < lambda <= Lambda, t >= t0, by branch and bound in log coordinates.

1. A piece is a rectangle in x = log(Lambda/lambda), y = log(t/t0); its sides may be infinite.
2. On a piece an expression has a range (:mod:`.ranges`).
3. The piece whose range is the worst is halved (an infinite side where it doubles), until all ranges are inside the
   bounds wanted, or the budget of pieces ends: then nothing is said.

Left out: bounds that are attained, or approached only as lambda -> 0 or t -> oo by a sum of parts of both signs; the
budget ends there.
"""

from __future__ import annotations

import sympy
from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.ranges import Range, Ranges

_PIECES = 240
_BITS = 96


def proved(
    expr: sympy.Expr,
    corner: tuple[sympy.Rational, sympy.Rational],
    low: sympy.Expr | None = None,
    high: sympy.Expr | None = None,
    strict: bool = False,
) -> bool:
    """Whether low <= expr <= high on the quadrant with this corner (Lambda, t0) is proved within the budget.

    With ``strict`` it is low < expr, for which an end of a range that is only approached is enough.
    """
    with working_precision(_BITS):
        try:
            return _search(expr, corner, (low, high), strict)
        except (UndecidedError, ValueError, OverflowError, ZeroDivisionError):
            return False


def _search(
    expr: sympy.Expr,
    corner: tuple[sympy.Rational, sympy.Rational],
    bounds: tuple[sympy.Expr | None, sympy.Expr | None],
    strict: bool,
) -> bool:
    quadrant = _Quadrant(*corner)
    low = None if bounds[0] is None else quadrant.range_of(bounds[0], _WHOLE).high
    high = None if bounds[1] is None else quadrant.range_of(bounds[1], _WHOLE).low
    waiting = [_WHOLE]
    for _ in range(_PIECES):
        if not waiting:
            return True
        piece = waiting.pop(0)
        if not quadrant.range_of(expr, piece).within(low, high, strict):
            waiting += _halves(piece, quadrant, expr)
    return not waiting


Piece = tuple[tuple[float, float], tuple[float, float]]  # x from, to; y from, to

_WHOLE: Piece = ((0.0, float("inf")), (0.0, float("inf")))


def _halves(piece: Piece, quadrant: _Quadrant, expr: sympy.Expr) -> list[Piece]:
    """Across the longer side among those that the expression has, an infinite one being the longest."""
    sides = [i for i, s in enumerate((LAMBDA, TIME)) if expr.has(s)]
    longest = max(sides, key=lambda i: (piece[i][1] == float("inf")) * 1e6 / (1 + piece[i][0]) + _length(piece[i]))
    low, high = piece[longest]
    middle = max(1.0, 2 * low) if high == float("inf") else (low + high) / 2
    parts = (low, middle), (middle, high)
    return [(part, piece[1]) if longest == 0 else (piece[0], part) for part in parts]


def _length(side: tuple[float, float]) -> float:
    return 0.0 if side[1] == float("inf") else side[1] - side[0]


class _Quadrant:
    """Ranges of expressions on the pieces of one quadrant."""

    def __init__(self, Lambda: sympy.Rational, t0: sympy.Rational) -> None:
        self.top, self.start = (arb(fmpq(int(n.p), int(n.q))).log() for n in (Lambda, t0))

    def range_of(self, expr: sympy.Expr, piece: Piece) -> Range:
        """The range of an expression on a piece."""
        (left, right), (below, above) = piece
        endless = right == float("inf"), above == float("inf")
        log_lambda = Range((self.top - arb(right)).lower(), (self.top - arb(left)).upper(), low_open=endless[0])
        log_t = Range((self.start + arb(below)).lower(), (self.start + arb(above)).upper(), high_open=endless[1])
        known = {sympy.log(LAMBDA): log_lambda, sympy.log(TIME): log_t}
        return Ranges(known)(expr)
