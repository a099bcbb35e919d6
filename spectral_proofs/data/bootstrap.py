"""Block bootstrap of residuals, and how far neighbouring residuals hang together.

1. ``correlation_time`` tau = (variance of a long mean) / (variance / n): an autoregression by Yule and Walker, its
   order by Schwarz's criterion (order 0 for white noise), whose long-run variance is sigma_e^2 / (1 - sum phi)^2.
   Residuals of a fit with k parameters are less correlated than the noise: tau is larger by 1 / (1 - k tau / n).
2. ``resampled`` draws circular blocks (Politis and Romano 1992) of centred residuals from each run on its own, of
   length about 4 tau; blocks of a white series have length 1.
3. Residuals are smaller than the noise, and how much is known of it is limited: ``widening`` is the factor for both.

Sources: Kuensch 1989; Politis and White 2004. Left out: long memory, for which no block is long enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]

LEVEL = 0.95
NORMAL = 1.959963984540054  # 97.5 % of the normal distribution
_BLOCK = 4.0  # correlation times
_LARGEST = 10.0  # a series holds at least this many blocks


def correlation_time(residuals: Array, parameters: int) -> float:
    """tau >= 1 in points, of one series or of the rows of a table (series, points), whose covariances are averaged.

    ``parameters`` are those that were fitted to all of the residuals.
    """
    series = np.atleast_2d(residuals)
    count, n = series.shape
    if n < 8:
        return 1.0
    x = series - series.mean(axis=1, keepdims=True)
    if not np.any(x):
        return 1.0
    orders = min(int(5 * math.log10(n)), n // 4)
    covariance = np.array([np.sum(x[:, : n - lag] * x[:, lag:]) / (n * count) for lag in range(orders + 1)])
    share = parameters / (n * count)  # raw = tau (1 - share tau), solved for tau
    root = math.sqrt(max(0.0, 1.0 - 4.0 * share * _autoregressive(covariance, n * count)))
    return float(min(max(1.0, (1.0 - root) / (2.0 * share)), n * count / (2.0 * parameters), n / 2.0))


def _autoregressive(covariance: Array, n: int) -> float:
    """Levinson and Durbin's recursion; tau at the order that Schwarz's criterion prefers."""
    variance, error = covariance[0], covariance[0]
    phi = np.zeros(0)
    best, tau = n * math.log(error), 1.0
    for order in range(1, len(covariance)):
        reflection = (covariance[order] - phi @ covariance[order - 1 : 0 : -1]) / error
        phi = np.append(phi - reflection * phi[::-1], reflection)
        error *= 1.0 - reflection**2
        if not error > 0:
            break
        criterion = n * math.log(error) + math.log(n) * order
        if criterion < best:
            best, tau = criterion, error / variance / max(1e-3, 1.0 - float(phi.sum())) ** 2
    return float(tau)


def resampled(residuals: Sequence[Array], tau: float, count: int, random: np.random.Generator) -> list[Array]:
    """For each run an array (points, count) of residuals drawn in blocks."""
    drawn = []
    for run in residuals:
        n = len(run)
        length = 1 if tau < 1.2 else max(1, min(math.ceil(_BLOCK * tau), int(n / _LARGEST) or 1))
        blocks = -(-n // length)
        starts = random.integers(0, n, size=(blocks, count))
        index = (starts[:, None, :] + np.arange(length)[None, :, None]).reshape(blocks * length, count)[:n] % n
        drawn.append((run - run.mean())[index])
    return drawn


def widening(points: int, tau: float, parameters: int) -> float:
    """Factor on the bootstrap's deviations: fitted parameters, and Student's quantile for a noise that is estimated."""
    left = max(1.0, points / tau - parameters)
    return math.sqrt(points / tau / left) * quantile(freedom(points, tau, parameters)) / NORMAL


def quantile(freedom: float) -> float:
    """Student's, for an interval at LEVEL."""
    from scipy.stats import t as student

    return float(student.ppf((1 + LEVEL) / 2, max(1.0, freedom)))


def freedom(points: int, tau: float, parameters: int) -> float:
    """Degrees of freedom of a variance of residuals, of which tau too is only estimated."""
    left = max(1.0, points / tau - parameters)
    return max(1.0, 1.0 / (1.0 / left + (1.0 + tau) ** 2 / (2.0 * points * tau)))
