"""Leading constants afresh: integrals over rays and plateaus, sums over single modes, in decimals.

1. A ray with leading coefficient C(x) contributes P int C(x) dx/x; with x = e^y the integrand decays
   exponentially or faster, so the range is cut where it is below 10^-30 of its maximum, and what remains is
   integrated with a certified bound (``acb.integral``); by mpmath where the integrand has kinks.
2. A plateau contributes P int C(p) dp, by mpmath.
3. The head contributes sum_k Q(k) F(lambda_k), with F = C(x)/x^w: terms to k = 3000, then Euler-Maclaurin.

No constant of the trace is read here. Left out: a rigorous bound on what is cut off; agreement to 10^-12 is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath
import sympy
from flint import acb, arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.programs import program_of

_DIGITS = 30
_BITS = 128
_MANY = 200  # digits
_ENOUGH = 50  # bits of an integral
_ACCURATE = mpmath.mpf("1e-14")
_MISS = mpmath.mpf("1e-12")  # what constants must agree to
_CUT = mpmath.mpf("1e-30")
_FARTHEST = 40_000
_NET = 300  # points, and the first reach, of the net on which an integrand's maximum is sought
_INSIDE = 0.8
_HEAD = 400
_HUGE = mpmath.mpf(10) ** 1000

Real = Any  # mpmath.mpf


def function_of(x: sympy.Symbol, expr: sympy.Expr) -> Callable[[Real], Real]:
    """The expression as an mpmath function; exp of astronomically large arguments is 0 or infinite."""
    found: Callable[[Real], Real] = sympy.lambdify(x, expr, modules=[{"exp": _exp}, "mpmath"])
    return found


def _exp(y: Real) -> Real:
    if y > _HUGE:
        return mpmath.inf
    return mpmath.mpf(0) if y < -_HUGE else mpmath.exp(y)


def over_ray(coefficient: sympy.Expr, x: sympy.Symbol, low: Real, high: Real) -> Real:
    """int C(x) dx/x over (low, high), ends 0 and oo included."""
    with mpmath.workdps(_DIGITS), working_precision(_BITS):
        try:
            bound = program_of(coefficient.subs(x, LAMBDA)).at(arb(1))
        except UndecidedError:
            return _over_kinks(coefficient, x, low, high)

        def g(y: Real) -> Real:
            return mpmath.mpf(bound(arb(mpmath.nstr(y, _DIGITS)), False).mid().str(_DIGITS, radius=False))

        left, middle, right = _range(g, low, high)
        top = mpmath.mpf(g(middle))
        scale = arb(mpmath.nstr(1 / top, _DIGITS))  # quadrature strives for absolute accuracy
        total = acb(0)
        for start, end in pairwise(arb(mpmath.nstr(end, _DIGITS)) for end in (left, middle, right)):
            total += acb.integral(lambda y, analytic: bound(y, bool(analytic)) * scale, start, end)
        if not total.is_finite() or total.real.rel_accuracy_bits() < _ENOUGH:
            return _over_kinks(coefficient, x, low, high)
        return mpmath.mpf((total.real / scale).mid().str(_DIGITS, radius=False))


def _over_kinks(coefficient: sympy.Expr, x: sympy.Symbol, low: Real, high: Real) -> Real:
    f = function_of(x, coefficient)

    def g(y: Real) -> Real:
        with mpmath.workdps(_MANY):  # 1 - exp(-x) cancels far out
            return f(mpmath.exp(y))

    left, middle, right = _range(g, low, high)
    return _panels(g, left, right, g(middle))


def _range(g: Callable[[Real], Real], low: Real, high: Real) -> tuple[Real, Real, Real]:
    """(left, where the integrand is large, right) for y = log x; cut off where it is negligible."""
    middle = _largest(g, low, high)
    left = mpmath.log(low) if low > 0 else _cut(g, middle, -1)
    right = mpmath.log(high) if high < mpmath.inf else _cut(g, middle, 1)
    return left, middle, right


def over_plateau(coefficient: sympy.Expr, p: sympy.Symbol, low: Real, high: Real) -> Real:
    """int C(p) dp over (low, high)."""
    f = function_of(p, coefficient)
    with mpmath.workdps(_DIGITS):
        right = high if high < mpmath.inf else _cut(f, low, 1)
        value, miss = mpmath.quad(f, [low, (low + right) / 2, right], error=True)
        if not miss <= _ACCURATE * abs(value):
            raise UndecidedError("the integral over a plateau has no accurate value")
        return value


def over_modes(summand: Callable[[Real], Real], first: int, last: int | None) -> Real:
    """sum of summand(k) for first <= k <= last, all of them where last is None."""
    with mpmath.workdps(_DIGITS):
        if last is not None:
            return mpmath.fsum(summand(mpmath.mpf(k)) for k in range(first, last + 1))
        n = mpmath.mpf(first + _HEAD)
        head = mpmath.fsum(summand(mpmath.mpf(k)) for k in range(first, first + _HEAD))

        def g(y: Real) -> Real:
            return summand(mpmath.exp(y)) * mpmath.exp(y)

        tail = _panels(g, mpmath.log(n), _cut(g, mpmath.log(n), 1), g(mpmath.log(n)))
        corrections = summand(n) / 2 - mpmath.diff(summand, n) / 12 + mpmath.diff(summand, n, 3) / 720
        return head + tail + corrections


def _largest(g: Callable[[Real], Real], low: Real, high: Real) -> Real:
    """Where the integrand is largest, on a coarse net of y that is widened while the maximum lies near its end."""
    reach = mpmath.mpf(_NET)
    while True:
        left = mpmath.log(low) if low > 0 else -reach
        right = mpmath.log(high) if high < mpmath.inf else reach
        points = [left + (right - left) * j / _NET for j in range(1, _NET)]
        largest = max(points, key=lambda y: (abs(g(y)), -abs(y)))
        inside = (low > 0 or largest > left * _INSIDE) and (high < mpmath.inf or largest < right * _INSIDE)
        if inside:
            return largest
        reach *= 2
        if reach > _FARTHEST:
            raise UndecidedError("the integrand has no maximum within reach")


def _cut(g: Callable[[Real], Real], start: Real, side: int) -> Real:
    """Where the integrand has become negligible."""
    top, distance = abs(g(start)), mpmath.mpf(4)
    while abs(g(start + side * distance)) > _CUT * top:
        distance *= mpmath.mpf("1.5")
        if distance > _FARTHEST:
            raise UndecidedError("the integrand decays too slowly")
    return start + side * distance


def _panels(g: Callable[[Real], Real], left: Real, right: Real, top: Real) -> Real:
    """The integral of g, whose size is that of ``top``, for quadrature strives for absolute accuracy."""
    count = int(mpmath.ceil((right - left) / 4))
    points = [left + (right - left) * j / count for j in range(count + 1)]
    scale = abs(top) or mpmath.mpf(1)
    found, miss = mpmath.quad(lambda y: g(y) / scale, points, method="gauss-legendre", maxdegree=5, error=True)
    if not miss <= _MISS * abs(found):
        raise UndecidedError("no accurate value of the integral")
    return found * scale
