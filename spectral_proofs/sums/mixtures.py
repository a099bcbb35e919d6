"""L and S of several branches: sums of the enclosures of each.

1. L = sum of L_i and S = sum of S_i in balls; infinite where one is, unknown where one is.
2. The local exponent of a sum is the mean of those of its parts, weighted with the parts.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb

from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.results import Enclosure, SumValues

_GUARD = 40  # bits


def total(parts: Sequence[SumValues], digits: int) -> SumValues:
    """The values of a mixture at the one time at which those of its branches are given."""
    with working_precision(bits_for_digits(digits) + _GUARD):
        loss = added([part.loss for part in parts], digits)
        energy = added([part.energy for part in parts], digits)
        loss_slope = _mean([(part.loss, part.loss_slope) for part in parts], digits)
        energy_slope = _mean([(part.energy, part.energy_slope) for part in parts], digits)
    engines = " + ".join(dict.fromkeys(part.engine for part in parts))
    notes = "; ".join(dict.fromkeys(part.note for part in parts if part.note))
    return SumValues(parts[0].t, loss, energy, loss_slope, energy_slope, engines, notes)


def added(values: Sequence[Enclosure], digits: int) -> Enclosure:
    """The sum of values >= 0, certified where all are; infinite where one certainly is, whatever the others are."""
    special = [value for value in values if value.infinite] or [value for value in values if value.unknown]
    if special:
        return max(special, key=lambda value: value.certified)
    certified = all(value.certified for value in values)
    return _enclosure(sum((to_ball(value) for value in values), arb(0)), digits, certified)


def _mean(parts: Sequence[tuple[Enclosure, Enclosure | None]], digits: int) -> Enclosure | None:
    """Of the slopes, with the values as weights."""
    total_value, total_slope, certified = arb(0), arb(0), True
    for value, slope in parts:
        if slope is None or slope.unknown or slope.infinite or value.unknown or value.infinite:
            return None
        weight = to_ball(value)
        total_value, total_slope = total_value + weight, total_slope + weight * to_ball(slope)
        certified = certified and value.certified and slope.certified
    mean = total_slope / total_value
    return _enclosure(mean, digits, certified) if mean.is_finite() else None


def _enclosure(value: arb, digits: int, certified: bool) -> Enclosure:
    found = to_enclosure(value, digits)
    return Enclosure(found.mid, found.rad, certified, found.note)
