"""Watches a training run: three lines in anybody's loop.

1. At construction (the reference time), and then at steps evenly spaced in their logarithm, the losses on the training
   and test sets, the spectral position on the training set and the trace are recorded, in evaluation mode.
2. On a probe set, at fewer steps, the tangent kernel: eigenvalues, residuals in the eigenbasis of the reference time,
   alignment and rotation.
3. If a :class:`Compression` is given, what rounding and pruning cost on the test set, at the same steps as the losses.
4. Time is the sum of the learning rates, so that g = rate * lambda * t in the kernel regime under plain gradient
   descent; with momentum or an adaptive optimiser it is only a clock.

Neither weights nor gradients nor random numbers of the user's are touched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.lab import gradients, kernel, modes
from spectral_proofs.lab.compress import Compression, excesses
from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.losses import loss_named
from spectral_proofs.lab.network import Network
from spectral_proofs.lab.record import Record, Row
from spectral_proofs.lab.schedule import due

_MIB = 1 << 20
_DIVERGED = 1e6  # times the loss at the reference time
_MOST = 2000  # points of a probe set


class Observer:
    """The record of one run, kept in ``folder`` while it trains.

    Args:
        model: any module whose first argument is a batch; samples must not depend on one another.
        optimizer: the optimiser whose first group's learning rate is the clock.
        loss: ``squared``, ``mse``, ``cross-entropy``, or PyTorch's own with default settings.
        train: inputs and targets of the training set, for loss, position and trace.
        test: the same of the test set; the training set where it is left out.
        folder: where the record is kept; a record that is there goes on.
        probe: how many of the first training samples the kernel is made of, or inputs and targets; 0: no kernel.
        compression: what to try on the weights.
        per_decade: how many times in each factor of ten of the steps.
        kernel_per_decade: the same for the kernel.
        trace_points: from how many samples the trace is estimated.
        memory: limit in MiB for the kernel and for gradients of single samples.
        seed: of what is drawn.
        about: what else ``record.json`` says, such as {"experiment": "linear", "settings": {…}}.
        start: (step, time) of the model as given, when training goes on from a checkpoint.

    Raises:
        InputError: a model without parameters or with coupled samples, a probe set beyond the memory, data that do not
            fit, another run's folder; and from :meth:`step` when the loss is not finite or the run diverges.
    """

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        loss: Any,
        *,
        train: tuple[Any, Any],
        folder: str | Path,
        test: tuple[Any, Any] | None = None,
        probe: int | tuple[Any, Any] = 200,
        compression: Compression | None = None,
        per_decade: int = 12,
        kernel_per_decade: int = 4,
        trace_points: int = 256,
        memory: int = 1024,
        seed: int = 0,
        about: Mapping[str, Any] | None = None,
        start: tuple[int, float] = (0, 0.0),
    ) -> None:
        self._network = Network(model)
        if not hasattr(optimizer, "param_groups"):
            raise InputError(
                f"a {type(optimizer).__name__} is no optimiser of PyTorch; give the one that trains the model"
            )
        self._optimizer = optimizer
        self._loss = loss_named(loss)
        self._train, self._test = _pair("train", train), _pair("test", test or train)
        self._probe = _probe(self._train, probe)
        self._compression = compression
        self._rates = (per_decade, kernel_per_decade)
        self._memory = memory * _MIB
        self._seed = seed
        self._step, self._time = start
        self._first = math.nan
        with self._network.measured():
            outputs = self._network.outputs(train[0][:1])
        self._outputs = math.prod(outputs.shape[1:])
        if self._probe:
            kernel.require_room(self._network, len(self._probe[0]), self._outputs, self._memory)
        self._samples = gradients.trace_samples(len(train[0]), self._outputs, min(trace_points, len(train[0])), seed)
        self._record = Record(Path(folder), self._head(outputs, about or {}))
        self._reference = self._known_reference()
        if self._record.rows["losses"]:
            self._first = float(self._record.rows["losses"][0]["train"])
        self._measure()

    def _head(self, outputs: Any, about: Mapping[str, Any]) -> dict[str, Any]:
        probe = len(self._probe[0]) if self._probe else 0
        return {
            "experiment": None,
            "settings": {},
            **about,
            "seed": self._seed,
            "loss": {"name": self._loss.name, "rate": self._loss.rate(outputs)},
            "model": {
                "class": type(self._network.module).__name__,
                "weights": self._network.count,
                "bytes": self._network.itemsize,
            },
            "probe": {"points": probe, "outputs": self._outputs},
            "samples": {"train": len(self._train[0]), "test": len(self._test[0])},
            "notes": self._network.notes(),
        }

    def step(self) -> None:
        """To be called after each ``optimizer.step()``; measures when it is time.

        Raises InputError: the loss is not finite, or a million times what it was; what was recorded before stays.
        """
        self._step += 1
        self._time += float(self._optimizer.param_groups[0]["lr"])
        if due(self._step, self._rates[0]):
            self._measure()

    def close(self) -> None:
        """Measure once more and mark the record complete."""
        self._measure()
        self._record.write("complete")

    def __enter__(self) -> Observer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()

    def _measure(self) -> None:
        if self._step in self._record.steps:
            return
        with self._network.measured():
            rows: dict[str, list[Row]] = {"losses": [self._losses()]}
            if self._probe and (self._reference is None or due(self._step, self._rates[1])):
                rows |= self._kernel()
            if self._compression:
                rows["compression"] = list(self._compressed())
        self._record.add(self._step, rows)

    def _clock(self) -> dict[str, Any]:
        return {"step": self._step, "time": self._time}

    def _losses(self) -> Row:
        found = gradients.gradient(self._network, self._loss, *self._train)
        test = gradients.mean_loss(self._network, self._loss, *self._test)
        self._require_finite("training", found.loss)
        self._require_finite("test", test)
        trace = gradients.trace(self._network, self._train[0], self._samples, self._memory)
        return {
            **self._clock(),
            "train": found.loss,
            "test": test,
            "gradient": found.weights,
            "function_gradient": found.function,
            "trace": trace.value,
            "trace_error": trace.error,
            "position": gradients.position(found, trace.value, len(self._train[0])),
        }

    def _require_finite(self, which: str, loss: float) -> None:
        if math.isnan(self._first):
            self._first = loss
        if math.isfinite(loss) and loss <= _DIVERGED * max(self._first, 1.0):
            return
        if self._record.steps:
            self._record.write("diverged")
        what = f"is {loss:.3g}" if math.isfinite(loss) else "is not a finite number"
        kept = f"; what was recorded up to step {self._record.steps[-1]} stays" if self._record.steps else ""
        raise InputError(
            f"step {self._step}: the {which} loss {what}{kept}; take a smaller learning rate, or look at the data"
        )

    def _residual(self) -> kernel.Matrix:
        x, y = self._probe or self._train
        found: kernel.Matrix = self._loss.residual(self._network.outputs(x), y).reshape(-1).double().numpy()
        return found

    def _known_reference(self) -> modes.Reference | None:
        kept = self._record.arrays() if self._record.steps else None
        if kept is None:
            return None
        return modes.Reference(kept["values"], kept["vectors"], kept["residual"], int(kept["points"][0]))

    def _kernel(self) -> dict[str, list[Row]]:
        assert self._probe is not None
        theta = kernel.tangent_kernel(self._network, self._probe[0], self._memory)
        residual = self._residual()
        if self._reference is None:
            self._reference = found = modes.reference(theta, residual, len(self._probe[0]))
            points = np.array([float(found.points)])
            self._record.keep_arrays(
                {"values": found.values, "vectors": found.vectors, "residual": found.residual, "points": points}
            )
        values, distance, alignment, rotation = self._reference.drift(theta)
        clock = self._clock()
        columns = zip(values, self._reference.values, self._reference.residuals(residual), strict=True)
        return {
            "kernel": [{**clock, "distance": distance, "alignment": alignment, "rotation": rotation}],
            "modes": [
                {**clock, "mode": k, "eigenvalue": float(now), "reference": float(then), "residual": float(r)}
                for k, (now, then, r) in enumerate(columns, 1)
            ],
        }

    def _compressed(self) -> Iterator[Row]:
        def loss(weights: Mapping[str, Any]) -> float:
            return gradients.mean_loss(self._network, self._loss, *self._test, weights)

        assert self._compression is not None
        for found in excesses(self._compression, self._network.weights, loss, self._seed):
            yield {
                **self._clock(),
                "kind": found.kind,
                "level": found.level,
                "excess": found.mean,
                "error": found.error,
            }


def _pair(name: str, data: Any) -> tuple[Any, Any]:
    """Inputs and targets as tensors, a target for each input."""
    tensor = torch_module().Tensor
    if not (isinstance(data, (tuple, list)) and len(data) == 2 and all(isinstance(part, tensor) for part in data)):
        raise InputError(f"{name}: give a pair of tensors, inputs and targets")
    inputs, targets = data
    if not len(inputs) or len(inputs) != len(targets):
        raise InputError(
            f"{name}: {len(inputs)} inputs and {len(targets)} targets; give a target for each input, one at least"
        )
    return inputs, targets


def _probe(train: tuple[Any, Any], probe: int | tuple[Any, Any]) -> tuple[Any, Any] | None:
    chosen = (train[0][:probe], train[1][:probe]) if isinstance(probe, int) else _pair("probe", probe)
    if len(chosen[0]) > _MOST:
        raise InputError(f"probe set of {len(chosen[0])} points; take at most {_MOST}")
    return chosen if len(chosen[0]) else None
