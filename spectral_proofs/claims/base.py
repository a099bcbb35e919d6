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
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import ClassVar

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import (
    Certified,
    ClaimResult,
    Comparison,
    Derivation,
    Efficiency,
    Evidence,
    Fact,
    Fit,
    KnownFailure,
    Measurements,
    Outcome,
    SumValues,
    Truth,
    Verdict,
    unsettled,
)
from spectral_proofs.results.further import FurtherLaws
from spectral_proofs.results.modes import ModeOrders
from spectral_proofs.results.rigour import EXACT, OPEN, Rigour, proves, strength, weakest
from spectral_proofs.results.traced import Follows, TracedClaim
from spectral_proofs.text.wording import tidied

_VERDICTS = {
    (Truth.YES, Truth.YES): Verdict.CONFIRMED,
    (Truth.YES, Truth.NO): Verdict.REFUTED,
    (Truth.NO, Truth.YES): Verdict.BEYOND,
    (Truth.NO, Truth.NO): Verdict.OUTSIDE,
}


@dataclass(frozen=True)
class StageResults:
    """What the stages before found: everything a claim may look at."""

    derivation: Derivation
    sums: tuple[SumValues, ...]
    fits: tuple[Fit, ...]
    spectrum: Spectrum
    measurements: Measurements = field(default_factory=Measurements)
    comparisons: tuple[Comparison, ...] = ()  # of the laws with certified values
    further: FurtherLaws = field(default_factory=FurtherLaws)
    efficiency: Efficiency = field(default_factory=Efficiency)
    form: Fact = field(default_factory=lambda: Fact(Truth.YES, "(16) exactly", EXACT))  # hypothesis (16) on the modes
    modes: ModeOrders = field(default_factory=ModeOrders)  # how the modes depend on k, beside a and b of ``spectrum``


@dataclass(frozen=True)
class Conclusion:
    """Whether the claim's conclusion holds, with the argument, how that is known, and what is to be reported."""

    truth: Truth
    reason: str
    rigour: Rigour
    details: dict[str, str] = field(default_factory=dict)


def holds(reason: str, rigour: Rigour, details: dict[str, str] | None = None) -> Conclusion:
    """The conclusion holds."""
    return Conclusion(Truth.YES, reason, rigour, details or {})


def fails(reason: str, rigour: Rigour, details: dict[str, str] | None = None) -> Conclusion:
    """The conclusion fails."""
    return Conclusion(Truth.NO, reason, rigour, details or {})


def unknown(reason: str, details: dict[str, str] | None = None) -> Conclusion:
    """The conclusion cannot be settled."""
    return Conclusion(Truth.UNKNOWN, reason, OPEN, details or {})


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a claim as printed, whatever g is."""

    row: str  # of the audit
    condition: str  # under which the claim is known to fail, in words
    corrected: str  # the statement as it should read
    fails_on: Callable[[Spectrum], bool]  # the condition

    def on(self, spectrum: Spectrum) -> KnownFailure | None:
        """The failure that is known on this spectrum."""
        return KnownFailure(self.row, self.condition, self.corrected) if self.fails_on(spectrum) else None


class OtherModes(Enum):
    """On which modes that are no exact powers of k a conclusion means what it says."""

    NOT = "it was derived for exact powers only"
    ALL = "it is about g, orders of sums over the modes, or their number k_*, whatever that is"
    PRUNED = "it is about Delta L_P, where that is derived: beside logarithms of k too"
    POWER_LIKE = "its limits are those of exact powers where (16) holds with ~"


class Claim(ABC):
    """One statement of the paper; subclasses set the four attributes and decide the conclusion."""

    id: ClassVar[str]
    title: ClassVar[str]
    reference: ClassVar[str]
    needs_growth: ClassVar[bool] = True
    needs_positive_s: ClassVar[bool] = False  # 1+b-a > 0, that is (a-1)/b < 1
    needs: ClassVar[tuple[str, ...]] = ()  # topics of `measurements` that the conclusion looks at
    laws: ClassVar[tuple[str, ...]] = ()  # fields of `further` that it looks at
    audited: ClassVar[tuple[str, ...]] = ()  # rows of the audit about what is wrong with the statement as printed
    flaw: ClassVar[Flaw | None] = None  # of a claim that is false as printed whatever g is
    statement: ClassVar[str] = ""  # in formulas, where the title is words
    on_sums: ClassVar[str] = ""  # "L" or "S" where the conclusion is about the law of that sum

    follows: ClassVar[Follows | None] = None  # the conclusion, where the steps of a trace determine it
    theorem: ClassVar[str] = ""  # the explicit theorem whose bounds its details repeat
    certificate: ClassVar[str] = ""  # the theorem about it in Coq's certificates
    on_other_modes: ClassVar[OtherModes] = OtherModes.NOT  # whether it is judged where modes are no exact powers
    on_finite_modes: ClassVar[str] = "a statement about t -> oo on infinitely many"  # why it means nothing there

    @property
    def traced(self) -> TracedClaim:
        """What the verifier is told of it."""
        return TracedClaim(self.follows, self.needs_growth, self.needs_positive_s, self.theorem)

    @property
    def says(self) -> str:
        """The statement in formulas."""
        return self.statement or self.title

    @abstractmethod
    def conclude(self, results: StageResults) -> Conclusion:
        """Decide the conclusion alone, whatever the hypotheses."""

    def hypotheses(self, results: StageResults) -> Fact:
        """The standing hypotheses and, unless told otherwise, condition (2)."""
        standing = results.derivation.hypotheses
        facts = [standing.positive, standing.increasing_in_lambda, standing.increasing_in_time, results.form]
        if self.needs_growth:
            facts.append(results.derivation.growth.fact)
        return all_of(facts)

    def judge(self, results: StageResults) -> ClaimResult:
        """Verdict, evidence and reason for one candidate."""
        hypotheses = self.hypotheses(results).supported()
        try:
            conclusion = self.conclude(results)
        except UndecidedError as error:
            conclusion = unknown(str(error))
        known = weakest(conclusion.rigour, results.derivation.rigour)
        found = self.result(hypotheses, conclusion, known, certified=self.certified(results))
        known_flaw = self.flaw is not None and results.form.holds
        return replace(found, known=self.flaw.on(results.spectrum) if self.flaw and known_flaw else None)

    def result(self, hypotheses: Fact, conclusion: Conclusion, known: Rigour, *, certified: bool) -> ClaimResult:
        """The verdict on two sides that are decided; the conclusion is ``known`` so, ``certified``: by enclosures."""
        verdict = _VERDICTS.get((hypotheses.truth, conclusion.truth), Verdict.UNDECIDED)
        decided = verdict is not Verdict.UNDECIDED
        return ClaimResult(
            self.id,
            self.title,
            self.reference,
            hypotheses.truth,
            conclusion.truth,
            verdict,
            _evidence(known, hypotheses.rigour, certified) if decided else None,
            tidied(_reason(hypotheses, conclusion)),
            {name: tidied(value) for name, value in conclusion.details.items()},
            rigour=weakest(known, hypotheses.rigour) if decided else None,
        )

    def remains(self, seen: Certified) -> dict[str, str]:
        """What is certified of it on finitely many modes."""
        del seen
        return {}

    def with_finitely_many(self, seen: Certified) -> ClaimResult:
        """Undecided: why the claim means nothing there, and what is certified in its place."""
        details = self.remains(seen)
        facts = ", ".join(f"{name} = {value}" for name, value in details.items())
        reason = f"finitely many modes: {self.on_finite_modes}" + (f"; certified: {facts}" if facts else "")
        return self.result(unsettled(reason), unknown(reason, details), OPEN, certified=False)

    def certified(self, results: StageResults) -> bool:
        """Whether enclosures were compared with the law that the conclusion is about, and agree with it."""
        return any(c.quantity == self.on_sums and c.outcome is Outcome.AGREES for c in results.comparisons)


def _evidence(known: Rigour, given: Rigour, certified: bool) -> Evidence:
    """The weakest of what was read: the conclusion is ``known`` so, the hypotheses are ``given`` so.

    Enclosures that agree with a law certify the law, where it is the conclusion; they say nothing of hypotheses.
    """
    if not proves(given):
        return Evidence.NUMERICAL
    if proves(known):
        return Evidence.PROVED
    return Evidence.CERTIFIED if certified else Evidence.NUMERICAL


def all_of(facts: list[Fact]) -> Fact:
    """Conjunction: the best supported one that fails, else the first that is unknown, else yes."""
    failing = [fact for fact in facts if fact.truth is Truth.NO]
    if failing:
        return max(failing, key=lambda fact: strength(fact.rigour))
    for fact in facts:
        if fact.truth is Truth.UNKNOWN:
            return fact
    return Fact(Truth.YES, "all hypotheses hold", weakest(*(fact.rigour for fact in facts)))


def _reason(hypotheses: Fact, conclusion: Conclusion) -> str:
    if hypotheses.truth is Truth.YES or hypotheses.reason == conclusion.reason:
        return conclusion.reason
    word = "not covered" if hypotheses.truth is Truth.NO else "hypotheses unknown"
    return f"{conclusion.reason} ({word}: {hypotheses.reason})"
