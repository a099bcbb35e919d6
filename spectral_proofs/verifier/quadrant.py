"""Signs and bounds on the whole quadrant 0 < lambda <= Lambda, t >= t0, by branch and bound in log coordinates.

1. A piece is a rectangle in x = log(Lambda/lambda), y = log(t/t0); its sides may be infinite.
2. On a piece an expression has a range, built up from intervals with ends on the extended line: monotone functions
   from their ends, sin and cos from [-1, 1] where a piece is wide. 0 times infinity is 0, as one factor's end is only
   approached while the hull of the products keeps the other end.
3. The piece whose range is the worst is halved (an infinite side where it doubles), until all ranges are inside the
   bounds wanted, or the budget of pieces ends: then nothing is said.

Left out: bounds that are attained, or approached only as lambda -> 0 or t -> oo; the budget ends there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy
from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.programs import CONSTANTS

_PIECES = 240
_BITS = 96
_INFINITE = arb("inf")


@dataclass(frozen=True)
class Range:
    """All values lie between ``low`` and ``high``, exact ends or infinite."""

    low: arb
    high: arb

    def within(self, low: arb | None, high: arb | None, strict: bool = False) -> bool:
        """Whether it lies between bounds, None being no bound."""
        above = low is None or bool(self.low > low if strict else self.low >= low)
        return above and (high is None or bool(self.high <= high))


def proved(
    expr: sympy.Expr,
    corner: tuple[sympy.Rational, sympy.Rational],
    low: sympy.Expr | None = None,
    high: sympy.Expr | None = None,
    strict: bool = False,
) -> bool:
    """Whether low <= expr <= high on the quadrant with this corner (Lambda, t0) is proved within the budget."""
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
        log_lambda = Range((self.top - arb(right)).lower(), (self.top - arb(left)).upper())
        log_t = Range((self.start + arb(below)).lower(), (self.start + arb(above)).upper())
        known = {sympy.log(LAMBDA): log_lambda, sympy.log(TIME): log_t}
        return _Ranges(known)(expr)


class _Ranges:
    def __init__(self, known: dict[sympy.Expr, Range]) -> None:
        self.known = known

    def __call__(self, expr: sympy.Expr) -> Range:
        if expr not in self.known:
            self.known[expr] = self._computed(expr)
        return self.known[expr]

    def _computed(self, expr: sympy.Expr) -> Range:
        if expr.is_Rational:
            number = arb(fmpq(int(expr.p), int(expr.q)))
            return Range(number.lower(), number.upper())
        if expr in CONSTANTS:
            number = CONSTANTS[expr]()
            return Range(number.lower(), number.upper())
        if expr in (LAMBDA, TIME):
            return _monotone(self(sympy.log(expr)), arb.exp)
        if expr.is_Add or expr.is_Mul:
            first, *others = map(self, expr.args)
            for other in others:
                first = _plus(first, other) if expr.is_Add else _times(first, other)
            return first
        if expr.is_Pow and not isinstance(expr, sympy.exp):
            return self._power(expr)
        return _applied(expr, [self(arg) for arg in expr.args])

    def _power(self, expr: sympy.Expr) -> Range:
        base, exponent = self(expr.base), expr.exp
        if not exponent.is_Rational:
            return _monotone(_times(self(exponent), self(sympy.log(expr.base))), arb.exp)
        if not base.low >= 0:
            if exponent.is_Integer and exponent > 0:
                return _integer_power(base, int(exponent))
            raise UndecidedError("a power of what may be negative")
        power = arb(fmpq(int(exponent.p), int(exponent.q)))
        return _monotone(base, lambda x: _raised(x, power), falling=bool(power < 0))


def _raised(x: arb, power: arb) -> arb:
    if x.is_zero():
        return arb(0) if power > 0 else _INFINITE
    if not x.is_finite():
        return _INFINITE if power > 0 else arb(0)
    return (x.log() * power).exp()


def _integer_power(base: Range, n: int) -> Range:
    ends = [_times(Range(end, end), Range(arb(1), arb(1))).low ** n for end in (base.low, base.high)]
    low, high = ends[0].min(ends[1]).lower(), ends[0].max(ends[1]).upper()
    return Range(arb(0), high) if n % 2 == 0 and base.low <= 0 <= base.high else Range(low, high)


def _plus(one: Range, other: Range) -> Range:
    low, high = one.low + other.low, one.high + other.high
    return Range(-_INFINITE if low.is_nan() else low.lower(), _INFINITE if high.is_nan() else high.upper())


def _times(one: Range, other: Range) -> Range:
    products = [
        arb(0) if x.is_zero() or y.is_zero() else x * y
        for x in (one.low, one.high)
        for y in (other.low, other.high)
    ]  # fmt: skip
    low, high = products[0].lower(), products[0].upper()
    for product in products[1:]:
        low, high = low.min(product.lower()), high.max(product.upper())
    return Range(low, high)


def _monotone(at: Range, function: Callable[[arb], arb], falling: bool = False) -> Range:
    ends = function(at.low), function(at.high)
    low, high = reversed(ends) if falling else ends
    if low.is_nan() or high.is_nan():
        raise UndecidedError("outside the domain of a function")
    return Range(low.lower(), high.upper())


def _applied(expr: sympy.Expr, at: list[Range]) -> Range:
    if isinstance(expr, (sympy.Max, sympy.Min)):
        low, high = at[0].low, at[0].high
        for other in at[1:]:
            largest = isinstance(expr, sympy.Max)
            low = low.max(other.low) if largest else low.min(other.low)
            high = high.max(other.high) if largest else high.min(other.high)
        return Range(low, high)
    if isinstance(expr, (sympy.sin, sympy.cos)):
        return _wave(expr.func, at[0])
    if isinstance(expr, sympy.cosh):
        return _even(at[0], arb.cosh)
    function = _RISING.get(expr.func)
    if function is None or len(at) != 1:
        raise UndecidedError(f"no range for {expr.func.__name__}")
    return _monotone(at[0], function)


def _even(at: Range, function: Callable[[arb], arb]) -> Range:
    ends = function(at.low), function(at.high)
    least = function(arb(0)) if at.low <= 0 <= at.high else ends[0].min(ends[1])
    return Range(least.lower(), ends[0].max(ends[1]).upper())


def _wave(function: Any, at: Range) -> Range:
    if not (at.high - at.low < 3):
        return Range(arb(-1), arb(1))
    middle, half = (at.low + at.high) / 2, (at.high - at.low) / 2
    ball = arb(middle.mid(), (half + middle.rad()).upper())
    found = ball.sin() if function is sympy.sin else ball.cos()
    return Range(found.lower().max(arb(-1)), found.upper().min(arb(1)))


def _log(x: arb) -> arb:
    return -_INFINITE if x.is_zero() else _INFINITE if x == _INFINITE else x.log()


def _at_infinity(function: Callable[[arb], arb], limits: tuple[arb, arb]) -> Callable[[arb], arb]:
    return lambda x: function(x) if x.is_finite() else limits[int(x > 0)]


_RISING: dict[Any, Callable[[arb], arb]] = {
    sympy.exp: _at_infinity(arb.exp, (arb(0), _INFINITE)),
    sympy.log: _log,
    sympy.sinh: _at_infinity(arb.sinh, (-_INFINITE, _INFINITE)),
    sympy.asinh: _at_infinity(arb.asinh, (-_INFINITE, _INFINITE)),
    sympy.tanh: _at_infinity(arb.tanh, (arb(-1), arb(1))),
    sympy.erf: _at_infinity(arb.erf, (arb(-1), arb(1))),
    sympy.atan: _at_infinity(arb.atan, (arb(-2), arb(2))),
}
