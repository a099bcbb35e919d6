"""What happens beside one fixed lambda: at Lambda, and where the head is divided.

The leading terms of the head are locally uniform on its open interval, so that Lambda itself, and what lies within
1/t of it, need a look of their own.

1. If every part of an expression has at Lambda the leading term of the head, with a coefficient that is neither zero
   nor infinite there, then by induction over the parts the head's leading term is uniform up to Lambda.
2. Otherwise lambda = point -+ mu, and the cells and gaps of mu -> 0 are looked at like those of lambda.

(docs/theory.md, section 10, "Beside a fixed lambda".)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL, Fan, Memory, log_depth, on_cell
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.places import Place, gaps_between
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME

R = TypeVar("R")
_NEAR = sympy.Rational(1, 1000)


def beside_fixed_lambda(
    context: Context,
    expr: sympy.Expr,
    places: Sequence[Place],
    build: Callable[[sympy.Expr], Callable[[Evaluator, Place], R]],
) -> Iterator[tuple[str, R]]:
    """``build`` of ``expr`` wherever lambda tends to one of ``places``, Lambda or points that divide the head.

    Nothing is looked at where point 1 tells that the head's own answer holds.
    """
    top = context.spectrum.Lambda
    for place in places:
        at_top = sympy.simplify(place.point - top) == 0
        if not (at_top and _regular(context, expr, place)):
            for side in (1,) if at_top else (1, -1):
                yield from _near(context, expr.xreplace({LAMBDA: place.point - side * LAMBDA}), build, (place, side))


def _near(
    context: Context,
    moved: sympy.Expr,
    build: Callable[[sympy.Expr], Callable[[Evaluator, Place], R]],
    side_of: tuple[Place, int],
) -> Iterator[tuple[str, R]]:
    at, side = side_of
    memory: Memory = {}
    ask = build(moved)
    shown = f"lambda = {at.point} {'-' if side > 0 else '+'} mu, "
    cells = Fan(ask, LAMBDA, TIME, at.point * _NEAR, 1 + log_depth(moved), memory, context.oracle).run(with_tail=False)
    context.remember(cells)
    for cell in cells:
        yield shown + str(cell.place).replace("lambda", "mu"), cell.value
    for gap in gaps_between(cells):
        name = shown + str(gap.place).replace("lambda", "mu")
        try:
            value = on_cell(ask, gap.place, LAMBDA, TIME, memory)
        except UndecidedError as error:
            raise UndecidedError(f"{name}: {error}") from error
        context.note(gap.place.domain.assumed)
        yield name, value


def _regular(context: Context, expr: sympy.Expr, at: Place) -> bool:
    point = at.point
    below = Domain(RAY_SYMBOL, point * (1 - _NEAR), point, oracle=context.oracle)
    head = Place("head", context.g_cells[0].place.prefix, below)
    parts = [part for part in sympy.preorder_traversal(expr) if part.has(LAMBDA)]
    try:
        leads = [[context.on_place(_lead(part), where) for where in (head, at)] for part in parts]
    except UndecidedError:
        return False
    return all(_same(inside, own, point) for inside, own in leads)


def _lead(part: sympy.Expr) -> Callable[[Evaluator, Place], tuple[sympy.Expr, Monomial]]:
    return lambda evaluate, _: evaluate(part).lead()


def _same(head: tuple[sympy.Expr, Monomial], at: tuple[sympy.Expr, Monomial], point: sympy.Expr) -> bool:
    coefficient = head[0].subs(RAY_SYMBOL, point)
    finite = not coefficient.has(sympy.nan, sympy.zoo, sympy.oo) and coefficient != 0
    return bool(finite and head[1].at(RAY_SYMBOL, point) == at[1] and sympy.simplify(coefficient - at[0]) == 0)
