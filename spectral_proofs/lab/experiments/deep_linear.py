"""A deep linear network: modes are learned one after the other, as large as they are.

White inputs of dimension ``size``, target y = diag(k^(-decay)) x; ``depth`` square layers begin as multiples of
orthogonal matrices whose product is ``start`` times the identity, so that they are balanced. Then each singular value s
obeys ds/dt = depth s^(2 - 2/depth) (s_k - s) (Saxe, McClelland, Ganguli 2014): large s_k first, in time ~ 1/s_k at
depth 2; no exponent is claimed of the tangent kernel, which grows with what is learned.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from spectral_proofs.lab.compress import Compression
from spectral_proofs.lab.experiments.base import Experiment, Settings
from spectral_proofs.lab.experiments.loop import train
from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.observer import Observer


def _train(settings: Settings, seed: int, folder: Path) -> None:
    torch = torch_module()
    size, depth = int(settings["size"]), int(settings["depth"])
    source = np.random.default_rng(seed)
    x = np.linalg.qr(source.standard_normal((size, size)))[0] * math.sqrt(size)
    targets = np.arange(1.0, size + 1) ** -settings["decay"]
    data = (torch.tensor(x), torch.tensor(x * targets))
    layers = [torch.nn.Linear(size, size, bias=False, dtype=torch.float64) for _ in range(depth)]
    turns = [np.eye(size), *(np.linalg.qr(source.standard_normal((size, size)))[0] for _ in layers[1:]), np.eye(size)]
    with torch.no_grad():
        for layer, before, after in zip(layers, turns[:-1], turns[1:], strict=True):
            layer.weight.copy_(torch.tensor(settings["start"] ** (1 / depth) * after @ before.T))
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=settings["rate"])
    plan = Compression(bits=(4, 6, 8), draws=4)
    about = {"experiment": "deep-linear", "settings": dict(settings)}
    observer = Observer(
        model, optimizer, "squared", train=data, folder=folder, seed=seed, probe=size, compression=plan, about=about
    )

    def loss(outputs: object, wanted: object) -> object:
        return ((outputs - wanted) ** 2).sum(1).mean() / 2  # type: ignore[operator]  # tensors

    train(observer, model, optimizer, loss, data, int(settings["steps"]))


EXPERIMENT = Experiment(
    name="deep-linear",
    title="deep linear network: modes one after the other",
    settings={"size": 16.0, "decay": 1.0, "start": 0.01, "rate": 0.1, "steps": 3000.0},
    axes={"depth": (2.0, 3.0)},
    train=_train,
)
