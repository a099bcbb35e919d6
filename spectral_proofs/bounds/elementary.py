"""Elementary functions on intervals: range, slope and curvature.

For f at c + y the enclosures rest on the difference quotient
Q(y) = (f(c + y) - f(c)) / y:

1. mean value theorem: Q(y) lies in f'(hull{c, c + y});
2. where f is convex on the hull, Q increases in y; where f is concave, it
   decreases; the range of Q is then spanned by its values at the two ends;
3. at an infinite end Q tends to lim f'.

The slopes and signs of curvature are those of the textbook derivatives (NIST
DLMF 4.7, 4.20, 4.34, 4.37, 7.2.1; 4.13 for Lambert's W).
Left out: functions with poles inside the interval, and complex values; both
raise :class:`UndecidedError`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from flint import arb, ctx

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.interval import (
    INF,
    NEG_INF,
    ONE,
    POINT_ONE,
    ZERO,
    Interval,
    greatest,
    least,
)
from spectral_proofs.errors import UndecidedError

Range = Callable[[Interval], Interval]
_LARGEST_ANGLE = arb(2) ** 5000


@dataclass(frozen=True)
class Elementary:
    """A real function with what branch and bound needs to know about it.

    ``at`` evaluates at a finite ball; ``value`` and ``slope`` give the range of
    f and f' over an interval; ``curvature`` is +1 (convex), -1 (concave) or 0
    (unknown) on an interval; ``interior`` tells whether f is smooth at a point.
    """

    name: str
    at: Callable[[arb], arb]
    value: Range
    slope: Range
    curvature: Callable[[Interval], int]
    interior: Callable[[arb], bool]


def quotient(f: Elementary, c: Callable[[], arb], plain: Interval) -> Interval:
    """Range of (f(x) - f(c)) / (x - c) for x in ``plain``; c given as a function of the precision in force."""
    start = Interval.of(c())
    hull = start.hull(plain)
    result = f.slope(hull)
    if f.curvature(hull):
        ends = [_end_quotient(f, c, end) for end in (plain.lo, plain.hi)]
        result = result.intersect(ends[0].hull(ends[1]))
    return result


def _end_quotient(f: Elementary, c: Callable[[], arb], end: arb) -> Interval:
    if not end.is_finite():
        return f.slope(Interval(end, end))
    start = c()
    step = end - start
    extra = _cancelled_bits(step, start)
    if extra > 400 or step.contains(0):
        return f.slope(Interval.of(start).hull(Interval(end, end)))
    with working_precision(ctx.prec + extra):
        start = c()
        ratio = (f.at(end) - f.at(start)) / (end - start)
    return Interval.of(+ratio)


def _cancelled_bits(step: arb, start: arb) -> int:
    size = greatest([step.abs_lower(), ZERO])
    if size == 0:
        return 10_000
    reference = greatest([start.abs_upper(), ONE])
    ratio = reference / size
    return 2 * int(greatest([ratio.log().upper() / arb.const_log2(), ZERO]).upper().ceil().unique_fmpz() or 0)


def _monotone(
    at: Callable[[arb], arb],
    ends: tuple[arb, arb],
    image: tuple[arb, arb],
    domain: tuple[arb, arb] = (NEG_INF, INF),
    name: str = "",
) -> Range:
    """Range of an increasing function with given limits at the ends of its domain."""

    def value(x: Interval) -> Interval:
        if x.lo < domain[0] or x.hi > domain[1]:
            raise UndecidedError(f"{name} of an argument that may leave its domain")
        low = image[0] if x.lo == domain[0] else Interval.of(at(x.lo)).lo
        high = image[1] if x.hi == domain[1] else Interval.of(at(x.hi)).hi
        low = ends[0] if not x.lo.is_finite() and x.lo < 0 else ends[1] if not x.lo.is_finite() else low
        high = ends[1] if not x.hi.is_finite() and x.hi > 0 else ends[0] if not x.hi.is_finite() else high
        return Interval(greatest([low, image[0]]), least([high, image[1]]))

    return value


def _odd_curvature(sign_right: int) -> Callable[[Interval], int]:
    return lambda x: sign_right if x.lo >= 0 else -sign_right if x.hi <= 0 else 0


def _square(x: Interval) -> Interval:
    product = x * x
    return product if x.lo >= 0 or x.hi <= 0 else Interval(ZERO, product.hi)


def _periodic(x: Interval, shift: arb, at: Callable[[arb], arb]) -> Interval:
    """Range of a cosine-like function with maxima at shift + 2 k pi and minima half-way between."""
    if not x.finite or x.hi - x.lo > 7 or not (_tame(x.lo) and _tame(x.hi)):
        return Interval(-ONE, ONE)
    first, last = ((end - shift) / arb.pi() for end in (x.lo, x.hi))
    begin, end = first.lower().floor().unique_fmpz(), last.upper().floor().unique_fmpz()
    if begin is None or end is None or int(end) - int(begin) > 4:  # phases unknown at this precision
        return Interval.of(at(x.lo)) if x.is_point else Interval(-ONE, ONE)
    values = [Interval.of(at(x.lo)), Interval.of(at(x.hi))]
    turning = range(int(begin), int(end) + 1)  # k pi + shift may lie inside for these k; begin itself when rounded
    inside = [k for k in turning if not (k * arb.pi() + shift < x.lo or k * arb.pi() + shift > x.hi)]
    low = -ONE if any(k % 2 for k in inside) else least([v.lo for v in values])
    high = ONE if any(k % 2 == 0 for k in inside) else greatest([v.hi for v in values])
    return Interval(greatest([low, -ONE]), least([high, ONE]))


def _cos(x: Interval) -> Interval:
    return _periodic(x, ZERO, _cos_at)


def _sin(x: Interval) -> Interval:
    return _periodic(x, arb.pi() / 2, _sin_at)


def _tame(x: arb) -> bool:
    return bool(abs(x) < _LARGEST_ANGLE)  # beyond, reduction modulo pi would cost as many bits as x has


def _cos_at(x: arb) -> arb:
    return x.cos() if _tame(x) else ZERO.union(ONE) - ZERO.union(ONE)


def _sin_at(x: arb) -> arb:
    return x.sin() if _tame(x) else ZERO.union(ONE) - ZERO.union(ONE)


def _branch(x: Interval, low: arb, high: arb) -> bool:
    return bool(x.finite and x.lo >= low and x.hi <= high)


def _sin_curvature(x: Interval) -> int:
    pi = arb.pi().lower()
    return -1 if _branch(x, ZERO, pi) else 1 if _branch(x, -pi, ZERO) else 0


def _cos_curvature(x: Interval) -> int:
    half = (arb.pi() / 2).lower()
    return -1 if _branch(x, -half, half) else 0


def _tan(x: Interval) -> Interval:
    half = (arb.pi() / 2).lower()
    if not _branch(x, -half, half):
        raise UndecidedError("tan of an argument that may leave (-pi/2, pi/2)")
    return Interval(Interval.of(x.lo.tan()).lo, Interval.of(x.hi.tan()).hi)


def _cosh(x: Interval) -> Interval:
    low, high = (Interval.of(abs(e).cosh()) if e.is_finite() else Interval(INF, INF) for e in (x.lo, x.hi))
    bottom = ONE if x.contains_zero() else least([low.lo, high.lo])
    return Interval(greatest([bottom, ONE]), greatest([low.hi, high.hi]))


_EXP = _monotone(lambda x: x.exp(), (ZERO, INF), (ZERO, INF))
_SINH = _monotone(lambda x: x.sinh(), (NEG_INF, INF), (NEG_INF, INF))
_W_EDGE = (-(-ONE).exp()).upper()
_LAMBERT = _monotone(lambda x: x.lambertw(), (ZERO, INF), (-ONE, INF), (_W_EDGE, INF), "LambertW")


def _inverse_root(x: Interval) -> Interval:
    root = Interval(*(e.sqrt() if e.is_finite() else e for e in (x.lo, x.hi)))
    return Interval(Interval.of(root.lo).lo, Interval.of(root.hi).hi).inverse()


def _erf_slope(x: Interval) -> Interval:
    return _EXP(-_square(x)) * Interval.of(2 / arb.const_sqrt_pi())


def _lambert_slope(x: Interval) -> Interval:
    w = _LAMBERT(x)
    return _EXP(-w) * (POINT_ONE + w).inverse()


def _everywhere(_: arb) -> bool:
    return True


def _minus(f: Range) -> Range:
    return lambda x: -f(x)


_ERF = _monotone(lambda x: x.erf(), (-ONE, ONE), (-ONE, ONE))

#: Every function that the enclosures know, by SymPy class.
FUNCTIONS: dict[type[sympy.Function], Elementary] = {
    sympy.exp: Elementary("exp", lambda x: x.exp(), _EXP, _EXP, lambda x: 1, _everywhere),
    sympy.log: Elementary(
        "log",
        lambda x: x.log(),
        _monotone(lambda x: x.log(), (NEG_INF, INF), (NEG_INF, INF), (ZERO, INF), "log"),
        lambda x: x.inverse(),
        lambda x: -1,
        lambda c: bool(c > 0),
    ),
    sympy.sin: Elementary("sin", _sin_at, _sin, _cos, _sin_curvature, _everywhere),
    sympy.cos: Elementary("cos", _cos_at, _cos, _minus(_sin), _cos_curvature, _everywhere),
    sympy.tan: Elementary(
        "tan",
        lambda x: x.tan(),
        _tan,
        lambda x: POINT_ONE + _square(_tan(x)),
        _odd_curvature(1),
        lambda c: bool(abs(c) < arb.pi() / 2),
    ),
    sympy.sinh: Elementary("sinh", lambda x: x.sinh(), _SINH, _cosh, _odd_curvature(1), _everywhere),
    sympy.cosh: Elementary("cosh", lambda x: x.cosh(), _cosh, _SINH, lambda x: 1, _everywhere),
    sympy.tanh: Elementary(
        "tanh",
        lambda x: x.tanh(),
        _monotone(lambda x: x.tanh(), (-ONE, ONE), (-ONE, ONE)),
        lambda x: _square(_cosh(x)).inverse(),
        _odd_curvature(-1),
        _everywhere,
    ),
    sympy.asinh: Elementary(
        "asinh",
        lambda x: x.asinh(),
        _monotone(lambda x: x.asinh(), (NEG_INF, INF), (NEG_INF, INF)),
        lambda x: _inverse_root(POINT_ONE + _square(x)),
        _odd_curvature(-1),
        _everywhere,
    ),
    sympy.acosh: Elementary(
        "acosh",
        lambda x: x.acosh(),
        _monotone(lambda x: x.acosh(), (NEG_INF, INF), (ZERO, INF), (ONE, INF), "acosh"),
        lambda x: _inverse_root(_square(x) - POINT_ONE),
        lambda x: -1,
        lambda c: bool(c > 1),
    ),
    sympy.atan: Elementary(
        "atan",
        lambda x: x.atan(),
        _monotone(lambda x: x.atan(), ((-arb.pi() / 2).lower(), (arb.pi() / 2).upper()), (arb(-2), arb(2))),
        lambda x: (POINT_ONE + _square(x)).inverse(),
        _odd_curvature(-1),
        _everywhere,
    ),
    sympy.atanh: Elementary(
        "atanh",
        lambda x: x.atanh(),
        _monotone(lambda x: x.atanh(), (NEG_INF, INF), (NEG_INF, INF), (-ONE, ONE), "atanh"),
        lambda x: (POINT_ONE - _square(x)).inverse(),
        _odd_curvature(1),
        lambda c: bool(abs(c) < 1),
    ),
    sympy.erf: Elementary("erf", lambda x: x.erf(), _ERF, _erf_slope, _odd_curvature(-1), _everywhere),
    sympy.erfc: Elementary(
        "erfc",
        lambda x: x.erfc(),
        lambda x: -_monotone(lambda y: -y.erfc(), (arb(-2), ZERO), (arb(-2), ZERO))(x),
        _minus(_erf_slope),
        _odd_curvature(1),
        _everywhere,
    ),
    sympy.LambertW: Elementary(
        "LambertW", lambda x: x.lambertw(), _LAMBERT, _lambert_slope, lambda x: -1, lambda c: bool(c > _W_EDGE)
    ),
}
