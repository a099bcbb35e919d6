"""Tables of every format, and one line for each thing that is wrong with one."""

import numpy as np
import pytest

polars = pytest.importorskip("polars")
pytest.importorskip("scipy")

from spectral_proofs.data import columns, datasets, tables  # noqa: E402  # needs the extra
from spectral_proofs.errors import InputError  # noqa: E402

FRAME = polars.DataFrame({"step": [3, 1, 2], "loss": [0.5, 1.0, 0.7]})


def runs(source, default="", **chosen):
    notes = datasets.Notes()
    recognised = columns.recognised(tables.load(source), chosen)
    return list(datasets.runs(recognised, notes, default)), notes.lines


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def formats(tmp_path):
    FRAME.write_csv(tmp_path / "a.csv")
    FRAME.write_csv(tmp_path / "a.tsv", separator="\t")
    FRAME.write_ndjson(tmp_path / "a.jsonl")
    FRAME.write_parquet(tmp_path / "a.parquet")
    np.savez(tmp_path / "a.npz", step=[3, 1, 2], loss=[0.5, 1.0, 0.7])
    return tmp_path


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet", "npz"])
def test_every_format_gives_the_same_curve(formats, suffix):
    ((run,), notes) = runs(formats / f"a.{suffix}")
    assert run.t.tolist() == [1, 2, 3]
    assert run.values["loss"].tolist() == [1.0, 0.7, 0.5]
    assert "sorted" in notes[0]


@pytest.mark.parametrize(
    ("name", "heading"),
    [("a.csv", "step;loss"), ("a.csv", "step\tloss"), ("a.tsv", "step,loss"), ("a.csv", "# step,loss")],
)
def test_separators_are_those_of_the_heading(tmp_path, name, heading):
    rows = "\n1,1.0\n2,0.7\n3,0.5\n".replace(",", heading.strip("# ")[4])
    ((run,), _) = runs(write(tmp_path / name, heading + rows))
    assert run.values["loss"].tolist() == [1.0, 0.7, 0.5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_anywhere(tmp_path, end):
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["step,loss", "1,1.0", "2,0.7", "3,0.5", ""]).encode())
    ((run,), _) = runs(path)
    assert run.values["loss"].tolist() == [1.0, 0.7, 0.5]


@pytest.mark.parametrize(
    "frame", [FRAME, FRAME.to_dict(as_series=False), FRAME.select("step", "loss").lazy().collect()]
)
def test_data_frames_and_mappings(frame):
    ((run,), _) = runs(frame)
    assert run.values["loss"].tolist() == [1.0, 0.7, 0.5]


def test_columns_are_named_where_they_are_not_recognised():
    frame = {"epoch number": [1, 2], "validation": [2.0, 1.0]}
    with pytest.raises(InputError, match="no spectrum, curve or residuals among the columns epoch number, validation"):
        _ = columns.recognised(tables.load(frame), {}).kind
    ((run,), _) = runs(frame, t="epoch number", loss="validation")
    assert run.values["loss"].tolist() == [2.0, 1.0]
    with pytest.raises(InputError, match="did you mean validation"):
        columns.refuse_unknown({"loss": "validaton"}, [tables.load(frame)])
    with pytest.raises(InputError, match="choose with --column loss="):
        columns.recognised(tables.load({"t": [1], "train_loss": [1.0], "val_loss": [1.0]}), {})


def test_runs_tasks_and_sizes_are_told_apart():
    frame = {"t": [1, 2, 1, 2], "loss": [4.0, 3.0, 2.0, 1.0], "run": ["x", "x", "y", "y"], "modes": [10, 10, 20, 20]}
    found, _ = runs(frame, "file")
    assert [run.name for run in found] == ["file, x, modes 10", "file, y, modes 20"]
    wide, _ = runs({"t": [1, 2], "loss_cat": [2.0, 1.0], "loss_dog": [3.0, 2.0]})
    assert [(run.task, run.values["loss"].tolist()) for run in wide] == [("cat", [2.0, 1.0]), ("dog", [3.0, 2.0])]


def test_spectra():
    notes = datasets.Notes()
    table = tables.load({"lambda": np.array([0.5, 1.0, 0.0]), "power": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])})
    found = datasets.spectrum(columns.recognised(table, {}), notes)
    assert found.eigenvalues.tolist() == [1.0, 0.5]
    assert found.powers["2"].tolist() == [5.0, 4.0]
    assert found.samples == 3
    assert notes.lines == ["1 row with an eigenvalue that is 0 but for rounding left out"]


def test_what_is_left_out_is_said():
    ((run,), notes) = runs({"t": [0.0, 1.0, 1.0, 2.0, 3.0], "loss": [5.0, 3.0, 3.0, None, 1.0]})
    assert run.t.tolist() == [1, 3]
    assert any("at t = 0" in line for line in notes)
    assert any("empty cell" in line for line in notes)
    assert any("repeat" in line for line in notes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("t,loss\n1,2\n2,nan\n", "row 2, column loss: nan is no finite number"),
        ("t,loss\n1,2\n2,inf\n", "row 2, column loss: inf is no finite number"),
        ("t,loss\n1,2\n2,abc\n", "row 2, column loss: 'abc' is no number"),
        ("t,loss\n1,2\n2,0\n", "row 2, column loss: 0 is not positive"),
        ("t,loss\n1,2\n2,-1\n", "row 2, column loss: -1 is not positive"),
        ("t,loss\n-1,2\n2,1\n", "row 1, column t: -1 is negative"),
        ("t,loss\n1,2\n1,3\n", "row 2, column t: t = 1 has two values of loss"),
        ("t,loss,error\n1,2,0\n", "row 1, column error: 0 is no standard error"),
        ("t,loss,error\n1,2,0.1\n2,1,\n", "row 2, column error: the cell is no standard error"),
        ("t,loss\n1,2e300\n", "row 1, column loss: 2e+300 is out of range"),
        ("t,loss,loss\n1,2,3\n", "two columns are called loss"),
        ("t,loss\n0,2\n", "no row with t > 0"),
        ("t,loss\n", "no rows"),
        ("", "no table that can be read"),
        ("t,loss\n1,2,3,4\n", "no table that can be read"),
        ("lambda,power\n1,-1\n", "row 1, column power: -1 is negative"),
        ("lambda,power\n1,\n", "row 1, column power: the cell is empty"),
        ("lambda,power\n1,1\n-1,1\n", "row 2, column lambda: -1 is negative"),
        ("k,t,residual\n1,1,1\n1,1,2\n", "row 1: mode 1 at t = 1 occurs twice"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path, text, message):
    notes = datasets.Notes()

    def read():
        recognised = columns.recognised(tables.load(write(tmp_path / "x.csv", text)), {})
        kinds = {"spectrum": datasets.spectrum, "residuals": datasets.residuals}
        return kinds.get(recognised.kind, lambda c, n: list(datasets.runs(c, n, "")))(recognised, notes)

    with pytest.raises(InputError) as error:
        read()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.txt", b"1", "no format that is read"),
        ("x.npz", b"not a zip", "no npz archive"),
        ("x.parquet", b"not parquet", "no table that can be read"),
        ("x.jsonl", b"{", "no table that can be read"),
        ("x.csv", b"t,loss\n\xff,\xfe\n1,2\n", "save it in UTF-8"),
        ("x.csv", "t,loss\n1,2\n".encode("utf-16"), "zero bytes"),
    ],
)
def test_files_of_no_format(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        tables.load(tmp_path / name)


def test_files_that_are_not_there(tmp_path):
    for name in ("missing.csv", "*.csv", "https://example.org/a.csv"):
        with pytest.raises(InputError, match="no such file"):
            tables.load(tmp_path / name)
    with pytest.raises(InputError, match="is no table"):
        tables.load(3)
    np.savez(tmp_path / "pickled.npz", t=np.array([{}], dtype=object))
    with pytest.raises(InputError, match="no npz archive"):
        tables.load(tmp_path / "pickled.npz")
