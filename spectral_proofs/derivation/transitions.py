"""Transitions that no cell shows: where the leading part of g, or of a part of g, changes between two cells.

The cells (:mod:`spectral_proofs.asymptotics.cells`) lie along lambda = x t^(-u) (log t)^(-v)... and at fixed t.
On t^2 + log(1/lambda)^2 the first term leads for every u and the second at fixed t; they change over at
lambda = exp(-t), which is on no cell, and t log(1/lambda)/(t^2 + log(1/lambda)^2) has its maximum there.

1. Every sum, Max and Min inside g, and every function of one argument, is looked at on every cell (:mod:`.leaders`).
2. On two neighbouring cells one term, at least, must lead on both; the argument must not pass from zero to
   infinity, nor a sum from one sign to the other. Otherwise the transition lies between the cells. What is of one
   order for every u and of another at fixed t passes there too, unless its coefficient follows as u -> oo:
   log(1/lambda)/log t = u does, and log log(1/lambda)/log log t = 1 does not.
3. This is a necessary test, which names the part; that what leads at both ends of a gap leads inside it is shown
   by expanding g there (:mod:`spectral_proofs.asymptotics.gap_order`, docs/theory.md, section 10).
4. Single values of lambda at which the head is divided, and lambda = Lambda, are compared with the head beside
   them: (lambda - 1/2) t passes from zero to infinity there. The modes are not near them, so this matters to
   questions about all lambda only.

A sum that is g itself may change hands between two cells that both move with t, where L and S have no
maximum of their own: its terms are looked at in turn. Towards fixed t it may not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.places import Cell, Place
from spectral_proofs.derivation.leaders import Leaders, Signature, Tendency


@dataclass(frozen=True)
class Survey:
    """What leads in every part of g on all cells (largest lambda first), and at single values of lambda."""

    parts: tuple[sympy.Expr, ...]
    cells: tuple[Cell[Signature], ...] = ()
    fixed: tuple[Cell[Signature], ...] = ()


@dataclass(frozen=True)
class Hidden:
    """A part of g whose transition lies between two cells.

    ``gap`` is "moving" where both move with t, "far" where the second is that of fixed t, and "head" beside a
    fixed lambda; "outgrown" where g tends to infinity between them whatever the part does, "vanishing" where to zero.
    """

    part: sympy.Expr
    left: Place
    right: Place
    gap: str

    def __str__(self) -> str:
        return f"{self.part} changes its leading term between the cells {self.left} and {self.right}"


def hidden_transitions(g: sympy.Expr, survey: Survey) -> tuple[Hidden, ...]:
    """Every transition between two neighbouring cells, but for those of g itself between two moving cells."""
    found = []
    for left, right in pairwise(survey.cells):
        gap = "far" if right.place.kind == "tail" else "moving"
        found += [
            hidden
            for hidden in _between(survey.parts, left, right, gap)
            if (gap == "far" or hidden.part != g) and not _pieces(left.place, right.place)
        ]
    heads = [cell for cell in survey.cells if cell.place.kind == "head"]
    for at in survey.fixed:
        for head in heads:
            if at.place.point in (head.place.domain.low, head.place.domain.high):
                found += _between(survey.parts, head, at, "head")
    return tuple(found)


def _between(parts: Sequence[sympy.Expr], left: Cell[Signature], right: Cell[Signature], gap: str) -> list[Hidden]:
    return [
        Hidden(part, left.place, right.place, gap)
        for part, before, after in zip(parts, left.value, right.value, strict=True)
        if _jumps(before, after)
    ]


def _pieces(left: Place, right: Place) -> bool:
    """Where two pieces of one ray or head meet, Max and Min change hands, and a sum its sign, in plain view."""
    return left.kind == right.kind != "sector" and left.prefix == right.prefix


def _jumps(before: Leaders | Tendency, after: Leaders | Tendency) -> bool:
    if isinstance(before, Leaders) and isinstance(after, Leaders):
        changes = (before.mixed and before.terms != after.terms) or before.sign * after.sign < 0
        return changes or bool(before.terms and after.terms and not before.terms & after.terms)
    assert isinstance(before, Tendency)
    assert isinstance(after, Tendency)
    if None in (before.order, after.order):
        return {before.order, after.order} & {-1, 1} == {1}  # zero itself, beside what tends to infinity
    if before.order == 0 and before.outwards is not None:
        return after.order not in (0, before.outwards)
    return {before.order, after.order} == {-1, 1}
