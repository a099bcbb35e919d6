"""``--store``: suites, reports and fits that go on where they stopped, however they ended."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stored import rows

from spectral_proofs import cli, pipeline
from spectral_proofs.crew import HERE
from spectral_proofs.prepare import prepare
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.results import RunResult
from spectral_proofs.runs import run_all
from spectral_proofs.store import Store

MANY = [f"lambda*t**{n}" for n in range(1, 13)]


def silent(done: int, doing: str, stored: int) -> None:
    """No progress."""


def test_runs_are_made_once_and_come_back_as_they_were(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "s.db"
    words = ["check", "lambda*t", "--claims", "growth", "--format", "json", "--store", str(store)]
    assert cli.main(words) == 0
    first = capsys.readouterr()
    assert first.err == ""
    kept = rows(store)
    assert len(kept) == 1

    def unwanted(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(pipeline, "run", unwanted)
    assert cli.main(words) == 0
    assert capsys.readouterr() == (first.out, "note: 1 row of s.db used\n")
    assert cli.main([*words, "--digits", "31"]) == 4  # another question, which is asked
    assert rows(store) == kept  # and whose internal error is not kept


def test_what_is_judged_otherwise_is_another_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "run", lambda problem, announce: pipeline.blank(problem))

    def marked(result: RunResult, problem: object) -> RunResult:
        return replace(result, notes=("marked",))

    problem = prepare("lambda*t")
    with Store(tmp_path / "s.db") as store:
        assert dict(run_all([problem], HERE, silent, store))[0].notes == ()
        assert dict(run_all([problem], HERE, silent, store, marked))[0].notes == ("marked",)
        assert dict(run_all([problem], HERE, silent, store))[0].notes == ()
        assert store.used == 1
        of_python = replace(problem, candidate=Candidate("own", formula=LAMBDA * TIME))
        for _ in range(2):
            assert dict(run_all([of_python], HERE, silent, store))[0].g == "own"
    assert len(rows(tmp_path / "s.db")) == 3


def test_a_run_that_the_clock_cut_on_a_busy_machine_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut, spent = ("derivation stopped after 45 s",), ("oracle stopped after 10 s of processor time",)

    def stored(notes: tuple[str, ...], processor: float) -> bool:
        def run(problem: pipeline.AnyProblem, announce: object) -> RunResult:
            return replace(pipeline.blank(problem), notes=notes, seconds=60.0, processor=processor)

        monkeypatch.setattr(pipeline, "run", run)
        store = tmp_path / f"{len(notes)}{notes}{processor}.db"
        for _ in range(2):
            with Store(store) as kept:
                assert dict(run_all([prepare("lambda*t")], HERE, silent, kept))[0].notes == notes
                used = kept.used
        return bool(used)

    assert not stored(cut, 20.0)
    assert stored(cut, 59.0)  # it had the machine: made again it would come as far
    assert stored(spent, 20.0)
    assert stored((), 20.0)


def test_a_store_that_is_none_is_said_before_any_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine, and long enough not to be taken for an empty file\n" * 40)
    for words in (["check", "lambda*t"], ["fit", "none.csv"]):
        assert cli.main([*words, "--store", str(notes)]) == 2
        assert "notes.txt: cannot be used as a store" in capsys.readouterr().err
    assert notes.read_text().startswith("mine")


def command(name: str, folder: Path, store: Path, *more: str) -> list[str]:
    """Twelve runs."""
    own = {"check": ["--format", "json"], "report": ["--out", str(folder)]}[name]
    asked = [name, *MANY, "--claims", "growth", *own, "--store", str(store), *(more or ("--jobs", "2"))]
    return [sys.executable, "-m", "spectral_proofs", *asked]


def timeless(text: str) -> str:
    """Without what differs from run to run."""
    return re.sub(r'"seconds": [0-9.e-]+|[0-9.]+ s together|note: .*', "", text)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["check", "report"])
def test_a_suite_that_is_killed_goes_on_where_it_stopped(name: str, tmp_path: Path) -> None:
    store, folder = tmp_path / "s.db", tmp_path / "out"
    moments = random.Random(name)
    kept: dict[str, Any] = {}
    for _ in range(4):
        with subprocess.Popen(command(name, folder, store), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            end = time.monotonic() + 240
            while len(rows(store)) <= len(kept) and process.poll() is None and time.monotonic() < end:
                time.sleep(0.02)
            time.sleep(moments.uniform(0, 0.3))
            process.kill()
        found = rows(store)
        assert kept.items() <= found.items()  # nothing lost, nothing changed
        kept = found
    ended = subprocess.run(command(name, folder, store), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == f"note: {len(kept)} rows of s.db used\n"
    everything = rows(store)
    assert kept.items() <= everything.items()
    assert len(everything) == len(MANY) * (1 if name == "check" else 2)  # of a report the run, and the curves
    if name == "check":
        plain = subprocess.run(command(name, folder, tmp_path / "new.db"), capture_output=True, text=True, check=False)
        assert timeless(ended.stdout) == timeless(plain.stdout)
    else:
        assert len(list(folder.glob("lambda-t*.html"))) == len(MANY)


@pytest.mark.slow
def test_a_suite_on_a_full_disk_prints_everything_and_says_so(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    with Store(store) as there:
        there.put("filler", "x" * 20_000)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (80_000, resource.RLIM_INFINITY))

    ended = subprocess.run(
        command("check", tmp_path, store), capture_output=True, text=True, check=False, preexec_fn=small
    )
    assert ended.returncode == 2
    assert len(json.loads(ended.stdout)["runs"]) == len(MANY)
    assert ended.stderr.count("\n") == 1
    assert "s.db: cannot be written" in ended.stderr
    kept = rows(store)
    assert 1 <= len(kept) < len(MANY)
    again = subprocess.run(command("check", tmp_path, store), capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert timeless(again.stdout) == timeless(ended.stdout)
    assert kept.items() <= rows(store).items()
    assert len(rows(store)) == len(MANY) + 1


@pytest.mark.slow
@pytest.mark.filterwarnings("default::DeprecationWarning", "default::ResourceWarning")
def test_a_suite_whose_scheduler_is_killed_goes_on_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs Dask")
    address = "tcp://127.0.0.1:18797"
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "18797"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    worker += ["--no-dashboard", "--local-directory", str(tmp_path / "dask")]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    running = [subprocess.Popen(words, **quiet) for words in ([*dask, "--no-dashboard"], worker, worker)]
    store = tmp_path / "s.db"
    try:
        end = time.monotonic() + 240
        words = command("check", tmp_path, store, "--scheduler", address)
        while time.monotonic() < end:  # until somebody answers there
            process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            while not rows(store) and process.poll() is None:
                time.sleep(0.05)
            if rows(store):
                break
        running[1].send_signal(signal.SIGKILL)  # a worker first, which costs nothing
        count = len(rows(store))
        while len(rows(store)) <= count and process.poll() is None:
            time.sleep(0.05)
        running[0].kill()
        _, error = process.communicate(timeout=240)
    finally:
        for one in running:
            one.kill()
            one.wait()
    assert process.returncode == 2
    assert f"the scheduler at {address} was lost" in error
    assert error.count("\n") == 1
    kept = rows(store)
    assert 1 < len(kept) < len(MANY)
    ended = subprocess.run(command("check", tmp_path, store), capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert len(json.loads(ended.stdout)["runs"]) == len(MANY)
    assert kept.items() <= rows(store).items()
    assert len(rows(store)) == len(MANY)
