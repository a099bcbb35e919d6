"""The loss functions that a run may minimise, and the residual that the tangent kernel moves.

For each, L = mean over samples of l(f, y), and the gradient in function space is dL/df = rate * r / n with the
residual r of n samples; so under gradient flow dr/dt = -rate * Theta r (squared loss), Theta = J J^T / n.

====================  ==============================  ==================  ==============================
name                  l of one sample                 r                   rate
====================  ==============================  ==================  ==============================
``squared``           sum over outputs (f - y)^2 / 2  f - y               1
``mse``               mean over outputs (f - y)^2     f - y               2 / number of outputs
``cross-entropy``     mean over positions             softmax(f) - onehot 1 / number of positions
====================  ==============================  ==================  ==============================

Left out: class weights, label smoothing, ignored labels, losses that are sums over the batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.lab.extra import torch_module

NAMES = ("squared", "mse", "cross-entropy")
_DEFAULTS = {"reduction": "mean", "weight": None, "label_smoothing": 0.0}


@dataclass(frozen=True)
class Loss:
    """One of :data:`NAMES`."""

    name: str

    def values(self, outputs: Any, targets: Any) -> Any:
        """The loss of each sample, shape (n,)."""
        torch = torch_module()
        if self.name == "cross-entropy":
            scores, labels = _classes(outputs, targets)
            found = torch.nn.functional.cross_entropy(scores, labels, reduction="none")
            return found.reshape(len(outputs), -1).mean(1)
        squares = self.residual(outputs, targets) ** 2
        return squares.sum(1) / 2 if self.name == "squared" else squares.mean(1)

    def residual(self, outputs: Any, targets: Any) -> Any:
        """r, shape (n, outputs of one sample)."""
        torch = torch_module()
        n = len(outputs)
        if self.name == "cross-entropy":
            scores, labels = _classes(outputs, targets)
            onehot = torch.nn.functional.one_hot(labels, scores.shape[1])
            return (scores.softmax(1) - onehot).reshape(n, -1)
        flat, wanted = outputs.reshape(n, -1), targets.reshape(n, -1).to(outputs.dtype)
        if flat.shape != wanted.shape:
            raise InputError(
                f"outputs of shape {tuple(outputs.shape)} do not fit targets of shape {tuple(targets.shape)}; "
                "they need one target for each output"
            )
        return flat - wanted

    def rate(self, outputs: Any) -> float:
        """What multiplies r / n in dL/df."""
        own = int(math.prod(outputs.shape[1:]))
        if self.name == "squared":
            return 1.0
        return float(2 if self.name == "mse" else outputs.shape[-1]) / own


def _classes(outputs: Any, targets: Any) -> tuple[Any, Any]:
    """Scores (samples * positions, classes) and their labels; the classes are the last dimension of outputs."""
    if tuple(outputs.shape[:-1]) != tuple(targets.shape):
        raise InputError(
            f"cross-entropy: outputs of shape {tuple(outputs.shape)} need labels of shape {tuple(outputs.shape[:-1])}, "
            f"the classes last; these have {tuple(targets.shape)}"
        )
    return outputs.reshape(-1, outputs.shape[-1]), targets.reshape(-1)


def loss_named(asked: Any) -> Loss:
    """The loss by its name, or as PyTorch has it (``nn.MSELoss()``, ``F.cross_entropy`` and the like).

    Raises InputError: a loss that is none of these, or with other settings than PyTorch's defaults.
    """
    functional, nn = torch_module().nn.functional, torch_module().nn
    if isinstance(asked, str) and asked in NAMES:
        return Loss(asked)
    if asked is functional.mse_loss or (isinstance(asked, nn.MSELoss) and _plain(asked)):
        return Loss("mse")
    if asked is functional.cross_entropy or (isinstance(asked, nn.CrossEntropyLoss) and _plain(asked)):
        return Loss("cross-entropy")
    name = asked if isinstance(asked, str) else type(asked).__name__
    raise InputError(f"loss {name!r:.60}: give one of {', '.join(NAMES)}, or PyTorch's own with its default settings")


def _plain(module: Any) -> bool:
    return all(getattr(module, name, default) == default for name, default in _DEFAULTS.items())
