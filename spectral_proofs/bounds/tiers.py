"""The tight tier: the earliest power of ten, at most 10^8, from which C2/C1 <= 1.001.

``theorems`` states what holds from an early t0, with wide constants.  Here:

1. The theorem is tried at t0 = 10^8 (or at the t0 of condition (2) if that is later), with the
   constants of ``nearby`` there.
2. If C2/C1 <= 1.001, the earliest decade that still reaches it is found by bisection; otherwise
   the theorem of 10^8 is kept, with the ratio that it has.
3. S/t^gamma may still move at 10^8 by more than that (the constant zeta(a-b), a logarithm); then
   the bounds with the offset come with it, if they are closer.

Every theorem is proved for its own t0; the search decides only which one is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeVar

import sympy

from spectral_proofs.bounds.constants import GrowthConstants
from spectral_proofs.bounds.monomial_case import PowerSpectrum, first_decade
from spectral_proofs.bounds.nearby import Nearby, nearby
from spectral_proofs.bounds.theorems import (
    FrontierBounds,
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


T = TypeVar("T", PowerBounds, OffsetBounds)
At = Callable[[sympy.Rational], Nearby]
Theorem = PowerBounds | OffsetBounds | FrontierBounds


def explicit_theorems(g: sympy.Expr, growth: GrowthConstants, spectrum: PowerSpectrum) -> dict[str, Theorem]:
    """All that can be proved, by name: loss, loss_tight, energy, energy_tight, energy_offset, frontier."""
    known: dict[sympy.Rational, Nearby] = {}

    def at(t0: sympy.Rational) -> Nearby:
        if t0 not in known:
            known[t0] = nearby(g, growth, spectrum, t0)
        return known[t0]

    found = _made({"loss": partial(explicit_loss, growth, spectrum)})
    found |= _made({"loss_tight": partial(tight, partial(_theorem, loss_theorem, spectrum, at), growth)})
    energy = _made({"energy": partial(explicit_energy, growth, spectrum)})
    if not any(isinstance(bounds, PowerBounds) and bounds.infinite for bounds in energy.values()):
        energy |= _made({"energy_tight": partial(tight, partial(_theorem, energy_theorem, spectrum, at), growth)})
        offset = _made({"energy_offset": partial(tight, partial(_theorem, offset_theorem, spectrum, at), growth)})
        energy |= offset if _helps(offset.get("energy_offset"), energy.get("energy_tight")) else {}
    return found | energy | _made({"frontier": partial(explicit_frontier, growth, spectrum)})


def _helps(offset: Theorem | None, plain: Theorem | None) -> bool:
    """The plain bounds are not tight, and the offset halves their distance from 1."""
    if not isinstance(offset, OffsetBounds) or _reached(plain):
        return False
    known = plain.ratio if isinstance(plain, PowerBounds) else None
    return known is None or bool(2 * (offset.ratio - 1) < known - 1)


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


def _reached(bounds: Theorem | None) -> bool:
    ratio = None if bounds is None or isinstance(bounds, FrontierBounds) else bounds.ratio
    return ratio is not None and bool(ratio <= TIGHT)


def _made(makers: Mapping[str, Callable[[], Theorem]]) -> dict[str, Theorem]:
    found: dict[str, Theorem] = {}
    for name, maker in makers.items():
        with suppress(UndecidedError):
            found[name] = maker()
    return found
