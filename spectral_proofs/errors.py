"""Every exception that the program raises on purpose, and the statuses that it ends with.

Left out: internal bugs; they surface as :class:`InternalError` (a symbolic
prediction contradicted by a certified value, two engines that disagree) or as
ordinary Python exceptions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

#: Environment variable that asks for the traceback of an internal error.
TRACEBACK = "SPECTRAL_PROOFS_TRACEBACK"


class SpectralProofsError(Exception):
    """Base class of every deliberate error."""


class InputError(SpectralProofsError):
    """User input that cannot be used; the message is one line: the offending piece, then the remedy."""


class UndecidedError(SpectralProofsError):
    """A question that the program cannot settle; the message names the first fact that is missing."""


class InternalError(SpectralProofsError):
    """Two independent roads disagree; never shown as a verdict."""


@contextmanager
def refusals_undecided() -> Iterator[None]:
    """Turns the errors by which SymPy says that it cannot derive something into :class:`UndecidedError`."""
    try:
        yield
    except (NotImplementedError, RecursionError) as error:
        raise UndecidedError(f"symbolic derivation failed: {type(error).__name__} {error}".rstrip()) from error


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise Ctrl-C as itself where it comes while a compiled module is imported, which makes an ImportError of it."""
    try:
        yield
    except (ImportError, InputError) as error:
        if _interrupted(error):
            raise KeyboardInterrupt from None
        raise


def _interrupted(error: BaseException | None) -> bool:
    while isinstance(error, ImportError | InputError):
        error = error.__cause__ or error.__context__
    return isinstance(error, KeyboardInterrupt)


class ExitStatus(IntEnum):
    """What a shell sees; where several apply the order is 4, 2, 1, 3, 0."""

    FINE = 0
    FAILED = 1
    BAD_INPUT = 2
    UNDECIDED = 3
    INTERNAL_ERROR = 4
    INTERRUPTED = 130  # what shells report for Ctrl-C
