"""``lab``: what it lists, what it refuses, and a small experiment from training to report."""

import json
import sys

import jsonschema
import pytest

from spectral_proofs import cli
from spectral_proofs.lab import sweep
from spectral_proofs.lab.experiments import EXPERIMENTS, experiment
from spectral_proofs.reporters import schemas

SMALL = ("--set", "modes=80", "--set", "time=30", "--set", "draws=4")


def test_experiments_are_listed(capsys):
    assert cli.main(["lab", "list"]) == 0
    listed = capsys.readouterr().out
    assert all(e.name in listed for e in EXPERIMENTS)
    assert "\n                 width: 32, 64" in listed  # an axis stands under the title of its experiment


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["run", "lineal"], "there are linear, random-features, two-layer"),
        (["run", "linear", "--set", "mode=3"], "no such setting; it has a, b"),
        (["run", "linear", "--set", "a"], "not NAME=NUMBER"),
        (["report", "nowhere"], "no record.json"),
    ],
)
def test_bad_input_is_one_line(capsys, argv, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lab", *argv]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_without_pytorch_the_extra_is_named(capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert cli.main(["lab", "run", "linear", "--out", str(tmp_path)]) == 2
    assert "pip install -e '.[lab]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_cells_are_all_combinations_with_seeds(tmp_path):
    found = sweep.cells(experiment("linear"), tmp_path, range(4, 7), {"a": 2.5})
    assert [cell.seed for cell in found] == [4, 5, 6]
    assert {cell.settings["a"] for cell in found} == {2.5}
    assert len({cell.folder for cell in found}) == 3


@pytest.mark.slow
def test_from_training_to_report(capsys, tmp_path):
    pytest.importorskip("torch", reason="needs the extra lab")
    argv = ["lab", "run", "linear", "--out", str(tmp_path), "--seeds", "2", *SMALL]
    assert cli.main(argv) == 0
    assert cli.main([*argv[:-4], *SMALL]) == 0
    assert "0 runs recorded; 2 were there" in capsys.readouterr().out
    assert cli.main(["lab", "run", "linear", "--out", str(tmp_path)]) == 2  # other settings in the same folder
    assert "other settings" in capsys.readouterr().err
    assert cli.main(["lab", "report", str(tmp_path), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schemas.load(document["schema"], closed=True))
    (group,) = document["groups"]
    assert group["derived"]["chi"] == 0.5
    assert {s["answer"] for s in group["statements"]} <= {"consistent", "inconsistent", "too little data"}
    assert cli.main(["lab", "report", str(tmp_path), "--sets", "2"]) == 0
    assert "linear: 1 experiments of 2 runs each" in capsys.readouterr().out
    assert cli.main(["lab", "report", str(tmp_path), "--format", "markdown"]) == 0
    heading, rule, row = capsys.readouterr().out.splitlines()
    assert heading.count("|") == rule.count("|") == row.count("|")
    assert row.startswith("| linear | ")
    page = tmp_path / "page.html"
    assert cli.main(["lab", "report", str(tmp_path), "--out", str(page)]) == 0
    assert page.read_text().count("<svg") == 6
    assert "nothing here is proved" in " ".join(capsys.readouterr().out.split())
