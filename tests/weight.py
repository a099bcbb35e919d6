"""Which cases of a parametrized test are left to .ci/run: seconds of processor time, with quick ones of their kind."""

import pytest


def heavy(*values, id=None):
    """One case, marked slow."""
    return pytest.param(*values, marks=pytest.mark.slow, id=id)


def parted(rows, is_heavy):
    """The cases of a table (a row that is no tuple is one value), those marked slow for which ``is_heavy(row)``."""
    return [(heavy(*_values(row)) if is_heavy(row) else pytest.param(*_values(row))) for row in rows]


def _values(row):
    return row if isinstance(row, tuple) else (row,)
