"""What the runs of one setting say about the exponents of the theory, each run by itself.

=========== ======================================================================================================
chi         of the test loss, L ~ t^(-chi), above a constant
position    of the spectral position, as it is
rho         of the squared gradient norm less that of the training loss above a constant: the exponent of the position
            of what can still be learned (a finite model's floor does not fall, and would flatten the position itself)
gamma       of Delta L under uniform rounding, plus a constant, at the most bits whose draws still tell it from 0
excess      of Delta L under uniform rounding, as it is, at the most bits at which it is positive throughout: what a
            constant beside the power hides shows as an exponent near 0
p           (a - 1)/b, a and b from the residual's power and the eigenvalues at the reference time against k
m, n        elasticities of g: log g regressed on log lambda and log t, over modes whose residual keeps its sign
lazy        mean of g_k/(rate lambda_k t), geometric, over the same modes: 1 in the kernel regime
=========== ======================================================================================================

What other modes leak into a residual of size r_k e^(-g) disturbs log g by an error of 1/(r_k g e^(-g)): the last two
are weighted by the square of r_k g e^(-g), which is largest for the modes at the frontier.

The window is the last factor of :data:`WINDOW` in time before the frontier has passed a third of the known modes: laws
in t are claimed where it is far from the last one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.lab.estimates import LEAST, Array, Sample, sample, shifted_slope, slope, unknown
from spectral_proofs.lab.kernel import resolution
from spectral_proofs.lab.record import Reading

WINDOW = 12.0
EDGE = 3  # a mode number below a third of all is far from the last
_FLAT = 0.1  # eigenvalues that fall more slowly have no p
_TOLD = 0.15  # of Delta L, the largest relative error that tells it from 0


def samples(runs: Sequence[Reading]) -> dict[str, Sample]:
    """Everything in the table above, for runs that differ in their seeds only."""
    losses = [_window(run, run.column("losses", "time")) for run in runs]
    test = _curves(runs, losses, "test")
    gradient = sample(_curves(runs, losses, "gradient"), slope)
    train = sample(_curves(runs, losses, "train"), shifted_slope)
    found = {
        "chi": -sample(test, shifted_slope),
        "position": -sample(_curves(runs, losses, "position"), slope),
        "rho": train - gradient,
        "gamma": _gamma(runs),
        "excess": _plain_excess(runs),
        "p": _per_run([_power(run) for run in runs]),
    }
    elastic = [_elasticities(run) for run in runs]
    for i, name in enumerate(("m", "n", "lazy")):
        found[name] = _per_run([(whole[i], later[i]) for whole, later in elastic])
    return found


def floor(run: Reading) -> float:
    """The least test loss."""
    return float(run.column("losses", "test").min())


def reach(run: Reading) -> float:
    """The deepest spectral position."""
    return float(np.nanmin(run.column("losses", "position")))


def depth(run: Reading) -> float:
    """The smallest eigenvalue that was learned (g reached 1), as a share of the trace; NaN where none was."""
    residual, values = run.grid("residual"), run.grid("reference")
    if not len(residual):
        return math.nan
    learned = (np.abs(residual) <= np.abs(residual[0]) / math.e).any(axis=0) & resolved(run)
    return float(values[0][learned].min(initial=math.inf) / values[0].sum()) if learned.any() else math.nan


def resolved(run: Reading) -> NDArray[np.bool_]:
    """Which modes have an eigenvalue above the noise of the arithmetic."""
    values = run.grid("reference")[0]
    found: NDArray[np.bool_] = values > resolution(values, int(run.head["model"]["bytes"]))
    return found


def _window(run: Reading, t: Array) -> NDArray[np.bool_]:
    end = min(t.max(initial=0.0), _reached(run))
    found: NDArray[np.bool_] = (t >= end / WINDOW) & (t <= end)
    return found


def _reached(run: Reading) -> float:
    """Until when a law is claimed at all: the frontier has passed at most a third of the modes that are known."""
    residual = run.grid("residual")
    if not len(residual):
        return math.inf
    kept = resolved(run)
    learned = (np.abs(residual) <= np.abs(residual[0]) / math.e)[:, kept].sum(axis=1)
    t = run.column("modes", "time").reshape(residual.shape)[:, 0]
    beyond = np.flatnonzero(learned > kept.sum() / EDGE)
    return float(t[max(0, beyond[0] - 1)]) if len(beyond) else math.inf


def _curves(runs: Sequence[Reading], windows: Sequence[NDArray[np.bool_]], name: str) -> list[tuple[Array, Array]]:
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
    inside = _window(run, t)
    return t[inside], mean[inside], error[inside]


def _gamma(runs: Sequence[Reading]) -> Sample:
    level = told_bits(runs)
    if level is None:
        return unknown(len(runs))
    return sample([_rounded(run, level)[:2] for run in runs], shifted_slope)


def _plain_excess(runs: Sequence[Reading]) -> Sample:
    for level in reversed(levels(runs[0], "uniform")):
        curves = [_rounded(run, level)[:2] for run in runs]
        if all(len(mean) and (mean > 0).all() for _, mean in curves):
            return sample(curves, slope)
    return unknown(len(runs))


def eigenvalue_slope(run: Reading) -> tuple[float, float]:
    """b and p over the modes that p is measured from; NaN where there are too few."""
    whole, _ = _power(run)
    values = run.grid("reference")
    last = _last_mode(run)
    return (math.nan if math.isnan(whole) else -slope(np.arange(2.0, last + 1), values[0, 1:last])), whole


def _last_mode(run: Reading) -> int:
    """A third of the modes whose eigenvalue is known."""
    return int(resolved(run).sum()) // EDGE if len(run.grid("residual")) else 0


def _power(run: Reading) -> tuple[float, float]:
    """p over the modes from 2 to a third of all that are known, and over the later half of them (in log k)."""
    residual, values = run.grid("residual"), run.grid("reference")
    last = _last_mode(run)
    if last < 3 * LEAST:
        return math.nan, math.nan
    k = np.arange(2.0, last + 1)
    power, eigen = residual[0, 1:last] ** 2, values[0, 1:last]

    def share(chosen: NDArray[np.bool_]) -> float:
        b = -slope(k[chosen], eigen[chosen])
        return (-slope(k[chosen], power[chosen]) - 1) / b if b > _FLAT else math.nan

    return share(k > 0), share(k >= math.sqrt(2 * last))


@dataclass(frozen=True)
class Learning:
    """Eigenvalues, times, g and weights of modes at times of the window, while their residuals keep their signs."""

    values: Array
    t: Array
    g: Array
    weights: Array

    def later(self) -> Learning:
        """The later half of the window."""
        chosen = self.t >= self.t.max(initial=0.0) / math.sqrt(WINDOW)
        return Learning(self.values[chosen], self.t[chosen], self.g[chosen], self.weights[chosen])

    def elasticities(self, rate: float) -> tuple[float, float, float]:
        """m, n and the mean of g/(rate lambda t)."""
        if len(self.g) < LEAST or len(np.unique(self.t)) < 2:
            return math.nan, math.nan, math.nan
        basis = np.stack([np.log(self.values), np.log(self.t), np.ones_like(self.t)], axis=1)
        root = np.sqrt(self.weights)
        m, n, _ = np.linalg.lstsq(basis * root[:, None], np.log(self.g) * root, rcond=None)[0]
        ratio = np.log(self.g / (rate * self.values * self.t))
        return float(m), float(n), float(np.exp(np.average(ratio, weights=self.weights)))


def learning(run: Reading) -> Learning:
    """The modes of one run."""
    residual, values = run.grid("residual"), run.grid("reference")
    if len(residual) < 2:
        return Learning(*(np.array([]),) * 4)
    t = run.column("modes", "time").reshape(residual.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = residual / residual[0]
        g = -np.log(np.where(np.logical_and.accumulate(ratio > 0), ratio, np.nan))
    chosen = (g > 0) & (t >= t.max() / WINDOW) & resolved(run)
    return Learning(values[chosen], t[chosen], g[chosen], (residual * g)[chosen] ** 2)


def _elasticities(run: Reading) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    found, rate = learning(run), float(run.head["loss"]["rate"])
    return found.elasticities(rate), found.later().elasticities(rate)
