"""What a claim is, and how hypotheses and conclusion combine to a verdict.

| hypotheses | conclusion | verdict   |
|------------|------------|-----------|
| hold       | holds      | confirmed |
| hold       | fails      | refuted   |
| fail       | holds      | beyond    |
| fail       | fails      | outside   |
| either unknown          | undecided |
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

from spectral_proofs.candidate import Spectrum
from spectral_proofs.errors import UndecidedError
from spectral_proofs.model import (
    ClaimResult,
    Derivation,
    Evidence,
    Fact,
    Fit,
    Measurements,
    SumValues,
    Truth,
    Verdict,
)
from spectral_proofs.wording import tidied

_VERDICTS = {
    (Truth.YES, Truth.YES): Verdict.CONFIRMED,
    (Truth.YES, Truth.NO): Verdict.REFUTED,
    (Truth.NO, Truth.YES): Verdict.BEYOND,
    (Truth.NO, Truth.NO): Verdict.OUTSIDE,
}


@dataclass(frozen=True)
class Case:
    """Everything a claim may look at."""

    derivation: Derivation
    sums: tuple[SumValues, ...]
    fits: tuple[Fit, ...]
    spectrum: Spectrum
    measurements: Measurements = field(default_factory=Measurements)


@dataclass(frozen=True)
class Conclusion:
    """Whether the claim's conclusion holds, with the argument and what is to be reported."""

    truth: Truth
    reason: str
    details: dict[str, str] = field(default_factory=dict)
    proved: bool = True  # False where a step is numerical (a located maximum, a sampled sign)


def holds(reason: str, details: dict[str, str] | None = None) -> Conclusion:
    """The conclusion holds."""
    return Conclusion(Truth.YES, reason, details or {})


def fails(reason: str, details: dict[str, str] | None = None) -> Conclusion:
    """The conclusion fails."""
    return Conclusion(Truth.NO, reason, details or {})


def unknown(reason: str) -> Conclusion:
    """The conclusion cannot be settled."""
    return Conclusion(Truth.UNKNOWN, reason)


class Claim(ABC):
    """One statement of the paper; subclasses set the four attributes and decide the conclusion."""

    id: ClassVar[str]
    title: ClassVar[str]
    reference: ClassVar[str]
    needs_growth: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ()  # topics of `measurements` that the conclusion looks at
    audited: ClassVar[tuple[str, ...]] = ()  # rows of the audit about what is wrong with the statement as printed
    on_sums: ClassVar[bool] = False  # the conclusion is about L or S, of which certified values are at hand

    @abstractmethod
    def conclude(self, case: Case) -> Conclusion:
        """Decide the conclusion alone, whatever the hypotheses."""

    def hypotheses(self, case: Case) -> Fact:
        """The standing hypotheses and, unless told otherwise, condition (2)."""
        standing = case.derivation.hypotheses
        facts = [standing.positive, standing.increasing_in_lambda, standing.increasing_in_time]
        if self.needs_growth:
            facts.append(case.derivation.growth.fact)
        return all_of(facts)

    def judge(self, case: Case) -> ClaimResult:
        """Verdict, evidence and reason for one candidate."""
        hypotheses = self.hypotheses(case)
        try:
            conclusion = self.conclude(case)
        except UndecidedError as error:
            conclusion = unknown(str(error))
        verdict = _VERDICTS.get((hypotheses.truth, conclusion.truth), Verdict.UNDECIDED)
        evidence = None if verdict is Verdict.UNDECIDED else self._evidence(case, conclusion)
        return ClaimResult(
            self.id,
            self.title,
            self.reference,
            hypotheses.truth,
            conclusion.truth,
            verdict,
            evidence,
            tidied(_reason(hypotheses, conclusion)),
            {name: tidied(value) for name, value in conclusion.details.items()},
        )

    def _evidence(self, case: Case, conclusion: Conclusion) -> Evidence:
        """Proved without a sampled sign; else certified where enclosures of the sums agree with the law."""
        if conclusion.proved and not case.derivation.assumed:
            return Evidence.PROVED
        enclosed = bool(case.sums) and all(value.certified for value in case.sums)
        return Evidence.CERTIFIED if self.on_sums and enclosed else Evidence.NUMERICAL


def all_of(facts: list[Fact]) -> Fact:
    """Conjunction: the first that fails, else the first that is unknown, else yes."""
    for truth in (Truth.NO, Truth.UNKNOWN):
        for fact in facts:
            if fact.truth is truth:
                return fact
    return Fact(Truth.YES, "all hypotheses hold")


def _reason(hypotheses: Fact, conclusion: Conclusion) -> str:
    if hypotheses.truth is Truth.YES:
        return conclusion.reason
    word = "not covered" if hypotheses.truth is Truth.NO else "hypotheses unknown"
    return f"{conclusion.reason} ({word}: {hypotheses.reason})"
