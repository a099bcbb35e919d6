"""Difference quotients of functions on intervals.

For f at c + y the enclosures rest on the difference quotient
Q(y) = (f(c + y) - f(c)) / y:

1. mean value theorem: Q(y) lies in f'(hull{c, c + y});
2. where f is convex on the hull, Q increases in y; where f is concave, it
   decreases; the range of Q is then spanned by its values at the two ends;
3. at an infinite end Q tends to lim f'.

Slopes and signs of curvature are those of the table (:mod:`spectral_proofs.balls.functions`).
Left out: functions whose entry has no shape; :class:`UndecidedError` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flint import arb, ctx

from spectral_proofs.balls.functions import Function, Refused, Shape
from spectral_proofs.balls.interval import ONE, ZERO, Interval, greatest
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError


def elementary(function: Function) -> Elementary:
    """The function with its shape, which branch and bound needs; raises UndecidedError where it has none."""
    if isinstance(function.shape, Refused):
        raise UndecidedError(f"no enclosure is known for {function.name}: {function.shape.reason}")
    return Elementary(function.at, function.shape)


@dataclass(frozen=True, slots=True)
class Elementary:
    """A real function: ``at`` a finite ball, and on intervals."""

    at: Callable[[arb], arb]
    shape: Shape


def quotient(f: Elementary, c: Callable[[], arb], plain: Interval) -> Interval:
    """Range of (f(x) - f(c)) / (x - c) for x in ``plain``; c given as a function of the precision in force."""
    start = Interval.of(c())
    hull = start.hull(plain)
    result = f.shape.slope(hull)
    if f.shape.curvature(hull):
        ends = [_end_quotient(f, c, end) for end in (plain.lo, plain.hi)]
        result = result.intersect(ends[0].hull(ends[1]))
    return result


def _end_quotient(f: Elementary, c: Callable[[], arb], end: arb) -> Interval:
    if not end.is_finite():
        return f.shape.slope(Interval(end, end))
    start = c()
    step = end - start
    extra = _cancelled_bits(step, start)
    if extra > 400 or step.contains(0):
        return f.shape.slope(Interval.of(start).hull(Interval(end, end)))
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
