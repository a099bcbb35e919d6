"""What the bootstrap draws is kept, and belongs to its data, its law and its seed alone."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from measured import curve

pytest.importorskip("scipy.optimize")

from spectral_proofs import cli  # needs the extra
from spectral_proofs.data import law_intervals
from spectral_proofs.data.law import Method
from spectral_proofs.data.law_intervals import resamplings
from spectral_proofs.data.power_law import PowerLaw, Series


def count(path):
    with closing(sqlite3.connect(path)) as data:
        return data.execute("SELECT count(*) FROM rows").fetchone()[0]


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
    assert count(kept.store) == 5


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
        said.append((json.loads(capsys.readouterr().out), count(tmp_path / "s.db")))
    assert said[0] == said[1]
    assert said[0][1] > 0
