"""A user's module as a function of its weights: one sample in, its outputs as a vector.

1. Weights that are shared count once (``named_parameters`` and ``functional_call`` tie them).
2. While something is measured the module is in evaluation mode: dropout is off and batch normalisation uses its running
   averages, so that samples do not see one another; both are said in the record. Batch normalisation without running
   averages couples the samples in every mode and is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.lab.extra import torch_module

_BATCH = 512  # samples in one forward pass


@dataclass(frozen=True)
class Network:
    """A module with its trainable weights.

    Raises InputError: nothing to train, or samples that are coupled in evaluation mode too.
    """

    module: Any

    def __post_init__(self) -> None:
        if not self.trainable:
            raise InputError("the model has no parameters to train; give a module with requires_grad parameters")
        norm = torch_module().nn.modules.batchnorm._BatchNorm
        for name, part in self.module.named_modules():
            if isinstance(part, norm) and part.running_mean is None:
                raise InputError(
                    f"{name}: batch normalisation without running averages couples the samples; "
                    "use track_running_stats=True, or group normalisation"
                )

    @property
    def trainable(self) -> dict[str, Any]:
        """The weights that are trained, by name."""
        return {name: p.detach() for name, p in self.module.named_parameters() if p.requires_grad}

    @property
    def weights(self) -> dict[str, Any]:
        """All weights, frozen ones too."""
        return {name: p.detach() for name, p in self.module.named_parameters()}

    @property
    def count(self) -> int:
        """How many numbers are trained."""
        return sum(math.prod(p.shape) for p in self.trainable.values())

    @property
    def itemsize(self) -> int:
        """Bytes of one weight."""
        return max(int(p.element_size()) for p in self.trainable.values())

    def notes(self) -> list[str]:
        """What is measured otherwise than it is trained."""
        nn = torch_module().nn
        kinds = {type(part) for part in self.module.modules()}
        found = []
        if any(issubclass(kind, nn.modules.dropout._DropoutNd) for kind in kinds):
            found.append("dropout is off while something is measured")
        if any(issubclass(kind, nn.modules.batchnorm._BatchNorm) for kind in kinds):
            found.append("batch normalisation uses its running averages while something is measured")
        return found

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Evaluation mode; afterwards each part is as it was."""
        modes = [(part, part.training) for part in self.module.modules()]
        self.module.eval()
        attention = torch_module().nn.attention
        try:
            with attention.sdpa_kernel(attention.SDPBackend.MATH):  # the others have no rule for many samples at a time
                yield
        finally:
            for part, training in modes:
                part.training = training

    def outputs(self, x: Any, weights: Mapping[str, Any] | None = None) -> Any:
        """Outputs of many samples, without gradients; ``weights`` replace the module's own."""
        torch = torch_module()
        call = torch.func.functional_call
        with torch.no_grad():
            parts = [call(self.module, dict(weights or {}), (part,)) for part in x.split(_BATCH)]
        if not isinstance(parts[0], torch.Tensor):
            raise InputError(
                f"the model returns a {type(parts[0]).__name__}; wrap it in a module that returns its outputs"
            )
        return torch.cat(parts)

    def sample(self, trained: Mapping[str, Any], x: Any) -> Any:
        """The outputs of one sample as a vector, differentiable in ``trained``."""
        return torch_module().func.functional_call(self.module, dict(trained), (x.unsqueeze(0),)).reshape(-1)
