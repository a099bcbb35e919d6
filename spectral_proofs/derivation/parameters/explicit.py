"""Explicit theorems of a general theorem, regime by regime.

1. Where g lies between multiples of lambda^m u(t) by formulas (:mod:`.explicit_growth`): bounds of L, S and lambda_*
   in a, b and the parameters (:mod:`.explicit_formulas`), which hold throughout the regime.
2. Elsewhere, and where everything has a value: those of one exact instance of the regime, as ``check`` has them
   (:mod:`spectral_proofs.bounds.tight`).

Left out: what an instance says of the rest of its regime, which is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from spectral_proofs.derivation.parameters.explicit_formulas import BoundsFormula, MonomialFormulas, TailsFormula
from spectral_proofs.derivation.parameters.explicit_growth import GrowthFormula, growth_formula
from spectral_proofs.derivation.parameters.findings import ONE, Scales, SymbolicSpectrum
from spectral_proofs.derivation.parameters.instances import Point, regime_cases
from spectral_proofs.derivation.parameters.theorem import Regime, Theorem
from spectral_proofs.derivation.scaling import wants_scaling, with_scaling
from spectral_proofs.derivation.stages import derive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum


@dataclass(frozen=True)
class ExplicitFormulas:
    """Bounds by formulas, for every point of a regime."""

    growth: GrowthFormula
    loss: BoundsFormula
    energy: BoundsFormula | None
    frontier: BoundsFormula
    tails: TailsFormula


@dataclass(frozen=True)
class ExplicitInstance:
    """What is proved at one point of a regime, by name (see ``bounds.tight``); ``reason``: why there is no formula."""

    point: Point
    theorems: Mapping[str, Mapping[str, str]]
    reason: str = ""


@dataclass(frozen=True)
class NothingExplicit:
    """Why there is neither."""

    reason: str


Explicit = ExplicitFormulas | ExplicitInstance | NothingExplicit


def formulas(theorem: Theorem, regime: Regime, scales: Scales = ONE) -> ExplicitFormulas:
    """The formulas that hold throughout a regime; raises UndecidedError where there are none."""
    cases = regime_cases(theorem, regime)

    def signs(expr: sympy.Expr) -> int | None:
        found = {case.known_sign(case.apply(expr)) for case in cases}
        return found.pop() if len(found) == 1 else None

    spectrum = SymbolicSpectrum(theorem.a, theorem.b, scales)
    growth = growth_formula(theorem.g, signs, scales[0])
    found = MonomialFormulas(growth, spectrum, signs)
    return ExplicitFormulas(growth, found.loss(), found.energy(), found.frontier(), found.tails())


def at_instance(theorem: Theorem, point: Point, scales: Scales = ONE, reason: str = "") -> ExplicitInstance:
    """What ``check`` proves for all t >= t0 at one point; raises UndecidedError where it proves nothing."""
    a, b = theorem.a.subs(point), theorem.b.subs(point)
    spectrum = Spectrum(a, b, *scales)
    found = derive(theorem.g.subs(point), spectrum)
    if wants_scaling(found, spectrum):
        found = with_scaling(found, spectrum)
    if not found.theorems:
        raise UndecidedError(f"neither condition (2) nor a scaling function gives bounds: {found.growth.fact.reason}")
    return ExplicitInstance(point, found.theorems, reason)
