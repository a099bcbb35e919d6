"""How a law is fitted, a law that was fitted, and its columns in the window."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from spectral_proofs.crew import HERE, Crew
from spectral_proofs.data.power_law import Array, PowerLaw, Series
from spectral_proofs.results.from_data import Estimate, Window

#: Earlier times are left out of laws with a logarithm, which has no power at t <= 1.
FIRST_WITH_LOG = 1.5
_LEAST_RUN = 3


@dataclass(frozen=True)
class Method:
    """How a law is fitted.

    Attributes:
        floor: E where it is known; None fits it.
        chi_log: the power of 1/log t that multiplies t^(-chi).
        noise: "auto", "absolute" or "relative", where no standard errors are given.
        delta: of Huber's function in units of y; None for squares.
        start, end: the window, where it is chosen; the sweep stays inside.
        seed: of the bootstrap.
        growing: the power is t^chi, as that of Delta L is.
        fit_log: the power of 1/log t is fitted too.
        likelihood: an interval of chi by the profile likelihood too (iminuit).
        least_floor: E is not below this, where it is fitted.
        crew: who draws the bootstrap's samples, which are the same whoever does.
        store: the file in which they are kept.
    """

    floor: float | None = None
    chi_log: float = 0.0
    noise: str = "auto"
    delta: float | None = None
    start: float | None = None
    end: float | None = None
    seed: int = 0
    growing: bool = False
    least_floor: float | None = None
    crew: Crew = HERE
    fit_log: bool = False
    likelihood: bool = False
    store: Path | None = None

    @property
    def sign(self) -> float:
        """Of the exponent."""
        return 1.0 if self.growing else -1.0


@dataclass(frozen=True)
class LawFit:
    """A fitted law: the estimate of chi, the law in its reference window, the sweep, and what the bootstrap drew."""

    estimate: Estimate
    floors: tuple[Estimate, ...]  # by run; none where the floor is known
    law: PowerLaw
    runs: tuple[Series, ...]  # in the reference window
    whole: tuple[Series, ...]
    sweep: tuple[Window, ...]
    decided_by_window: bool
    residuals: tuple[Array, ...]  # weighted, by run
    tau: float
    samples: Array  # chi of the bootstrap, deviations widened
    values: tuple[Array, ...]  # the bootstrap's data, by run

    @property
    def noise(self) -> float:
        """Standard deviation of one weighted residual."""
        points = sum(map(len, self.residuals))
        return math.sqrt(self.law.squares / max(1, points - 1 - 2 * len(self.runs)))


def in_window(whole: Sequence[Series], start: float) -> list[Series]:
    """What enters the window from ``start``: runs with more points than parameters of their own."""
    return [part for part in (run.since(start) for run in whole) if len(part.t) > _LEAST_RUN]


def softened(runs: Sequence[Series], law: PowerLaw, method: Method) -> list[Series]:
    """The weights at which least squares has Huber's minimum."""
    if method.delta is None:
        return list(runs)
    factors = [
        np.sqrt(method.delta / np.maximum(np.abs(run.y - law(run.t, number)), method.delta))
        for number, run in enumerate(runs)
    ]
    return [replace(run, weights=run.weights * factor) for run, factor in zip(runs, factors, strict=True)]


def parameters_of(runs: Sequence[Series], method: Method) -> int:
    """How many numbers are fitted."""
    return 1 + len(runs) * (2 if method.floor is None else 1)


def split(residual: Array, runs: Sequence[Series]) -> list[Array]:
    """What belongs to each run."""
    return list(np.split(residual, np.cumsum([len(run.t) for run in runs])[:-1]))


def columns(
    runs: Sequence[Series], law: PowerLaw, method: Method, slope: Array, residual: Array
) -> Iterator[tuple[Array, Array, Array]]:
    """By run: the weighted columns of its own (floor and amplitude), the derivative by chi, and the residuals."""
    for number, (run, by_chi, left) in enumerate(zip(runs, split(slope, runs), split(residual, runs), strict=True)):
        own = (
            [law.power(run.t, number)] if method.floor is not None else [np.ones(len(run.t)), law.power(run.t, number)]
        )
        yield np.stack(own, axis=1) * run.weights[:, None], by_chi, left
