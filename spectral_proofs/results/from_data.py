"""What data say: estimates with their intervals, statements, predictions; nothing here is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from spectral_proofs.results.presented import Presented

#: Arrays of numbers that pictures draw: a name, then columns of equal length.
Columns = Mapping[str, tuple[float, ...]]


class Answer(Enum):
    """What a statement about data comes to; never a verdict."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    TOO_LITTLE = "too little data"


@dataclass(frozen=True)
class Source:
    """One input: where it is from, what was recognised in it, its rows, and the columns that were read."""

    path: str
    kind: str
    rows: int
    columns: Mapping[str, str] = field(default_factory=dict)  # meaning: name in the file


@dataclass(frozen=True)
class Estimate:
    """A number with three intervals.

    ``statistical`` is that of the noise in ``window``, ``windows`` the spread of the value over other windows, and
    ``low`` to ``high`` both together: the interval to quote. Its ``level`` is None where the window decides: it then
    holds the windows that were looked at, and too little is known of what others would give.
    """

    value: float
    low: float
    high: float
    window: tuple[float, float]
    statistical: tuple[float, float]
    windows: tuple[float, float]
    level: float | None = 0.95

    @property
    def half_widths(self) -> tuple[float, float]:
        """How far the interval reaches below and above the value."""
        return self.value - self.low, self.high - self.value


@dataclass(frozen=True)
class Window:
    """The fit of one window: its start and end, the points in it, the exponent and its standard error."""

    start: float
    end: float
    points: int
    value: float
    error: float
    robust: float | None = None  # the same by a sum of Huber's function
    freedom: float = 1e9  # degrees of freedom of the error
    tau: float = 1.0  # points over which residuals hang together


@dataclass(frozen=True)
class Statement:
    """A statement of the theory beside data: the effect, its interval, and why the answer is what it is."""

    id: str
    statement: str
    answer: Answer
    effect: float | None
    interval: tuple[float, float] | None
    window: tuple[float, float] | None
    test: str
    reason: str


@dataclass(frozen=True)
class Ranked:
    """A candidate g: how well it predicts later times that it was not fitted to.

    ``score`` is the root mean square of (prediction - data) / noise at held-out times, ``difference`` its distance from
    the best, ``uncertainty`` the standard error of that distance.
    """

    name: str
    g: str
    parameters: Mapping[str, str]
    score: float
    difference: float
    uncertainty: float
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """A number that is not among the data: what, where, and its interval; None where it is unbounded or not reached."""

    quantity: str
    at: float
    value: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True)
class FitResult(Presented):
    """Everything that ``fit`` finds."""

    inputs: tuple[Source, ...]
    estimates: Mapping[str, Estimate]
    statements: tuple[Statement, ...] = ()
    candidates: tuple[Ranked, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    not_identified: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sweeps: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)
    curves: Mapping[str, Columns] = field(default_factory=dict)
    goodness: Mapping[str, float] = field(default_factory=dict)

    def frame(self, name: str) -> Any:
        """A polars data frame of one of the ``sweeps`` or of one of the ``curves``; estimates are ``to_dataframe()``.

        Raises KeyError: there is none of this name.
        """
        import polars

        if name in self.sweeps:
            return polars.DataFrame([vars(window) for window in self.sweeps[name]])
        return polars.DataFrame({column: list(values) for column, values in self.curves[name].items()})
