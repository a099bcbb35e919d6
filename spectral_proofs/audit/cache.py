"""What the rows of one audit share: derivations, theorems and certified sums, each made once.

Instances are texts, exactly as on the command line; nothing here decides anything.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sympy

from spectral_proofs.claims import StageResults, further_needed, judge
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.worker import Worker

if TYPE_CHECKING:
    from spectral_proofs.derivation.parameters.theorem import Theorem
    from spectral_proofs.results import ClaimResult, Derivation, Enclosure, SumValues
    from spectral_proofs.sums.modes import ModeSum

_DIGITS = 20


class Desk:
    """Caches for one run of the audit."""

    def __init__(self) -> None:
        self.derivation = cache(_derivation)
        self.theorem = cache(_theorem)
        self.sums = cache(_sums)
        self.values = cache(self._values)
        self.enclose = cache(self._enclose)

    def claim(self, name: str, g: str, a: str, b: str, parameters: tuple[tuple[str, str], ...] = ()) -> ClaimResult:
        """The verdict of ``check`` on one claim, from the derivation alone."""
        derivation, spectrum = self.derivation(g, a, b, parameters), Spectrum(a, b)
        further = further_laws(further_needed([name]), derivation, spectrum, Worker())
        results = StageResults(derivation, (), (), spectrum, further=further)
        (result,) = judge(results, [name])
        return result

    def _values(self, g: str, a: str, b: str, t: str) -> SumValues:
        found: SumValues = self.sums(g, a, b).at(t, digits=_DIGITS, slopes=False)
        return found

    def _enclose(self, g: str, a: str, b: str, t: str, modes: ModeSum) -> Enclosure:
        """One certified sum over the modes."""
        found: Enclosure = self.sums(g, a, b).enclose(modes, t, digits=_DIGITS)
        return found


def resolved(g: str, a: str, b: str, parameters: tuple[tuple[str, str], ...] = ()) -> sympy.Expr:
    """g as an exact expression in lambda and t."""
    return Candidate(g, dict(parameters)).resolve(Spectrum(a, b))


def _derivation(g: str, a: str, b: str, parameters: tuple[tuple[str, str], ...] = ()) -> Derivation:
    return derive(resolved(g, a, b, parameters), Spectrum(a, b))


def _theorem(g: str, assumptions: tuple[str, ...] = ()) -> Theorem:
    return general_theorem(Candidate(g), None, None, assumptions)


def _sums(g: str, a: str, b: str) -> Sums:
    return Sums(resolved(g, a, b), Spectrum(a, b))
