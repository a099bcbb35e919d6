"""Local exponents: minus the slope of log y on log t, window by window, with a band.

The logarithm of a sum of powers A_i t^(-chi_i), a floor (chi = 0) among them, is convex in log t, so that its local
exponent never rises (Hoelder's inequality). A rise is a difference between two disjoint windows beyond noise, corrected
for all pairs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from spectral_proofs.data.inversion import elasticity
from spectral_proofs.data.tables import Array

_WINDOWS = 8
_LEAST = 8


@dataclass(frozen=True)
class Local:
    """Local exponents: geometric middle of each window, exponent, standard error."""

    t: Array
    value: Array
    error: Array
    freedom: Array


def local_exponents(t: Array, y: Array, weights: Array) -> Local:
    """In disjoint windows, evenly in log t; those with too few points or a y <= 0 are left out.

    To leave out the points alone would keep those that noise raised.

    ``weights`` are 1 / standard deviation of log y, up to a factor.
    """
    count = max(2, min(_WINDOWS, len(t) // (2 * _LEAST)))
    edges = np.geomspace(t[0], t[-1] * (1 + 1e-9), count + 1)
    rows = []
    for low, high in pairwise(edges):
        inside = (t >= low) & (t < high)
        if inside.sum() >= _LEAST and np.all(y[inside] > 0):
            found = elasticity(t[inside], y[inside], weights[inside])
            rows.append((math.sqrt(low * high), -found.value, found.error, found.freedom))
    columns = np.array(rows).reshape(-1, 4).T
    return Local(*columns)


def largest_rise(local: Local) -> tuple[float, float, int] | None:
    """The rise of the exponent that is largest in standard errors, its standard error, and the number of pairs."""
    best, pairs = None, 0
    for later in range(1, len(local.t)):
        for earlier in range(later):
            pairs += 1
            rise = float(local.value[later] - local.value[earlier])
            error = float(math.hypot(local.error[later], local.error[earlier]))
            if best is None or rise * best[1] > best[0] * error:
                best = (rise, error)
    return None if best is None else (*best, pairs)
