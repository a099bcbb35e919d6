"""Which units of time and which parameters of a candidate early times allow: points and their weights.

1. A point holds logarithms: of the unit of time, then of each free parameter. Its likelihood is exp(-squares/2), the
   squares of its misfit at early times in units of the noise; a misfit counts as noise, so that squares are taken
   relative to the least of them, or to their number where they are fewer. All logarithms are alike beforehand.
2. ``net``: the unit alone, on an even net that is refined once.
3. ``ensemble``: the unit with parameters. Points are drawn by the stretch move of an ensemble (Goodman and Weare 2010),
   which goes along a valley, where a parameter and the unit do the same to the curve, as readily as across it.

Left out: valleys that are not joined to the one of the best point; parameters beyond a factor of 1000 from 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Squares = Callable[[Array], float]

_NET, _UNLIKELY = 81, 1e-4
_WALKERS, _STEPS, _EVERY = 40, 100, 10
_STRETCH = 2.0
_NEAR = 0.05  # of the logarithms at which walkers begin
_FURTHEST = math.log(1000.0)


def net(squares: Squares, best: Array, scan: Array, freedom: int) -> tuple[Array, Array]:
    """Units of time, shape (points, 1), and their weights.

    Args:
        squares: of a point's misfit at early times.
        best: the point at which they are least.
        scan: logarithms of units of time, increasing, between which points lie.
        freedom: how many early points there are beyond what is fitted.
    """
    units = np.sort(np.append(np.linspace(scan[0], scan[-1], _NET), best))
    for _ in range(2):
        found = np.array([squares(np.array([unit])) for unit in units])
        likelihood = np.exp(-(found - found.min()) / (2 * _scale(found.min(), freedom)))
        inside = np.flatnonzero(likelihood > _UNLIKELY)
        points, weights = units, likelihood * np.gradient(units)
        units = np.linspace(units[max(0, inside[0] - 1)], units[min(len(units) - 1, inside[-1] + 1)], _NET)
    return points[:, None], weights / weights.sum()


def ensemble(squares: Squares, best: Array, scan: Array, freedom: int) -> tuple[Array, Array]:
    """Points (points, dimensions) and their weights, which are equal; arguments as of :func:`net`."""
    random, dimensions = np.random.default_rng(0), len(best)
    low = np.array([scan[0], *[-_FURTHEST] * (dimensions - 1)])
    high = np.array([scan[-1], *[_FURTHEST] * (dimensions - 1)])
    least = squares(best)
    scale = _scale(least, freedom)

    def likelihood(point: Array) -> float:
        inside = bool(np.all((point >= low) & (point <= high)))
        return -(squares(point) - least) / (2 * scale) if inside else -math.inf

    walkers = np.clip(best + _NEAR * random.standard_normal((_WALKERS, dimensions)), low, high)
    known = np.array([likelihood(walker) for walker in walkers])
    kept = []
    for step in range(_STEPS):
        for number in range(_WALKERS):
            other = (number + 1 + int(random.integers(_WALKERS - 1))) % _WALKERS
            stretch = (1 + (_STRETCH - 1) * random.random()) ** 2 / _STRETCH
            point = walkers[other] + stretch * (walkers[number] - walkers[other])
            there = likelihood(point)
            if math.log(random.random()) < (dimensions - 1) * math.log(stretch) + there - known[number]:
                walkers[number], known[number] = point, there
        if step >= _STEPS // 2 and step % _EVERY == 0:
            kept.append(walkers.copy())
    points = np.concatenate(kept)
    return points, np.full(len(points), 1 / len(points))


def _scale(least: float, freedom: int) -> float:
    return max(1.0, least / max(1, freedom))


def between(values: Array, weights: Array, parts: tuple[float, float]) -> tuple[float, float]:
    """The values below which these parts of the weights lie."""
    order = np.argsort(values)
    at = np.minimum(np.searchsorted(np.cumsum(weights[order]), parts), len(order) - 1)
    low, high = values[order[at]]
    return float(low), float(high)
