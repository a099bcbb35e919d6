"""How a checker says what it found."""

from __future__ import annotations

from collections.abc import Callable

from spectral_proofs.errors import SpectralProofsError
from spectral_proofs.results.trace import Status

Outcome = tuple[Status, str]

#: From the least that can be said of a step to the most.
RANKS = (Status.FAILED, Status.UNCHECKED, Status.CONSISTENT, Status.CHECKED)


class FailedStepError(SpectralProofsError):
    """The step is wrong; the message says how."""


def require(condition: object, message: str | Callable[[], str]) -> None:
    """Fail the step unless the condition holds."""
    if not condition:
        raise FailedStepError(message if isinstance(message, str) else message())


def weakest(*statuses: Status) -> Status:
    """The least of several statuses."""
    return min(statuses, key=RANKS.index)
