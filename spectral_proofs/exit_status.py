"""Exit statuses of the command line."""

from __future__ import annotations

from enum import IntEnum

#: Environment variable that asks for the traceback of an internal error.
TRACEBACK = "SPECTRAL_PROOFS_TRACEBACK"


class ExitStatus(IntEnum):
    """What a shell sees; where several apply the order is 4, 2, 1, 3, 0."""

    FINE = 0
    FAILED = 1
    BAD_INPUT = 2
    UNDECIDED = 3
    INTERNAL_ERROR = 4
    INTERRUPTED = 130  # what shells report for Ctrl-C
