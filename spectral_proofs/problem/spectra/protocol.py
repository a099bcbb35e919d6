"""What every kind of spectrum says of itself.

Kinds: exact powers (:class:`spectral_proofs.problem.spectrum.Spectrum`), the first N modes of another kind
(:mod:`.finite`), and measured modes (:mod:`.measured`).

Left out: sums over the modes (:mod:`spectral_proofs.sums.spectra`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import sympy

from spectral_proofs.errors import InputError


class ModeSpectrum(Protocol):
    """Modes k = 1, 2, ... in descending order of their eigenvalues."""

    def __hash__(self) -> int: ...

    @property
    def modes(self) -> int | None:
        """How many there are; None: infinitely many."""

    @property
    def largest(self) -> sympy.Rational:
        """lambda_1, or a rational number close to it: where g is looked at before anything else."""

    @property
    def exponents(self) -> Mapping[str, sympy.Rational]:
        """a and b, which parameters of g may use; empty where the modes are no powers of k."""

    def eigenvalue(self, k: int) -> sympy.Expr:
        """lambda_k, exactly."""

    def energy(self, k: int) -> sympy.Expr:
        """lambda_k w_k^2, exactly."""

    def texts(self) -> dict[str, str]:
        """Exact texts that describe it, for reports."""


def require_modes(value: object) -> None:
    """``value`` is a spectrum of some kind; raises InputError where it is anything else."""
    if not all(hasattr(type(value), name) for name in ("eigenvalue", "energy", "texts")):
        raise InputError(f"the spectrum is a {type(value).__name__}; give one such as Spectrum('3/2', '2')")
