"""Shapes of functions on real intervals: what entries build theirs from.

The slopes and signs of curvature are those of the textbook derivatives (NIST
DLMF 4.7, 4.20, 4.34, 4.37, 7.2.1; 4.13 for Lambert's W).
Left out: functions with poles inside the interval, and complex values; both
raise :class:`UndecidedError`.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb

from spectral_proofs.balls.functions.entry import Range
from spectral_proofs.balls.interval import INF, NEG_INF, ONE, ZERO, Interval, greatest, least
from spectral_proofs.errors import UndecidedError

LINE = (NEG_INF, INF)
POSITIVE = (ZERO, INF)
UNIT = (-ONE, ONE)
_LARGEST_ANGLE = arb(2) ** 5000


def monotone(
    at: Callable[[arb], arb],
    ends: tuple[arb, arb],
    image: tuple[arb, arb],
    domain: tuple[arb, arb] = LINE,
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


def odd_curvature(sign_right: int) -> Callable[[Interval], int]:
    """Of an odd function that is convex (1) or concave (-1) on the right."""
    return lambda x: sign_right if x.lo >= 0 else -sign_right if x.hi <= 0 else 0


def always(curvature: int) -> Callable[[Interval], int]:
    """The same on every interval."""
    return lambda _: curvature


def square(x: Interval) -> Interval:
    """x^2."""
    product = x * x
    return product if x.lo >= 0 or x.hi <= 0 else Interval(ZERO, product.hi)


def inverse_root(x: Interval) -> Interval:
    """1/sqrt(x)."""
    root = Interval(*(e.sqrt() if e.is_finite() else e for e in (x.lo, x.hi)))
    return Interval(Interval.of(root.lo).lo, Interval.of(root.hi).hi).inverse()


def minus(f: Range) -> Range:
    """-f."""
    return lambda x: -f(x)


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


def cos(x: Interval) -> Interval:
    """Range of the cosine."""
    return _periodic(x, ZERO, cos_at)


def sin(x: Interval) -> Interval:
    """Range of the sine."""
    return _periodic(x, arb.pi() / 2, sin_at)


def _tame(x: arb) -> bool:
    return bool(abs(x) < _LARGEST_ANGLE)  # beyond, reduction modulo pi would cost as many bits as x has


def cos_at(x: arb) -> arb:
    """The cosine, [-1, 1] of what is very large."""
    return x.cos() if _tame(x) else ZERO.union(ONE) - ZERO.union(ONE)


def sin_at(x: arb) -> arb:
    """The sine, [-1, 1] of what is very large."""
    return x.sin() if _tame(x) else ZERO.union(ONE) - ZERO.union(ONE)


def _branch(x: Interval, low: arb, high: arb) -> bool:
    return bool(x.finite and x.lo >= low and x.hi <= high)


def sin_curvature(x: Interval) -> int:
    """Where x lies between 0 and pi, or -pi and 0."""
    pi = arb.pi().lower()
    return -1 if _branch(x, ZERO, pi) else 1 if _branch(x, -pi, ZERO) else 0


def cos_curvature(x: Interval) -> int:
    """Where x lies between -pi/2 and pi/2."""
    half = (arb.pi() / 2).lower()
    return -1 if _branch(x, -half, half) else 0


def tan(x: Interval) -> Interval:
    """Range of the tangent between its poles at -pi/2 and pi/2."""
    half = (arb.pi() / 2).lower()
    if not _branch(x, -half, half):
        raise UndecidedError("tan of an argument that may leave (-pi/2, pi/2)")
    return Interval(Interval.of(x.lo.tan()).lo, Interval.of(x.hi.tan()).hi)


def cot(x: Interval) -> Interval:
    """Range of the cotangent between its poles at 0 and pi."""
    if not (x.lo > 0 and x.hi < arb.pi()):
        raise UndecidedError("cot of an argument that may leave (0, pi)")
    return Interval(Interval.of(x.hi.cot()).lo, Interval.of(x.lo.cot()).hi)


def cosh(x: Interval) -> Interval:
    """Range of the hyperbolic cosine."""
    low, high = (Interval.of(abs(e).cosh()) if e.is_finite() else Interval(INF, INF) for e in (x.lo, x.hi))
    bottom = ONE if x.contains_zero() else least([low.lo, high.lo])
    return Interval(greatest([bottom, ONE]), greatest([low.hi, high.hi]))


exp = monotone(arb.exp, POSITIVE, POSITIVE)
sinh = monotone(arb.sinh, LINE, LINE)
