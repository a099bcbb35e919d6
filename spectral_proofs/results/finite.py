"""What is certified of a model with finitely many modes, of which no limit t -> oo is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from spectral_proofs.results.values import Efficiency, Enclosure, SumValues


@dataclass(frozen=True)
class Certified:
    """Values by time; ``window`` and ``bounds`` are sentences, empty where there are none."""

    sums: tuple[SumValues, ...] = ()
    efficiency: Efficiency = field(default_factory=Efficiency)
    window: str = ""
    bounds: str = ""
    positions: tuple[tuple[str, Enclosure], ...] = ()
    depth: Enclosure | None = None  # lambda_N / sum lambda_k, which no position passes
