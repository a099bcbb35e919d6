"""Error functions, the exponential integral and Riemann's zeta.

Expansions: NIST DLMF 7.12, 6.12, 6.6.
Left out: zeta at infinity and in the complex plane.
"""

from __future__ import annotations

import math

import mpmath
import numpy as np
import sympy
from flint import acb, arb, arb_series, fmpq

from spectral_proofs.balls.exact import add, sign
from spectral_proofs.balls.functions import heads, shapes
from spectral_proofs.balls.functions.entry import (
    NOWHERE,
    Expansion,
    Function,
    Part,
    Point,
    Refused,
    Shape,
    X,
    affordable,
    guarded,
)
from spectral_proofs.balls.interval import NEG_INF, ONE, ZERO, Interval

_WIDE = 2.0**-12
_TO_ONE, _TO_ZERO = (NEG_INF, -ONE), (NEG_INF, ZERO)


def _erf(z: acb, analytic: bool) -> acb:
    """erf, on wide balls by |1 - erf z| <= exp(-Re z^2)/(sqrt(pi) Re z), Re z > 0.

    For 1 - erf z is 2/sqrt(pi) times the integral of exp(-(z+s)^2) over s >= 0, and |exp(-(z+s)^2)| <=
    exp(-Re z^2 - 2 s Re z).
    """
    if z.real > 4 and z.real.rad() > _WIDE:
        low = z.real.lower()
        size = (z.imag * z.imag - low * low).exp() / low
        if size < 1:
            rest = arb(0, size.upper())
            return acb(1 + rest, rest)
    return z.erf()


def _slope(x: Interval) -> Interval:
    return shapes.exp(-shapes.square(x)) * Interval.of(2 / arb.const_sqrt_pi())


def _decay(k: int) -> sympy.Expr:
    return (-1) ** k * sympy.factorial2(2 * k - 1) / sympy.Integer(2) ** k


_DENSITY = sympy.exp(-(X**2)) / (sympy.sqrt(sympy.pi) * X)

ERF = Function.named(
    sympy.erf,
    array=np.vectorize(math.erf, otypes=[np.float64]),
    complex=_erf,
    series=lambda x: x.erf(),
    shape=Shape(shapes.monotone(arb.erf, shapes.UNIT, shapes.UNIT), _slope, shapes.odd_curvature(-1)),
    infinity=Expansion.of(sympy.S.One, Part(-_DENSITY, X**-2, _decay)),
    odd=True,
    rises_from=float("-inf"),
    cost=10,
    exponential=True,
    everywhere=(-1, 1),
    beyond_zero=(0, 1),
    signed=True,
    supremum=sympy.S.One,
    entire=True,
)
ERFC = Function.named(
    sympy.erfc,
    array=np.vectorize(math.erfc, otypes=[np.float64]),
    series=lambda x: x.erfc(),
    shape=Shape(
        shapes.minus(shapes.monotone(lambda y: -y.erfc(), (arb(-2), ZERO), (arb(-2), ZERO))),
        shapes.minus(_slope),
        shapes.odd_curvature(1),
    ),
    infinity=Expansion.of(Part(_DENSITY, X**-2, _decay)),
    minus_infinity=Expansion.of(sympy.Integer(2), Part(-_DENSITY, X**-2, _decay)),
    cost=10,
    exponential=True,
    everywhere=(0, 2),
    beyond_zero=(0, 1),
    entire=True,
)


def _growth(k: int) -> sympy.Expr:
    return sympy.factorial2(2 * k - 1) / sympy.Integer(2) ** k


ERFI = Function.named(
    sympy.erfi,
    series=lambda x: x.erfi(),
    shape=Shape(
        shapes.monotone(arb.erfi, shapes.LINE, shapes.LINE),
        lambda x: shapes.exp(shapes.square(x)) * Interval.of(2 / arb.const_sqrt_pi()),
        shapes.odd_curvature(1),
    ),
    infinity=Expansion.of(Part(sympy.exp(X**2) / (sympy.sqrt(sympy.pi) * X), X**-2, _growth)),
    odd=True,
    rises_from=float("-inf"),
    exponential=True,
    everywhere=(-float("inf"), float("inf")),
    beyond_zero=(0, float("inf")),
    signed=True,
    entire=True,
)


def _on_the_right(z: acb, analytic: bool) -> acb:
    """Ei, whose principal value leaves the real one to the left of 0."""
    return z.ei() if z.real > 0 else NOWHERE


def _at_zero(k: int) -> sympy.Expr:
    return 1 / (k * sympy.factorial(k)) if k else sympy.S.Zero


def _ei_at_infinity(side: int) -> Expansion:
    return Expansion.of(Part(side * sympy.exp(side * X) / X, side / X, sympy.factorial))


EI = Function.named(
    sympy.Ei,
    arb_name="ei",
    number=guarded(mpmath.ei),
    complex=_on_the_right,
    outside=lambda x: "Ei of zero" if sign(x) == 0 else "",
    series=lambda x: x.ei(),
    shape=Shape(
        shapes.monotone(arb.ei, shapes.LINE, shapes.LINE, shapes.POSITIVE, "Ei"),
        lambda x: shapes.exp(x) * x.inverse(),
        lambda x: 1 if x.lo >= 1 else -1 if x.hi <= 1 else 0,
        lambda c: bool(c > 0),
    ),
    infinity=_ei_at_infinity(1),
    minus_infinity=_ei_at_infinity(-1),
    points=(Point(X, Expansion.of(sympy.EulerGamma + sympy.log(sympy.Abs(X)), Part(sympy.S.One, X, _at_zero))),),
    breaks=X,
    logarithmic=True,
    exponential=True,
)


def _zeta(x: arb) -> arb:
    return affordable(arb.zeta)(x)


ZETA = Function.named(
    heads.zeta,
    also=(sympy.zeta,),
    real=_zeta,
    number=guarded(mpmath.zeta),
    complex=Refused("its cost grows with the imaginary part"),
    outside=lambda x: "zeta has a pole at 1" if sign(add(x, fmpq(-1))) == 0 else "",
    series=lambda x: x.zeta(),
    derivative=Refused("its derivatives have no names"),
    shape=Shape(
        shapes.minus(shapes.monotone(lambda x: -_zeta(x), _TO_ONE, _TO_ONE, (ONE, shapes.LINE[1]), "zeta")),
        shapes.monotone(lambda x: arb_series([x, 1], 2).zeta()[1], _TO_ZERO, _TO_ZERO, (ONE, shapes.LINE[1]), "zeta"),
        shapes.always(1),
        lambda c: bool(c > 1),
    ),
    infinity=Refused("its terms 2^-x, 3^-x, ... are no series in powers of one"),
    breaks=X - 1,
)
ENTRIES = (ERF, ERFC, ERFI, EI, ZETA)
