"""Where certified values of two candidates cross.

1. The sign of the difference at given times, where enclosures do not overlap.
2. Between two neighbouring times with opposite signs there is a crossing (both sums are continuous in t); the interval
   is halved in log t while the sign in the middle is certified, until its ends are within a factor 1 + ``WIDTH``.

Left out: crossings in pairs between two neighbouring times; that none is listed proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb

from spectral_proofs.balls.decimals import to_ball
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.results import Enclosure

WIDTH = Fraction(1, 10**6)
_BITS = 256
_STEPS = 60
_MARKS = 10**9  # middles are rounded to as many parts

ValueAt = Callable[[Fraction], Enclosure]


@dataclass(frozen=True)
class Crossing:
    """The quantities of two candidates, by number, are equal somewhere in [low, high]."""

    between: tuple[int, int]
    quantity: str
    low: Fraction
    high: Fraction


def side(first: Enclosure, second: Enclosure) -> int:
    """Sign of first - second, 0 where it is not certified."""
    if not (first.certified and second.certified) or first.infinite or second.infinite:
        return 0
    with working_precision(_BITS):
        difference: arb = to_ball(first) - to_ball(second)
        return 1 if difference > 0 else -1 if difference < 0 else 0


def crossings(
    between: tuple[int, int], quantity: str, known: Sequence[tuple[Fraction, int]], first: ValueAt, second: ValueAt
) -> list[Crossing]:
    """The crossings between neighbouring times of ``known``, which holds times with the sign of the difference."""
    certain = [(t, sign) for t, sign in known if sign]
    found = []
    for (low, before), (high, after) in pairwise(certain):
        if before != after:
            found.append(Crossing(between, quantity, *_narrowed(low, high, before, first, second)))
    return found


def _narrowed(low: Fraction, high: Fraction, before: int, first: ValueAt, second: ValueAt) -> tuple[Fraction, Fraction]:
    for _ in range(_STEPS):
        if high <= low * (1 + WIDTH):
            break
        middle = _middle(low, high)
        sign = side(first(middle), second(middle))
        if sign == 0:  # so close that the digits asked for do not tell
            break
        low, high = (middle, high) if sign == before else (low, middle)
    return low, high


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """A short number near the geometric mean."""
    root = Fraction(float(high / low) ** 0.5).limit_denominator(_MARKS)
    return low * root if 1 < root < high / low else (low + high) / 2
