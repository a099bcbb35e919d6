"""Verdicts on claims, and everything that one run found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from spectral_proofs.results.laws import EXPONENTS, Derivation, Truth, exponents
from spectral_proofs.results.mixture import Mixed
from spectral_proofs.results.presented import Presented
from spectral_proofs.results.rigour import Rigour
from spectral_proofs.results.trace import Checked
from spectral_proofs.results.values import Comparison, Efficiency, Fit, Measurements, SumValues
from spectral_proofs.text.plain import plain


class Verdict(Enum):
    """Outcome of a claim for one candidate (claims.md of the project's theory)."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    BEYOND = "beyond"
    OUTSIDE = "outside"
    UNDECIDED = "undecided"


class Evidence(Enum):
    """Strongest support of a conclusion."""

    PROVED = "proved"
    CERTIFIED = "certified"
    NUMERICAL = "numerical"


@dataclass(frozen=True)
class KnownFailure:
    """That a claim is false as printed, for every g, on the spectrum of a run."""

    row: str  # of the audit
    condition: str  # on the spectrum, under which it is known to fail
    corrected: str  # the statement as it should read


@dataclass(frozen=True)
class ClaimResult:
    """One row of the pass/fail table."""

    id: str
    title: str
    reference: str
    hypotheses: Truth
    conclusion: Truth
    verdict: Verdict
    evidence: Evidence | None
    reason: str
    details: dict[str, str] = field(default_factory=dict)
    expected: Verdict | None = None
    known: KnownFailure | None = None  # where the claim is known to fail whatever g is
    gates: bool = True  # a failure that nobody expects makes the command fail; of a question it does not
    machine_checked: str = ""  # the theorem that Coq accepted for this run, and what it says
    rigour: Rigour | None = field(kw_only=True)  # the weakest of all that was read; None where nothing was decided

    @property
    def passed(self) -> bool:
        """Only ``confirmed`` and ``beyond`` pass."""
        return self.verdict in (Verdict.CONFIRMED, Verdict.BEYOND)

    @property
    def fails_as_known(self) -> bool:
        """It failed as it is known to for every g, and nothing else was expected."""
        fails = self.known is not None and self.verdict in (Verdict.REFUTED, Verdict.OUTSIDE)
        return fails and self.expected in (None, self.verdict)

    def __str__(self) -> str:
        """One line; ``repr`` has everything."""
        evidence = f", {self.evidence.value}" if self.evidence else ""
        return plain(f"{self.id}: {self.verdict.value}{evidence}: {self.reason}")


@dataclass(frozen=True)
class ExpectationResult:
    """One line of a check file's [expect] table, compared with what was derived."""

    name: str
    expected: str
    found: str
    met: Truth


@dataclass(frozen=True, repr=False)
class RunResult(Presented):
    """One candidate on one spectrum."""

    name: str
    title: str
    g: str  # as typed
    parameters: dict[str, str]
    spectrum: dict[str, str]  # {"a": "3/2", "b": "2"}
    derivation: Derivation | None  # None when the symbolic step was stopped or failed
    sums: tuple[SumValues, ...]
    fits: tuple[Fit, ...]
    claims: tuple[ClaimResult, ...]
    expectations: tuple[ExpectationResult, ...] = ()
    notes: tuple[str, ...] = ()
    internal_error: str = ""
    seconds: float = 0.0
    processor: float = field(default=0.0, compare=False)  # seconds of processor time, those of workers too
    underived: str = ""  # why derivation is None
    measurements: Measurements = field(default_factory=Measurements)  # what single claims asked for
    comparisons: tuple[Comparison, ...] = ()  # of the laws of L, S and k_* with certified values
    efficiency: Efficiency = field(default_factory=Efficiency)
    certificate: str = ""  # the Coq file behind what is machine-checked
    checked: tuple[Checked, ...] = ()  # what the verifier said of each step of the derivation's trace
    branches: tuple[RunResult, ...] = ()  # of a mixture: the run of each
    mixture: Mixed | None = None  # of a mixture: what they say together
    asked: Any = field(default=None, compare=False)  # the problem, of a run in Python: what plot() evaluates again

    def __repr__(self) -> str:
        """The lines of ``str``; the fields have everything."""
        return str(self)

    def __str__(self) -> str:
        """A few lines."""
        spectrum = ", ".join(f"{name} = {value}" for name, value in self.spectrum.items())
        undecided = sum(claim.verdict is Verdict.UNDECIDED for claim in self.claims)
        passed = sum(claim.passed for claim in self.claims)
        known = sum(claim.fails_as_known for claim in self.claims)
        failed = len(self.claims) - passed - undecided - known
        counts = f"{passed} passed, {failed} failed, {f'{known} known, ' if known else ''}{undecided} undecided"
        values = exponents(self.derivation)
        shown = (f"{name} = {values[name]}" for name in EXPONENTS if values[name] not in (None, 0) or "_" not in name)
        lines = [f"{self.name}, {spectrum}: {counts}", ", ".join(shown)]
        not_passed = [
            f"{claim.id} {claim.verdict.value}" for claim in self.claims if not (claim.passed or claim.fails_as_known)
        ]
        lines += [f"not passed: {', '.join(not_passed)}"] if not_passed else []
        lines += [f"internal error: {self.internal_error}"] if self.internal_error else []
        return "\n".join(map(plain, lines))
