"""What the runs of one setting say about the exponents of the theory, each run by itself.

=========== ======================================================================================================
chi         of the test loss, L ~ t^(-chi), above a constant
position    of the spectral position, as it is
rho         of the squared gradient norm less that of the training loss above a constant: the exponent of the position
            of what can still be learned (a finite model's floor does not fall, and would flatten the position itself)
gamma       of Delta L under uniform rounding, plus a constant, at the most bits whose draws still tell it from 0
p           (a - 1)/b, a and b from the residual's power and the eigenvalues at the reference time against k
m, n        elasticities of g by regression of log g on log lambda and log t, over modes that are being learned
lazy        mean of g_k/(rate lambda_k t) over the same modes: 1 in the kernel regime
=========== ======================================================================================================

The window is the last factor of :data:`WINDOW` in time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.lab.estimates import LEAST, Array, Sample, sample, shifted_slope, slope, unknown
from spectral_proofs.lab.kernel import resolution
from spectral_proofs.lab.record import Reading

WINDOW = 12.0
_LEARNING = (0.05, 3.0)  # values of g of modes that are being learned
_TOLD = 0.15  # of Delta L, the largest relative error that tells it from 0


def samples(runs: Sequence[Reading]) -> dict[str, Sample]:
    """Everything in the table above, for runs that differ in their seeds only."""
    losses = [_window(run, "losses") for run in runs]
    test = _curves(runs, losses, "test")
    gradient = sample(_curves(runs, losses, "gradient"), slope)
    train = sample(_curves(runs, losses, "train"), shifted_slope)
    found = {
        "chi": -sample(test, shifted_slope),
        "position": -sample(_curves(runs, losses, "position"), slope),
        "rho": train - gradient,
        "gamma": _gamma(runs),
        "p": _per_run([_power(run) for run in runs]),
    }
    elastic = [_elasticities(run) for run in runs]
    for i, name in enumerate(("m", "n", "lazy")):
        found[name] = _per_run([(whole[i], later[i]) for whole, later in elastic])
    return found


def _window(run: Reading, table: str) -> Array:
    t = run.column(table, "time")
    return t >= t.max(initial=0.0) / WINDOW if len(t) else t.astype(bool)


def _curves(runs: Sequence[Reading], windows: Sequence[Array], name: str) -> list[tuple[Array, Array]]:
    return [
        (run.column("losses", "time")[w], run.column("losses", name)[w]) for run, w in zip(runs, windows, strict=True)
    ]


def _per_run(pairs: Sequence[tuple[float, float]]) -> Sample:
    return Sample(np.array([whole for whole, _ in pairs]), np.array([later for _, later in pairs]))


def excess(run: Reading, kind: str, level: float) -> tuple[Array, Array, Array]:
    """Times, Delta L and its errors of one way to compress."""
    rows = [row for row in run.tables["compression"] if row["kind"] == kind and row["level"] == level]
    t, mean, error = (np.array([row[name] for row in rows]) for name in ("time", "excess", "error"))
    return t, mean, error


def levels(run: Reading, kind: str) -> list[float]:
    """The bits or sparsities that were tried, upwards."""
    return sorted({row["level"] for row in run.tables["compression"] if row["kind"] == kind})


def told_bits(runs: Sequence[Reading]) -> float | None:
    """The most bits at which the mean Delta L under uniform rounding is told from 0 throughout the window."""
    for level in reversed(levels(runs[0], "uniform")):
        found = [_rounded(run, level) for run in runs]
        if len({len(t) for t, _, _ in found}) == 1 and len(found[0][0]):
            mean = np.mean([m for _, m, _ in found], axis=0)
            error = np.sqrt(np.mean([e**2 for _, _, e in found], axis=0) / len(found))
            if (error < _TOLD * mean).all() and all((m > 0).all() for _, m, _ in found):
                return level
    return None


def _rounded(run: Reading, level: float) -> tuple[Array, Array, Array]:
    t, mean, error = excess(run, "uniform", level)
    inside = t >= t.max(initial=0.0) / WINDOW
    return t[inside], mean[inside], error[inside]


def _gamma(runs: Sequence[Reading]) -> Sample:
    level = told_bits(runs)
    if level is None:
        return unknown(len(runs))
    return sample([_rounded(run, level)[:2] for run in runs], shifted_slope)


def _power(run: Reading) -> tuple[float, float]:
    """p over the modes from 2 to a third of all, and over the later half of them (in log k)."""
    residual, values = run.grid("residual"), run.grid("reference")
    last = residual.shape[1] // 3 if len(residual) else 0
    if last < 3 * LEAST:
        return math.nan, math.nan
    k = np.arange(2, last + 1)
    power, eigen = residual[0, 1:last] ** 2, values[0, 1:last]

    def share(chosen: NDArray[np.bool_]) -> float:
        return (-slope(k[chosen], power[chosen]) - 1) / -slope(k[chosen], eigen[chosen])

    return share(k > 0), share(k >= math.sqrt(2 * last))


def learning(run: Reading) -> tuple[Array, Array, Array]:
    """lambda, t and g of the modes that are being learned, over all times of the kernel."""
    residual, values = run.grid("residual"), run.grid("reference")
    if len(residual) < 2:
        return np.array([]), np.array([]), np.array([])
    t = run.column("modes", "time").reshape(residual.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = residual / residual[0]
        g = -np.log(np.where(ratio > 0, ratio, np.nan))
    low, high = _LEARNING
    resolved = values > resolution(values[0], int(run.head["model"]["bytes"]))
    chosen = (g > low) & (g < high) & (t >= t.max() / WINDOW) & resolved
    return values[chosen], t[chosen], g[chosen]


def _elasticities(run: Reading) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    values, t, g = learning(run)
    later = t >= t.max() / math.sqrt(WINDOW) if len(t) else t.astype(bool)
    rate = float(run.head["loss"]["rate"])
    return _regression(values, t, g, rate), _regression(values[later], t[later], g[later], rate)


def _regression(values: Array, t: Array, g: Array, rate: float) -> tuple[float, float, float]:
    if len(g) < LEAST or len(np.unique(t)) < 2:
        return math.nan, math.nan, math.nan
    basis = np.stack([np.log(values), np.log(t), np.ones_like(t)], axis=1)
    m, n, _ = np.linalg.lstsq(basis, np.log(g), rcond=None)[0]
    return float(m), float(n), float(np.exp(np.mean(np.log(g / (rate * values * t)))))
