"""Hostile input and violent ends: every command stops within its limits, leaves no process behind, loses nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sympy
from stored import rows

from spectral_proofs import cli
from spectral_proofs.crew import HERE
from spectral_proofs.errors import ExitStatus, InputError
from spectral_proofs.pipeline import evaluation, powers
from spectral_proofs.problem.candidate import TIME
from spectral_proofs.problem.check_file import from_text
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import report_folder as reports
from spectral_proofs.store import Store
from tests.hunt import hunt

PROGRAM = [sys.executable, "-m", "spectral_proofs"]
AMPLE = 120  # seconds, for a loaded machine; what has no limit takes longer than any patience
FLAT = "a." * 20_000 + "a = 1\n"
SLOW_TO_READ = "lambda*t" + "".join(f"+Min({n}e30,t**9999{n})" for n in range(1, 9))
ENDLESS = [
    "((a+b+c+d+f+h)**1000000)*((a+b)**3)",
    "(2**1000000)**1000000",
    "1e9999999999",
    "gamma(10**9)",
    f"Max({','.join(f'lam*t**{n}*(1+t**(1/{n}))' for n in range(2, 602))})",
]


def ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=AMPLE, check=False)


@pytest.mark.parametrize(
    "line", [FLAT, f"[{FLAT.split(' ')[0]}]\n", '"a".' * 20_000 + "b = 1\n", "a . " * 9_000 + "b=1"]
)
def test_keys_of_many_parts_are_refused_unread(line: str) -> None:
    with pytest.raises(InputError, match="line 2: a key of more than 16 parts"):
        from_text(f'g = "lambda*t"\n{line}')


def test_texts_and_numbers_with_points_are_no_keys() -> None:
    check = from_text(f'title = "{"a." * 40}"\ng = "lambda*t"\n[spectrum]\na = [{", ".join(["1.5"] * 3)}]')
    assert check.title == "a." * 40


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict:
    words = ("check", "lambda*t", "--claims", "thm2", "--explain", "--format", "json")
    return json.loads(ended(*words).stdout)


@pytest.mark.slow  # ten commands that run into their limits
@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: text[:20])
@pytest.mark.parametrize("place", ["g", "step"])
def test_verify_stops_at_what_has_no_end(document: dict, text: str, place: str, tmp_path: Path) -> None:
    changed = json.loads(json.dumps(document))
    trace = changed["runs"][0]["trace"]
    if place == "g":
        trace[0]["input"]["g"] = text
    else:
        next(step for step in trace if step["rule"] == "constants")["output"]["c1"] = text
    path = tmp_path / "document.json"
    path.write_text(json.dumps(changed))
    found = ended("verify", str(path), "--timeout", "2", "--memory", "1G")
    assert found.returncode in (1, 3), found.stderr  # a fast machine sees in time that the step is false
    assert found.returncode == 1 or "given up" in found.stdout


@pytest.mark.parametrize("command", ["check", "evaluate", "derive", "report"])
def test_reading_is_within_the_limit(command: str, tmp_path: Path) -> None:
    more = {"evaluate": ["--t", "10"], "report": ["--out", str(tmp_path)]}.get(command, [])
    found = ended(command, SLOW_TO_READ, "--timeout", "1", *more)
    assert found.returncode == 2
    assert found.stderr.startswith("spectral-proofs: error: reading stopped after 1 s; simplify the input")
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("size", ["1K", "100M", "-2G", "2", "G", "1e3G", "nan"])
def test_sizes_of_memory_that_are_none(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "lambda*t", "--memory", size]) == 2
    assert "is no size of memory; write 2G or 512M" in capsys.readouterr().err


@pytest.mark.parametrize(("memory", "status"), [("1G", 3), ("none", 0)])
def test_without_a_limit_of_time_that_of_memory_holds(
    memory: str, status: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_all = evaluation._enclosed_at_all

    def filling(*arguments: Any) -> Any:
        return at_all(*arguments) if bytes(2**31) else None

    monkeypatch.setattr(evaluation, "_enclosed_at_all", filling)
    command = ["evaluate", "lambda*t", "--t", "10", "--timeout", "none", "--memory", memory]
    assert cli.main(command) == status
    assert ("MemoryError" in capsys.readouterr().out) == (status == 3)


def test_what_the_process_held_before_is_not_counted() -> None:
    lines = (
        "from spectral_proofs.worker.child import limit_memory",
        "held = bytearray(2**28); limit_memory(2**28); more = bytearray(2**27)",
        "try: bytearray(2**28)\nexcept MemoryError: print('no more')",
    )
    found = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "no more\n"), found.stderr


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_of_a_folder_that_wants_more_memory_is_named_and_the_others_are_judged(
    jobs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    derive = powers.derive

    def hungry(g: sympy.Expr, spectrum: Spectrum, **more: Any) -> Any:
        return derive(g, spectrum, **more) if not g.has(TIME**2) or bytes(2**30) else None

    monkeypatch.setattr(powers, "derive", hungry)
    for power in (1, 2, 3):
        (tmp_path / f"power{power}.toml").write_text(f'g = "lambda*t**{power}"\n')
    words = ["check", str(tmp_path), "--claims", "growth", "--memory", "512M", "--jobs", jobs]
    assert cli.main(words) == 3
    out = capsys.readouterr().out
    assert "2 passed, 0 failed, 1 undecided in 3 runs" in out
    assert " power2    3/2 2 unknown" in out
    assert "growth: symbolic derivation ran out of numbers, nesting or memory" in out


@pytest.mark.parametrize(
    "words",
    [
        ["lambda*t**100000", "--claims", "thm2,prune-power"],
        ["lambda*t", "--a", "10**1000", "--b", "10**1000+1", "--claims", "thm2,noise"],
    ],
)
def test_huge_exponents_are_no_internal_error(words: list[str]) -> None:
    assert ended("check", *words).returncode in (0, 1, 3)


def children(of: int) -> set[int]:
    """Processes that descend from one."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = dict(map(int, line.split()) for line in found.splitlines())
    grown = {of}
    while more := {pid for pid, parent in parents.items() if parent in grown} - grown:
        grown |= more
    return grown - {of}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow  # nine commands
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel of Linux for what it promises")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
@pytest.mark.parametrize(
    "words",
    [
        ["check", "lambda*t", "lambda*t**2", "lambda*t**3", "--jobs", "2"],
        ["report", "checks", "--jobs", "2", "--out", "OUT"],
        ["derive", "asinh(lambda**m*t)"],
    ],
    ids=lambda words: words[0],
)
def test_no_process_outlives_the_command(words: list[str], number: signal.Signals, tmp_path: Path) -> None:
    words = [str(tmp_path) if word == "OUT" else word for word in words]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        born: set[int] = set()
        end = time.monotonic() + AMPLE
        while not born and time.monotonic() < end:
            born = children(process.pid)
            time.sleep(0.05)
        time.sleep(0.3)
        born |= children(process.pid)
        process.send_signal(number)
    assert born
    end = time.monotonic() + 2
    while any(map(alive, born)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not list(filter(alive, born))


def whole(folder: Path) -> list[str]:
    """The runs in a folder of reports, each of which must be complete."""
    found = []
    for path in folder.glob("*.json"):
        document = json.loads(path.read_text())
        assert len(document["runs"]) == 1
        assert (folder / f"{path.stem}.html").read_text().rstrip().endswith("</html>")
        found.append(path.stem)
    return found


MANY = [f"lambda*t**{n}" for n in range(1, 25)]
HUNT = ["--seed", "3", "--count", "200", "--workers", "2", "--plain", "--seconds", "0.05"]
KILLED = {
    "report": ["spectral_proofs", "report", *MANY, "--claims", "growth", "--jobs", "2", "--out", "OUT"],
    "check": ["spectral_proofs", "check", *MANY, "--claims", "growth", "--jobs", "2", "--format", "json"],
    "hunt": ["tests.hunt.hunt", *HUNT, "--store", "OUT/hunt.db"],
}


def wait_for_results(folder: Path, count: int) -> None:
    """Until a command has kept so many pages, or rows."""
    end = time.monotonic() + AMPLE
    while time.monotonic() < end:
        if len(rows(folder / "hunt.db")) + len(list(folder.glob("*.html"))) >= count:
            return
        time.sleep(0.02)


@pytest.mark.slow  # thirty commands, each with processes of its own
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the kernel of Linux for what it promises")
@pytest.mark.parametrize("command", KILLED)
@pytest.mark.parametrize("seed", range(10))
def test_a_command_that_is_killed_leaves_whole_results_and_no_process(command: str, seed: int, tmp_path: Path) -> None:
    words = [word.replace("OUT", str(tmp_path)) for word in KILLED[command]]
    moments = random.Random(f"{command} {seed}")
    number = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)[seed % 3]
    with subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        wait_for_results(tmp_path, {"report": seed % 2, "hunt": seed}.get(command, 0))
        time.sleep(moments.uniform(0, 3 if command == "check" else 1))
        born = children(process.pid)
        process.send_signal(number)
        out, _ = process.communicate(timeout=AMPLE)
    end = time.monotonic() + 2
    while any(map(alive, born)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not list(filter(alive, born))
    whole(tmp_path)
    if out and command == "check":  # all that was finished is said when there is time to
        found = json.loads(out)
        assert found["interrupted"] == (process.returncode == ExitStatus.INTERRUPTED)
        assert all(run["claims"][0]["verdict"] == "confirmed" for run in found["runs"])
    if command == "hunt":
        kept = rows(tmp_path / "hunt.db")
        with Store(tmp_path / "hunt.db") as store:
            count = len(kept) + 5  # what two workers had begun lies among these
            assert hunt.run(3, count, HERE, store, 0.05, lambda *_: {"word": "right"}, "plain").total() == count
            assert store.used == len(kept)
        assert kept.items() <= rows(tmp_path / "hunt.db").items()


@pytest.mark.slow  # a command with processes of its own
def test_what_is_finished_is_said_when_a_command_is_terminated() -> None:
    words = ["check", *MANY, "--claims", "growth", "--jobs", "2", "--format", "json"]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + AMPLE
        while len([pid for pid in children(process.pid) if children(pid)]) < 2 and time.monotonic() < end:
            time.sleep(0.05)
        process.terminate()
        out, said = process.communicate(timeout=AMPLE)
    assert process.returncode == ExitStatus.INTERRUPTED
    assert json.loads(out)["interrupted"]
    assert said.endswith(f" of {len(MANY)} runs completed\n")


def test_a_runner_that_is_killed_costs_no_verdict() -> None:
    words = ["check", "lambda*t", "lambda*t**2", "--claims", "growth", "--jobs", "2", "--format", "json"]
    with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True) as process:
        end, runners = time.monotonic() + AMPLE, set[int]()
        while len(runners) < 2 and time.monotonic() < end:
            time.sleep(0.05)
            runners = {pid for pid in children(process.pid) if children(pid)}
        os.kill(min(runners), signal.SIGKILL)
        out, _ = process.communicate(timeout=AMPLE)
    assert [run["claims"][0]["verdict"] for run in json.loads(out)["runs"]] == ["confirmed", "confirmed"]


def test_a_folder_that_cannot_be_written_is_noticed_before_any_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = ended("report", "lambda*t", "--out", str(tmp_path / "file" / "reports"))
    assert found.returncode == 2
    assert "cannot be written" in found.stderr
    assert found.stdout == ""


def test_a_full_disk_costs_the_files_and_not_the_verdicts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write = reports.ReportFolder._write

    def full(folder: reports.ReportFolder, name: str, text: str) -> Path:
        if name.startswith("lambda-t-2"):
            raise InputError(f"{name} cannot be written (No space left on device); choose another --out")
        return write(folder, name, text)

    monkeypatch.setattr(reports.ReportFolder, "_write", full)
    words = ["report", "lambda*t", "lambda*t**2", "lambda*t**3", "--claims", "growth", "--out", str(tmp_path)]
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert "3 passed" in out
    assert err.count("\n") == 1
    assert "1 of 4 reports and index: lambda-t-2" in err
    assert sorted(whole(tmp_path)) == ["lambda-t", "lambda-t-3"]


@pytest.mark.parametrize("name", ["CON", "nul", "com1", "Aux"])
def test_no_file_has_the_name_of_a_device(name: str) -> None:
    assert reports.slug(name).casefold() == f"{name.casefold()}_"
