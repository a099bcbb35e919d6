"""Measured numbers beside a conclusion: read them, and show them."""

from __future__ import annotations

from typing import Any

import mpmath

from spectral_proofs.claims.base import StageResults
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Enclosure

_SHOWN = 10


def measurement(results: StageResults, topic: str) -> Any:
    """The result, or None where it was not measured."""
    try:
        return results.measurements[topic]
    except UndecidedError:
        return None


def shown(value: Enclosure) -> str:
    """A few digits, for details.

    >>> shown(Enclosure("1.25e-3", "1e-30", True))
    '0.00125'
    """
    if value.infinite or value.unknown:
        return "oo" if value.infinite else "unknown"
    return str(mpmath.nstr(mpmath.mpf(value.mid), _SHOWN)) + ("" if value.certified else " (numerical)")
