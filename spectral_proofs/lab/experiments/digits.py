"""Kernel regression on scikit-learn's digits under gradient descent: even against odd, with rounding.

1. The Gaussian kernel exp(-|x - x'|^2 / (2 width^2 m)), m the median squared distance, of ``points`` training images;
   K/n = U diag(lambda) U^T gives features whose tangent kernel is K/n, for test images too.
2. The features go through an orthogonal layer, so that rounding that layer disturbs all of them alike.
3. Nothing is derived: a, b and p of real data drift with the window.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from spectral_proofs.lab.experiments.base import Experiment, Settings
from spectral_proofs.lab.experiments.heads import FEATURES, Head
from spectral_proofs.lab.extra import digits

_TEST = 400
_FLOOR = 1e-10  # of the largest eigenvalue: what is below is arithmetic


def _train(settings: Settings, seed: int, folder: Path) -> None:
    images, labels = digits()
    source = np.random.default_rng(seed)
    points = int(settings["points"])
    chosen = source.permutation(len(images))[: points + _TEST]
    x, y = images[chosen] / 16.0, np.where(labels[chosen] % 2 == 0, 1.0, -1.0)[:, None]
    squares = ((x[:, None, :] - x[None, :points, :]) ** 2).sum(2)
    kernel = np.exp(-squares / (2 * settings["width"] ** 2 * np.median(squares)))
    values, vectors = np.linalg.eigh(kernel[:points] / points)
    kept = values > _FLOOR * values[-1]
    features = kernel @ vectors[:, kept] / np.sqrt(values[kept] * points)
    layer = np.linalg.qr(source.standard_normal((features.shape[1],) * 2))[0]
    sets = (features[:points], y[:points]), (features[points:], y[points:])
    head = Head(layer, sets[0], settings["rate"] / float(values[-1]), int(settings["steps"]), test=sets[1])
    head.run({"experiment": "digits", "settings": dict(settings)}, seed, folder, FEATURES)


EXPERIMENT = Experiment(
    name="digits",
    title="kernel regression on digits, with rounding",
    settings={"points": 300.0, "width": 0.7, "rate": 0.5, "steps": 3000.0},
    train=_train,
)
