"""A linear model on power-law features: the theory's own setting, where everything must come out as derived.

1. A frozen layer diag(sqrt lambda) Q, Q orthogonal, makes features of white inputs; only the head theta on them is
   trained, from 0: the tangent kernel has the eigenvalues lambda_k = k^(-b).
2. The task is y = sum of w_k phi_k with lambda_k w_k^2 = k^(-a) and random signs. Both powers scatter by a factor
   exp(``scatter`` * normal) in each mode, as measured spectra do: this is what differs from seed to seed.
3. The inputs are orthonormal (X^T X = n), so that the losses are those of the population and gradient descent follows
   g = lambda t but for the size of its steps, -log(1 - eta lambda)/eta in place of lambda.
4. Rounding the frozen layer on one grid disturbs every feature by noise of the same variance, so that Delta L is
   proportional to S, as long as the grid is finer than sqrt lambda_k for the modes that are learned.

Derived: rho = 1, chi = (a-1)/b, gamma = (1+b-a)/b for a < b+1, p = (a-1)/b.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from spectral_proofs.lab.experiments.base import Experiment, Settings
from spectral_proofs.lab.experiments.heads import FEATURES, Head


def power_law(settings: Settings, seed: int) -> tuple[Any, Any, Any]:
    """The frozen layer, orthonormal inputs and their targets, as arrays."""
    source = np.random.default_rng(seed)
    modes = int(settings["modes"])
    k = np.arange(1.0, modes + 1)
    scatter = settings["scatter"]
    values = k ** -settings["b"] * np.exp(scatter * source.standard_normal(modes))
    powers = k ** -settings["a"] * np.exp(scatter * source.standard_normal(modes))
    weights = np.sqrt(powers / values) * source.choice([-1.0, 1.0], modes)
    mixing = np.linalg.qr(source.standard_normal((modes, modes)))[0]
    orthonormal = np.linalg.qr(source.standard_normal((modes, modes)))[0] * math.sqrt(modes)
    layer = np.sqrt(values)[:, None] * mixing
    return layer, orthonormal, orthonormal @ layer.T @ weights[:, None]


def _train(settings: Settings, seed: int, folder: Path) -> None:
    layer, x, y = power_law(settings, seed)
    head = Head(layer, (x, y), settings["rate"], round(settings["time"] / settings["rate"]))
    plan = replace(FEATURES, draws=int(settings["draws"]))
    head.run({"experiment": "linear", "settings": dict(settings)}, seed, folder, plan)


def truth(settings: Settings) -> Mapping[str, float]:
    """Exponents of the kernel regime for a task (a, b)."""
    a, b = settings["a"], settings["b"]
    return {"rho": 1.0, "chi": (a - 1) / b, "gamma": max(0.0, (1 + b - a) / b), "p": (a - 1) / b}


EXPERIMENT = Experiment(
    name="linear",
    title="linear model on power-law features, where all is derived",
    settings={"a": 2.0, "b": 2.0, "modes": 300.0, "time": 100.0, "rate": 0.25, "scatter": 0.15, "draws": 16.0},
    train=_train,
    truth=truth,
)
