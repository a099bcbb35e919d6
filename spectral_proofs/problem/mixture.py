"""Several branches, each with its own g and its own modes: L = sum of L_i, S = sum of S_i.

Left out: modes that belong to several branches, and branches that act on each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectra.protocol import ModeSpectrum, require_modes
from spectral_proofs.problem.spectrum import Spectrum

MOST_BRANCHES = 20


@dataclass(frozen=True)
class Branch:
    """One g on its modes: exact powers with a = 3/2, b = 2 unless others are given."""

    candidate: Candidate
    spectrum: ModeSpectrum = field(default_factory=Spectrum)


@dataclass(frozen=True, init=False)
class Mixture:
    """Branches whose losses and perturbation energies add up.

    >>> Mixture([("lambda*t", Spectrum("3/2", 2)), ("lambda**2*t", Spectrum(3, 2))]).g
    'lambda*t; lambda**2*t'
    """

    branches: tuple[Branch, ...]
    name: str
    title: str

    def __init__(
        self, branches: Iterable[Branch | tuple[Candidate | str, ModeSpectrum]], name: str = "mixture", title: str = ""
    ) -> None:
        """``branches``: at least one; a pair of a candidate (or the text of a g) and its modes is a branch too.

        Raises InputError: there are none, or too many.
        """
        found = tuple(_branch(one) for one in branches)
        if not 0 < len(found) <= MOST_BRANCHES:
            raise InputError(f"{len(found)} branches; give between 1 and {MOST_BRANCHES}")
        object.__setattr__(self, "branches", found)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "title", title)

    @property
    def g(self) -> str:
        """The evolution functions as written, one after the other."""
        return "; ".join(branch.candidate.g for branch in self.branches)

    @property
    def portable(self) -> bool:
        """Every g is a text, which another process can read."""
        return all(branch.candidate.formula is None for branch in self.branches)


def _branch(one: object) -> Branch:
    if isinstance(one, Branch):
        return one
    if not isinstance(one, tuple) or len(one) != 2:
        raise InputError(f"a branch is a {type(one).__name__}; give pairs (candidate, spectrum)")
    candidate, spectrum = one
    require_modes(spectrum)
    return Branch(Candidate.of(candidate), spectrum)
