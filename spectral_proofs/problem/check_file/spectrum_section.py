"""The section [spectrum]: lists of exponents and scales, or modes that a file, formulas or their number select."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file.location import Located
from spectral_proofs.problem.check_file.values import number_text, require_known, text_of
from spectral_proofs.problem.spectra.selection import SELECTED, Selection
from spectral_proofs.problem.spectrum import Spectrum, exact_number

MAX_SPECTRA = 100


def read_spectra(table: Mapping[str, Any]) -> tuple[Spectrum, ...]:
    """Every combination of the lists; raises InputError naming the key."""
    require_known(table, ("a", "b", "capacity", "source", "Lambda", "W", *SELECTED), "spectrum.")
    task, capacity = _named(table, "a", "source"), _named(table, "b", "capacity")
    defaults = {task: "3/2", capacity: "2", "Lambda": "1", "W": "1"}
    axes = []
    for key, default in defaults.items():
        value = table.get(key, default)
        values = value if isinstance(value, list) else [value]
        if not values:
            raise InputError(f"spectrum.{key}: empty list; give at least one number")
        with Located(None, "spectrum"):
            axes.append([exact_number(item, key) for item in values])
    count = 1
    for axis in axes:
        count *= len(axis)
    if count > MAX_SPECTRA:
        raise InputError(f"spectrum: {count} combinations; at most {MAX_SPECTRA} are run, shorten the lists")
    with Located(None, "spectrum"):
        choices = itertools.product(*axes)
        exponents = ((1 + 2 * b * x if task == "source" else x, b, *scales) for x, b, *scales in choices)
        return tuple(dict.fromkeys(Spectrum(*numbers) for numbers in exponents))


def _named(table: Mapping[str, Any], letter: str, word: str) -> str:
    """By which of its two names an exponent is given."""
    if letter in table and word in table:
        raise InputError(
            f"spectrum.{word}: {letter} is given too; leave out one of them (a = 1 + 2 b source, b = capacity)"
        )
    return word if word in table else letter


def read_selection(table: Mapping[str, Any]) -> Selection:
    """Which modes are asked for instead of exact powers, or how many of them."""
    texts = {key: text_of(table[key], f"spectrum.{key}") for key in ("file", "lambda_k", "power_k") if key in table}
    with Located(None, "spectrum"):
        modes = None if "modes" not in table else number_text(table["modes"])
    for key in ("a", "b", "capacity", "source", "Lambda", "W"):
        if texts and key in table:
            raise InputError(f"spectrum.{key}: says nothing of the modes that {', '.join(texts)} give; leave it out")
    return Selection(**texts, modes=modes)
