"""The first N modes of a spectrum: a model of finite size.

What it does not learn, the energy of all modes beyond, is the floor of its loss; its S has no such part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.protocol import ModeSpectrum, require_modes
from spectral_proofs.problem.spectrum import require_whole

MOST_MODES = 10**30


@dataclass(frozen=True)
class FirstModes:
    """The first ``modes`` modes of ``whole``, which has infinitely many.

    >>> from spectral_proofs import Spectrum
    >>> FirstModes(Spectrum("3/2", 2), 1000).texts()
    {'a': '3/2', 'b': '2', 'modes': '1000'}

    Raises InputError: the number of modes is not between 1 and 10^30.
    """

    whole: ModeSpectrum
    modes: int

    def __post_init__(self) -> None:
        require_whole(self.modes, "modes =", MOST_MODES, "10**30")

    @property
    def largest(self) -> sympy.Rational:
        """lambda_1."""
        return self.whole.largest

    @property
    def exponents(self) -> Mapping[str, sympy.Rational]:
        """a and b of the whole spectrum."""
        return self.whole.exponents

    def eigenvalue(self, k: int) -> sympy.Expr:
        """lambda_k, exactly."""
        return self.whole.eigenvalue(k)

    def energy(self, k: int) -> sympy.Expr:
        """lambda_k w_k^2, exactly."""
        return self.whole.energy(k)

    def texts(self) -> dict[str, str]:
        """Those of the whole spectrum, and the number of modes."""
        return self.whole.texts() | {"modes": str(self.modes)}


def first_modes(spectrum: ModeSpectrum, modes: int) -> ModeSpectrum:
    """The first ``modes`` modes of a spectrum of any kind; raises InputError where it has fewer."""
    require_modes(spectrum)
    require_whole(modes, "modes =", MOST_MODES, "10**30")
    modes = int(modes)
    if isinstance(spectrum, Measured):
        return spectrum.first(modes)
    if isinstance(spectrum, FirstModes):
        return first_modes(spectrum.whole, min(modes, spectrum.modes))
    return FirstModes(spectrum, modes)
