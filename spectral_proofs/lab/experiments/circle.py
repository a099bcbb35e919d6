"""Tasks on the circle, whose spectrum is known: what the experiments with networks learn.

Inputs are n points evenly on the unit circle, test inputs those halfway between them, so that the losses are nearly
those of the population. The target is the sum over frequencies k of k^(-a/2) cos(k phi + random phase): its power at
frequency k is k^(-a), and the circle has two modes for each k, so that sorted modes have the same power a. A kernel
that does not change under rotation has its eigenvalues at these frequencies; that of two ReLU layers with biases falls
like k^(-2) (Bietti and Mairal, On the Inductive Bias of Neural Tangent Kernels, 2019: k^(-d) in d dimensions).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from spectral_proofs.lab.extra import torch_module

Pair = tuple[Any, Any]


def task(points: int, a: float, seed: int) -> tuple[Pair, Pair]:
    """Inputs (n, 2) and targets (n, 1), for training and for the test."""
    torch = torch_module()
    k = np.arange(1, points // 2)
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(k))

    def pair(shift: float) -> Pair:
        phi = 2 * np.pi * (np.arange(points) + shift) / points
        y = np.cos(phi[:, None] * k + phases) @ k ** (-a / 2.0)
        x = np.stack([np.cos(phi), np.sin(phi)], axis=1)
        return torch.tensor(x), torch.tensor(y[:, None])

    return pair(0.0), pair(0.5)
