"""Where g = 1: the cell that holds lambda_*, the scaling function G on it, and x1 with G(x1) = 1.

1. g is of order one on a contiguous run of cells between those where it tends to infinity and those where it tends to
   zero. The one where its coefficient G crosses 1 holds the frontier: a ray lambda = x t^(-rho) (log t)^(-rho_log)...,
   or the head, where lambda_* tends to a fixed mode.
2. No such cell, and g still large on the last sector but small in the tail: the frontier moves faster than every power
   of t. g large everywhere, or below 1 everywhere: there is none.
3. Where g tends to 1 on a whole cell, the sign of g - 1 decides (:mod:`.crossing`).
4. With free parameters there are no numbers in which a root could be searched for. g increases in lambda (a standing
   hypothesis), so that what holds at the two ends of a cell says whether G crosses 1 on it; x1 is known where
   G = c x^m, and left open else.

Left out: a frontier that runs between the scales of the cells (undecided).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Split, moves_along_cell
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.phase_values import reaches_one
from spectral_proofs.asymptotics.places import Cell, Place, isolated_places
from spectral_proofs.asymptotics.roots import crossing
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.wave_signs import waves
from spectral_proofs.derivation.calculus import excess_over_one
from spectral_proofs.derivation.context import Context, GCell
from spectral_proofs.derivation.crossing import ABOVE, BELOW, change_of_sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.degrees import exact_power

FASTER = "the frontier moves faster than every power of t"


@dataclass(frozen=True)
class LevelSet:
    """Where g = 1: the cell, G on it, and the solution x1 (None while it depends on a phase, or is no closed form).

    G is NaN where the frontier runs between two leading terms; ``remark`` says what else there is to know.
    """

    place: Place
    scaling: sympy.Expr
    solution: sympy.Expr | None
    remark: str = ""


def level_set(context: Context) -> LevelSet | str:
    """The cell on which g = 1, or a sentence saying why there is none."""
    context.refuse_hidden_transitions("moving", "far", "head")
    context.require_orders()
    cells = context.g_cells
    between = [c for c in cells if c.value.order == 0 and c.place.kind != "tail"]
    if any(stays_at_one(c) for c in between):
        found = change_of_sign(context)
        return found if isinstance(found, str) else at_change(context, *found)
    for cell in reversed(between):  # for a g that is not monotone: the edge of the unlearned tail
        crossed = _crossing_in(cell)
        if crossed is not None:
            return BELOW if _only_approached(context, crossed) else crossed
    body = [c for c in cells if c.place.kind != "tail"]
    if not between and body[0].value.order < 0:
        return "g tends to zero for every lambda: no frontier"
    if not any(c.value.order > 0 for c in body) and not _exceeds_one(between[0]):
        return BELOW
    if body[-1].value.order > 0:
        if cells[-1].value.order < 0:
            return FASTER
        return "g tends to infinity for every lambda at once: no frontier"
    if between and between[-1] is body[-1] and _exceeds_one(between[-1]):
        return ABOVE
    return _between_scales(context, cells)


def _only_approached(context: Context, found: LevelSet) -> bool:
    """Whether g(Lambda, t) tends to 1, the largest value there is, from below."""
    top = context.spectrum.Lambda
    if found.place.kind != "head" or found.solution is None or sympy.simplify(found.solution - top) != 0:
        return False
    excess = excess_over_one(context.g)

    def side(evaluate: Evaluator, place: Place) -> int:
        series = evaluate(excess)
        return 0 if series.exactly_zero else sign(series.lead()[0], place.domain)

    return context.on_place(side, isolated_places(context.g_cells)[0]) < 0


def _between_scales(context: Context, cells: list[Cell[GCell]]) -> LevelSet:
    """Only the index is known: both neighbours of the crossing touch the same power of t."""
    for left, right in pairwise([c for c in cells if c.place.kind != "tail"]):
        if left.value.order > 0 and right.value.order < 0:
            edges = {_lower_edge(left.place), _upper_edge(right.place)}
            if len(edges) == 1:
                place = Place("sector", (edges.pop(),), context.point)
                return LevelSet(place, sympy.S.NaN, sympy.S.Zero)
    change = change_of_sign(context)
    if isinstance(change, str):
        raise UndecidedError("g crosses 1 between the scales t, log t, ...")
    return at_change(context, *change)


def scaling_on_ray(cells: list[Cell[GCell]], place: Place, own: sympy.Expr) -> sympy.Expr:
    """G(x) on the whole ray of ``place``, which a kink of G divides into several cells; ``own`` is G on this one."""
    parts = [c for c in cells if c.place.kind == place.kind != "sector" and c.place.prefix == place.prefix]
    if len(parts) < 2 or any(c.value.order != 0 and not c.value.vanishes for c in parts):
        return own
    rising = parts[::-1]  # cells come in the order of decreasing lambda
    pieces = [(c.value.coefficient, place.domain.parameter < c.place.domain.high) for c in rising[:-1]]
    return sympy.Piecewise(*pieces, (rising[-1].value.coefficient, True))


def at_change(context: Context, place: Place, solution: sympy.Expr) -> LevelSet:
    """The level set on a ray on which g - 1 changes sign."""
    if solution in (place.domain.low, place.domain.high):
        return LevelSet(place, sympy.S.NaN, solution)  # g has another leading term on either side
    scaling, _ = context.on_place(lambda evaluate, _: evaluate(context.g).lead(), place)
    return LevelSet(place, scaling, solution)


def stays_at_one(cell: Cell[GCell]) -> bool:
    """g tends to 1 on the whole cell: its coefficient does not say on which side it stays."""
    coefficient, own = cell.value.coefficient, cell.place.domain.parameter
    moves = own in coefficient.free_symbols or any(s.name.startswith(PHASE_PREFIX) for s in coefficient.free_symbols)
    return not moves and sign(coefficient - 1, cell.place.domain) == 0


def _exceeds_one(cell: Cell[GCell]) -> bool:
    try:
        return sign(cell.value.coefficient - 1, cell.place.domain) > 0
    except Split as split:
        raise UndecidedError(f"g - 1 changes sign or touches 0 at x = {split.point} on {cell.place}") from split


def _lower_edge(place: Place) -> sympy.Expr:
    """Power u of t^(-u) at the small-lambda end."""
    return place.prefix[0] if place.prefix else place.domain.high


def _upper_edge(place: Place) -> sympy.Expr:
    return place.prefix[0] if place.prefix else place.domain.low


def _crossing_in(cell: Cell[GCell]) -> LevelSet | None:
    p = cell.place.domain.parameter
    coefficient = cell.value.coefficient
    if p is None or p not in coefficient.free_symbols:
        return None
    if waves(coefficient):
        return LevelSet(cell.place, coefficient, None) if reaches_one(coefficient, cell.place.domain) else None
    solution = crossing(coefficient - 1, cell.place.domain)
    return None if solution is None else LevelSet(cell.place, coefficient, solution)


def monotone_level_set(context: Context) -> LevelSet | str:
    """The same for a g that increases in lambda, parameters left in it."""
    context.refuse_hidden_transitions("moving", "far", "head")
    context.require_orders()
    body = [c for c in context.g_cells if c.place.kind != "tail"]
    for i in range(len(body) - 1, -1, -1):
        if body[i].value.order == 0 and stays_at_one(body[i]):
            return _beside_one(context)
        try:
            crossed = body[i].value.order == 0 and _crosses(body, i)
        except Split as split:  # g passes 1 inside a sector, at lambda = t^(-u)
            return LevelSet(body[i].place, body[i].value.coefficient, split.point)
        if crossed:
            return _on_ray(body, body[i])
    if any(c.value.order == 0 for c in body) and body[0].value.order <= 0 and not _touches_one(context, body[0]):
        return BELOW
    found = level_set(context)
    if isinstance(found, str) or not found.place.prefix:
        return found
    place = Place("sector", found.place.prefix[:1], context.point)
    return LevelSet(place, sympy.S.NaN, None, "only the index of the frontier is known")


def _touches_one(context: Context, head: Cell[GCell]) -> bool:
    """G = 1 at lambda = Lambda: the largest eigenvalue alone may reach the level, or only approach it."""
    point = head.place.domain.parameter
    if head.place.kind != "head" or head.value.order or point is None:
        return False
    return sign(head.value.coefficient.subs(point, context.spectrum.Lambda) - 1, context.point) == 0


def _beside_one(context: Context) -> LevelSet | str:
    """The frontier from the sign of g - 1, as :mod:`spectral_proofs.derivation.crossing` finds it."""
    change = change_of_sign(context)
    if isinstance(change, str):
        return change
    place, solution = change
    return LevelSet(place, sympy.S.NaN, solution, f"g - 1 changes sign at {place}")


def _crosses(body: list[Cell[GCell]], i: int) -> bool:
    """Whether g, increasing in lambda, falls below 1 inside cell i; everything to its right is below 1."""
    cell = body[i]
    if i + 1 == len(body):
        if sign(cell.value.coefficient - 1, cell.place.domain) < 0:
            raise UndecidedError("g falls to a plateau below 1 between the scales t, log t, ...")
        raise UndecidedError("g does not fall below 1 as lambda -> 0: no frontier")
    place, point = cell.place, cell.place.domain.parameter
    if place.kind == "sector":
        if sign(cell.value.coefficient - 1, place.domain) > 0:
            raise UndecidedError("the frontier lies at the edge of a plateau of g")
        return False
    if place.domain.high is not sympy.oo:
        return sign(cell.value.coefficient.subs(point, place.domain.high) - 1, place.domain.single_point()) > 0
    above = body[i - 1]
    if above.value.order > 0:
        return True
    if above.value.order < 0:
        raise UndecidedError("g falls on both sides of a ray: whether it reaches 1 there hangs on its maximum")
    if above.place.kind == "sector":
        return sign(above.value.coefficient - 1, above.place.domain) > 0
    raise UndecidedError("g has kinks near the frontier")


def _wave_remark(scaling: sympy.Expr) -> str:
    if moves_along_cell(scaling):
        return "whether the constant has a limit is open: the phase of an oscillation moves along the ray"
    return "the constant oscillates with t"


def _on_ray(body: list[Cell[GCell]], cell: Cell[GCell]) -> LevelSet:
    """G on the whole ray of the cell on which it crosses 1, and x1 where G = c x^m."""
    place, scaling = cell.place, cell.value.coefficient
    constant, power = scaling.as_independent(place.domain.parameter, as_Add=False)
    base, exponent = power.as_base_exp()
    solution = None
    oscillates = any(s.name.startswith(PHASE_PREFIX) for s in scaling.free_symbols)
    if base == place.domain.parameter and not exponent.has(base) and not oscillates:
        solution = exact_power(constant, -1 / exponent)
        if solution.free_symbols:  # numbers would be collected under one root
            solution = sympy.powsimp(sympy.powdenest(solution, force=True))
    deeper = any(sign(e, place.domain.single_point()) for e in place.prefix[2:])
    remark = f"lambda_*: {place}" if deeper else _wave_remark(scaling) if oscillates else ""
    return LevelSet(place, scaling_on_ray(body, place, scaling), solution, remark)
