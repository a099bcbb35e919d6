"""The check that a TOML text describes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file.check import CheckFile, evaluating
from spectral_proofs.problem.check_file.expect_section import read_expectations
from spectral_proofs.problem.check_file.location import Located, printable
from spectral_proofs.problem.check_file.spectrum_section import read_selection, read_spectra
from spectral_proofs.problem.check_file.values import number_text, require_known, subtable, text_of
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.recognition import read_toml
from spectral_proofs.problem.schedule import exhausts, intrinsic_time, with_schedule
from spectral_proofs.text.exact import exact_text

_MAX_MESSAGE = 120
_KEYS = ("title", "g", "residual", "reference", "claims", "parameters", "spectrum", "schedule", "expect")


def from_text(text: str, path: Path | None = None) -> CheckFile:
    """The check that a TOML text describes.

    >>> from_text('g = "lambda*t"').candidate.expression
    lam*t

    Raises:
        InputError: ``key: problem; remedy``.
    """
    table = table_of(text)
    if "branches" in table:
        raise InputError("branches: a mixture of several g, which only check, report and sweep take; name another file")
    return of_table(table, path)


def table_of(text: str) -> dict[str, Any]:
    """The table that a TOML text describes; raises InputError where it cannot be read."""
    try:
        return read_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not TOML: {printable(str(error))[:_MAX_MESSAGE]}; correct the syntax") from None
    except (ValueError, RecursionError) as error:
        what = str(error) if str(error).startswith("line ") else "a number too long or nesting too deep"
        raise InputError(f"not TOML that can be read ({what}); simplify it") from None


def of_table(table: Mapping[str, Any], path: Path | None) -> CheckFile:
    """The check of one g that a table describes.

    Raises:
        InputError: ``key: problem; remedy``.
    """
    require_known(table, _KEYS, "")
    if "g" in table and "residual" in table:
        raise InputError("residual: g is given too; leave out one of them")
    if "g" not in table and "residual" not in table:
        raise InputError('g: missing; add a line such as g = "lambda * t"')
    name = path.stem if path else ""
    texts = {key: text_of(table.get(key, ""), key) for key in ("title", "reference")}
    candidate = _candidate(table, name, texts["title"] or name, texts["reference"])
    candidate, notes = scheduled(candidate, subtable(table, "schedule"))
    exponents, verdicts = read_expectations(subtable(table, "expect"))
    spectrum = subtable(table, "spectrum")
    given = frozenset({"source": "a", "capacity": "b"}.get(key, key) for key in spectrum) & {"a", "b"}
    selection, about = read_selection(spectrum), _about(table)
    found = CheckFile(path, candidate, read_spectra(spectrum), exponents, verdicts, notes, given, selection, about)
    return evaluating(found)


def _about(table: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The claims that the file names; that they exist is checked where they are known."""
    names = table.get("claims")
    if names is None:
        return None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise InputError('claims: must be a list of ids; write claims = ["eq7", "thm2"], or leave it out for all')
    return tuple(names)


def parameter_texts(table: Mapping[str, Any]) -> dict[str, str]:
    """The section [parameters]: values as exact texts; raises InputError naming the key."""
    values = {}
    for key, value in table.items():
        with Located(None, f"parameters.{shorten(key)}"):
            values[key] = value if isinstance(value, str) else number_text(value)
        with Located(None, "parameters"):
            Candidate("lambda*t", {key: values[key]})
    return values


def _candidate(table: Mapping[str, Any], name: str, title: str, reference: str) -> Candidate:
    values = parameter_texts(subtable(table, "parameters"))
    key = "g" if "g" in table else "residual"
    text = text_of(table[key], key, limit=10**6)
    with Located(None, key):
        return Candidate(**{key: text}, parameters=values, name=name, title=title, reference=reference)


def scheduled(candidate: Candidate, table: Mapping[str, Any]) -> tuple[Candidate, tuple[str, ...]]:
    """The candidate in intrinsic time, and what the reader has to know about it."""
    if not table:
        return candidate, ()
    if "eta" not in table:
        raise InputError('schedule.eta: missing; add a line such as eta = "t**(-1/3)" or eta = "cosine"')
    eta = table["eta"]
    eta = str(eta) if type(eta) is int else text_of(eta, "schedule.eta")  # other numbers are texts here
    with Located(None, "schedule"):
        options = {key: value for key, value in table.items() if key != "eta"}
        time = intrinsic_time(eta, options)
        notes = [f"schedule: t is replaced by the integral of eta = {eta}, {exact_text(time)}"]
        if exhausts(time):
            notes.append("schedule: the integral of eta stays bounded, so that training and its frontier stop")
        return with_schedule(candidate, eta, options), tuple(notes)
