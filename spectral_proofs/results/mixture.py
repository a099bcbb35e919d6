"""What was found of several branches together; branches go by their numbers, from 1."""

from __future__ import annotations

from dataclasses import dataclass

from spectral_proofs.results.laws import Derivation
from spectral_proofs.results.rigour import Rigour
from spectral_proofs.results.values import Enclosure


@dataclass(frozen=True)
class Dominance:
    """Which branches carry L or S as t -> oo: several at a tie, none where that is open, as ``reason`` says."""

    quantity: str  # "L" or "S"
    branches: tuple[int, ...]
    reason: str
    rigour: Rigour


@dataclass(frozen=True)
class Takeover:
    """L_i = L_j, or S_i = S_j: where the laws meet, and where certified values do.

    ``law`` encloses the time at which two power laws are equal, None where there are no two such laws; certified values
    are equal between ``low`` and ``high``, which are empty where no change of sign was enclosed.
    """

    quantity: str
    between: tuple[int, int]
    law: Enclosure | None
    low: str
    high: str


@dataclass(frozen=True)
class Mixed:
    """What the branches say together: the laws of L and S, who dominates, from when on.

    ``rising`` says between which times the exponent of L is certified to rise, which no mixture of power laws has.
    """

    derivation: Derivation
    loss: Dominance
    energy: Dominance
    takeovers: tuple[Takeover, ...] = ()
    rising: str = ""
