"""Losses, spectral position and the trace of the tangent kernel, from gradients alone.

1. pos = |dL/dtheta|^2 / (|dL/df|^2 tr(J J^T)) = r^T Theta r / (|r|^2 tr Theta): the mean eigenvalue that the residual
   r sees, as a share of the trace (*Spectral Reach*; theory.md, section 13).
2. tr Theta = mean over samples of |J_i|^2, estimated from m samples drawn without replacement and, where a sample has
   several outputs, two vectors v of random signs for each: E |J_i^T v|^2 = |J_i|^2. Its standard error is that of
   sampling in two stages (Cochran, Sampling Techniques, section 10.3); with all samples and one output it is 0.
3. The same samples and signs serve at every time, so that what they miss does not look like a change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.losses import Loss
from spectral_proofs.lab.network import Network

_BATCH = 512


@dataclass(frozen=True)
class Gradient:
    """The gradient of the loss over all samples: |dL/dtheta|^2, |dL/df|^2, and the loss."""

    loss: float
    weights: float
    function: float


def mean_loss(network: Network, loss: Loss, x: Any, y: Any, weights: Any = None) -> float:
    """L on these samples, with ``weights`` in place of the module's own."""
    return float(loss.values(network.outputs(x, weights), y).double().mean())


def gradient(network: Network, loss: Loss, x: Any, y: Any) -> Gradient:
    """The full gradient, in batches; the module's own ``.grad`` is left alone."""
    torch = torch_module()
    n = len(x)
    weights = [p for p in network.module.parameters() if p.requires_grad]
    total = [torch.zeros_like(p) for p in weights]
    value = squares = rate = 0.0
    for part, wanted in zip(x.split(_BATCH), y.split(_BATCH), strict=True):
        with torch.enable_grad():
            outputs = network.module(part)
            share = loss.values(outputs, wanted).sum() / n
            found = torch.autograd.grad(share, weights, allow_unused=True)
        for own, new in zip(total, found, strict=True):
            if new is not None:
                own += new
        value += float(share.detach())
        squares += float((loss.residual(outputs.detach(), wanted).double() ** 2).sum())
        rate = loss.rate(outputs)
    norm = sum(float((g.double() ** 2).sum()) for g in total)
    return Gradient(value, norm, rate**2 * squares / n**2)


@dataclass(frozen=True)
class Trace:
    """An estimate of tr Theta with its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class TraceSamples:
    """Which samples and signs the trace is estimated from: ``rows`` of ``n``, ``signs`` (draws, rows, outputs)."""

    n: int
    rows: Any
    signs: Any


def trace_samples(n: int, outputs: int, most: int, seed: int) -> TraceSamples:
    """``most`` of n samples at random, with one vector of signs each, two where there are several outputs."""
    torch = torch_module()
    source = torch.Generator().manual_seed(seed)
    rows = torch.randperm(n, generator=source)[:most].sort().values
    draws = 1 if outputs == 1 else 2
    signs = torch.randint(0, 2, (draws, len(rows), outputs), generator=source) * 2 - 1
    return TraceSamples(n, rows, signs)


def trace(network: Network, x: Any, samples: TraceSamples, memory: int) -> Trace:
    """tr Theta on ``x``; at most ``memory`` bytes of gradients are held at a time."""
    torch = torch_module()
    trained = network.trainable

    def norm(one: Any, sign: Any) -> Any:
        _, pullback = torch.func.vjp(lambda weights: network.sample(weights, one), trained)
        return sum((g**2).sum() for g in pullback(sign)[0].values())

    chunk = max(1, memory // (2 * network.count * network.itemsize))
    norms = torch.func.vmap(norm, chunk_size=chunk)
    dtype = next(iter(trained.values())).dtype
    chosen = x[samples.rows]
    return _two_stages(torch.stack([norms(chosen, sign.to(dtype)) for sign in samples.signs]).double(), samples.n)


def _two_stages(found: Any, n: int) -> Trace:
    draws, m = found.shape
    means = found.mean(0)
    share = m / n
    between = float(means.var()) if m > 1 else math.inf
    within = float(found.var(0).mean()) if draws > 1 else 0.0
    first = (1 - share) * between / m if share < 1 else 0.0
    return Trace(float(means.mean()), math.sqrt(first + share * within / (m * draws)))


def position(found: Gradient, trace_value: float, n: int) -> float:
    """Spectral position; NaN where nothing is left to learn. ``n``: the number of samples (tr(J J^T) = n tr Theta)."""
    below = found.function * n * trace_value
    return found.weights / below if below > 0 else math.nan
