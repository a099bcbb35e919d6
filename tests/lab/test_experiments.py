"""The bundled experiments: small versions run, and the one whose truth is derived covers it as often as it says."""

from dataclasses import replace

import numpy as np
import pytest

from spectral_proofs.errors import InputError
from spectral_proofs.lab import judge
from spectral_proofs.lab.experiments import EXPERIMENTS, experiment

torch = pytest.importorskip("torch", reason="needs the extra lab")
pytestmark = pytest.mark.slow

SMALL = {
    "random-features": {"modes": 4.0},
    "two-layer": {"width": 16.0, "scale": 4.0, "points": 32.0, "steps": 30.0},
    "deep-linear": {"depth": 3.0, "size": 6.0, "steps": 40.0},
    "schedules": {"momentum": 0.9, "warmup": 10.0, "decay": 0.5, "steps": 40.0},
    "digits": {"points": 60.0, "steps": 20.0},
}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_every_experiment_has_a_small_version():
    assert {e.name for e in EXPERIMENTS} == {*SMALL, "linear"}


@pytest.mark.parametrize("name", SMALL)
def test_small_versions_run_and_are_seeded(tmp_path, name):
    if name == "digits":
        pytest.importorskip("sklearn", reason="needs the extra lab")
    e = experiment(name)
    for folder in ("one", "two"):
        e.train({**e.settings, **SMALL[name]}, 3, tmp_path / folder)
    assert (tmp_path / "one" / "losses.csv").read_bytes() == (tmp_path / "two" / "losses.csv").read_bytes()
    (group,) = judge.groups(tmp_path)
    losses = group.runs[0].column("losses", "train")
    assert losses[-1] < losses[0]
    assert len(group.runs) == 2


def test_the_linear_model_comes_out_as_derived(tmp_path):
    e = experiment("linear")
    settings = {**e.settings, "modes": 200.0, "draws": 4.0}
    for seed in range(12):
        e.train(settings, seed, tmp_path / str(seed))
    (group,) = judge.groups(tmp_path)
    answers = {statement.id: statement.answer for statement in group.statements}
    assert {
        answers[name] for name in ("rho", "chi", "gamma", "p", "position", "lazy", "eq7", "thm2", "cor1", "tradeoff")
    } == {judge.CONSISTENT}
    assert all(e.high - e.low < 0.3 for e in (group.estimates[name] for name in ("rho", "chi", "gamma", "p")))
    wrong = replace(e, truth=lambda settings: {"rho": 2.0, "chi": 0.8, "gamma": 0.2, "p": 0.6})
    claims = judge.derived(group.runs, wrong)
    assert [statement.answer for statement in claims] == [judge.INCONSISTENT] * 4
    rows = {row.name: row for row in judge.coverage(group, 4)}
    assert all(2 <= row.holding <= row.known == 3 for row in rows.values())
    assert rows["p"].mean == pytest.approx(0.5, abs=0.02)
    with pytest.raises(InputError, match="12 runs; experiments of 13"):
        judge.coverage(group, 13)
    trios = [group.runs[i : i + 3] for i in range(0, 12, 3)]
    inside = [s.effect.covers(0.0) for runs in trios for s in judge.derived(runs, e)]
    assert 0.85 <= np.mean(inside) <= 1.0  # of 16 intervals
