"""Sums in which few modes are not yet small: those one by one, and all the others by zeta functions (`circle`).

No wedge is needed, hence no bound of g off the real axis but near lambda = 0: this serves spectra so steep (b large)
that a wedge in k would be thin, times so early that nearly no mode is learned, and g that oscillates with lambda.

Left out: late times, where the modes to be added are many; g that is not analytic in powers of lambda at 0.
"""

from __future__ import annotations

import math
from contextlib import suppress
from fractions import Fraction

from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.circle import Disc, disc, series
from spectral_proofs.sums.cone import Location, locate
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import Problem
from spectral_proofs.sums.wedge import frontier


def by_powers(problem: Problem, summand: Summand, first: int, bits: int, most: int) -> arb | None:
    """Enclosure of the sum of h over k >= first; None where more than ``most`` modes would have to be added."""
    region = problem.cached("few", lambda: _region(problem))
    if region is None or region.start > math.log(most):
        return None
    begin = max(first, math.ceil(math.exp(max(region.start, 0.0)) * (1 + 1e-9)))
    place: Location | None = None
    with suppress(UndecidedError):
        place = locate(problem.bound, problem.cone_at(arb(begin).log(), Fraction(0)))
    terms = [problem.value(summand, arb(k).log()) for k in range(first, begin + 1)]
    if not all(term.is_finite() for term in terms):
        return None
    size = max((abs(term).mid() for term in terms), key=lambda v: v.mid())
    if not size > 0:  # below what the precision resolves
        return None
    rest = series(problem, summand, place, region, begin, size * arb(2) ** (-bits))
    return None if rest is None else (sum(terms[:-1], arb(0)) + rest) * ball(summand.coefficient)


def _region(problem: Problem) -> Disc | None:
    crossing = frontier(problem, 0.0)
    return disc(problem, float(problem.log_lambda(arb(crossing)).mid()) + 0.7)
