"""Where a report comes from: everything needed to make it again.

The date is that of the run in UTC; the environment variable SOURCE_DATE_EPOCH (reproducible-builds.org) overrides it,
so that two runs can be compared byte for byte.
"""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata

from spectral_proofs.errors import InputError

#: Of every simulation; a run has no other randomness.
SEED = 0
_LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy", "matplotlib")


@dataclass(frozen=True)
class Provenance:
    """One run of the program: the command that repeats it, precision, versions, seed and date."""

    command: str
    digits: int  # certified digits asked of the sums
    seed: int  # of every random number of the run
    versions: tuple[tuple[str, str], ...]
    date: str  # UTC, ISO 8601

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """All but the command, by name."""
        return (
            ("precision", f"{self.digits} digits asked of every sum"),
            ("seed of simulations", str(self.seed)),
            ("versions", ", ".join(f"{name} {version}" for name, version in self.versions)),
            ("date", self.date),
        )


def provenance(arguments: Sequence[str], digits: int, seed: int) -> Provenance:
    """The provenance of a run started with ``arguments`` behind ``spectral-proofs``.

    Raises InputError: SOURCE_DATE_EPOCH is set and is no whole number of seconds.
    """
    return Provenance(shlex.join(("spectral-proofs", *arguments)), digits, seed, versions(), _now())


def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of this program, Python and the libraries that numbers and pictures depend on."""
    found = []
    for name in ("spectral-proofs", *_LIBRARIES):
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:  # matplotlib is optional
            continue
    found.insert(1, ("Python", platform.python_version()))
    return tuple(found)


def _now() -> str:
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is None:
        return _iso(datetime.now(UTC))
    try:
        return _iso(datetime.fromtimestamp(int(fixed), UTC))
    except (ValueError, OverflowError, OSError):
        raise InputError(f"SOURCE_DATE_EPOCH is {fixed[:40]!r}; set it to whole seconds since 1970") from None


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
