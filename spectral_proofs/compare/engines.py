"""Two engines on the same sums: Arb's enclosures, and mpmath's values with estimated radii."""

from __future__ import annotations

from collections.abc import Callable

import mpmath

from spectral_proofs.errors import InternalError
from spectral_proofs.results import Enclosure, SumValues

#: Digits first asked of the second engine, and those of the comparison at late times.
DIGITS = 15
_AGREEMENT = "1e-9"  # relative
_MARGIN = 10

#: (L, S) at one time, to so many digits, each only where it is wanted.
Second = Callable[[int, tuple[bool, ...]], tuple[Enclosure, Enclosure]]


def unsettled(value: SumValues, second: Second) -> str:
    """An empty string, or a note that the second engine did not settle.

    Raises InternalError: that engine gives one value at two precisions, and it is not Arb's.
    """
    again: tuple[Enclosure, Enclosure] | None = None
    # what the second engine found in the first place is not compared with itself
    wanted = tuple(found.certified or found.unknown for found in (value.loss, value.energy))
    if not any(wanted):
        return ""
    first = second(DIGITS, wanted)
    for name, enclosure, index in (("L", value.loss, 0), ("S", value.energy, 1)):
        other = first[index]
        if not enclosure.certified or other.unknown or agree(enclosure, other):
            continue
        again = again or second(2 * DIGITS, wanted)
        if again[index].unknown or not agree(again[index], other):
            return f"{name}({value.t}) not cross-checked: the second engine does not settle"
        raise InternalError(f"{name}({value.t}) is {enclosure.mid} by Arb and {other.mid} by mpmath")
    return ""


def agree(enclosure: Enclosure, other: Enclosure) -> bool:
    """Whether the second engine's value meets the enclosure, with a margin because its own radius is an estimate.

    >>> agree(Enclosure("0.25", "1e-30", True), Enclosure("0.2500000001", "1e-18", False))
    True
    >>> agree(Enclosure("0.25", "1e-30", True), Enclosure("0.26", "1e-4", False))
    False
    """
    if mpmath.isinf(mpmath.mpf(other.rad)):
        return True  # the second engine knows that it did not settle
    if enclosure.infinite or other.infinite:
        return enclosure.infinite and other.infinite
    with mpmath.workdps(50):
        middle, second = mpmath.mpf(enclosure.mid), mpmath.mpf(other.mid)
        allowed = mpmath.mpf(enclosure.rad) + _MARGIN * mpmath.mpf(other.rad) + mpmath.mpf(_AGREEMENT) * abs(second)
        return bool(abs(middle - second) <= allowed)
