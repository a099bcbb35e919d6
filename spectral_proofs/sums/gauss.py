"""Gauss-Legendre panels in y = log x with a proved error.

Panel [l, r], f analytic inside the ellipse with foci l, r and half-axes h (rho +- 1/rho)/2,
h = (r - l)/2, and |f| <= M on it.  The Chebyshev coefficients of f are at most 2 M rho^-k, so a
polynomial of degree 2n - 1 is within 2 M rho^(-2n)/(1 - 1/rho) of f, and the n-point rule, with
positive weights of sum 2h and exact for that polynomial, has an error of at most

    8 h M rho^(-2n) / (1 - 1/rho).

1. The ellipse has to lie in the region of analyticity: |Im y| < alpha, Re y >= the floor proved by
   `cone`.  That fixes rho.
   Without such a proof (the wider strip in which logarithms are analytic) boxes that cover the whole
   ellipse are evaluated with the flag that refuses to meet a branch cut, which proves it.
   Where F is nearly 1 the rule integrates F - 1, and the rest is elementary.
2. M is the largest ball over boxes that cover the upper half of the ellipse (maximum principle,
   conjugation), or the bound of the wedge if that is smaller.
3. n is the smallest with an error below the tolerance.  Values of g at the nodes are kept, so L and
   S and their slopes share them.

Reference: L. N. Trefethen, Approximation Theory and Approximation Practice, chapters 8 and 19.

Left out: panels on which no finite M is found; UndecidedError.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache

from flint import acb, arb, arb_mat, ctx

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.evaluate import Boxes
from spectral_proofs.sums.summand import Samples, Summand, ball
from spectral_proofs.sums.tails import Problem

_ARCS = 8
_MOST_NODES = 400
_SLABS, _LAYERS = 8, 2
_WIDE = 0.7  # of the angle pi in lambda
_MODERATE = 12
_THINNEST = 1e-9  # half-width of a panel that floats still resolve
_MARGIN = 0.97  # of the half-width of the strip


@cache
def _rule(n: int, bits: int) -> tuple[tuple[arb, arb], ...]:
    with working_precision(bits):
        return tuple(arb.legendre_p_root(n, k, weight=True) for k in range(n))


def nodes_for(n: int) -> tuple[tuple[arb, arb], ...]:
    """Nodes and weights of the n-point rule on [-1, 1], at or above the working precision."""
    return _rule(n, 64 * (ctx.prec // 64 + 1))


def ellipse(half: float, strip: float, slack: float) -> float:
    """Largest convenient rho with half-axis <= strip across and an overshoot <= slack along."""
    across = strip * _MARGIN / half  # (rho - 1/rho)/2
    along = 1 + slack * _MARGIN / half  # (rho + 1/rho)/2
    return min(across + math.sqrt(1 + across * across), along + math.sqrt(along * along - 1))


def boxes(middle: float, half: float, rho: float) -> Iterator[acb]:
    """Boxes that cover the upper half of the ellipse."""
    major, minor = half * (rho + 1 / rho) / 2, half * (rho - 1 / rho) / 2
    for i in range(_ARCS):
        a, b = math.pi * i / _ARCS, math.pi * (i + 1) / _ARCS
        right, left = middle + major * math.cos(a), middle + major * math.cos(b)
        low, high = sorted((minor * math.sin(a), minor * math.sin(b)))
        if a < math.pi / 2 < b:
            high = minor
        grow = 1e-9 * (1 + abs(middle) + major)
        yield acb(arb((left + right) / 2, (right - left) / 2 + grow), arb((low + high) / 2, (high - low) / 2 + grow))


def interior(middle: float, half: float, rho: float) -> Iterator[acb]:
    """Boxes that cover the upper half of the ellipse with its interior."""
    major, minor = half * (rho + 1 / rho) / 2, half * (rho - 1 / rho) / 2
    grow = 1e-9 * (1 + abs(middle) + major)
    for i in range(_SLABS):
        a, b = 2 * i / _SLABS - 1, 2 * (i + 1) / _SLABS - 1
        top = minor * math.sqrt(1 - (0 if a < 0 < b else min(abs(a), abs(b)) ** 2))
        layers = math.ceil(_LAYERS * top / minor)
        for k in range(layers):
            real = arb(middle + major * (a + b) / 2, major * (b - a) / 2 + grow)
            yield acb(real, arb(top * (2 * k + 1) / (2 * layers), top / (2 * layers) + grow))


def wide_strip(problem: Problem, crossing: float) -> float:
    """Half-width of a strip in which exp(-g) stays moderate near the frontier, to be confirmed panel by panel."""
    strip: float = problem.cached("strip", lambda: _wide_strip(problem, crossing))
    return strip


def _wide_strip(problem: Problem, crossing: float) -> float:
    strip = _WIDE * math.pi / float(problem.b)
    middle, half = crossing - 1 / float(problem.b), 2 / float(problem.b)
    for box in interior(middle, half, 1 + 2 * strip / half):
        values = problem.bound(problem.log_lambda(box), True)
        if not abs((-values[0]).exp()) < _MODERATE:
            return 0.0
    return strip


def integrate(
    problem: Problem,
    summand: Summand,
    ends: tuple[arb, arb],
    region: tuple[float, float],
    known: Callable[[float, float], arb] | None,
    tolerance: arb,
) -> arb:
    """Integral of h(x) dx / c over log x between two narrow balls.

    With ``known``, h is known to be analytic for |Im y| < region[0], Re y > region[1], and |x h| <= known(low, high)
    there for low <= Re y <= high; without it both are to be found on boxes that cover the ellipse.
    """
    left, right = float(ends[0].mid()), float(ends[1].mid())
    if not left > region[1]:
        raise UndecidedError("no room for an ellipse beside the end of the region")
    half = max((right - left) / 2, _THINNEST)  # a larger ellipse than needed does no harm
    rho = ellipse(half, region[0], left - region[1])
    base, largest = _largest(problem, summand, (ends[0] + ends[1]) / 2, half, rho, known is None)
    if known:
        middle, major = (left + right) / 2, half * (rho + 1 / rho) / 2
        wedge = known(middle - major, middle + major)
        base, largest = (base, largest) if largest <= wedge else (0, wedge)
    if not largest.is_finite():
        raise UndecidedError("no bound of the summand off the real axis")
    n = _count(largest, half, rho, tolerance)
    if n > _MOST_NODES:
        raise UndecidedError("the summand varies too fast for its bound off the real axis")
    total = _sum(problem, summand, ends, n, base)
    ratio = arb(rho)
    error = 8 * half * largest * arb(1.000001) * ratio ** (-2 * n) / (1 - 1 / ratio)
    if base:
        total += summand.power_integral(*ends)
    return total + arb(0, error.upper())


def _largest(problem: Problem, summand: Summand, middle: arb, half: float, rho: float, whole: bool) -> tuple[int, arb]:
    """base = 0 or 1 and the bound of |F - base| x^(k+1) on the ellipse, whichever is smaller."""
    covered: list[acb]
    covered, offsets = problem.stored(("boxes", half, rho, whole), lambda: _offsets(problem.b, half, rho, whole))
    shift, rate = problem.log_lambda(middle), ball(summand.exponent + 1)
    name = ("boxes", middle.mid().man_exp(), half, rho, whole)
    outputs = problem.cached(name, lambda: problem.bound.at_boxes(offsets, shift, whole))
    powers: list[arb] = problem.stored(
        ("box powers", half, rho, whole, summand.exponent), lambda: [(rate * y.real).exp().upper() for y in covered]
    )
    front = (rate * middle).exp().upper()
    decays: list[arb] = problem.cached((name, "decays"), lambda: [(-values[0].real).exp() for values in outputs])
    base, sizes = summand.settled(decays)
    if all(size < 0.5 for size in sizes):  # then |F - base| is the smaller one on every box
        return base, (_highest(sizes, powers) * front).upper()
    shapes = summand.shapes(outputs)
    plain = _highest([abs(shape) for shape in shapes], powers)
    other = plain if summand.slope else _highest([abs(shape - 1) for shape in shapes], powers)
    base, largest = (1, other) if other < plain else (0, plain)
    return base, (largest * front).upper()


def _highest(sizes: Sequence[arb], powers: Sequence[arb]) -> arb:
    """Bound of size times power on all boxes."""
    products = [size * power for size, power in zip(sizes, powers, strict=True)]
    if not all(product.is_finite() for product in products):
        return arb.pos_inf()
    return max((product.upper() for product in products), default=arb(0))


def _offsets(b: Fraction, half: float, rho: float, whole: bool) -> tuple[list[acb], Boxes]:
    """Boxes that cover the ellipse (its upper half) around 0, and what they are in log lambda."""
    covered = list((interior if whole else boxes)(0.0, half, rho))
    return covered, Boxes(tuple(y * -ball(b) for y in covered))


def _sum(problem: Problem, summand: Summand, ends: tuple[arb, arb], n: int, base: int) -> arb:
    """The n-point rule for F - base.

    At the nodes m + h x_i, powers of x factor into one of exp(m), new, and one of exp(h x_i), the same on all panels.
    """
    exact = ends[0].mid().man_exp(), ends[1].mid().man_exp()
    n = problem.reuse(("nodes", exact), n)
    q, rate = problem.bound.program.denominator, ball(summand.exponent + 1)
    m, h = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
    table, keep = nodes_for(n), problem.stored if h.is_exact() else problem.cached
    name = (h.man_exp(), n) if h.is_exact() else (exact, n)
    step = -ball(problem.b / q) * h
    roots = keep(("panel roots", name, q), lambda: [(step * x).exp() for x, _ in table])
    powers = keep(
        ("panel powers", name, summand.exponent),
        lambda: arb_mat(1, n, [h * w * (rate * h * x).exp() for x, w in table]),
    )

    def sample() -> Samples:
        centre = (problem.log_lambda(m) * ball(1 / q)).exp()
        return Samples(problem.bound.at_roots([centre * root for root in roots]))

    outputs = problem.cached(("nodes", exact, n), sample)
    shapes = summand.shapes(outputs)
    if base:
        shapes = [shape - base for shape in shapes]
    total: arb = (powers * arb_mat(n, 1, shapes))[0, 0]
    return total * (rate * m).exp()


def _count(largest: arb, half: float, rho: float, tolerance: arb) -> int:
    ratio = 8 * half * largest / (1 - 1 / rho) / tolerance
    if not ratio > 1:
        return 2
    needed = float(ratio.log().mid()) / (2 * math.log(rho))
    return 6 * (int(needed) // 6 + 1)
