"""Exponents on modes that are formulas in k, or geometric: only their energy distribution matters.

Formulas.  Let mu_k = k^(-b0) be exact powers and lambda(mu), c(mu) the formulas with k = mu^(-1/b0).
1. g(lambda(mu), t) is an evolution function on exact powers: the cells of :mod:`.context` order it, logarithms and
   oscillations of lambda_k included, and L = sum k^(-a0) v exp(-2g), S = sum k^(b-a0) w (1 - exp(-g))^2 are sums whose
   summand has one more factor, v or w, ordered on the same cells (:func:`.sums.spectral_order`).
2. As k -> oo lambda_k ~ A k^(-b) (log k)^beta and c_k ~ C k^(-a) (log k)^alpha are read off the last cell. Hypothesis
   (16) with ~ holds iff beta = alpha = 0 and A, C are numbers; a, b > 1.
3. rho, condition (2) and the standing hypotheses are those of g alone, on 0 < lambda <= lambda_1.

Geometric modes.
4. E(lambda) = sum over lambda_k <= lambda of c_k lies between two multiples of lambda^p, as does that of exact powers
with (a-1)/b = p. L = c(all) exp(-2g(lambda_1)) + int E d(-exp(-2g)), so that g increasing in lambda gives
L = Theta of the L of those powers. Under (2) S lies between two monomial cases, each a sum over a geometric
grid of the integral that exact powers give: S = Theta of theirs.

Left out: whether L t^chi converges on geometric modes (for monomials it is log-periodic); lambda_k that are found to
increase somewhere: nothing is derived then. Explicit theorems, the argmax and pruning, which are derived for exact
powers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import sympy
from flint import fmpq

from spectral_proofs.asymptotics.domain import phases_of
from spectral_proofs.asymptotics.exact_form import exact_form
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.weights import Factor, learned_factor, residual_factor
from spectral_proofs.bounds.ordered_modes import in_order
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import decide_hypotheses, eventually_positive
from spectral_proofs.derivation.stages import derive
from spectral_proofs.derivation.sums import by_sandwich, spectral_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.validation import sample
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Fact, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, proves, read_off, weakest

_DIGITS = 6  # of lambda_1
_BESIDE = unsettled("derived for exact powers of k only")


@dataclass(frozen=True)
class OnModes:
    """A derivation on other modes, and what they have in common with exact powers."""

    derivation: Derivation
    powers: Spectrum  # a and b are the indices of the modes
    form: Fact  # (16): lambda_k ~ Lambda k^-b and lambda_k w_k^2 ~ W k^-a
    pulled: sympy.Expr  # what g is on the exact powers that it was ordered on


@dataclass(frozen=True)
class _Order:
    """A function of k ~ coefficient k^index (log k)^log_index, as far as it is one."""

    index: sympy.Expr
    log_index: sympy.Expr
    plain: bool  # no further factor
    steady: bool  # the coefficient is a number


def derive_on(g: sympy.Expr, spectrum: Expressions | Geometric) -> OnModes:
    """Exponents and orders of a resolved g on these modes.

    Raises UndecidedError with the first fact that is missing where the modes have no order to start from.
    """
    return _on_geometric(g, spectrum) if isinstance(spectrum, Geometric) else _on_formulas(g, spectrum)


def _on_formulas(g: sympy.Expr, spectrum: Expressions) -> OnModes:
    b, v = spectrum.split_eigenvalues
    a, u = spectrum.split_energies
    b0, a0 = (x if x > 1 else sympy.Integer(2) for x in (b, a))
    root = LAMBDA ** (1 / b0)
    eigenvalue = LAMBDA ** (b / b0) * v.subs(LAMBDA, root)
    weight = LAMBDA ** ((a - a0) / b0) * u.subs(LAMBDA, root)
    square = weight * LAMBDA / eigenvalue  # beside w_k^2 of the exact powers, k^(b0-a0)
    pulled = exact_form(g.subs(LAMBDA, eigenvalue))
    context = Context(pulled, Spectrum(a0, b0))
    _require_order(spectrum, eigenvalue, weight, context.spectrum)
    orders = [_order(context, x, b0) for x in (eigenvalue, weight)]
    orders[1] = replace(orders[1], index=orders[1].index - a0)
    form = _form(*orders)
    if not _above_one(orders):
        raise UndecidedError("that the modes decay like k^-a and k^-b, a, b > 1, up to slower factors is not known")
    powers, alone = _alone(g, spectrum, (-orders[1].index, -orders[0].index))
    loss = _sum(context, "L", residual_factor(pulled), weight, a0)
    energy = _sum(context, "S", learned_factor(pulled), square, a0 - b0)
    found = _joined(alone, loss, energy, f"modes by formulas, ordered by mu = k^(-{b0})")
    return OnModes(found, powers, form, pulled)


def _require_order(spectrum: Expressions, eigenvalue: sympy.Expr, weight: sympy.Expr, powers: Spectrum) -> None:
    """Positive modes in descending order: by bounds on the formulas, or on the cells of mu."""
    order = in_order(spectrum)
    if order.truth is Truth.UNKNOWN:
        on_cells = decide_hypotheses(Context(eigenvalue * TIME, powers))
        energies = eventually_positive(Context(weight * TIME, powers), weight * TIME, "power_k")
        facts = [on_cells.increasing_in_lambda, on_cells.positive, energies]
        order = order if not all(f.holds and proves(f.rigour) for f in facts) else facts[0]
    if not order.holds:
        raise UndecidedError(order.reason)


def _order(context: Context, expression: sympy.Expr, b0: sympy.Rational) -> _Order:
    """Of a function of mu = k^(-b0), as k -> oo."""

    def leading(evaluate: Evaluator, _: Place) -> tuple[sympy.Expr, Monomial]:
        found: tuple[sympy.Expr, Monomial] = evaluate(expression).lead()
        return found

    coefficient, monomial = context.on_cells(leading)[-1].value
    first, second, *rest = monomial.powers
    steady = not phases_of(coefficient) and not coefficient.free_symbols
    plain = not monomial.extra and not any(rest) and not any(x.free_symbols for x in monomial.powers)
    return _Order(b0 * first, second, plain, steady)


def _above_one(orders: list[_Order]) -> bool:
    return all(order.plain and order.index.is_Rational and order.index < -1 for order in orders)


def _form(eigenvalues: _Order, energies: _Order) -> Fact:
    """Hypothesis (16) with ~ as ratio -> 1, up to the scales Lambda and W."""
    for order, name in ((eigenvalues, "lambda_k"), (energies, "lambda_k w_k^2")):
        if not order.plain:
            return unsettled(f"whether {name} is ~ a power of k")
        if order.log_index != 0:
            reason = f"(16) fails: {name} has the order k^({order.index}) (log k)^({order.log_index})"
            return Fact(Truth.NO, reason, EXACT)
        if not order.index < -1:
            return Fact(Truth.NO, f"(16) fails: {name} has the order k^({order.index})", EXACT)
        if not order.steady:
            return unsettled(f"(16): {name} over its power of k is not known to converge")
    return Fact(Truth.YES, f"(16): lambda_k ~ k^({eigenvalues.index}), lambda_k w_k^2 ~ k^({energies.index})", EXACT)


def _sum(context: Context, name: str, factor: Factor, weight: sympy.Expr, p: sympy.Expr) -> Asymptotics:
    """Order of sum k^(-p) weight F."""
    weighted = _times(factor, weight)
    try:
        with context.reading() as read:
            if _diverges(context, weighted, p):
                reason = f"{name} = oo: its terms at fixed t do not sum up"
                found = Asymptotics.without(Fact(Truth.NO, reason, EXACT), f"{name} = oo", reason, infinite=True)
            else:
                found = spectral_order(context, weighted, p, sympy.S.One, name)
    except UndecidedError as error:
        return Asymptotics.without(unsettled(f"{name}: {error}"), "unknown", str(error))
    return _said(found.weakened(read_off(read)), context.spectrum.b)


def _times(factor: Factor, weight: sympy.Expr) -> Factor:
    def product(evaluate: Evaluator) -> tuple[sympy.Expr, Monomial, bool] | None:
        found = factor(evaluate)
        if found is None:
            return None
        coefficient, monomial = evaluate(weight).lead()
        return found[0] * coefficient, found[1] * monomial, found[2]

    return factor if weight == 1 else product


def _diverges(context: Context, factor: Factor, p: sympy.Expr) -> bool:
    """Bertrand's criterion for sum k^(-p) F at fixed t, F by its leading term in 1/mu = k^b0."""
    value = context.on_cells(lambda evaluate, _: factor(evaluate))[-1].value
    if value is None:
        return False
    _, monomial, _ = value
    if monomial.extra:
        raise UndecidedError("the terms at fixed t are of no power of k")
    first, *rest = monomial.powers
    for excess in (1 - p + context.spectrum.b * first, *(power + 1 for power in rest)):
        decided = context.sign(excess, context.point)
        if decided:
            return decided > 0
    return True


def _said(law: Asymptotics, b0: sympy.Rational) -> Asymptotics:
    """The same, its texts speaking of mu, which the cells call lambda."""

    def told(text: str) -> str:
        return text.replace("carried by lambda =", f"carried by k^(-{b0}) =")

    facts = {
        name: replace(getattr(law, name), reason=told(getattr(law, name).reason)) for name in ("theta", "equivalent")
    }
    return replace(law, **facts, reason=told(law.reason), formula=told(law.formula))


def _alone(
    g: sympy.Expr, spectrum: Expressions | Geometric, indices: tuple[sympy.Rational, sympy.Rational]
) -> tuple[Spectrum, Derivation]:
    """Exact powers with these a and b, and what concerns g alone, for 0 < lambda <= lambda_1.

    Derived up to rational numbers on both sides of lambda_1: what fails below the one, and what holds up to the other,
    does so up to lambda_1.
    """
    low, high = _first_eigenvalue(spectrum)
    powers = Spectrum(*indices, high)
    above = derive(g, powers)
    if low == high:
        return powers, above
    below = derive(g, Spectrum(*indices, low))
    facts = {
        name: _both(getattr(below.hypotheses, name), getattr(above.hypotheses, name))
        for name in ("positive", "increasing_in_lambda", "increasing_in_time", "smooth")
    }
    growth = replace(above.growth, fact=_both(below.growth.fact, above.growth.fact))
    return powers, replace(above, hypotheses=replace(above.hypotheses, **facts), growth=growth)


def _both(below: Fact, above: Fact) -> Fact:
    if below.truth is above.truth:
        return above
    return unsettled(f"{above.reason}, which depends on the last digits of lambda_1")


def _first_eigenvalue(spectrum: Expressions | Geometric) -> tuple[sympy.Rational, sympy.Rational]:
    """lambda_1 if it is rational, or short decimals on both sides of it."""
    value = sample(spectrum.eigenvalue(1), sympy.S.One, sympy.S.One)
    if isinstance(value, fmpq):
        exact = sympy.Rational(int(value.p), int(value.q))
        return exact, exact
    scale = sympy.Integer(10) ** (_DIGITS - math.floor(float(value.log().mid()) / math.log(10)))
    moved = value * fmpq(int(scale.p), int(scale.q))
    below, above = moved.floor(), moved.ceil()
    if not (below.is_exact() and above.is_exact() and below > 0):
        raise UndecidedError("lambda_1 to a few digits")
    return sympy.Integer(int(below.fmpz())) / scale, sympy.Integer(int(above.fmpz())) / scale


def _joined(alone: Derivation, loss: Asymptotics, energy: Asymptotics, regime: str) -> Derivation:
    """What is known of g alone with the laws of these sums; nothing else is taken over."""
    frontier = replace(alone.frontier, kappa=None, argmax=_BESIDE)
    steps = (alone.growth.fact.reason, frontier.level.formula, loss.formula, energy.formula)
    return Derivation(
        alone.g,
        alone.hypotheses,
        alone.growth,
        frontier,
        loss,
        energy,
        regime,
        steps,
        assumed=alone.assumed,
        rigour=alone.rigour,
    )


def _on_geometric(g: sympy.Expr, spectrum: Geometric) -> OnModes:
    if not spectrum.p.is_Rational:
        raise UndecidedError(f"p = {spectrum.p} is not rational")
    powers, alone = _alone(g, spectrum, (1 + 2 * spectrum.p, sympy.Integer(2)))
    loss = _compared(alone.loss, alone.hypotheses.increasing_in_lambda, "E(lambda) = Theta(lambda^p)")
    energy = _unknown("S", "compared with exact powers under condition (2) only")
    if alone.growth.fact.holds:
        energy = by_sandwich(Context(alone.g, powers), alone.growth, "S")
    form = Fact(Truth.NO, f"(16) fails: lambda_k is geometric, e^(-{spectrum.kappa} k)", EXACT)
    regime = f"geometric modes, E(lambda) = Theta(lambda^({spectrum.p}))"
    return OnModes(_joined(alone, loss, energy, regime), powers, form, alone.g)


def _compared(law: Asymptotics, given: Fact, reason: str) -> Asymptotics:
    """The law of L on exact powers of the same p, up to bounded factors."""
    if not given.holds:
        return _unknown("L", f"g increasing in lambda: {given.reason}")
    if law.index is None or law.log_index is None or not law.theta.holds:
        return law if law.theta.truth is Truth.UNKNOWN else _unknown("L", law.reason or law.theta.reason)
    theta = law.theta.weakened(given.rigour)
    open_ = unsettled("L over its order is log-periodic or converges")
    formula = f"L = Theta(t^({law.index})" + (")" if law.log_index == 0 else f" (log t)^({law.log_index}))")
    known = weakest(law.rigour, given.rigour)
    return replace(
        law,
        theta=replace(theta, reason=f"{reason}, and {theta.reason} on exact powers"),
        constant=None,
        equivalent=open_,
        formula=formula,
        offset=None,
        rigour=known,
    )


def _unknown(name: str, reason: str) -> Asymptotics:
    return Asymptotics.without(unsettled(f"{name}: {reason}"), "unknown", reason)
