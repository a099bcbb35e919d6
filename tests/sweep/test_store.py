"""A store keeps what is finished, whole, and refuses what is no store of its format."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from spectral_proofs.errors import InputError
from spectral_proofs.sweep.store import Store, key


def test_rows_come_back_and_the_first_one_stays(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        assert store.get(key(g="x")) is None
        store.put(key(g="x"), {"agrees": True})
        store.put(key(g="x"), {"agrees": False})
    with Store(tmp_path / "s.db") as store, Store(tmp_path / "s.db") as other:
        assert store.get(key(g="x")) == other.get(key(g="x")) == {"agrees": True}
        assert store.get(key(g="y")) is None


def test_a_key_depends_on_all_that_it_is_given() -> None:
    assert len({key(g="x", a="2"), key(g="x", a="3"), key(g="y", a="2"), key(g="x", a="2", b="1")}) == 4


def test_other_files_are_refused_and_kept(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("my notes, long enough not to be an empty database\n" * 40)
    with pytest.raises(InputError, match=r"notes\.txt"):
        Store(text)
    assert text.read_text().startswith("my notes")
    older = tmp_path / "older.db"
    with sqlite3.connect(older) as data:
        data.execute("CREATE TABLE t (x)")
    data.close()
    with pytest.raises(InputError, match="format 0, not 1"):
        Store(older)
    with pytest.raises(InputError, match="cannot be used"):
        Store(tmp_path / "missing" / "s.db")
