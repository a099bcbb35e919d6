"""Measured numbers beside a conclusion: read them, show them, and confront what was derived with them.

A certified value that contradicts a derived law, also at the much larger times of ``LATER``, is an internal error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath

from spectral_proofs.agreement import against
from spectral_proofs.claims.base import Case
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.model import Asymptotics, Enclosure

LATER = ("1e300", "1e1000", "1e3000")
_SHOWN = 10


def measurement(case: Case, topic: str) -> Any:
    """The result, or None where it was not measured."""
    try:
        return case.measurements[topic]
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


def confront(
    name: str,
    law: Asymptotics,
    values: Sequence[tuple[str, Enclosure]],
    again: Callable[[str], Enclosure],
) -> None:
    """Raise InternalError where certified values contradict the derived law of a quantity.

    ``again`` encloses the quantity at a later time; it is asked only where ``values`` look wrong.
    """
    certified = [(t, value) for t, value in values if value.certified]
    if not against(name, law, certified):
        return
    later = [(t, again(t)) for t in LATER]
    found = against(name, law, certified + [(t, value) for t, value in later if value.certified])
    if found:
        raise InternalError(found)
