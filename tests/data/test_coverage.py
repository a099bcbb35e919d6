"""Intervals contain the truth about as often as they say: a small part of the table in docs/data.md."""

import coverage_runs
import pytest

pytestmark = pytest.mark.slow

RUNS = 60
LEAST, MOST_FALSE = 0.84, 0.14  # three standard errors of 60 runs from 95 % and 5 %


@pytest.mark.parametrize("correlation", coverage_runs.CORRELATIONS)
@pytest.mark.parametrize("row", coverage_runs.ROWS, ids=lambda row: row.__name__)
def test_coverage(row, correlation):
    for name, rate in coverage_runs.rates(row, 0.01, correlation, RUNS, seed=7).items():
        if name == "size":
            assert rate <= MOST_FALSE
        elif not name.startswith("width"):
            assert rate >= LEAST, name
