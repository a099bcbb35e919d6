"""Effective numbers of learned modes, certified: along training, and for models of one compute budget.

1. N(t) = sum (1 - exp(-g)) over the whole spectrum at the times of ``TIMES``.
2. With C = P t = 10^``BUDGET``, models of P modes around P = C^(rho/(rho+b)), below which they run out of modes: the
   number among their own P modes, and its share of P.

Where a time has no enclosure (kinks), the second engine answers once: minutes of it would serve a table that no
verdict rests on.

Source: section 5 of the paper, with sum (1 - exp(-g)) in place of k_*. Leaves out P that are no powers of ten.
"""

from __future__ import annotations

from dataclasses import dataclass

from spectral_proofs.measurements.base import Setting
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import ModeSum

TIMES = ("1e6", "1e12", "1e30", "1e60", "1e100")
BUDGET = 30
_STEPS = (-6, -4, -2, 0, 2, 4, 6)
_USUAL = 10  # of log10 P where no rho is known
DIGITS = 15


@dataclass(frozen=True)
class ModelModes:
    """A model of P modes trained up to t = C/P, and how many of its modes it has learned."""

    parameters: str
    t: str
    learned: Enclosure


@dataclass(frozen=True)
class LearnedModes:
    """N(t) by time, and the models of one budget C, smallest first."""

    values: tuple[tuple[str, Enclosure], ...]
    budget: str
    models: tuple[ModelModes, ...]


def learned_modes(setting: Setting) -> LearnedModes:
    """Enclose both tables, as far as there are enclosures."""
    values: list[tuple[str, Enclosure]] = []
    for t in TIMES:
        values.append((t, modes_at(setting.sums, t)))
        if not values[-1][1].certified:
            return LearnedModes(tuple(values), f"1e{BUDGET}", ())
    models = []
    for p in _sizes(setting):
        t = f"1e{BUDGET - p}"
        models.append(ModelModes(f"1e{p}", t, setting.sums.enclose(ModeSum.learned_modes(1, 10**p), t, DIGITS)))
    return LearnedModes(tuple(values), f"1e{BUDGET}", tuple(models))


def modes_at(sums: Sums, t: str) -> Enclosure:
    """N(t)."""
    return sums.enclose(ModeSum.learned_modes(), t, DIGITS)


def _sizes(setting: Setting) -> list[int]:
    """log10 P."""
    rho, b = setting.derivation.rho, setting.spectrum.b
    middle = _USUAL if rho is None or not bool(rho > 0) else round(float(BUDGET * rho / (rho + b)))
    return [middle + step for step in _STEPS if 0 <= middle + step <= BUDGET]
