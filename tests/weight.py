"""Which tests are left to .ci/run: those that cost seconds of processor time and have quick ones of their kind.

``heavy`` and ``parted`` mark cases where they are written; ``heavy_cases.txt`` names those that were found by measuring
(``pytest --durations=100``), one node a line.
"""

from pathlib import Path

import pytest

MEASURED = frozenset((Path(__file__).parent / "heavy_cases.txt").read_text(encoding="utf-8").splitlines())


def mark_measured(items, whole):
    """Mark those that were measured; in a ``whole`` collection every line must name a test."""
    named = [item for item in items if item.nodeid in MEASURED]
    for item in named:
        item.add_marker(pytest.mark.slow)
    missing = MEASURED - {item.nodeid for item in named}
    if whole and missing:
        raise pytest.UsageError(f"tests/heavy_cases.txt names no test: {min(missing)}")


def heavy(*values, id=None):
    """One case, marked slow."""
    return pytest.param(*values, marks=pytest.mark.slow, id=id)


def parted(rows, is_heavy):
    """The cases of a table (a row that is no tuple is one value), those marked slow for which ``is_heavy(row)``."""
    return [(heavy(*_values(row)) if is_heavy(row) else pytest.param(*_values(row))) for row in rows]


def _values(row):
    return row if isinstance(row, tuple) else (row,)
