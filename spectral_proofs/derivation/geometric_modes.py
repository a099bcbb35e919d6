"""Exponents on geometric modes, lambda_k = Lambda e^(-kappa k), lambda_k w_k^2 = W e^(-p kappa k).

1. E(lambda) = sum over lambda_k <= lambda of c_k lies between two multiples of lambda^p, as does that of exact powers
   with (a-1)/b = p. L = c(all) exp(-2g(lambda_1)) + int E d(-exp(-2g)), so that g increasing in lambda gives
   L = Theta of the L of those powers; likewise sum lambda_k c_k exp(-2g) with p + 1.
2. Under (2) S lies between two monomial cases, each a sum over a geometric grid of the integral that exact powers
   give: S = Theta of theirs. Else, M(lambda) = sum of w_k^2 over lambda_k >= lambda lies between two multiples of that
   of exact powers, for every p, and S = int M d(1 - exp(-g))^2: with g increasing in lambda and lambda_* -> 0 (so that
   the summand at lambda_1 stays away from 0) S = Theta of theirs, finite or not.
3. For g = C lambda^m t^n, L t^(p rho) = f(log t) + o(1) with f of period kappa m/n, whose Fourier coefficients are
   multiples of Gamma(p/m + 2 pi i j/(kappa m)) (Mellin; the poles of 1/(1 - e^(-kappa z))). Gamma has no zeros, so that
   f is not constant: L t^(p rho) does not converge.
4. k_* = log(lambda_1/lambda_*)/kappa + O(1), and under (2) N = sum (1 - exp(-g)) ~ (rho/kappa) log t.

Left out: whether L t^chi converges for other g. Explicit theorems, the argmax and pruning.
"""

from __future__ import annotations

from dataclasses import replace

import sympy

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.on_modes import OnModes, alone, joined, unknown_law
from spectral_proofs.derivation.position import weighted_residual
from spectral_proofs.derivation.sandwich import by_sandwich
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Fact, Truth, unsettled
from spectral_proofs.results.modes import ModeOrders
from spectral_proofs.results.rigour import EXACT, weakest


def on_geometric(g: sympy.Expr, spectrum: Geometric) -> OnModes:
    """Exponents and orders of a resolved g; raises UndecidedError where p is not rational."""
    if not spectrum.p.is_Rational:
        raise UndecidedError(f"p = {spectrum.p} is not rational")
    powers, own = alone(g, spectrum, (1 + 2 * spectrum.p, sympy.Integer(2)))
    loss = _compared(own.loss, own, "L", "E(lambda) = Theta(lambda^p)")
    if loss.theta.holds and loss.index is not None and _is_monomial(g):
        reason = f"L/t^({loss.index}) tends to a function of log t with a period, not to a number: Gamma has no zeros"
        loss = replace(loss, equivalent=Fact(Truth.NO, reason, EXACT))
    sandwiched = own.growth.fact.holds
    energy = by_sandwich(Context(own.g, powers), own.growth, "S") if sandwiched else _energy(own)
    form = Fact(Truth.NO, f"(16) fails: lambda_k is geometric, e^(-{spectrum.kappa} k)", EXACT)
    regime = f"geometric modes, E(lambda) = Theta(lambda^({spectrum.p}))"
    modes = ModeOrders(geometric=True, exact=False)
    return OnModes(joined(own, loss, energy, regime), powers, form, own.g, modes)


def position_numerator(known: Derivation, powers: Spectrum) -> Asymptotics:
    """Order of sum lambda_k^2 w_k^2 exp(-2g) (step 1)."""
    found = weighted_residual(Context(known.g, powers), known.growth)
    return _compared(
        found, known, "sum lambda r", "the sum of lambda_k c_k over lambda_k <= lambda is Theta(lambda^(p+1))"
    )


def learned(known: Derivation, kappa: sympy.Expr) -> Asymptotics:
    """N = sum (1 - exp(-g)) ~ (rho/kappa) log t under (2); raises UndecidedError without it."""
    growth = known.growth
    if not growth.fact.holds or growth.m is None or growth.n is None:
        raise UndecidedError(f"the learned modes of geometric spectra are counted under (2): {growth.fact.reason}")
    theta = growth.fact.implies(Truth.YES, "between two monomial cases by (2), each (rho/kappa) log t + O(1)")
    powers = sympy.S.Zero, sympy.S.One
    constant = growth.n / growth.m / kappa
    text, rigour = f"N ~ ({constant}) log t", growth.fact.rigour
    return Asymptotics(*powers, theta, constant, theta, text, powers=powers, rigour=rigour, constant_rigour=rigour)


def _is_monomial(g: sympy.Expr) -> bool:
    """C lambda^m t^n with m, n > 0."""
    scale, rest = g.as_independent(LAMBDA, TIME, as_Add=False)
    powers = [factor.as_base_exp() for factor in sympy.Mul.make_args(rest)]
    bases = {base for base, _ in powers}
    positive = all(exponent.is_Rational and exponent > 0 for _, exponent in powers)
    return bool(scale.is_positive) and len(powers) == 2 and bases == {LAMBDA, TIME} and positive


def _energy(own: Derivation) -> Asymptotics:
    """Step 2 without (2)."""
    level, given = own.frontier.level, own.hypotheses.increasing_in_lambda
    falls = (level.index, level.log_index)
    if not own.frontier.exists.holds or None in falls or not bool(falls < (0, 0)):
        return unknown_law("S", f"lambda_* is not known to tend to 0 by powers: {level.formula}")
    if own.energy.infinite and given.holds:
        reason = f"on exact powers with (a-1)/b = p, to which w_k^2 compares: {own.energy.reason}"
        fact = own.energy.theta.implies(Truth.NO, reason).weakened(given.rigour)
        return Asymptotics.without(fact, "S = oo", reason, infinite=True)
    found = _compared(own.energy, own, "S", "sum of w_k^2 over lambda_k >= lambda as for exact powers")
    return replace(found, rigour=weakest(found.rigour, level.rigour))


def _compared(law: Asymptotics, known: Derivation, name: str, reason: str) -> Asymptotics:
    """The law of a sum on exact powers of the same p, up to bounded factors."""
    given = known.hypotheses.increasing_in_lambda
    if not given.holds:
        return unknown_law(name, f"g increasing in lambda: {given.reason}")
    if law.index is None or law.log_index is None or not law.theta.holds:
        return law if law.theta.truth is Truth.UNKNOWN else unknown_law(name, law.reason or law.theta.reason)
    theta = law.theta.weakened(given.rigour)
    open_ = unsettled(f"{name} over its order is log-periodic or converges")
    formula = f"{name} = Theta(t^({law.index})" + (")" if law.log_index == 0 else f" (log t)^({law.log_index}))")
    return replace(
        law,
        theta=replace(theta, reason=f"{reason}, and {theta.reason} on exact powers"),
        constant=None,
        equivalent=open_,
        formula=formula,
        offset=None,
        rigour=weakest(law.rigour, given.rigour),
    )
