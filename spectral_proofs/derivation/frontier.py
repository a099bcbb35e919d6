"""The learning frontier: level set g(lambda_*, t) = 1, scaling function, elasticity ratio.

1. g is of order one on a contiguous run of cells between those where it tends to infinity and
   those where it tends to zero. The one where its coefficient G crosses 1 holds the frontier:
   a ray lambda = x t^(-rho) (log t)^(-rho_log)... gives lambda_* ~ x1 t^(-rho) (log t)^(-rho_log)...
   with G(x1) = 1; the head gives a frontier that converges to a fixed mode.
2. No such cell, and g still large on the last sector but small in the tail: the frontier moves
   faster than every power of t. g large everywhere, or below 1 everywhere: there is none.
3. E_t/E_lambda is expanded on the frontier's cell and read at x1.

4. Where g tends to 1 on a whole cell, the sign of g - 1 decides (:mod:`.crossing`).

Left out: a frontier that runs between the scales of the cells (undecided).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.cells import Cell, Place, isolated_places
from spectral_proofs.asymptotics.domain import MOVING_PHASE, PHASE_PREFIX, Split, moves_along_cell
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import DEPTH
from spectral_proofs.asymptotics.phase_values import apart, crosses_for_ever, reaches_one, values
from spectral_proofs.asymptotics.roots import crossing, located_numbers
from spectral_proofs.asymptotics.signs import enclosed_away_from_zero, sign
from spectral_proofs.asymptotics.wave_signs import waves
from spectral_proofs.asymptotics.witnesses import crosses_zero
from spectral_proofs.derivation.argmax import argmax_level, lambda_exponent
from spectral_proofs.derivation.calculus import excess_over_one, log_derivative, power_of
from spectral_proofs.derivation.context import Context, GCell
from spectral_proofs.derivation.crossing import ABOVE, BELOW, change_of_sign
from spectral_proofs.derivation.sums import nothing
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.degrees import tidy
from spectral_proofs.results import Asymptotics, Fact, Frontier, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT, Rigour, Sampled, read_off, weakest

_FASTER = "the frontier moves faster than every power of t"


@dataclass(frozen=True)
class LevelSet:
    """Where g = 1: the cell, G on it, and the solution x1 (None while it depends on a phase)."""

    place: Place
    scaling: sympy.Expr
    solution: sympy.Expr | None


def derive_frontier(context: Context, increasing: Fact | None = None) -> Frontier:
    """Level set, scaling function, kappa and the limit of E_t/E_lambda.

    ``increasing`` says whether g increases in lambda, so that g = 1 once; None where that was not asked.
    """
    return replace(_derive_frontier(context, increasing), separable=_separable(context))


def derive_level_set(context: Context) -> Frontier:
    """The same without the argmax of R, which takes most of the time."""
    return _by_level(context, unsettled("not asked"), None, None)


def _separable(context: Context) -> bool:
    try:
        return lambda_exponent(context.g) is not None and context.g_cells[0].value.order > 0
    except UndecidedError:
        return False


def _derive_frontier(context: Context, increasing: Fact | None) -> Frontier:
    argmax, kappa = argmax_level(context)
    with context.reading() as read:
        found = _by_level(context, argmax, kappa, increasing)
    known = read_off(read)
    return replace(
        found, level=found.level.weakened(known), ratio=found.ratio.weakened(known), exists=found.exists.weakened(known)
    )


def _by_level(context: Context, argmax: Fact, kappa: sympy.Expr | None, increasing: Fact | None) -> Frontier:
    try:
        found = context.journal["frontier"] = _refined(context, level_set(context))
    except UndecidedError as error:
        unknown = unsettled(f"frontier: {error}")
        level = Asymptotics.without(unknown, "unknown", str(error))
        return Frontier(level, None, kappa, argmax, unknown, unknown)
    if isinstance(found, str):
        exists = Fact(Truth.YES if found == _FASTER else Truth.NO, found, EXACT)
        return Frontier(nothing(found), None, kappa, argmax, Fact(Truth.NO, found, EXACT), exists)
    level = _order(found, increasing)
    exists = Fact(Truth.YES, level.formula, level.rigour)
    if found.scaling is sympy.S.NaN:
        unknown = unsettled("the frontier runs between two leading terms, or between the scales t, log t, ...")
        return Frontier(level, None, kappa, argmax, unknown, exists)
    ratio, limit = _ratio(context, found, level)
    scaling = scaling_on_ray(context.g_cells, found.place, found.scaling)
    return Frontier(level, scaling, kappa, argmax, ratio, exists, limit)


def scaling_on_ray(cells: list[Cell[GCell]], place: Place, own: sympy.Expr) -> sympy.Expr:
    """G(x) on the whole ray of ``place``, which a kink of G divides into several cells; ``own`` is G on this one."""
    parts = [c for c in cells if c.place.kind == place.kind != "sector" and c.place.prefix == place.prefix]
    if len(parts) < 2 or any(c.value.order != 0 and not c.value.vanishes for c in parts):
        return own
    rising = parts[::-1]  # cells come in the order of decreasing lambda
    pieces = [(c.value.coefficient, place.domain.parameter < c.place.domain.high) for c in rising[:-1]]
    return sympy.Piecewise(*pieces, (rising[-1].value.coefficient, True))


def _refined(context: Context, found: LevelSet | str) -> LevelSet | str:
    """Where g tends to 1 on a whole cell, the ray on which g - 1 changes sign, if there is one."""
    if isinstance(found, str) or (found.place.kind != "sector" and found.scaling is not sympy.S.NaN):
        return found
    power = found.solution if found.place.level == 0 else found.place.prefix[0]
    try:
        change = change_of_sign(context, power if power is not None and power.is_Rational else None)
    except UndecidedError:
        return found
    return found if isinstance(change, str) else _on(context, *change)


def _on(context: Context, place: Place, solution: sympy.Expr) -> LevelSet:
    """The level set on a ray on which g - 1 changes sign."""
    if solution in (place.domain.low, place.domain.high):
        return LevelSet(place, sympy.S.NaN, solution)  # g has another leading term on either side
    scaling, _ = context.on_place(lambda evaluate, _: evaluate(context.g).lead(), place)
    return LevelSet(place, scaling, solution)


def derive_level(context: Context) -> Asymptotics:
    """Order of lambda_* alone; raises UndecidedError where the frontier stays open."""
    found = _refined(context, level_set(context))
    return nothing(found) if isinstance(found, str) else _order(found)


def level_set(context: Context) -> LevelSet | str:
    """The cell on which g = 1, or a sentence saying why there is none."""
    context.refuse_hidden_transitions()
    context.require_orders()
    cells = context.g_cells
    between = [c for c in cells if c.value.order == 0 and c.place.kind != "tail"]
    if any(stays_at_one(c) for c in between):
        found = change_of_sign(context)
        return found if isinstance(found, str) else _on(context, *found)
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
            return _FASTER
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
    return _on(context, *change)


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


def _order(found: LevelSet, increasing: Fact | None = None) -> Asymptotics:
    place = found.place
    known = _located(found, increasing)
    yes = Fact(Truth.YES, f"g -> G(x) = {found.scaling} on {place}", known)
    if found.scaling is sympy.S.NaN:
        yes = Fact(Truth.YES, f"g - 1 changes sign at x = {found.solution} on {place}", known)
    zero = sympy.S.Zero
    if place.kind == "sector":
        assert found.solution is not None
        index = -found.solution if place.level == 0 else -place.prefix[0]
        between = Fact(Truth.NO, f"lambda_* / t^({index}) leaves every power of log t behind", known)
        if found.scaling is not sympy.S.NaN:
            between = unsettled("only the index of the frontier is known")
        law = Asymptotics.without(between, f"log lambda_* ~ {index} log t", index=index)
        return replace(law, rigour=known)
    padded = tuple(-e for e in place.prefix) + (zero,) * (DEPTH - len(place.prefix))
    rest = any(p != 0 for p in padded[2:])
    theta = Fact(Truth.NO, f"the frontier is {place}", known) if rest else yes
    oscillates = yes if found.solution is not None else _constant_oscillates(found)
    solution = "c(t)" if found.solution is None else str(found.solution)  # c oscillates between positive bounds
    formula = str(place).replace("lambda", "lambda_*").replace("x", solution, 1)
    if place.kind == "head":
        formula = f"lambda_* -> {found.solution}"
    return Asymptotics(
        padded[0],
        padded[1],
        theta,
        found.solution,
        oscillates,
        formula,
        powers=padded,
        rigour=known,
        constant_rigour=known if found.solution is None else weakest(known, _value(found)),
    )


def _located(found: LevelSet, increasing: Fact | None) -> Rigour:
    """How it is known that g = 1 on this cell and nowhere below, apart from the cells themselves."""
    p, scaling = found.place.domain.parameter, found.scaling
    if found.place.kind == "sector" or scaling is sympy.S.NaN or p is None:
        return EXACT
    if power_of(scaling, p) is not None:
        return EXACT  # c x^m takes every value once, c > 0 whatever its phase
    if increasing is not None and increasing.holds:
        once = increasing.rigour
    elif enclosed_away_from_zero(sympy.diff(scaling, p), found.place.domain):
        once = ENCLOSED
    else:
        once = Sampled(f"that G = 1 at one x only, on a net of {found.place}")
    return weakest(once, _value(found))


def _value(found: LevelSet) -> Rigour:
    """How the solution is known: exactly, between two enclosures on either side of 1, or from a net of points."""
    p, solution = found.place.domain.parameter, found.solution
    if solution is None or not solution.has(sympy.Float):
        return EXACT
    if p is not None and crosses_zero(found.scaling - 1, p, solution):
        return ENCLOSED
    return located_numbers(solution)


def _constant_oscillates(found: LevelSet) -> Fact:
    if moves_along_cell(found.scaling):
        return unsettled(f"whether the constant has a limit: {MOVING_PHASE}")
    if crosses_for_ever(found.scaling, found.place.domain):
        return Fact(Truth.NO, "the constant oscillates with t", ENCLOSED)
    return unsettled("whether the constant has a limit")


def _ratio(context: Context, found: LevelSet, level: Asymptotics) -> tuple[Fact, sympy.Expr | None]:
    """Does E_t/E_lambda converge along the frontier, and to rho?"""
    g = context.g
    ratio = log_derivative(g, TIME) / log_derivative(g, LAMBDA)

    def build(evaluate: Evaluator, _: Place) -> tuple[sympy.Expr, int]:
        series = evaluate(ratio)
        if series.exactly_zero:
            return sympy.S.Zero, -1
        return tidy(series.lead()[0]), series.order()

    try:
        coefficient, order = context.on_place(build, found.place)
    except (UndecidedError, Split) as error:
        return unsettled(f"E_t/E_lambda along the frontier: {error}"), None
    if order > 0:
        return Fact(Truth.NO, "E_t/E_lambda is unbounded along the frontier", EXACT), None
    if order < 0:
        return _against_rho(sympy.S.Zero, level)
    if waves(coefficient):
        return _oscillation(coefficient, found)
    p = found.place.domain.parameter
    if found.solution is not None and p is not None:
        coefficient = coefficient.subs(p, found.solution)
    return _against_rho(coefficient, level)


def _against_rho(limit: sympy.Expr, level: Asymptotics) -> tuple[Fact, sympy.Expr | None]:
    if level.index is None:
        return level.theta.implies(Truth.NO, "there is no rho"), limit
    rho = -level.index
    if limit == rho:
        return Fact(Truth.YES, f"E_t/E_lambda -> {rho} along the frontier", level.rigour), rho
    if abs((limit - rho).evalf(30)) < sympy.Float("1e-20"):
        reason = f"E_t/E_lambda -> {rho} along the frontier, to twenty digits"
        return Fact(Truth.YES, reason, Sampled("the limit of E_t/E_lambda, to twenty digits")), limit.evalf(25)
    known = weakest(level.rigour, located_numbers(limit))
    return Fact(Truth.NO, f"E_t/E_lambda -> {limit}, not {-level.index}", known), limit


def _oscillation(coefficient: sympy.Expr, found: LevelSet) -> tuple[Fact, sympy.Expr | None]:
    if moves_along_cell(coefficient) or moves_along_cell(found.scaling):
        return unsettled(f"limit set of E_t/E_lambda along the frontier: {MOVING_PHASE}"), None
    balls = values(coefficient, found.scaling, found.place.domain)
    if not apart(coefficient + found.scaling, balls):
        return unsettled(f"limit set of E_t/E_lambda = {coefficient} along the frontier"), None
    low, high = min(float(ball.mid()) for ball in balls), max(float(ball.mid()) for ball in balls)
    reason = f"E_t/E_lambda oscillates for ever, at least between {low:.6f} and {high:.6f}"
    return Fact(Truth.NO, reason, ENCLOSED), None
