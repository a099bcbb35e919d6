"""The phase diagram: which regime of the general theorem holds in which cell of a grid.

1. The theorem is derived once, with the parameters of the axes left symbolic.
2. Each sign that a regime asks for is taken over the whole grid in interval arithmetic; where that leaves it open,
   next to borders and on them, it is taken of the exact rational point.
3. Regimes exclude one another and leave nothing out; a cell with none or two of them is an internal error.
   Cells outside the standing assumptions (a, b > 1, positive parameters) or the user's belong to no regime.

Left out: regimes whose conditions hold parameters that are no axis; these must be set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import sympy
from numpy.typing import NDArray

from spectral_proofs.derivation.parameters.findings import ONE, Scales
from spectral_proofs.derivation.parameters.parameter_case import STANDING, ParameterCase
from spectral_proofs.derivation.parameters.theorem import Clause, Regime, Theorem
from spectral_proofs.errors import InputError, InternalError
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.sweep.axes import Grid, rationals
from spectral_proofs.sweep.vectors import Array, Interval, decimals, signs

#: The number of a cell that lies outside the assumptions.
OUTSIDE = -1


@dataclass(frozen=True)
class Derived:
    """What the derivation at one cell says, where the theorem says nothing; ``reason`` is why it is undecided too."""

    cell: int
    exponents: Mapping[str, str | None]
    reason: str
    rigour: str = ""
    infinite: bool = False  # S

    def value(self, name: str) -> sympy.Expr | None:
        """An exponent, exactly; None where there is none."""
        text = self.exponents.get(name)
        return None if text is None else parse_expression(text)


@dataclass(frozen=True, eq=False)
class Diagram:
    """A theorem over a grid; ``regime`` holds the number of each cell's regime, or OUTSIDE.

    ``derived`` are the cells that were derived one by one, by their number.
    """

    theorem: Theorem
    grid: Grid
    regime: NDArray[np.int16]
    derived: Mapping[int, Derived] = field(default_factory=dict)
    extra: frozenset[str] = frozenset()  # axes that only what is shown depends on
    scales: Scales = ONE
    modes: Mapping[str, str] = field(default_factory=dict)  # formulas in k, which take the place of a and b
    cellwise: str = ""  # g, or r for a residual, where there is no theorem and every cell is derived on its own

    @property
    def parameters(self) -> frozenset[str]:
        """The axes that the theorem depends on."""
        return frozenset(axis.name for axis in self.grid.axes) - self.extra

    def exponent(self, name: str) -> Array:
        """The exponent's value in every cell, nan where it has none (decimals, for pictures and tables)."""
        values = self.grid.decimals()
        found = np.full(self.grid.shape, np.nan)
        for number, regime in enumerate(self.theorem.regimes):
            formula = getattr(regime.found, name)
            if formula is not None:
                np.copyto(found, decimals(formula, values), where=self.regime == number)
        for cell, own in self.derived.items():
            value = own.value(name)
            if value is not None:
                found.flat[cell] = float(value)
        return found

    def exact(self, cell: int, name: str) -> sympy.Expr | None:
        """The exponent in one cell, exactly; None where it has none."""
        if cell in self.derived:
            return self.derived[cell].value(name)
        number = int(self.regime.flat[cell])
        formula = None if number == OUTSIDE else getattr(self.theorem.regimes[number].found, name)
        return None if formula is None else formula.subs(rationals(self.grid.point(cell)))

    def is_open(self, number: int) -> bool:
        """Whether the theorem leaves something undecided in this regime."""
        return any("undecided" in note for note in self.theorem.regimes[number].found.notes)

    @property
    def open(self) -> NDArray[np.bool_]:
        """The cells of regimes in which the theorem leaves something undecided."""
        numbers = [number for number in range(len(self.theorem.regimes)) if self.is_open(number)]
        return np.isin(self.regime, numbers)

    @property
    def undecided(self) -> NDArray[np.bool_]:
        """Those of them that no derivation of their own decides."""
        found = self.open
        found.flat[[cell for cell, own in self.derived.items() if not own.reason]] = False
        return found


def diagram(theorem: Theorem, grid: Grid, *, extra: frozenset[str] = frozenset(), scales: Scales = ONE) -> Diagram:
    """Place every cell.

    Args:
        theorem: with the parameters of the axes left symbolic.
        grid: the cells.
        extra: axes that the theorem need not depend on.
        scales: Lambda and W of its spectrum.

    Raises:
        InputError: a parameter of the theorem is no axis, or an axis no parameter of it.
        InternalError: a cell in none of the regimes, or in two.
    """
    free = {symbol.name for symbol in theorem.parameters}
    extra = extra - free
    require_axes(free, grid, extra)
    assumed = [_assumed(base, grid) for base in theorem.bases]
    return Diagram(theorem, grid, place(theorem.regimes, assumed, grid), extra=extra, scales=scales)


def require_axes(free: set[str], grid: Grid, extra: frozenset[str]) -> None:
    """Each free parameter must be an axis, and each axis a free parameter or ``extra``; raises InputError."""
    for axis in grid.axes:
        if axis.name not in free | extra:
            known = f"there are {', '.join(sorted(free))}" if free else "it has no free parameter"
            raise InputError(f"--over {axis.name}: the theorem of this g does not depend on it; {known}")
    for name in sorted(free - {axis.name for axis in grid.axes}):
        raise InputError(f"{name} has neither a value nor a range; add --over {name}=FROM..TO:COUNT or set it")


def place(regimes: Sequence[Regime], assumed: Sequence[Sequence[Clause]], grid: Grid) -> NDArray[np.int16]:
    """The number of each cell's regime, OUTSIDE where none of the lists of assumptions holds.

    Raises InternalError: a cell inside in none of the regimes, or in two.
    """
    values = grid.enclosures()
    placed = np.full(grid.shape, OUTSIDE, dtype=np.int16)
    inside = np.zeros(grid.shape, dtype=bool)
    for clauses in assumed:
        inside |= _all(clauses, grid, values)
    for number, regime in enumerate(regimes):
        here = _all(regime.clauses, grid, values, inside)
        if bool((placed[here] != OUTSIDE).any()):
            raise InternalError(f"cells lie in two regimes, one of them {regime.when}")
        placed[here] = number
    missing = np.flatnonzero(inside & (placed == OUTSIDE))
    if missing.size:
        raise InternalError(f"no regime holds at {grid.point(int(missing[0]))}")
    return placed


def _assumed(base: ParameterCase, grid: Grid) -> list[Clause]:
    """The user's assumptions and the standing ones that speak of the axes."""
    standing = [fact for fact in STANDING if fact.free_symbols <= set(grid.symbols)]
    return [
        *((expression, (sign,)) for expression, sign in base.conditions),
        *((f, (1,)) for f in (*grid.symbols, *standing)),
    ]


def _all(
    clauses: Sequence[Clause], grid: Grid, values: Mapping[str, Interval], within: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Where every clause holds; outside ``within`` no sign is asked for."""
    found = np.ones(grid.shape, dtype=bool) if within is None else within.copy()
    for expression, allowed in clauses:
        sign, unknown = signs(expression, values)  # one number along axes that the expression does not hold
        if unknown.shape == grid.shape:
            unknown &= found
        for place in map(tuple, np.argwhere(unknown)):
            cell = int(np.ravel_multi_index(place, grid.shape)) if place else 0
            sign[place] = _exact(expression, grid, cell)
        found &= np.isin(sign, allowed)
    return found


def exact_signs(expression: sympy.Expr, grid: Grid, cells: NDArray[np.intp]) -> NDArray[np.int8]:
    """The signs of an expression at some cells, every one exact."""
    sign, unknown = signs(expression, grid.enclosures_at(cells))
    found = np.broadcast_to(sign, cells.shape).copy()
    for number in np.flatnonzero(np.broadcast_to(unknown, cells.shape)):
        found[number] = _exact(expression, grid, int(cells[number]))
    return found


def _exact(expression: sympy.Expr, grid: Grid, cell: int) -> int:
    """The sign at the cell's exact point.

    Raises InputError: it is no real number there, or its sign is not known.
    """
    sign = sympy.sign(expression.subs(rationals(grid.point(cell))))
    if not sign.is_Integer:
        where = ", ".join(f"{name} = {value}" for name, value in grid.point(cell).items())
        raise InputError(f"the sign of {expression!s:.60} at {where} is not known; choose another range")
    return int(sign)


def bordering(found: Diagram) -> NDArray[np.intp]:
    """Cells whose regime differs from that of a neighbour along some axis, in order."""
    border = np.zeros(found.grid.shape, dtype=bool)
    for axis in range(len(found.grid.axes)):
        differs = np.diff(found.regime, axis=axis) != 0
        length = found.grid.shape[axis]
        border |= _padded(differs, axis, (0, 1), length) | _padded(differs, axis, (1, 0), length)
    return np.flatnonzero(border & (found.regime != OUTSIDE))


def _padded(differs: NDArray[np.bool_], axis: int, widths: tuple[int, int], length: int) -> NDArray[np.bool_]:
    if length == 1:
        return np.zeros((*differs.shape[:axis], 1, *differs.shape[axis + 1 :]), dtype=bool)
    return np.pad(differs, [widths if place == axis else (0, 0) for place in range(differs.ndim)])


def regime_of(found: Diagram, cell: int) -> Regime | None:
    """The regime of a cell, None outside the assumptions."""
    number = int(found.regime.flat[cell])
    return None if number == OUTSIDE else found.theorem.regimes[number]
