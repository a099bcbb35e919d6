"""Enclosure of sum_{k>=1} h(k) by the Abel-Plana formula on a wedge.

Let c = N - 1/2, V = {z: Re z >= c, |arg z| <= alpha} and z0 = c + i c tan(alpha) the upper
corner of V; the upper edge of V runs from c up to z0, then along the ray arg z = alpha.

1. sum_{k<N} h(k) is added term by term; if N is far out, in pieces on which F is enclosed by its ends.
2. If h is analytic on V, real on the real axis, |h(z)| <= C |z|^p on V and
   h(x) = O(x^(-1-delta)) on the real axis, then

       sum_{k>=N} h(k) = integral_c^oo h(x) dx + 2 Re integral_edge h(z)/(exp(-2 pi i z) - 1) dz.

   Proof: the residue theorem for h(z)/(exp(2 pi i z) - 1) on V cut off at
   Re z = K + 1/2; above the axis 1/(exp(2 pi i z) - 1) = -1 - 1/(exp(-2 pi i z) - 1), and
   Cauchy's theorem moves the -1 to the axis.  The side Re z = K + 1/2 vanishes as
   K -> oo: with H(u) = h(e^u) e^u, the function H(u) exp(delta u + i eta u^2),
   2 eta alpha = max(p + 1, 0) + delta, is bounded on the sides of the half strip
   0 <= Im u <= alpha and of order O(exp(const |u|^2)), so bounded inside
   (Phragmen-Lindelof).  Hence H decays for 0 <= Im u <= some theta_0 > 0, and for
   larger angles the kernel, about exp(-2 pi Im z), wins.
3. Hypotheses: `cone.locate`, or boxes (`cover`), prove for |arg lambda| <= b alpha and |lambda| <= Lambda c0^(-b),
   that g is analytic with Re g >= 0, and bounds |t dg/dt|; so |exp(-2g)| <= exp(-2 inf Re g)
   and |1 - exp(-g)| <= 2 give C and p.  c0 < c leaves room for the disc |z - c| <= c sin(alpha)
   of `edge`, all of which has |arg z| <= alpha, |z| >= c (1 - sin alpha) >= c0.  The real decay
   comes from `circle` or `tails`.
4. The integral over log x from log c on: where interval arithmetic shows F to be constant
   up to the tolerance (the learned modes, g huge) the integral of c x^k F is
   elementary; then come the panels of `gauss`; beyond Y, `circle`.  Hence the cost does not grow with t.
   `adaptive` stands in where one of these finds no bound.

Scale and tolerances are heuristics: they steer the work, and the radius of the
result alone says what was achieved.

Reference: F. Olver, Asymptotics and Special Functions, 8.3 (Abel-Plana).

Left out: g whose cone cannot be proved (kinks, oscillation in lambda).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from flint import arb

from spectral_proofs.enclosure import adaptive, circle, gauss
from spectral_proofs.enclosure.cone import Location
from spectral_proofs.enclosure.edge import Growth, disc_bound, edge, radius_for, rule_for
from spectral_proofs.enclosure.ranges import ranges
from spectral_proofs.enclosure.tails import InfiniteSumError, Problem, Summand, ball
from spectral_proofs.enclosure.wedge import Scale, Wedge, find_wedge, first_terms, frontier, half_integer, measure
from spectral_proofs.errors import UndecidedError

_MOST_TERMS = 400  # N raised for the sake of the edge
_DIRECT = 3000  # terms added one by one at most
_PANEL = 3.0  # panel width over alpha


def total(problem: Problem, summand: Summand, wedge: Wedge, scale: Scale, bits: int) -> arb:
    """Enclosure of sum_{k>=1} h(k), aiming at a relative radius of 2^-bits.

    Raises InfiniteSumError and UndecidedError as `Problem.tail` does.
    """
    tolerance = scale.size * arb(2) ** (-bits)
    growth = _growth(summand, problem, wedge.place)
    first, boundary = _boundary(problem, summand, wedge, growth, tolerance, bits)
    start = half_integer(first).log()
    end, tail = _tail(problem, summand, wedge, max(scale.frontier, float(start)), float(start), tolerance)
    head = _head(problem, summand, first, tolerance)
    middle = _middle(problem, summand, wedge, growth, (start, end), scale.frontier, tolerance)
    return (head + middle + tail + boundary) * problem.factor(summand)


def _head(problem: Problem, summand: Summand, first: int, tolerance: arb) -> arb:
    """Sum over k < N; where N is far out, by pieces on which F varies little, as sums of x^k are zeta functions."""
    if first <= _DIRECT:
        return sum(first_terms(problem, summand, first), arb(0))
    total, pieces, count = arb(0), [(1, first)], 0
    while pieces:
        low, high = pieces.pop()
        ends = problem.log_lambda(arb(high - 1).log()), problem.log_lambda(arb(low).log())
        value = summand.range(ranges(problem.bound, *ends)) * _powers(-ball(summand.exponent), low, high)
        count += 1
        if value.rad() <= tolerance / 64 or high - low < 2 or count > _MOST_TERMS:
            total += value
        else:
            middle = min(max(math.isqrt(low * high), low + 1), high - 1)
            pieces += [(middle, high), (low, middle)]
    return total


def _powers(s: arb, low: int, high: int) -> arb:
    """Sum of k^-s over low <= k < high."""
    if s == 1:
        return arb(high).digamma() - arb(low).digamma()
    return s.zeta(arb(low)) - s.zeta(arb(high))


def _boundary(
    problem: Problem, summand: Summand, wedge: Wedge, growth: Growth, tolerance: arb, bits: int
) -> tuple[int, arb]:
    """N and the edge integral from N - 1/2."""
    s, low = float(wedge.angle.sin().mid()) * 0.99, (2 * wedge.first - 1) / 2
    radius, first = radius_for(0.7 * bits + 3), 0
    most = max(_MOST_TERMS, 2 * wedge.first)
    while radius > s * (first - 0.5) and first <= most:  # first for a typical h, then for what h turns out to be
        first = max(wedge.first + 1, math.ceil(max(radius / s, low / (1 - s) * (1 + 1e-9)) + 0.5))
        first = problem.reuse("first", first)
        nats = (disc_bound(problem, summand, half_integer(first), s, growth) / tolerance).log()
        radius = radius_for(float(nats.mid()) if nats < 1e4 else 0.0 if nats.is_nan() else 1e4)
    rule = rule_for(min(s * (first - 0.5), max(radius, 20.0))) if first <= most else None
    if rule is not None:
        value = edge(problem, summand, rule, half_integer(first), s, wedge.angle, growth, tolerance)
        if value.rad() <= 4 * tolerance:
            return first, value
    first = _enlarge(wedge, growth, tolerance)
    return first, adaptive.edge(problem, summand, half_integer(first), wedge.angle, growth, tolerance)


def _tail(
    problem: Problem, summand: Summand, wedge: Wedge, crossing: float, start: float, tolerance: arb
) -> tuple[float, arb]:
    """Y and the integral beyond it."""
    level = float(problem.log_lambda(arb(crossing)).mid()) + 0.7
    r = problem.cached(("radius", level), lambda: circle.radius(problem, level))
    if r is not None:
        found = circle.tail(problem, summand, wedge.place, r, start + 1e-9, tolerance)
        if found is not None and found[1].rad() <= 4 * tolerance:
            return found
    end, tail = adaptive.cut(problem, summand, crossing, tolerance)
    return float(end), tail


def _middle(
    problem: Problem,
    summand: Summand,
    wedge: Wedge,
    growth: Growth,
    ends: tuple[arb, float],
    crossing: float,
    tolerance: arb,
) -> arb:
    """Integral of h over log x from log c to Y: elementary, then panels on a grid that ends in Y."""
    start, end = ends
    proved = float(wedge.angle.mid()) * (1 - 1e-9), float(wedge.log_corner.mid()) + 1e-9
    strip = max(proved[0], gauss.wide_strip(problem, crossing))
    width, low = _PANEL * strip, float(start.mid())
    count = max(1, math.ceil((end - low) / width - 0.35))

    # exact, so that all panels but the first have the same width
    def point(j: int) -> arb:
        return end - (count - j) * arb(width) if j else start

    result, at = _skip(problem, summand, point, count, tolerance)
    for j in range(at, count):
        result += _panel(problem, summand, (point(j), point(j + 1)), strip, proved, growth, tolerance)
    return result


def _skip(
    problem: Problem, summand: Summand, point: Callable[[int], arb], count: int, tolerance: arb
) -> tuple[arb, int]:
    """Integral up to the grid point until which interval arithmetic shows F constant within the tolerance."""
    limit = tolerance / 64
    result, at = arb(0), 0
    while at < count:
        step, piece = count - at, arb(0)
        while step > 0:
            piece = _piece(problem, summand, point(at), point(at + step))
            if piece.is_finite() and piece.rad() <= limit:
                break
            step //= 2
        if step == 0:
            break
        result += piece
        at += step
    return result, at


def _piece(problem: Problem, summand: Summand, left: arb, right: arb) -> arb:
    shape = summand.range(ranges(problem.bound, problem.log_lambda(right), problem.log_lambda(left)))
    return shape * summand.power_integral(left, right)


def _panel(
    problem: Problem,
    summand: Summand,
    ends: tuple[arb, arb],
    strip: float,
    proved: tuple[float, float],
    growth: Growth,
    tolerance: arb,
) -> arb:
    power = growth.power + 1

    def known(low: float, high: float) -> arb:
        return growth.bound * (arb(high if power > 0 else low) * power).exp()

    try:
        if strip > proved[0]:
            return gauss.integrate(problem, summand, ends, (strip, -math.inf), None, tolerance / 8)
        return gauss.integrate(problem, summand, ends, proved, known, tolerance / 8)
    except UndecidedError:
        if strip > proved[0]:  # back to the strip that the cone proves
            parts = math.ceil(strip / proved[0])
            points = [ends[0] + (ends[1] - ends[0]) * i / parts for i in range(parts)] + [ends[1]]
            return sum(
                (_panel(problem, summand, pair, proved[0], proved, growth, tolerance) for pair in pairwise(points)),
                arb(0),
            )
        return adaptive.integrate(problem, summand, *ends, tolerance)


def _growth(summand: Summand, problem: Problem, place: Location) -> Growth:
    """C and p with |h(z)| <= C |z|^p on the wedge."""
    decay = (-2 * place.real_lower[0].max(arb(0))).exp().upper()
    bound = arb(4) if summand.energy else decay
    power = summand.exponent
    if summand.slope:
        d = place.outputs[1]
        bound = (bound if summand.energy else 2 * bound) * d.upper * ball(problem.Lambda) ** ball(d.high)
        power = power - problem.b * d.high
    return Growth(bound.upper(), ball(power))


def _enlarge(wedge: Wedge, growth: Growth, tolerance: arb) -> int:
    """N raised so that the ray beyond z0 is negligible, if a few hundred terms suffice."""
    tangent = float(wedge.angle.tan().mid())
    needed = (growth.bound / tolerance).log()
    if not needed < 1e6:
        return wedge.first
    first = wedge.first
    for _ in range(3):
        height = float(needed.mid()) + 4 + float(growth.power.mid()) * math.log(first + 1)
        first = max(wedge.first, min(_MOST_TERMS, int(height / (2 * math.pi * tangent)) + 2))
    return first


__all__ = ["InfiniteSumError", "Scale", "Wedge", "find_wedge", "frontier", "measure", "total"]
