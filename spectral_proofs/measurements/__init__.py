"""Numbers that single claims need besides L and S, measured only where a claim asks for them.

1. A claim names its topics in ``needs``; :func:`needed` collects those of the claims to be judged.
2. :func:`collect` measures each topic under a time limit.
3. A claim reads the frozen result from ``results.measurements``; a topic that could not be measured raises
   UndecidedError with the reason.  The results appear under ``measurements`` in the JSON of the run.

To add a topic: a module here with a frozen dataclass and a function Setting -> that dataclass, listed in ``TOPICS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from spectral_proofs.errors import UndecidedError
from spectral_proofs.measurements import pruning
from spectral_proofs.measurements.base import Setting
from spectral_proofs.measurements.learned import learned_modes
from spectral_proofs.measurements.orthonormal import orthonormal_loss
from spectral_proofs.measurements.position import positions
from spectral_proofs.measurements.rounding import rounding_costs
from spectral_proofs.measurements.simulated import simulation
from spectral_proofs.results import Measurements
from spectral_proofs.worker import Worker

__all__ = ["TOPICS", "Setting", "collect"]

#: Topics by name: what measures them, and returns a frozen dataclass that pickles.
TOPICS: dict[str, Callable[[Setting], Any]] = {
    "pruning": pruning.measure,
    "simulation": simulation,
    "rounding": rounding_costs,
    "orthonormal": orthonormal_loss,
    "learned": learned_modes,
    "position": positions,
}


def collect(topics: Iterable[str], setting: Setting, worker: Worker, processor: float | None = None) -> Measurements:
    """Each topic, once; what the worker's limit or that of ``processor`` time (seconds) stops is kept with its reason.

    Raises InternalError as :meth:`spectral_proofs.worker.Worker.call` does.
    """
    found: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for topic in dict.fromkeys(topics):
        try:
            found[topic] = worker.call(
                f"measuring {topic}", worker.share(), _measure, topic, setting, processor=processor
            )
        except UndecidedError as error:
            missing[topic] = str(error)
    return Measurements(found, missing)


def _measure(topic: str, setting: Setting) -> Any:
    with np.errstate(all="ignore"):  # beyond floats is infinite, which every topic looks for itself
        return TOPICS[topic](setting)
