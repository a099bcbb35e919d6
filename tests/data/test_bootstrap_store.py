"""What the bootstrap draws is kept, and belongs to its data, its law and its seed alone."""

import json
import random
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from measured import curve
from stored import rows

pytest.importorskip("scipy.optimize")

from spectral_proofs import cli  # needs the extra
from spectral_proofs.data import law_intervals
from spectral_proofs.data.law import Method
from spectral_proofs.data.law_intervals import resamplings
from spectral_proofs.data.power_law import PowerLaw, Series


def test_samples_are_fitted_once(tmp_path, monkeypatch):
    t, y = curve()
    kept = Method(store=tmp_path / "s.db")
    law = PowerLaw(0.25, 0.0, (0.2,), (1.0,), 1e4, 1.0)
    runs = [Series(t, y, 1 / y)]
    tasks = [replace(task, count=5) for task in resamplings(law, runs, [y / y - 1 + t / 1e9], 1.0, 0.01, kept)]
    fitted = law_intervals.Resampling.fitted
    made = []
    monkeypatch.setattr(law_intervals.Resampling, "fitted", lambda task: made.append(task) or fitted(task))
    plain, first, again = (law_intervals._fitted(tasks, method) for method in (Method(), kept, kept))
    assert len(made) == 4
    assert plain.tolist() == first.tolist() == again.tolist()
    other = [Series(t, y * (1 + 1e-15 * (t == t[-1])), 1 / y)]
    changed = [replace(tasks[0], runs=tuple(other)), replace(tasks[0], seed=(1, 0)), replace(tasks[0], floor=0.0)]
    law_intervals._fitted([*tasks, *changed], kept)
    assert len(made) == 7
    assert len(rows(kept.store)) == 5


@pytest.mark.slow
def test_a_fit_goes_on_from_its_store(tmp_path, capsys):
    pytest.importorskip("polars")
    t, y = curve()
    data = tmp_path / "run.csv"
    data.write_text("t,loss\n" + "".join(f"{a},{b}\n" for a, b in zip(t, y, strict=True)))
    words = ["fit", str(data), "--format", "json", "--store", str(tmp_path / "s.db")]
    said = []
    for _ in range(2):
        assert cli.main(words) == 0
        said.append((json.loads(capsys.readouterr().out), len(rows(tmp_path / "s.db"))))
    assert said[0] == said[1]
    assert said[0][1] > 0


@pytest.mark.slow
def test_a_fit_that_is_killed_loses_no_sample_and_draws_none_again(tmp_path):
    """kill -9 at random moments, of the whole: what is kept stays, and the end is that of an undisturbed fit."""
    pytest.importorskip("polars")
    data, store = tmp_path / "runs.csv", tmp_path / "s.db"
    lines = [f"{seed},{a},{b}\n" for seed in range(3) for a, b in zip(*curve(seed=seed), strict=True)]
    data.write_text("run,t,loss\n" + "".join(lines))
    words = [sys.executable, "-m", "spectral_proofs", "fit", str(data), "--format", "json", "--store"]
    moments, kept = random.Random(17), {}
    for _ in range(6):
        with subprocess.Popen([*words, str(store)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            end = time.monotonic() + 120
            while len(rows(store)) <= len(kept) and process.poll() is None and time.monotonic() < end:
                time.sleep(0.005)
            time.sleep(moments.uniform(0, 0.2))
            process.kill()
        found = rows(store)
        assert kept.items() <= found.items()
        kept = found
    ended = subprocess.run([*words, str(store)], capture_output=True, text=True, check=True)
    plain = subprocess.run([*words, str(tmp_path / "new.db")], capture_output=True, text=True, check=True)
    assert ended.stdout == plain.stdout
    assert kept.items() <= rows(store).items() == rows(tmp_path / "new.db").items()
    assert len(kept) > 0
