"""Certified values of one quantity over time, for figures of several candidates in one pair of axes."""

from __future__ import annotations

from dataclasses import dataclass

from spectral_proofs.results.laws import Asymptotics
from spectral_proofs.results.values import Enclosure


@dataclass(frozen=True)
class Curve:
    """One candidate's values at exact times, and the law derived for them, None where there is none."""

    name: str
    times: tuple[str, ...]
    values: tuple[Enclosure, ...]
    law: Asymptotics | None
