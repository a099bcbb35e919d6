"""Sums over finitely many modes without complex analysis: term by term, or piece by piece where they are many.

On k = low, ..., high - 1 the kernel F lies between its values at the ends (`ranges`), and sums of powers of k are
differences of Hurwitz zeta functions; the piece with the widest enclosure is halved, on a logarithmic scale,
as long as the allowance lasts.  Rigorous for every g that balls can evaluate, however small the sum is.

Left out: more than a few digits where the modes are many and F varies.
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, ctx

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.sums.ranges import ranges
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import Problem

MANY = 3000  # modes beyond which terms are not added one by one
_PIECES = 300


def powers(s: arb, low: int, high: int) -> arb:
    """Sum of k^-s over low <= k < high."""
    if s == 1:
        return arb(high).digamma() - arb(low).digamma()
    return s.zeta(arb(low)) - s.zeta(arb(high))


def scaled_zeta(s: Fraction, low: int) -> arb:
    """Sum of (low/k)^s over k >= low: low^s times Hurwitz's zeta function, s > 1.

    Of large s a few terms are enough: those from k on are at most (low/k)^s (1 + k/(s - 1)).
    """
    bits = ctx.prec
    if s <= bits:
        with working_precision(bits + int(s * low.bit_length()) + 8):
            return (arb(low).log() * ball(s)).exp() * ball(s).zeta(arb(low))
    total, k, power = arb(0), low, ball(-s)
    while True:
        term = ((arb(k) / low).log() * power).exp()
        rest = (term * (1 + k / ball(s - 1))).upper()
        if rest < arb(2) ** (-bits):
            return total + arb(0, rest)
        total, k = total + term, k + 1


def piece(problem: Problem, summand: Summand, low: int, high: int) -> arb:
    """Enclosure of the sum of h/c over low <= k < high from the ends alone."""
    ends = problem.log_lambda(arb(high - 1).log()), problem.log_lambda(arb(low).log())
    return summand.range(ranges(problem.bound, *ends)) * powers(-ball(summand.exponent), low, high)


def halves(low: int, high: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """low <= k < high, high > low + 1, cut near the geometric mean."""
    middle = min(max(math.isqrt(low * high), low + 1), high - 1)
    return (low, middle), (middle, high)


def by_terms(problem: Problem, summand: Summand, first: int, last: int) -> arb:
    """Enclosure of the sum of h over first <= k <= last."""
    if last - first < MANY:
        terms = (problem.value(summand, arb(k).log()) for k in range(first, last + 1))
        return sum(terms, arb(0)) * ball(summand.coefficient)
    found = {(first, last + 1): piece(problem, summand, first, last + 1)}
    while len(found) < _PIECES:
        low, high = max(found, key=lambda ends: _width(found[ends]) if ends[1] > ends[0] + 1 else -math.inf)
        if high <= low + 1:
            break
        del found[low, high]
        found.update({ends: piece(problem, summand, *ends) for ends in halves(low, high)})
    return sum(found.values(), arb(0)) * ball(summand.coefficient)


def _width(value: arb) -> float:
    """Logarithm of the radius, larger for what is not finite."""
    if not value.is_finite():
        return math.inf
    radius = value.rad()
    return float(radius.log().mid()) if radius > 0 else -math.inf
