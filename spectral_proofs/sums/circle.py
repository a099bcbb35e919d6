"""The integral beyond Y, or the sum over k >= K, from values on circles around lambda = 0, where F is analytic there.

Let mu_i = lambda^(d_i), i = 1 or i = 1, 2, such that every power of lambda in g is a product of powers of them
(`generators`), and F(mu) = sum f_n mu^n analytic with |F| <= M on the polydisc |mu_i| <= R rho_i.
With lambda = the one at x = exp(Y), rho_i = lambda^(d_i), kappa = k + 1 and e(n) = sum d_i n_i:

    integral_Y^oo exp(kappa y) F dy = exp(kappa Y) sum_n f_n rho^n / (b e(n) - kappa).

1. Analyticity and M: the program is evaluated on complex balls that contain the discs, with the
   flag that makes every function with a branch cut refuse balls that meet it.
2. F = O(lambda^p) by the powers of lambda proved by `cone` (g = O(lambda^r), d = O(lambda^s)), or because g or d is
   0 at lambda = 0, hence O(lambda^(least d_i)) where it is analytic in the mu_i; so that the coefficients with one
   e(n) < p add up to zero, and all of them are left out. With e0 the least e(n) >= p,
   b e0 > kappa is required: then h(x) = O(x^(-1-delta)).
3. f_n rho^n is the mean of F(rho_i w_i^(j_i)) w^(-j n) over the m-th roots of unity, up to aliases. With
   q = R^(-m) <= 1/4, these and the terms with an n_i >= m left out add up to at most
   3 M (number of the mu_i) q / (1 - 1/R)^(number) / (b e0 - kappa).

4. The sum of k^k0 F over k >= K is, with lambda = the one at K and Hurwitz's zeta function,
   sum_n f_n rho^n K^(b e(n)) zeta(b e(n) - k0, K). These factors decrease in e(n) (those of the integral do, too),
   and the one of e0 takes the place of 1/(b e0 - kappa) in step 3.

Two mu_i serve where powers of lambda are nearly equal or nearly zero, as 1 and 1 + 10^-6: one root of lambda in
common would be so high a root that it is small only beyond every y of interest.

Left out: F that is not analytic in powers of lambda at 0 (logarithms of lambda), `tails` encloses those; three and
more powers that have no moderate root in common.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product

from flint import acb, arb, ctx

from spectral_proofs.sums.cone import Location
from spectral_proofs.sums.finite import scaled_zeta
from spectral_proofs.sums.summand import Samples, Summand, ball
from spectral_proofs.sums.tails import Problem

_RATIO = 8  # R
_SHRINKS = 9
_MOST = (400, 72)  # samples on a circle, with one mu and with two
_MULTIPLE = (64, 6)  # the largest n of a power of lambda, likewise
_MODERATE = 6  # |g| on the polydisc


@dataclass(frozen=True)
class Disc:
    """The polydisc |mu_i| <= R lambda^(d_i) at x = exp(start), and the powers of lambda as products of the mu_i."""

    start: float
    steps: tuple[Fraction, ...]
    powers: dict[Fraction, tuple[int, ...]]


def generators(powers: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], dict[Fraction, tuple[int, ...]]] | None:
    """The d_i and every power as a sum of multiples of them; None for powers that are not positive.

    >>> generators([Fraction(3, 8), Fraction(3, 4)])[0]
    (Fraction(3, 8),)
    >>> generators([Fraction(1), Fraction(10**6 + 1, 10**6)])[0] == (Fraction(10**6 + 1, 10**6), Fraction(1))
    True
    """
    if not powers or min(powers) <= 0:
        return None
    bottom = math.lcm(*(p.denominator for p in powers))
    common = Fraction(math.gcd(*(int(p * bottom) for p in powers)), bottom)
    single: tuple[tuple[Fraction, ...], dict[Fraction, tuple[int, ...]]]
    single = (common,), {p: (int(p / common),) for p in powers}
    if max(powers) <= _MULTIPLE[0] * common:
        return single
    for pair in combinations(sorted(powers, reverse=True), 2):
        split = {p: _split(p, pair) for p in powers}
        found = {p: n for p, n in split.items() if n is not None}
        if len(found) == len(powers):
            return pair, found
    return single


def _split(power: Fraction, pair: tuple[Fraction, ...]) -> tuple[int, ...] | None:
    for i in range(_MULTIPLE[1] + 1):
        rest = (power - i * pair[0]) / pair[1]
        if rest >= 0 and rest.denominator == 1 and rest <= _MULTIPLE[1]:
            return i, int(rest)
    return None


def least_exponent(order: Fraction, steps: tuple[Fraction, ...]) -> Fraction:
    """e0, the least sum of multiples of the steps (the largest first) that is not below ``order``."""
    if len(steps) == 1:
        return math.ceil(order / steps[0]) * steps[0]
    large, small = steps
    return min(
        large * i + max(math.ceil((order - large * i) / small), 0) * small for i in range(math.ceil(order / large) + 1)
    )


def order(summand: Summand, place: Location | None, least: Sequence[Fraction]) -> Fraction:
    """p: F = O(lambda^p), the outputs being O(lambda^least)."""
    powers = list(least) if place is None else [max(v.high, p) for v, p in zip(place.outputs, least, strict=True)]
    total = max(summand.order_of_g - summand.slope, 0) * powers[0]
    if summand.slope:
        total += powers[1]
    return Fraction(total)


def disc(problem: Problem, log_lambda: float) -> Disc | None:
    """A polydisc on which g is analytic and moderate, its edge near log |lambda| or below; None if none is found."""
    found = generators(problem.bound.program.powers)
    if found is None:
        return None
    steps, powers = found
    for i in range(_SHRINKS):
        edge = log_lambda - (i * math.log(2) + math.log(_RATIO)) / float(steps[0])
        y = (float(problem.log_Lambda.mid()) - edge) / float(problem.b)
        candidate = Disc(y, steps, powers)
        values = _on_disc(problem, candidate)
        if values is not None and abs(values[0]) < _MODERATE:
            return candidate
    return None


def _on_disc(problem: Problem, region: Disc) -> Sequence[acb] | None:
    discs = [arb(0, (radius * _RATIO).upper()) for radius in _radii(problem, region, region.start)]
    (values,) = _at(problem, region, [[acb(d, d) for d in discs]], analytic=True)
    return values if all(v.is_finite() for v in values) else None


def _radii(problem: Problem, region: Disc, y: arb | float) -> list[arb]:
    return [(problem.log_lambda(arb(y)) * ball(step)).exp() for step in region.steps]


def _at(problem: Problem, region: Disc, points: Sequence[Sequence[acb]], analytic: bool = False) -> list[Sequence[acb]]:
    """The outputs at these points (mu_i)."""
    given = {power: [_power(mu, multiples) for mu in points] for power, multiples in region.powers.items()}
    return problem.bound.at_powers(given, analytic)


def _power(mu: Sequence[acb], multiples: tuple[int, ...]) -> acb:
    value = acb(1)
    for base, n in zip(mu, multiples, strict=True):
        value *= base**n
    return value


def tail(
    problem: Problem, summand: Summand, place: Location, region: Disc, start: float, tolerance: arb
) -> tuple[float, arb] | None:
    """Y >= start and an enclosure of the integral beyond it; None where the conditions fail."""
    y = max(start, region.start)
    found = _expanded(problem, summand, place, region, (arb(y), None), tolerance)
    return None if found is None else (y, found)


def series(
    problem: Problem, summand: Summand, place: Location | None, region: Disc, first: int, tolerance: arb
) -> arb | None:
    """Enclosure of the sum of h / c over k >= first, log first >= region.start; None where the conditions fail."""
    return _expanded(problem, summand, place, region, (arb(first).log(), first), tolerance)


def _expanded(
    problem: Problem,
    summand: Summand,
    place: Location | None,
    region: Disc,
    begin: tuple[arb, int | None],
    tolerance: arb,
) -> arb | None:
    """The integral from log x = begin[0] on, or the sum from k = begin[1] on."""
    y, first = begin
    vanishing = problem.bound.program.vanishing
    kappa, p = summand.exponent + 1, order(summand, place, [min(region.steps) * zero for zero in vanishing])
    least = least_exponent(p, region.steps)
    gap = problem.b * least - kappa
    values = _on_disc(problem, region) if gap > 0 else None
    if values is None:
        return None
    largest, count = abs(summand.shape(values)).upper(), len(region.steps)
    radii = _radii(problem, region, y)
    ratio = _RATIO * min(
        ((outer / rho).lower() for outer, rho in zip(_radii(problem, region, region.start), radii, strict=True)),
        key=float,
    )
    front = (y * ball(kappa)).exp() if first is None else arb(1)
    if not (largest.is_finite() and ratio > 2):
        return None
    scale = 3 * front * largest * count / (1 - 1 / ratio) ** count * _factor(problem.b, kappa, first)(least)
    wanted = float((scale / tolerance).log().max(arb(1)).mid()) / float(ratio.log().mid())
    if not wanted < _MOST[count - 1]:  # where exponents are beyond all bounds it is no number
        return None
    m = 4 * (int(wanted) // 4 + 1)
    multiples = math.ceil(p / region.steps[0])  # of the largest step, below p
    m = max(m, 4 * (multiples // 4 + 3))
    if m > _MOST[count - 1] or ratio**m < 4:
        return None
    name = first or y.mid().man_exp()
    m = problem.reuse(("circle", name), m)
    total = arb(0)
    samples = problem.cached(("circle", name, m), lambda: _around(problem, region, radii, m))
    weights = _weights(problem.b, region.steps, p, kappa, first, m, ctx.prec)
    for weight, shape in zip(weights, summand.shapes(samples), strict=True):
        total += (weight * acb(shape)).real
    return front * total + arb(0, (scale * ratio ** (-m)).upper())


def _factor(b: Fraction, kappa: Fraction, first: int | None) -> Callable[[Fraction], arb]:
    """What the integral, or the sum, makes of lambda^e relative to its value at the beginning."""
    if first is None:
        return lambda e: 1 / ball(b * e - kappa)
    powers = (arb(first).log() * ball(kappa - 1)).exp()
    return lambda e: powers * scaled_zeta(b * e - kappa + 1, first)


def _around(problem: Problem, region: Disc, radii: list[arb], m: int) -> Samples:
    """Values of the outputs at the m-th roots of unity times the radii, in the upper half plane of the first."""
    roots = [acb(arb(2 * j) / m).exp_pi_i() for j in range(m)]
    grid = product(range(m // 2 + 1), *[range(m) for _ in radii[1:]])
    points = [[rho * roots[j] for rho, j in zip(radii, point, strict=True)] for point in grid]
    return Samples(_at(problem, region, points))


@lru_cache(maxsize=256)
def _weights(
    b: Fraction, steps: tuple[Fraction, ...], p: Fraction, kappa: Fraction, first: int | None, m: int, bits: int
) -> tuple[acb, ...]:
    """C_j with sum_n f_n rho^n/(b e(n) - kappa) = sum_j Re(F_j C_j), the conjugate samples folded in.

    For a sum from ``first`` on, with the factor of step 4 in place of 1/(b e(n) - kappa).
    """
    factor = _factor(b, kappa, first)
    roots = [acb(arb(-2 * j) / m).exp_pi_i() for j in range(m)]

    def inverse(exponent: Fraction) -> arb:
        return factor(exponent) if exponent >= p else arb(0)

    def transformed(values: list[acb], half: bool) -> list[acb]:
        return [
            sum((v * roots[j * n % m] for n, v in enumerate(values) if v != 0), acb(0))
            for j in range(m // 2 + 1 if half else m)
        ]

    if len(steps) == 1:
        weights = transformed([acb(inverse(n * steps[0])) for n in range(m)], True)
        return tuple(w * _fold(j, m) / m for j, w in enumerate(weights))
    rows = [transformed([acb(inverse(n * steps[0] + k * steps[1])) for k in range(m)], False) for n in range(m)]
    columns = [transformed([row[k] for row in rows], True) for k in range(m)]
    return tuple(columns[k][j] * _fold(j, m) / m**2 for j in range(m // 2 + 1) for k in range(m))


def _fold(j: int, m: int) -> int:
    """1 where a sample is its own mirror image (or has it among the others), 2 where it stands for both."""
    return 1 if j in (0, m // 2) else 2
