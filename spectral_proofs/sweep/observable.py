"""What a diagram shows: an exponent, the efficiency, or an expression in these and the parameters of the grid.

1. ``rho``, ``chi``, ``gamma`` and their powers of log t are those of a cell's regime, or of the cell's own derivation.
2. ``eta`` is the limit of the efficiency S_R/S (docs/theory.md, Theorem 11) from the leading constants of L and S:
   K / (C_S C_L^((1-p)/p)) for p = (a-1)/b < 1 where gamma = chi (1-p)/p, 0 where gamma is larger or S infinite;
   A chi/C_S for p = 1 and S ~ C_S log t; 1 for p > 1 where L falls. It is not known where a power of log t or a
   constant is not.
3. Any other name is an axis of the grid. Where a part has no value, neither has the whole.

Left out: constants in closed forms that :func:`spectral_proofs.sweep.vectors.decimals` does not know, integrals say.
Values are decimals, for pictures: nothing rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import sympy
from numpy.typing import NDArray

from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.parser import parse_parameter
from spectral_proofs.results.laws import EXPONENTS
from spectral_proofs.sweep.diagram import Diagram, exact_signs
from spectral_proofs.sweep.vectors import Array, decimals
from spectral_proofs.text.mathematics import mathematics

ETA = "eta"
OF_A_CELL = (*EXPONENTS, ETA)
Cells: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True)
class Observable:
    """An expression in the names of OF_A_CELL and in axes; ``NAME=`` before it is what people are shown.

    >>> sorted(Observable("alpha = rho/b - nu*(1+rho/b)").axes)
    ['b', 'nu']

    Raises InputError: the text cannot be read.
    """

    text: str

    def __post_init__(self) -> None:
        _ = self.expression

    @cached_property
    def expression(self) -> sympy.Expr:
        """With positive symbols."""
        try:
            return parse_parameter(self._parts[1])
        except InputError as error:
            raise InputError(f"--show {self.text:.40}: {error}") from None

    @property
    def names(self) -> frozenset[str]:
        """All that occur."""
        return frozenset(str(s) for s in self.expression.free_symbols)

    @property
    def axes(self) -> frozenset[str]:
        """Those that must be parameters of the grid, or fixed."""
        return self.names - set(OF_A_CELL)

    @property
    def label(self) -> str:
        """For people."""
        name, formula = self._parts
        return mathematics(name or formula)

    @property
    def _parts(self) -> tuple[str, str]:
        name, equals, formula = self.text.partition("=")
        named = equals and name.strip().isidentifier()
        return (name.strip(), formula) if named else ("", self.text)

    def values(self, found: Diagram) -> Array:
        """One decimal for each cell, nan where there is none.

        Raises InputError: a name is neither of a cell nor a parameter of the diagram.
        """
        known = dict(found.grid.decimals())
        fixed = {"a": found.theorem.a, "b": found.theorem.b}
        for name in sorted(self.axes - known.keys()):
            value = fixed.get(name)
            if value is None or isinstance(value, sympy.Tuple):
                there = ", ".join([*OF_A_CELL, *known, *(n for n in fixed if n not in known)])
                raise InputError(f"--show {self.text:.40}: there is no {name} here; there are {there}")
            known[name] = decimals(value, known)
        for name in self.names & set(OF_A_CELL):
            known[name] = efficiency(found) if name == ETA else found.exponent(name)
        return np.broadcast_to(decimals(self.expression, known), found.grid.shape)


def efficiency(found: Diagram) -> Array:
    """The limit of S_R/S in every cell, nan where it is not known."""
    result = np.full(found.grid.size, np.nan)
    if not isinstance(found.theorem.a, sympy.Tuple):  # a mixture has several
        for number, regime in enumerate(found.theorem.regimes):
            cells = np.flatnonzero(found.regime == number)
            for places, formula in _cases(regime.found, found, cells):
                points = {n: (low + high) / 2 for n, (low, high) in found.grid.enclosures_at(places).items()}
                result[places] = decimals(formula, points)
    return result.reshape(found.grid.shape)


def _cases(law: Findings, found: Diagram, cells: Cells) -> Iterator[tuple[Cells, sympy.Expr]]:
    """Which cells of a regime have which limit."""
    if law.growth == "infinite":
        yield cells, sympy.S.Zero
        return
    if law.chi is None or law.gamma is None:
        return
    a, b = found.theorem.a, found.theorem.b
    share = (a - 1) / b
    amplitude = found.scales[1] / b * found.scales[0] ** (-share)
    side = exact_signs(a - 1 - b, found.grid, cells)
    falls = exact_signs(law.chi, found.grid, cells) > 0
    excess = exact_signs(sympy.simplify(law.gamma * share - law.chi * (1 - share)), found.grid, cells)
    yield cells[(side > 0) & falls], sympy.S.One
    yield cells[(side < 0) & (excess > 0)], sympy.S.Zero
    if law.energy_constant is None or not (law.chi_log == 0 and law.loss_factor == 1 and law.energy_factor == 1):
        return
    if law.gamma_log == 1:
        yield cells[(side == 0) & falls], amplitude * law.chi / law.energy_constant
    if law.gamma_log == 0 and law.loss_constant is not None:
        ridge = amplitude ** (1 / share) * _beta(1 + share, 1 - share) * _beta(share, 2 - share) ** (1 / share - 1)
        limit = ridge / (law.energy_constant * law.loss_constant ** (1 / share - 1))
        yield cells[(side < 0) & (excess == 0) & falls], limit


def _beta(x: sympy.Expr, y: sympy.Expr) -> sympy.Expr:
    return sympy.gamma(x) * sympy.gamma(y) / sympy.gamma(x + y)


@dataclass(frozen=True)
class Curve:
    """Where two observables are equal.

    Raises InputError: the text is not LEFT==RIGHT, or a side cannot be read.
    """

    text: str

    def __post_init__(self) -> None:
        _ = self.sides

    @property
    def sides(self) -> tuple[Observable, Observable]:
        """Left and right."""
        left, equals, right = self.text.partition("==")
        if not (equals and left.strip() and right.strip()) or "==" in right:
            raise InputError(f"--curve {self.text:.40}: write LEFT==RIGHT, such as nu==rho/(rho+b)")
        return Observable(left.strip()), Observable(right.strip())

    @property
    def axes(self) -> frozenset[str]:
        """Those that must be parameters of the grid, or fixed."""
        return self.sides[0].axes | self.sides[1].axes

    @property
    def label(self) -> str:
        """For people."""
        return " = ".join(side.label for side in self.sides)

    def values(self, found: Diagram) -> Array:
        """Left less right: zero on the curve."""
        left, right = self.sides
        return left.values(found) - right.values(found)
