"""The sizes of several terms at growing times on one curve, and how they move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import sympy

from spectral_proofs.verifier.between import FAR, NEAR, Curve, Size, less, sizes, trend

SWING = 7.0  # the logarithm of what a wave in use is multiplied by, at most


@dataclass(frozen=True)
class History:
    """The sizes of several terms at growing times on one curve."""

    times: Sequence[int]
    sizes: list[list[Size]]
    waves: bool = False

    def trend(self, deviations: Sequence[float]) -> int | None:
        """As :func:`~.between.trend`; a wave may rise or fall three times in a row, but not far."""
        if self.waves and max(deviations) - min(deviations) < SWING:
            return None
        return trend(deviations)


def history_of(terms: Sequence[sympy.Expr], curve: Curve, times: Sequence[int] = FAR) -> History | None:
    """The sizes at the far times, or at nearer ones where more of the terms have accurate digits there."""
    found = _history(terms, curve, times)
    if times is not FAR or (found is not None and not _blurred(found)):
        return found
    near = _history(terms, curve, NEAR)
    if found is None or near is None:
        return found or near
    return near if _blurred(near) < _blurred(found) else found


def _history(terms: Sequence[sympy.Expr], curve: Curve, times: Sequence[int]) -> History | None:
    found = []
    for T in times:
        at = sizes(terms, curve, T)
        if at is None:
            return None
        found.append(at)
    return History(times, found, any(term.has(sympy.sin, sympy.cos, sympy.tan) for term in terms))


def _blurred(history: History) -> int:
    return sum(not size.accurate for at in history.sizes for size in at)


def deficits(i: int, history: History) -> list[float]:
    """How far the term is below the largest; not a number where that is not known."""
    found = []
    for T, at in zip(history.times, history.sizes, strict=True):
        largest = max((size for size in at if size.accurate), key=lambda size: size.log.mid(), default=None)
        bounds = [size.log for size in at if not size.accurate]
        if largest is None or any(less(bound, largest.log, T) > 0 for bound in bounds):
            found.append(math.nan)
        else:
            found.append(less(largest.log, at[i].log, T))
    return found
