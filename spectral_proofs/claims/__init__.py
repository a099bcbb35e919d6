"""The paper's claims, one small class each, and the judge that combines hypotheses and conclusion."""

from spectral_proofs.claims.base import StageResults
from spectral_proofs.claims.judge import (
    CLAIMS,
    CORE_IDS,
    NAMED,
    TRACED,
    chosen,
    further_needed,
    judge,
    judge_in_turn,
    needed,
)

__all__ = [
    "CLAIMS", "CORE_IDS", "NAMED", "TRACED", "StageResults", "chosen", "further_needed", "judge", "judge_in_turn",
    "needed",
]  # fmt: skip
