"""The one executor layer: answers of all items, what is killed is tried alone, and only what kills again is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from spectral_proofs.crew import Crew, Lost, each
from spectral_proofs.errors import InputError


def fragile(item: tuple[Path, str]) -> str:
    """An item that kills its process, the first time or always."""
    mark, name = item
    if name == "always" or (name == "once" and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def test_a_killed_process_takes_nothing_with_it(tmp_path: Path) -> None:
    names = ["a", "once", "b", "c", "always", "d"]
    tasks = [(n, (tmp_path / f"mark{n}", name)) for n, name in enumerate(names)]
    found = dict(each(fragile, tasks, Crew(jobs=2)))
    assert found == {**dict(enumerate(names)), 4: Lost("its process was killed 3 times")}


def test_items_come_from_a_generator_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[tuple[int, int]]:
        nonlocal taken
        while True:
            taken += 1
            yield taken, taken

    answers = each(abs, endless(), Crew(jobs=2))
    assert {next(answers)[0] for _ in range(5)} <= set(range(1, 10))
    answers.close()  # type: ignore[attr-defined]  # a generator
    assert taken < 12


def refused(item: int) -> int:
    raise InputError(f"no {item}")


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_an_item_raises_ends_it(jobs: int) -> None:
    with pytest.raises(InputError, match="no 1"):
        list(each(refused, [(0, 1)], Crew(jobs=jobs)))
