"""What was found, on disk: nothing finished is computed twice, nothing half-written is trusted.

1. One SQLite file in WAL mode, one row a cell, run or bootstrap, each written in a transaction of its own: a row is
   there in full or not at all, however the writer ends.
2. A row's key is a digest of all that its content depends on: g, parameters, spectrum, data, limits, and this program
   itself, its code and its libraries. What another version wrote is kept and not read.
3. Several commands may use one file: a row that is there already stays. Each asks for a row when its turn comes, so
   that they share the work.
4. Where a row cannot be written, as on a full disk, work goes on without; ``failed`` is what to say at the end.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

from spectral_proofs.crew import Crew, Lost, Task, each
from spectral_proofs.errors import InputError

T = TypeVar("T")
R = TypeVar("R")
Json = Any

_FORMAT = 2
_WAIT = 30.0  # seconds for another writer
_LIBRARIES = ("sympy", "mpmath", "numpy", "python-flint")


class Store:
    """Rows of JSON by key. Use it as a context manager.

    Attributes:
        used: how many rows were found.
        others: how many there were of other versions when it was opened.
        failed: why a row that :func:`each_once` made was not kept.

    Raises InputError: the file is no store, of another format, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.used = 0
        self.failed: InputError | None = None
        try:
            self._data = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            self._prepare()
            asked = "SELECT count(*) FROM rows WHERE version != ?"
            self.others: int = self._data.execute(asked, (program(),)).fetchone()[0]
        except sqlite3.Error as error:
            raise InputError(f"{path.name}: cannot be used as a store ({error}); name another file") from None

    def _prepare(self) -> None:
        (form,) = self._data.execute("PRAGMA user_version").fetchone()
        tables = self._data.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if form == _FORMAT:  # nothing to write: there may be no room
            return
        if form or tables:
            raise InputError(f"{self.path.name}: a store of format {form}, not {_FORMAT}; name another file")
        self._data.execute("PRAGMA journal_mode=WAL")
        self._data.execute(
            "CREATE TABLE IF NOT EXISTS rows"
            " (key TEXT PRIMARY KEY, version TEXT NOT NULL, content TEXT NOT NULL) WITHOUT ROWID"
        )
        self._data.execute(f"PRAGMA user_version={_FORMAT}")

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(sqlite3.Error):  # on a full disk the log stays beside the file, and is read next time
            self._data.close()

    def get(self, key: str) -> Json | None:
        """The row of a key, None where there is none; raises InputError where the file is damaged."""
        try:
            row = self._data.execute("SELECT content FROM rows WHERE key = ?", (key,)).fetchone()
            found = None if row is None else json.loads(row[0])
        except (sqlite3.Error, ValueError) as error:
            raise InputError(f"{self.path.name}: cannot be read ({error}); name another file") from None
        self.used += found is not None
        return found

    def put(self, key: str, content: Json) -> None:
        """Add a row; one that is there already stays.

        Raises InputError: the disk is full, or another writer keeps the file.
        """
        try:
            self._data.execute("INSERT OR IGNORE INTO rows VALUES (?, ?, ?)", (key, program(), json.dumps(content)))
        except sqlite3.Error as error:
            raise InputError(f"{self.path.name}: cannot be written ({error}); what is in it stays") from None


def program() -> str:
    """A digest of this program and of the libraries on which its results rest."""
    return code(Path(__file__).parent)


@lru_cache
def code(home: Path) -> str:
    """A digest of the Python files in a folder and below, and of the libraries."""
    digest = hashlib.sha256(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    for path in sorted(home.rglob("*.py")):
        digest.update(str(path.relative_to(home)).encode() + path.read_bytes())
    return digest.hexdigest()


def key(**depends: object) -> str:
    """The digest of all that a row depends on; this program is always among it.

    >>> key(g="lambda*t", a="2") == key(a="2", g="lambda*t")
    True
    """
    text = json.dumps({**depends, "program": program()}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Shelf(Generic[T, R]):
    """How the answers of one kind of work are kept: ``key`` of an item, an answer as JSON and back.

    A ``key`` of None, and None for an answer, mean that it is not kept. Without ``rows`` nothing is. ``used`` is how
    many were found there.
    """

    rows: Store | None
    key: Callable[[T], str | None]
    write: Callable[[R], Json | None]
    read: Callable[[Json], R]
    used: int = 0

    def get(self, item: T) -> R | None:
        """The answer of an item, None where there is none."""
        known = None if self.rows is None else self.key(item)
        content = None if self.rows is None or known is None else self.rows.get(known)
        if content is None:
            return None
        self.used += 1
        return self.read(content)

    def put(self, item: T, answer: R) -> None:
        """Keep an answer, as long as there is room."""
        if self.rows is None or self.rows.failed is not None:
            return
        known = self.key(item)
        content = None if known is None else self.write(answer)
        if known is not None and content is not None:
            try:
                self.rows.put(known, content)
            except InputError as error:
                self.rows.failed = error

    def once(self, item: T, make: Callable[[], R]) -> R:
        """The answer of an item, made where there is none."""
        answer = self.get(item)
        if answer is None:
            answer = make()
            self.put(item, answer)
        return answer


def each_once(
    function: Callable[[T], R],
    tasks: Iterable[Task[T]],
    crew: Crew,
    shelf: Shelf[T, R],
    finish: Callable[[R, T], R] = lambda answer, item: answer,
) -> Iterator[tuple[int, R | Lost]]:
    """As :func:`spectral_proofs.crew.each`, but what is on the shelf is not made again.

    Args:
        function, tasks, crew: as there.
        shelf: where answers are kept.
        finish: what is added to an answer here before it is kept.
    """
    found: deque[tuple[int, R]] = deque()
    waiting: dict[int, T] = {}

    def missing() -> Iterator[Task[T]]:
        for number, item in tasks:
            answer = shelf.get(item)
            if answer is None:
                waiting[number] = item
                yield number, item
            else:
                found.append((number, answer))

    for number, answer in each(function, missing(), crew):
        item = waiting.pop(number)
        if isinstance(answer, Lost):
            yield number, answer
        else:
            finished = finish(answer, item)
            shelf.put(item, finished)
            yield number, finished
        while found:
            yield found.popleft()
    yield from found
