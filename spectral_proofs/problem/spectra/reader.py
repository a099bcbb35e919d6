"""Measured spectra from files: CSV (columns with names) and npz (arrays with names).

1. A file is one of the two by its name. A CSV file is UTF-8 text, with or without a byte order mark; columns are
   separated by commas, semicolons or tabs, decimals by points. The first row names the columns; those with other
   names are ignored.
2. A number in a CSV file is the decimal that is written, exactly; one in an npz file the binary number that is stored.
3. A column of w_k^2 in place of lambda_k w_k^2 is multiplied by the eigenvalues.

Rows, bytes and digits are limited before anything is computed; what is wrong is one line that names the row.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.spectra.measured import MOST_MODES, Measured

MOST_BYTES = 64_000_000
EIGENVALUES = ("lambda", "lambda_k", "lam", "eigenvalue", "eigenvalues")
ENERGIES = ("power", "power_k", "energy", "lambda_w2")
WEIGHTS = ("w2", "w_k^2", "weight2")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?", re.ASCII)
_NAMES = "a column lambda (eigenvalues) and a column power (lambda_k w_k^2) or w2 (w_k^2)"


def read_spectrum(path: Path | str) -> Measured:
    """The spectrum in a file.

    Raises:
        InputError: one line, ``file: problem; remedy``.
    """
    file = Path(path)
    try:
        columns = _npz(file) if file.suffix.lower() == ".npz" else _csv(file)
        return _spectrum(columns, file.name)
    except OSError as error:
        raise InputError(f"{shorten(file.name)}: cannot be read ({error.strerror}); check the name") from None
    except InputError as error:
        raise InputError(f"{shorten(file.name)}: {error}") from None


def _spectrum(columns: dict[str, list[Fraction]], name: str) -> Measured:
    eigenvalues = columns[_one_of(columns, EIGENVALUES)]
    key = _one_of(columns, (*ENERGIES, *WEIGHTS))
    energies = columns[key]
    if len(eigenvalues) != len(energies):
        raise InputError(f"{len(eigenvalues)} eigenvalues and {len(energies)} energies; give one of each per mode")
    if key in WEIGHTS:
        energies = [lam * w2 for lam, w2 in zip(eigenvalues, energies, strict=True)]
    return Measured.of(eigenvalues, energies, name)


def _one_of(columns: Sequence[str] | dict[str, Any], wanted: Sequence[str]) -> str:
    found = [name for name in wanted if name in columns]
    if len(found) != 1:
        what = (
            f"two columns for one thing, {found[0]} and {found[1]}" if found else f"no column {' or '.join(wanted[:5])}"
        )
        names = ", ".join(shorten(name) for name in list(columns)[:8]) or "none"
        raise InputError(f"{what} (there are {names}); name {_NAMES}")
    return found[0]


def _csv(file: Path) -> dict[str, list[Fraction]]:
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(f"larger than {MOST_BYTES} bytes; keep the first {MOST_MODES} modes, which carry the loss")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}; save it as UTF-8") from None
    rows = _rows(text)
    header = next(rows, (1, []))[1]
    if any(_NUMBER.fullmatch(cell) for cell in header):
        raise InputError(f"the first row holds numbers; begin with a row of names: {_NAMES}")
    if len(set(header)) < len(header):
        raise InputError("two columns have the same name; rename one")
    needed = {_one_of(header, EIGENVALUES), _one_of(header, (*ENERGIES, *WEIGHTS))}
    places = {name: header.index(name) for name in needed}
    columns: dict[str, list[Fraction]] = {name: [] for name in places}
    for number, (line, cells) in enumerate(rows):
        if number >= MOST_MODES:
            raise InputError(f"more than {MOST_MODES} rows; keep the first ones, which carry the loss")
        if len(cells) != len(header):
            raise InputError(f"line {line} has {len(cells)} values under {len(header)} names; {_remedy(cells, header)}")
        for name, place in places.items():
            columns[name].append(_number(cells[place], line, name))
    return columns


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(text, newline=None)  # a lone carriage return ends a line too
    first = lines.readline()
    lines.seek(0)
    reader = csv.reader(lines, delimiter=max(";\t,", key=first.count))
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield reader.line_num, stripped
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: {error}; correct it") from None


def _remedy(cells: Sequence[str], header: Sequence[str]) -> str:
    commas = len(cells) == 2 * len(header) and all(_NUMBER.fullmatch(cell) for cell in cells)
    return "write decimals with points, 0.5 and not 0,5" if commas else "give each row one value for each name"


def _number(cell: str, line: int, name: str) -> Fraction:
    if not _NUMBER.fullmatch(cell):
        point = re.fullmatch(r"[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?", cell, re.ASCII)
        remedy = "write decimals with points, 0.5 and not 0,5" if point else "write a finite decimal such as 1.5e-7"
        raise InputError(f"line {line}: {shorten(cell)!r} in column {shorten(name)} is no number; {remedy}")
    return Fraction(cell)


def _npz(file: Path) -> dict[str, list[Fraction]]:
    import numpy as np

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_BYTES:
                raise InputError(f"larger than {MOST_BYTES} bytes; keep the first {MOST_MODES} modes")
        with np.load(file, allow_pickle=False) as arrays:
            keys = {_one_of(arrays.files, EIGENVALUES), _one_of(arrays.files, (*ENERGIES, *WEIGHTS))}
            return {key: _array(arrays[key], key) for key in keys}
    except (zipfile.BadZipFile, ValueError, EOFError, KeyError) as error:
        raise InputError(
            f"not an npz file that can be read ({shorten(str(error))}); write it with numpy.savez"
        ) from None


def _array(values: Any, name: str) -> list[Fraction]:
    if values.ndim != 1 or values.dtype.kind not in "fiu":
        raise InputError(f"{name} is an array of {values.ndim} dimensions and type {values.dtype}; give one of numbers")
    if len(values) > MOST_MODES:
        raise InputError(f"{name} has more than {MOST_MODES} numbers; keep the first ones, which carry the loss")
    numbers = values.tolist()
    for place, number in enumerate(numbers):
        if not math.isfinite(number):
            raise InputError(f"{name}[{place}] is {number}; remove it")
    return [Fraction(number) for number in numbers]
