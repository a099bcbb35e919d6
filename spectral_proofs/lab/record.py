"""The record of one run: a folder of plain tables (CSV) and one JSON (``spectral-proofs/lab/1``).

1. Everything is written to a file beside and then renamed, the tables first and ``record.json`` last; it names the
   steps that are in the tables, so that a run that was stopped at any moment leaves a record that can be read.
2. A record that is opened again goes on: rows of steps that ``record.json`` does not name are dropped, steps that it
   names are not measured again. It must be of the same model, loss and probe set.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.errors import InputError

SCHEMA = "spectral-proofs/lab/1"
FILE = "record.json"
REFERENCE = "reference.npz"

#: The tables and what their columns mean; every table begins with step and time.
TABLES: dict[str, dict[str, str]] = {
    "losses": {
        "step": "optimiser steps since the reference time",
        "time": "sum of the learning rates of these steps",
        "train": "loss on the training set",
        "test": "loss on the test set",
        "gradient": "squared norm of the gradient of the training loss by the weights",
        "function_gradient": "squared norm of its gradient by the outputs",
        "trace": "estimated trace of the tangent kernel J J^T / n of the training set",
        "trace_error": "standard error of that estimate",
        "position": "spectral position, gradient / (function_gradient * n * trace)",
    },
    "kernel": {
        "step": "optimiser steps since the reference time",
        "time": "sum of the learning rates of these steps",
        "distance": "relative change of the kernel of the probe set since the reference time, Frobenius norm",
        "alignment": "of the kernel with the residual at the reference time, 0 to 1",
        "rotation": "of the leading eigenvectors since the reference time, 0 to 1",
    },
    "modes": {
        "step": "optimiser steps since the reference time",
        "time": "sum of the learning rates of these steps",
        "mode": "index k from 1, eigenvalues downwards",
        "eigenvalue": "k-th eigenvalue of the kernel now",
        "reference": "k-th eigenvalue at the reference time",
        "residual": "component of the residual along the k-th eigenvector of the reference time",
    },
    "compression": {
        "step": "optimiser steps since the reference time",
        "time": "sum of the learning rates of these steps",
        "kind": "uniform or floating rounding, magnitude or spectral pruning",
        "level": "bits, or sparsity",
        "excess": "mean rise of the test loss",
        "error": "standard error of that mean over the draws",
    },
}
_SAME = ("loss", "model", "probe")

Row = Mapping[str, Any]


class Record:
    """The record in one folder, for writing."""

    def __init__(self, folder: Path, head: Mapping[str, Any]) -> None:
        """``head``: what ``record.json`` says besides steps, status and tables.

        Raises InputError: the folder cannot be made, or holds the record of something else.
        """
        self.folder = folder
        self.head = dict(head)
        self.steps: list[int] = []
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: cannot be made ({error.strerror}); give another folder") from None
        if (folder / FILE).exists():
            self._resume()

    def _resume(self) -> None:
        found = read_record(self.folder)
        for name in _SAME:
            if found.head[name] != self.head[name]:
                raise InputError(
                    f"{self.folder}: holds the record of another {name} ({found.head[name]}, here {self.head[name]}); "
                    "give another folder"
                )
        self.steps = list(found.head["steps"])
        self.rows = {name: list(rows) for name, rows in found.tables.items()}

    def add(self, step: int, rows: Mapping[str, Sequence[Row]]) -> None:
        """Keep what was measured at one step."""
        for name, new in rows.items():
            self.rows[name] += new
        self.steps.append(step)
        self.write("running")

    def write(self, status: str) -> None:
        """Write everything; ``status`` is running, complete or diverged."""
        kept = {name: rows for name, rows in self.rows.items() if rows}
        for name, rows in kept.items():
            _replace(self.folder / f"{name}.csv", _csv(TABLES[name], rows).encode())
        tables = {name: {"file": f"{name}.csv", "columns": TABLES[name]} for name in kept}
        document = {"schema": SCHEMA, **self.head, "status": status, "steps": self.steps, "tables": tables}
        _replace(self.folder / FILE, (json.dumps(document, indent=2, allow_nan=False) + "\n").encode())

    def keep_arrays(self, arrays: Mapping[str, NDArray[np.float64]]) -> None:
        """Write the eigenbasis of the reference time."""
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        _replace(self.folder / REFERENCE, buffer.getvalue())

    def arrays(self) -> dict[str, NDArray[np.float64]] | None:
        """What :meth:`keep_arrays` wrote, if it did."""
        path = self.folder / REFERENCE
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror}); free the disk or give another folder"
        ) from None


def _csv(columns: Mapping[str, str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class Reading:
    """A record as it was read: ``head`` is the JSON, ``tables`` the rows of each table."""

    def __init__(self, folder: Path, head: dict[str, Any], tables: dict[str, list[Row]]) -> None:
        self.folder = folder
        self.head = head
        self.tables = tables

    def column(self, table: str, name: str) -> NDArray[np.float64]:
        """One column as floats; empty where the table is."""
        return np.array([float(row[name]) for row in self.tables[table]])

    def grid(self, name: str) -> NDArray[np.float64]:
        """A column of ``modes`` as an array (times, modes)."""
        modes = max((int(row["mode"]) for row in self.tables["modes"]), default=0)
        return self.column("modes", name).reshape(-1, modes) if modes else np.empty((0, 0))


def read_record(folder: Path) -> Reading:
    """The record in ``folder``.

    Raises InputError: there is none, or it is damaged; the message names the file.
    """
    path = folder / FILE
    try:
        head = json.loads(path.read_text(encoding="utf-8"))
        if head["schema"] != SCHEMA:
            raise InputError(f"{path}: not a record of the laboratory ({SCHEMA})")
        head["settings"] = {str(name): float(value) for name, value in head["settings"].items()}
        steps = set(head["steps"])
        tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        for name, about in head["tables"].items():
            tables[name] = _rows(folder / str(about["file"]), TABLES[name], steps)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); give a folder that lab run or Observer wrote"
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: damaged ({type(error).__name__} {error}); remove the folder and record again"
        ) from None
    return Reading(folder, head, tables)


def _rows(path: Path, columns: Mapping[str, str], steps: set[int]) -> list[Row]:
    if path.parent.resolve() != path.resolve().parent:
        raise ValueError(f"{path.name} lies outside the folder")
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    rows = [{name: _value(name, row[name]) for name in columns} for row in found]
    return [row for row in rows if row["step"] in steps]


def _value(name: str, text: str) -> object:
    if name in ("step", "mode"):
        return int(text)
    return text if name == "kind" else float(text)
