"""The integral beyond Y from values on a circle around lambda = 0, where F is analytic there.

Let mu = lambda^(1/q), q the common denominator of the powers of lambda, and F(mu) = sum f_n mu^n
analytic with |F| <= M on |mu| <= R rho.  With lambda = rho^q at x = exp(Y), kappa = k + 1:

    integral_Y^oo exp(kappa y) F dy = exp(kappa Y) sum_n f_n rho^n / (b n/q - kappa).

1. Analyticity and M: the program is evaluated on one complex ball that contains the disc, with the
   flag that makes every function with a branch cut refuse balls that meet it.
2. f_n = 0 for n < n0, n0 the order of F at 0 that the powers of lambda proved by `cone` imply
   (g = O(lambda^p), d = O(lambda^r)).  b n0/q > kappa is required: then h(x) = O(x^(-1-delta)).
3. f_n rho^n is the mean of F(rho w^j) w^(-jn) over the m-th roots of unity, up to the aliases
   |f_(n+m)| rho^(n+m) + ... <= M R^(-n-m)/(1 - R^-m).  Aliases and the terms n >= m left out
   add up to at most 3 M R^-m/(1 - 1/R)/(b n0/q - kappa) if R^m > 2.

Left out: F that is not analytic in a root of lambda at 0 (logarithms of lambda); `tails` encloses those.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from flint import acb, arb, ctx

from spectral_proofs.enclosure.cone import Location
from spectral_proofs.enclosure.summand import Summand, ball
from spectral_proofs.enclosure.tails import Problem

_RATIO = 8  # R wanted
_SHRINKS = 9
_MOST = 400  # samples


def order(summand: Summand, place: Location, q: int) -> int:
    """n0: F = O(mu^n0)."""
    powers = [max(v.high, Fraction(0)) for v in place.outputs]
    total = max(summand.order_of_g - summand.slope, 0) * powers[0]
    if summand.slope:
        total += powers[1]
    return math.ceil(total * q)


def radius(problem: Problem, log_lambda: float) -> arb | None:
    """A radius in mu on which g is analytic and moderate, near the given log |lambda|; None if none is found."""
    q = problem.bound.program.denominator
    for i in range(_SHRINKS):
        r = (arb(log_lambda) / q - i * arb(2).log()).exp().mid()
        values = _on_disc(problem, r)
        if values is not None and all(abs(v) < 6 for v in values[:1]):
            return r
    return None


def _on_disc(problem: Problem, r: arb) -> list[acb] | None:
    disc = arb(0, r.upper())
    values = problem.bound.at_root(acb(disc, disc), analytic=True)
    return values if all(v.is_finite() for v in values) else None


def tail(
    problem: Problem, summand: Summand, place: Location, r: arb, start: float, tolerance: arb
) -> tuple[float, arb] | None:
    """Y >= start and an enclosure of the integral beyond it; None where the conditions fail."""
    q = problem.bound.program.denominator
    n0, kappa = order(summand, place, q), summand.exponent + 1
    gap = problem.b * n0 / q - kappa
    values = _on_disc(problem, r)
    if gap <= 0 or values is None:
        return None
    largest = abs(summand.shape(values)).upper()
    y = max(start, float((problem.log_Lambda - q * (r / _RATIO).log()).mid()) / float(problem.b))
    rho = (problem.log_lambda(arb(y)) / q).exp()
    ratio = (r / rho).lower()
    front = (arb(y) * ball(kappa)).exp()
    if not (largest.is_finite() and ratio > 2):
        return None
    scale = 3 * front * largest / (1 - 1 / ratio) / ball(gap)
    m = 4 * (int(float((scale / tolerance).log().max(arb(1)).mid()) / float(ratio.log().mid())) // 4 + 1)
    m = max(m, 4 * ((n0 + 8) // 4))
    if m > _MOST:
        return None
    m = problem.reuse(("circle", y), m)
    total = arb(0)
    samples = problem.cached(("circle", y, m), lambda: _around(problem, rho, m))
    for weight, value in zip(_weights(problem.b / q, kappa, n0, m, ctx.prec), samples, strict=True):
        total += (weight * acb(summand.shape(value))).real
    return y, front * total + arb(0, (scale * ratio ** (-m)).upper())


def _around(problem: Problem, rho: arb, m: int) -> list[list[acb]]:
    """Values of the outputs at rho w^j, 0 <= j <= m/2."""
    return [problem.bound.at_root(rho * acb(arb(2 * j) / m).exp_pi_i()) for j in range(m // 2 + 1)]


@lru_cache(maxsize=256)
def _weights(step: Fraction, kappa: Fraction, n0: int, m: int, bits: int) -> tuple[acb, ...]:
    """C_j with sum_n f_n rho^n/(step n - kappa) = sum_j Re(F_j C_j), the conjugate samples folded in."""
    roots = [acb(arb(-2 * j) / m).exp_pi_i() for j in range(m)]
    inverse = [1 / ball(step * n - kappa) for n in range(n0, m)]
    weights = []
    for j in range(m // 2 + 1):
        value = sum((v * roots[j * n % m] for n, v in enumerate(inverse, n0)), acb(0))
        weights.append(value * (1 if j in (0, m // 2) else 2) / m)
    return tuple(weights)
