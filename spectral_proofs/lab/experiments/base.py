"""What a bundled experiment is: a name, what it varies, how one run of it goes, and what the theory says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Settings = Mapping[str, float]


@dataclass(frozen=True)
class Experiment:
    """One bundled experiment.

    Args:
        name: as ``lab run`` takes it.
        title: one line for ``lab list``.
        settings: numbers that every run has, and that ``lab run --set`` may change.
        train: one run: settings, seed, folder of the record.
        axes: what is varied; every combination is run for every seed.
        truth: exponents that the theory derives from the settings, by name (rho, chi, gamma, p); only what it derives.
        size: the axis that is the size of the model, if one is.
        trends: what it derives of the exponents in that size, by name (floor, depth, reach).
    """

    name: str
    title: str
    settings: Settings
    train: Callable[[Settings, int, Path], None]
    axes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    truth: Callable[[Settings], Mapping[str, float]] = lambda settings: {}
    size: str = ""
    trends: Callable[[Settings], Mapping[str, float]] = lambda settings: {}
