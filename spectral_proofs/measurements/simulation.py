"""Simulation of the perturbed model with a few modes, against the expansion of appendix B.

1. Draw features xi and feature noise e at 2^21 inputs, coefficient noise h for as many models, all standard normal,
   for ``MODES`` modes. Within each of ``BATCHES`` batches every model is evaluated at every input.
2. The error of model h at input (xi, e) is the sum over k of
       (f_k - w_k) sqrt(nu_k) xi_k + f_k sigma e_k + tau sqrt(u_k) h_k (sqrt(nu_k) xi_k + sigma e_k),
   so the mean square error of a batch is a quadratic form of its sample moments. These depend on no candidate:
   they are drawn once, whatever f, w, nu, u, sigma, tau.
3. z = (mean over the batches - prediction) / (standard error over the batches), for each term alone and for their sum.

Power: the square of a Gaussian has relative standard deviation sqrt(2), so that 1 % of term 1 or 2 is 10 standard
errors; of terms 3 and 4, where one mode may dominate a product of two Gaussians, at least 7. A z beyond 4 is looked at
again in a second, independent sample.

Numbers are floats and decide nothing; the expansion is proved in :mod:`.gaussian`. Leaves out infinitely many modes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

MODES = 3
BATCHES = 64
INPUTS = 2**21  # in all batches together
SEED = 20260529
LIMIT = 4.0  # largest |z| that passes

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Model:
    """A perturbed model with ``MODES`` modes: f, w, nu = E phi^2, u = Var eta / tau^2, and the noise levels."""

    f: Array
    w: Array
    nu: Array
    u: Array
    sigma: float = 1.0
    tau: float = 1.0


@dataclass(frozen=True)
class _Moments:
    """Second moments of (xi, e), first and second moments of h, batch by batch."""

    inputs: Array  # BATCHES x 2 MODES x 2 MODES
    mean: Array  # BATCHES x MODES
    square: Array  # BATCHES x MODES x MODES


@lru_cache(maxsize=2)
def _moments(seed: int) -> _Moments:
    random = np.random.default_rng(seed)
    size = INPUTS // BATCHES
    inputs, mean, square = [], [], []
    for _ in range(BATCHES):
        z = random.standard_normal((2 * MODES, size), dtype=np.float32)
        h = random.standard_normal((MODES, size), dtype=np.float32)
        inputs.append(z @ z.T / size)
        mean.append(h.mean(axis=1))
        square.append(h @ h.T / size)
    return _Moments(*(np.array(part, dtype=np.float64) for part in (inputs, mean, square)))


def z_scores(model: Model, predicted: Sequence[float], seed: int = SEED) -> tuple[float, ...]:
    """z of the terms (L, features, coefficients, both) and of their sum, against what is ``predicted`` for the four.

    A term that is predicted and found to be zero has z = 0.
    """
    moments = _moments(seed)
    root, spread = np.sqrt(model.nu), model.tau * np.sqrt(model.u)
    nothing = np.zeros(MODES)
    still = [np.concatenate([(model.f - model.w) * root, nothing]), np.concatenate([nothing, model.sigma * model.f])]
    moving = [np.concatenate([spread * root, nothing]), np.concatenate([nothing, model.sigma * spread])]
    samples = [_mean_square(moments, c, np.zeros(2 * MODES)) for c in still] + [
        _mean_square(moments, np.zeros(2 * MODES), c) for c in moving
    ]
    samples.append(_mean_square(moments, still[0] + still[1], moving[0] + moving[1]))
    expected = [*predicted, sum(predicted)]
    return tuple(_z(sample, value) for sample, value in zip(samples, expected, strict=True))


def _mean_square(moments: _Moments, still: Array, moving: Array) -> Array:
    """Mean of (still . z + sum_k h_k (moving_k xi_k + moving_{k+MODES} e_k))^2 in each batch."""
    result: Array = np.einsum("i,bij,j->b", still, moments.inputs, still)
    if not moving.any():
        return result
    rows = np.concatenate([np.diag(moving[:MODES]), np.diag(moving[MODES:])], axis=1)
    crossed = np.einsum("ki,bij,j->bk", rows, moments.inputs, still)
    gram = np.einsum("ki,bij,lj->bkl", rows, moments.inputs, rows)
    crossing: Array = 2 * (crossed * moments.mean).sum(axis=1)
    both: Array = (gram * moments.square).sum(axis=(1, 2))
    return result + crossing + both


def _z(sample: Array, expected: float) -> float:
    error = float(sample.std(ddof=1)) / BATCHES**0.5
    difference = float(sample.mean()) - expected
    return difference / error if error > 0 else 0.0 if difference == 0 else float("inf")
