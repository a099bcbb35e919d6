"""A sweep on formulas in k with parameters in g or in them, or of a residual: every cell is derived on its own.

There is no general theorem then; the whole grid is one regime that says nothing, and its cells are derived one by one
(:mod:`.cells`). A cell whose formulas are no spectrum, as increasing ones are none, stays open for that reason.

Left out: finitely many modes, which have no limit t -> oo, and measured ones, which have no parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import sympy

from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.theorem import Regime, Theorem
from spectral_proofs.pipeline import AnyProblem, prepare
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.spectra.selection import Selection
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sweep.axes import Grid
from spectral_proofs.sweep.diagram import Diagram, require_axes
from spectral_proofs.sweep.target import Limits, OneG, Point

_NO_THEOREM = "undecided: no general theorem on formulas in k, or of a residual; its cells are derived one by one"


def _nothing(candidate: Candidate, a: sympy.Basic, b: sympy.Basic) -> Theorem:
    """One regime that says nothing."""
    return Theorem(candidate.written(), a, b, (), (Regime((), Findings(notes=(_NO_THEOREM,), rigour={})),))


def _letter(candidate: Candidate) -> str:
    return "r" if candidate.residual else "g"


@dataclass(frozen=True)
class OfResidual(OneG):
    """One residual on exact powers of k."""

    def diagram(self, grid: Grid, limits: Limits, extra: frozenset[str]) -> Diagram:
        """One regime that says nothing."""
        del limits
        asked = self.question
        fixed = {name: value for name in ("a", "b") if (value := getattr(asked, name)) is not None}
        free = set(asked.candidate.free_parameters | {"a", "b"}) - fixed.keys()
        require_axes(free, grid, extra - free)
        a, b = (sympy.Rational(fixed[name]) if name in fixed else symbol(name) for name in ("a", "b"))
        theorem, regimes = _nothing(asked.candidate, a, b), np.zeros(grid.shape, np.int16)
        return Diagram(theorem, grid, regimes, extra=extra - free, scales=asked.scales, cellwise="r")


@dataclass(frozen=True)
class OnFormulas:
    """One g on two formulas in k; what has no value in them is an axis."""

    candidate: Candidate
    selection: Selection

    @property
    def identity(self) -> str:
        """g, its parameters, and the formulas."""
        return str((self.candidate.g, dict(self.candidate.parameters), *self._formulas.items()))

    @property
    def portable(self) -> bool:
        """g is a text."""
        return self.candidate.portable

    @property
    def command(self) -> tuple[str, ...]:
        """``check`` with what is fixed."""
        fixed = [part for name, text in self.candidate.parameters.items() for part in ("--set", f"{name}={text}")]
        modes = [part for name, text in self._formulas.items() for part in (f"--{name.replace('_', '-')}", text)]
        return ("check", self.candidate.g, *modes, *fixed)

    @property
    def _formulas(self) -> dict[str, str]:
        return {"lambda_k": self.selection.lambda_k or "", "power_k": self.selection.power_k or ""}

    def diagram(self, grid: Grid, limits: Limits, extra: frozenset[str]) -> Diagram:
        """One regime that says nothing."""
        del limits
        free = self.candidate.free_parameters | self.selection.names
        require_axes(set(free), grid, extra - free)
        none = sympy.Tuple()  # a and b are what the formulas say, cell by cell
        theorem, regimes = _nothing(self.candidate, none, none), np.zeros(grid.shape, np.int16)
        letter = _letter(self.candidate)
        return Diagram(theorem, grid, regimes, extra=extra - free, modes=self._formulas, cellwise=letter)

    def problem(self, point: Point, limits: Limits) -> AnyProblem:
        """The candidate and the formulas with the point's parameters."""
        values = {name: str(value) for name, value in point.items()}
        own = {name: text for name, text in values.items() if name in self.candidate.free_parameters}
        candidate = replace(self.candidate, parameters={**self.candidate.parameters, **own})
        modes = self.selection.at(values).applied(Spectrum())
        return prepare(candidate, modes, timeout=limits.timeout, memory=limits.memory)
