"""Every exception that the program raises on purpose.

Left out: internal bugs; they surface as :class:`InternalError` (a symbolic
prediction contradicted by a certified value, two engines that disagree) or as
ordinary Python exceptions.
"""


class SpectralProofsError(Exception):
    """Base class of every deliberate error."""


class InputError(SpectralProofsError):
    """User input that cannot be used; the message is one line: the offending piece, then the remedy."""


class UndecidedError(SpectralProofsError):
    """A question that the program cannot settle; the message names the first fact that is missing."""


class InternalError(SpectralProofsError):
    """Two independent roads disagree; never shown as a verdict."""
