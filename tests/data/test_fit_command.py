"""``fit`` on the command line: the screen, the JSON and its schema, and exit statuses."""

import json
import time
from pathlib import Path

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
    assert any("ρ and p apart" in line for line in found["not_identified"])


def test_the_screen(capsys, loss_file):
    assert cli.main(["fit", loss_file]) == 0
    shown = capsys.readouterr().out
    assert "χ by window, each from its start to " in shown
    assert max(map(len, shown.splitlines())) <= 80
    for word in ("proved", "certified", "confirmed", "refuted"):
        assert word not in shown


def test_options_reach_the_fit(capsys, loss_file):
    found = document(capsys, loss_file, "--from", "1e3", "--to", "1e5", "--floor", "0.5", "--noise", "relative")
    assert found["estimates"]["chi"]["window"] == pytest.approx([1e3, 1e5], rel=0.1)
    assert "floor" not in found["estimates"]


@pytest.mark.slow
def test_limits_keep_what_was_found(capsys, loss_file, monkeypatch):
    from spectral_proofs.data import relations

    monkeypatch.setattr(relations, "compare", lambda read, found: time.sleep(90))
    found = document(capsys, loss_file, "--timeout", "40")  # an interpreter starts in it
    assert found["estimates"]["chi"]["low"] < 0.25 < found["estimates"]["chi"]["high"]
    assert "give more with --timeout and --memory" in found["not_identified"][-1]
    assert cli.main(["fit", loss_file, "--timeout", "0.001"]) == 2
    error = capsys.readouterr().err
    assert "reading stopped" in error  # though polars has run in this process
    assert "--timeout" in error


def test_a_floor_below_zero_is_said(capsys, tmp_path):
    t = np.geomspace(1e2, 1e4, 80)
    loss = (1 - 0.05 * np.log(t)) * (1 + 0.002 * np.random.default_rng(0).standard_normal(80))
    path = tmp_path / "loss.csv"
    np.savetxt(path, np.stack([t, loss], axis=1), delimiter=",", header="t,loss", comments="")
    assert any("floor is below 0" in line for line in document(capsys, str(path))["warnings"])


@pytest.mark.slow
def test_a_floor_is_held(capsys, loss_file):
    held = document(capsys, loss_file, "--least-floor", "0.6")  # its floor is 0.5
    assert held["estimates"]["floor"]["low"] == 0.6


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


K = np.arange(1, 1001.0)


@pytest.fixture
def tasks_files(tmp_path):
    """A spectrum with three tasks, and their losses under g = lambda^0.8 t with 0.3 % noise."""
    random = np.random.default_rng(2)
    t = np.geomspace(10, 1e4, 40)
    decay = np.exp(-2 * np.multiply.outer(t, (K**-2) ** 0.8))
    power = K**-1.5 * random.exponential(size=(3, len(K)))
    np.savez(tmp_path / "spectrum.npz", **{"lambda": K**-2, "power": power})
    noisy = decay @ power.T * np.exp(0.003 * random.standard_normal((40, 3)))
    np.savez(tmp_path / "losses.npz", t=t, loss=noisy)
    return str(tmp_path / "spectrum.npz"), str(tmp_path / "losses.npz")


def test_several_tasks_on_one_kernel(capsys, tasks_files):
    found = document(capsys, *tasks_files)
    m, rho = found["estimates"]["m"], found["estimates"]["rho"]
    assert m["low"] < 0.8 < m["high"]
    assert m["high"] - m["low"] < 0.1
    assert rho["low"] < 1.25 < rho["high"]
    assert {s["id"]: s["answer"] for s in found["statements"]} == {"separability": "consistent", "power": "consistent"}


@pytest.fixture
def kernel_files(tmp_path):
    """The spectrum of one task and its loss under g = lambda t."""
    t = np.geomspace(3, 3e3, 80)
    loss = np.exp(-2 * np.multiply.outer(t, K**-2)) @ K**-1.5
    loss *= 1 + 0.002 * np.random.default_rng(0).standard_normal(len(t))
    np.savez(tmp_path / "one.npz", **{"lambda": K**-2, "power": K**-1.5})
    np.savez(tmp_path / "loss.npz", t=t, loss=loss)
    return str(tmp_path / "one.npz"), str(tmp_path / "loss.npz")


def test_candidates_are_ranked_through_the_finite_sum(capsys, kernel_files):
    candidates = ("lambda*t", "3*lambda*t", "lambda*t**2", "log(1+lambda*t)")
    found = document(capsys, *kernel_files, "--floor", "0", *(f"--candidate={g}" for g in candidates))
    ranked = {name: c for c in found["candidates"] for name in (c["g"], *c["same_as"])}
    assert ranked["lambda*t"] == ranked["3*lambda*t"]  # the unit of time
    assert ranked["lambda*t"]["difference"] <= 2 * ranked["lambda*t"]["uncertainty"]
    assert ranked["lambda*t"]["score"] < 1.5
    assert ranked["lambda*t**2"]["difference"] > 5 * ranked["lambda*t**2"]["uncertainty"]


def test_predictions(capsys, kernel_files):
    found = document(capsys, *kernel_files, "--predict", "1e4", "--reach", "0.3", "0.001")
    loss, early, never = found["predictions"][:3]
    assert (loss["quantity"], loss["at"]) == ("L", 1e4)
    truth = float(np.exp(-2e4 * K**-2) @ K**-1.5)
    assert loss["low"] < truth < loss["high"] or abs(loss["value"] / truth - 1) < 0.1
    assert early["low"] < early["value"] < early["high"]
    assert never["high"] is None or never["high"] > 1e4
    assert 0 < found["goodness"]["backtest_error"] < 0.1


@pytest.mark.slow  # six pictures
def test_a_page_with_pictures(capsys, kernel_files, tmp_path):
    pytest.importorskip("matplotlib")
    page = tmp_path / "page.html"
    hostile = tmp_path / "<script>alert(1).npz"
    hostile.write_bytes(Path(kernel_files[1]).read_bytes())
    assert cli.main(["fit", kernel_files[0], str(hostile), "--out", str(page)]) == 0
    shown = page.read_text(encoding="utf-8")
    assert "<script" not in shown
    assert shown.count("<svg") == 6
    for title in ("The loss and its law", "Local exponent", "The spectrum", "What the window does", "Residuals in the"):
        assert title in shown
    assert cli.main(["fit", kernel_files[0], "--out", str(tmp_path / "none" / "page.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.slow  # 10^7 rows
def test_ten_million_rows(capsys, tmp_path):
    path = tmp_path / "long.npz"
    t = np.arange(1.0, 1e7 + 1)
    np.savez(path, t=t, loss=(0.5 + t**-0.5) * (1 + 0.01 * np.random.default_rng(0).standard_normal(len(t))))
    chi = document(capsys, str(path))["estimates"]["chi"]
    assert chi["low"] < 0.5 < chi["high"]
    assert chi["high"] - chi["low"] < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("level", [0.003, 0.03])
def test_a_unit_of_time_is_not_chosen_by_noise_where_the_floor_is_free(seed, level):
    """Noise had parted g from 2 g, and called another g better than the true one."""
    from spectral_proofs import Candidate, fit

    k, t = np.arange(1, 1001.0), np.geomspace(3, 3e3, 100)
    loss = np.exp(-2 * np.multiply.outer(t, k**-2)) @ k**-1.5
    loss *= 1 + level * np.random.default_rng(seed).standard_normal(100)
    names = ["lambda*t", "2*lambda*t", "lambda*t/7", "log(1+lambda*t)", "lambda*t**2"]
    found = fit({"lambda": k**-2, "power": k**-1.5}, {"t": t, "loss": loss}, candidates=[Candidate(g) for g in names])
    true = next(c for c in found.candidates if "lambda*t" in (c.g, *c.same_as))
    assert {"lambda*t", "2*lambda*t", "lambda*t/7"} <= {true.g, *true.same_as}
    assert true.difference <= 2 * true.uncertainty
    assert " to " in true.parameters["time unit"]
    assert found.candidates[-1].g == "lambda*t**2"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_free_parameters_are_weighed_with_the_unit_of_time(seed):
    """g = lambda^m t with a free m: the range holds the true one, and the score is that of the g that knows it."""
    from spectral_proofs import Candidate, fit
    from spectral_proofs.data.law import Method

    k, t = np.arange(1, 1001.0), np.geomspace(3, 3e3, 80)
    loss = np.exp(-2 * np.multiply.outer(t, k**-1.6)) @ k**-1.5
    loss *= 1 + 0.01 * np.random.default_rng(seed).standard_normal(80)
    names = ["lambda**m*t", "lambda**0.8*t", "lambda*t"]
    spectrum = {"lambda": k**-2, "power": k**-1.5}
    candidates = [Candidate(g) for g in names]
    found = fit(spectrum, {"t": t, "loss": loss}, candidates=candidates, method=Method(floor=0.0))
    ranked = {name: c for c in found.candidates for name in (c.g, *c.same_as)}
    low, high = map(float, next(c for c in found.candidates if "m" in c.parameters).parameters["m"].split(" to "))
    assert low < 0.8 < high
    assert high - low < 0.1
    assert ranked["lambda**m*t"].difference <= 2 * ranked["lambda**m*t"].uncertainty
    assert ranked["lambda**0.8*t"].difference <= 2 * ranked["lambda**0.8*t"].uncertainty
    assert ranked["lambda*t"].difference > 5 * ranked["lambda*t"].uncertainty


@pytest.mark.slow
def test_candidates_are_ranked_on_several_runs():
    """One unit of time and one g for all runs, each with a scale of its own."""
    from spectral_proofs import Candidate, fit
    from spectral_proofs.data.law import Method

    random, k, t = np.random.default_rng(0), np.arange(1, 1001.0), np.geomspace(3, 3e3, 60)
    clean = (1 + np.multiply.outer(t, k**-2)) ** -2 @ k**-1.5  # log(1 + lambda t)
    runs = [scale * clean * (1 + 0.003 * random.standard_normal(60)) for scale in (1, 2, 5)]
    table = {"t": np.tile(t, 3), "loss": np.concatenate(runs), "run": np.repeat(["a", "b", "c"], 60)}
    names = ["lambda*t", "log(1+lambda*t)", "lambda*t**2"]
    spectrum = {"lambda": k**-2, "power": k**-1.5}
    found = fit(spectrum, table, candidates=[Candidate(g) for g in names], method=Method(floor=0.0))
    assert found.candidates[0].g == "log(1+lambda*t)"
    assert found.candidates[0].score < 1.5
    assert found.candidates[1].difference > 2 * found.candidates[1].uncertainty
