"""The words of a command line that makes a report again.

A catalogue entry goes by its name, so that the command works wherever the program is installed;
a and b are always said, as a check file may list several.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from spectral_proofs.problem import catalogue
from spectral_proofs.problem.check_file import CheckFile
from spectral_proofs.problem.check_file.mixture_file import MixtureFile
from spectral_proofs.problem.spectrum import Spectrum


def repetition(check: CheckFile, spectrum: Spectrum, arguments: argparse.Namespace) -> tuple[str, ...]:
    """Of one run."""
    exponents = ("--a", str(spectrum.a), "--b", str(spectrum.b))
    used = [(name, value) for name, value in arguments.parameters if name in check.candidate.parameters]
    return ("report", _target(check), *exponents, *_options(arguments, used))


def repetition_of_mixture(file: MixtureFile, arguments: argparse.Namespace) -> tuple[str, ...]:
    """Of the run of a mixture."""
    return ("report", _shown(str(file.path)), *_options(arguments, arguments.parameters))


def distinction(own: CheckFile, check: CheckFile, spectrum: Spectrum) -> str:
    """What tells a run from that on the first spectrum of the file itself, ``own``, as part of a file's name.

    The same whether the spectrum comes from the file or from the command line.
    """
    parts = []
    if spectrum != own.spectra[0]:
        scales = {"Lambda": spectrum.Lambda, "W": spectrum.W}
        shown = {"a": spectrum.a, "b": spectrum.b} | {name: x for name, x in scales.items() if x != 1}
        parts += [f"{name}{value}" for name, value in shown.items()]
    changed = {n: v for n, v in check.candidate.parameters.items() if own.candidate.parameters.get(n) != v}
    parts += [f"{name}{value}" for name, value in changed.items()]
    return "-".join(part.replace("/", "_") for part in parts)


def whole(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Of the whole command."""
    given = (("a", arguments.a), ("source", arguments.source), ("b", arguments.b))
    pairs = ((f"--{name}", value) for name, value in given if value is not None)
    exponents = (word for pair in pairs for word in pair)
    return ("report", *map(_shown, arguments.targets), *exponents, *_options(arguments, arguments.parameters))


def _target(check: CheckFile) -> str:
    return check.g if check.path is None else _shown(str(check.path))


def _shown(target: str) -> str:
    path = Path(target)
    inside = path.suffix == ".toml" and path.resolve().parent == catalogue.folder().resolve()
    return path.stem if inside else target


def _options(arguments: argparse.Namespace, parameters: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in parameters:
        yield from ("--set", f"{name}={value}")
    if arguments.claims is not None:
        yield from ("--claims", ",".join(arguments.claims))
    if arguments.allow_python:
        yield "--allow-python"
    yield from ("--digits", str(arguments.digits), "--out", arguments.out)
