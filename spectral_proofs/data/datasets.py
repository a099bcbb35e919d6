"""What was measured, checked: spectra, curves and residuals as arrays in order.

1. Rows with an empty cell, at t = 0, and eigenvalues that are zero are left out, with a note.
2. Anything else that no measurement gives (negative times, losses or eigenvalues, one time twice in a run with
   different losses) is refused by row and column.
3. Rows are put in order: times upwards within a run, eigenvalues downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spectral_proofs.data.columns import Columns
from spectral_proofs.data.tables import Array, Flags
from spectral_proofs.errors import InputError

_LARGEST = 1e100  # losses beyond it or its inverse have squares that are no floats

Rows = np.ndarray[Any, np.dtype[np.intp]]

_ROUNDING = 1e-13  # of the largest eigenvalue: what lies below is zero but for rounding


@dataclass(frozen=True)
class Run:
    """One curve: ``values`` by observable (loss, delta_loss, position) at increasing times; NaN where not measured."""

    name: str
    t: Array
    values: Mapping[str, Array]
    error: Array | None = None
    lr: Array | None = None
    task: str = ""

    def observed(self, quantity: str) -> tuple[Array, Array, Array | None]:
        """Times, values and standard errors (None where unknown) of one observable where it was measured."""
        values = self.values.get(quantity)
        if values is None:
            return np.zeros(0), np.zeros(0), None
        there = np.isfinite(values)
        error = self.error[there] if self.error is not None and quantity == "loss" else None
        return self.t[there], values[there], error


@dataclass(frozen=True)
class MeasuredSpectrum:
    """Eigenvalues in descending order and, by task, the power lambda_k w_k^2 of the target in each mode."""

    eigenvalues: Array
    powers: Mapping[str, Array]
    samples: int  # modes before zeros were left out: the number of samples, of a kernel matrix


@dataclass(frozen=True)
class ModeResiduals:
    """r_k(t): a row for each mode, a column for each time; NaN where not measured."""

    modes: Array
    t: Array
    residuals: Array
    eigenvalues: Array | None = None


@dataclass
class Notes:
    """What was left out on the way."""

    lines: list[str] = field(default_factory=list)

    def add(self, count: int, what: str) -> None:
        """``count`` rows of a kind; nothing where there is none."""
        if count:
            self.lines.append(f"{count} {'row' if count == 1 else 'rows'} {what} left out")


def spectrum(columns: Columns, notes: Notes) -> MeasuredSpectrum:
    """The spectrum of a table with lambda and perhaps power, or power_TASK for several tasks."""
    values = _required(columns, "lambda")
    names = columns.families("power") or ({"": columns.found["power"]} if "power" in columns.found else {})
    powers = {task: _required(columns, "power", name) for task, name in names.items()}
    largest = float(values.max())
    _refuse(columns, "lambda", values < -_ROUNDING * largest, values, "is negative; give eigenvalues of a kernel")
    for task, name in names.items():
        if not powers[task].any():
            raise InputError(f"column {name}: the power is 0 in every mode; nothing is to be fitted")
        _refuse(columns, name, powers[task] < 0, powers[task], "is negative; power is lambda_k w_k^2")
    kept = values > _ROUNDING * largest
    if not kept.any():
        raise InputError("every eigenvalue is 0; nothing is to be fitted")
    notes.add(int((~kept).sum()), "with an eigenvalue that is 0 but for rounding")
    order = np.argsort(-values[kept], kind="stable")
    return MeasuredSpectrum(
        values[kept][order], {task: power[kept][order] for task, power in powers.items()}, len(values)
    )


def runs(columns: Columns, notes: Notes, default: str) -> Iterator[Run]:
    """The curves of a table: one for each run and task."""
    t = _required(columns, "t")
    _refuse(columns, "t", t < 0, t, "is negative; times count from the beginning of training")
    optional = {name: columns.numbers(name) for name in ("error", "lr")}
    labels = {name: columns.text(name) for name in ("run", "task", "modes")}
    for found, rows in _groups({name: cells for name, cells in labels.items() if cells is not None}, len(t)):
        parts = [cell if name == "run" else f"{name} {cell}" for name, cell in found.items()]
        title = ", ".join([*([default] if default else []), *parts]) or columns.table.name
        for task, values in _observables(columns):
            yield _run(columns, notes, title, task or found.get("task", ""), rows, t, values, optional)


def _groups(labels: Mapping[str, Sequence[str]], rows: int) -> Iterator[tuple[dict[str, str], Rows]]:
    """Rows with the same labels, in order of their first one."""
    if not labels:
        yield {}, np.arange(rows)
        return
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(zip(*labels.values(), strict=True)):
        groups.setdefault(key, []).append(row)
    for key, chosen in groups.items():
        yield dict(zip(labels, key, strict=True)), np.array(chosen)


def _observables(columns: Columns) -> Iterator[tuple[str, dict[str, Array]]]:
    """(task, columns by observable)."""
    single = {}
    for name in ("loss", "delta_loss", "position"):
        values = columns.numbers(name)
        if values is not None:
            single[name] = values
    family = columns.families("loss")
    if single:
        yield "", single
    for task, name in family.items():
        found = columns.numbers("loss", name)
        if found is not None:
            yield task, {"loss": found}


def _run(
    columns: Columns,
    notes: Notes,
    name: str,
    task: str,
    index: Rows,
    t: Array,
    values: Mapping[str, Array],
    optional: Mapping[str, Array | None],
) -> Run:
    for quantity, column in values.items():
        shown = columns.found.get(quantity, quantity)
        wrong = np.zeros(len(column), dtype=bool)
        wrong[index] = column[index] <= 0
        _refuse(columns, shown, wrong, column, "is not positive; the theory's losses, increases and positions are")
        wrong[index] = (column[index] > _LARGEST) | (column[index] < 1 / _LARGEST)
        _refuse(columns, shown, wrong, column, "is out of range; give it in other units")
    error = optional["error"]
    if error is not None:
        wrong = np.zeros(len(error), dtype=bool)
        wrong[index] = ~(error[index] > 0)
        _refuse(columns, columns.found["error"], wrong, error, "is no standard error; give every row a positive one")
    some = np.any([np.isfinite(column[index]) for column in values.values()], axis=0) & np.isfinite(t[index])
    notes.add(int((~some).sum()), "with an empty cell")
    notes.add(int((t[index][some] == 0).sum()), "at t = 0")
    kept = index[some & (t[index] > 0)]
    if not len(kept):
        raise InputError(f"{name}: no row with t > 0; give times at which something was measured")
    if np.any(np.diff(t[kept]) < 0):
        notes.lines.append(f"{name}: rows were not in order of time; sorted")
    kept = kept[np.argsort(t[kept], kind="stable")]
    kept = _once(columns, name, kept, t, values, notes)
    lr = optional["lr"]
    return Run(
        name,
        t[kept],
        {quantity: column[kept] for quantity, column in values.items()},
        None if error is None else error[kept],
        None if lr is None else lr[kept],
        task,
    )


def _once(
    columns: Columns,
    name: str,
    kept: Rows,
    t: Array,
    values: Mapping[str, Array],
    notes: Notes,
) -> Rows:
    """Without rows that repeat the one before."""
    again = np.flatnonzero(np.diff(t[kept]) == 0) + 1
    if not len(again):
        return kept
    for quantity, column in values.items():
        differs = again[~np.isclose(column[kept][again], column[kept][again - 1], rtol=1e-12, equal_nan=True)]
        if len(differs):
            row = int(kept[differs[0]]) + 1
            remedy = "remove one, or name what tells runs apart with --column run=NAME"
            raise InputError(
                f"row {row}, column {columns.found['t']}: t = {t[row - 1]:g} has two values of {quantity}; {remedy}"
            )
    notes.lines.append(f"{name}: {len(again)} rows that repeat another left out")
    return np.delete(kept, again)


def residuals(columns: Columns, notes: Notes) -> ModeResiduals:
    """Residuals by mode and time from rows (k, t, residual), perhaps with lambda."""
    k, t, r = (_required(columns, name) for name in ("k", "t", "residual"))
    _refuse(columns, "t", t < 0, t, "is negative; times count from the beginning of training")
    modes, row = np.unique(k, return_inverse=True)
    times, column = np.unique(t, return_inverse=True)
    if len(modes) * len(times) > 10**8:
        raise InputError(f"{len(modes)} modes at {len(times)} times; keep fewer times")
    table = np.full((len(modes), len(times)), np.nan)
    seen = np.zeros(table.shape, dtype=int)
    np.add.at(seen, (row, column), 1)
    if seen.max() > 1:
        twice = int(np.argmax(seen[row, column] > 1)) + 1
        raise InputError(f"row {twice}: mode {k[twice - 1]:g} at t = {t[twice - 1]:g} occurs twice; keep one")
    table[row, column] = r
    given = columns.numbers("lambda")
    eigenvalues = None
    if given is not None:
        eigenvalues = np.zeros(len(modes))
        eigenvalues[row] = given
        _refuse(columns, "lambda", given <= 0, given, "is not positive; give the eigenvalue of the mode")
    return ModeResiduals(modes, times, table, eigenvalues)


def _required(columns: Columns, meaning: str, name: str | None = None) -> Array:
    values = columns.numbers(meaning, name)
    if values is None:
        raise InputError(f"no column {meaning}; name one with --column {meaning}=NAME")
    if meaning == "t":
        return values
    shown = name or columns.found[meaning]
    _refuse(columns, shown, np.isnan(values), values, "is empty; every mode has one")
    return values


def _refuse(columns: Columns, meaning: str, wrong: Flags, values: Array, why: str) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        shown = "the cell" if np.isnan(values[row]) else f"{values[row]:g}"
        raise InputError(f"row {row + 1}, column {columns.found.get(meaning, meaning)}: {shown} {why}")
