"""Intervals contain the truth about as often as they say: a small part of the table in docs/data.md."""

import coverage_runs
import pytest

pytestmark = pytest.mark.slow

RUNS = 60
LEAST, MOST_FALSE = 0.84, 0.14  # three standard errors of 60 runs from 95 % and 5 %


CELLS = [(row, cell[1]) for row, of_row in coverage_runs.ROWS.items() for cell in of_row if cell[0] == 0.01]


@pytest.mark.parametrize(("row", "correlation"), CELLS, ids=lambda value: getattr(value, "__name__", value))
def test_coverage(row, correlation):
    for name, rate in coverage_runs.rates(row, 0.01, correlation, RUNS, seed=7).items():
        if name == "size":
            assert rate <= MOST_FALSE
        elif name in ("window decides", "no answer"):
            assert rate <= 0.1
        elif not name.startswith("width"):
            assert rate >= LEAST, name


def test_stopped_runs_go_on(tmp_path, monkeypatch, capsys):
    kept, made, one = tmp_path / "runs.db", [], coverage_runs.one
    monkeypatch.setattr("sys.argv", ["coverage_runs.py", "--runs", "1", "--only", "one_task", "--store", str(kept)])

    def until_the_third(*cell):
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append(cell)
        return one(*cell)

    monkeypatch.setattr(coverage_runs, "one", until_the_third)
    with pytest.raises(KeyboardInterrupt):
        coverage_runs.main()
    monkeypatch.setattr(coverage_runs, "one", lambda *cell: made.append(cell) or one(*cell))
    coverage_runs.main()
    assert len(made) == len(set(made)) == len(coverage_runs.ROWS[coverage_runs.one_task])
    resumed = capsys.readouterr()
    assert resumed.err == "note: 3 rows of runs.db used\n"
    monkeypatch.setattr("sys.argv", ["coverage_runs.py", "--runs", "1", "--only", "one_task"])
    coverage_runs.main()
    assert capsys.readouterr().out == resumed.out
