"""derive(g, spectrum): all exponents of one candidate, symbolically.

1. g without what cancels identically (:mod:`spectral_proofs.asymptotics.exact_form`), and its standing hypotheses
(:mod:`.hypotheses`), 2. condition (2) (:mod:`.growth`), 3. frontier (:mod:`.frontier`), 4. orders of L and S
(:mod:`.sums`); where step 4 is undecided, a complete expansion (:mod:`.expansions`) may give them, and where (2) holds
the sandwich of Propositions 1 and 3 their Theta-orders; where g = h(lambda) u(t) moves between the cells, regular
variation (:mod:`.regular_variation`) gives the indices; where g vanishes for ever (:mod:`.returns`), there are none;
5. pruning (:mod:`.truncation`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import sympy

from spectral_proofs.asymptotics.exact_form import exact_form
from spectral_proofs.bounds.constants import GrowthConstants, growth_constants
from spectral_proofs.bounds.tight import as_texts, explicit_theorems
from spectral_proofs.derivation.calculus import constant_elasticity
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.expansions import by_expansion
from spectral_proofs.derivation.falsify import unbounded_ratio
from spectral_proofs.derivation.frontier import derive_frontier, derive_level_set
from spectral_proofs.derivation.growth import decide_growth
from spectral_proofs.derivation.hypotheses import decide_hypotheses
from spectral_proofs.derivation.polygon import by_polygon
from spectral_proofs.derivation.recorder import record
from spectral_proofs.derivation.regular_variation import in_gap, regular_variation, steep_enough
from spectral_proofs.derivation.returns import returns
from spectral_proofs.derivation.sandwich import by_sandwich
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.derivation.truncation import derive_truncation
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Fact, Frontier, Growth, Laws, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT, Rigour, Sampled, proves, read_off, weakest

_ORDERS = {"L": loss_order, "S": energy_order}


def derive(g: sympy.Expr, spectrum: Spectrum, *, explain: bool = False) -> Derivation:
    """Exponents, frontier and orders of growth of L and S for a resolved g (no free parameters).

    What cannot be settled is ``Truth.UNKNOWN`` in the part concerned, with the first missing fact.
    ``explain`` adds the trace of all steps.
    """
    g = exact_form(g)
    context = Context(g, spectrum)
    hypotheses = decide_hypotheses(context)
    growth, constants = _with_constants(context, decide_growth(context))
    if growth.explicit:  # g >= c1 lambda^m t^n
        hypotheses = replace(hypotheses, positive=hypotheses.positive.strengthened(growth.fact.rigour))
    laws = laws_of(context, growth, partial(derive_frontier, increasing=hypotheses.increasing_in_lambda))
    frontier, loss, energy = _by_lemma5(growth, laws.frontier), laws.loss, laws.energy
    frontier, loss, energy = _by_regular_variation(context, hypotheses.positive, (frontier, loss, energy))
    frontier, loss, energy = _in_gap(context, hypotheses.increasing_in_lambda, (frontier, loss, energy))
    energy = replace(energy, offset=_offset(context, energy))
    zeros = None if growth.fact.holds else returns(context)
    if zeros is not None:
        hypotheses, growth, frontier = zeros.hypotheses(hypotheses), zeros.growth(), zeros.frontier(frontier)
        loss, energy = zeros.loss(), zeros.energy()
    truncation = derive_truncation(context, frontier, growth, energy)
    steps = (growth.fact.reason, frontier.level.formula, loss.formula, energy.formula)
    found = Derivation(
        g,
        hypotheses,
        growth,
        frontier,
        loss,
        energy,
        _regime(spectrum, growth, energy),
        steps,
        {} if constants is None else as_texts(explicit_theorems(g, constants, spectrum)),
        truncation,
        tuple(context.assumed),
        rigour=_whole(growth),
    )
    return replace(found, trace=record(context, found)) if explain else found


def _by_regular_variation(
    context: Context, positive: Fact, found: tuple[Frontier, Asymptotics, Asymptotics]
) -> tuple[Frontier, Asymptotics, Asymptotics]:
    """The same, with what :mod:`.regular_variation` knows where the cells leave the frontier open."""
    frontier, loss, energy = found
    level, index = frontier.level, frontier.level.index
    stands = level.theta.truth is not Truth.UNKNOWN or index is not None
    if (stands and loss.theta.truth is not Truth.UNKNOWN) or not positive.holds:
        return found
    regular = regular_variation(context)
    if regular is None or (stands and index != -regular.rho):
        return found
    context.journal["regular variation"] = regular.m
    regular = replace(regular, rigour=weakest(regular.rigour, positive.rigour))
    if loss.theta.truth is Truth.UNKNOWN:
        loss = regular.loss((context.spectrum.a - 1) / context.spectrum.b)
    if energy.theta.truth is Truth.UNKNOWN:
        energy = regular.energy(context.spectrum.s / context.spectrum.b) or energy
    return regular.frontier(frontier), loss, energy


def _in_gap(
    context: Context, increasing: Fact, found: tuple[Frontier, Asymptotics, Asymptotics]
) -> tuple[Frontier, Asymptotics, Asymptotics]:
    """The same, with what elasticities in a gap between two cells say where it holds the frontier."""
    frontier, loss, energy = found
    if not increasing.holds or loss.theta.truth is not Truth.UNKNOWN:
        return found
    regular = in_gap(context)
    if regular is None or regular.rho != -(frontier.level.index or 0):
        return found
    context.journal["regular variation"] = regular.m
    regular = replace(regular, rigour=weakest(regular.rigour, increasing.rigour))
    loss, law = (
        regular.loss((context.spectrum.a - 1) / context.spectrum.b),
        regular.energy(context.spectrum.s / context.spectrum.b),
    )
    steep = steep_enough(context, regular) if energy.theta.truth is Truth.UNKNOWN and law is not None else None
    if law is not None and steep is not None:
        energy = replace(law, theta=law.theta.weakened(steep), rigour=weakest(law.rigour, steep))
    return regular.frontier(frontier), loss, energy


def derive_laws(g: sympy.Expr, spectrum: Spectrum) -> Laws:
    """Frontier, L and S as :func:`derive` finds them; no argmax, no hypotheses, no condition (2) and its sandwich."""
    return laws_of(Context(g, spectrum, brief=True))


def laws_of(
    context: Context, growth: Growth | None = None, frontier: Callable[[Context], Frontier] = derive_level_set
) -> Laws:
    """L, S and the frontier, the stages that exact numbers and free parameters share.

    The context's oracle answers about signs; there is none where all is a number.

    Args:
        context: g and the spectrum.
        growth: condition (2), where it was decided.
        frontier: what is asked of the frontier.

    Raises:
        CaseSplit: an answer depends on the parameters.
    """
    found = None if context.oracle is None else by_polygon(context)  # cells say more of numbers: a trace, transitions
    if found is not None:
        return found
    loss, energy = order_of(context, "L", growth), order_of(context, "S", growth)
    return Laws(frontier(context), loss, energy)


def _with_constants(context: Context, growth: Growth) -> tuple[Growth, GrowthConstants | None]:
    """The same growth condition with constants proved on the whole quadrant, where bounds can be found.

    They settle what the cells leave open.
    """
    if growth.fact.truth is Truth.UNKNOWN and "powers" in context.journal:
        return _by_bounds_alone(context, growth)
    if not growth.fact.holds or growth.m is None or growth.n is None:
        return growth, None
    try:
        found = growth_constants(context.g, growth.m, growth.n, context.spectrum.Lambda)
    except UndecidedError as error:
        against = unbounded_ratio(context.g, growth.m, growth.n, context.spectrum.Lambda)
        if against:
            return Growth(unsettled(f"{growth.fact.reason}, yet {against}")), None
        context.assumed.append(_bounds(error))
        return replace(growth, fact=growth.fact.weakened(Sampled(_bounds(error)))), None
    fact = replace(growth.fact, rigour=ENCLOSED)  # whatever the cells were read off: bounds on the whole quadrant
    return replace(growth, fact=fact, c1=found.c1, c2=found.c2, t0=found.t0, explicit=True), found


def _by_bounds_alone(context: Context, growth: Growth) -> tuple[Growth, GrowthConstants | None]:
    """The condition by constants for the powers that the last sector has, which no other powers could satisfy."""
    m, n = context.journal["powers"]
    try:
        found = growth_constants(context.g, m, n, context.spectrum.Lambda)
    except UndecidedError:
        return growth, None
    fact = Fact(Truth.YES, f"{found.c1} <= g/(lambda^({m}) t^({n})) <= {found.c2} for t >= {found.t0}", ENCLOSED)
    return Growth(fact, m, n, found.c1, found.c2, found.t0, explicit=True), found


def _by_lemma5(growth: Growth, frontier: Frontier) -> Frontier:
    """The same frontier; under (2), lambda_* = Theta(t^(-n/m)) whatever the cells were read off."""
    if not growth.fact.holds or growth.m is None or growth.n is None or not frontier.exists.holds:
        return frontier
    level = frontier.level.ordered_by(growth.fact, -growth.n / growth.m, sympy.S.Zero)
    return replace(frontier, level=level, exists=frontier.exists.strengthened(growth.fact.rigour))


def _whole(growth: Growth) -> Rigour:
    """What holds of every part: cells that promise bounds which are not found may deceive everywhere."""
    return EXACT if growth.explicit or not growth.fact.holds else growth.fact.rigour


def _bounds(missing: UndecidedError) -> str:
    return f"g/(lambda^m t^n) on curves; bounds on it: {missing}"


def order_of(context: Context, name: str, growth: Growth | None = None) -> Asymptotics:
    """The law of L or S (``name``) from its cells, its expansion or, where (2) holds, the sandwich.

    Raises CaseSplit: it depends on the parameters.
    """
    try:
        with context.reading() as read:
            found = _ORDERS[name](context)
    except UndecidedError as error:
        found = Asymptotics.without(unsettled(f"{name}: {error}"), "unknown", str(error))
    except (OverflowError, RecursionError) as error:
        missing = f"the derivation ran out of numbers or nesting: {error}"
        found = Asymptotics.without(unsettled(f"{name}: {missing}"), "unknown", missing)
    found = found.weakened(read_off(read))
    if found.theta.truth is not Truth.UNKNOWN:
        return _sandwiched(context, growth, name, found)
    whole = by_expansion(context, name)
    if whole is not None:
        return whole
    return by_sandwich(context, growth, name) if growth is not None and growth.fact.holds else found


def _sandwiched(context: Context, growth: Growth | None, name: str, found: Asymptotics) -> Asymptotics:
    """The same law; by (2) its order may be known better than by the cells."""
    if growth is None or not growth.fact.holds or (proves(found.rigour) and proves(found.theta.rigour)):
        return found
    other = by_sandwich(context, growth, name)
    return found.ordered_by(other.theta, other.index, other.log_index)


def _offset(context: Context, energy: Asymptotics) -> sympy.Expr | None:
    """zeta(a-b), the next-order constant of S for a monomial g; it slows plain slope fits."""
    sp = context.spectrum
    if energy.index is None or not bool(energy.index > 0) or sp.a == sp.b + 1:
        return None
    m = constant_elasticity(context.g)
    if m is None or context.g_cells[0].value.order <= 0:
        return None
    return sp.W / sp.Lambda * sympy.zeta(sp.a - sp.b)


def _regime(spectrum: Spectrum, growth: Growth, energy: Asymptotics) -> str:
    s = spectrum.s
    if energy.infinite:
        return f"S infinite: 1+b-a = {s} is too large for the decay of g beyond the frontier"
    if bool(s < 0):
        return f"bounded: a > b+1 (1+b-a = {s})"
    if s == 0:
        return "critical: a = b+1"
    if growth.m is None:
        fails = "does not hold" if growth.fact.truth is Truth.NO else "is open"
        return f"0 < 1+b-a = {s}: a power law under condition (2), which {fails} for this g"
    return f"power law: 0 < 1+b-a = {s} < 2mb = {2 * growth.m * spectrum.b}"
