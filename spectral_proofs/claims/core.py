"""The eight core claims: condition (2), the frontier, the two propositions, Theorem 2 and Corollary 1."""

from __future__ import annotations

from spectral_proofs.claims.base import Claim, Conclusion, OtherModes, StageResults, fails, holds, unknown
from spectral_proofs.claims.conclusions import (
    equal,
    from_fact,
    no_positive_rho,
    pure_power,
    same_order,
    tail_order,
    texts,
)
from spectral_proofs.results import Certified, Fact, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, Rigour, weakest
from spectral_proofs.results.traced import Follows


class Growth(Claim):
    """Condition (2) itself."""

    id = "growth"
    title = "Asymptotically polynomial growth"
    statement = "c1 lambda^m t^n <= g <= c2 lambda^m t^n, t >= t0"
    reference = "eq. (2)"
    on_finite_modes = "condition (2) is about g on all of 0 < lambda <= lambda_1, whatever the modes; ask without them"
    follows = Follows.GROWTH
    certificate = "condition2"
    on_other_modes = OtherModes.ALL
    audited = ("s1.3-form",)
    needs_growth = False

    def conclude(self, results: StageResults) -> Conclusion:
        """m, n > 0 and 0 < c1 <= c2 exist; reported with t0 where they are explicit."""
        growth = results.derivation.growth
        details = texts(m=growth.m, n=growth.n, c1=growth.c1, c2=growth.c2, t0=growth.t0)
        if growth.fact.truth is Truth.YES and growth.explicit:
            reason = (
                f"{growth.c1} lambda^({growth.m}) t^({growth.n}) <= g <= {growth.c2} lambda^({growth.m}) t^({growth.n})"
                f" for 0 < lambda <= {results.spectrum.Lambda}, t >= {growth.t0}"
            )
            return holds(reason, growth.fact.rigour, details)
        return from_fact(growth.fact, details)


class ArgmaxLevel(Claim):
    """Equation (3): the argmax of the learning rate follows a level set."""

    id = "eq3"
    title = "The argmax frontier is a level set"
    statement = "g -> kappa > 0 where modes learn fastest"
    reference = "eq. (3)"
    on_finite_modes = "where lambda_* -> 0 it leaves them: there is no limit along it"
    follows = Follows.ARGMAX
    on_other_modes = OtherModes.ALL
    audited = ("A3",)

    def conclude(self, results: StageResults) -> Conclusion:
        """Along the argmax of R, g tends to a constant kappa > 0."""
        frontier = results.derivation.frontier
        return from_fact(frontier.argmax, texts(kappa=frontier.kappa))


class ElasticityRatio(Claim):
    """Equations (4) and (5), with the sign corrected."""

    id = "eq4"
    title = "The elasticity ratio converges to rho"
    statement = "E_t/E_lambda -> rho along the frontier"
    reference = "eqs. (4), (5), sign corrected"
    on_finite_modes = "where lambda_* -> 0 it leaves them: there is no limit along it"
    follows = Follows.RATIO
    on_other_modes = OtherModes.ALL
    audited = ("A7",)

    def conclude(self, results: StageResults) -> Conclusion:
        """E_t/E_lambda -> rho along the frontier."""
        frontier = results.derivation.frontier
        return from_fact(frontier.ratio, texts(limit=frontier.ratio_limit, rho=results.derivation.rho))


class FrontierPower(Claim):
    """Lemma 5: the frontier is a power of t."""

    id = "lemma5"
    title = "lambda_* = Theta(t^-rho), k_* = Theta(t^(rho/b))"
    reference = "Lemma 5, eq. (5)"
    on_finite_modes = "k_* is at most N: no power of t"
    follows = Follows.FRONTIER_POWER
    on_other_modes = OtherModes.ALL

    def conclude(self, results: StageResults) -> Conclusion:
        """Theta(t^-rho) for a rho > 0 (n/m under condition (2)), and k_* = Theta(t^(rho/b)), without a logarithm."""
        level = results.derivation.frontier.level
        rho = results.derivation.rho
        modes = results.modes
        details = texts(rho=rho, k_index=None if rho is None or modes.geometric else rho / results.spectrum.b)
        if level.theta.truth is not Truth.YES:
            return from_fact(level.theta, details)
        if rho == 0:
            return fails(f"rho = 0: {level.formula}", level.rigour, details)
        if level.log_index != 0:
            return fails(f"a power of log t remains: {level.formula}", level.rigour, details)
        known = weakest(level.rigour, level.theta.rigour)
        return _other_index(results, level.formula, known, details) or holds(level.formula, known, details)


class TailDominance(Claim):
    """Propositions 1 and 3: the loss is the spectral tail beyond the frontier."""

    id = "prop1"
    title = "L = Theta(tail beyond the frontier) = Theta(k_*^(1-a))"
    statement = "L = Theta(tail beyond k_*) = Theta(k_*^(1-a))"
    reference = "Propositions 1 and 3, eqs. (25), (26)"
    on_finite_modes = "k_* is at most N, and N modes have no exponent a"
    follows = Follows.TAIL
    theorem = "frontier"
    certificate = "loss_certificate"
    on_other_modes = OtherModes.ALL
    on_sums = "L"

    def conclude(self, results: StageResults) -> Conclusion:
        """L has the order of lambda_*^((a-1)/b); explicit constants where condition (2) is explicit."""
        frontier, loss = results.derivation.frontier, results.derivation.loss
        level = frontier.level
        details = dict(results.derivation.theorems.get("frontier", {}))
        if frontier.exists.truth is Truth.NO:
            return fails(f"no k_* to compare with: {level.reason}", frontier.exists.rigour)
        if level.powers is None or loss.powers is None:
            if frontier.separable and results.modes.pure:
                reason = "g = lambda^m u(t), u -> oo: L is the monomial case with u in place of t^n, u = k_*^(mb)"
                return holds(reason, EXACT)
            if loss.theta.truth is Truth.NO and level.powers is not None:
                reason = f"L is not of the order k_*^(1-a): {loss.theta.reason}"
                return fails(reason, weakest(loss.theta.rigour, level.rigour))
            return from_fact(_first_unknown(level.theta, loss.theta), {})
        known = weakest(level.rigour, level.theta.rigour, loss.rigour, loss.theta.rigour)
        modes = results.modes
        if modes.open:
            return unknown(modes.open)
        if not same_order(tail_order(results), loss.powers):
            return fails(f"{loss.formula} while the tail beyond k_* follows {level.formula}", known)
        if modes.geometric or modes.alpha != 0:
            tail = "geometric in k_*" if modes.geometric else f"Theta(k_*^(1-a) (log k_*)^({modes.alpha}))"
            return fails(f"{loss.formula} is Theta of the tail beyond k_*; that is {tail}, not Theta(k_*^(1-a))", known)
        statement = details.pop("statement", "") or f"{loss.formula}, {level.formula}"
        return holds(statement, known, details)

    def remains(self, seen: Certified) -> dict[str, str]:
        """Explicit bounds, floor included."""
        return {"bounds": seen.bounds} if seen.bounds else {}


class LossPowerLaw(Claim):
    """Equation (7)."""

    id = "eq7"
    title = "L ~ c t^-chi, chi = rho (a-1)/b"
    reference = "eq. (7)"
    on_finite_modes = "L is a finite sum of exp(-2g) and a floor; it follows a law with (a-1)/b in a window at most"
    follows = Follows.LOSS_POWER
    theorem = "loss"
    on_other_modes = OtherModes.ALL
    audited = ("A6",)
    on_sums = "L"

    def conclude(self, results: StageResults) -> Conclusion:
        """An asymptotic equality, not just Theta, with the stated exponent and rho > 0."""
        loss = results.derivation.loss
        rho, chi = results.derivation.rho, results.derivation.chi
        details = texts(chi=chi, c=loss.constant, rho=rho) | _explicit(results, "loss")
        wrong = pure_power(loss) or no_positive_rho(results)
        if wrong is not None:
            return wrong
        expected = rho * (results.spectrum.a - 1) / results.spectrum.b
        known = weakest(loss.rigour, results.derivation.frontier.level.rigour)
        if not equal(chi, expected):
            return fails(f"chi = {chi}, not rho (a-1)/b = {expected}", known, details)
        return from_fact(loss.equivalent.weakened(known), details, loss.formula)

    def remains(self, seen: Certified) -> dict[str, str]:
        """The window of its law."""
        return {"window": seen.window} if seen.window else {}


class EnergyPowerLaw(Claim):
    """Theorem 2."""

    id = "thm2"
    title = "S = Theta(t^gamma), gamma = rho (1+b-a)/b"
    reference = "Theorem 2"
    on_finite_modes = "S stays below the finite sum of w_k^2: no power of t"
    follows = Follows.ENERGY_POWER
    theorem = "energy"
    certificate = "energy_certificate"
    on_other_modes = OtherModes.ALL
    audited = ("A8", "A9")
    on_sums = "S"

    def conclude(self, results: StageResults) -> Conclusion:
        """Finite, a pure power, and the stated one."""
        derivation = results.derivation
        energy, rho, gamma = derivation.energy, derivation.rho, derivation.gamma
        details = texts(gamma=gamma, rho=rho) | derivation.theorems.get("energy", {}) | _explicit(results, "energy")
        if energy.infinite:
            return fails(energy.reason, energy.rigour)
        wrong = pure_power(energy) or no_positive_rho(results)
        if wrong is not None:
            return wrong
        expected = rho * results.spectrum.s / results.spectrum.b
        known = weakest(energy.rigour, energy.theta.rigour, results.derivation.frontier.level.rigour)
        if not equal(gamma, expected):
            return fails(f"gamma = {gamma}, not rho (1+b-a)/b = {expected}: {energy.formula}", known, details)
        return holds(energy.formula, known, details)


class Complementarity(Claim):
    """Corollary 1."""

    id = "cor1"
    title = "chi + gamma = rho"
    reference = "Corollary 1, eq. (13)"
    on_finite_modes = "rho, chi and gamma are limits over infinitely many"
    follows = Follows.COMPLEMENTARY
    on_other_modes = OtherModes.ALL
    audited = ("A10",)

    def conclude(self, results: StageResults) -> Conclusion:
        """The true indices of lambda_*, L and S exist and add up."""
        derivation = results.derivation
        quantities = {"rho": derivation.frontier.level, "chi": derivation.loss, "gamma": derivation.energy}
        rho, chi, gamma = derivation.rho, derivation.chi, derivation.gamma
        values = {"rho": rho, "chi": chi, "gamma": gamma}
        details = texts(**values)
        missing = [(name, quantities[name]) for name, value in values.items() if value is None]
        for truth in (Truth.NO, Truth.UNKNOWN):
            for name, quantity in missing:
                if quantity.theta.truth is truth:
                    reason = quantity.reason or quantity.theta.reason
                    known = weakest(quantity.theta.rigour, quantity.rigour)
                    return fails(f"no {name}: {reason}", known, details) if truth is Truth.NO else unknown(reason)
        assert chi is not None
        assert gamma is not None
        total = chi + gamma
        relation = f"chi + gamma = {chi} + {gamma} = {total}, rho = {rho}"
        known = weakest(*(quantity.rigour for quantity in quantities.values()))
        return holds(relation, known, details) if equal(total, rho) else fails(relation, known, details)


CORE: tuple[Claim, ...] = (
    Growth(),
    ArgmaxLevel(),
    ElasticityRatio(),
    FrontierPower(),
    TailDominance(),
    LossPowerLaw(),
    EnergyPowerLaw(),
    Complementarity(),
)


def _explicit(results: StageResults, quantity: str) -> dict[str, str]:
    """The statements "for all t >= t0": from an early t0 on, tight from a later one, with the offset of S."""
    names = {"explicit": quantity, "explicit_tight": f"{quantity}_tight", "explicit_offset": f"{quantity}_offset"}
    theorems = results.derivation.theorems
    return {key: theorems[name]["statement"] for key, name in names.items() if name in theorems}


def _other_index(results: StageResults, level: str, known: Rigour, details: dict[str, str]) -> Conclusion | None:
    """Where lambda_* is a power of t: what k_* is instead of one, or why that is open; None for powers of k."""
    modes, rho, b = results.modes, results.derivation.rho, results.spectrum.b
    if modes.geometric:
        return fails(f"{level}, and k_* = Theta(log t): no power of t", known, details)
    if modes.beta is None:
        return unknown(modes.open, details)
    if modes.beta == 0:
        return None
    return fails(f"{level}, and k_* = Theta(t^({rho / b}) (log t)^({modes.beta / b}))", known, details)


def _first_unknown(*facts: Fact) -> Fact:
    return next((f for f in facts if f.truth is Truth.UNKNOWN), unsettled(facts[-1].reason))
