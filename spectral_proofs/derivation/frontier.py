"""The learning frontier: order of lambda_*, scaling function, elasticity ratio.

1. The level set g = 1 (:mod:`.level_set`): on a ray lambda = x t^(-rho) (log t)^(-rho_log)... it gives
   lambda_* ~ x1 t^(-rho) (log t)^(-rho_log)... with G(x1) = 1; on the head a frontier that tends to a fixed mode.
2. How that is known: G takes the value 1 once where it is a power, where g increases in lambda, or by enclosures.
3. E_t/E_lambda is expanded on the frontier's cell and read at x1. Where g = lambda^m u(t) it depends on t alone, and is
   the same on every path, a frontier between the scales included.
"""

from __future__ import annotations

from dataclasses import replace

import sympy

from spectral_proofs.asymptotics.domain import MOVING_PHASE, Split, moves_along_cell
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import DEPTH
from spectral_proofs.asymptotics.phase_values import apart, crosses_for_ever, values
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.roots import located_numbers
from spectral_proofs.asymptotics.signs import enclosed_away_from_zero
from spectral_proofs.asymptotics.wave_signs import waves
from spectral_proofs.asymptotics.witnesses import crosses_zero
from spectral_proofs.derivation.argmax import argmax_level, lambda_exponent
from spectral_proofs.derivation.calculus import log_derivative, power_of
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.crossing import change_of_sign
from spectral_proofs.derivation.level_set import (
    FASTER,
    LevelSet,
    at_change,
    level_set,
    monotone_level_set,
    scaling_on_ray,
)
from spectral_proofs.derivation.sums import nothing
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.degrees import tidy
from spectral_proofs.results import Asymptotics, Fact, Frontier, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT, Rigour, Sampled, read_off, weakest


def derive_frontier(context: Context, increasing: Fact | None = None) -> Frontier:
    """Level set, scaling function, kappa and the limit of E_t/E_lambda.

    ``increasing`` says whether g increases in lambda, so that g = 1 once; None where that was not asked.
    """
    argmax, kappa = argmax_level(context)
    with context.reading() as read:
        found = _by_level(context, increasing)
        where = context.journal.get("frontier")
        if isinstance(where, LevelSet) and where.scaling is sympy.S.NaN and lambda_exponent(context.g) is not None:
            ratio, limit = _ratio(context, replace(where, place=context.g_cells[0].place, solution=None), found.level)
            found = replace(found, ratio=ratio, ratio_limit=limit)
        elif isinstance(where, LevelSet) and where.scaling is not sympy.S.NaN:
            ratio, limit = _ratio(context, where, found.level)
            found = replace(found, ratio=ratio, ratio_limit=limit)
    known = read_off(read)
    return replace(
        found,
        level=found.level.weakened(known),
        kappa=kappa,
        argmax=argmax,
        ratio=found.ratio.weakened(known),
        exists=found.exists.weakened(known),
        separable=_separable(context),
    )


def derive_level_set(context: Context) -> Frontier:
    """The same without the argmax of R, which takes most of the time, and without E_t/E_lambda."""
    with context.reading() as read:
        found = _by_level(context, None)
    return replace(found, level=found.level.weakened(read_off(read)))


def _separable(context: Context) -> bool:
    try:
        return lambda_exponent(context.g) is not None and context.g_cells[0].value.order > 0
    except UndecidedError:
        return False


def _by_level(context: Context, increasing: Fact | None) -> Frontier:
    asked = unsettled("not asked")
    try:
        found = context.journal["frontier"] = _level_set(context)
    except UndecidedError as error:
        unknown = unsettled(f"frontier: {error}")
        level = Asymptotics.without(unknown, "unknown", str(error))
        return Frontier(level, None, None, asked, unknown, unknown)
    if isinstance(found, str):
        exists = Fact(Truth.YES if found == FASTER else Truth.NO, found, EXACT)
        return Frontier(nothing(found), None, None, asked, Fact(Truth.NO, found, EXACT), exists)
    level = _order(found, located_numbers(found.solution) if context.oracle else _located(found, increasing))
    exists = Fact(Truth.YES, level.formula, level.rigour)
    if found.scaling is sympy.S.NaN:
        unknown = unsettled("the frontier runs between two leading terms, or between the scales t, log t, ...")
        return Frontier(level, None, None, asked, unknown, exists)
    return Frontier(level, scaling_on_ray(context.g_cells, found.place, found.scaling), None, asked, asked, exists)


def _level_set(context: Context) -> LevelSet | str:
    if context.oracle is not None:
        return monotone_level_set(context)
    return _refined(context, level_set(context))


def _refined(context: Context, found: LevelSet | str) -> LevelSet | str:
    """Where g tends to 1 on a whole cell, the ray on which g - 1 changes sign, if there is one."""
    if isinstance(found, str) or (found.place.kind != "sector" and found.scaling is not sympy.S.NaN):
        return found
    power = found.solution if found.place.level == 0 else found.place.prefix[0]
    try:
        change = change_of_sign(context, power if power is not None and power.is_Rational else None)
    except UndecidedError:
        return found
    return found if isinstance(change, str) else at_change(context, *change)


def derive_level(context: Context) -> Asymptotics:
    """Order of lambda_* alone; raises UndecidedError where the frontier stays open."""
    found = _level_set(context)
    return nothing(found) if isinstance(found, str) else _order(found, _located(found, None))


def _order(found: LevelSet, known: Rigour) -> Asymptotics:
    """The law of lambda_*; ``known`` is how it is known that g = 1 on this cell and nowhere below."""
    place = found.place
    yes = Fact(Truth.YES, f"g -> G(x) = {found.scaling} on {place}", known)
    if found.scaling is sympy.S.NaN:
        yes = Fact(Truth.YES, f"g - 1 changes sign at x = {found.solution} on {place}", known)
    zero = sympy.S.Zero
    if place.kind == "sector":
        power = place.prefix[0] if place.prefix else found.solution
        assert power is not None
        index = -power
        between = Fact(Truth.NO, f"lambda_* / t^({index}) leaves every power of log t behind", known)
        if found.remark or found.scaling is not sympy.S.NaN:
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
        reason=found.remark,
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
    if found.remark or not waves(found.scaling):  # nothing to search in, with parameters
        return unsettled(found.remark or f"G(x) = {found.scaling} = 1 has no closed solution")
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
    if waves(coefficient) and found.scaling is sympy.S.NaN:
        return unsettled("limit set of E_t/E_lambda along a frontier between the scales"), None
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
