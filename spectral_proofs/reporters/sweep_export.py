"""A phase diagram as files of rows, one a cell: CSV, and Parquet by polars."""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.sweep import columns, rows
from spectral_proofs.sweep.diagram import Diagram
from spectral_proofs.text.files import whole_file


def require_polars() -> Any:
    """polars; raises InputError where it is missing."""
    try:
        import polars
    except ImportError:
        raise InputError("--parquet needs polars; in the project's folder: pip install -e '.[data]'") from None
    return polars


def to_csv(found: Diagram, path: Path) -> None:
    """Write it; raises InputError where that cannot be done."""
    with whole_file(path) as stream:
        csv.writer(stream).writerows(rows(found))


def to_parquet(found: Diagram, path: Path) -> None:
    """Write it; raises InputError where that cannot be done, or polars is missing."""
    table = require_polars().DataFrame(columns(found)).fill_nan(None)
    with whole_file(path, "wb") as stream:
        content = BytesIO()
        table.write_parquet(content)  # polars has an error of its own for a file that takes no more
        stream.write(content.getvalue())
