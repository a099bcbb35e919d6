"""The paper's claims, one small class each, and the judge that combines hypotheses and conclusion."""

from spectral_proofs.claims.base import StageResults
from spectral_proofs.claims.judge import CLAIMS, judge, judge_in_turn, needed

__all__ = ["CLAIMS", "StageResults", "judge", "judge_in_turn", "needed"]
