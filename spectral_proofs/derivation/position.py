"""Spectral position: where in the spectrum the loss falls, pos(t) = sum lambda_k r_k / (sum lambda_k sum r_k).

r_k = lambda_k w_k^2 exp(-2g) is the loss left in mode k, so sum r_k = L and the numerator is the same
spectral sum with exponent a + b. (For the tangent kernel Theta it is |grad L|^2 / (|df L|^2 Tr Theta).)

1. Order: the quotient of two spectral sums; under condition (2) both lie between monomial cases, and
   pos = Theta(t^-rho) whatever the cells say.
2. Decrease: d pos/dt = -2 Cov_r(lambda, dg/dt) / sum lambda, and a covariance of two functions that
   increase together is positive (Chebyshev). So d2g/dlambda dt > 0 on all cells suffices, if dg/dt has no jumps.
3. Else, where a single ray carries both sums and t dg/dt -> rho x G'(x) on it, integration by parts
   gives t pos'/pos -> -rho: pos decreases from some t on.

Source: "Spectral Reach" (2026), theory, section 5. Leaves out residuals that keep oscillating.
"""

from __future__ import annotations

from itertools import zip_longest

import sympy

from spectral_proofs.asymptotics.between import Bound
from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.laplace import Dominance
from spectral_proofs.asymptotics.monomial import UNIT, Monomial
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.signs import is_zero
from spectral_proofs.asymptotics.weights import Factor, residual_factor
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.continuity import where_continuous
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.derivation.sandwich import between
from spectral_proofs.derivation.sums import dominant, spectral_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Fact, Growth, Truth, unsettled
from spectral_proofs.results.further import PositionOrder
from spectral_proofs.results.rigour import EXACT, read_off, weakest


def position_order(context: Context, growth: Growth, loss: Asymptotics) -> PositionOrder:
    """The numerator, and pos as its quotient by ``loss`` and sum lambda."""
    numerator, sp = weighted_residual(context, growth), context.spectrum
    limit, top, bottom = None, numerator.constant, loss.constant
    if top is not None and bottom is not None and not top.has(sympy.Integral, sympy.Sum):
        limit = sympy.simplify(top / bottom / (sp.Lambda * sympy.zeta(sp.b)))
    return PositionOrder(numerator, quotient(numerator, loss, limit), limit)


def quotient(numerator: Asymptotics, loss: Asymptotics, limit: sympy.Expr | None) -> Asymptotics | None:
    """The law of pos where both orders are known."""
    if numerator.powers is None or loss.powers is None:
        return None
    pairs = zip_longest(numerator.powers, loss.powers, fillvalue=sympy.S.Zero)
    powers = tuple(sympy.expand(p - q) for p, q in pairs)
    index, log_index, *_ = (*powers, sympy.S.Zero)
    known = weakest(loss.rigour, numerator.rigour)
    settled = Fact(Truth.YES, "a quotient of two orders", known)
    return Asymptotics(
        index,
        log_index,
        settled,
        limit,
        settled,
        "pos",
        powers=powers,
        rigour=known,
        constant_rigour=weakest(loss.constant_rigour, numerator.constant_rigour),
    )


def weighted_residual(context: Context, growth: Growth | None) -> Asymptotics:
    """sum lambda_k^2 w_k^2 exp(-2g) = Lambda W sum k^(-a-b) exp(-2g) as t -> oo."""
    sp = context.spectrum
    with context.reading() as read:
        try:
            residual, bound = residual_factor(context.g), Bound(True, context.g)
            found = spectral_order(context, residual, sp.a + sp.b, sp.Lambda * sp.W, "sum lambda r", bound)
        except UndecidedError as error:
            found = Asymptotics.without(unsettled(f"sum lambda r: {error}"), "unknown", str(error))
    if growth is None or found.theta.truth is not Truth.UNKNOWN:
        return found.weakened(read_off(read))
    if growth.fact.holds and growth.m is not None and growth.n is not None:
        index = -growth.n / growth.m * (sp.a + sp.b - 1) / sp.b
        theta = growth.fact.implies(Truth.YES, "between two monomial cases by (2)")
        return between(theta, (index, sympy.S.Zero), "sum lambda r")
    return found.weakened(read_off(read))


def descent(context: Context, *, by_scaling: bool = True) -> Fact:
    """Whether pos(t) decreases for all large t; step 3 only where the modes are the context's, up to 1 + o(1)."""
    if never_moves(context):
        return Fact(Truth.NO, "dg/dt does not depend on lambda: the position never moves", EXACT)
    mixed = LAMBDA * TIME * sympy.diff(context.g, LAMBDA, TIME)
    together = eventually_positive(context, mixed, "d2g/dlambda dt", weakly=LAMBDA)
    together = where_continuous(context, together, sympy.diff(context.g, TIME), LAMBDA)
    if together.holds:
        return together.implies(Truth.YES, f"dg/dt increases in lambda ({together.reason})")
    if not by_scaling:
        return unsettled(f"whether the position decreases: {together.reason}")
    try:
        with context.reading() as read:
            scaled = _scaling(context)
    except (UndecidedError, Split) as error:
        return unsettled(f"whether the position decreases: {together.reason}; {error}")
    if scaled:
        return Fact(Truth.YES, scaled, read_off(read))
    return unsettled(f"whether the position decreases: {together.reason}")


def never_moves(context: Context) -> bool:
    """g = u(lambda) + v(t): the residuals keep their ratios, and pos(t) is constant."""
    return bool(sympy.expand_mul(sympy.diff(context.g, LAMBDA, TIME)) == 0)


def _scaling(context: Context) -> str:
    """Why t pos'/pos -> -rho by scaling (step 3), or an empty string."""
    sp = context.spectrum
    speed = TIME * sympy.diff(context.g, TIME)
    carriers = []
    for p in (sp.a, sp.a + sp.b):
        w = (p - 1) / sp.b
        carriers.append(_carrier(dominant(context, residual_factor(context.g), w, Bound(True, context.g))))
        carriers.append(_carrier(dominant(context, _moving(context.g, speed), w)))
    places = {None if found is None else found[0].prefix for found in carriers}
    if None in places or len(places) != 1 or carriers[0] is None:
        return ""
    if carriers[0][1] != carriers[1][1]:  # type: ignore[index]  # none of them is None here
        return ""
    place = carriers[0][0]
    rho = place.prefix[0]
    if not bool(rho > 0):
        return ""
    x = place.domain.parameter
    scaling, rate = context.on_place(lambda evaluate, _: _leads(evaluate, context.g, speed), place)
    vanishes = is_zero(rate - rho * x * sympy.diff(scaling, x), place.domain)
    context.note(place.domain.assumed)
    if not vanishes:
        return ""
    return f"one ray carries both sums and t dg/dt -> rho x G'(x) on it: t pos'/pos -> -{rho}"


def _moving(g: sympy.Expr, speed: sympy.Expr) -> Factor:
    """t dg/dt exp(-2g) as a leading term."""
    residual = residual_factor(g)

    def factor(evaluate: Evaluator) -> tuple[sympy.Expr, Monomial, bool] | None:
        left = residual(evaluate)
        series = evaluate(speed)
        if left is None or series.exactly_zero:
            return None
        coefficient, monomial = series.lead()
        return left[0] * coefficient, left[1] * monomial, left[2]

    return factor


def _leads(evaluate: Evaluator, g: sympy.Expr, speed: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    pairs = [evaluate(g).lead(), evaluate(speed).lead()]
    if any(monomial != UNIT for _, monomial in pairs):
        raise UndecidedError("g or t dg/dt is not of order one on the ray")
    return pairs[0][0], pairs[1][0]


def _carrier(found: Dominance) -> tuple[Place, Monomial] | None:
    """The one ray that carries a sum, with its order; None where anything else does."""
    if found.monomial is None or len(found.winners) != 1:
        return None
    place, leading = found.winners[0]
    phases = any(s.name.startswith(PHASE_PREFIX) for s in leading.coefficient.free_symbols)
    if place.kind != "ray" or phases or place.domain.low != 0 or place.domain.high is not sympy.oo:
        return None
    return place, found.monomial
