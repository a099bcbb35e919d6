"""Ranges of expressions, built up from intervals with ends on the extended line that may be open.

1. Monotone functions take a range from its ends; sin and cos lie in [-1, 1] where their argument is wide.
2. 0 times infinity is 0, as one factor's end is only approached while the hull of the products keeps the other end.
3. An end that no value of the expression reaches is marked as open: lambda > 0 has the range (0, Lambda], and
   1 + sin(t) the range [0, 2], so that "0 < expr" follows from a range with the open end 0, as for lambda t, and not
   from a closed one, where a wave touches it.

Left out: that parts of an expression depend on one another; other functions (UndecidedError).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.program_functions import CONSTANTS

_INFINITE = arb("inf")


@dataclass(frozen=True)
class Range:
    """All values lie between ``low`` and ``high``, exact ends or infinite; no value is equal to an open end."""

    low: arb
    high: arb
    low_open: bool = False
    high_open: bool = False

    def within(self, low: arb | None, high: arb | None, strict: bool = False) -> bool:
        """Whether it lies between bounds, None being no bound; above the lower one if ``strict``."""
        if low is not None and not self.low >= low:
            return False
        above = low is None or not strict or self.low_open or bool(self.low > low)
        return above and (high is None or bool(self.high <= high))

    @property
    def ends(self) -> tuple[tuple[arb, bool], tuple[arb, bool]]:
        """Both ends, each with whether it is open."""
        return (self.low, self.low_open), (self.high, self.high_open)


class Ranges:
    """Ranges of expressions where those of some, log(lambda) and log(t) or other symbols, are known."""

    def __init__(self, known: dict[sympy.Expr, Range]) -> None:
        self.known = known

    def __call__(self, expr: sympy.Expr) -> Range:
        """The range of one expression; UndecidedError where a part has none."""
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
    ends = [(end**n, is_open) for end, is_open in base.ends]
    if n % 2 == 0 and base.low < 0:
        if base.high <= 0:
            return _hull(ends[1], ends[0])
        return _from_zero(_highest(ends))
    return _hull(ends[0], ends[1])


End = tuple[arb, bool]  # and whether it is open


def _hull(low: End, high: End) -> Range:
    """From one end to the other, rounded outwards."""
    return Range(low[0].lower(), high[0].upper(), low[1], high[1])


def _from_zero(high: End) -> Range:
    """From zero, which is reached."""
    return Range(arb(0), high[0], False, high[1])


def _highest(ends: Sequence[End]) -> End:
    """The largest end, rounded up; open if no closed one may be as large."""
    tops = [(end.upper(), is_open) for end, is_open in ends]
    best = tops[0][0]
    for top, _ in tops[1:]:
        best = best.max(top)
    return best, all(is_open for top, is_open in tops if top == best)


def _lowest(ends: Sequence[End]) -> End:
    low, is_open = _highest([(-end, is_open) for end, is_open in ends])
    return -low, is_open


def _plus(one: Range, other: Range) -> Range:
    low, high = one.low + other.low, one.high + other.high
    return Range(
        -_INFINITE if low.is_nan() else low.lower(),
        _INFINITE if high.is_nan() else high.upper(),
        one.low_open or other.low_open,
        one.high_open or other.high_open,
    )


def _times(one: Range, other: Range) -> Range:
    """The ends are among the products of ends; such a product is reached where both are, or a zero that is reached."""
    products = [
        (
            arb(0) if x.is_zero() or y.is_zero() else x * y,
            not (not (x_open or y_open) or (x.is_zero() and not x_open) or (y.is_zero() and not y_open)),
        )
        for x, x_open in one.ends
        for y, y_open in other.ends
    ]
    return _hull(_lowest(products), _highest(products))


def _monotone(at: Range, function: Callable[[arb], arb], falling: bool = False) -> Range:
    """Of a function that rises strictly, or falls: what is open stays so."""
    low, high = ((function(end), is_open) for end, is_open in (reversed(at.ends) if falling else at.ends))
    if low[0].is_nan() or high[0].is_nan():
        raise UndecidedError("outside the domain of a function")
    return _hull(low, high)


def _applied(expr: sympy.Expr, at: list[Range]) -> Range:
    if isinstance(expr, (sympy.Max, sympy.Min)):
        return _extreme(at, isinstance(expr, sympy.Max))
    if isinstance(expr, sympy.Abs):
        return _even(at[0], abs)
    if isinstance(expr, (sympy.sin, sympy.cos)):
        return _wave(expr.func, at[0])
    if isinstance(expr, sympy.cosh):
        return _even(at[0], arb.cosh)
    function = _RISING.get(expr.func)
    if function is None or len(at) != 1:
        raise UndecidedError(f"no range for {expr.func.__name__}")
    return _monotone(at[0], function)


def _extreme(at: Sequence[Range], largest: bool) -> Range:
    """Of Max: at its lower end only if each argument is at most that, at its upper end if some argument is there."""
    if not largest:
        turned = _extreme([Range(-r.high, -r.low, r.high_open, r.low_open) for r in at], True)
        return Range(-turned.high, -turned.low, turned.high_open, turned.low_open)
    lows, highs = [r.ends[0] for r in at], [r.ends[1] for r in at]
    low = _highest(lows)[0]
    return _hull((low, any(is_open for end, is_open in lows if end == low)), _highest(highs))


def _even(at: Range, function: Callable[[arb], arb]) -> Range:
    ends = [(function(end), is_open) for end, is_open in at.ends]
    if at.low < 0 < at.high:
        return _hull((function(arb(0)), False), _highest(ends))
    return _hull(_lowest(ends), _highest(ends))


def _wave(function: Any, at: Range) -> Range:
    if function is sympy.sin and at.low > -1.5 and at.high < 1.5:
        return _monotone(at, arb.sin)
    if function is sympy.cos and at.low >= 0 and at.high < 3:
        return _monotone(at, arb.cos, falling=True)
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
