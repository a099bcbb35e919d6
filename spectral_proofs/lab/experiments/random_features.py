"""Random features: a model with N modes, its floor and its reach.

Inputs have 256 modes with lambda_k = k^(-b) and a task of power k^(-a), as in :mod:`linear`; the frozen layer keeps N
random combinations of them, and the head is trained until N modes are learned, t = ``factor`` * N^b. Derived for the
first N modes: the floor falls like N^(1-a), and the eigenvalue of the deepest mode that is learned like N^(-b). Random
combinations see the first N modes up to constants.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from spectral_proofs.lab.experiments.base import Experiment, Settings
from spectral_proofs.lab.experiments.heads import Head
from spectral_proofs.lab.experiments.linear import power_law

_INPUTS = 256.0


def _train(settings: Settings, seed: int, folder: Path) -> None:
    layer, x, y = power_law({**settings, "modes": _INPUTS, "scatter": 0.0}, seed)
    modes = int(settings["modes"])
    mixed = np.random.default_rng([seed, modes]).standard_normal((modes, len(layer))) / np.sqrt(modes)
    steps = round(settings["factor"] * modes ** settings["b"] / settings["rate"])
    head = Head(mixed @ layer, (x, y), settings["rate"], steps)
    head.run({"experiment": "random-features", "settings": dict(settings)}, seed, folder, None)


EXPERIMENT = Experiment(
    name="random-features",
    title="random features with N modes: floor and reach",
    settings={"a": 2.0, "b": 2.0, "rate": 0.4, "factor": 2.0},
    axes={"modes": (4.0, 8.0, 16.0, 32.0, 64.0)},
    train=_train,
    size="modes",
    trends=lambda settings: {"floor": 1 - settings["a"], "depth": -settings["b"]},
)
