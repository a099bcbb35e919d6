"""Transitions that no cell shows: where the leading part of g, or of a part of g, changes between two cells.

The cells (:mod:`spectral_proofs.asymptotics.cells`) lie along lambda = x t^(-u) (log t)^(-v)... and at fixed t.
On t^2 + log(1/lambda)^2 the first term leads for every u and the second at fixed t; they change over at
lambda = exp(-t), which is on no cell, and t log(1/lambda)/(t^2 + log(1/lambda)^2) has its maximum there.

1. Every sum, Max and Min inside g is looked at on every cell: which of its terms lead? And for every
   function of one argument: does the argument tend to zero, to a constant, or to infinity? A power x^y with
   a y that moves is exp(y log x).
2. On two neighbouring cells one term, at least, must lead on both; the argument must not pass from zero to
   infinity. Otherwise the transition lies between the cells.
3. Where no transition is hidden, every part of g is f(t) h(lambda) up to a constant between neighbouring
   cells, and what leads at both ends of such a gap leads inside it.

A sum that is g itself may change hands between two cells that both move with t, where L and S have no
maximum of their own: its terms are looked at in turn. Towards fixed t it may not.

Left out: terms that lead at neither end of a gap although they have no transition of their own; a product
f(t) h(lambda) that is small at both ends is small between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.cells import Cell, Place
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import Monomial, compare
from spectral_proofs.expression.symbols import LAMBDA, TIME

_CHOICES = (sympy.Add, sympy.Max, sympy.Min)

Lead = frozenset[int] | int  # the terms that lead, or the order of a function's argument
Signature = tuple[Lead, ...]


@dataclass(frozen=True)
class Hidden:
    """A part of g whose transition lies between two cells; ``far``: the second is that of fixed t."""

    part: sympy.Expr
    left: Place
    right: Place
    far: bool

    def __str__(self) -> str:
        return f"{self.part} changes its leading term between the cells {self.left} and {self.right}"


def parts_with_transitions(g: sympy.Expr) -> list[sympy.Expr]:
    """Sums, Max, Min and functions inside g that depend on both lambda and t."""
    found = [p for p in sympy.preorder_traversal(g) if p.has(LAMBDA) and p.has(TIME) and _has_transition(p)]
    return list(dict.fromkeys(found))


def _has_transition(part: sympy.Expr) -> bool:
    return isinstance(part, _CHOICES) or _argument(part) is not None


def _argument(part: sympy.Expr) -> sympy.Expr | None:
    """What a function of one argument, or a power with a moving exponent, is a function of."""
    if part.is_Pow and part.exp.has(LAMBDA, TIME):
        return part.exp * sympy.log(part.base)
    return part.args[0] if isinstance(part, sympy.Function) and len(part.args) == 1 else None


def signature(parts: Sequence[sympy.Expr]) -> Callable[[Evaluator, Place], Signature]:
    """What leads in each part, as a question to be asked on every cell."""

    def build(evaluate: Evaluator, place: Place) -> Signature:
        return tuple(_lead(part, evaluate, place) for part in parts)

    return build


def _lead(part: sympy.Expr, evaluate: Evaluator, place: Place) -> Lead:
    inner = _argument(part)
    if inner is not None:
        argument = evaluate(inner)
        return 0 if argument.exactly_zero else argument.order()
    monomials: dict[int, Monomial] = {}
    for i, term in enumerate(part.args):
        series = evaluate(term)
        if not series.exactly_zero:
            monomials[i] = series.lead()[1]
    wanted = -1 if isinstance(part, sympy.Min) else 1
    leading: list[int] = []
    for i, monomial in monomials.items():
        side = compare(monomial, monomials[leading[0]], place.domain) if leading else 0
        if side == 0:
            leading.append(i)
        elif side == wanted:
            leading = [i]
    return frozenset(leading)


def hidden_transitions(
    g: sympy.Expr, parts: Sequence[sympy.Expr], cells: Sequence[Cell[Signature]]
) -> tuple[Hidden, ...]:
    """Every transition between two neighbouring cells, but for those of g itself between two moving cells."""
    found = []
    for left, right in pairwise(cells):
        far = right.place.kind == "tail"
        for part, before, after in zip(parts, left.value, right.value, strict=True):
            if _jumps(before, after) and (far or part != g):
                found.append(Hidden(part, left.place, right.place, far))
    return tuple(found)


def _jumps(before: Lead, after: Lead) -> bool:
    if isinstance(before, int) or isinstance(after, int):
        return {before, after} == {-1, 1}
    return bool(before) and bool(after) and not before & after
