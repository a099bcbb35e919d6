"""The spectrum that a command is asked for: that of the check, a file's, and of either the first modes only."""

from __future__ import annotations

import argparse

from spectral_proofs.errors import InputError
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectra.reader import read_spectrum
from spectral_proofs.problem.spectrum import bounded


def chosen(own: ModeSpectrum, arguments: argparse.Namespace) -> ModeSpectrum:
    """``own`` unless the command line names a file; cut to ``--modes``.

    Raises:
        InputError: a and b beside a file, or a number of modes that is none.
    """
    if arguments.spectrum is not None:
        for name in ("a", "b"):
            if getattr(arguments, name) is not None:
                raise InputError(
                    f"--{name} says nothing of the modes in {arguments.spectrum:.60}; leave out one of them"
                )
        own = read_spectrum(arguments.spectrum)
    if arguments.modes is None:
        return own
    count = bounded(arguments.modes, "--modes")
    if not count.is_Integer:
        raise InputError(f"--modes {arguments.modes:.40} is no whole number; write one such as 1000")
    return first_modes(own, int(count))
