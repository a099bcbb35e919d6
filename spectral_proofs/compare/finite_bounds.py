"""Explicit bounds of a model with N modes, floor included, from those of infinitely many.

With floor = sum_{k>N} lambda_k w_k^2, 0 <= sum_{k>N} lambda_k w_k^2 (1 - exp(-2g)) <= floor gives

    L(t) <= L(N, t) <= L(t) + floor,   S(N, t) <= S(t),

so that "for all t >= t0" theorems of :mod:`spectral_proofs.bounds.theorems` hold with the floor added above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal

from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Enclosure


@dataclass(frozen=True)
class FiniteBounds:
    """Statements for all t >= t0; ``energy`` is empty where S is infinite on infinitely many modes."""

    loss: str
    energy: str
    floor: Enclosure

    def __str__(self) -> str:
        """One line."""
        return f"proved: {self.loss}" + (f"; {self.energy}" if self.energy else "")


def finite_bounds(theorems: Mapping[str, Mapping[str, str]], modes: int, floor: Enclosure) -> FiniteBounds:
    """The bounds that hold for the first ``modes`` modes; raises UndecidedError where none is known of all of them.

    >>> known = {"loss": {"statement": "1.5 t^(-1/4) <= L(t) <= 1.6 t^(-1/4) for all t >= 10"}}
    >>> finite_bounds(known, 1000, Enclosure("0.0632297", "1e-9", True)).loss
    '1.5 t^(-1/4) <= L(1000, t) <= 1.6 t^(-1/4) + 0.0632298 for all t >= 10'
    """
    loss, energy = (theorems.get(name, {}) for name in ("loss", "energy"))
    if "statement" not in loss:
        raise UndecidedError("no explicit bounds of L on infinitely many modes")
    bounds, _, since = loss["statement"].partition(" for all ")
    whole = f"{bounds.replace('L(t)', f'L({modes}, t)')} + {_above(floor)} for all {since}"
    return FiniteBounds(whole, _upper(energy, modes), floor)


def _upper(energy: Mapping[str, str], modes: int) -> str:
    bounds, _, since = energy.get("statement", "").partition(" for all ")
    _, middle, upper = bounds.partition("S(t) <= ")
    return f"S({modes}, t) <= {upper} for all {since}" if middle and since else ""


def _above(value: Enclosure) -> str:
    """A short decimal that is at least the number."""
    context = Context(prec=6, rounding=ROUND_CEILING, Emin=-(10**9), Emax=10**9)
    return str(context.add(Decimal(value.mid), Decimal(value.rad)))
