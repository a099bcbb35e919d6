"""A phase diagram as files of rows, one a cell: CSV, and Parquet by polars."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.sweep import columns, rows
from spectral_proofs.sweep.diagram import Diagram


def require_polars() -> Any:
    """polars; raises InputError where it is missing."""
    try:
        import polars
    except ImportError:
        raise InputError("--parquet needs polars; in the project's folder: pip install -e '.[data]'") from None
    return polars


def export(found: Diagram, as_csv: Path | None, as_parquet: Path | None) -> None:
    """Write the files that are asked for.

    Raises:
        InputError: one cannot be written, or polars is missing.
    """
    try:
        if as_csv is not None:
            with as_csv.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(rows(found))
        if as_parquet is not None:
            polars = require_polars()
            with as_parquet.open("wb") as stream:
                polars.DataFrame(columns(found)).fill_nan(None).write_parquet(stream)
    except OSError as error:
        path = error.filename or as_parquet or as_csv
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another file") from None
