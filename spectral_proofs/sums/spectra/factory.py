"""Which class adds up the modes of which kind of spectrum."""

from __future__ import annotations

from typing import Protocol

import sympy

from spectral_proofs.problem.candidate import Residual
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import SumValues
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import FiniteModel
from spectral_proofs.sums.residuals import ResidualSums
from spectral_proofs.sums.spectra.expressions import ExpressionSums
from spectral_proofs.sums.spectra.geometric import GeometricSums
from spectral_proofs.sums.spectra.terms import TermSums


class ValuesAt(Protocol):
    """L, S and what goes with them at given times."""

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = True) -> SumValues:
        """Enclosures with ``digits`` correct digits (relative); raises InputError unless t > 0."""


def sums_of(g: sympy.Expr | Residual, spectrum: ModeSpectrum) -> ValuesAt:
    """The sums of a resolved g, or of a residual, over the modes of a spectrum of any kind.

    Raises UndecidedError for a residual that is not analytic at lambda = 0.
    """
    if isinstance(g, Residual):
        return ResidualSums(g.expression, spectrum)
    if isinstance(spectrum, Measured):
        return TermSums(g, spectrum)
    if isinstance(spectrum, FirstModes):
        if isinstance(spectrum.whole, Geometric):
            return GeometricSums(g, spectrum.whole, spectrum.modes)
        return FiniteModel(_analytic(g, spectrum.whole), spectrum.modes)
    return GeometricSums(g, spectrum) if isinstance(spectrum, Geometric) else _analytic(g, spectrum)


def _analytic(g: sympy.Expr, spectrum: ModeSpectrum) -> Sums:
    if isinstance(spectrum, Expressions):
        return ExpressionSums(g, spectrum)
    assert isinstance(spectrum, Spectrum)
    return Sums(g, spectrum)
