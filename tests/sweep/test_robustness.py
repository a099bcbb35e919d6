"""Sweeps that are killed, run twice, or find no room: nothing lost, nothing wrong, one clear line."""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from stored import rows

from spectral_proofs import cli
from spectral_proofs.errors import InputError
from spectral_proofs.store import Store, key

OVER = "a=3/2..7/2:5,b=3/2..5/2:3"


def sweep(store: Path, *options: str, certify: int = 2, **more: Any) -> subprocess.Popen[str]:
    asked = ["sweep", "lambda*t", "--over", OVER, "--certify", str(certify), "--store", str(store), "--format", "json"]
    command = [sys.executable, "-m", "spectral_proofs", *asked, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=300)
    return process.returncode, out, error


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def agreeing(out: str) -> int:
    return sum(spot["agrees"] is True for spot in json.loads(out)["certified"])


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Files of this process cannot grow beyond ``size`` bytes: what a full disk does to a store."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def filled(store: Store) -> int:
    """How many rows it took until there was no room, which is said."""
    for number in range(1000):
        try:
            store.put(key(n=number), {"n": number, "text": "x" * 500})
        except InputError as error:
            assert "s.db: cannot be written" in str(error)  # noqa: PT017  # the number is what is asked for
            return number
    return 1000


def all_read(path: Path) -> None:
    with Store(path) as store:
        for number in range(300):
            store.get(key(n=number))


def test_a_store_without_room_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with largest_file(60_000), Store(path) as store:
        kept = filled(store)
    assert 0 < kept < 1000
    with Store(path) as store:
        assert [(store.get(key(n=n)) or {})["n"] for n in range(kept)] == list(range(kept))
        assert store.get(key(n=kept)) is None
        store.put(key(n=kept), {"n": kept})


def test_a_damaged_store_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with Store(path) as store:
        for number in range(300):
            store.put(key(n=number), {"text": "x" * 100})
    whole = bytearray(path.read_bytes())
    whole[4096:] = os.urandom(len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(InputError, match=r"s\.db: cannot be"):
        all_read(path)


def test_files_without_room_are_one_line_and_none_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for module in ("polars", "matplotlib"):
        pytest.importorskip(module, reason="needs the extras")
    files = {
        option: tmp_path / f"x.{kind}" for option, kind in (("out", "svg"), ("csv", "csv"), ("parquet", "parquet"))
    }
    files["csv"].write_text("what was there")
    words = [word for option, path in files.items() for word in (f"--{option}", str(path))]
    with largest_file(1000):
        assert cli.main(["sweep", "lambda*t", "--over", "a=3/2..7/2:41", "--b", "2", *words]) == 2
    out, error = capsys.readouterr()
    assert "41 cells, 0 undecided" in out
    assert error.count("\n") == 1
    assert error.count("cannot be written (File too large); choose another file") == len(files)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["what was there"]


@pytest.mark.slow
def test_parquet_has_the_rows_of_csv(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="needs polars")
    files = tmp_path / "x.csv", tmp_path / "x.parquet"
    words = ["sweep", "lambda**m*t", "--b", "2", "--over", "a=3/2..7/2:5,m=1/4..2:8", "--csv", str(files[0])]
    assert cli.main([*words, "--parquet", str(files[1])]) == 0
    table = polars.read_parquet(files[1]).to_dicts()
    lines = list(csv.DictReader(files[0].read_text().splitlines()))
    assert len(table) == len(lines) == 40
    for line, row in zip(lines, table, strict=True):
        assert (line["a"], line["m"], line["decided"]) == (row["a"], row["m"], "yes" if row["decided"] else "no")
        for name in ("regime", "rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log"):
            assert line[name] == ("" if row[name] is None else f"{row[name]:.12g}"), name


@pytest.mark.slow
def test_two_sweeps_on_one_store_find_the_same_and_each_row_once(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    both = [sweep(store, "-j", "1", certify=4) for _ in range(2)]
    results = [finished(process) for process in both]
    assert [status for status, _, _ in results] == [0, 0]
    assert results[0][1] == results[1][1]
    assert agreeing(results[0][1]) == 4
    assert len(rows(store)) == 4


@pytest.mark.slow
def test_a_sweep_on_a_full_disk_ends_with_one_line_and_goes_on_elsewhere(tmp_path: Path) -> None:
    store = tmp_path / "s.db"

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))

    with Store(store) as there:
        there.put("filler", {"text": "x" * 40_000})
        status, out, error = finished(sweep(store, "-j", "1", preexec_fn=small))  # its log is as long as it may be
    assert status == 2
    assert agreeing(out) == 2  # nothing of it is lost
    assert "s.db: cannot be written" in error
    assert error.count("\n") == 1
    assert finished(sweep(store))[0] == 0
    assert len(rows(store)) == 3


@pytest.mark.slow
def test_a_store_of_another_format_is_one_line_and_untouched(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    with closing(sqlite3.connect(store)) as data:
        data.execute("CREATE TABLE cells (x)")
        data.execute("PRAGMA user_version=7")
        data.commit()
    before = store.read_bytes()
    status, _, error = finished(sweep(store))
    assert (status, error.count("\n")) == (2, 1)
    assert "a store of format 7, not 2; name another file" in error
    assert store.read_bytes() == before


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    process = sweep(store, "-j", "2", certify=3)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")

    def pool() -> list[int]:  # those that have a child of their own, which makes a run
        found = [int(word) for word in children.read_text().split()]
        return [c for c in found if Path(f"/proc/{c}/task/{c}/children").read_text().split()]

    until(lambda: len(pool()) == 2)
    os.kill(pool()[0], signal.SIGKILL)
    status, out, error = finished(process)
    assert (status, error) == (0, "")
    assert agreeing(out) == 3
    assert len(rows(store)) == 3


@pytest.mark.slow
@pytest.mark.filterwarnings("default::DeprecationWarning", "default::ResourceWarning")
def test_a_scheduler_that_is_killed_is_one_line_and_the_sweep_goes_on_from_there(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs Dask")
    address = "tcp://127.0.0.1:18791"
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "18791"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    scheduler = subprocess.Popen([*dask, "--no-dashboard"], **quiet)
    workers = [
        subprocess.Popen([*worker, "--no-dashboard", "--local-directory", str(tmp_path / "dask")], **quiet)
        for _ in range(2)
    ]
    try:
        store = tmp_path / "s.db"
        until(lambda: _answers(18791))
        process = sweep(store, "--scheduler", address, certify=5)
        until(lambda: len(rows(store)) > 0 or process.poll() is not None)
        scheduler.kill()
        status, _, error = finished(process)
        assert status == 2
        assert f"the scheduler at {address} was lost; start one, and give the same command again" in error
        assert error.count("\n") == 1
        kept = rows(store)
        assert 0 < len(kept) < 5
    finally:
        for one in (scheduler, *workers):
            one.kill()
            one.wait()
    status, out, _ = finished(sweep(store, certify=5))
    assert status == 0
    assert agreeing(out) == 5
    assert {k: v for k, v in rows(store).items() if k in kept} == kept


def _answers(port: int) -> bool:
    import socket

    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount")
    try:
        with Store(disk / "s.db") as store:
            kept = filled(store)
        shutil.copytree(disk, tmp_path / "room")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    with Store(tmp_path / "room" / "s.db") as store:
        assert [(store.get(key(n=n)) or {})["n"] for n in range(kept)] == list(range(kept))
