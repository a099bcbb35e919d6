"""Tables of numbers from files and data frames.

1. CSV, TSV, JSON lines and Parquet are read by polars, npz by numpy (without pickles). Files are opened here, so that
   no name is taken for a pattern or an address.
2. Columns that hold text become numbers where every cell is one; a cell that is none is named by row and column.
3. Rows are counted from 1, without the heading.

Left out: what the columns mean (:mod:`spectral_proofs.data.columns`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spectral_proofs.errors import InputError

Array = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

_MOST_BYTES = 4 * 2**30
_LONGEST_CELL = 30
_HEAD = 4096
_SEPARATORS = (",", ";", "\t")  # where the heading has none of its file's own
_TWICE = "_duplicated_0"  # polars' name for the second column of a name
SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".npz", ".parquet")


@dataclass(frozen=True)
class Table:
    """Columns by name; ``texts`` are those with a cell that is no number. An empty cell is NaN and in ``empty``."""

    name: str
    numbers: Mapping[str, Array]
    texts: Mapping[str, tuple[str, ...]]
    rows: int
    empty: Mapping[str, Flags]
    broken: Mapping[
        str, tuple[int, str]
    ]  # of texts that are numbers elsewhere: the first row that is none, and its cell


def load(source: Any, name: str = "") -> Table:
    """The table in a file, a mapping of columns, or a data frame.

    Args:
        source: a path; a mapping of names to sequences; anything with ``__arrow_c_stream__`` or ``__dataframe__``
            (pandas, polars, pyarrow, DuckDB).
        name: how messages call it; the file's name where it is one.

    Raises:
        InputError: missing, unreadable, empty, or no such format.
    """
    if isinstance(source, (str, Path)):
        return _from_file(Path(source))
    label = name or f"a {type(source).__name__}"
    with _named(label):
        if isinstance(source, Mapping):
            return _from_arrays({str(key): np.asarray(value) for key, value in source.items()}, label)
        return _from_frame(_frame(source), label)


def library() -> Any:
    """polars.

    Raises InputError: it is not installed; the message says how to get it.
    """
    try:
        import polars
        import scipy  # noqa: F401  # what reads data goes on to fit them
    except ImportError as error:
        remedy = "in the project's folder: pip install -e '.[data]'"
        raise InputError(f"fitting data needs polars and SciPy ({error.name} is missing); {remedy}") from None
    return polars


@contextmanager
def _named(label: str) -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise InputError(f"{label}: {error}") from None


def _from_file(path: Path) -> Table:
    readers: dict[str, Callable[[io.BufferedReader], Table]] = {
        ".csv": lambda stream: _from_frame(_delimited(stream, ","), path.name),
        ".tsv": lambda stream: _from_frame(_delimited(stream, "\t"), path.name),
        ".jsonl": lambda stream: _from_frame(library().read_ndjson(stream), path.name),
        ".ndjson": lambda stream: _from_frame(library().read_ndjson(stream), path.name),
        ".parquet": lambda stream: _from_frame(library().read_parquet(stream), path.name),
        ".npz": lambda stream: _from_arrays(_archive(stream), path.name),
    }
    with _named(path.name or str(path)):
        reader = readers.get(path.suffix.lower())
        if reader is None:
            raise InputError(f"no format that is read; name a file that ends in {', '.join(SUFFIXES)}")
        polars_errors = library().exceptions.PolarsError
        try:
            if not path.is_file():
                raise InputError("no such file; check the name")
            if path.stat().st_size > _MOST_BYTES:
                raise InputError(f"larger than {_MOST_BYTES / 2**30:g} GiB; keep every tenth row")
            with path.open("rb") as stream:
                return reader(stream)
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror or _short(error)}); check its permissions") from None
        except polars_errors as error:
            remedy = "save it in UTF-8" if "utf-8" in str(error).lower() else "write one row a line"
            raise InputError(f"no table that can be read ({_short(error)}); {remedy}") from None


def _delimited(stream: io.BufferedReader, separator: str) -> Any:
    head = stream.peek(_HEAD)[:_HEAD]
    if b"\0" in head:
        raise InputError("no text in UTF-8 (it holds zero bytes); save it as CSV in UTF-8")
    end = "\r" if b"\r" in head and b"\n" not in head else "\n"
    heading = head.decode(errors="replace").split(end)[0]
    found = next((mark for mark in (separator, *_SEPARATORS) if mark in heading), separator)
    return library().read_csv(
        stream, separator=found, eol_char=end, infer_schema_length=None, truncate_ragged_lines=False
    )


def _archive(stream: io.BufferedReader) -> dict[str, Any]:
    try:
        with np.load(stream, allow_pickle=False) as archive:
            return {key: archive[key] for key in archive.files}
    except (ValueError, zipfile.BadZipFile, EOFError, AttributeError) as error:
        raise InputError(f"no npz archive of arrays ({_short(error)}); write it with numpy.savez") from None


def _frame(source: Any) -> Any:
    polars = library()
    if isinstance(source, polars.DataFrame):
        return source
    if hasattr(source, "__arrow_c_stream__"):
        return polars.DataFrame(source)
    if hasattr(source, "__dataframe__"):
        return polars.from_dataframe(source)
    raise InputError(f"a {type(source).__name__} is no table; give a path, a mapping of columns or a data frame")


def _from_arrays(arrays: Mapping[str, Any], name: str) -> Table:
    """One-dimensional arrays are columns; two-dimensional ones are columns NAME_1, NAME_2, … along the shorter side."""
    columns: dict[str, Any] = {}
    for key, array in arrays.items():
        if array.ndim == 1:
            columns[key] = array
        elif array.ndim == 2:
            wide = array if array.shape[0] <= array.shape[1] else array.T
            columns |= {f"{key}_{number}": row for number, row in enumerate(wide, start=1)}
        elif array.ndim:
            raise InputError(f"{key} has {array.ndim} dimensions; give arrays with one or two")
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        shown = ", ".join(f"{key} {len(column)}" for key, column in list(columns.items())[:4])
        raise InputError(f"arrays of different lengths ({shown}); give one number for each row")
    for key, column in columns.items():
        if column.dtype.kind not in "biufUO":
            raise InputError(f"{key} holds {column.dtype.name}, no numbers; convert it")
    return _from_frame(
        library().DataFrame({key: list(c) if c.dtype.kind in "UO" else c for key, c in columns.items()}), name
    )


def _from_frame(frame: Any, name: str) -> Table:
    polars = library()
    if not frame.height:
        raise InputError("no rows; give at least one")
    numbers: dict[str, Array] = {}
    texts: dict[str, tuple[str, ...]] = {}
    broken: dict[str, tuple[int, str]] = {}
    empty: dict[str, Flags] = {}
    for column in frame.get_columns():
        twice = column.name.removesuffix(_TWICE)
        if twice != column.name and twice in frame.columns:
            raise InputError(f"two columns are called {twice}; rename one")
        if column.dtype in (polars.String, polars.Categorical):
            column = column.cast(polars.String).str.strip_chars()
            read = column.cast(polars.Float64, strict=False)
            missing = (read.is_null() & column.is_not_null() & (column != "").fill_null(value=False)).to_numpy()
            if missing.any():
                texts[column.name] = tuple("" if cell is None else str(cell) for cell in column.to_list())
                first = int(np.argmax(missing))
                broken[column.name] = (first + 1, texts[column.name][first][:_LONGEST_CELL])
                continue
            column = read
        if column.dtype.is_numeric() or column.dtype in (polars.Boolean, polars.Null):
            empty[column.name] = column.is_null().to_numpy()
            numbers[column.name] = column.cast(polars.Float64).fill_null(float("nan")).to_numpy()
    return Table(name, numbers, texts, frame.height, empty, broken)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:80]
