"""Measured numbers beside a conclusion: read them, show them, and confront what was derived with them.

A certified value that contradicts a derived law, also at much larger times, is an internal error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath

from spectral_proofs.claims.base import StageResults
from spectral_proofs.compare.confrontation import confront
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.results import Asymptotics, Enclosure, Outcome

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


def compare_with_law(
    results: StageResults,
    name: str,
    law: Asymptotics,
    values: Sequence[tuple[str, Enclosure]],
    again: Callable[[str], Enclosure],
) -> None:
    """Raise InternalError where certified values contradict the derived law of a quantity.

    ``again`` encloses the quantity at a later time; it is asked only where ``values`` do not settle the law.
    """
    later = ((t, {name: again(t)}) for t in DOUBLING)
    (found,) = confront(
        {name: law},
        [(t, {name: value}) for t, value in values],
        later,
        onset(results.derivation.g, results.spectrum, [law]),
    )
    if found.outcome is Outcome.CONTRADICTS:
        raise InternalError(found.reason)
