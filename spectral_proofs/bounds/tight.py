"""The tight tier: the earliest power of ten, at most 10^8, from which C2/C1 <= 1.001.

``theorems`` states what holds from an early t0, with wide constants.  Here:

1. The theorem is tried at t0 = 10^8 (or at the t0 of condition (2) if that is later), with the
   constants of ``nearby`` there.
2. If C2/C1 <= 1.001, the earliest decade that still reaches it is found by bisection; otherwise
   the theorem of 10^8 is kept, with the ratio that it has.
3. S/t^gamma may still move at 10^8 by more than that (the constant zeta(a-b), a logarithm); then
   the bounds with the offset come with it, if they are closer.

4. Where (2) fails, or its constants stay apart, and g has a scaling function, ``scaling`` gives the
   theorem instead, for the best of a few x0.

Every theorem is proved for its own t0; the search decides only which one is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from functools import partial
from typing import TypeVar

import sympy

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.constants import GrowthConstants
from spectral_proofs.bounds.monomial_case import BITS, PowerSpectrum, first_decade
from spectral_proofs.bounds.near_zero import Nearby, nearby
from spectral_proofs.bounds.profile import Scaling
from spectral_proofs.bounds.scaling import Compared, ScalingFunction, compared, exactly
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
    scaled_theorem,
)
from spectral_proofs.errors import UndecidedError

TIGHT = sympy.Rational(1001, 1000)
#: The order in which theorems are shown.
NAMES = ("loss", "loss_tight", "energy", "energy_tight", "energy_offset", "frontier")
LATEST = 8  # a power of ten
DIGITS = 8
EARLY_LOSS, EARLY_ENERGY = sympy.Rational(5, 4), sympy.Integer(2)
_HALVINGS = (0, 2, 4, 7, 10, 14)  # x0 = 2^-these


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
    found |= _made({"loss_tight": partial(tight, partial(_theorem, loss_theorem, spectrum, at), growth.t0)})
    energy = _made({"energy": partial(explicit_energy, growth, spectrum)})
    if not any(isinstance(bounds, PowerBounds) and bounds.infinite for bounds in energy.values()):
        energy |= _made({"energy_tight": partial(tight, partial(_theorem, energy_theorem, spectrum, at), growth.t0)})
        offset = _made({"energy_offset": partial(tight, partial(_theorem, offset_theorem, spectrum, at), growth.t0)})
        energy |= offset if _helps(offset.get("energy_offset"), energy.get("energy_tight")) else {}
    return found | energy | _made({"frontier": partial(explicit_frontier, growth, spectrum)})


def _helps(offset: Theorem | None, plain: Theorem | None) -> bool:
    """The plain bounds are not tight, and the offset halves their distance from 1."""
    if not isinstance(offset, OffsetBounds) or _reached(plain):
        return False
    known = plain.ratio if isinstance(plain, PowerBounds) else None
    return known is None or bool(2 * (offset.ratio - 1) < known - 1)


def as_texts(theorems: Mapping[str, Theorem]) -> dict[str, dict[str, str]]:
    """Every part as text, by name."""
    return {
        name: {item.name: str(getattr(bounds, item.name)) for item in fields(bounds)}
        for name, bounds in theorems.items()
    }


def scaling_theorems(g: sympy.Expr, scaling: Scaling, spectrum: PowerSpectrum) -> dict[str, Theorem]:
    """loss, loss_tight and, for s > 0, energy, energy_tight by the scaling function of g."""
    try:
        with working_precision(BITS):
            comparison = _Comparison(g, ScalingFunction(scaling, spectrum), spectrum)
    except UndecidedError:
        return {}
    found: dict[str, Theorem] = {}
    for name, quantity, early in (("loss", "L", EARLY_LOSS), ("energy", "S", EARLY_ENERGY)):
        if quantity == "L" or spectrum.b + 1 > spectrum.a:
            theorem = partial(comparison.theorem, quantity)
            narrow = _made({f"{name}_tight": partial(tight, theorem, sympy.S.One)})
            if any(_reached(bounds, early) for bounds in narrow.values()):
                found |= _made({name: partial(tight, theorem, sympy.S.One, early)}) | narrow
    return found


class _Comparison:
    """g against its scaling function, at several t0 and x0; the x0 that is best at the first t0 is kept."""

    def __init__(self, g: sympy.Expr, function: ScalingFunction, spectrum: PowerSpectrum) -> None:
        self.g, self.function, self.spectrum = g, function, spectrum
        self.exact = exactly(g, function)
        self.halvings: dict[str, int] = {}
        self.known: dict[tuple[sympy.Rational, int], Compared | None] = {}

    def theorem(self, quantity: str, t0: sympy.Rational) -> PowerBounds:
        """The narrowest theorem that is found."""
        if self.exact is not None:
            return self._at(quantity, t0, self.exact)
        choices = (self.halvings[quantity],) if quantity in self.halvings else _HALVINGS
        best: tuple[sympy.Rational, int, PowerBounds] | None = None
        for halvings in choices:
            bounds = self._try(quantity, t0, halvings)
            if bounds is not None and (best is None or bounds.ratio < best[0]):
                best = bounds.ratio, halvings, bounds
        if best is None:
            raise UndecidedError("no comparison with the scaling function was found")
        self.halvings.setdefault(quantity, best[1])
        return best[2]

    def _try(self, quantity: str, t0: sympy.Rational, halvings: int) -> PowerBounds | None:
        key = (t0, halvings)
        try:
            if key not in self.known:
                self.known[key] = None
                self.known[key] = compared(self.g, self.function, self.spectrum, t0, halvings)
            found = self.known[key]
            return None if found is None else self._at(quantity, t0, found)
        except UndecidedError:
            return None

    def _at(self, quantity: str, t0: sympy.Rational, found: Compared) -> PowerBounds:
        return scaled_theorem(quantity, self.function, self.spectrum, t0, found, DIGITS)


def tight(theorem: Callable[[sympy.Rational], T], earliest: sympy.Rational, ratio: sympy.Rational = TIGHT) -> T:
    """``theorem(t0)`` at the earliest decade where its ratio is at most ``ratio``, or else at 10^LATEST."""
    latest = max(earliest, sympy.Integer(10) ** LATEST)
    last = theorem(latest)
    if not _reached(last, ratio) or latest == earliest:
        return last

    def good(t0: sympy.Rational) -> bool:
        try:
            return _reached(theorem(t0), ratio)
        except UndecidedError:
            return False

    return theorem(first_decade(earliest, good, LATEST))


def _theorem(
    theorem: Callable[[Nearby, PowerSpectrum, int], T], spectrum: PowerSpectrum, at: At, t0: sympy.Rational
) -> T:
    return theorem(at(t0), spectrum, DIGITS)


def _reached(bounds: Theorem | None, wanted: sympy.Rational = TIGHT) -> bool:
    ratio = None if bounds is None or isinstance(bounds, FrontierBounds) else bounds.ratio
    return ratio is not None and bool(ratio <= wanted)


def _made(makers: Mapping[str, Callable[[], Theorem]]) -> dict[str, Theorem]:
    found: dict[str, Theorem] = {}
    for name, maker in makers.items():
        with suppress(UndecidedError):
            found[name] = maker()
    return found
