"""Times evenly in log t: exact, in order, with the ends as given."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.spectrum import exact_number
from spectral_proofs.problem.times import spaced


@pytest.mark.parametrize(("first", "last"), [("1", "1e8"), ("3/2", "7"), ("1e-3", "1e400"), ("123456789", "1e9")])
@pytest.mark.parametrize("count", [2, 3, 17])
def test_steps_are_even_in_log_t(first: str, last: str, count: int) -> None:
    low, high = exact_number(first, "t"), exact_number(last, "t")
    times = [exact_number(t, "t") for t in spaced(low, high, count)]
    logs = [math.log(t.p) - math.log(t.q) for t in times]
    assert (times[0], times[-1], len(times)) == (low, high, count)
    steps = [after - before for before, after in pairwise(logs)]
    assert max(steps) - min(steps) < 1e-9 * max(logs[-1], 1)


def test_one_time_and_none() -> None:
    assert spaced(sympy.Integer(5), sympy.Integer(5), 9) == ["5"]
    for first, last in ((0, 1), (-1, 1), (2, 1)):
        with pytest.raises(InputError, match="positive first time and a later last one"):
            spaced(sympy.Integer(first), sympy.Integer(last), 3)
