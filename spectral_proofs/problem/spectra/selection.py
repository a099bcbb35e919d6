"""Which spectrum is asked for, in words of the command line or of a check file: one way to read both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.syntax import names, read
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectra.reader import read_spectrum
from spectral_proofs.problem.spectrum import Exact, bounded

_NAME = re.compile(r"[A-Za-z_]\w*")
SELECTED = ("file", "lambda_k", "power_k", "modes")


@dataclass(frozen=True)
class Selection:
    """A file of measured modes, or two formulas in k, or neither; and how many of the modes."""

    file: str | None = None
    lambda_k: str | None = None
    power_k: str | None = None
    modes: Exact | None = None

    def replaced(self, other: Selection) -> Selection:
        """What ``other`` gives, and of this what it leaves: the modes cut, or all where it cuts only."""
        if other.replaces:
            return other if other.modes is not None else replace(other, modes=self.modes)
        return replace(self, modes=other.modes)

    @property
    def names(self) -> frozenset[str]:
        """Parameters of the formulas: all that occurs in them but k; raises InputError where they cannot be read."""
        texts = [text for text in (self.lambda_k, self.power_k) if text is not None]
        return frozenset(name for text in texts for name in names(read(text))) - {"k", "pi", "E"}

    def at(self, values: Mapping[str, str]) -> Selection:
        """The same with numbers in place of some of them."""
        if not self.names & values.keys():
            return self

        def put(text: str | None) -> str | None:
            return None if text is None else _NAME.sub(lambda found: _in_brackets(found[0], values), text)

        return replace(self, lambda_k=put(self.lambda_k), power_k=put(self.power_k))

    @property
    def replaces(self) -> bool:
        """Whether another spectrum takes the place of exact powers."""
        return any(value is not None for value in (self.file, self.lambda_k, self.power_k))

    def applied(self, own: ModeSpectrum, folder: Path | None = None) -> ModeSpectrum:
        """The spectrum: ``own`` where nothing replaces it; files are looked for in ``folder``.

        Raises:
            InputError: both a file and formulas, one formula without the other, a number of modes that is none, or
                what cannot be read.
        """
        spectrum = self._whole(folder) if self.replaces else own
        if self.modes is None:
            return spectrum
        count = bounded(self.modes, "modes")
        if not count.is_Integer:
            raise InputError(f"modes = {str(self.modes)[:40]} is no whole number; write one such as 1000")
        return first_modes(spectrum, int(count))

    def _whole(self, folder: Path | None) -> ModeSpectrum:
        if self.file is None and self.lambda_k is not None and self.power_k is not None:
            return modes_of(self.lambda_k, self.power_k)
        if self.lambda_k is not None or self.power_k is not None:
            raise InputError("modes are given by lambda_k and power_k together, or by a file; give one of the two")
        assert self.file is not None
        return read_spectrum(self.file if folder is None else folder / self.file)


def _in_brackets(name: str, values: Mapping[str, str]) -> str:
    return f"({values[name]})" if name in values else name
