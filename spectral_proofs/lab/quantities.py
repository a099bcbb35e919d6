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

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.data.power_law import Array
from spectral_proofs.lab.decay import Decay, decay
from spectral_proofs.lab.estimates import (
    LEAST,
    Curve,
    Sample,
    combined,
    sample,
    shifted_slope,
    slope,
    unknown,
)
from spectral_proofs.lab.record import Reading

WINDOW = 12.0
_EARLY = 20.0  # in units of the kernel: a few of its modes are learned
_FLAT = 0.1  # eigenvalues that fall more slowly have no p
#: Numbers by quantity.
Values = tuple[float, ...]
_TOLD = 0.15  # of Delta L, the largest relative error that tells it from 0


def samples(runs: Sequence[Reading]) -> dict[str, Sample]:
    """Everything in the table above, for runs that differ in their seeds only."""
    gradient = sample(_curves(runs, "gradient"), slope)
    train = sample(_curves(runs, "train"), shifted_slope)
    return {
        "chi": combined(np.negative, sample(_curves(runs, "test"), shifted_slope)),
        "position": combined(np.negative, sample(_curves(runs, "position"), slope)),
        "rho": combined(np.subtract, train, gradient),
        "gamma": _gamma(runs),
        "excess": _plain_excess(runs),
        **_gathered(("p",), "later modes", [_power(run) for run in runs]),
        **_gathered(("m", "n", "lazy"), "later times", [_elasticities(run) for run in runs]),
    }


def floor(run: Reading) -> float:
    """The least test loss."""
    return float(run.column("losses", "test").min())


def reach(run: Reading) -> float:
    """The deepest spectral position."""
    return float(np.nanmin(run.column("losses", "position")))


def at_end(run: Reading, name: str) -> float:
    """A column of the losses at the last recorded time."""
    return float(run.column("losses", name)[-1])


def early_position(run: Reading) -> float:
    """The spectral position when rate * trace of the kernel at the start * t is 20; NaN where there is none.

    Between recorded times it is interpolated in logarithms.
    """
    position, trace = run.column("losses", "position"), run.column("losses", "trace")
    t = run.column("losses", "time") * float(run.head["loss"]["rate"]) * trace[0]
    known = (t > 0) & (position > 0)
    if not known.any() or not t[known][0] <= _EARLY <= t[known][-1]:
        return math.nan
    return math.exp(float(np.interp(math.log(_EARLY), np.log(t[known]), np.log(position[known]))))


def depth(run: Reading) -> float:
    """The smallest eigenvalue that was learned (g reached 1), as a share of the trace; NaN where none was."""
    found = decay(run)
    learned = found.values[found.learned.any(axis=0)] if found else np.empty(0)
    return float(learned.min() / found.trace) if found and len(learned) else math.nan


def _window(run: Reading, t: Array) -> NDArray[np.bool_]:
    found = decay(run)
    end = min(t.max(initial=0.0), found.end if found else math.inf)
    inside: NDArray[np.bool_] = (t >= end / WINDOW) & (t <= end)
    return inside


def _curves(runs: Sequence[Reading], name: str) -> list[Curve]:
    found = []
    for run in runs:
        t = run.column("losses", "time")
        inside = _window(run, t)
        found.append((t[inside], run.column("losses", name)[inside]))
    return found


def _gathered(names: Sequence[str], other: str, found: Sequence[tuple[Values, Values]]) -> dict[str, Sample]:
    """Quantities of each run, over the whole of a window and over its later half, as samples."""
    whole, later = np.array(found).transpose(1, 2, 0)
    return {name: Sample(whole[i], {other: later[i]}) for i, name in enumerate(names)}


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
    """b and p over the modes that p is measured from, from 2 to a third of all that are known; NaN where too few."""
    found = decay(run)
    return _shape(found, 2.0) if found and found.far >= 3 * LEAST else (math.nan, math.nan)


def _shape(found: Decay, first: float) -> tuple[float, float]:
    k = np.arange(1.0, found.far + 1)
    used = k >= first
    b = -slope(k[used], found.values[: found.far][used])
    return b, (-slope(k[used], found.residual[0, : found.far][used] ** 2) - 1) / b if b > _FLAT else math.nan


def _power(run: Reading) -> tuple[Values, Values]:
    """p, and p over the later half of the modes (in log k)."""
    found = decay(run)
    if found is None or found.far < 3 * LEAST:
        return (math.nan,), (math.nan,)
    return _shape(found, 2.0)[1:], _shape(found, math.sqrt(2 * found.far))[1:]


def _elasticities(run: Reading) -> tuple[Values, Values]:
    """m, n and the mean of g/(rate lambda t), over the window and its later half."""
    nothing = (math.nan,) * 3
    found = decay(run)
    if found is None or len(found.t) < 2:
        return nothing, nothing
    t = np.broadcast_to(found.t[:, None], found.g.shape)
    chosen = found.followed & (found.g > 0) & (t >= found.t.max() / WINDOW)
    t, g, root = t[chosen], found.g[chosen], np.abs(found.residual[chosen] * found.g[chosen])
    values = np.broadcast_to(found.values, chosen.shape)[chosen]
    ratio = g / (float(run.head["loss"]["rate"]) * values * t)
    basis = np.stack([np.log(values), np.log(t), np.ones_like(t)], axis=1)

    def fitted(part: NDArray[np.bool_]) -> Values:
        if part.sum() < LEAST or len(np.unique(t[part])) < 2:
            return nothing
        m, n, _ = np.linalg.lstsq(basis[part] * root[part, None], np.log(g[part]) * root[part], rcond=None)[0]
        return float(m), float(n), float(np.exp(np.average(np.log(ratio[part]), weights=root[part] ** 2)))

    return fitted(t > 0), fitted(t >= t.max(initial=0.0) / math.sqrt(WINDOW))
