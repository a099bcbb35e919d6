"""The range of a function of phases: branch and bound in balls over the torus.

1. A phase runs over one period, 2 pi times the common denominator of its frequencies; boxes of phases (and of a
   parameter, on a bounded interval) are halved along their longest edge.
2. On a box f is enclosed by ball arithmetic, once as it stands and once as f(middle) + f'(box) (box - middle).
3. A box without a zero is done. A middle point whose ball excludes zero is a *witness* of its sign; witnesses of
   both signs end the search. The number of boxes is bounded, nothing else.

Source: Moore, Kearfott and Cloud, Introduction to Interval Analysis (2009), ch. 6.

Left out: zeros that are touched; no enclosure shows them (:mod:`.double_roots`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import sympy
from flint import arb, fmpq

from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose, enclose_at
from spectral_proofs.balls.precision import working_precision

_BITS = 64
_WITNESS_BITS = 200
_BOXES = {1: 800, 2: 2500}
_MANY = 4000

Point = Mapping[sympy.Symbol, sympy.Expr]
Box = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True)
class Range:
    """What branch and bound found: points with a positive and with a negative value, and whether all is covered."""

    above: Point | None
    below: Point | None
    complete: bool

    @property
    def sign(self) -> int:
        """1 or -1 where that is proved on the whole torus, else 0."""
        if not self.complete or (self.above is None) == (self.below is None):
            return 0
        return 1 if self.below is None else -1


def periods(expr: sympy.Expr, phases: list[sympy.Symbol]) -> list[int]:
    """In units of 2 pi: the common denominator of the frequencies of each phase."""
    waves = expr.atoms(sympy.sin, sympy.cos)
    found = []
    for symbol in phases:
        shares = [sympy.expand(wave.args[0]).coeff(symbol) for wave in waves]
        found.append(lcm(*(int(share.q) for share in shares if share.is_Rational)))
    return found


def explore(
    expr: sympy.Expr, phases: list[sympy.Symbol], parameter: tuple[sympy.Symbol, Fraction, Fraction] | None = None
) -> Range:
    """The signs of ``expr`` over all values of the phases (and of a parameter between two rational bounds)."""
    symbols = [*phases, *([parameter[0]] if parameter else [])]
    box: Box = tuple((Fraction(0), Fraction(period)) for period in periods(expr, phases))
    if parameter:
        box += ((parameter[1], parameter[2]),)
    search = _Search(expr, symbols, len(phases))
    return search.run(box, _BOXES.get(len(symbols), _MANY))


class _Search:
    def __init__(self, expr: sympy.Expr, symbols: list[sympy.Symbol], turning: int) -> None:
        self.expr = expr
        self.symbols = symbols
        self.turning = turning  # so many of the symbols count turns
        self.slopes = [sympy.diff(expr, symbol) for symbol in symbols]
        self.witnesses: dict[int, Point] = {}

    def run(self, start: Box, boxes: int) -> Range:
        waiting, complete = [start], True
        for _ in range(boxes):
            if not waiting or len(self.witnesses) == 2:
                break
            box = waiting.pop(0)
            self._look_at_middle(box)
            if not self._one_sign(box):
                waiting += _halves(box)
        complete = not waiting
        return Range(self.witnesses.get(1), self.witnesses.get(-1), complete)

    def _look_at_middle(self, box: Box) -> None:
        point = {
            symbol: sympy.Rational((low + high) / 2) * (2 * sympy.pi if i < self.turning else 1)
            for i, (symbol, (low, high)) in enumerate(zip(self.symbols, box, strict=True))
        }
        found = sign_at(self.expr, point)
        if found and found not in self.witnesses:
            self.witnesses[found] = point

    def _one_sign(self, box: Box) -> bool:
        try:
            with working_precision(_BITS):
                edges = [self._edge(i, low, high) for i, (low, high) in enumerate(box)]
                balls = dict(zip(self.symbols, edges, strict=True))
                plain = enclose_at(self.expr, balls)
                if plain > 0 or plain < 0:
                    return True
                centred = enclose_at(self.expr, {symbol: arb(ball.mid()) for symbol, ball in balls.items()})
                for slope, ball in zip(self.slopes, edges, strict=True):
                    centred += enclose_at(slope, balls) * (ball - arb(ball.mid()))
        except NoBallError:
            return False
        return bool(centred > 0 or centred < 0)

    def _edge(self, i: int, low: Fraction, high: Fraction) -> arb:
        edge = _ball(low).union(_ball(high))
        return edge * 2 * arb.pi() if i < self.turning else edge


def sign_at(expr: sympy.Expr, point: Point) -> int:
    """1 or -1 where a ball shows it, 0 where none does."""
    try:
        ball = enclose(expr, point, _WITNESS_BITS)
    except NoBallError:
        return 0
    return int(bool(ball > 0)) - int(bool(ball < 0))


def _halves(box: Box) -> list[Box]:
    longest = max(range(len(box)), key=lambda i: box[i][1] - box[i][0])
    low, high = box[longest]
    middle = (low + high) / 2
    return [(*box[:longest], part, *box[longest + 1 :]) for part in ((low, middle), (middle, high))]


def _ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))
