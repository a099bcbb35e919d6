"""Momentum, warm-up and decay on the linear model: g against its catalogue form.

Time is the sum of the learning rates. Heavy-ball momentum beta acts as a rate larger by 1/(1 - beta); a warm-up of
``warmup`` steps and a decay (1 + step/100)^(-``decay``) act through the sum of the rates only: g = lambda t/(1 - beta),
so m = n = 1 and g_k/(lambda_k t) = 1/(1 - beta), whatever the schedule.
"""

from __future__ import annotations

from pathlib import Path

from spectral_proofs.lab.experiments.base import Experiment, Settings
from spectral_proofs.lab.experiments.heads import Head
from spectral_proofs.lab.experiments.linear import power_law

_MODES = 150.0


def _train(settings: Settings, seed: int, folder: Path) -> None:
    layer, x, y = power_law({**settings, "modes": _MODES}, seed)

    def factor(step: int) -> float:
        warm = min(1.0, (step + 1) / settings["warmup"]) if settings["warmup"] else 1.0
        return float(warm * (1 + step / 100) ** -settings["decay"])

    rate = settings["rate"] * (1 - settings["momentum"])
    head = Head(layer, (x, y), rate, int(settings["steps"]), momentum=settings["momentum"], factor=factor)
    head.run({"experiment": "schedules", "settings": dict(settings)}, seed, folder, None)


EXPERIMENT = Experiment(
    name="schedules",
    title="momentum, warm-up and decay: g against its catalogue form",
    settings={"a": 2.0, "b": 2.0, "scatter": 0.15, "rate": 0.25, "steps": 1000.0},
    axes={"momentum": (0.0, 0.9), "warmup": (0.0, 100.0), "decay": (0.0, 0.5)},
    train=_train,
    truth=lambda settings: {"m": 1.0, "n": 1.0, "lazy": 1 / (1 - settings["momentum"])},
)
