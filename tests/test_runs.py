"""Runs on a cluster: the same results, a worker that is killed loses nothing, and what is wrong is one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from spectral_proofs import cli
from spectral_proofs.crew import Crew
from spectral_proofs.errors import InputError
from spectral_proofs.prepare import prepare
from spectral_proofs.runs import run_all

distributed = pytest.importorskip("distributed", reason="needs Dask")

#: Dask's own: loops that are closed late.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning", "default::ResourceWarning")


def started(command: list[str], until: str) -> subprocess.Popen[str]:
    """A process that has said ``until``."""
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    for line in process.stderr:
        if until in line:
            return process
    raise AssertionError(f"{command} ended")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler and two workers, on this machine."""
    address = "tcp://127.0.0.1:18786"
    place = str(tmp_path_factory.mktemp("dask"))
    dask = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "18786",
        "--no-dashboard",
    ]
    scheduler = started(dask, "Scheduler at")
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
    ]
    workers = [started([*worker, "--local-directory", place], "Registered to") for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_cluster_finds_what_processes_find_and_survives_a_lost_worker(
    cluster: tuple[str, list[subprocess.Popen[str]]],
) -> None:
    address, workers = cluster
    problems = [prepare("lambda*t", claims=["eq7", "thm2"]), prepare("sqrt(lambda)*t", claims=["eq7"])] * 2
    seen: list[int] = []

    def advance(done: int, said: str, stored: int) -> None:
        seen.append(done)
        if len(seen) == 1:
            workers[0].send_signal(signal.SIGKILL)

    remote = dict(run_all(problems, Crew(scheduler=address), advance))
    local = dict(run_all(problems, Crew(jobs=2), lambda done, said, stored: None))
    assert sorted(remote) == [0, 1, 2, 3]
    assert {n: replace(r, seconds=0) for n, r in remote.items()} == {n: replace(r, seconds=0) for n, r in local.items()}


@pytest.mark.slow
def test_no_scheduler_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "lambda*t", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    error = capsys.readouterr().err
    assert "no scheduler answers at tcp://127.0.0.1:9" in error
    assert error.count("\n") == 1


def test_an_address_that_is_none() -> None:
    with pytest.raises(InputError, match="no scheduler answers"):
        list(run_all([prepare("lambda*t")], Crew(scheduler="nowhere://x"), lambda done, said, stored: None))
