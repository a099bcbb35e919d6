"""Numbers: enclosures of sums, fits, and what laws and measurements have to do with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.presented import Presented
from spectral_proofs.text.plain import plain

_DIGITS = 14  # characters of a number's mantissa in one line


@dataclass(frozen=True)
class Enclosure:
    """A real number known to lie in [mid - rad, mid + rad]; decimal strings, ``mid == "inf"`` when infinite.

    ``certified`` is True only when every contribution to ``rad`` is rigorous; ``note`` says what went wrong.
    """

    mid: str
    rad: str
    certified: bool
    note: str = ""

    def __str__(self) -> str:
        """A few digits, the radius, and whether it is certified; ``repr`` has everything."""
        if self.infinite or self.unknown:
            return "infinite" if self.infinite else "unknown"
        head, e, power = self.mid.partition("e")
        return f"{head[:_DIGITS]}{e}{power} ± {self.rad} ({'certified' if self.certified else 'numerical'})"

    @property
    def infinite(self) -> bool:
        """The quantity is +infinity (rad is "0")."""
        return self.mid == "inf"

    @property
    def unknown(self) -> bool:
        """No engine had a value (mid is "nan")."""
        return self.mid == "nan"


@dataclass(frozen=True)
class SumValues:
    """L, S and their local exponents at one time."""

    t: str  # as the user wrote it, or an exact decimal/rational string
    loss: Enclosure
    energy: Enclosure
    loss_slope: Enclosure | None = None  # t L'(t) / L(t)
    energy_slope: Enclosure | None = None  # t S'(t) / S(t); None where S is infinite
    engine: str = "arb"
    note: str = ""
    floor: Enclosure | None = None  # of a model with finitely many modes: what L keeps for ever
    learned: Enclosure | None = None  # sum of 1 - exp(-g) over its modes

    def __str__(self) -> str:
        """One line; ``repr`` has everything."""
        return plain(f"t = {self.t}: L = {self.loss}, S = {self.energy}")

    @property
    def certified(self) -> bool:
        """Both sums carry rigorous error bounds."""
        return self.loss.certified and self.energy.certified


class Evaluations(tuple[SumValues, ...], Presented):
    """The values at several times, in the order asked for."""

    __slots__ = ()

    def __repr__(self) -> str:
        """One line for each time."""
        return "\n".join(map(str, self)) or "no times"


@dataclass(frozen=True)
class Efficiency:
    """S_R/S by time, S_R the least perturbation energy of any g with the loss L(t), and its limit where it is known."""

    at: tuple[tuple[str, Enclosure], ...] = ()
    limit: Enclosure | None = None


@dataclass(frozen=True)
class Fit:
    """A least-squares slope of log Q on log t after removing what the derivation predicts besides the power."""

    quantity: str  # "L" or "S"
    slope: float
    uncertainty: float
    window: tuple[str, str]  # smallest and largest t used
    points: int
    model: str  # e.g. "A t^p", "A t^p + 0.23", "A t^p (log t)^-0.5"
    predicted: str | None
    local_exponent: Enclosure | None  # certified, at the largest t
    distance: float | None  # |slope - predicted|


class Outcome(Enum):
    """What certified values say of a law."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    UNOBSERVED = "not observable"


@dataclass(frozen=True)
class Comparison:
    """The law of one quantity beside its certified values, up to t = 10^10000 where that takes it."""

    quantity: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Measurements:
    """Results by topic, each a frozen dataclass, and why the others are missing."""

    found: Mapping[str, Any] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, topic: str) -> Any:
        """The result; raises UndecidedError with the reason where there is none."""
        if topic not in self.found:
            raise UndecidedError(self.missing.get(topic, f"{topic} was not measured"))
        return self.found[topic]


@dataclass(frozen=True)
class Certified:
    """What is certified of finitely many modes, of which no limit t -> oo is asked: values by time.

    ``window`` and ``bounds`` are sentences, empty where there are none.
    """

    sums: tuple[SumValues, ...] = ()
    efficiency: Efficiency = field(default_factory=Efficiency)
    window: str = ""
    bounds: str = ""
    positions: tuple[tuple[str, Enclosure], ...] = ()
    depth: Enclosure | None = None  # lambda_N / sum lambda_k, which no position passes
