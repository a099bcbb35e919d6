"""Enclosure of sum_{k>=1} h(k) by the Abel-Plana formula on a wedge.

Let c = N - 1/2, V = {z: Re z >= c, |arg z| <= alpha} and z0 = c + i c tan(alpha) the upper
corner of V; the upper edge of V runs from c up to z0, then along the ray arg z = alpha.

1. sum_{k<N} h(k) is added term by term.
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
3. Hypotheses: on V, lambda lies in the cone |arg lambda| <= b alpha,
   |lambda| <= Lambda c^(-b).  `cone.locate` proves that g is analytic there with
   Re g >= 0, and bounds |t dg/dt|; so |exp(-2g)| <= exp(-2 inf Re g) and
   |1 - exp(-g)| <= 2 give C and p.  The real decay comes from `tails`.
4. Stop on the edge at height T = Im z.  With q = max(p, 0) and s = sin alpha the rest
   of the edge contributes at most, M being |z0| or, on the ray, |z| at the stop,
   C M^q exp(-2 pi T)/(1 - exp(-2 pi T)) (1/(2 pi) + 1/(2 pi s - q/M)).
   N is chosen so that T = Im z0 usually suffices: on the vertical side the kernel
   does not oscillate.
5. The rest are finite integrals, by `acb.integral` (rigorous, adaptive) after x = e^y.
   Where balls show F to be constant up to the tolerance (the learned modes, g huge) the
   integral of c x^k F is elementary; beyond Y `tails` takes over.  Hence the cost
   does not grow with t.

Scale and tolerances are heuristics: they steer the work, and the radius of the
result alone says what was achieved.

References: F. Olver, Asymptotics and Special Functions, 8.3 (Abel-Plana);
F. Johansson, "Numerical integration in arbitrary-precision ball arithmetic" (2018).

Left out: g whose cone cannot be proved (kinks, oscillation in lambda).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import acb, arb, ctx

from spectral_proofs.enclosure.cone import Location, locate
from spectral_proofs.enclosure.tails import InfiniteSumError, Problem, Summand, ball
from spectral_proofs.errors import UndecidedError

_STARTS = (8, 24, 96, 384)
_ANGLES = (Fraction(2, 5), *(Fraction(1, n) for n in (3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 256)))
_COMFORTABLE = Fraction(21, 50)  # a margin below pi/2 keeps exp(-2g) small on wide balls
_EVALUATIONS = 25_000
_MOST_TERMS = 400
_HORIZON = 2.0**20  # log x that stands for lambda -> 0 in heuristics
_FARTHEST = 2.0**40  # largest log x at which a tail is tried


@dataclass(frozen=True)
class Wedge:
    """First term N of the analytic part and the half-angle alpha * pi, with what was proved there."""

    first: int
    alpha: Fraction
    place: Location

    @property
    def corner(self) -> arb:
        """c = N - 1/2."""
        return arb(2 * self.first - 1) / 2

    @property
    def log_corner(self) -> arb:
        """Log c."""
        return self.corner.log()


def find_wedge(problem: Problem) -> Wedge:
    """A wedge on which g is proved analytic with Re g >= 0; raises UndecidedError with the first obstacle."""
    obstacle, spare = "", None
    far = problem.bound(problem.log_lambda(arb(_HORIZON)))[0]
    for limit in (_COMFORTABLE, Fraction(1, 2)):
        for first in _STARTS:
            for alpha in _ANGLES:
                log_corner = (arb(2 * first - 1) / 2).log()
                try:
                    place = locate(problem.bound, problem.cone_at(log_corner, alpha * problem.b))
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


@dataclass(frozen=True)
class Scale:
    """Heuristics that steer the work: where g crosses 1 in y = log x, and the size of the sum."""

    frontier: float
    size: arb
    accuracy: int  # relative bits of the largest sampled value of the integrand


def frontier(problem: Problem, start: float) -> float:
    """Rough y where g - g(0+) falls to 1 (to half its largest value if that is below 2), at least ``start``."""

    far = problem.bound(problem.log_lambda(arb(_HORIZON)))[0]
    floor = far if far > 1 else arb(0)  # a part of g that does not vanish with lambda only scales L
    first = problem.bound(problem.log_lambda(arb(start)))[0] - floor
    threshold = arb(1) if first > 2 else first / 2

    def above(y: float) -> bool:
        return bool(problem.bound(problem.log_lambda(arb(y)))[0] - floor > threshold)

    low, high = start, start + 8.0
    if not above(low):
        return start
    while above(high):
        low, high = high, 2 * high
        if high > _FARTHEST:
            return start
    while high - low > 0.25 + 1e-3 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) else (low, middle)
    return low


def measure(problem: Problem, summand: Summand, wedge: Wedge, crossing: float) -> Scale:
    """Sample the integrand from the first terms to beyond the frontier."""
    start = float(wedge.log_corner)
    points = {start + (crossing - start) * i / 12 for i in range(13)} | {crossing + 0.5 * i for i in range(1, 9)}
    samples = [abs(problem.value(summand, arb(y), shift=1)) for y in points]
    samples += [abs(problem.value(summand, arb(k).log())) for k in range(1, min(wedge.first, 4))]
    best = max(samples, key=lambda v: v.mid() if v.is_finite() else arb.neg_inf().mid())
    return Scale(crossing, best.mid(), best.rel_accuracy_bits())


def total(problem: Problem, summand: Summand, wedge: Wedge, scale: Scale, bits: int) -> arb:
    """Enclosure of sum_{k>=1} h(k), aiming at a relative radius of 2^-bits.

    Raises InfiniteSumError and UndecidedError as `Problem.tail` does.
    """
    tolerance = scale.size * arb(2) ** (-bits)
    wedge = enlarge(wedge, problem, summand, tolerance)
    start = wedge.log_corner
    end, tail = _cut(problem, summand, max(scale.frontier, float(start)), tolerance)
    head = _direct(problem, summand, wedge.first)
    plateau, begin = _plateau(problem, summand, start, arb(scale.frontier), tolerance)
    middle = arb(0)
    if begin < end:
        middle = _integrate(lambda y, flag: problem.value(summand, y, 1, flag), begin, end, tolerance, bits)
    edge = _edge(problem, summand, wedge, tolerance)
    return (head + plateau + middle + tail + edge) * problem.factor(summand)


def _direct(problem: Problem, summand: Summand, first: int) -> arb:
    result = arb(0)
    for k in range(1, first):
        result += problem.value(summand, arb(k).log())
    return result


def _integrate(f: Callable[[acb, bool], acb], start: arb, end: arb, tolerance: arb, bits: int) -> arb:
    value = acb.integral(f, acb(start), acb(end), rel_tol=arb(2) ** (-bits), abs_tol=tolerance, eval_limit=_EVALUATIONS)
    real: arb = value.real
    return real


def _cut(problem: Problem, summand: Summand, crossing: float, tolerance: arb) -> tuple[arb, arb]:
    """Y and the tail beyond it: the nearest Y found whose tail has a radius below the tolerance."""
    step, last_error = 4.0, UndecidedError("no tail tried")
    near, far, best = crossing, None, None
    while step < _FARTHEST:
        y = arb(crossing + step)
        try:
            tail = problem.tail(summand, y)
        except UndecidedError as error:
            last_error = error
        else:
            if tail.rad() <= tolerance:
                far, best = crossing + step, tail
                break
            if step > 60 * ctx.prec:
                break
        near, step = crossing + step, 2 * step
    if far is None or best is None:
        raise last_error if best is None and step >= _FARTHEST else UndecidedError("a tail too slow to enclose")
    while far - near > 1 + 0.06 * (far - crossing):
        middle = (near + far) / 2
        try:
            tail = problem.tail(summand, arb(middle))
        except UndecidedError:
            near = middle
            continue
        if tail.rad() <= tolerance:
            far, best = middle, tail
        else:
            near = middle
    return arb(far), best


def _plateau(problem: Problem, summand: Summand, start: arb, end: arb, tolerance: arb) -> tuple[arb, arb]:
    """Integral over [start, y] for the largest y found up to which balls show F constant within the tolerance."""
    result, rate = arb(0), ball(summand.exponent + 1)
    width, left = 4.0 / float(problem.b), start
    limit = tolerance / 64
    while left < end:
        right = (left + width).mid().min(end)
        shape = summand.shape(problem.bound(problem.log_lambda(left.union(right))))
        weight = right - left if rate == 0 else (left * rate).exp() * ((right - left) * rate).expm1() / rate
        piece = shape * weight
        if not (piece.is_finite() and (shape.rad() * abs(weight)).upper() <= limit):
            if width < 0.5 / float(problem.b):
                break
            width /= 2
            continue
        result += piece
        left = right
        width = min(2 * width, 16.0 / float(problem.b))
    return result, left


def _edge(problem: Problem, summand: Summand, wedge: Wedge, tolerance: arb) -> arb:
    """2 Re of the integral along the upper edge, steps 2 to 4 of the module docstring."""
    growth = _growth(summand, problem, wedge.place)
    angle = arb.pi() * ball(wedge.alpha)
    corner, top = acb(wedge.corner), (wedge.corner * angle.tan()).mid()
    height, rest = _stop(growth, wedge.corner / angle.cos(), angle.sin(), top, tolerance)
    pieces = [(corner, acb(0, 1), height)]
    if not rest <= tolerance:
        start, turn = acb(wedge.corner, top), acb(angle.cos(), angle.sin())
        length, rest = _reach(growth, start, angle.sin(), tolerance)
        pieces.append((start, turn, length))
    value = arb(0)
    for piece in pieces:
        value += _kernel_integral(problem, summand, *piece, tolerance).real
    return 2 * value + arb(0, (2 * rest).upper())


def _kernel_integral(problem: Problem, summand: Summand, start: acb, turn: acb, length: arb, tolerance: arb) -> acb:
    """Integral of h(z) / (exp(-2 pi i z) - 1) over z = start + turn r, 0 <= r <= length."""
    spin, origin = acb(0, 2) * acb.pi() * turn, (acb(0, 2) * acb.pi() * start).exp()

    def integrand(r: acb, flag: bool) -> acb:
        q = origin * (spin * r).exp()
        weighted: acb = problem.value(summand, (start + r * turn).log(analytic=flag), 0, flag) * q / (1 - q)
        return weighted

    goal = arb(2) ** (-ctx.prec)
    value: acb = acb.integral(
        integrand, acb(0), acb(length), rel_tol=goal, abs_tol=tolerance / 8, eval_limit=_EVALUATIONS
    )
    result: acb = value * turn
    return result


def _growth(summand: Summand, problem: Problem, place: Location) -> tuple[arb, Fraction]:
    """C and p >= 0 with |h(z)| <= C |z|^p on the wedge."""
    decay = (-2 * place.real_lower[0].max(arb(0))).exp().upper()
    bound = arb(4) if summand.energy else decay
    power = summand.exponent
    if summand.slope:
        d = place.outputs[1]
        bound = (bound if summand.energy else 2 * bound) * d.upper * ball(problem.Lambda) ** ball(d.high)
        power = power - problem.b * d.high
    return bound.upper(), max(power, Fraction(0))


def _rest(growth: tuple[arb, Fraction], modulus: arb, sine: arb, height: arb) -> arb:
    """The bound of step 4; infinite where it does not apply."""
    (bound, power), rate = growth, 2 * arb.pi()
    slope, decay = rate * sine - ball(power) / modulus, (-rate * height).exp()
    if not (slope > 0 and decay < 1):
        return arb.pos_inf()
    size = bound * modulus ** ball(power) * decay / (1 - decay)
    return (size * (1 / rate + 1 / slope)).upper()


def _stop(growth: tuple[arb, Fraction], modulus: arb, sine: arb, top: arb, tolerance: arb) -> tuple[arb, arb]:
    """Smallest convenient height <= top at which the vertical side may be left, with the rest beyond it."""
    for part in (8, 4, 2):
        rest = _rest(growth, modulus, sine, top / part)
        if rest <= tolerance:
            return (top / part).mid(), rest
    return top, _rest(growth, modulus, sine, top)


def _reach(growth: tuple[arb, Fraction], start: acb, sine: arb, tolerance: arb) -> tuple[arb, arb]:
    """Length of the piece of the ray to integrate so that the rest meets the tolerance, and that rest."""
    length = arb(1)
    for _ in range(80):
        rest = _rest(growth, abs(start) + length, sine, start.imag + length * sine)
        if rest <= tolerance:
            return length, rest
        length = (length * 1.5).mid()
    raise UndecidedError("the sum is too small beside the bound of its summand off the real axis")


def enlarge(wedge: Wedge, problem: Problem, summand: Summand, tolerance: arb) -> Wedge:
    """The wedge with N raised so that the ray beyond z0 is negligible, if a few hundred terms suffice."""
    bound, power = _growth(summand, problem, wedge.place)
    tangent = float((arb.pi() * ball(wedge.alpha)).tan().mid())
    needed = (bound / tolerance).log()
    if not needed < 1e6:
        return wedge
    first = wedge.first
    for _ in range(3):
        height = float(needed.mid()) + 4 + float(power) * math.log(first + 1)
        first = max(wedge.first, min(_MOST_TERMS, int(height / (2 * math.pi * tangent)) + 2))
    return replace(wedge, first=first)


__all__ = ["InfiniteSumError", "Scale", "Wedge", "find_wedge", "frontier", "measure", "total"]
