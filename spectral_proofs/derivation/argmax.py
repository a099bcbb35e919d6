"""Where the learning rate R = w_lambda exp(-g) dg/dt is largest, and the value kappa of g there.

w_lambda is proportional to lambda^nu, nu = (a - b)/(2b), a factor that the paper's stationarity
condition drops. Stationarity reads nu + E_lambda(dg/dt) = g E_lambda(g).

1. If E_lambda(g) = m and E_lambda(dg/dt) are constants and dg/dt > 0, g = kappa = (m + nu)/m exactly, wherever
   g takes that value; kappa <= 0 means that R grows without end as lambda -> 0.
2. Otherwise the cell, or the single lambda (Lambda, or one that divides the head), that carries the maximum of R is
   found as for a sum, cells with dg/dt < 0 aside; on a ray
   R ~ x^nu exp(-G) D with D the coefficient of dg/dt, and kappa = G(x*) at its largest maximum, which is located and
   then proved to be the only one (:mod:`~spectral_proofs.asymptotics.peaks`) or sampled.

Left out: plateaus of R, and ties between maxima (undecided).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy

from spectral_proofs.asymptotics import series_functions
from spectral_proofs.asymptotics.directions import outward_growth
from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Domain, TouchesZeroError, refuse_moving_phases
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.laplace import refuse_hidden_maxima, refuse_jumps
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, iterated_log, largest
from spectral_proofs.asymptotics.peaks import largest_only_at
from spectral_proofs.asymptotics.places import Place, gaps_between, isolated_places
from spectral_proofs.asymptotics.roots import crossing, largest_maximum
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.weights import exponential_decay, smaller_than_every_power
from spectral_proofs.derivation.calculus import constant_elasticity, log_derivative
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.degrees import tidy
from spectral_proofs.results import Fact, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT, Sampled, read_off

_TIE = 1e-9


@dataclass(frozen=True)
class Rate:
    """Leading term of R on a cell, and g there."""

    coefficient: sympy.Expr
    monomial: Monomial
    direction: int
    g_coefficient: sympy.Expr
    g_order: int


def argmax_level(context: Context) -> tuple[Fact, sympy.Expr | None]:
    """Does g tend to a constant kappa > 0 along the argmax of R?"""
    nu = (context.spectrum.a - context.spectrum.b) / (2 * context.spectrum.b)
    with context.reading() as read:
        fact, kappa = _level(context, nu)
    return fact.weakened(read_off(read)), kappa


def _level(context: Context, nu: sympy.Expr) -> tuple[Fact, sympy.Expr | None]:
    try:
        exact = _separable(context, nu)
        return exact if exact is not None else _on_cells(context, nu)
    except UndecidedError as error:
        return unsettled(f"argmax of R: {error}"), None


def lambda_exponent(g: sympy.Expr) -> sympy.Expr | None:
    """m > 0 where g = lambda^m u(t), else None."""
    m = constant_elasticity(g)
    return m if m is not None and m.is_positive else None


def _separable(context: Context, nu: sympy.Expr) -> tuple[Fact, sympy.Expr | None] | None:
    if LAMBDA not in context.g.free_symbols and context.g_cells[0].value.order > 0:
        return Fact(Truth.NO, "g does not depend on lambda and tends to infinity along every path", EXACT), None
    m = lambda_exponent(context.g)
    if m is None:
        return None
    rises = eventually_positive(context, log_derivative(context.g, TIME), "dg/dt")
    if not rises.holds:
        raise UndecidedError(f"R has the sign of dg/dt; {rises.reason}")
    kappa = 1 + nu / m
    if not bool(kappa > 0):
        reason = f"R increases for ever as lambda -> 0: a = {context.spectrum.a} <= b(1-2m), m = {m}"
        return rises.implies(Truth.NO, reason), None
    head = context.g_cells[0].value
    if head.order > 0:
        return rises.implies(Truth.YES, f"stationarity gives g = kappa = 1 + (a-b)/(2bm) = {kappa} exactly"), kappa
    if head.order < 0:
        return Fact(Truth.NO, "g tends to zero for every lambda", EXACT), None
    if head.coefficient.free_symbols - {context.g_cells[0].place.domain.parameter}:
        return unsettled("g at the largest eigenvalue oscillates"), None
    top = head.coefficient.subs(context.g_cells[0].place.domain.parameter, context.spectrum.Lambda)
    kappa = sympy.Min(kappa, top)
    reason = f"g at the argmax tends to {kappa} (g at the largest eigenvalue tends to {top})"
    return rises.implies(Truth.YES, reason), kappa


def _on_cells(context: Context, nu: sympy.Expr) -> tuple[Fact, sympy.Expr | None]:
    context.refuse_hidden_transitions()
    speed = log_derivative(context.g, TIME)

    def build(evaluate: Evaluator, place: Place) -> Rate | None:
        g = evaluate(context.g)
        order = g.order()
        g_coefficient, g_monomial = g.lead()
        rate = evaluate(speed)
        if rate.exactly_zero or smaller_than_every_power(rate):
            return None
        if order > 0 and compare(g_monomial, iterated_log(0), place.domain) > 0:
            return None
        decay = sympy.exp(-g_coefficient) if order == 0 else sympy.S.One, UNIT, False
        if order > 0:
            decay = exponential_decay(-g)
        weight = series_functions.power(evaluate(LAMBDA), nu).lead() if nu != 0 else (sympy.S.One, UNIT)
        c, m = rate.lead()
        if not _positive(c, place):
            return None
        monomial = weight[1] * decay[1] * m
        direction = outward_growth(monomial, place)
        return Rate(weight[0] * decay[0] * c, monomial, direction, g_coefficient, order)

    cells = context.on_cells(build, with_tail=False)
    profile = [(c.place, None if c.value is None else c.value.direction) for c in cells]
    refuse_hidden_maxima(profile)
    refuse_jumps([(c.place, None if c.value is None else c.value.monomial) for c in cells])
    last = cells[-1].value
    if last is not None and last.direction > 0:
        return Fact(Truth.NO, "R increases for ever as lambda -> 0: no interior maximum", EXACT), None
    candidates = [(c.place, c.value) for c in cells if c.value is not None and c.value.direction == 0]
    heads = {value.monomial for place, value in candidates if place.kind == "head"}
    single = [(place, context.on_place(build, place)) for place in isolated_places(cells)]
    candidates += [(place, value) for place, value in single if value is not None and value.monomial not in heads]
    if not candidates:
        raise UndecidedError("no cell carries the maximum of R")
    best, equal = largest([value.monomial for _, value in candidates], context.point)
    for gap in gaps_between(cells):
        inside = context.in_gap(build, gap, context.g)
        if inside is not None and compare(inside.monomial, best, gap.place.domain) >= 0:
            raise UndecidedError(f"R may be largest between the cells ({gap.place})")
    return _kappa([(place, value) for place, value in candidates if value.monomial in equal])


def _positive(coefficient: sympy.Expr, place: Place) -> bool:
    """Whether dg/dt, and R with it, is positive on the cell; where it is negative, R is not largest."""
    try:
        return sign(coefficient, place.domain) > 0
    except TouchesZeroError as error:
        return error.weak_sign > 0


def _kappa(winners: list[tuple[Place, Rate]]) -> tuple[Fact, sympy.Expr | None]:
    orders = {value.g_order for _, value in winners}
    if orders == {1}:
        return Fact(Truth.NO, f"g tends to infinity along the argmax ({winners[0][0]})", EXACT), None
    if orders == {-1}:
        return Fact(Truth.NO, f"g tends to zero along the argmax ({winners[0][0]})", EXACT), None
    places = {(place.kind, place.prefix) for place, _ in winners}
    if len(places) > 1 or winners[0][0].kind in ("sector", "mode"):
        raise UndecidedError("the maximum of R is not on one ray")
    place, value = winners[0]
    phases = {s for _, v in winners for s in v.coefficient.free_symbols if s.name.startswith(PHASE_PREFIX)}
    exact = _power_law_kappa(value, place.domain) if len(winners) == 1 and not phases else None
    if exact is not None:
        return Fact(Truth.YES, f"G and D are powers of x on {place}: g -> kappa = {exact}", EXACT), exact
    if phases:
        return _kappa_by_phase(winners, phases)
    x, value = _highest(winners)
    kappa = value.g_coefficient.subs(place.domain.parameter, x).evalf(20)
    if not kappa.is_positive:
        raise UndecidedError(f"R is largest beside a zero or a pole of G, at x = {sympy.N(x, 8)} on {place}")
    reason = f"R is largest at x = {sympy.N(x, 8)} on {place}; kappa = {sympy.N(kappa, 12)}"
    proved = largest_only_at([(v.coefficient, p.domain) for p, v in winners], x)
    known = ENCLOSED if proved else Sampled(f"the maximum of R on {place}, on a net of points")
    return Fact(Truth.YES, reason, known), kappa


def _kappa_by_phase(winners: list[tuple[Place, Rate]], phases: set[sympy.Symbol]) -> tuple[Fact, sympy.Expr | None]:
    """kappa at eight phases of one oscillation: the same, or not."""
    refuse_moving_phases(*(value.coefficient for _, value in winners))
    if len(phases) > 1:
        raise UndecidedError("R oscillates with several phases")
    found = []
    for k in range(8):
        angle = {phase: sympy.pi * sympy.Rational(k, 4) for phase in phases}
        pinned = [(place, _at_phase(value, angle)) for place, value in winners]
        x, value = _highest(pinned)
        found.append(value.g_coefficient.subs(winners[0][0].domain.parameter, x).evalf(20))
    known = Sampled("the maximum of R at eight phases of an oscillation")
    if max(found) - min(found) < sympy.Float("1e-12"):
        return Fact(Truth.YES, "g at the largest R is the same at eight phases of the oscillation", known), found[0]
    spread = f"g at the argmax oscillates, at least between {min(found):.6f} and {max(found):.6f}"
    return Fact(Truth.NO, spread, known), None


def _at_phase(value: Rate, angle: dict[sympy.Symbol, sympy.Expr]) -> Rate:
    return replace(value, coefficient=value.coefficient.subs(angle), g_coefficient=value.g_coefficient.subs(angle))


def _centre(place: Place, value: Rate) -> float:
    """log x where g = 1 on the ray, near which R is largest."""
    solution = crossing(value.g_coefficient - 1, place.domain)
    return 0.0 if solution is None or solution <= 0 else float(sympy.log(solution).evalf(15))


def _highest(pieces: list[tuple[Place, Rate]]) -> tuple[sympy.Expr, Rate]:
    """The largest maximum over the pieces of one ray (kinks divide it)."""
    peaks = [(*largest_maximum(v.coefficient, place.domain, _centre(place, v)), v) for place, v in pieces]
    peaks.sort(key=lambda peak: peak[1], reverse=True)
    if len(peaks) > 1 and peaks[0][0] != peaks[1][0] and abs(peaks[0][1] - peaks[1][1]) < _TIE:
        raise UndecidedError("two maxima of R are equally high")
    return peaks[0][0], peaks[0][2]


def _power_law_kappa(value: Rate, domain: Domain) -> sympy.Expr | None:
    """For G = c x^m and R = d x^r exp(-G): the maximum is at G = r/m."""
    p = domain.parameter
    assert p is not None
    m = _constant(p * sympy.diff(value.g_coefficient, p) / value.g_coefficient, p)
    if m is None or value.g_order != 0:
        return None
    prefactor = value.coefficient * sympy.exp(value.g_coefficient)
    r = _constant(p * sympy.diff(prefactor, p) / prefactor, p)
    return None if r is None or not r.is_positive else r / m


def _constant(expr: sympy.Expr, p: sympy.Symbol) -> sympy.Expr | None:
    """The value of an expression that does not depend on p, None if it does."""
    values = [expr.subs(p, point).evalf(30) for point in (sympy.Rational(1, 3), sympy.Rational(7, 2))]
    if not abs(values[0] - values[1]) < sympy.Float("1e-20") * (1 + abs(values[0])):
        return None
    simple = tidy(expr)
    return None if simple.free_symbols else simple
