"""Least and greatest value of a wave over one turn of its phase.

1. A grid of angles. 2. Trisection around the lowest and the highest of them.

cos(p)/3 - sin(p) + 1 is negative on a twentieth of a turn only: a few angles do not see it. Left out: waves
with more humps than the grid has angles.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath

_GRID, _STEPS = 24, 30


def extremes(wave: Callable[[float], mpmath.mpf]) -> list[mpmath.mpf]:
    """The least and the greatest value, as good as double precision of the angle allows."""
    angles = [2 * math.pi * k / _GRID for k in range(_GRID)]
    heights = [wave(angle) for angle in angles]
    return [_refined(wave, angles[heights.index(best(heights))], best) for best in (min, max)]


def _refined(wave: Callable[[float], mpmath.mpf], angle: float, best: Callable[..., Any]) -> mpmath.mpf:
    left, right = angle - 2 * math.pi / _GRID, angle + 2 * math.pi / _GRID
    for _ in range(_STEPS):
        one, two = left + (right - left) / 3, right - (right - left) / 3
        if best((wave(one), 1), (wave(two), 2))[1] == 1:
            right = two
        else:
            left = one
    return best(wave(angle), wave((left + right) / 2))
