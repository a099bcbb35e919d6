"""Is the loss of orthonormal features, eq. (15), finite?  sum w_k^2 exp(-2g) with w_k^2 = (W/Lambda) k^(b-a).

1. Where g is positive and increases in lambda, exp(-2 g(Lambda, t)) <= exp(-2g) <= 1 as lambda -> 0 at fixed t:
   the sum converges like sum k^(b-a), iff a > b + 1, whatever g.
2. For other g its order as lambda -> 0 decides: bounded, as in step 1; unbounded, by Bertrand's criterion for
   k^(b-a) exp(-2g).

Leaves out small t: finite and infinite are for all large t.
"""

from __future__ import annotations

from spectral_proofs.asymptotics.domain import Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.weights import residual_factor
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Fact, Hypotheses, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, read_off, weakest


def orthonormal_loss(context: Context, hypotheses: Hypotheses) -> Fact:
    """Whether sum w_k^2 exp(-2g) < oo for all large t."""
    with context.reading() as read:
        found = _decided(context, hypotheses)
    return found.weakened(read_off(read))


def _decided(context: Context, hypotheses: Hypotheses) -> Fact:
    sp = context.spectrum
    standing = (hypotheses.positive, hypotheses.increasing_in_lambda)
    bounded = all(fact.holds for fact in standing)
    known = weakest(*(fact.rigour for fact in standing)) if bounded else EXACT
    why = "exp(-2 g(Lambda, t)) <= exp(-2g) <= 1"
    try:
        if not bounded:
            if context.g_cells[-1].value.order > 0:
                return _unbounded(context)
            why = "g stays bounded as lambda -> 0"
    except (UndecidedError, Split) as error:
        return unsettled(f"g as lambda -> 0: {error}")
    if bool(sp.s < 0):
        return Fact(Truth.YES, f"{why} and sum k^({sp.b - sp.a}) < oo: a > b+1", known)
    reason = f"sum w_k^2 exp(-2g) = oo: {why} and sum k^({sp.b - sp.a}) = oo for a <= b+1 = {sp.b + 1}"
    return Fact(Truth.NO, reason, known)


def _unbounded(context: Context) -> Fact:
    """g -> oo as lambda -> 0."""
    factor = residual_factor(context.g)

    def build(evaluate: Evaluator, _: Place) -> Monomial | None:
        found = factor(evaluate)
        return None if found is None else found[1]

    place = context.g_cells[-1].place
    monomial = context.on_place(build, place)
    if monomial is None:
        return Fact(Truth.YES, "exp(-2g) is smaller than every power of lambda as lambda -> 0", EXACT)
    sp = context.spectrum
    excesses = [sp.s + monomial.powers[0] * sp.b]
    excesses += [] if monomial.extra else [p + 1 for p in monomial.powers[1:]]
    decided = next(
        (found for found in (context.sign(e, place.domain) for e in excesses) if found), 0 if monomial.extra else 1
    )
    shape = f"exp(-2g) ~ lambda^({-monomial.powers[0]}) to leading order as lambda -> 0"
    if not decided:
        raise UndecidedError(f"{shape}, at the border of convergence")
    if decided < 0:
        return Fact(Truth.YES, f"{shape}: the sum converges", EXACT)
    return Fact(Truth.NO, f"{shape}: the sum diverges", EXACT)
