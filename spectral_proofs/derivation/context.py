"""What every step of the derivation shares: the symbols, the spectrum, and questions asked on all cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import sympy

from spectral_proofs.asymptotics.between import is_led_positively, large_minorants, minorants
from spectral_proofs.asymptotics.cells import Fan, Memory, eventual_order, log_depth, log_depth_in, on_cell
from spectral_proofs.asymptotics.domain import Domain, Oracle, Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.laplace import Profile
from spectral_proofs.asymptotics.monomial import UNIT, Monomial
from spectral_proofs.asymptotics.places import Cell, Gap, Place, gaps_between, isolated_places
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.term_logarithms import tends_to_zero
from spectral_proofs.derivation.leaders import parts_with_transitions, signature
from spectral_proofs.derivation.transitions import Hidden, Survey, hidden_transitions
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum

R = TypeVar("R")


@dataclass(frozen=True)
class GCell:
    """Leading term of g on one cell; ``order`` is 1, 0, -1 as g tends to infinity, a constant, zero.

    Where g vanishes identically (below a kink) the coefficient is 0 and the order -1.
    """

    coefficient: sympy.Expr
    monomial: Monomial
    order: int

    @property
    def vanishes(self) -> bool:
        """g = 0 on the cell: no power of lambda or t describes it."""
        return bool(self.coefficient == 0)


@dataclass(frozen=True)
class Context:
    """One candidate on one spectrum."""

    g: sympy.Expr
    spectrum: Spectrum
    assumed: list[str] = field(default_factory=list, compare=False)  # all that was read off samples
    readings: list[list[str]] = field(default_factory=list, compare=False)  # the same for each question being asked
    journal: dict[str, Any] = field(default_factory=dict, compare=False)  # what stages used, for the trace
    profiles: dict[str, Profile] = field(default_factory=dict, compare=False)  # of sums, found once
    memory: Memory = field(default_factory=dict, compare=False)
    oracle: Oracle | None = field(default=None, compare=False, repr=False)  # answers about free parameters
    brief: bool = False  # formulas without the decimals of integrals, which take most of the time

    @property
    def point(self) -> Domain:
        """A single point, for questions that depend on no cell's parameter."""
        return Domain(None, oracle=self.oracle)

    @cached_property
    def levels(self) -> int:
        """How many iterated logarithms deep the cells go.

        Where g grows by logarithms of t alone, lambda_* is one of their powers, and logarithms of lambda are nested
        in them: lambda log(t) log(1/lambda) = 1 at lambda = 1/(log t log log t).
        """
        known, nested = log_depth(self.g), log_depth_in(self.g, TIME) + log_depth_in(self.g, LAMBDA)
        return 1 + (nested if nested > known and self._slow else known)

    @property
    def _slow(self) -> bool:
        """g at a fixed lambda grows slower than every power of t."""
        try:
            monomial = self.eventual_order(self.g.xreplace({LAMBDA: self.spectrum.Lambda}))[1]
        except UndecidedError:
            return False
        return monomial.powers[0] == 0 and not monomial.extra

    @property
    def g_cells(self) -> list[Cell[GCell]]:
        """Leading terms of g, largest lambda first, the tail (fixed t) last."""
        self.remember(self._g_cells)
        return self._g_cells

    @cached_property
    def _g_cells(self) -> list[Cell[GCell]]:
        return self.on_cells(lambda evaluate, _: _leading(evaluate, self.g))

    @property
    def survey(self) -> Survey:
        """What leads in the parts of g on all cells; no cells where no part can have a transition."""
        self.remember((*self._survey.cells, *self._survey.fixed))
        return self._survey

    @cached_property
    def _survey(self) -> Survey:
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
        found, cells = hidden_transitions(self.g, self.survey), self.survey.cells
        places = {id(cells[gap.left].place): gap.place for gap in gaps_between(cells)} if found else {}
        return tuple(self._settled(each, places) for each in found)

    def _settled(self, hidden: Hidden, places: Mapping[int, Place]) -> Hidden:
        """The same; where g is large, or small, in the gap whatever its parts do there, it says so."""
        if hidden.gap not in ("moving", "far"):
            return hidden
        known = place, _, _ = places[id(hidden.left)], (LAMBDA, TIME), self.memory
        large = bool(large_minorants(self.g, *known))
        small = not large and tends_to_zero(self.g, known)
        self.journal.setdefault("read between cells", []).extend(place.domain.assumed)
        return replace(hidden, gap="outgrown" if large else "vanishing" if small else hidden.gap)

    def refuse_hidden_transitions(self, *gaps: str) -> None:
        """Raise UndecidedError where a part of g changes its leading term between two cells.

        ``gaps`` are those that matter to the question ("moving", "far", "head", "outgrown", "vanishing"); all of them
        unless told.
        """
        self.remember((*self.survey.cells, *self.survey.fixed))
        for hidden in self.hidden:
            if not gaps or hidden.gap in gaps:
                raise UndecidedError(str(hidden))
        self.note(self.journal.get("read between cells", ()))

    def in_gap(self, build: Callable[[Evaluator, Place], R], gap: Gap, expr: sympy.Expr) -> R:
        """``build``, which asks for ``expr``, between two cells.

        Raises UndecidedError with the smallest part of ``expr`` that has no leading term there.
        """
        try:
            return self.on_place(build, gap.place)
        except UndecidedError as error:
            part = self._open_part(expr, gap)
            reason = f"{error}" if part is None else f"{part} has no one leading term at {gap.place}"
            raise UndecidedError(reason) from error

    def positive_in(self, gap: Gap, expr: sympy.Expr, build: Callable[[Evaluator, Place], int]) -> bool:
        """Whether ``expr``, whose sign ``build`` tells, or a lower bound of it is positive between two cells."""
        try:
            return self.in_gap(build, gap, expr) > 0
        except UndecidedError:
            known = (gap.place, (LAMBDA, TIME), self.memory)
            if not any(is_led_positively(part, *known) for part in minorants(expr, *known)):
                raise
        return True

    @cached_property
    def open_gaps(self) -> tuple[str, ...]:
        """ "moving" or "far", where g has no one leading term in such a gap."""
        found: dict[str, None] = {}
        for gap in gaps_between(self.g_cells):
            try:
                self.on_place(lambda evaluate, _: evaluate(self.g).lead(), gap.place)
            except UndecidedError:
                found["far" if gap.far else "moving"] = None
        return tuple(found)

    def _open_part(self, expr: sympy.Expr, gap: Gap) -> sympy.Expr | None:
        for part in sympy.postorder_traversal(expr):
            try:
                self.on_place(lambda evaluate, _: _lead_or_zero(evaluate, part), gap.place)  # noqa: B023 -- called at once
            except UndecidedError:
                return part
        return None

    def require_orders(self) -> None:
        """Raise UndecidedError where it is open whether g is small or large between two cells.

        Where g is large on one and small on the other it may cross 1 there: that is told by the cells themselves.
        """
        orders = [cell.value.order for cell in self.g_cells]
        for gap in gaps_between(self.g_cells):
            if orders[gap.left] > 0 > orders[gap.left + 1]:
                continue
            try:
                self.in_gap(lambda evaluate, _: evaluate(self.g).order(), gap, self.g)
            except UndecidedError:
                large = orders[gap.left] > 0
                if large and large_minorants(self.g, gap.place, (LAMBDA, TIME), self.memory):
                    continue
                if not self._tends_one_way(gap):
                    raise

    def _tends_one_way(self, gap: Gap) -> bool:
        """Whether log g, g taken as a product of positive factors, tends to plus or minus infinity in the gap.

        It may have a leading term where g has none: lambda^(3/8 + 1/t) lies between lambda^(3/8) and zero. So may the
        logarithms of the terms of a sum.
        """
        if tends_to_zero(self.g, (gap.place, (LAMBDA, TIME), self.memory)):
            self.note(gap.place.domain.assumed)
            return True
        logarithm = sympy.expand_log(sympy.log(self.g), force=True)  # a factor that is not positive has no logarithm
        if logarithm.has(sympy.I):
            return False
        try:
            return self.on_place(lambda evaluate, _: evaluate(logarithm).order() > 0, gap.place)
        except UndecidedError:
            return False

    def on_cells(
        self, build: Callable[[Evaluator, Place], R], with_tail: bool = True, deeper: int = 0
    ) -> list[Cell[R]]:
        """``build`` on every cell; what it read off samples is noted.

        ``deeper`` adds levels of iterated logarithms.
        """
        levels = self.levels + deeper
        cells = Fan(build, LAMBDA, TIME, self.spectrum.Lambda, levels, self.memory, self.oracle).run(with_tail)
        self.remember(cells)
        return cells

    def on_place(self, build: Callable[[Evaluator, Place], R], place: Place) -> R:
        """``build`` on one cell; what it read off samples is noted.

        Raises UndecidedError where the cell would have to be divided.
        """
        try:
            found = on_cell(build, place, LAMBDA, TIME, self.memory)
        except Split as split:
            raise UndecidedError(f"a leading term changes on {place} at {split.point}") from split
        self.note(place.domain.assumed)
        return found

    def sign(self, expr: sympy.Expr, domain: Domain) -> int:
        """As :func:`~spectral_proofs.asymptotics.signs.sign`; a sampled one is noted."""
        found = sign(expr, domain)
        self.note(domain.assumed)
        return found

    def eventual_order(self, expr: sympy.Expr) -> tuple[sympy.Expr, Monomial]:
        """Leading (coefficient, monomial) of a function of t alone; what it read off samples is noted."""
        read: list[str] = []
        found = eventual_order(expr, TIME, read, self.oracle)
        self.note(read)
        return found

    def remember(self, cells: Iterable[Cell[Any]]) -> None:
        """Note what the cells took from samples."""
        for cell in cells:
            self.note(cell.place.domain.assumed)

    def note(self, items: Iterable[str]) -> None:
        """Everything in ``items`` was read off samples for the questions that are being asked."""
        for item in tuple(items):
            for kept in (self.assumed, *self.readings):
                if item not in kept:
                    kept.append(item)

    @contextmanager
    def reading(self) -> Iterator[list[str]]:
        """What the work in this block reads off samples, be it that another question had read it before."""
        items: list[str] = []
        self.readings.append(items)
        try:
            yield items
        finally:
            self.readings.pop()


def _lead_or_zero(evaluate: Evaluator, expr: sympy.Expr) -> None:
    series = evaluate(expr)
    if not series.exactly_zero:
        series.lead()


def _leading(evaluate: Evaluator, expr: sympy.Expr) -> GCell:
    series = evaluate(expr)
    if series.exactly_zero:
        return GCell(sympy.S.Zero, UNIT, -1)
    coefficient, monomial = series.lead()
    if sign(coefficient, evaluate.scale.domain) <= 0:
        raise UndecidedError(f"g is not positive to leading order: {coefficient}")
    return GCell(coefficient, monomial, series.order())


def show_monomial(monomial: Monomial, scale: str = "t") -> str:
    """t^(..) (log t)^(..) for people; ``scale`` is what grows, t or 1/lambda."""
    names = (f"({scale})" if "/" in scale else scale, *(f"({'log ' * depth}{scale})" for depth in (1, 2, 3)))
    factors = [f"{n}^({p})" if p != 1 else n for n, p in zip(names, monomial.powers, strict=False) if p != 0]
    inner = [show_monomial(m, scale) if m.whole is None else f"({m.whole.expr})" for _, m in monomial.extra]
    factors += [f"exp({c}*{text})" for (c, _), text in zip(monomial.extra, inner, strict=True)]
    return " ".join(factors) or "1"
