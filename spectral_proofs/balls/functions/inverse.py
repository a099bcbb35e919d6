"""Inverse functions: asinh, acosh, atan, atanh, asin, acos and Lambert's W.

Expansions: NIST DLMF 4.24, 4.37, 4.13; at -1/e by the recurrence of Corless, Gonnet, Hare, Jeffrey, Knuth, On the
Lambert W function, Adv. Comput. Math. 5, 1996, (4.22)-(4.24).
Left out: other branches than the real principal ones.
"""

from __future__ import annotations

from functools import lru_cache, partial

import mpmath
import numpy as np
import sympy
from flint import acb, arb, fmpq

from spectral_proofs.balls.exact import Value, add, ball, multiply, sign
from spectral_proofs.balls.functions import shapes
from spectral_proofs.balls.functions.elementary import log_series
from spectral_proofs.balls.functions.entry import (
    NOWHERE,
    Expansion,
    Function,
    Iteration,
    Part,
    Point,
    Refused,
    Shape,
    X,
    Y,
    left_of,
    on_imaginary_cut,
    on_outer_cut,
    within,
)
from spectral_proofs.balls.interval import ONE, POINT_ONE, ZERO, Interval

_BOUNDED = Refused("its argument is bounded")


def _asinh(z: acb, analytic: bool) -> acb:
    """acb.asinh loses all digits far from zero; log(x + sqrt(1 + x^2)) is sound for Re x > 0."""
    if z.real > 0 and abs(z) > 0.5:
        return (z + (1 + z * z).sqrt(analytic=analytic)).log(analytic=analytic)
    return NOWHERE if analytic and on_imaginary_cut(z) else z.asinh()


ASINH = Function.named(
    sympy.asinh,
    array=np.arcsinh,
    complex=_asinh,
    series=lambda x: log_series(x + (1 + x * x).sqrt()),
    shape=Shape(
        shapes.monotone(arb.asinh, shapes.LINE, shapes.LINE),
        lambda x: shapes.inverse_root(POINT_ONE + shapes.square(x)),
        shapes.odd_curvature(-1),
    ),
    infinity=Expansion.of(sympy.log(X + sympy.sqrt(X**2 + 1))),
    odd=True,
    rises_from=float("-inf"),
    cost=10,
    inverse=sympy.sinh,
    logarithmic=True,
    everywhere=(-float("inf"), float("inf")),
    beyond_zero=(0, float("inf")),
    signed=True,
)


ACOSH = Function.named(
    sympy.acosh,
    left_of(lambda: arb(1)),
    array=np.arccosh,
    outside=lambda x: "acosh below 1 is complex" if sign(add(x, fmpq(-1))) == -1 else "",
    shape=Shape(
        shapes.monotone(arb.acosh, shapes.LINE, shapes.POSITIVE, (ONE, shapes.LINE[1]), "acosh"),
        lambda x: shapes.inverse_root(shapes.square(x) - POINT_ONE),
        shapes.always(-1),
        lambda c: bool(c > 1),
    ),
    infinity=Expansion.of(sympy.log(X + sympy.sqrt(X**2 - 1))),
    points=(Point(X - 1, Expansion.of(sympy.log(1 + X + sympy.sqrt(X * (2 + X))))),),
    cost=10,
    inverse=lambda y: sympy.cosh(y) if y.is_nonnegative else None,
    logarithmic=True,
)


def _odd_powers(k: int) -> sympy.Expr:
    return sympy.S.Zero if k % 2 == 0 else sympy.Rational((-1) ** (k // 2), k)


ATAN = Function.named(
    sympy.atan,
    on_imaginary_cut,
    array=np.arctan,
    series=lambda x: x.atan(),
    shape=Shape(
        shapes.monotone(arb.atan, ((-arb.pi() / 2).lower(), (arb.pi() / 2).upper()), (arb(-2), arb(2))),
        lambda x: (POINT_ONE + shapes.square(x)).inverse(),
        shapes.odd_curvature(-1),
    ),
    infinity=Expansion.of(sympy.pi / 2, Part(sympy.S.NegativeOne, 1 / X, _odd_powers)),
    odd=True,
    rises_from=float("-inf"),
    cost=10,
    supremum=sympy.pi / 2,
    inverse=within(sympy.pi / 2, sympy.tan),
    everywhere=(-2, 2),
    beyond_zero=(0, 2),
    signed=True,
)


def _beyond_one(x: Value) -> str:
    rooms = (add(fmpq(1), x), add(fmpq(1), multiply(fmpq(-1), x)))
    return "atanh is real only between -1 and 1" if any(sign(room) in (0, -1) for room in rooms) else ""


ATANH = Function.named(
    sympy.atanh,
    on_outer_cut,
    array=np.arctanh,
    outside=_beyond_one,
    series=lambda x: (log_series(1 + x) - log_series(1 - x)) / 2,
    shape=Shape(
        shapes.monotone(arb.atanh, shapes.LINE, shapes.LINE, shapes.UNIT, "atanh"),
        lambda x: (POINT_ONE - shapes.square(x)).inverse(),
        shapes.odd_curvature(1),
        lambda c: bool(abs(c) < 1),
    ),
    infinity=_BOUNDED,
    points=(
        Point(X - 1, Expansion.of((sympy.log(2 + X) - sympy.log(-X)) / 2)),
        Point(X + 1, Expansion.of((sympy.log(X) - sympy.log(2 - X)) / 2)),
    ),
    breaks=1 - X**2,
    odd=True,
    cost=10,
    inverse=sympy.tanh,
    beyond_zero=(0, float("inf")),
    signed=True,
)


def _beyond_unit(name: str, x: Value) -> str:
    rooms = (add(fmpq(1), x), add(fmpq(1), multiply(fmpq(-1), x)))
    return f"{name} is real only from -1 to 1" if any(sign(room) == -1 for room in rooms) else ""


def _arc(k: int) -> sympy.Rational:
    """acos(1 - s) is sqrt(2s) times the sum of these with s^k."""
    return sympy.binomial(2 * k, k) / sympy.Integer(8) ** k / (2 * k + 1)


def _arc_slope(x: Interval) -> Interval:
    return shapes.inverse_root(POINT_ONE - shapes.square(x))


def _within_unit(c: arb) -> bool:
    return bool(abs(c) < 1)


_FROM_ONE = Part(sympy.sqrt(-2 * X), -X, _arc)  # acos beside 1
_FROM_MINUS_ONE = Part(-sympy.sqrt(2 * X), X, _arc)  # acos - pi beside -1
_QUARTER = (arb.pi() / 2).upper()
ASIN = Function.named(
    sympy.asin,
    on_outer_cut,
    array=np.arcsin,
    outside=partial(_beyond_unit, "asin"),
    series=lambda x: x.asin(),
    shape=Shape(
        shapes.monotone(arb.asin, shapes.LINE, (-_QUARTER, _QUARTER), shapes.UNIT, "asin"),
        _arc_slope,
        shapes.odd_curvature(1),
        _within_unit,
    ),
    infinity=_BOUNDED,
    points=(
        Point(X - 1, Expansion.of(sympy.pi / 2, Part(-_FROM_ONE.factor, -X, _arc))),
        Point(X + 1, Expansion.of(-sympy.pi / 2, Part(sympy.sqrt(2 * X), X, _arc))),
    ),
    odd=True,
    cost=10,
    beyond_zero=(0, 2),
    signed=True,
)
ACOS = Function.named(
    sympy.acos,
    on_outer_cut,
    array=np.arccos,
    outside=partial(_beyond_unit, "acos"),
    series=lambda x: x.acos(),
    shape=Shape(
        shapes.minus(shapes.monotone(lambda x: -x.acos(), shapes.LINE, (-2 * _QUARTER, ZERO), shapes.UNIT, "acos")),
        shapes.minus(_arc_slope),
        shapes.odd_curvature(-1),
        _within_unit,
    ),
    infinity=_BOUNDED,
    points=(Point(X - 1, Expansion.of(_FROM_ONE)), Point(X + 1, Expansion.of(sympy.pi, _FROM_MINUS_ONE))),
    cost=10,
)


@lru_cache(maxsize=256)
def _puiseux(k: int) -> sympy.Rational:
    if k < 2:
        return sympy.Integer(2 * k - 1)
    before = _puiseux(k - 2) / 2 + _convolution(k - 2) / 4
    return sympy.Rational(k - 1, k + 1) * before - _convolution(k) / 2 - _puiseux(k - 1) / (k + 1)


def _convolution(k: int) -> sympy.Rational:
    if k < 2:
        return sympy.Integer(2 - 3 * k)
    return sum((_puiseux(j) * _puiseux(k + 1 - j) for j in range(2, k)), sympy.S.Zero)


def _tree(k: int) -> sympy.Expr:
    """Lagrange's coefficients of W at 0."""
    return (-sympy.Integer(k)) ** (k - 1) / sympy.factorial(k) if k else sympy.S.Zero


_W = sympy.LambertW(X)
_EDGE = (-(-ONE).exp()).upper()
_LAMBERT = shapes.monotone(arb.lambertw, shapes.POSITIVE, (-ONE, shapes.LINE[1]), (_EDGE, shapes.LINE[1]), "LambertW")


def _lambert_slope(x: Interval) -> Interval:
    w = _LAMBERT(x)
    return shapes.exp(-w) * (POINT_ONE + w).inverse()


LAMBERTW = Function.named(
    sympy.LambertW,
    left_of(lambda: -arb(-1).exp()),
    arb_name="lambertw",
    number=mpmath.lambertw,
    outside=lambda x: "LambertW below -1/E is complex" if sign(ball(x) + (-arb(1)).exp()) == -1 else "",
    series=lambda x: x.lambertw(),
    derivative=sympy.exp(-_W) / (1 + _W),  # SymPy's is 0/0 at 0
    shape=Shape(_LAMBERT, _lambert_slope, shapes.always(-1), lambda c: bool(c > _EDGE)),
    infinity=Iteration(sympy.log(X), sympy.log(X) - sympy.log(Y)),
    points=(
        Point(X + sympy.exp(-1), Expansion.of(Part(sympy.S.One, sympy.sqrt(2 * sympy.E * X), _puiseux))),
        Point(X, Expansion.of(Part(sympy.S.One, X, _tree)), regular=True),
    ),
    rises_from=-0.25,
    cost=50,
    inverse=lambda y: y * sympy.exp(y) if (y + 1).is_nonnegative else None,
    logarithmic=True,
    beyond_zero=(0, float("inf")),
    signed=True,
)
ENTRIES = (ASINH, ACOSH, ATAN, ATANH, ASIN, ACOS, LAMBERTW)
