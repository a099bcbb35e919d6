"""What a trace says of a claim: stated on the claim's class, worked out by the verifier, which is handed the table.

The two share this record and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Follows(Enum):
    """The conclusions that follow from the steps of a trace by arithmetic."""

    GROWTH = "condition (2)"
    ARGMAX = "g tends to a level along the argmax"
    RATIO = "the ratio of the elasticities converges along the frontier"
    FRONTIER_POWER = "lambda_* is of the order of a power of t"
    TAIL = "L is of the order of the tail beyond the frontier"
    LOSS_POWER = "L is equivalent to a power of t with the index -rho (a-1)/b"
    ENERGY_POWER = "S is of the order of a power of t with the index rho (1+b-a)/b"
    COMPLEMENTARY = "chi + gamma = rho"
    ORTHONORMAL = "the sum of w_k^2 exp(-2g) is finite"
    LEAST_ENERGY = "S is of the least order that its loss allows"
    COMPUTE_OPTIMUM = "loss and frontier are powers of t that belong together"


@dataclass(frozen=True)
class TracedClaim:
    """Which hypotheses a claim has besides the standing ones, and what of it the steps of a trace have.

    ``follows`` is None where no trace determines the conclusion; ``theorem`` names the explicit theorem whose bounds
    and sentences the details repeat.
    """

    follows: Follows | None
    needs_growth: bool
    needs_positive_s: bool
    theorem: str
