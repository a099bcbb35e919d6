"""``sweep`` through the command line: JSON by its schema, rows, a picture, certified spots that are found again."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from stored import rows

from spectral_proofs import cli
from spectral_proofs.reporters import schemas

OVER = "a=3/2..7/2:5,b=3/2..5/2:3"


def test_json_is_as_published(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    assert cli.main(["sweep", "lambda*t", "--over", OVER, "--format", "json", "--csv", str(table)]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schemas.load("sweep/1", closed=True))
    assert [axis["name"] for axis in document["axes"]] == ["a", "b"]
    logs = document["cells"]["regime"][2][0]  # a = 5/2, b = 3/2
    assert document["regimes"][logs]["gamma_log"] == "1"
    lines = list(csv.reader(table.read_text().splitlines()))
    assert lines[0][:3] == ["a", "b", "regime"]
    assert len(lines) == 16
    assert lines[1] == ["3/2", "3/2", "0", "1", "0.333333333333", "0.666666666667", "0", "0", "0", "yes"]


def test_powers_of_log_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "lambda*t", "--over", "a=2..4:3", "--b", "2"]) == 0
    out = capsys.readouterr().out
    assert "if a = 3: 1 cell\n  ρ = 1, χ = 1, γ = 0 (log 1)" in out
    assert out.count("(log") == 1


def test_an_exponent_is_not_both_fixed_and_swept(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "lambda*t", "--over", "a=2..4:3", "--a", "2"]) == 2
    assert "--a fixes what --over a gives a range" in capsys.readouterr().err


def test_a_parameter_of_a_catalogue_file_becomes_an_axis(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "feature_learning", "--a", "3/2", "--over", "beta=1/4..2:8"]) == 0
    out = capsys.readouterr().out
    assert "if β ≥ 1: 5 cells" in out
    assert "if β < 1: 3 cells" in out
    assert "8 cells, 0 undecided" in out


def test_infinite_energy_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "lambda**m*t", "--b", "2", "--a", "3/2", "--over", "m=1/8..1:8"]) == 0
    assert "S = ∞" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "piece"),
    [
        (["lambda*t", "--over", "z=1..2:3"], "--over z"),
        (["lambda*t*q", "--over", OVER], "q has neither a value nor a range"),
        (["lambda*t", "--over", OVER, "--out", "x.gif"], ".pdf, .svg, .png"),
        (["checks/", "--over", OVER], "several candidates"),
    ],
)
def test_mistakes_are_one_line(arguments: list[str], piece: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", *arguments]) == 2
    error = capsys.readouterr().err
    assert piece in error
    assert error.count("\n") == 1


def test_a_missing_matplotlib_is_no_bug(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for asked in (["sweep", "lambda*t", "--over", OVER], ["plot", "lambda*t"]):
        assert cli.main([*asked, "--out", "x.svg"]) == 2
        assert "error: pictures need matplotlib; in the project's folder: pip install" in capsys.readouterr().err


@pytest.mark.slow
def test_spots_are_certified_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    asked = ["sweep", "lambda*t", "--over", OVER, "--certify", "2", "--store", str(tmp_path / "s.db")]
    assert cli.main([*asked, "--out", str(tmp_path / "p.svg")]) == 0
    first = capsys.readouterr()
    assert "2 of 2 spots certified and agreeing" in first.out
    assert "a = b + 1: χ = 1" in (tmp_path / "p.svg").read_text()
    assert len(rows(tmp_path / "s.db")) == 2
    assert cli.main(asked) == 0
    assert capsys.readouterr().out == first.out.replace(f"wrote {tmp_path / 'p.svg'}\n", "")
    assert len(rows(tmp_path / "s.db")) == 2


@pytest.mark.slow
def test_a_sweep_that_is_killed_keeps_what_it_finished(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    asked = ["sweep", "lambda*t", "--over", OVER, "--certify", "3", "-j", "1", "--store", str(store)]
    command = [sys.executable, "-m", "spectral_proofs", *asked]

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not rows(store) and time.monotonic() < deadline:
        time.sleep(0.2)
    process.kill()
    process.wait()
    assert rows(store)
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "3 of 3 spots certified and agreeing" in again.stdout
    assert len(rows(store)) == 3
