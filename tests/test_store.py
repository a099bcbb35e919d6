"""A store keeps what is finished, whole, and refuses what is no store of its format."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from spectral_proofs import store as stores
from spectral_proofs.crew import Crew, Lost
from spectral_proofs.errors import InputError
from spectral_proofs.store import Shelf, Store, each_once, key


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


def test_a_program_that_changes_finds_nothing_of_its_former_self(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        store.put(key(g="x"), 1)
    with monkeypatch.context() as changed:
        changed.setattr(stores, "program", lambda: "another")
        with Store(path) as store:
            assert (store.others, store.get(key(g="x"))) == (1, None)
            store.put(key(g="x"), 2)
    with Store(path) as store:
        assert (store.others, store.get(key(g="x"))) == (1, 1)


made: list[int] = []


def halved(number: int) -> int | Lost:
    made.append(number)
    return Lost("no half") if number % 2 else number // 2


def shelf(rows: Store | None) -> Shelf[int, int]:
    return Shelf(rows, lambda n: None if n == 8 else key(number=n), lambda half: [half], lambda row: row[0])


def test_what_is_on_the_shelf_is_not_made_again(tmp_path: Path) -> None:
    numbers = [2, 3, 4, 8]
    wanted = {0: 1, 1: Lost("no half"), 2: 2, 3: 4}
    for expected in (numbers, [3, 8]):  # what was lost, and what has no key, is made again
        made.clear()
        with Store(tmp_path / "s.db") as rows:
            assert dict(each_once(halved, enumerate(numbers), Crew(jobs=1), shelf(rows))) == wanted  # type: ignore[arg-type]
        assert made == expected
    finished = dict(each_once(halved, [(0, 6)], Crew(jobs=1), shelf(None), lambda half, number: half + number))  # type: ignore[arg-type]
    assert finished == {0: 9}


def test_a_row_that_cannot_be_written_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Store, key: str, content: object) -> None:
        raise InputError("full")

    monkeypatch.setattr(Store, "put", full)
    with Store(tmp_path / "s.db") as rows:
        assert dict(each_once(halved, [(0, 6), (1, 4)], Crew(jobs=1), shelf(rows))) == {0: 3, 1: 2}  # type: ignore[arg-type]
        assert str(rows.failed) == "full"


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
    with pytest.raises(InputError, match="format 0, not 2"):
        Store(older)
    with pytest.raises(InputError, match="cannot be used"):
        Store(tmp_path / "missing" / "s.db")
