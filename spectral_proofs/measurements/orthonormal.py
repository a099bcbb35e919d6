"""Certified partial sums of w_k^2 exp(-2g), the loss of orthonormal features (eq. (15)), and the whole sum."""

from __future__ import annotations

from dataclasses import dataclass

from spectral_proofs.measurements.base import Setting
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.modes import ModeSum

TIME_OF_SUMS = "1"  # early: later, partial sums before the frontier are next to nothing
SIZES = (100, 10**4, 10**8)
DIGITS = 15


@dataclass(frozen=True)
class OrthonormalLoss:
    """The sum over the first N modes by N, and over all modes, at one time."""

    t: str
    partial: tuple[tuple[int, Enclosure], ...]
    whole: Enclosure


def orthonormal_loss(setting: Setting) -> OrthonormalLoss:
    """Enclose them."""
    sums, spectrum = setting.sums, setting.spectrum
    partial = tuple((n, sums.enclose(ModeSum.orthonormal_loss(spectrum, 1, n), TIME_OF_SUMS, DIGITS)) for n in SIZES)
    whole = sums.enclose(ModeSum.orthonormal_loss(spectrum), TIME_OF_SUMS, DIGITS)
    return OrthonormalLoss(TIME_OF_SUMS, partial, whole)
