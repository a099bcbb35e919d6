"""How a checker says what it found."""

from __future__ import annotations

from collections.abc import Callable

from spectral_proofs.errors import SpectralProofsError
from spectral_proofs.trace import Status

Outcome = tuple[Status, str]


class FailedStepError(SpectralProofsError):
    """The step is wrong; the message says how."""


def require(condition: object, message: str | Callable[[], str]) -> None:
    """Fail the step unless the condition holds."""
    if not condition:
        raise FailedStepError(message if isinstance(message, str) else message())


def weakest(*statuses: Status) -> Status:
    """The least of several statuses."""
    order = [Status.FAILED, Status.UNCHECKED, Status.CONSISTENT, Status.CHECKED]
    return min(statuses, key=order.index)
