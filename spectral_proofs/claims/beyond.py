"""What goes beyond the paper: the trade-off between L and S that holds for every g, and the compute optimum."""

from __future__ import annotations

from dataclasses import replace

import sympy

from spectral_proofs.claims.base import Claim, Conclusion, OtherModes, StageResults, all_of, fails, holds, unknown
from spectral_proofs.claims.conclusions import equal, from_fact, no_positive_rho, pure_power, texts
from spectral_proofs.claims.measured import shown
from spectral_proofs.results import Certified, Fact, Outcome, Truth
from spectral_proofs.results.further import Open, answered
from spectral_proofs.results.rigour import EXACT, weakest
from spectral_proofs.results.traced import Follows

_LATEST = 3  # efficiencies shown


class OnTheEdge(Claim):
    """S is as small as its order can be: chi + gamma = chi/p, p = (a-1)/b."""

    id = "tradeoff"
    title = "S = Theta(S_R), the least energy of any g with the same loss, so that chi + gamma = chi b/(a-1)"
    reference = "beyond the paper: the trade-off"
    on_finite_modes = "S is bounded: no order; the efficiency is one at each time"
    follows = Follows.LEAST_ENERGY
    needs_positive_s = True
    needs_growth = False
    laws = ("trade_off",)
    on_other_modes = OtherModes.ALL

    def hypotheses(self, results: StageResults) -> Fact:
        """0 < p < 1 besides the standing ones."""
        p = (results.spectrum.a - 1) / results.spectrum.b
        below = bool(p < 1)
        return all_of([Fact(Truth.YES if below else Truth.NO, f"(a-1)/b = {p}", EXACT), super().hypotheses(results)])

    def conclude(self, results: StageResults) -> Conclusion:
        """S_R <= S always; whether S is of a higher order, or infinite."""
        found = answered(results.further.trade_off)
        details = texts(efficiency=found.limit)
        if found.enclosed is not None:
            details["limit"] = shown(found.enclosed)
        details |= {f"eta({t})": shown(value) for t, value in results.efficiency.at[-_LATEST:]}
        reason = found.edge.reason
        if found.edge.holds and found.enclosed is not None:
            reason = f"S_R/S -> {shown(found.enclosed)}: {reason}"
        return from_fact(found.edge, details, reason)

    def remains(self, seen: Certified) -> dict[str, str]:
        """The efficiency at certified times."""
        return {f"eta({t})": shown(value) for t, value in seen.efficiency.at[:_LATEST]}

    def certified(self, results: StageResults) -> bool:
        """It is about L and S alike."""
        agreed = {c.quantity for c in results.comparisons if c.outcome is Outcome.AGREES}
        return {"L", "S"} <= agreed


class ComputeOptimum(Claim):
    """Where N modes trained for the time t cost C = N t, the best N and its loss, and how many modes it has learned.

    Of all N with t = C/N >= t0, from which on the laws hold: a g that is large at t -> 0 is no training.
    """

    id = "compute-optimal"
    title = "N* = Theta(C^(rho/(rho+b))), L* = Theta(C^(-(a-1)rho/(rho+b))), k_*/N* = Theta(1)"
    reference = "section 5, beyond the paper: the compute optimum"
    on_finite_modes = "N is given: nothing is left to choose"
    follows = Follows.COMPUTE_OPTIMUM
    on_sums = "L"
    laws = ("optimum",)
    on_other_modes = OtherModes.ALL

    def conclude(self, results: StageResults) -> Conclusion:
        """max(L(t), T(N)) <= L(N, t) <= L(t) + T(N), T(N) = Theta(N^(1-a)): at the optimum both are of one order."""
        derivation, sp = results.derivation, results.spectrum
        loss, level = derivation.loss, derivation.frontier.level
        shape = pure_power(loss)
        if shape is not None:
            return replace(shape, reason=f"no power of C: {shape.reason}")
        wrong = no_positive_rho(results)
        if wrong is not None:
            return wrong
        rho, chi, modes = derivation.rho, derivation.chi, results.modes
        assert rho is not None
        assert chi is not None
        if modes.open:
            return unknown(modes.open)
        if modes.geometric or modes.alpha != 0:
            return _no_power(results, chi)
        size = chi / (chi + sp.a - 1)
        density = (1 - size) * rho / sp.b - size
        details = texts(N_exponent=size, t_exponent=1 - size, L_exponent=-(sp.a - 1) * size, density_exponent=density)
        details |= _limits(results)
        known = weakest(loss.rigour, loss.theta.rigour, level.rigour)
        laws = f"N* = Theta(C^({size})), L* = Theta(C^({-(sp.a - 1) * size}))"
        if not equal(chi, rho * (sp.a - 1) / sp.b):
            reason = f"{laws}, as chi = {chi} is not rho (a-1)/b: N* is not k_*, k_*/N* = C^({density + 0}) as an index"
            return fails(reason, known, details)
        if level.theta.truth is not Truth.YES or level.log_index != 0 or modes.beta != 0:
            order = "" if modes.beta == 0 else f", lambda_k = Theta(k^({-sp.b}) (log k)^({modes.beta}))"
            reason = f"{laws}, while k_* is no power of t: {level.formula}{order}"
            return (
                from_fact(level.theta, details) if level.theta.truth is Truth.UNKNOWN else fails(reason, known, details)
            )
        densing = f"{details.get('density', 'k_*/N* stays between positive bounds')}: no densing along the optimum"
        chinchilla = "equal exponents (rho = b)" if equal(rho, sp.b) else f"t* = Theta(C^({1 - size}))"
        return holds(f"{laws}, {chinchilla}; {densing}", weakest(known, level.theta.rigour), details)


def _no_power(results: StageResults, chi: sympy.Expr) -> Conclusion:
    """Where L = Theta((C/N)^-chi) balances T(N) = Theta(N^(1-a) (log N)^alpha), alpha not 0, or a geometric one."""
    sp, alpha, loss = results.spectrum, results.modes.alpha, results.derivation.loss
    if not bool(chi > 0):
        return unknown(f"chi = {chi}: L does not fall like a power of t")
    if results.modes.geometric:
        reason = "T(N) falls geometrically: N* = Theta(log C), no power of C"
        return fails(reason, weakest(loss.rigour, loss.theta.rigour))
    size = chi / (chi + sp.a - 1)
    log_size = alpha / (chi + sp.a - 1)
    least = -(sp.a - 1) * size, alpha - (sp.a - 1) * log_size
    laws = f"N* = Theta(C^({size}) (log C)^({log_size})), L* = Theta(C^({least[0]}) (log C)^({least[1]}))"
    reason = f"{laws}: T(N) = Theta(N^({1 - sp.a}) (log N)^({alpha}))"
    return fails(reason, weakest(loss.rigour, loss.theta.rigour))


def _limits(results: StageResults) -> dict[str, str]:
    """nu* = lim N*/k_* and the constants, where the scaling function gives them."""
    found = results.further.optimum
    if isinstance(found, Open):
        return {"constants": f"none: {found.reason}"}
    return {
        "ratio": shown(found.ratio),
        "density": f"k_*/N* -> 1/{shown(found.ratio)}",
        "N_constant": shown(found.size),
        "L_constant": shown(found.loss),
    }


BEYOND: tuple[Claim, ...] = (OnTheEdge(), ComputeOptimum())
