"""Where lambda may run as t -> oo: rays, sectors, the head, the tail, and the gaps between two of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.gap_order import GapOrder

R = TypeVar("R")
_SCALE_NAMES = ("t", "(log t)", "(log log t)", "(log log log t)", "(log log log log t)")
_LOG_NAMES = ("log t", "log log t", "log log log t", "log log log log t", "log log log log log t", "...")


@dataclass(frozen=True)
class Place:
    """Where a cell lies: kind is "head", "sector", "ray", "tail", "mode" (one fixed lambda, ``point``) or "gap".

    In a gap ``point`` is 1 where lambda is smaller than on the curve of ``prefix``, -1 where it is larger.
    """

    kind: str
    prefix: tuple[sympy.Expr, ...]
    domain: Domain = field(compare=False)
    point: sympy.Expr | None = None

    @property
    def level(self) -> int:
        """Depth of the cell's own scale: 0 for t, 1 for log t, ..."""
        return len(self.prefix)

    def __str__(self) -> str:
        if self.kind == "tail":
            return "lambda -> 0 at fixed t"
        if self.kind == "mode":
            return f"lambda = {self.point}, t -> oo"
        factors = [f"{n}^({-p})" for n, p in zip(_SCALE_NAMES, self.prefix, strict=False) if p != 0]
        p = self.domain.parameter
        if self.kind == "head":
            return "fixed lambda, t -> oo"
        if self.kind == "gap":
            return f"lambda = {' '.join([*factors, 'e^(-d)' if self.point == 1 else 'e^d'])}, {self._width()}"
        if self.kind == "ray":
            return "lambda = " + " ".join(["x", *factors])
        factors.append(f"{_SCALE_NAMES[self.level]}^(-{p})")
        return f"lambda = {' '.join(factors)}, {self.domain.low} < {p} < {self.domain.high}"

    def _width(self) -> str:
        assert isinstance(self.domain.order, GapOrder)
        above = f" << {_LOG_NAMES[self.level - 1]}" if self.level else ""
        return f"{'1' if self.domain.order.last else _LOG_NAMES[self.level]} << d{above}"


@dataclass(frozen=True)
class Cell(Generic[R]):
    """A place and what was computed there."""

    place: Place
    value: R


def isolated_places(cells: list[Cell[R]]) -> list[Place]:
    """The top lambda = Lambda, and every fixed lambda at which the head had to be divided."""
    heads = [cell.place.domain for cell in cells if cell.place.kind == "head"]
    return [Place("mode", (), head.single_point(), head.high) for head in heads]


@dataclass(frozen=True)
class Gap:
    """What lies between two neighbouring cells, numbers ``left`` and ``left + 1``."""

    place: Place
    left: int

    @property
    def far(self) -> bool:
        """Beyond every power of t, towards fixed t."""
        return not self.place.prefix


def gaps_between(cells: Sequence[Cell[R]]) -> list[Gap]:
    """Every gap, largest lambda first, that towards fixed t included; pieces of one ray have none between them."""
    levels = max(cell.place.level for cell in cells)
    found = []
    for i, cell in enumerate(cells):
        right = cells[i + 1].place if i + 1 < len(cells) else None
        if cell.place.kind == "tail" or (right and right.kind == cell.place.kind != "sector"):
            continue
        if right is None or right.kind == "tail":
            prefix: tuple[sympy.Expr, ...] = ()
            side = 1
        else:
            side = 1 if cell.place.level > right.level else -1
            prefix = cell.place.prefix if side > 0 else right.prefix
        domain = Domain(None, order=GapOrder(len(prefix), len(prefix) == levels), oracle=cell.place.domain.oracle)
        found.append(Gap(Place("gap", prefix, domain, sympy.Integer(side)), i))
    return found
