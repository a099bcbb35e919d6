"""A two-layer ReLU network on the circle, from the kernel regime to feature learning by the scale of its output.

1. f(x) = scale / sqrt(width) * sum of a_j relu(w_j x + b_j), all weights normal at first; the second half of the units
   repeats the first with a_j negated, so that f = 0 at the start (Chizat, Oyallon, Bach, On Lazy Training, 2019).
2. Gradient descent with step rate / scale^2, so that the time in units of the kernel does not depend on the scale; a
   large scale moves the weights little (lazy), a small one much (rich).
3. In the limit of many units at a large scale: b = 2 (:mod:`circle`), rho = 1, chi = p = (a - 1)/2, gamma = (3 - a)/2.
   These are limits, not derived for any width: the report shows at which width and scale they are seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spectral_proofs.lab.compress import Compression
from spectral_proofs.lab.experiments.base import Experiment, Settings
from spectral_proofs.lab.experiments.circle import task
from spectral_proofs.lab.experiments.loop import half_squares, train
from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.observer import Observer


def _model(width: int, scale: float, seed: int) -> Any:
    torch = torch_module()
    source = torch.Generator().manual_seed(seed)
    first = torch.nn.Linear(2, width, dtype=torch.float64)
    last = torch.nn.Linear(width, 1, bias=False, dtype=torch.float64)
    half = width // 2
    with torch.no_grad():
        for weight in (first.weight, first.bias):
            normal = torch.randn(half, *weight.shape[1:], generator=source, dtype=torch.float64)
            weight.copy_(torch.cat([normal, normal]))
        normal = torch.randn(1, half, generator=source, dtype=torch.float64)
        last.weight.copy_(torch.cat([normal, -normal], dim=1))

    class Scaled(torch.nn.Module):  # type: ignore[misc,name-defined]  # PyTorch has no types here
        def __init__(self) -> None:
            super().__init__()
            self.layers = torch.nn.Sequential(first, torch.nn.ReLU(), last)

        def forward(self, x: Any) -> Any:
            return self.layers(x) * (scale / width**0.5)

    return Scaled()


def _train(settings: Settings, seed: int, folder: Path) -> None:
    torch = torch_module()
    points = int(settings["points"])
    data, test = task(points, settings["a"], seed)
    model = _model(int(settings["width"]), settings["scale"], seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=settings["rate"] / settings["scale"] ** 2)
    plan = Compression(bits=(4, 6, 8), draws=4, sparsities=(0.1, 0.25, 0.5, 0.75, 0.9))
    about = {"experiment": "two-layer", "settings": dict(settings)}
    observer = Observer(
        model,
        optimizer,
        "squared",
        train=data,
        test=test,
        folder=folder,
        seed=seed,
        probe=points,
        compression=plan,
        about=about,
    )
    train(observer, model, optimizer, half_squares, data, int(settings["steps"]))


EXPERIMENT = Experiment(
    name="two-layer",
    title="two-layer ReLU network on the circle, lazy to rich",
    settings={"a": 2.0, "points": 128.0, "rate": 0.5, "steps": 4000.0},
    axes={"width": (32.0, 64.0, 128.0, 256.0, 512.0, 1024.0), "scale": (0.25, 4.0, 64.0)},
    train=_train,
    size="width",
)
