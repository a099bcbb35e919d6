"""What is swept: a candidate of which something is free, its theorem, and its runs at the points of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from spectral_proofs.derivation.parameters.regimes import Theorem
from spectral_proofs.instance_check import Question, bounded_theorem
from spectral_proofs.pipeline import AnyProblem, prepare
from spectral_proofs.problem.spectrum import Spectrum

Point = Mapping[str, Fraction]


@dataclass(frozen=True)
class Limits:
    """Of one run: seconds and bytes, None for none."""

    timeout: float | None
    memory: int | None


class Target(Protocol):
    """What a sweep asks of its target."""

    @property
    def identity(self) -> str:
        """All that its runs depend on besides the point."""

    @property
    def portable(self) -> bool:
        """Its runs can be made in other processes."""

    def theorem(self, limits: Limits) -> Theorem:
        """The general theorem, its parameters left symbolic."""

    def problem(self, point: Point, limits: Limits) -> AnyProblem:
        """The run at a point; raises InputError where there is none."""


@dataclass(frozen=True)
class OneG:
    """One g on exact powers of k."""

    question: Question

    @property
    def identity(self) -> str:
        """g, its parameters, and the spectrum."""
        asked = self.question
        return str((asked.candidate.g, dict(asked.candidate.parameters), asked.a, asked.b, asked.scales))

    @property
    def portable(self) -> bool:
        """g is a text."""
        return self.question.candidate.portable

    def theorem(self, limits: Limits) -> Theorem:
        """The general theorem of the question."""
        return bounded_theorem(self.question, limits.timeout, memory=limits.memory)

    def problem(self, point: Point, limits: Limits) -> AnyProblem:
        """The candidate with the point's parameters, on the point's spectrum."""
        asked, values = self.question, {name: str(value) for name, value in point.items()}
        a, b = values.pop("a", asked.a), values.pop("b", asked.b)
        candidate = replace(asked.candidate, parameters={**asked.candidate.parameters, **values})
        spectrum = Spectrum(a or "3/2", b or 2, *asked.scales)
        return prepare(candidate, spectrum, timeout=limits.timeout, memory=limits.memory)
