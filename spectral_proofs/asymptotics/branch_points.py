"""Expansions of elementary functions at the points where their Taylor series ends.

With s > 0 the distance of the argument from the point, s -> 0:

1. acosh(1 + s) = log(1 + s + sqrt(s (2 + s)));
2. atanh(1 - s) = (log(2 - s) - log s)/2, and atanh is odd;
3. LambertW(-1/e + s) = -1 + p - p^2/3 + 11 p^3/72 - ... in p = sqrt(2 e s), the coefficients by the recurrence of
   Corless, Gonnet, Hare, Jeffrey, Knuth, On the Lambert W function, Adv. Comput. Math. 5, 1996, (4.22)-(4.24);
4. tan(pi/2 + n pi + s) = -cos s / sin s, s of either sign.

Square roots and logarithms at 0 need no rule: :func:`.series.power` and :func:`.series.log` take out the leading term.

Left out: other branches than the real principal ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics.series import Series
from spectral_proofs.asymptotics.signs import is_zero

Expansion = Callable[[Series], Series]
_ONE = sympy.S.One


def at_branch_point(func: type[sympy.Function], argument: Series, centre: sympy.Expr) -> Series | None:
    """The expansion where ``centre``, the limit of the argument, is a branch point or a pole; None elsewhere."""
    if centre.free_symbols:
        return None
    for point, expansion in _POINTS.get(func, ()):
        if is_zero(centre - point, argument.scale.domain):
            return expansion(argument - S.constant(centre, argument.scale))
    return _beside_pole(argument, centre) if func is sympy.tan else None


def _acosh(s: Series) -> Series:
    if s.exactly_zero:
        return s
    root = S.power(s * (S.constant(sympy.Integer(2), s.scale) + s), sympy.S.Half)
    return S.log(S.constant(_ONE, s.scale) + s + root)


def _atanh_below_one(s: Series) -> Series:
    return (S.log(S.constant(sympy.Integer(2), s.scale) + s) - S.log(-s)).scaled(sympy.S.Half)


def _atanh_above_minus_one(s: Series) -> Series:
    return -_atanh_below_one(-s)


def _lambert(s: Series) -> Series:
    if s.exactly_zero:
        return S.constant(-_ONE, s.scale)
    return S.taylor(S.power(s.scaled(2 * sympy.E), sympy.S.Half), _puiseux)


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


def _beside_pole(argument: Series, centre: sympy.Expr) -> Series | None:
    if not is_zero(sympy.cos(centre), argument.scale.domain):
        return None
    s = argument - S.constant(centre, argument.scale)
    cosine = S.taylor(s, lambda k: sympy.cos(sympy.pi * k / 2) / sympy.factorial(k))
    sine = S.taylor(s, lambda k: sympy.sin(sympy.pi * k / 2) / sympy.factorial(k))
    return -cosine * S.power(sine, -_ONE)


_POINTS: dict[type[sympy.Function], tuple[tuple[sympy.Expr, Expansion], ...]] = {
    sympy.acosh: ((_ONE, _acosh),),
    sympy.atanh: ((_ONE, _atanh_below_one), (-_ONE, _atanh_above_minus_one)),
    sympy.LambertW: ((-sympy.exp(-1), _lambert),),
}
