"""Enclosure of a sum of h(k) over k = K, K+1, ..., M by the Abel-Plana formula on a wedge; M may be infinite.

Let c = N - 1/2, V = {z: Re z >= c, |arg z| <= alpha} and z0 = c + i c tan(alpha) the upper
corner of V; the upper edge of V runs from c up to z0, then along the ray arg z = alpha.

1. sum_{K<=k<N} h(k) is added term by term; if N is far out, in pieces on which F is enclosed by its ends.
   N = K where K is far enough out.
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
   For a finite M the same edge integral from M + 1/2 is subtracted and the integral of h ends there: the
   rays coincide beyond the second corner, so that the contour is a bounded trapezoid and no decay of h is needed.
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
from dataclasses import dataclass
from itertools import pairwise

from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums import adaptive, circle, gauss
from spectral_proofs.sums.boundary import boundary, edge_at
from spectral_proofs.sums.cone import Location
from spectral_proofs.sums.edge import Growth
from spectral_proofs.sums.finite import MANY, halves, piece
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.ranges import ranges
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import InfiniteSumError, Problem
from spectral_proofs.sums.wedge import Scale, Wedge, find_wedge, first_terms, frontier, half_integer, measure

_MOST_PIECES = 400
_MOST_PANELS = 1200
_PANEL = 5.0  # panel width over alpha
_SHORT, _FAR = 0.5, 6.0  # log x before the last mode, and beyond the frontier


def total(
    problem: Problem, summand: Summand, wedge: Wedge, scale: Scale, bits: int, first: int = 1, last: int | None = None
) -> arb:
    """Enclosure of the sum of h(k) over first <= k <= last, aiming at a relative radius of 2^-bits.

    Raises InfiniteSumError and UndecidedError as `Problem.tail` does.
    """
    tolerance = scale.size * arb(2) ** (-bits)
    growth = _growth(summand, problem, wedge.place)
    begin, edges = boundary(problem, summand, wedge, growth, tolerance, bits, first, last)
    if last is not None and last < begin:
        return _head(problem, summand, first, last + 1, tolerance) * ball(summand.coefficient)
    start, integral = half_integer(begin).log(), _Integral(problem, summand, wedge, growth, scale.frontier, tolerance)
    head = _head(problem, summand, first, begin, tolerance)
    if last is None:
        body = integral.from_(start)
    else:
        edges -= edge_at(problem, summand, wedge, growth, tolerance, bits, last + 1)
        body = integral.between(start, half_integer(last + 1).log())
    return (head + body + edges) * ball(summand.coefficient)


def _head(problem: Problem, summand: Summand, first: int, end: int, tolerance: arb) -> arb:
    """Sum over first <= k < end; where that is many, by pieces on which F varies little."""
    if end <= MANY:
        return sum(first_terms(problem, summand, end)[first - 1 :], arb(0))
    total, pieces, count = arb(0), [(first, end)] if first < end else [], 0
    while pieces:
        low, high = pieces.pop()
        value = piece(problem, summand, low, high)
        count += 1
        if value.rad() <= tolerance / 64 or high - low < 2 or count > _MOST_PIECES:
            total += value
        else:
            pieces += reversed(halves(low, high))
    return total


@dataclass(frozen=True)
class _Integral:
    """The integral of h over log x, c taken out."""

    problem: Problem
    summand: Summand
    wedge: Wedge
    growth: Growth
    crossing: float  # log x of the frontier
    tolerance: arb

    def from_(self, start: arb) -> arb:
        """From there to infinity."""
        low = float(start)
        found = self._circle(max(self.crossing, low), low + 1e-9)
        if found is None:
            end, tail = adaptive.cut(self.problem, self.summand, max(self.crossing, low), self.tolerance)
            found = float(end), tail
        return found[1] + self._panels(start, arb(found[0]))

    def between(self, start: arb, end: arb) -> arb:
        """Between the two; far beyond the frontier, as the difference of two tails."""
        stop = float(end.mid()) - _SHORT
        if stop <= float(start.mid()):
            return self._panels(start, end)
        result = self._panels(arb(stop), end)
        parts = None
        if stop > max(self.crossing, float(start)) + _FAR:
            parts = self._by_circle(float(start), stop)
        if parts is not None:
            stop, difference = parts
            result += difference
        return result + self._panels(start, arb(stop))

    def _by_circle(self, start: float, stop: float) -> tuple[float, arb] | None:
        """Y and the integral from Y to ``stop``."""
        crossing = max(self.crossing, start)
        near, far = self._circle(crossing, start + 1e-9), self._circle(crossing, stop)
        if near is None or far is None or far[0] != stop or not near[0] < far[0]:
            return None
        return near[0], near[1] - far[1]

    def _circle(self, crossing: float, start: float) -> tuple[float, arb] | None:
        """Y and the integral beyond it."""
        problem = self.problem
        level = float(problem.log_lambda(arb(crossing)).mid()) + 0.7
        region = problem.cached(("disc", level), lambda: circle.disc(problem, level))
        if region is None:
            return None
        found = circle.tail(problem, self.summand, self.wedge.place, region, start, self.tolerance)
        return found if found is not None and adaptive.narrow(found[1], 4 * self.tolerance) else None

    def _panels(self, start: arb, end: arb) -> arb:
        """From log c to Y: elementary, then panels on a grid that ends in Y."""
        wedge = self.wedge
        proved = float(wedge.angle.mid()) * (1 - 1e-9), float(wedge.log_corner.mid()) + 1e-9
        strip = max(proved[0], gauss.wide_strip(self.problem, self.crossing))
        width, low = _PANEL * strip, float(start.mid())
        count = max(1, math.ceil((float(end.mid()) - low) / width - 0.35))

        # exact, so that all panels but the first have the same width
        def point(j: int) -> arb:
            return end - (count - j) * arb(width) if j else start

        result, at = _skip(self.problem, self.summand, point, count, self.tolerance)
        if count - at > _MOST_PANELS:
            raise UndecidedError(f"the summand would have to be integrated up to log k = {float(end.mid()):.3g}")
        for j in range(at, count):
            result += self._panel(point(j), point(j + 1), strip, proved)
        return result

    def _panel(self, start: arb, end: arb, strip: float, proved: tuple[float, float]) -> arb:
        power, share = self.growth.power + 1, self.tolerance / 8

        def known(low: float, high: float) -> arb:
            return self.growth.bound * (arb(high if power > 0 else low) * power).exp()

        try:
            if strip > proved[0]:
                return gauss.integrate(self.problem, self.summand, (start, end), (strip, -math.inf), None, share)
            return gauss.integrate(self.problem, self.summand, (start, end), proved, known, share)
        except UndecidedError:
            if strip > proved[0]:  # back to the strip that the cone proves
                parts = math.ceil(strip / proved[0])
                points = [start + (end - start) * i / parts for i in range(parts)] + [end]
                return sum((self._panel(*pair, proved[0], proved) for pair in pairwise(points)), arb(0))
            return adaptive.integrate(self.problem, self.summand, start, end, self.tolerance)


def _skip(
    problem: Problem, summand: Summand, point: Callable[[int], arb], count: int, tolerance: arb
) -> tuple[arb, int]:
    """Integral up to the grid point until which interval arithmetic shows F constant within the tolerance."""
    limit = tolerance / 64
    result, at = arb(0), 0
    while at < count:
        # aligned blocks of 2^n panels: L and S ask for g on the same ones
        step = at & -at or 1 << count.bit_length()
        while at + step > count:
            step //= 2
        while step:
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
    between: list[tuple[arb, arb]] = problem.cached(
        ("ranges", left.mid().man_exp(), right.mid().man_exp()),
        lambda: ranges(problem.bound, problem.log_lambda(right), problem.log_lambda(left)),
    )
    shape = summand.range(between)
    return shape * summand.power_integral(left, right)


def _growth(summand: Summand, problem: Problem, place: Location) -> Growth:
    """C and p with |h(z)| <= C |z|^p on the wedge."""
    decay = (-2 * place.real_lower[0].max(arb(0))).exp().upper()
    rises = {Kernel.RISE: arb(2), Kernel.ENERGY: arb(4)}
    bound = rises.get(summand.kernel, decay)
    power = summand.exponent
    if summand.slope:
        d = place.outputs[1]
        bound = (
            (2 * bound if summand.kernel is Kernel.DECAY else bound) * d.upper * ball(problem.Lambda) ** ball(d.high)
        )
        power = power - problem.b * d.high
    if summand.weight:
        v = place.outputs[-summand.weight]
        bound, power = bound * v.upper * ball(problem.Lambda) ** ball(v.high), power - problem.b * v.high
    return Growth(bound.upper(), ball(power))


__all__ = ["InfiniteSumError", "Scale", "Wedge", "find_wedge", "frontier", "measure", "total"]
