"""exp, log, trigonometric and hyperbolic functions."""

from __future__ import annotations

import numpy as np
import sympy
from flint import arb, arb_series

from spectral_proofs.balls.exact import Value, sign
from spectral_proofs.balls.functions import shapes
from spectral_proofs.balls.functions.entry import Expansion, Function, Point, Refused, Shape, X, values_at, within
from spectral_proofs.balls.interval import POINT_ONE
from spectral_proofs.errors import UndecidedError

_STRUCTURAL = Refused("series take it by themselves")  # exp and log are what transseries are made of
_WAVE = Refused("it oscillates: waves of unbounded arguments are phases")
_POLES = Refused("it has poles on the way to infinity")


def _outside_log(x: Value) -> str:
    if sign(x) == 0:
        return "log of zero"
    return "log of a negative number is complex" if sign(x) == -1 else ""


def log_series(x: arb_series) -> arb_series:
    """The logarithm of a series that begins with a positive number."""
    if not x[0] > 0:
        raise UndecidedError("log is not analytic at 0")
    return x.log()


def _sinh_series(x: arb_series) -> arb_series:
    return (x.exp() - (-x).exp()) / 2


def _cosh_series(x: arb_series) -> arb_series:
    return (x.exp() + (-x).exp()) / 2


EXP = Function.named(
    sympy.exp,
    array=np.exp,
    exactly=values_at({0: 1}),
    series=lambda x: x.exp(),
    shape=Shape(shapes.exp, shapes.exp, shapes.always(1)),
    infinity=_STRUCTURAL,
    rises_from=float("-inf"),
    cost=10,
    inverse=lambda y: sympy.log(y) if y.is_positive else None,
    exponential=True,
    exponential_sum=True,
    everywhere=(0, float("inf")),
    beyond_zero=(1, float("inf")),
    entire=True,
)
LOG = Function.named(
    sympy.log,
    array=np.log,
    outside=_outside_log,
    exactly=values_at({1: 0}),
    complex=lambda z, analytic: z.log(analytic=analytic),
    series=log_series,
    shape=Shape(
        shapes.monotone(arb.log, shapes.LINE, shapes.LINE, shapes.POSITIVE, "log"),
        lambda x: x.inverse(),
        shapes.always(-1),
        lambda c: bool(c > 0),
    ),
    infinity=_STRUCTURAL,
    breaks=X,
    rises_from=0.0,
    cost=10,
    inverse=sympy.exp,
    logarithmic=True,
)
SIN = Function.named(
    sympy.sin,
    array=np.sin,
    series=lambda x: x.sin(),
    shape=Shape(shapes.sin, shapes.cos, shapes.sin_curvature, at=shapes.sin_at),
    infinity=_WAVE,
    odd=True,
    cost=10,
    everywhere=(-2, 2),
    entire=True,
)
COS = Function.named(
    sympy.cos,
    array=np.cos,
    series=lambda x: x.cos(),
    shape=Shape(shapes.cos, shapes.minus(shapes.sin), shapes.cos_curvature, at=shapes.cos_at),
    infinity=_WAVE,
    cost=10,
    everywhere=(-2, 2),
    entire=True,
)
TAN = Function.named(
    sympy.tan,
    array=np.tan,
    series=lambda x: x.tan(),
    shape=Shape(
        shapes.tan,
        lambda x: POINT_ONE + shapes.square(shapes.tan(x)),
        shapes.odd_curvature(1),
        lambda c: bool(abs(c) < arb.pi() / 2),
    ),
    infinity=_POLES,
    points=(Point(sympy.cos(X), Expansion.of(-sympy.cos(X) / sympy.sin(X))),),
    breaks=sympy.cos(X),
    odd=True,
    cost=10,
)
COT = Function.named(
    sympy.cot,
    shape=Shape(
        shapes.cot,
        lambda x: -(POINT_ONE + shapes.square(shapes.cot(x))),
        lambda x: 1 if x.hi < 1.5 else 0,
        lambda c: bool(c > 0 and c < arb.pi()),
    ),
    infinity=_POLES,
    points=(Point(sympy.sin(X), Expansion.of(sympy.cos(X) / sympy.sin(X))),),
    breaks=sympy.sin(X),
    odd=True,
    cost=10,
)
SINH = Function.named(
    sympy.sinh,
    array=np.sinh,
    series=_sinh_series,
    shape=Shape(shapes.sinh, shapes.cosh, shapes.odd_curvature(1)),
    infinity=Expansion.of((sympy.exp(X) - sympy.exp(-X)) / 2),
    odd=True,
    rises_from=float("-inf"),
    cost=10,
    inverse=sympy.asinh,
    exponential=True,
    exponential_sum=True,
    everywhere=(-float("inf"), float("inf")),
    beyond_zero=(0, float("inf")),
    signed=True,
    entire=True,
)
COSH = Function.named(
    sympy.cosh,
    array=np.cosh,
    series=_cosh_series,
    shape=Shape(shapes.cosh, shapes.sinh, shapes.always(1)),
    infinity=Expansion.of((sympy.exp(X) + sympy.exp(-X)) / 2),
    minus_infinity=Expansion.of((sympy.exp(X) + sympy.exp(-X)) / 2),
    rises_from=0.0,
    cost=10,
    exponential=True,
    exponential_sum=True,
    everywhere=(0, float("inf")),
    beyond_zero=(1, float("inf")),
    entire=True,
)
TANH = Function.named(
    sympy.tanh,
    array=np.tanh,
    series=lambda x: _sinh_series(x) / _cosh_series(x),
    shape=Shape(
        shapes.monotone(arb.tanh, shapes.UNIT, shapes.UNIT),
        lambda x: shapes.square(shapes.cosh(x)).inverse(),
        shapes.odd_curvature(-1),
    ),
    infinity=Expansion.of((1 - sympy.exp(-2 * X)) / (1 + sympy.exp(-2 * X))),
    odd=True,
    rises_from=float("-inf"),
    cost=10,
    supremum=sympy.S.One,
    inverse=within(sympy.S.One, sympy.atanh),
    exponential=True,
    everywhere=(-1, 1),
    beyond_zero=(0, 1),
    signed=True,
)


def _kink(value: str) -> Refused:
    return Refused(f"{value} has a kink")


def _sign(x: arb) -> arb:
    return arb(int(bool(x > 0)) - int(bool(x < 0))) if x > 0 or x < 0 or x == 0 else arb(0, 1)


ABS = Function.named(
    sympy.Abs,
    real=abs,
    number=abs,
    array=np.abs,
    exactly=abs,
    complex=_kink("the modulus"),
    series=_kink("the modulus"),
    derivative=_kink("the modulus"),
    shape=Refused("intervals take it by themselves"),
    infinity=_STRUCTURAL,
    cost=1,
)
SIGN = Function.named(
    sympy.sign,
    real=_sign,
    array=np.sign,
    complex=_kink("the sign"),
    series=_kink("the sign"),
    derivative=_kink("the sign"),
    infinity=_STRUCTURAL,
    breaks=X,
    cost=1,
)
ENTRIES = (EXP, LOG, SIN, COS, TAN, COT, SINH, COSH, TANH, ABS, SIGN)
