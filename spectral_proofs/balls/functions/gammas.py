"""Gamma, its logarithm and their derivatives.

Expansions: NIST DLMF 5.11, 5.15; recurrences towards the pole at 0: 5.5.
Left out: what is left of 0, where there are poles, but for values at single points.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import mpmath
import sympy
from flint import acb, arb

from spectral_proofs.balls.exact import Value, sign
from spectral_proofs.balls.functions import heads, shapes
from spectral_proofs.balls.functions.entry import (
    Expansion,
    Function,
    Part,
    Point,
    Range,
    Refused,
    Shape,
    X,
    affordable,
    guarded,
    left_of,
    method,
)
from spectral_proofs.balls.interval import INF, NEG_INF, ZERO, Interval, greatest, least
from spectral_proofs.errors import UndecidedError

_BREAKS = sympy.sqrt(X)  # real on the right of all poles
ORDERS = range(16)  # of derivatives of psi
_LEFT = Refused("it has poles on the negative axis")
_LEAST = (arb("1.4616"), arb("1.4617"))  # between the two Gamma is least
_AT_LEAST = (arb("0.8856").lower(), arb("-0.1215").lower())  # Gamma and its logarithm; ends of intervals are exact


def _convex(at: Callable[[arb], arb], floor: arb, name: str) -> Range:
    """Gamma or its logarithm: they fall to their least value, at least ``floor``, and rise."""

    def value(x: Interval) -> Interval:
        if x.lo < 0:
            raise UndecidedError(f"{name} of an argument that may be negative")
        ends = [Interval.of(at(e)) if e > 0 and e.is_finite() else Interval(INF, INF) for e in (x.lo, x.hi)]
        apart = x.hi < _LEAST[0] or x.lo > _LEAST[1]
        return Interval(least([e.lo for e in ends]) if apart else floor, greatest([e.hi for e in ends]))

    return value


def _positive(c: arb) -> bool:
    return bool(c > 0)


def _polygamma(n: int, x: arb) -> arb:
    return x.digamma() if n == 0 else (-1) ** (n + 1) * arb(n).gamma() * n * affordable(arb(n + 1).zeta)(x)


def _complex_polygamma(n: int, z: acb, analytic: bool) -> acb:
    return z.digamma() if n == 0 else (-1) ** (n + 1) * arb(n).gamma() * n * acb(n + 1).zeta(z)


def _falls(n: int) -> Range:
    """The range of the n-th derivative of psi, whose sign on the positive axis is (-1)^(n+1)."""
    if n % 2 == 0:
        top = INF if n == 0 else ZERO
        return shapes.monotone(partial(_polygamma, n), (NEG_INF, top), (NEG_INF, top), shapes.POSITIVE, "polygamma")
    return shapes.minus(
        shapes.monotone(lambda x: -_polygamma(n, x), (NEG_INF, ZERO), (NEG_INF, ZERO), shapes.POSITIVE, "polygamma")
    )


_PSI = _falls(0)
_GAMMA = _convex(arb.gamma, _AT_LEAST[0], "gamma")


def _gamma_slope(x: Interval) -> Interval:
    """Gamma psi, which increases as Gamma is convex."""
    rising = shapes.monotone(lambda y: y.gamma() * y.digamma(), shapes.LINE, shapes.LINE, shapes.POSITIVE, "gamma")
    return rising(x)


@lru_cache(maxsize=256)
def _stirling(k: int) -> sympy.Rational:
    """Coefficients of exp(sum B_2j/(2j(2j-1)) y^(2j-1)), by its logarithmic derivative."""
    if k == 0:
        return sympy.S.One
    odd = range(1, k + 1, 2)
    return sum((sympy.bernoulli(j + 1) / (j + 1) * _stirling(k - j) for j in odd), sympy.S.Zero) / k


def _binet(k: int) -> sympy.Rational:
    return sympy.bernoulli(2 * k + 2) / ((2 * k + 2) * (2 * k + 1))


def _outside(name: str, x: Value) -> str:
    return f"{name} of a number that is not positive" if sign(x) in (0, -1) else ""


GAMMA = Function.named(
    heads.gamma,
    also=(sympy.gamma,),
    number=guarded(mpmath.gamma),
    series=lambda x: x.gamma(),
    shape=Shape(_GAMMA, _gamma_slope, shapes.always(1), _positive),
    infinity=Expansion.of(
        Part(sympy.sqrt(2 * sympy.pi) * sympy.exp((X - sympy.S.Half) * sympy.log(X) - X), 1 / X, _stirling)
    ),
    minus_infinity=_LEFT,
    points=(Point(X, Expansion.of(heads.gamma(1 + X) / X)),),
    breaks=_BREAKS,
    logarithmic=True,
    exponential=True,
)
LOGGAMMA = Function.named(
    heads.loggamma,
    arb_name="lgamma",
    also=(sympy.loggamma,),
    number=guarded(mpmath.loggamma),
    outside=partial(_outside, "loggamma"),
    complex=method("lgamma", left_of(lambda: arb(0))),
    series=lambda x: x.lgamma(),
    shape=Shape(_convex(arb.lgamma, _AT_LEAST[1], "loggamma"), _PSI, shapes.always(1), _positive),
    infinity=Expansion.of(
        (X - sympy.S.Half) * sympy.log(X) - X + sympy.log(2 * sympy.pi) / 2, Part(1 / X, X**-2, _binet)
    ),
    minus_infinity=_LEFT,
    points=(Point(X, Expansion.of(heads.loggamma(1 + X) - sympy.log(X))),),
    breaks=_BREAKS,
    logarithmic=True,
)


def _psi_coefficient(n: int, k: int) -> sympy.Rational:
    return sympy.bernoulli(2 * k + 2) * sympy.factorial(2 * k + 1 + n) / sympy.factorial(2 * k + 2)


def _psi_at_infinity(n: int) -> Expansion:
    side = sympy.Integer(-1) ** (n + 1)
    first = -sympy.log(X) if n == 0 else sympy.factorial(n - 1) * X**-n
    rest = Part(side * X ** (-n - 2), X**-2, partial(_psi_coefficient, n))
    return Expansion.of(side * (first + sympy.factorial(n) * X ** (-n - 1) / 2), rest)


def _psi(n: int) -> Function:
    at_zero = heads.polygamma(n, 1 + X) - (-1) ** n * sympy.factorial(n) * X ** (-n - 1)
    return Function(
        name=f"polygamma{n}",
        head=heads.polygamma,
        order=n,
        also=(sympy.polygamma,),
        real=partial(_polygamma, n),
        number=partial(guarded(mpmath.psi), n),
        complex=partial(_complex_polygamma, n),
        shape=Shape(_falls(n), _falls(n + 1), shapes.always((-1) ** (n + 1)), _positive),
        infinity=_psi_at_infinity(n),
        minus_infinity=_LEFT,
        points=(Point(X, Expansion.of(at_zero)),),
        breaks=_BREAKS,
        logarithmic=n == 0,
    )


ENTRIES = (GAMMA, LOGGAMMA, *map(_psi, ORDERS))
