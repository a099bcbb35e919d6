"""Bounds of an expression in the frontier's coordinates on a box, by bisection with balls.

They are looked for, not proved: Coq's interval arithmetic proves what the certificate states.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.walker import RealBalls

Box = Mapping[sympy.Symbol, tuple[Fraction, Fraction]]
_BITS = 64
_PIECES = 512  # at most, of one box


def bounds_on(expression: sympy.Expr, box: Box) -> tuple[arb, arb] | None:
    """Below and above on the closed box; None where an enclosure is not finite.

    >>> x = sympy.Symbol("X", positive=True)
    >>> low, high = bounds_on(1 / (1 + x), {x: (Fraction(0), Fraction(1))})
    >>> bool(0.49 < low < 0.5 and 1 < high + 0.001 < 1.01)
    True
    """
    along = [symbol for symbol in box if expression.has(symbol)]
    cuts = int(_PIECES ** (1 / len(along))) if along else 1
    with working_precision(_BITS):
        found = [value for piece in _pieces(box, along, cuts) if (value := RealBalls(piece)(expression)) is not None]
        if not all(value.is_finite() for value in found):
            return None
        lows, highs = [value.lower() for value in found], [value.upper() for value in found]
        return min(lows), max(highs)


def _pieces(box: Box, along: list[sympy.Symbol], cuts: int) -> list[dict[sympy.Symbol, arb]]:
    pieces: list[dict[sympy.Symbol, arb]] = [{}]
    for symbol in along:
        low, high = box[symbol]
        step = (high - low) / cuts
        spans = [_ball(low + i * step, low + (i + 1) * step) for i in range(cuts)]
        pieces = [{**piece, symbol: span} for piece in pieces for span in spans]
    return pieces


def _ball(low: Fraction, high: Fraction) -> arb:
    """Around [low, high], without 0 becoming negative by more than rounding."""
    mid, radius = (low + high) / 2, (high - low) / 2
    return arb(fmpq(mid.numerator, mid.denominator), arb(fmpq(radius.numerator, radius.denominator)))
