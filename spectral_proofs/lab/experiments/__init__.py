"""The bundled experiments: seeded, each one command, minutes on two cores."""

from __future__ import annotations

from spectral_proofs.errors import InputError
from spectral_proofs.lab.experiments import deep_linear, digits, linear, random_features, schedules, two_layer
from spectral_proofs.lab.experiments.base import Experiment

EXPERIMENTS: tuple[Experiment, ...] = (
    linear.EXPERIMENT,
    random_features.EXPERIMENT,
    two_layer.EXPERIMENT,
    deep_linear.EXPERIMENT,
    schedules.EXPERIMENT,
    digits.EXPERIMENT,
)


def experiment(name: str) -> Experiment:
    """The experiment called ``name``; raises InputError, listing what there is."""
    for found in EXPERIMENTS:
        if found.name == name:
            return found
    raise InputError(f"no experiment {name!r:.40}; there are {', '.join(e.name for e in EXPERIMENTS)}")
