"""The wedge on which g is proved analytic, and heuristics of scale.

The proof itself is `cone.locate`; here the widest suitable angle is searched.  Frontier and size only steer
the work: nothing rests on their being right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flint import arb, ctx

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.cone import Location, locate
from spectral_proofs.sums.cover import cover
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import Problem

_STARTS = (8, 24, 96, 384)
_ANGLES = (Fraction(2, 5), *(Fraction(1, n) for n in (3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256)))
_COMFORTABLE = Fraction(21, 50)  # a margin below pi/2 keeps exp(-2g) small on wide balls
_CONES = (Fraction(2, 5), Fraction(1, 4), Fraction(1, 8), Fraction(1, 16), Fraction(1, 32), Fraction(1, 64))
_SPARE = 0.4
_LATEST = 600  # log of the latest first term: a float has to hold it
_HORIZON = 2.0**20  # log x that stands for lambda -> 0 in heuristics
_FARTHEST = 2.0**40


@dataclass(frozen=True)
class Wedge:
    """c0 = first - 1/2 and the half-angle alpha * pi, with what was proved there."""

    first: int
    alpha: Fraction
    place: Location

    @property
    def angle(self) -> arb:
        """Alpha in radians."""
        return arb.pi() * ball(self.alpha)

    @property
    def log_corner(self) -> arb:
        """Log c0."""
        return _log_corner(self.first)


def find_wedge(problem: Problem) -> Wedge:
    """A wedge on which g is proved analytic with Re g >= 0; raises UndecidedError with the first obstacle.

    Sector rules first; then boxes; then both from a first term so late that all before it are settled.
    """
    obstacle: UndecidedError | None = None
    starts: tuple[int, ...] = _STARTS
    for attempt in (_by_rules, _by_boxes, _by_rules, _by_boxes):
        try:
            return attempt(problem, starts)
        except UndecidedError as error:
            obstacle = obstacle or error
        if attempt is _by_boxes:
            starts = _late(problem)
    raise obstacle or UndecidedError("Re g >= 0 on no complex neighbourhood of the spectrum")


def _by_rules(problem: Problem, starts: tuple[int, ...]) -> Wedge:
    obstacle, spare = "", None
    far = problem.bound(problem.log_lambda(arb(_HORIZON)))[0]
    for limit in (_COMFORTABLE, Fraction(1, 2)):
        for first in starts:
            for alpha in _ANGLES:
                if alpha * problem.b > 1:
                    continue
                try:
                    place = problem.cached(("cone", first, alpha), partial(_place, problem, first, alpha))
                except UndecidedError as error:
                    obstacle = str(error)  # the narrowest wedge has the last word
                    continue
                if place.outputs[0].width > limit or not all(v.upper.is_finite() for v in place.outputs):
                    continue
                if not far > 1 or place.real_lower[0] > far - 1:
                    return Wedge(first, alpha, place)
                spare = spare or Wedge(first, alpha, place)
        if spare is not None:  # exp(-2g) off the axis may exceed its values on the axis: harder, not wrong
            return spare
    raise UndecidedError(obstacle or "Re g >= 0 on no complex neighbourhood of the spectrum")


def _place(problem: Problem, first: int, alpha: Fraction) -> Location:
    return locate(problem.bound, problem.cone_at(_log_corner(first), alpha * problem.b))


def _by_boxes(problem: Problem, starts: tuple[int, ...]) -> Wedge:
    obstacle = UndecidedError("no first term to start from")
    for first in starts:
        log_corner = _log_corner(first)
        crossing = frontier(problem, float(log_corner))
        for beta in _CONES:
            alpha = min(beta / problem.b, Fraction(2, 5))
            try:
                return Wedge(first, alpha, cover(problem, log_corner, alpha * problem.b, crossing))
            except UndecidedError as error:
                obstacle = error
    raise obstacle


def _late(problem: Problem) -> tuple[int, ...]:
    """First terms beyond which something is left of exp(-g), if those are far out."""
    start = float(_log_corner(_STARTS[0]))
    crossing = frontier(problem, start)
    enough = 0.7 * ctx.prec + 50 + 4 * float(problem.b + 1) * crossing

    def settled(y: float) -> bool:
        g = problem.bound(problem.log_lambda(arb(y)))[0]
        return not g.upper() <= enough  # also where it is too large to be written down

    low, high = start, crossing
    if not settled(low):
        return ()
    while high - low > 0.01 + 1e-6 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if settled(middle) else (low, middle)
    if low > _LATEST:
        return ()
    firsts = [int(math.exp(y)) for y in (low - _SPARE, low)]  # with room for the disc of `edge`, or without
    return tuple(first for first in firsts if first > _STARTS[-1])


def half_integer(first: int) -> arb:
    """first - 1/2, exactly, also when it has more bits than the working precision."""
    return arb((2 * first - 1, -1))


def _log_corner(first: int) -> arb:
    return half_integer(first).log()


@dataclass(frozen=True)
class Scale:
    """Heuristics that steer the work: where g crosses 1 in y = log x, and the size of the sum."""

    frontier: float
    size: arb
    accuracy: int  # relative bits of the largest sampled value of the integrand


def frontier(problem: Problem, start: float) -> float:
    """Rough y where g - g(0+) falls to 1 (to half its largest value if that is below 2), at least ``start``."""
    found: float = problem.cached(("frontier", start), lambda: _frontier(problem, start))
    return found


def _frontier(problem: Problem, start: float) -> float:
    far = problem.bound(problem.log_lambda(arb(_HORIZON)))[0]
    floor = far if far > 1 else arb(0)  # a part of g that does not vanish with lambda only scales L
    first = problem.bound(problem.log_lambda(arb(start)))[0] - floor
    threshold = arb(1) if first > 2 or not first.is_finite() else first / 2

    def above(y: float) -> bool:
        excess = problem.bound(problem.log_lambda(arb(y)))[0] - floor
        return not excess.upper() <= threshold  # also where it is too large to be written down

    low, high = start, start + 8.0
    if not above(low):
        return start
    while above(high):
        low, high = high, 2 * high
        if high > _FARTHEST:
            return start
    near = min(0.1, 0.5 / float(problem.b))  # half a unit of log lambda where b is large
    while high - low > near + 1e-4 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) else (low, middle)
    return low


def measure(
    problem: Problem, summand: Summand, wedge: Wedge, crossing: float, first: int = 1, last: int | None = None
) -> Scale:
    """Sample the integrand from the first terms to beyond the frontier, between the modes ``first`` and ``last``."""
    start = max(float(wedge.log_corner), float(half_integer(first).log()))
    far = max(crossing, start)
    points = {start + (far - start) * i / 6 for i in range(7)} | {far + 0.5 * i for i in range(1, 6)}
    if last is not None:
        end = float(half_integer(last + 1).log())
        points = {min(y, end) for y in points}
    samples = [
        abs(problem.weigh(summand, values, y, 1))
        for values, y in problem.sampled(("scale", first, last), lambda: [arb(y) for y in sorted(points)])
    ]
    samples += [abs(v) for v in first_terms(problem, summand, min(4, (last or 4) + 1))[first - 1 :]]
    best = max(samples, key=lambda v: v.mid() if v.is_finite() else arb.neg_inf().mid())
    size = best.mid()
    if last is not None:  # few modes far out are less than all of that size
        size *= (arb(last - first + 1) / last).mid()
    return Scale(crossing, size, best.rel_accuracy_bits())


def first_terms(problem: Problem, summand: Summand, first: int) -> list[arb]:
    """h(k) for 1 <= k < first."""
    found: list[arb] = problem.fixed(summand, ("terms", first), lambda: [arb(k).log() for k in range(1, first)])
    return found
