"""What a measurement starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sympy

from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation
from spectral_proofs.sums.enclosures import Sums


@dataclass(frozen=True)
class Setting:
    """One candidate on one spectrum, with what was derived of it; ``digits`` are those asked of certified sums."""

    g: sympy.Expr
    spectrum: Spectrum
    derivation: Derivation
    digits: int = 30

    @cached_property
    def sums(self) -> Sums:
        """The engine; all sums at one time share what is known of g there."""
        return Sums(self.g, self.spectrum)

    @cached_property
    def certified(self) -> Sums:
        """The same with certified values only: no others count against a law."""
        return Sums(self.derivation.g, self.spectrum, certified_only=True)
