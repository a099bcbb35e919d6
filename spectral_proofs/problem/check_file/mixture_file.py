"""Check files of several branches: ``[[branches]]`` tables, each with what a check file of one g has but [expect].

    title = "Two branches"
    [[branches]]
    g = "lambda*t"
    [branches.spectrum]
    a = "3/2"
    b = "2"
    [[branches]]
    g = "lambda**m*t"
    [branches.parameters]
    m = "2"

Exponents in [expect] are numbers, as a mixture has no a and b. Left out: lists in [branches.spectrum].
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file.check import NONE, CheckFile
from spectral_proofs.problem.check_file.expect_section import read_expectations
from spectral_proofs.problem.check_file.location import Located
from spectral_proofs.problem.check_file.targets import read_target
from spectral_proofs.problem.check_file.toml_text import from_text, of_table, table_of
from spectral_proofs.problem.check_file.values import require_known, subtable, text_of
from spectral_proofs.problem.expression.parser import parse_parameter
from spectral_proofs.problem.mixture import Branch, Mixture
from spectral_proofs.results import Verdict


@dataclass(frozen=True)
class MixtureFile:
    """Several branches, and what the file's author expects of them together."""

    path: Path | None
    mixture: Mixture
    reference: str = ""
    exponents: Mapping[str, sympy.Expr | None] = field(default_factory=dict)  # None: must not exist
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # what the reader of a report has to know

    @property
    def name(self) -> str:
        """Short name: the file's stem."""
        return self.mixture.name

    @property
    def title(self) -> str:
        """One line for people."""
        return self.mixture.title

    @property
    def g(self) -> str:
        """The evolution functions as written."""
        return self.mixture.g

    def located(self) -> AbstractContextManager[None]:
        """Puts the file's name before the message of an InputError."""
        return Located(self.path)


def any_of_target(target: str, allow_python: bool = False) -> list[CheckFile | MixtureFile]:
    """The checks that TARGET stands for, mixtures among them.

    Raises:
        InputError: missing, empty, unreadable or malformed.
    """
    return read_target(target, allow_python, any_of_text)


def any_of_text(text: str, path: Path | None = None) -> CheckFile | MixtureFile:
    """The check that a TOML text describes, of one g or of several branches.

    >>> file = any_of_text('[[branches]]\\ng = "lambda*t"\\n[[branches]]\\ng = "lambda**2*t"')
    >>> file.mixture.g
    'lambda*t; lambda**2*t'

    Raises:
        InputError: ``key: problem; remedy``.
    """
    table = table_of(text)
    if "branches" not in table:
        return from_text(text, path)
    require_known(table, ("title", "reference", "branches", "expect"), "")
    tables = table["branches"]
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise InputError("branches: must be tables; write [[branches]] on a line of its own before each g")
    branches, notes = list[Branch](), list[str]()
    for number, one in enumerate(tables, 1):
        with Located(None, f"branch {number}"):
            check = _one(one, path)
            branches.append(Branch(check.candidate, check.chosen(check.spectra[0])))
            notes += [f"branch {number}: {note}" for note in check.notes]
    name = path.stem if path else "mixture"
    exponents, verdicts = read_expectations(subtable(table, "expect"))
    mixture = Mixture(branches, name, text_of(table.get("title", name), "title"))
    reference = text_of(table.get("reference", ""), "reference")
    return MixtureFile(path, mixture, reference, _numbers(exponents), verdicts, tuple(notes))


def _one(table: Mapping[str, Any], path: Path | None) -> CheckFile:
    """A branch as a check of its own, on one spectrum and without free parameters."""
    if "expect" in table:
        raise InputError("expect: of the whole mixture only; move [expect] before the first [[branches]]")
    found = of_table(table, path)
    if len(found.spectra) > 1:
        raise InputError("spectrum: a list; give one value, a branch has one spectrum")
    for name in sorted(found.candidate.free_parameters):
        raise InputError(f"no value for {name}; add it to [branches.parameters]")
    return found


def _numbers(exponents: Mapping[str, str]) -> dict[str, sympy.Expr | None]:
    found: dict[str, sympy.Expr | None] = {}
    for name, text in exponents.items():
        with Located(None, f"expect.{name}"):
            value = None if text == NONE else parse_parameter(text)
            if value is not None and value.free_symbols:
                raise InputError(f"{text!r:.40} is no number; a mixture has no a, b and parameters of its own")
            found[name] = value
    return found
