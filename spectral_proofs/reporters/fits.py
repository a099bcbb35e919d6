"""What is shown of a fit that found no exponent."""

from __future__ import annotations

from spectral_proofs.results import Fit

#: Instead of the slope.
DRIFTS = "none: the slope drifts"
_NO_POWER = 0.1  # a slope that drifts by more is no exponent


def drifts(fit: Fit) -> bool:
    """The slope changes so much over the fitted times that it is no exponent of t."""
    return not fit.uncertainty < _NO_POWER
