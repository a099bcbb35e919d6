"""How far an estimate may be off where few points show how correlated the noise is.

Plain residuals of few points hide correlation: they are fitted, and the correlation time that they show is too short.

1. Noise is an autoregression of order one along each run, e_i = phi e_(i-1) + innovation, of unknown size. phi between
   0 and 1 has the reference prior 1/sqrt(1 - phi^2) (Berger and Yang 1994): a flat one thinks too little of strong
   correlation, and intervals of few points are then too short. The net is even in arcsin phi.
2. Given phi the linearised law is whitened (Prais and Winsten 1954); the columns of one run alone (floor and
   amplitude) are projected out, and the shared coefficient has Student's distribution around its generalised least
   squares estimate.
3. phi is weighed by the restricted likelihood (Patterson and Thompson 1971), which is that of what is left beside the
   fitted columns and has not their bias. The mixture over phi is the posterior of the coefficient.
4. ``half_width`` is the distance from the least squares estimate within which the mixture has 95 %, or another level.

Left out: other noise than order one; where points are many :mod:`.bootstrap` chooses the order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spectral_proofs.data.bootstrap import LEVEL, Array

FEW = 200  # points; with more, the order of the autoregression can be chosen
_PHI = np.sin(np.pi / 2 * (np.arange(40) + 0.5) / 40)
_STEPS = 50
_TINY = 1e-300


@dataclass(frozen=True)
class Part:
    """One run: its own columns, the derivative by the shared coefficient, and the residuals; all of them weighted."""

    own: Array  # (points, columns)
    slope: Array
    residual: Array


def half_width(parts: Sequence[Part], level: float = LEVEL) -> float:
    """Half the width of the interval at ``level`` of the shared coefficient around its least squares estimate."""
    from scipy.stats import t as student

    freedom = sum(len(part.slope) - part.own.shape[1] for part in parts) - 1
    if freedom < 1:
        return math.inf
    rows = [_given(parts, float(phi), freedom) for phi in _PHI]
    likelihood, shift, error = np.array(rows).T
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()

    def inside(reach: float) -> float:
        return float(
            weights @ (student.cdf((reach - shift) / error, freedom) - student.cdf((-reach - shift) / error, freedom))
        )

    low, high = 0.0, float(np.max(np.abs(shift) + error))
    while inside(high) < level:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle) < level else (low, middle)
    return high


def _given(parts: Sequence[Part], phi: float, freedom: int) -> tuple[float, float, float]:
    """Restricted log likelihood at phi, the coefficient's distance from plain least squares, and its standard error."""
    sums, likelihood = np.zeros(3), 0.0
    for part in parts:
        basis, triangle = np.linalg.qr(_whitened(part.own, phi))
        slope, residual = (
            x - basis @ (basis.T @ x) for x in (_whitened(part.slope, phi), _whitened(part.residual, phi))
        )
        likelihood += 0.5 * math.log1p(-(phi**2)) - float(np.sum(np.log(np.abs(np.diag(triangle)) + _TINY)))
        sums += slope @ slope, slope @ residual, residual @ residual
    slopes, products, squares = (float(x) for x in sums)
    slopes = max(slopes, _TINY)
    left = max(squares - products**2 / slopes, _TINY)
    likelihood -= 0.5 * math.log(slopes) + freedom / 2 * math.log(left)
    return likelihood, products / slopes, math.sqrt(left / freedom / slopes)


def _whitened(x: Array, phi: float) -> Array:
    return np.concatenate([math.sqrt(1 - phi**2) * x[:1], x[1:] - phi * x[:-1]])
