"""What a sweep has found, on disk: nothing finished is computed twice, nothing half-written is trusted.

1. One SQLite file in WAL mode, one row a spot, each written in a transaction of its own: a row is there in full or
   not at all, however the writer ends.
2. A row's key is a digest of all that its content depends on: g, parameters, spectrum, limits and the version of this
   program. What another version wrote is kept and not read.
3. Several sweeps may use one file: a row that is there already stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from spectral_proofs.errors import InputError

_FORMAT = 1
_WAIT = 30.0  # seconds for another writer


class Store:
    """Rows of JSON by key. Use it as a context manager.

    Raises:
        InputError: the file is no store, of another format, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._data = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            self._prepare()
        except sqlite3.Error as error:
            raise InputError(f"{path.name}: cannot be used as a store ({error}); name another file") from None

    def _prepare(self) -> None:
        (version,) = self._data.execute("PRAGMA user_version").fetchone()
        tables = self._data.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version != _FORMAT and (version or tables):
            raise InputError(f"{self.path.name}: a store of format {version}, not {_FORMAT}; name another file")
        self._data.execute("PRAGMA journal_mode=WAL")
        self._data.execute(
            "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID"
        )
        self._data.execute(f"PRAGMA user_version={_FORMAT}")

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(sqlite3.Error):  # on a full disk the log stays beside the file, and is read next time
            self._data.close()

    def get(self, key: str) -> dict[str, Any] | None:
        """The row of a key, None where there is none; raises InputError where the file is damaged."""
        try:
            row = self._data.execute("SELECT content FROM rows WHERE key = ?", (key,)).fetchone()
            return None if row is None else dict(json.loads(row[0]))
        except (sqlite3.Error, ValueError) as error:
            raise InputError(f"{self.path.name}: cannot be read ({error}); name another file") from None

    def put(self, key: str, content: Mapping[str, Any]) -> None:
        """Add a row; one that is there already stays.

        Raises:
            InputError: the disk is full, or another writer keeps the file.
        """
        try:
            self._data.execute("INSERT OR IGNORE INTO rows VALUES (?, ?)", (key, json.dumps(content)))
        except sqlite3.Error as error:
            raise InputError(f"{self.path.name}: cannot be written ({error}); what is in it stays") from None


def key(**depends: object) -> str:
    """The digest of all that a row depends on.

    >>> key(g="lambda*t", a="2") == key(a="2", g="lambda*t")
    True
    """
    text = json.dumps(depends, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
