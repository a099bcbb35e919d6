"""Do pruned networks lose what the theory says: one curve F for all times (`prune-power`; theory.md, sections 4, 13)?

The theory: modes up to k_cut = Theta k_* are kept, and Delta L_P = C k_*^s F(Theta) with s = 1 + b - a = b (1 - p),

    F(Theta) = integral from Theta to oo of x^(s-1) (1 - exp(-x^(-q)))^2 dx,   q = b m.

1. k_* is where g = -log |r_k(t)/r_k(0)| passes 1, between two modes by a power of k; k_cut is the share of weights that
   are kept: Theta is (1 - sparsity)/k_* up to a constant that nobody knows.
2. Collapse: log(Delta L / k_*^s) is fitted by a broken line in log Theta and a multiple of log k_*. That multiple is 0
   if one curve serves all times.
3. On F: log F, shifted along both axes as fits best, against the same points: the root mean square of what is left.

Only times with 1 << k_* << number of modes count, and only rises of the loss that are positive. Sparsities that cost
exactly the same removed the same weights, whatever Theta they name (matrices of width x 2 have two singular values, of
which one is kept at every sparsity from a half on): they say nothing of F and are left out. Left out too: errors of
Delta L, which has none under pruning; what pruned weights, which are no modes, have to do with k_cut.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data.power_law import Array
from spectral_proofs.lab.decay import EDGE, decay
from spectral_proofs.lab.estimates import LEAST
from spectral_proofs.lab.quantities import eigenvalue_slope, excess, levels
from spectral_proofs.lab.record import Reading

_FEWEST = 2  # k_*, at least
_KNOTS, _BETWEEN = 8, 8  # of the broken line, at most, and points between two of them at least
_TIMES = 3
_GRID = 2000


@dataclass(frozen=True)
class Pruned:
    """What pruning one run costs: log Theta up to a constant, log k_*, log(Delta L/k_*^s), a value a point."""

    theta: Array
    frontier: Array
    height: Array
    s: float
    q: float

    def left(self) -> float:
        """What k_* still adds, as an exponent, where one curve should serve all times."""
        x = self.theta
        knots = np.quantile(x, np.linspace(0, 1, 2 + min(_KNOTS, len(x) // _BETWEEN)))[1:-1]
        bends = (np.maximum(x - knot, 0.0) for knot in knots)
        basis = np.stack([np.ones_like(x), self.frontier, x, *bends], axis=1)
        return float(np.linalg.lstsq(basis, self.height, rcond=None)[0][1])

    def nearest(self) -> tuple[float, float, float]:
        """By how much log F is to be shifted to the left and upwards to lie nearest, and how far off it then is."""
        log_f = curve(self.s, self.q)

        def beside(shift: float) -> tuple[float, float, float]:
            off = self.height - log_f(self.theta + shift)
            return float(np.std(off)), shift, float(np.mean(off))

        misfit, shift, up = min(map(beside, np.linspace(-12, 12, _GRID)))
        return shift, up, misfit


def pruned(run: Reading, kind: str) -> Pruned | None:
    """None where p is not in (0, 1), so that nothing is claimed, or where points are too few."""
    b, p = eigenvalue_slope(run)
    s = b * (1 - p)
    known = dict(frontier(run))
    rises = [
        (t, rise, level) for level in levels(run, kind) for t, rise, _ in zip(*excess(run, kind, level), strict=True)
    ]
    alike = Counter((t, rise) for t, rise, _ in rises)
    found = [
        (math.log((1 - level) / known[t]), math.log(known[t]), math.log(rise))
        for t, rise, level in rises
        if t in known and rise > 0 and alike[t, rise] == 1
    ]
    if not 0 < s < 2 * b or len(found) < LEAST or len({n for _, n, _ in found}) < _TIMES:
        return None
    x, n, y = np.array(found).T
    return Pruned(x, n, y - s * n, s, b)


def frontier(run: Reading) -> Iterator[tuple[float, float]]:
    """Times and k_*, while it is far from the first mode and from the last that is known."""
    found = decay(run)
    if found is None:
        return
    for t, row, learned in zip(found.t, found.g, found.learned.sum(axis=1), strict=True):
        if _FEWEST <= learned <= len(row) / EDGE:
            above, below = row[learned - 1], row[learned]
            passes = above >= 1 > below > 0 and math.isfinite(above)
            share = math.log(above) / math.log(above / below) if passes else 0.5
            yield float(t), learned * ((learned + 1) / learned) ** share


def curve(s: float, q: float) -> Callable[[Array], Array]:
    """log F as a function of log Theta, for 0 < s < 2 q.

    >>> f = curve(1.0, 2.0)  # F(0) = Gamma(-1/2) (2^(1/2) - 2)/2
    >>> bool(abs(math.exp(f(np.array([-30.0]))[0]) - math.gamma(-0.5) * (2**0.5 - 2) / 2) < 1e-3)
    True
    """
    z = np.linspace(-12 / s, 12 / (2 * q - s), 2 * _GRID)  # log x, from where x^s is to where the tail is small
    h = np.exp(s * z) * np.expm1(-np.exp(-q * z)) ** 2
    parts = (h[1:] + h[:-1]) / 2 * np.diff(z)
    tail = h[-1] / (2 * q - s)
    integral = np.append(np.cumsum(parts[::-1])[::-1], 0.0) + tail

    def log_f(theta: Array) -> Array:
        beyond = np.maximum(theta - z[-1], 0.0) * (2 * q - s)
        found: Array = np.interp(theta, z, np.log(integral)) - beyond
        return found

    return log_f
