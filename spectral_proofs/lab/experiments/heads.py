"""A frozen layer of features and a trained linear head: what four of the experiments have in common.

The head starts at 0 and is trained by full-batch gradient steps on the features, which are computed once; the observer
sees the whole model. Under plain gradient descent g_k = -(t/eta) log(1 - eta lambda_k).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spectral_proofs.lab.compress import Compression
from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.observer import Observer


@dataclass(frozen=True)
class Head:
    """What is trained: the frozen layer (features, inputs), data, and how.

    Args:
        layer: weights of the frozen layer.
        train: inputs and targets (n, 1).
        test: the same, the training set where it is None.
        rate: learning rate.
        steps: how many.
        momentum: of the optimiser.
        factor: what multiplies the rate at a step.
    """

    layer: Any
    train: tuple[Any, Any]
    rate: float
    steps: int
    test: tuple[Any, Any] | None = None
    momentum: float = 0.0
    factor: Callable[[int], float] = lambda step: 1.0

    def run(self, about: Mapping[str, Any], seed: int, folder: Path, plan: Compression | None) -> None:
        """Train under an observer whose probe set is the training set."""
        torch = torch_module()
        layer = torch.tensor(self.layer)
        features = torch.nn.Linear(layer.shape[1], layer.shape[0], bias=False, dtype=layer.dtype)
        head = torch.nn.Linear(layer.shape[0], 1, bias=False, dtype=layer.dtype)
        x, y = (torch.tensor(v) for v in self.train)
        test = self.test and (torch.tensor(self.test[0]), torch.tensor(self.test[1]))
        with torch.no_grad():
            features.weight.copy_(layer)
            head.weight.zero_()
            seen = features(x)
        features.weight.requires_grad_(False)
        optimizer = torch.optim.SGD(head.parameters(), lr=self.rate, momentum=self.momentum)
        model = torch.nn.Sequential(features, head)
        with Observer(
            model,
            optimizer,
            "squared",
            train=(x, y),
            test=test,
            folder=folder,
            probe=len(x),
            trace_points=len(x),
            compression=plan,
            about=about,
            seed=seed,
        ) as observer:
            for step in range(self.steps):
                optimizer.param_groups[0]["lr"] = self.rate * self.factor(step)
                optimizer.zero_grad()
                (((head(seen) - y) ** 2).mean() / 2).backward()
                optimizer.step()
                observer.step()


#: Rounds the frozen layer: every feature is disturbed alike, so that Delta L is proportional to S. Prunes it by its
#: singular values, which in the linear model are those of the modes.
FEATURES = Compression(
    bits=(5, 6, 7, 8),
    sparsities=(0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99),
    draws=16,
    kinds=("uniform", "spectral"),
    only=("0.",),
)
