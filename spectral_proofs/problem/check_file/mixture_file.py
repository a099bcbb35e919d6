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

A table [parameters] before them holds what branches share: exact values, which may use each other. a, b and the scales
of a branch, and its own parameters, may be expressions in them:

    [parameters]
    alpha = "1"
    [[branches]]
    g = "lambda*t"
    [branches.spectrum]
    b = "2*alpha"

Exponents in [expect] are numbers, as a mixture has no a and b. Left out: lists in [branches.spectrum].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file.check import NONE, NOT_COMPARED, CheckFile
from spectral_proofs.problem.check_file.expect_section import read_expectations
from spectral_proofs.problem.check_file.location import Located
from spectral_proofs.problem.check_file.targets import read_target
from spectral_proofs.problem.check_file.toml_text import from_text, of_table, parameter_texts, table_of
from spectral_proofs.problem.check_file.values import require_known, subtable, text_of
from spectral_proofs.problem.expression.parser import parse_parameter, symbol
from spectral_proofs.problem.expression.tokens import shorten
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
    shared: Mapping[str, str] = field(default_factory=dict)  # parameters of all branches, as written
    table: Mapping[str, Any] = field(default_factory=dict)  # of the file

    def at(self, values: Mapping[str, str]) -> MixtureFile:
        """The same with other values of shared parameters; what the file expects is dropped where one changes.

        Raises InputError: no branch has such a parameter.
        """
        for name in values:
            if name not in self.shared:
                known = f"it has {', '.join(self.shared)}" if self.shared else "it has none"
                raise InputError(f"{shorten(name)}: no parameter that the branches of {self.name} share; {known}")
        if all(self.shared[name] == value for name, value in values.items()):
            return self
        table = {key: value for key, value in self.table.items() if key != "expect"}
        changed = _of_mixture(table | {"parameters": {**self.shared, **values}}, self.path)
        expects = bool(self.exponents or self.verdicts)
        return replace(changed, notes=(*changed.notes, NOT_COMPARED)) if expects else changed

    def general(self, free: Collection[str]) -> list[GeneralBranch]:
        """The branches with some of the shared parameters left free.

        Raises InputError: a branch has other modes than exact powers.
        """
        shared = {name: text for name, text in self.shared.items() if name not in free}
        found = []
        for number, table in enumerate(self.table["branches"], 1):
            with Located(None, f"branch {number}"):
                found.append(_general(_one(table | {"spectrum": {}}, self.path, shared, free), table, shared, free))
        return found

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


@dataclass(frozen=True)
class GeneralBranch:
    """One branch with parameters left free: they are positive symbols in a, b and the scales."""

    candidate: Candidate
    a: sympy.Expr
    b: sympy.Expr
    scales: tuple[sympy.Expr, sympy.Expr]


def any_of_target(target: str, allow_python: bool = False) -> list[CheckFile | MixtureFile]:
    """The checks that TARGET stands for, mixtures among them.

    Raises InputError: missing, empty, unreadable or malformed.
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
    return _of_mixture(table, path) if "branches" in table else from_text(text, path)


def _of_mixture(table: Mapping[str, Any], path: Path | None) -> MixtureFile:
    require_known(table, ("title", "reference", "parameters", "branches", "expect"), "")
    tables = table["branches"]
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise InputError("branches: must be tables; write [[branches]] on a line of its own before each g")
    shared = parameter_texts(subtable(table, "parameters"))
    branches, notes = list[Branch](), list[str]()
    for number, one in enumerate(tables, 1):
        with Located(None, f"branch {number}"):
            spectrum = {key: _evaluated(text, shared) for key, text in subtable(one, "spectrum").items()}
            check = _one({**one, "spectrum": spectrum}, path, shared)
            branches.append(Branch(check.candidate, check.chosen(check.spectra[0])))
            notes += [f"branch {number}: {note}" for note in check.notes]
    name = path.stem if path else "mixture"
    exponents, verdicts = read_expectations(subtable(table, "expect"))
    mixture = Mixture(branches, name, text_of(table.get("title", name), "title"))
    reference = text_of(table.get("reference", ""), "reference")
    return MixtureFile(path, mixture, reference, _numbers(exponents), verdicts, tuple(notes), shared, table)


def _one(
    table: Mapping[str, Any], path: Path | None, shared: Mapping[str, str], free: Collection[str] = ()
) -> CheckFile:
    """A branch as a check of its own, on one spectrum and without free parameters but those of ``free``."""
    if "expect" in table:
        raise InputError("expect: of the whole mixture only; move [expect] before the first [[branches]]")
    found = of_table(table, path)
    if len(found.spectra) > 1:
        raise InputError("spectrum: a list; give one value, a branch has one spectrum")
    candidate = found.candidate
    while needed := sorted(candidate.free_parameters & shared.keys()):
        candidate = replace(candidate, parameters={**candidate.parameters, **{n: shared[n] for n in needed}})
    for name in sorted(candidate.free_parameters - set(free)):
        raise InputError(f"no value for {name}; add it to [branches.parameters]")
    return replace(found, candidate=candidate)


def _evaluated(value: object, shared: Mapping[str, str]) -> object:
    """A text in shared parameters as a number; anything else as it is."""
    if not isinstance(value, str) or not shared or not (_symbols(value) & shared.keys()):
        return value
    return str(_in_shared(value, shared, ()))


def _symbols(text: str) -> set[str]:
    try:
        return {str(symbol) for symbol in parse_parameter(text).free_symbols}
    except InputError:  # no expression: whoever reads it says what it should be
        return set()


def _in_shared(value: object, shared: Mapping[str, str], free: Collection[str]) -> sympy.Expr:
    """An expression in shared parameters, those without a value as positive symbols."""
    expression = parse_parameter(str(value))
    for _ in range(len(shared) + 1):
        known = {str(s) for s in expression.free_symbols} & shared.keys()
        if not known:
            break
        expression = expression.subs({symbol(name): parse_parameter(shared[name]) for name in known})
    unknown = {str(s) for s in expression.free_symbols} - set(free)
    if unknown:
        raise InputError(f"{value!r:.40}: no shared parameter {min(unknown)} with a value; check the name")
    return expression


def _general(
    check: CheckFile, table: Mapping[str, Any], shared: Mapping[str, str], free: Collection[str]
) -> GeneralBranch:
    spectrum = subtable(table, "spectrum")
    require_known(spectrum, ("a", "b", "Lambda", "W"), "spectrum.")
    defaults = {"a": "3/2", "b": "2", "Lambda": "1", "W": "1"}
    a, b, first, second = (_in_shared(spectrum.get(key, value), shared, free) for key, value in defaults.items())
    return GeneralBranch(check.candidate, a, b, (first, second))


def _numbers(exponents: Mapping[str, str]) -> dict[str, sympy.Expr | None]:
    found: dict[str, sympy.Expr | None] = {}
    for name, text in exponents.items():
        with Located(None, f"expect.{name}"):
            value = None if text == NONE else parse_parameter(text)
            if value is not None and value.free_symbols:
                raise InputError(f"{text!r:.40} is no number; a mixture has no a, b and parameters of its own")
            found[name] = value
    return found
