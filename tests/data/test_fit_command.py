"""``fit`` on the command line: the screen, the JSON and its schema, and exit statuses."""

import json

import jsonschema
import numpy as np
import pytest
from measured import curve, real_data

pytest.importorskip("polars")
pytest.importorskip("scipy")

from spectral_proofs import cli  # needs the extra
from spectral_proofs.reporters import schemas


@pytest.fixture
def loss_file(tmp_path):
    path = tmp_path / "loss.csv"
    np.savetxt(path, np.stack(curve(), axis=1), delimiter=",", header="t,loss", comments="")
    return str(path)


def document(capsys, *argv):
    assert cli.main(["fit", *argv, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schemas.load("fit/1", closed=True)).validate(found)
    return found


def test_a_loss_curve(capsys, loss_file):
    found = document(capsys, loss_file)
    chi = found["estimates"]["chi"]
    assert chi["low"] < 0.25 < chi["high"]
    assert found["inputs"][0] | {"columns": 0} == {"path": "loss.csv", "kind": "curve", "rows": 200, "columns": 0}
    assert any("rho and p apart" in line for line in found["not_identified"])


def test_the_screen(capsys, loss_file):
    assert cli.main(["fit", loss_file]) == 0
    shown = capsys.readouterr().out
    assert "χ by window" in shown
    assert max(map(len, shown.splitlines())) <= 80
    for word in ("proved", "certified", "confirmed", "refuted"):
        assert word not in shown


def test_options_reach_the_fit(capsys, loss_file):
    found = document(capsys, loss_file, "--from", "1e3", "--to", "1e5", "--floor", "0.5", "--noise", "relative")
    assert found["estimates"]["chi"]["window"] == pytest.approx([1e3, 1e5], rel=0.1)
    assert "floor" not in found["estimates"]


def test_too_little_data_is_an_answer(capsys, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("t,loss\n1,2\n")
    assert cli.main(["fit", str(path)]) == 3
    assert "too little data: 1 points" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["missing.csv"], "missing.csv: no such file"),
        (["--from", "x"], "'x' is no number"),
        (["--huber", "0"], "is not greater than 0"),
        (["--column", "loss"], "is not NAME=VALUE"),
        (["--column", "loss=nothing"], "no such column"),
        (["--column", "colour=loss"], "no such meaning"),
    ],
)
def test_bad_input_is_one_line(capsys, loss_file, argv, message):
    files = [] if argv[0].endswith("csv") else [loss_file]
    assert cli.main(["fit", *files, *argv]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_language_model(capsys):
    found = document(capsys, str(real_data("csv_25/constant_72000.csv")))
    chi = found["estimates"]["chi"]
    assert chi["low"] < 0.531 < 0.608 < chi["high"]
    assert "the window decides chi" in found["warnings"][0]
