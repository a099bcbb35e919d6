"""Error functions, and functions of which constants are made: Gamma and Riemann's zeta.

Expansions: NIST DLMF 7.12.
"""

from __future__ import annotations

import math

import mpmath
import numpy as np
import sympy
from flint import acb, arb

from spectral_proofs.balls.functions import shapes
from spectral_proofs.balls.functions.entry import Expansion, Function, Part, Refused, Shape, X, method
from spectral_proofs.balls.interval import ZERO, Interval

_WIDE = 2.0**-12


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

ERF = Function(
    name="erf",
    head=sympy.erf,
    real=arb.erf,
    number=mpmath.erf,
    array=np.vectorize(math.erf, otypes=[np.float64]),
    complex=_erf,
    series=lambda x: x.erf(),
    shape=Shape(shapes.monotone(arb.erf, shapes.UNIT, shapes.UNIT), _slope, shapes.odd_curvature(-1)),
    infinity=Expansion.of(sympy.S.One, Part(-_DENSITY, X**-2, _decay)),
    odd=True,
    rises_from=float("-inf"),
    cost=10,
)
ERFC = Function(
    name="erfc",
    head=sympy.erfc,
    real=arb.erfc,
    number=mpmath.erfc,
    array=np.vectorize(math.erfc, otypes=[np.float64]),
    complex=method("erfc"),
    series=lambda x: x.erfc(),
    shape=Shape(
        shapes.minus(shapes.monotone(lambda y: -y.erfc(), (arb(-2), ZERO), (arb(-2), ZERO))),
        shapes.minus(_slope),
        shapes.odd_curvature(1),
    ),
    infinity=Expansion.of(Part(_DENSITY, X**-2, _decay)),
    minus_infinity=Expansion.of(sympy.Integer(2), Part(-_DENSITY, X**-2, _decay)),
    cost=10,
)
_CONSTANT = Refused("it is read in constants only")
GAMMA = Function(
    name="gamma",
    head=sympy.gamma,
    real=arb.gamma,
    number=mpmath.gamma,
    complex=method("gamma"),
    derivative=_CONSTANT,
    infinity=_CONSTANT,
)
ZETA = Function(
    name="zeta",
    head=sympy.zeta,
    real=arb.zeta,
    number=mpmath.zeta,
    complex=_CONSTANT,
    derivative=_CONSTANT,
    infinity=_CONSTANT,
)
ENTRIES = (ERF, ERFC, GAMMA, ZETA)
