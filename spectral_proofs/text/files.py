"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from spectral_proofs.errors import InputError


@contextmanager
def whole_file(path: Path, mode: str = "w", remedy: str = "choose another file") -> Iterator[IO[Any]]:
    """A file to write to ("w", UTF-8, or "wb"); until all is written what was there stays in its place.

    Raises InputError: it cannot be written.
    """
    encoding, newline = (None, None) if "b" in mode else ("utf-8", "")
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():  # /dev/stdout, say
            with target.open(mode, encoding=encoding, newline=newline) as file:
                yield file
            return
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, mode, encoding=encoding, newline=newline) as file:
                yield file
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error}); {remedy}") from None
