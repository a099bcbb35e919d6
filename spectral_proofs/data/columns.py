"""What the columns of a table mean: recognised by name, or as options name them.

Every problem is one line with the row and the column. What is merely left out (rows at t = 0, empty cells, eigenvalues
that are zero) is a note.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data.tables import Array, Table
from spectral_proofs.errors import InputError

#: Names that stand for a meaning, in lower case; spaces, dashes and slashes count as "_".
NAMES: Mapping[str, tuple[str, ...]] = {
    "t": ("t", "time", "step", "steps", "train_step", "global_step", "iteration", "iterations", "iter", "_step"),
    "loss": (
        "loss",
        "l",
        "test_loss",
        "val_loss",
        "valid_loss",
        "validation_loss",
        "eval_loss",
        "train_loss",
        "training_loss",
    ),
    "error": ("error", "stderr", "se", "loss_error", "loss_stderr", "loss_se", "std_error", "standard_error", "sigma"),
    "delta_loss": ("delta_loss", "dl", "deltaloss", "loss_increase"),
    "position": ("position", "pos", "spectral_position"),
    "lr": ("lr", "learning_rate", "eta"),
    "run": ("run", "run_id", "run_name", "seed"),
    "task": ("task",),
    "modes": ("modes", "n_modes"),
    "tokens": ("tokens", "n_tokens"),
    "k": ("k", "mode", "index"),
    "lambda": ("lambda", "lam", "eigenvalue", "eigenvalues", "lambda_k", "λ"),
    "power": ("power", "powers", "power_k", "c", "c_k"),
    "residual": ("residual", "residuals", "r", "r_k"),
}
_OPTIONAL_TIME = "tokens"  # the time of a curve that has no other


@dataclass(frozen=True)
class Columns:
    """A table whose columns have meanings: ``found[meaning]`` is the column's name."""

    table: Table
    found: Mapping[str, str]

    @property
    def kind(self) -> str:
        """spectrum, residuals or curve; raises InputError where it is none of them."""
        has = (
            self.found.keys()
            | ({"power"} if self.families("power") else set())
            | ({"loss"} if self.families("loss") else set())
        )
        if "residual" in has and {"k", "t"} <= has:
            return "residuals"
        if "t" in has and has & {"loss", "delta_loss", "position"}:
            return "curve"
        if "lambda" in has:
            return "spectrum"
        shown = ", ".join([*self.table.numbers, *self.table.texts][:8]) or "none"
        need = "lambda and power; t and loss, delta_loss or position; or k, t and residual"
        raise InputError(
            f"no spectrum, curve or residuals among the columns {shown}; needed are {need}; name them with --column"
        )

    def families(self, meaning: str) -> dict[str, str]:
        """Columns ``meaning_NAME``, by NAME, where no column has the plain meaning: one for each task."""
        if meaning in self.found:
            return {}
        taken = set(self.found.values())
        family = {}
        for name in self.table.numbers:
            head, _, rest = _plain(name).partition("_")
            if head == meaning and rest and name not in taken:
                family[rest] = name
        return family

    def text(self, meaning: str) -> Sequence[str] | None:
        """Cells of a column of labels; None where there is no such column."""
        name = self.found.get(meaning)
        if name is None:
            return None
        if name in self.table.texts:
            return self.table.texts[name]
        return [f"{value:g}" for value in self.table.numbers[name]]

    def numbers(self, meaning: str, name: str | None = None) -> Array | None:
        """A column of numbers, NaN where a cell is empty; None where there is no such column.

        Raises InputError: a cell is no finite number.
        """
        name = self.found.get(meaning) if name is None else name
        if name is None:
            return None
        if name in self.table.broken:
            row, cell = self.table.broken[name]
            raise InputError(f"row {row}, column {name}: {cell!r} is no number; correct it or leave the cell empty")
        values = self.table.numbers[name]
        wrong = np.logical_not(np.isfinite(values) | self.table.empty[name])
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InputError(
                f"row {row + 1}, column {name}: {values[row]} is no finite number; correct or remove the row"
            )
        return values


def recognised(table: Table, chosen: Mapping[str, str]) -> Columns:
    """The table with meanings; ``chosen`` maps a meaning to a column's name and goes before recognition.

    Raises InputError: a chosen column or meaning does not exist, or two columns have one meaning.
    """
    present = [*table.numbers, *table.texts]
    found: dict[str, str] = {}
    for meaning, name in chosen.items():
        if meaning not in NAMES:
            raise InputError(f"--column {meaning}: no such meaning; there are {', '.join(NAMES)}")
        if name in present:
            found[meaning] = name
    taken = set(found.values())
    for meaning, names in NAMES.items():
        matching = [name for name in present if _plain(name) in names and name not in taken]
        if meaning in found or not matching:
            continue
        best = min(matching, key=lambda name: names.index(_plain(name)))
        if len(matching) > 1 and meaning in ("loss", "lambda", "power"):
            raise InputError(
                f"columns {', '.join(matching)} may all be {meaning}; choose with --column {meaning}={best}"
            )
        found[meaning] = best
    if "t" not in found and _OPTIONAL_TIME in found and "lambda" not in found:
        found["t"] = found.pop(_OPTIONAL_TIME)
    return Columns(table, found)


def refuse_unknown(chosen: Mapping[str, str], tables: Sequence[Table]) -> None:
    """Names of columns that no table has are typing errors."""
    present = [name for table in tables for name in (*table.numbers, *table.texts)]
    for meaning, name in chosen.items():
        if name not in present:
            close = difflib.get_close_matches(name, present, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(present[:8])}"
            raise InputError(f"--column {meaning}={name}: no such column; {hint}")


def _plain(name: str) -> str:
    return name.strip(" #").lower().replace(" ", "_").replace("-", "_").replace("/", "_")
