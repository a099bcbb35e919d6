"""Bessel functions J_n and I_n of whole orders.

Expansions: NIST DLMF 10.17, 10.40; bounds: |J_n| <= 1, and so are its derivatives (10.14);
slopes: J_n' = (J_(n-1) - J_(n+1))/2,
I_n' = (I_(n-1) + I_(n+1))/2 (10.6, 10.29); I_n has a power series with positive coefficients (10.25).
Left out: orders beyond ``ORDERS``.
"""

from __future__ import annotations

from functools import lru_cache, partial

import mpmath
import sympy
from flint import acb, arb

from spectral_proofs.balls.functions import shapes
from spectral_proofs.balls.functions.entry import Expansion, Function, Part, Range, Refused, Shape, X, guarded
from spectral_proofs.balls.interval import INF, ONE, ZERO, Interval, greatest, least

ORDERS = range(16)
_ODD = Refused("it is an odd function")


@lru_cache(maxsize=1000)
def _hankel(n: int, k: int) -> sympy.Rational:
    """(4n^2 - 1)(4n^2 - 9) ... (4n^2 - (2k-1)^2) / (k! 8^k)."""
    if k == 0:
        return sympy.S.One
    return _hankel(n, k - 1) * sympy.Rational(4 * n * n - (2 * k - 1) ** 2, 8 * k)


def _j(n: int, x: arb) -> arb:
    value = arb(x.mid()).bessel_j(abs(n)) + arb(0, x.rad())  # |J_n'| <= 1
    return (-1) ** n * value if n < 0 else value


def _wave(at: partial[arb]) -> Range:
    """A function between -1 and 1, as is its slope: the mean value theorem from the middle."""

    def value(x: Interval) -> Interval:
        if not x.finite or x.hi - x.lo > 2:
            return Interval(-ONE, ONE)
        around = x.ball()
        found = Interval.of(at(around.mid()) + arb(0, around.rad()))
        return Interval(greatest([found.lo, -ONE]), least([found.hi, ONE]))

    return value


def _j_slope(n: int, x: arb) -> arb:
    return (_j(n - 1, x) - _j(n + 1, x)) / 2


def _waves_at_infinity(n: int) -> Expansion:
    amplitude, angle = sympy.sqrt(2 / (sympy.pi * X)), X - sympy.pi * (2 * n + 1) / 4

    def even(k: int) -> sympy.Expr:
        return (-1) ** k * _hankel(n, 2 * k)

    def odd(k: int) -> sympy.Expr:
        return (-1) ** k * _hankel(n, 2 * k + 1)

    return Expansion.of(
        Part(amplitude * sympy.cos(angle), X**-2, even), Part(-amplitude * sympy.sin(angle) / X, X**-2, odd)
    )


def _bessel_j(n: int) -> Function:
    at_infinity = _waves_at_infinity(n)
    return Function(
        name=f"besselj{n}",
        head=sympy.besselj,
        order=n,
        real=partial(_j, n),
        number=partial(guarded(mpmath.besselj), n),
        complex=lambda z, analytic: z.bessel_j(acb(n)),
        shape=Shape(_wave(partial(_j, n)), _wave(partial(_j_slope, n)), shapes.always(0)),
        infinity=at_infinity,
        minus_infinity=_ODD if n % 2 else at_infinity,
        odd=n % 2 == 1,
        entire=True,
    )


def _i(n: int, x: arb) -> arb:
    """By the ends of the ball, as |I_n| rises with |x|: of inexact large arguments Arb needs minutes."""
    if x.rad() == 0 or not x.is_finite():
        return x.bessel_i(n)
    ends = [arb(end).bessel_i(n) for end in (x.lower(), x.upper())]
    found = ends[0].union(ends[1])
    return found.union(arb(0 if n else 1)) if x.contains(0) else found


def _i_range(n: int) -> Range:
    at = partial(_i, n)
    if n % 2:
        return shapes.monotone(at, shapes.LINE, shapes.LINE)
    least_value = ONE if n == 0 else ZERO

    def value(x: Interval) -> Interval:
        low, high = (Interval.of(at(abs(e))) if e.is_finite() else Interval(INF, INF) for e in (x.lo, x.hi))
        bottom = least_value if x.contains_zero() else least([low.lo, high.lo])
        return Interval(greatest([bottom, least_value]), greatest([low.hi, high.hi]))

    return value


def _i_slope(n: int) -> Range:
    half = Interval(ONE / 2, ONE / 2)
    return _i_range(1) if n == 0 else lambda x: (_i_range(n - 1)(x) + _i_range(n + 1)(x)) * half


def _bessel_i(n: int) -> Function:
    def coefficient(k: int) -> sympy.Expr:
        return (-1) ** k * _hankel(n, k)

    at_infinity = Expansion.of(Part(sympy.exp(X) / sympy.sqrt(2 * sympy.pi * X), 1 / X, coefficient))
    return Function(
        name=f"besseli{n}",
        head=sympy.besseli,
        order=n,
        real=partial(_i, n),
        number=partial(guarded(mpmath.besseli), n),
        complex=lambda z, analytic: z.bessel_i(acb(n)),
        shape=Shape(_i_range(n), _i_slope(n), shapes.odd_curvature(1) if n % 2 else shapes.always(1)),
        infinity=at_infinity,
        exponential=True,
        minus_infinity=_ODD if n % 2 else at_infinity,
        odd=n % 2 == 1,
        entire=True,
    )


ENTRIES = (*map(_bessel_j, ORDERS), *map(_bessel_i, ORDERS))
