"""Orders of L(t) and S(t) from the cells, in the three regimes of Theorem 2 and beyond them."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import sympy

from spectral_proofs.asymptotics.between import UNBOUNDED, Bound
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.domain import (
    MOVING_PHASE,
    PHASE_PREFIX,
    Oracle,
    Split,
    moves_along_cell,
    phases_of,
    recur,
)
from spectral_proofs.asymptotics.kernels import NODE
from spectral_proofs.asymptotics.laplace import (
    Dominance,
    NotSummableError,
    Profile,
    constant_of,
    indices,
    leading_terms,
)
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.nodes import Nodes
from spectral_proofs.asymptotics.phase_values import points, sums_differ
from spectral_proofs.asymptotics.roots import located_numbers
from spectral_proofs.asymptotics.weights import Factor, learned_factor, residual_factor
from spectral_proofs.derivation.context import Context, show_monomial
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Fact, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT, OPEN, Rigour, Sampled

_VISIBLE = 1e-6  # relative difference of a constant between two phases that is no quadrature error


def loss_order(context: Context) -> Asymptotics:
    """L(t) = sum W k^(-a) exp(-2 g) as t -> oo (theory: section 3)."""
    sp = context.spectrum
    w = (sp.a - 1) / sp.b
    discrete = sp.W * NODE ** (-sp.a)
    continuous = sp.W / sp.b * sp.Lambda ** (-w)
    found = context.journal["L"] = _profile(context, residual_factor(context.g), w, Bound(True, context.g)).dominance()
    if found.unbounded:
        raise UndecidedError("exp(-2g) grows as lambda -> 0")
    if found.monomial is None:
        return nothing("L decays faster than every power of t")
    return _asymptotics(context, found, discrete, continuous, "L")


def energy_order(context: Context) -> Asymptotics:
    """S(t) = sum w_k^2 (1 - exp(-g))^2 as t -> oo, infinite where the modes beyond the frontier sum up."""
    sp = context.spectrum
    reason = infinite_energy(context)
    if reason:
        return Asymptotics.without(Fact(Truth.NO, reason, EXACT), "S = oo", infinite=True)
    w = -sp.s / sp.b
    discrete = sp.W / sp.Lambda * NODE ** (sp.b - sp.a)
    continuous = sp.W / sp.Lambda / sp.b * sp.Lambda ** (-w)
    found = context.journal["S"] = energy_profile(context).dominance()
    if found.unbounded:
        return nothing("S grows faster than every power of t")
    if found.monomial is None:
        raise UndecidedError("no cell carries S")
    return _asymptotics(context, found, discrete, continuous, "S")


def infinite_energy(context: Context) -> str:
    """Why S(t) = oo for every large t, or an empty string (:func:`tail_diverges`)."""
    sp = context.spectrum
    if not tail_diverges(context, sp.s, sympy.Integer(2)):
        return ""
    mu = tail_elasticity(context)
    law = f"g ~ lambda^({mu}) as lambda -> 0"
    return f"S = oo for all large t: {law} and 1+b-a = {sp.s} >= 2*({mu})*b = {2 * mu * sp.b}"


def tail_diverges(context: Context, s: sympy.Expr, power: sympy.Expr) -> bool:
    """Whether sum k^(s-1) (1 - exp(-g))^power = oo for every large t.

    At fixed t, g ~ c lambda^mu (log 1/lambda)^p1 (log log 1/lambda)^p2 ... as lambda -> 0 and the terms
    are k^(s - 1 - power mu b) (log k)^(power p1) ...; the first of s - power mu b, power p1 + 1, ... that is
    not zero decides, and if all vanish the sum diverges (Bertrand's criterion). Where g = 0 the terms are 0.
    """
    if context.g_cells[-1].value.vanishes:
        return False
    powers = _tail_powers(context)
    excesses = (s + power * powers[0] * context.spectrum.b, *(power * p + 1 for p in powers[1:]))
    for excess in excesses:
        try:
            decided = context.sign(excess, context.g_cells[-1].place.domain)
        except Split as split:
            raise UndecidedError(f"the power of lambda in g at fixed t changes sides at t = {split.point}") from split
        if decided:
            return decided > 0
    return True


def tail_elasticity(context: Context) -> sympy.Expr:
    """mu of g ~ lambda^mu as lambda -> 0 at fixed t; 0 where g stays away from zero."""
    return -_tail_powers(context)[0]


def _tail_powers(context: Context) -> tuple[sympy.Expr, ...]:
    """Powers of 1/lambda, its logarithm, ... in g at fixed t; zeros where g stays away from zero."""
    value = context.g_cells[-1].value
    if value.order >= 0:
        return tuple(sympy.S.Zero for _ in value.monomial.powers)
    if value.monomial.extra:
        raise UndecidedError("g at fixed t is no power of lambda as lambda -> 0")
    return value.monomial.powers


def spectral_order(
    context: Context, factor: Factor, p: sympy.Expr, scale: sympy.Expr, name: str, bound: Bound = UNBOUNDED
) -> Asymptotics:
    """Order of sum_k scale k^(-p) F(lambda_k, t) as t -> oo; F given by its leading terms, and by a bound of it.

    Raises UndecidedError where no cell is known to carry the sum.
    """
    sp = context.spectrum
    w = (p - 1) / sp.b
    found = dominant(context, factor, w, bound)
    if found.unbounded:
        return nothing(f"{name} grows faster than every power of t")
    if found.monomial is None:
        return nothing(f"{name} decays faster than every power of t")
    return _asymptotics(context, found, scale * NODE ** (-p), scale / sp.b * sp.Lambda ** (-w), name)


def _profile(context: Context, factor: Factor, w: sympy.Expr, bound: Bound) -> Profile:
    """Leading terms on all cells and in all gaps; one logarithm deeper where the frontier is at x -> oo of a ray.

    lambda t^(2 - 1/(1 + lambda t)) reaches 1 where lambda t log t ~ log log t, a logarithm more than is written in it.
    """
    context.refuse_hidden_transitions("moving", *([] if bound.residual is not None else ["far"]))
    for levels in (context.levels, context.levels + 1):
        found = leading_terms(factor, w, (LAMBDA, TIME), _nodes(context), levels, context.memory, bound, context.oracle)
        context.note(found.assumed)
        try:
            found.dominance()
        except NotSummableError:
            continue
        except UndecidedError:
            pass  # for whoever asks
        break
    return found


def dominant(context: Context, factor: Factor, w: sympy.Expr, bound: Bound = UNBOUNDED) -> Dominance:
    """Which cells carry int lambda^w F d log lambda as t -> oo."""
    return _profile(context, factor, w, bound).dominance()


def energy_profile(context: Context) -> Profile:
    """Leading terms of the summand of S on all cells, found once."""
    if "S" not in context.profiles:
        sp = context.spectrum
        context.profiles["S"] = _profile(
            context, learned_factor(context.g), -sp.s / sp.b, Bound(True, learned=context.g)
        )
    context.note(context.profiles["S"].assumed)
    return context.profiles["S"]


def _nodes(context: Context) -> Nodes:
    return Nodes(context.spectrum.Lambda, context.spectrum.b)


def nothing(reason: str) -> Asymptotics:
    """No index exists."""
    return Asymptotics.without(Fact(Truth.NO, reason, EXACT), reason)


def _asymptotics(
    context: Context, found: Dominance, discrete: sympy.Expr, continuous: sympy.Expr, name: str
) -> Asymptotics:
    assert found.monomial is not None
    order = show_monomial(found.monomial)
    if _oscillates(found.monomial):
        return _wandering(found.monomial, name, order)
    index, log_index, whole = indices(found.monomial, context.point)
    where = "; ".join(str(place) for place, _ in found.winners) or "single modes"
    theta = Fact(Truth.YES, f"carried by {where}", EXACT)
    if not whole:
        theta = Fact(Truth.NO, f"{name} has the order {order}", EXACT)
    law = Asymptotics(index, log_index, theta, None, theta, f"{name} ~ ? {order}", rigour=EXACT, constant_rigour=OPEN)
    powers = None if found.monomial.extra else found.monomial.powers
    if any(moves_along_cell(lead.coefficient) for _, lead in found.winners):
        moving = unsettled(f"whether {name}/({order}) has a limit: {MOVING_PHASE}")
        return replace(law, equivalent=moving, powers=powers)
    try:
        constant: sympy.Expr | None = _finite(constant_of(found, discrete, continuous, _nodes(context)))
    except UndecidedError as error:
        unknown = unsettled(str(error))
        known = None if isinstance(error, NotSummableError) else index
        return replace(law, index=known, log_index=None, theta=unknown, equivalent=unknown)
    equivalent, located = Fact(Truth.YES, f"one limit, carried by {where}", EXACT), located_numbers(constant)
    assert constant is not None
    known = _differs_by_phase(constant, name, context.oracle)
    if known is not None:
        phases = ", ".join(sorted(s.name for s in constant.free_symbols if s.name.startswith(PHASE_PREFIX)))
        reason = (
            f"{name}/({order}) keeps oscillating between positive bounds: limit set {constant}, {phases} in [0, 2*pi)"
        )
        equivalent = Fact(Truth.NO, reason, known)
        constant = None
    shown = "c" if context.brief or constant is None else _shown(constant)
    formula = f"{name} ~ {shown} {order}" if constant is not None else f"{name} = Theta({order})"
    return replace(
        law,
        constant=constant,
        equivalent=equivalent,
        formula=formula,
        powers=powers,
        reason=f"carried by {where}",
        constant_rigour=located,
    )


def _finite(constant: sympy.Expr) -> sympy.Expr:
    if constant.has(sympy.nan, sympy.zoo, -sympy.oo) or constant is sympy.oo or _singular_sum(constant):
        raise UndecidedError("the leading terms are not finite where the sum is carried")
    return constant


def _singular_sum(constant: sympy.Expr) -> bool:
    """A sum over modes has a first term that is not finite: g is larger at lambda = Lambda than beside it."""
    for part in constant.atoms(sympy.Sum):
        (k, first, _), *_ = part.limits
        if part.function.subs(k, first).has(sympy.nan, sympy.zoo, sympy.oo):
            return True
    return False


def _oscillates(monomial: Monomial) -> bool:
    """A power of the monomial moves with the phase of an oscillation."""
    coefficients = [c for c, _ in monomial.log_terms()]
    return any(s.name.startswith(PHASE_PREFIX) for c in coefficients for s in c.free_symbols)


def _wandering(monomial: Monomial, name: str, order: str) -> Asymptotics:
    """The power of t, or of a slower scale, oscillates for ever: (log t)^(-4 - 2 sin(phase)), say."""
    steady = not monomial.extra and not monomial.powers[0].free_symbols
    reason = f"{name} has the order {order}, whose power oscillates"
    return Asymptotics.without(Fact(Truth.NO, reason, EXACT), reason, index=monomial.powers[0] if steady else None)


def _shown(constant: sympy.Expr) -> str:
    """The exact constant when short, else its decimals."""
    if not constant.has(sympy.Integral, sympy.Sum) and len(str(constant)) <= 40:
        return f"({constant})"
    value = decimal(constant)
    return "c" if value is None else f"({mpmath.nstr(value, 12)})"


def _differs_by_phase(constant: sympy.Expr, name: str, oracle: Oracle | None) -> Rigour | None:
    """How it is known that two phases that recur give different constants; None where it is one number."""
    phases = phases_of(constant)
    if not phases:
        return None
    constant = constant if oracle is None else oracle.pinned(constant)
    if sums_differ(constant):
        return ENCLOSED
    first = None
    for count, point in enumerate(points(constant), 1):
        value = decimal(constant.subs(point))
        if value is None or not recur(phases):
            break
        if first is not None and abs(value - first) > _VISIBLE * abs(first):
            return Sampled(f"the constant of {name} at {count} phases of an oscillation")
        first = value if first is None else first
    raise UndecidedError("whether a constant depends on the phase of an oscillation")
