"""What is swept: a candidate of which something is free, its theorem, and its runs at the points of a grid."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from spectral_proofs.derivation.parameters.findings import ONE
from spectral_proofs.instance_check import Question, bounded_theorem
from spectral_proofs.pipeline import AnyProblem, prepare, prepare_mixture
from spectral_proofs.problem.check_file import MixtureFile
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sweep.axes import Grid
from spectral_proofs.sweep.diagram import Diagram, diagram, require_axes
from spectral_proofs.sweep.mixtures import BranchTheorem, mixture_diagram

Point = Mapping[str, Fraction]


@dataclass(frozen=True)
class Limits:
    """Of one run: seconds and bytes, None for none."""

    timeout: float | None
    memory: int


class Target(Protocol):
    """What a sweep asks of its target."""

    @property
    def identity(self) -> str:
        """All that its runs depend on besides the point."""

    @property
    def portable(self) -> bool:
        """Its runs can be made in other processes."""

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the check without the point's own options."""

    def diagram(self, grid: Grid, limits: Limits, extra: frozenset[str]) -> Diagram:
        """Every cell placed; ``extra`` are axes that runs need not depend on."""

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

    @property
    def command(self) -> tuple[str, ...]:
        """``check`` with what is fixed."""
        asked = self.question
        fixed = [part for name, text in asked.candidate.parameters.items() for part in ("--set", f"{name}={text}")]
        fixed += [part for name in ("a", "b") if (value := getattr(asked, name)) for part in (f"--{name}", value)]
        return ("check", asked.candidate.g, *fixed)

    def diagram(self, grid: Grid, limits: Limits, extra: frozenset[str]) -> Diagram:
        """The general theorem of the question over the grid."""
        theorem = bounded_theorem(self.question, limits.timeout, memory=limits.memory)
        return diagram(theorem, grid, extra=extra, scales=self.question.scales)

    def problem(self, point: Point, limits: Limits) -> AnyProblem:
        """The candidate with the point's parameters, on the point's spectrum."""
        asked = self.question
        needed = asked.candidate.free_parameters | {"a", "b"}
        values = {name: str(value) for name, value in point.items() if name in needed}
        a, b = values.pop("a", asked.a), values.pop("b", asked.b)
        candidate = replace(asked.candidate, parameters={**asked.candidate.parameters, **values})
        spectrum = Spectrum(a or "3/2", b or 2, *asked.scales)
        return prepare(candidate, spectrum, timeout=limits.timeout, memory=limits.memory)


@dataclass(frozen=True)
class OfBranches:
    """A check file of several branches, some of whose shared parameters are free."""

    file: MixtureFile
    free: frozenset[str]

    @property
    def identity(self) -> str:
        """The file's table."""
        return json.dumps(self.file.table, sort_keys=True, default=str)

    @property
    def portable(self) -> bool:
        """Check files hold texts."""
        return self.file.mixture.portable

    @property
    def command(self) -> tuple[str, ...]:
        """``check`` with the shared parameters that are fixed."""
        fixed = [x for n, text in self.file.shared.items() if n not in self.free for x in ("--set", f"{n}={text}")]
        return ("check", str(self.file.path), *fixed)

    def diagram(self, grid: Grid, limits: Limits, extra: frozenset[str]) -> Diagram:
        """The theorems of the branches over the grid, and which of them carry L and S."""
        require_axes(set(self.free & self.file.shared.keys()), grid, extra - self.file.shared.keys())
        branches = []
        for branch in self.file.general(self.free):
            a, b = (str(x) if x.is_number else None for x in (branch.a, branch.b))
            question = Question(branch.candidate, a, b, ONE, ())
            theorem = bounded_theorem(question, limits.timeout, memory=limits.memory)
            branches.append(BranchTheorem(theorem, branch.a, branch.b))
        return replace(mixture_diagram(branches, grid), extra=extra - self.file.shared.keys())

    def problem(self, point: Point, limits: Limits) -> AnyProblem:
        """The mixture with the point's parameters."""
        values = {name: str(value) for name, value in point.items() if name in self.file.shared}
        return prepare_mixture(self.file.at(values).mixture, timeout=limits.timeout, memory=limits.memory)
