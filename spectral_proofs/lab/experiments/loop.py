"""The training loop that the experiments with networks share: full-batch gradient steps under an observer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spectral_proofs.lab.observer import Observer


def train(
    observer: Observer, model: Any, optimizer: Any, loss: Callable[[Any, Any], Any], data: Any, steps: int
) -> None:
    """``steps`` steps on all of ``data``, and the record closed."""
    x, y = data
    with observer:
        for _ in range(steps):
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()
            observer.step()


def half_squares(outputs: Any, targets: Any) -> Any:
    """Mean over samples of (f - y)^2 / 2, the loss ``squared``."""
    return ((outputs - targets) ** 2).mean() / 2
