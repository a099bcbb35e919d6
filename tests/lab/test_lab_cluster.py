"""The bundled experiments on a cluster, and through any executor: the same records as here."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from spectral_proofs import cli
from spectral_proofs.lab import sweep
from spectral_proofs.lab.experiments import experiment

pytest.importorskip("torch", reason="needs the extra lab")
test_runs = pytest.importorskip("test_runs", reason="needs Dask")
cluster = test_runs.cluster  # a fixture
pytestmark = [*test_runs.pytestmark] if isinstance(test_runs.pytestmark, list) else [test_runs.pytestmark]

SMALL = {"modes": 20.0, "time": 5.0, "draws": 4.0}


@pytest.mark.slow
def test_a_cluster_records_what_is_recorded_here(cluster, tmp_path, capsys):
    address, _ = cluster
    argv = ["lab", "run", "linear", "--seeds", "2", *(w for k, v in SMALL.items() for w in ("--set", f"{k}={v:g}"))]
    assert cli.main([*argv, "--out", str(tmp_path / "there"), "--scheduler", address]) == 0
    assert "2 runs recorded" in capsys.readouterr().out
    with ThreadPoolExecutor(1) as pool:
        planned = sweep.cells(experiment("linear"), tmp_path / "here" / "linear", range(2), SMALL)
        assert [early for _, early in sweep.run_all(planned, pool)] == ["", ""]
    for seed in ("seed-0", "seed-1"):
        names = [p.name for p in (tmp_path / "here" / "linear" / seed).glob("*.csv")]
        assert len(names) == 4
        for name in names:
            one, two = ((tmp_path / place / "linear" / seed / name).read_bytes() for place in ("here", "there"))
            assert one == two


@pytest.mark.slow
def test_no_scheduler_is_one_line(tmp_path, capsys):
    argv = ["lab", "run", "linear", "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:9"]
    assert cli.main(argv) == 2
    assert "no scheduler answers" in capsys.readouterr().err
