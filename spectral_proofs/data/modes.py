"""g itself, where residuals were measured mode by mode.

1. g_k(t) = -log(r_k(t) / r_k(0)), which needs the residuals at t = 0; a mode is followed until its residual changes
   sign or its g leaves the range that noise spares.
2. log g = const + m log lambda + n log t by least squares. Modes are independent, times of one mode are not: standard
   errors are those of a regression clustered by mode (Liang and Zeger 1986).
3. Separability: a further term log lambda * log t, both centred; it is 0 where g = h(lambda) u(t) with powers h and u,
   and where g is a product of any h and u its best value is 0 too when modes and times form a grid.

Left out: modes whose eigenvalue is not given; they need ``lambda``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data.datasets import ModeResiduals
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import UndecidedError

_LEAST_MODES = 8
_LEAST_TIMES = 3
SMALLEST, LARGEST = 0.02, 6.0  # of g: below, noise of the first residual decides; above, r is noise


@dataclass(frozen=True)
class Growth:
    """Elasticities of g with standard errors (values, errors: m, n, and the cross term), and g as a table."""

    values: Array
    errors: Array
    freedom: float
    eigenvalues: Array
    t: Array
    g: Array  # (modes, times), NaN where it is not used
    window: tuple[float, float]

    @property
    def rho(self) -> tuple[float, float]:
        """n/m and its standard error."""
        m, n = self.values[:2]
        return float(n / m), float(math.hypot(self.errors[1] / m, n * self.errors[0] / m**2))


def growth(measured: ModeResiduals) -> Growth:
    """g and its elasticities; raises UndecidedError for no eigenvalues, or too few modes or times."""
    if measured.eigenvalues is None:
        raise UndecidedError("too little data: residuals without the eigenvalue of each mode (column lambda)")
    if measured.t[0] > 0:  # else g would be what grew since then, which is no product of powers
        raise UndecidedError(f"too little data: residuals begin at t = {measured.t[0]:g}; give those at t = 0 too")
    ratio = measured.residuals / measured.residuals[:, [0]]
    with np.errstate(all="ignore"):
        followed = np.logical_and.accumulate(~(ratio <= 0), axis=1)
        g = np.where(followed & (ratio > 0), -np.log(np.abs(ratio)), np.nan)
    g[~((g > SMALLEST) & (g < LARGEST))] = np.nan
    g[:, measured.t <= 0] = np.nan
    modes, times = np.nonzero(np.isfinite(g))
    if len(set(modes)) < _LEAST_MODES or len(set(times)) < _LEAST_TIMES:
        raise UndecidedError(f"too little data: {len(set(modes))} modes with g between {SMALLEST} and {LARGEST}")
    x, y = np.log(measured.eigenvalues[modes]), np.log(measured.t[times])
    x, y = x - x.mean(), y - y.mean()
    values, errors = _clustered(np.stack([np.ones_like(x), x, y, x * y], axis=1), np.log(g[modes, times]), modes)
    plain, plain_errors = _clustered(np.stack([np.ones_like(x), x, y], axis=1), np.log(g[modes, times]), modes)
    window = (float(measured.t[times.min()]), float(measured.t[times.max()]))
    return Growth(
        np.array([*plain[1:], values[3]]),
        np.array([*plain_errors[1:], errors[3]]),
        float(len(set(modes)) - 1),
        measured.eigenvalues,
        measured.t,
        g,
        window,
    )


def _clustered(design: Array, target: Array, cluster: np.ndarray[tuple[int], np.dtype[np.intp]]) -> tuple[Array, Array]:
    inverse = np.linalg.inv(design.T @ design)
    solution = inverse @ design.T @ target
    scores = design * (target - design @ solution)[:, None]
    names, index = np.unique(cluster, return_inverse=True)
    sums = np.zeros((len(names), design.shape[1]))
    np.add.at(sums, index, scores)
    count = len(names)
    covariance = inverse @ (sums.T @ sums) @ inverse * count / max(1, count - 1)
    return np.asarray(solution), np.sqrt(np.diag(covariance))
