"""How far N modes reach: the loss floor and the deepest spectral position, N -> oo after t -> oo.

1. Floor: L(t) -> sum_{k>N} lambda_k w_k^2 = Theta(N^(1-a)) iff g -> oo at every eigenvalue. A mode on
   which g stays bounded leaves a loss that no N removes.
2. pos(t) = sum lambda_k r_k / (sum lambda_k sum r_k) over k <= N never falls below lambda_N / sum lambda_k.
   Under condition (2) only modes with lambda_k <= (c2/c1)^(1/m) lambda_N are left in the end, so that
   the deepest position is Theta(N^-b).
3. Otherwise d = lim lambda dg/dlambda at fixed lambda decides. d = oo: mode N alone is left. d finite: the
   residuals keep the ratios exp(2 int d/lambda); with d -> d0 as lambda -> 0 they are k^(2 d0 b - a), and the
   quotient of the sums of k^(2 d0 b - a - b) and k^(2 d0 b - a) up to N is Theta(N^-b) iff 2 d0 b > a + b - 1
   (Karamata); at the border a logarithm is left. That this is the deepest position needs one that decreases at every t,
   by d2g/dlambda dt > 0: what scaling says of infinitely many modes is over once lambda_* < lambda_N.
4. It may be passed on the way: at the t with g(lambda_(N/2), t) = 1 the loss left in modes up to N is no less than
   c N^(1-a), as g increases in lambda, so that pos(t) = Theta(N^-b) where the sum of lambda_k r_k over all modes is
   Theta(lambda_*^((a+b-1)/b)).

Source: "Spectral Reach" (2026); theory, section 5. Leaves out residuals that keep oscillating.
"""

from __future__ import annotations

from itertools import zip_longest

import sympy

from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import UNIT, compare
from spectral_proofs.asymptotics.nodes import Nodes
from spectral_proofs.asymptotics.places import Cell, Place, isolated_places
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context, GCell
from spectral_proofs.derivation.position import descent, never_moves, weighted_residual
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Fact, Growth, Truth, unsettled
from spectral_proofs.results.further import Reach
from spectral_proofs.results.rigour import EXACT, read_off, weakest


def reach(context: Context, growth: Growth, increasing: Fact, level: Asymptotics) -> Reach:
    """Loss floor and deepest position; ``increasing`` says whether g increases in lambda, ``level`` is lambda_*."""
    if growth.fact.holds:
        return Reach(
            growth.fact.implies(Truth.YES, "g -> oo at every eigenvalue by (2)"),
            growth.fact.implies(
                Truth.YES, "by (2) only modes with lambda_k <= (c2/c1)^(1/m) lambda_N are left in the end"
            ),
        )
    with context.reading() as read:
        found = _by_cells(context, increasing, level)
    known = read_off(read)
    return Reach(found.floor.weakened(known), found.deepest.weakened(known), found.decay)


def _by_cells(context: Context, increasing: Fact, level: Asymptotics) -> Reach:
    try:
        stuck = _never_learned(context)
        if stuck:
            no = Fact(Truth.NO, stuck, EXACT)
            return Reach(no, no)
        floor = Fact(Truth.YES, "g -> oo at every eigenvalue", EXACT)
        if not increasing.holds and context.g.has(LAMBDA):
            return Reach(floor, unsettled(f"which modes are left: {increasing.reason}"))
        deepest, decay = _left_over(context)
        if not deepest.holds:
            deepest = _on_the_way(context, level) or deepest
        return Reach(floor, deepest.weakened(increasing.rigour) if context.g.has(LAMBDA) else deepest, decay)
    except (UndecidedError, Split) as error:
        unknown = unsettled(f"g at fixed lambda: {error}")
        return Reach(unknown, unknown)


def _never_learned(context: Context) -> str:
    """An eigenvalue at which g stays bounded, in words, or an empty string."""
    nodes = Nodes(context.spectrum.Lambda, context.spectrum.b)

    def unbounded(evaluate: Evaluator, _: Place) -> bool:
        series = evaluate(context.g)
        return not series.exactly_zero and series.order() > 0

    heads = [cell for cell in context.g_cells if cell.place.kind == "head"]
    for cell in heads:
        if cell.value.order <= 0 and _has_eigenvalue(cell, nodes):
            domain = cell.place.domain
            return f"g stays bounded for fixed lambda, {domain.low} < lambda < {domain.high}: no N removes that loss"
    for place in isolated_places(heads):
        if nodes.index(place.point) is not None and not context.on_place(unbounded, place):
            return f"g stays bounded at lambda = {place.point}: no N removes that loss"
    return ""


def _has_eigenvalue(cell: Cell[GCell], nodes: Nodes) -> bool:
    low, high = cell.place.domain.low, cell.place.domain.high
    if low == 0:
        return True
    first = sympy.floor((nodes.Lambda / high) ** (1 / nodes.b)) + 1
    return bool(first < (nodes.Lambda / low) ** (1 / nodes.b))


def _left_over(context: Context) -> tuple[Fact, sympy.Expr | None]:
    """Whether the deepest position is Theta(N^-b), and 2 d0."""
    place = next(c.place for c in context.g_cells if c.place.kind == "head" and c.place.domain.low == 0)
    elasticity = LAMBDA * sympy.diff(context.g, LAMBDA)

    def build(evaluate: Evaluator, where: Place) -> sympy.Expr:
        series = evaluate(elasticity)
        if series.exactly_zero or series.order() < 0:
            return sympy.S.Zero
        coefficient = series.lead()[0]
        if series.order() == 0:
            return coefficient
        if sign(coefficient, where.domain) <= 0:
            raise UndecidedError("dg/dlambda at fixed lambda")
        return sympy.oo

    d = context.on_place(build, place)
    if d is sympy.oo:
        return Fact(Truth.YES, "lambda dg/dlambda -> oo at fixed lambda: mode N alone is left", EXACT), None
    if any(s.name.startswith(PHASE_PREFIX) for s in d.free_symbols):
        raise UndecidedError("the residuals keep oscillating")
    return _by_decay(context, d, place)


def _by_decay(context: Context, d: sympy.Expr, place: Place) -> tuple[Fact, sympy.Expr | None]:
    sp = context.spectrum
    near_zero = d.subs(place.domain.parameter, 1 / TIME)
    d0 = _limit(context, near_zero)
    if d0 is sympy.oo:
        return Fact(Truth.YES, "lambda dg/dlambda grows as lambda -> 0: the last modes are left", EXACT), None
    excess = sign(2 * d0 * sp.b - (sp.a + sp.b - 1), context.point)
    shape = f"the residuals end as lambda^({-2 * d0}) and 2 d0 b = {2 * d0 * sp.b}"
    needed = f"a + b - 1 = {sp.a + sp.b - 1}"
    if excess > 0:
        return Fact(Truth.YES, f"{shape} > {needed}", EXACT), 2 * d0
    rest = sympy.simplify(near_zero - d0)
    if excess == 0 and rest != 0 and not _is_power(context, rest):
        return unsettled(f"{shape} = {needed}"), 2 * d0
    monotone = descent(context, by_scaling=False)
    if not monotone.holds and not never_moves(context):
        return unsettled(f"the position at t = oo is too large ({shape}), earlier ones are open"), 2 * d0
    relation = "<" if excess < 0 else "="
    known = monotone.rigour if monotone.holds else EXACT
    return Fact(Truth.NO, f"{shape} {relation} {needed}: large modes keep too much of the loss", known), 2 * d0


def _on_the_way(context: Context, level: Asymptotics) -> Fact | None:
    """Step 4; None where it does not apply."""
    sp = context.spectrum
    numerator = weighted_residual(context, None)
    if not (level.theta.holds and numerator.theta.holds) or level.powers is None or numerator.powers is None:
        return None
    share = (sp.a + sp.b - 1) / sp.b
    pairs = zip_longest(level.powers, numerator.powers, fillvalue=sympy.S.Zero)
    moves = next((power for power in level.powers if power != 0), sympy.S.Zero)
    if not bool(moves < 0) or any(sympy.expand(share * p - q) != 0 for p, q in pairs):
        return None
    reason = (
        f"sum lambda_k r_k = Theta(lambda_*^({share})), and Theta(N^({1 - sp.a})) is left when lambda_* = lambda_(N/2)"
    )
    known = (law.rigour for law in (level, level.theta, numerator, numerator.theta))
    return Fact(Truth.YES, reason, weakest(*known))


def _limit(context: Context, expr: sympy.Expr) -> sympy.Expr:
    """Limit of a function of t, oo or finite."""
    if TIME not in expr.free_symbols:
        return expr
    coefficient, monomial = context.eventual_order(expr)
    size = compare(monomial, UNIT, context.point)
    return sympy.oo if size > 0 else coefficient if size == 0 else sympy.S.Zero


def _is_power(context: Context, expr: sympy.Expr) -> bool:
    """A function of t that vanishes like a negative power of t."""
    return bool(context.eventual_order(expr)[1].powers[0] < 0)
