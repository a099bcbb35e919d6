"""The boundary terms of the Abel-Plana formula: from which N on, and by which rule.

1. N is at least the first mode of the sum, and so large that the disc of `edge` fits into the wedge and holds the
   radius that the kernel rule needs for the accuracy asked.
2. Where no rule is precise enough, `adaptive.edge` integrates along the edge of the wedge.

Left out: any proof; it is in `abel_plana` and `edge`.
"""

from __future__ import annotations

import math

from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums import adaptive
from spectral_proofs.sums.edge import Growth, disc_bound, edge, radius_for, rule_for
from spectral_proofs.sums.summand import Summand
from spectral_proofs.sums.tails import Problem
from spectral_proofs.sums.wedge import Wedge, half_integer

_MOST_TERMS = 400  # N raised for the sake of the edge
_NARROWEST = 1e-200  # ratio of radius and distance
_WIDEST, _AMPLE = 35.0, 8.0  # radius of the largest kernel rule, and how much more room makes it good enough


def boundary(
    problem: Problem,
    summand: Summand,
    wedge: Wedge,
    growth: Growth,
    tolerance: arb,
    bits: int,
    least: int,
    last: int | None,
) -> tuple[int, arb]:
    """N >= least and the edge integral from N - 1/2; where no mode is left from N on, nothing is integrated."""
    s, nearest = _disc(wedge), max(_nearest(wedge), least)
    radius, first = radius_for(0.7 * bits + 3), 0
    most = max(_MOST_TERMS, 2 * wedge.first, nearest)
    while (
        radius > s * (_float(first) - 0.5) and first <= most
    ):  # first for a typical h, then for what h turns out to be
        wanted = math.ceil(radius / s + 0.5)
        first = nearest if nearest == least > wanted else problem.reuse("first", max(nearest, wanted))
        if last is not None and last < first:
            return first, arb(0)
        radius = _radius(problem, summand, half_integer(first), s, growth, tolerance)
    if first <= most:
        value = _by_rule(problem, summand, wedge, growth, tolerance, radius, first)
        if value is not None and value.rad() <= 4 * tolerance:
            return first, value
    first = max(_enlarge(wedge, growth, tolerance), least)
    return first, adaptive.edge(problem, summand, half_integer(first), wedge.angle, growth, tolerance)


def edge_at(
    problem: Problem, summand: Summand, wedge: Wedge, growth: Growth, tolerance: arb, bits: int, first: int
) -> arb:
    """The edge integral from first - 1/2."""
    if first >= _nearest(wedge):
        radius = _radius(problem, summand, half_integer(first), _disc(wedge), growth, tolerance)
        value = _by_rule(problem, summand, wedge, growth, tolerance, max(radius, radius_for(0.7 * bits)), first)
        if value is not None and value.rad() <= 4 * tolerance:
            return value
    return adaptive.edge(problem, summand, half_integer(first), wedge.angle, growth, tolerance)


def _nearest(wedge: Wedge) -> int:
    """The first N for which the disc of `edge` fits."""
    low = (2 * wedge.first - 1) / 2
    return max(wedge.first + 1, math.ceil(low / (1 - _disc(wedge)) * (1 + 1e-9) + 0.5))


def _disc(wedge: Wedge) -> float:
    """Radius over distance of the disc of `edge`; UndecidedError where floats cannot hold it."""
    share = float(wedge.angle.sin().mid()) * 0.99
    if share < _NARROWEST:
        raise UndecidedError("the wedge in which g is analytic is too narrow")
    return share


def _radius(problem: Problem, summand: Summand, c: arb, s: float, growth: Growth, tolerance: arb) -> float:
    nats = (disc_bound(problem, summand, c, s, growth) / tolerance).log()
    return radius_for(float(nats.mid()) if nats < 1e4 else 0.0 if nats.is_nan() else 1e4)


def _by_rule(
    problem: Problem, summand: Summand, wedge: Wedge, growth: Growth, tolerance: arb, radius: float, first: int
) -> arb | None:
    s, c = _disc(wedge), half_integer(first)
    room = s * (_float(first) - 0.5)
    rule = rule_for(min(room, max(radius, 20.0))) or (rule_for(_WIDEST) if room > _AMPLE * radius else None)
    return None if rule is None else edge(problem, summand, rule, c, s, wedge.angle, growth, tolerance)


def _float(first: int) -> float:
    """For comparisons with what is never large."""
    return float(min(first, 10**300))


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
