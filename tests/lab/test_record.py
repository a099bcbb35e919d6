"""Records are complete at every moment, go on, and are refused where they are of something else or damaged."""

import json
import sys

import jsonschema
import numpy as np
import pytest

from spectral_proofs.errors import InputError
from spectral_proofs.lab.answers import TOO_LITTLE
from spectral_proofs.lab.judge import groups, trends
from spectral_proofs.lab.record import Record, read_record
from spectral_proofs.lab.schedule import due
from spectral_proofs.reporters import schemas

HEAD = {
    "experiment": None,
    "settings": {},
    "seed": 0,
    "loss": {"name": "squared", "rate": 1.0},
    "model": {"class": "Linear", "weights": 3, "bytes": 4},
    "probe": {"points": 2, "outputs": 1},
    "samples": {"train": 2, "test": 2},
    "notes": [],
}

OPENED = '{"schema": "spectral-proofs/lab/1", "settings": {}, "steps": [0],'


def losses(step):
    names = ("train", "test", "gradient", "function_gradient", "trace", "trace_error", "position")
    return {"losses": [{"step": step, "time": step / 3, **dict.fromkeys(names, 0.1)}]}


def test_what_is_written_is_read(tmp_path):
    record = Record(tmp_path / "run", HEAD)
    record.add(0, losses(0))
    record.add(3, losses(3))
    found = read_record(tmp_path / "run")
    assert found.head["steps"] == [0, 3]
    assert found.column("losses", "time").tolist() == [0.0, 1.0]
    assert found.grid("residual").shape == (0, 0)
    document = json.loads((tmp_path / "run" / "record.json").read_text())
    jsonschema.validate(document, schemas.load(document["schema"], closed=True))
    assert [p.name for p in (tmp_path / "run").iterdir() if p.name.startswith(".")] == []


def test_an_interrupted_record_goes_on(tmp_path):
    first = Record(tmp_path, HEAD)
    first.add(0, losses(0))
    first.keep_arrays({"values": np.ones(2)})
    with (tmp_path / "losses.csv").open("a") as file:  # stopped between the table and record.json
        file.write("1,0.3,1,1,1,1,1,0,1\n")
    second = Record(tmp_path, HEAD)
    assert second.steps == [0]
    assert [row["step"] for row in second.rows["losses"]] == [0]
    assert second.arrays()["values"].tolist() == [1.0, 1.0]
    second.add(1, losses(1))
    assert read_record(tmp_path).column("losses", "step").tolist() == [0, 1]


@pytest.mark.parametrize("key", ["loss", "model", "probe"])
def test_another_run_is_not_mixed_in(tmp_path, key):
    Record(tmp_path, HEAD).add(0, losses(0))
    with pytest.raises(InputError, match=f"another {key}.*another folder"):
        Record(tmp_path, HEAD | {key: {"points": 7}})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"schema": "spectral-proofs/run/1"}', "not a record"),
        ('{"schema": "spectral-proofs/lab/1", "settings": {"a": "x"}}', "damaged"),
        (f'{OPENED} "tables": {{"losses": {{"file": "../../secret"}}}}}}', "damaged"),
        (f'{OPENED} "tables": {{"losses": {{"file": "no.csv"}}}}}}', "cannot be read"),
    ],
)
def test_damaged_records_are_one_line(tmp_path, text, says):
    (tmp_path / "record.json").write_text(text)
    with pytest.raises(InputError, match=says) as error:
        read_record(tmp_path)
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="another folder"):
        Record(tmp_path / "file" / "run", HEAD)


@pytest.mark.parametrize("experiment", [None, "linear", "two-layer"])
def test_a_record_of_anybodys_is_judged(tmp_path, experiment):
    """In a folder named like an experiment, or one that says it is of an experiment without its settings."""
    pytest.importorskip("scipy", reason="needs the extra lab")
    record = Record(tmp_path / "two-layer", HEAD | {"experiment": experiment})
    for step in range(20):
        record.add(step, losses(step))
    (group,) = groups(tmp_path)
    assert group.label == (experiment or "two-layer")
    assert {s.answer for s in group.statements if s.id != "position"} == {TOO_LITTLE}
    assert trends([group] * 3) == []


def test_without_scipy_the_extra_is_named(tmp_path, monkeypatch):
    Record(tmp_path, HEAD).add(0, losses(0))
    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(InputError, match=r"intervals need SciPy; .*\[lab\]"):
        groups(tmp_path)


def test_times_are_even_in_their_logarithm():
    steps = [step for step in range(10001) if due(step, 5)]
    assert steps[:3] == [0, 1, 2]
    assert {10, 100, 1000, 10000} <= set(steps)
    assert len(steps) == 22
