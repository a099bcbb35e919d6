"""What every step of the derivation shares: the symbols, the spectrum, and questions asked on all cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import sympy

from spectral_proofs.asymptotics.cells import Cell, Fan, Memory, Place, isolated_places, log_depth, on_cell
from spectral_proofs.asymptotics.domain import Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.laplace import Profile
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.candidate import LAMBDA, TIME, Spectrum
from spectral_proofs.derivation.transitions import (
    Hidden,
    Survey,
    hidden_transitions,
    parts_with_transitions,
    signature,
)
from spectral_proofs.errors import UndecidedError

R = TypeVar("R")


@dataclass(frozen=True)
class GCell:
    """Leading term of g on one cell; ``order`` is 1, 0, -1 as g tends to infinity, a constant, zero."""

    coefficient: sympy.Expr
    monomial: Monomial
    order: int


@dataclass(frozen=True)
class Context:
    """One candidate on one spectrum."""

    g: sympy.Expr
    spectrum: Spectrum
    assumed: list[str] = field(default_factory=list, compare=False)
    journal: dict[str, Any] = field(default_factory=dict, compare=False)  # what stages used, for the trace
    profiles: dict[str, Profile] = field(default_factory=dict, compare=False)  # of sums, found once
    memory: Memory = field(default_factory=dict, compare=False)

    @property
    def levels(self) -> int:
        """How many iterated logarithms deep the cells go."""
        return 1 + log_depth(self.g)

    @cached_property
    def g_cells(self) -> list[Cell[GCell]]:
        """Leading terms of g, largest lambda first, the tail (fixed t) last."""
        return self.on_cells(lambda evaluate, _: _leading(evaluate, self.g))

    @cached_property
    def survey(self) -> Survey:
        """What leads in the parts of g on all cells; no cells where no part can have a transition."""
        parts = parts_with_transitions(self.g)
        if not parts:
            return Survey(())
        ask = signature(parts)
        cells = self.on_cells(ask)
        fixed = [Cell(place, self.on_place(ask, place)) for place in isolated_places(cells)]
        return Survey(parts, tuple(cells), tuple(fixed))

    @cached_property
    def hidden(self) -> tuple[Hidden, ...]:
        """Transitions of parts of g that lie between two cells; UndecidedError where the cells are not known."""
        return hidden_transitions(self.g, self.survey)

    def refuse_hidden_transitions(self, *gaps: str) -> None:
        """Raise UndecidedError where a part of g changes its leading term between two cells.

        ``gaps`` are those that matter to the question ("moving", "far", "head"); all of them unless told.
        """
        for hidden in self.hidden:
            if not gaps or hidden.gap in gaps:
                raise UndecidedError(str(hidden))

    def on_cells(
        self, build: Callable[[Evaluator, Place], R], with_tail: bool = True, deeper: int = 0
    ) -> list[Cell[R]]:
        """``build`` on every cell; signs that were only sampled are remembered in ``assumed``.

        ``deeper`` adds levels of iterated logarithms.
        """
        levels = self.levels + deeper
        cells = Fan(build, LAMBDA, TIME, self.spectrum.Lambda, levels, self.memory).run(with_tail)
        self.remember(cells)
        return cells

    def on_place(self, build: Callable[[Evaluator, Place], R], place: Place) -> R:
        """``build`` on one cell.

        Raises UndecidedError where the cell would have to be divided.
        """
        try:
            return on_cell(build, place, LAMBDA, TIME, self.memory)
        except Split as split:
            raise UndecidedError(f"a leading term changes on {place} at {split.point}") from split

    def remember(self, cells: list[Cell[R]]) -> None:
        """Collect what the cells took from samples."""
        for cell in cells:
            for item in cell.place.domain.assumed:
                if item not in self.assumed:
                    self.assumed.append(item)


def _leading(evaluate: Evaluator, expr: sympy.Expr) -> GCell:
    series = evaluate(expr)
    coefficient, monomial = series.lead()
    if sign(coefficient, evaluate.scale.domain) <= 0:
        raise UndecidedError(f"g is not positive to leading order: {coefficient}")
    return GCell(coefficient, monomial, series.order())


def show_monomial(monomial: Monomial) -> str:
    """t^(..) (log t)^(..) for people."""
    names = ("t", "(log t)", "(log log t)", "(log log log t)")
    factors = [f"{n}^({p})" if p != 1 else n for n, p in zip(names, monomial.powers, strict=False) if p != 0]
    factors += [f"exp({c}*{show_monomial(m)})" for c, m in monomial.extra]
    return " ".join(factors) or "1"
