"""The bundled experiments: seeded, each one command, minutes on two cores."""

from __future__ import annotations

from spectral_proofs.errors import InputError
from spectral_proofs.lab.experiments import linear
from spectral_proofs.lab.experiments.base import Experiment

EXPERIMENTS = (linear.EXPERIMENT,)


def experiment(name: str) -> Experiment:
    """The experiment called ``name``; raises InputError, listing what there is."""
    for found in EXPERIMENTS:
        if found.name == name:
            return found
    raise InputError(f"no experiment {name!r:.40}; there are {', '.join(e.name for e in EXPERIMENTS)}")
