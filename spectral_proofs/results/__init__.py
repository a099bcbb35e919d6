"""The frozen values that pass between the stages of a run.

problem -> derivation -> sums -> compare -> further laws -> measurements -> claims -> report

Nothing here computes or renders; every class is immutable, picklable, and free of third-party objects other than SymPy
expressions.
"""

from spectral_proofs.results.laws import (
    Asymptotics,
    Derivation,
    Fact,
    Frontier,
    Growth,
    HasLaws,
    Hypotheses,
    Laws,
    Truncation,
    Truth,
    unsettled,
)
from spectral_proofs.results.run import ClaimResult, Evidence, ExpectationResult, KnownFailure, RunResult, Verdict
from spectral_proofs.results.values import (
    Certified,
    Comparison,
    Efficiency,
    Enclosure,
    Evaluations,
    Fit,
    Measurements,
    Outcome,
    SumValues,
)

__all__ = [
    "Asymptotics", "Certified", "ClaimResult", "Comparison", "Derivation", "Efficiency", "Enclosure", "Evaluations",
    "Evidence", "ExpectationResult", "Fact", "Fit", "Frontier", "Growth", "HasLaws", "Hypotheses", "KnownFailure",
    "Laws", "Measurements", "Outcome", "RunResult", "SumValues", "Truncation", "Truth", "Verdict", "unsettled",
]  # fmt: skip
