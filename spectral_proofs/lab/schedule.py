"""At which steps something is recorded: evenly in the logarithm, so that no end need be known."""

from __future__ import annotations

import math


def due(step: int, per_decade: int) -> bool:
    """Whether ``step`` is one of 0 and the rounded 10^(j / per_decade).

    >>> [step for step in range(40) if due(step, 4)]
    [0, 1, 2, 3, 6, 10, 18, 32]
    """
    if step <= 1:
        return True
    j = round(math.log10(step) * per_decade)
    return any(round(10 ** (i / per_decade)) == step for i in (j - 1, j, j + 1))
