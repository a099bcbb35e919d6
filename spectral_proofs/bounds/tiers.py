"""The tight tier: the earliest power of ten, at most 10^8, from which C2/C1 <= 1.001.

``theorems`` states what holds from an early t0, with wide constants.  Here:

1. The theorem is tried at t0 = 10^8 (or at the t0 of condition (2) if that is later), with the
   constants of ``nearby`` there.
2. If C2/C1 <= 1.001, the earliest decade that still reaches it is found by bisection; otherwise
   the theorem of 10^8 is kept, with the ratio that it has.
3. S/t^gamma may still move at 10^8 by more than that (the constant zeta(a-b), a logarithm); then
   the bounds with the offset come with it.

Every theorem is proved for its own t0; the search decides only which one is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

import sympy

from spectral_proofs.bounds.constants import GrowthConstants
from spectral_proofs.bounds.monomial_case import PowerSpectrum, first_decade
from spectral_proofs.bounds.nearby import Nearby, nearby
from spectral_proofs.bounds.theorems import (
    OffsetBounds,
    PowerBounds,
    energy_theorem,
    explicit_energy,
    explicit_frontier,
    explicit_loss,
    loss_theorem,
    offset_theorem,
)
from spectral_proofs.errors import UndecidedError

TIGHT = sympy.Rational(1001, 1000)
LATEST = 8  # a power of ten
DIGITS = 8


class Bounds(Protocol):
    """What every theorem of these tells."""

    @property
    def ratio(self) -> sympy.Rational | None:
        """Upper over lower side."""


T = TypeVar("T", bound=Bounds)
At = Callable[[sympy.Rational], Nearby]


def explicit_theorems(
    g: sympy.Expr, growth: GrowthConstants, spectrum: PowerSpectrum
) -> dict[str, Bounds]:
    """All that can be proved, by name: loss, loss_tight, energy, energy_tight, energy_offset, frontier."""
    known: dict[sympy.Rational, Nearby] = {}

    def at(t0: sympy.Rational) -> Nearby:
        if t0 not in known:
            known[t0] = nearby(g, growth, spectrum, t0)
        return known[t0]

    makers: dict[str, Callable[[], Bounds]] = {
        "loss": partial(explicit_loss, growth, spectrum),
        "loss_tight": partial(tight, partial(_theorem, loss_theorem, spectrum, at), growth),
        "energy": partial(explicit_energy, growth, spectrum),
    }
    found = _made(makers)
    if not getattr(found.get("energy"), "infinite", False):
        found |= _made({"energy_tight": partial(tight, partial(_theorem, energy_theorem, spectrum, at), growth)})
        if not _reached(found.get("energy_tight")):
            found |= _made({"energy_offset": partial(tight, partial(_theorem, offset_theorem, spectrum, at), growth)})
    return found | _made({"frontier": partial(explicit_frontier, growth, spectrum)})


def tight(theorem: Callable[[sympy.Rational], T], growth: GrowthConstants) -> T:
    """``theorem(t0)`` at the earliest decade where its ratio is TIGHT, or else at 10^LATEST."""
    latest = max(growth.t0, sympy.Integer(10) ** LATEST)
    last = theorem(latest)
    if not _reached(last) or latest == growth.t0:
        return last

    def good(t0: sympy.Rational) -> bool:
        try:
            return _reached(theorem(t0))
        except UndecidedError:
            return False

    return theorem(first_decade(growth.t0, good, LATEST))


def _theorem(
    theorem: Callable[[Nearby, PowerSpectrum, int], T], spectrum: PowerSpectrum, at: At, t0: sympy.Rational
) -> T:
    return theorem(at(t0), spectrum, DIGITS)


def _reached(bounds: Bounds | None) -> bool:
    return bounds is not None and bounds.ratio is not None and bool(bounds.ratio <= TIGHT)


def _made(makers: dict[str, Callable[[], Bounds]]) -> dict[str, Bounds]:
    found = {}
    for name, maker in makers.items():
        try:
            found[name] = maker()
        except UndecidedError:
            continue
    return found


__all__ = ["OffsetBounds", "PowerBounds", "explicit_theorems", "tight"]
