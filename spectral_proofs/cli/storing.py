"""``--store FILE``: what a command keeps there, and what it says about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spectral_proofs.store import Store


@contextmanager
def storing(path: Path | None) -> Iterator[Store | None]:
    """The store for one command, None where none is asked for.

    Raises:
        InputError: it cannot be used; at the end, when everything is printed: something could not be written to it.
    """
    if path is None:
        yield None
        return
    with Store(path) as rows:
        if rows.others:
            _note(f"{path.name} keeps {_rows(rows.others)} of other versions of this program, which are not used")
        yield rows
        if rows.used:
            _note(f"{_rows(rows.used)} of {path.name} used")
    if rows.failed is not None:
        raise rows.failed


def _rows(count: int) -> str:
    return f"{count} row{'s' * (count != 1)}"


def _note(text: str) -> None:
    sys.stderr.write(f"note: {text}\n")
