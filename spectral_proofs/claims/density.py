"""Section 5: learned modes per parameter under a compute budget C = kappa P t, so that t = C/(kappa P)."""

from __future__ import annotations

from dataclasses import replace

import sympy

from spectral_proofs.claims.base import Claim, Conclusion, Flaw, OtherModes, StageResults, fails, holds, unknown
from spectral_proofs.claims.conclusions import equal, from_fact, no_positive_rho, pure_power, texts
from spectral_proofs.claims.measured import measurement, shown
from spectral_proofs.measurements.learned import LearnedModes
from spectral_proofs.results import Asymptotics, Certified, Fact, Truth, unsettled
from spectral_proofs.results.further import answered
from spectral_proofs.results.rigour import EXACT, Rigour, weakest

_HALF = sympy.Rational(1, 2)


class ModeDensity(Claim):
    """delta = k_*/P as a function of C and P, with the effective mode number N(t) in place of k_*."""

    id = "density"
    title = "delta = N(C/(kappa P))/P = Theta(C^(rho/b) P^-(1+rho/b))"
    reference = "section 5"
    on_finite_modes = "no more than N are learned: no power of t"
    needs = ("learned",)
    laws = ("mode_number",)
    on_other_modes = OtherModes.ALL

    def conclude(self, results: StageResults) -> Conclusion:
        """N = sum (1 - exp(-g)) is finite and Theta(t^(rho/b)), rho > 0, without a logarithm."""
        modes = answered(results.further.mode_number)
        known = weakest(modes.rigour, modes.theta.rigour, results.derivation.frontier.level.rigour)
        rho, b = results.derivation.rho, results.spectrum.b
        details = {"modes": modes.formula} | texts(rho=rho, c=modes.constant) | _along_training(results)
        if modes.infinite:
            level = results.derivation.frontier.level.formula
            return fails(f"{modes.reason}; the level set alone has {level}", modes.rigour, details)
        wrong = pure_power(modes) or no_positive_rho(results)
        if wrong is not None:
            return replace(wrong, details=details)
        if results.modes.geometric or not equal(modes.index, rho / b):
            expected = "a power of t" if results.modes.geometric else f"t^(rho/b) = t^({rho / b})"
            return fails(f"{modes.formula}, not {expected}", known, details)
        details |= texts(C_exponent=rho / b, P_exponent=-1 - rho / b)
        return holds(f"{modes.formula}: delta = Theta(C^({rho / b}) P^({-1 - rho / b}))", known, details)

    def remains(self, seen: Certified) -> dict[str, str]:
        """How many are learned by time."""
        return {f"N({value.t})": shown(value.learned) for value in seen.sums if value.learned is not None}


class DensityGrowth(Claim):
    """alpha > 0 along P = C^nu for every 0 < nu < 1."""

    id = "density-growth"
    title = "delta grows like C^alpha, alpha > 0, whenever P = C^nu with 0 < nu < 1"
    reference = "section 5"
    on_finite_modes = "no more than N are learned: no power of C"
    audited = ("A19",)
    flaw = Flaw("A19", "a, b > 1", "alpha > 0 iff nu < rho/(rho+b)", lambda spectrum: True)
    laws = ("mode_number",)
    on_other_modes = OtherModes.ALL
    needs_growth = False

    def conclude(self, results: StageResults) -> Conclusion:
        """alpha = eta - nu (1 + eta), eta the index of the number of learned modes; a nu with alpha < 0 refutes."""
        found = _mode_index(results)
        if isinstance(found, Conclusion):
            return found
        eta, source, known = found
        if eta is sympy.oo:
            return holds(f"{source}: delta outgrows every power of C for every nu < 1", known, {"alpha": "oo"})
        if not bool(eta > 0):
            return fails(f"the number of learned modes has index {eta}: alpha < 0 for every nu ({source})", known)
        threshold = eta / (1 + eta)
        nu = _HALF if bool(threshold < _HALF) else (1 + threshold) / 2
        alpha = eta - nu * (1 + eta)
        details = texts(alpha=eta - sympy.Symbol("nu") * (1 + eta), threshold=threshold, nu=nu, alpha_at_nu=alpha)
        details["condition"] = f"alpha > 0 iff nu < rho/(rho+b) = {threshold}; then k_*/P -> oo, more modes than P"
        reason = f"alpha = {eta} - {1 + eta} nu > 0 only for nu < {threshold}; at nu = {nu} it is {alpha}"
        return fails(reason, known, details)


class SmallBeatsLarge(Claim):
    """At fixed compute the smaller model learns more modes, until its own P modes are exhausted."""

    id = "small-beats-large"
    title = "at fixed C a smaller P learns more modes while k_* <= P"
    reference = "section 5"
    on_finite_modes = "the number of modes is given; it says from when on they are exhausted"
    needs = ("learned",)
    laws = ("mode_number",)
    on_other_modes = OtherModes.ALL

    def conclude(self, results: StageResults) -> Conclusion:
        """t = C/(kappa P) decreases in P, so k_* must increase with t, and without bound."""
        rho, b = results.derivation.rho, results.spectrum.b
        modes = answered(results.further.mode_number)
        details = {"modes": modes.formula} | _models(results)
        moves = _frontier_moves(results, modes)
        if not moves.holds:
            return from_fact(moves, details)
        if not results.derivation.hypotheses.increasing_in_time.holds:
            return unknown(f"whether k_* increases: {results.derivation.hypotheses.increasing_in_time.reason}")
        if modes.infinite and not results.derivation.frontier.separable:
            # k_* grows, but modes far beyond it add up: the effective number among P modes may grow with P
            details["k_index"] = "increases"
            return unknown(f"whether the smaller model wins by its effective number: {modes.reason}", details)
        reason = f"k_*(C/(kappa P)) increases as P decreases ({moves.reason})"
        if rho is not None and bool(rho > 0) and not results.modes.geometric:
            details |= texts(gain_exponent=rho / b, exhausted_below=rho / (rho + b))
            exhausted = f"until P modes are exhausted at about P = C^({rho / (rho + b)})"
            reason += f": by a factor of the order of (P_large/P_small)^({rho / b}), {exhausted}"
            if not results.derivation.frontier.level.theta.holds or results.derivation.frontier.level.log_index != 0:
                reason += ", up to slowly varying factors"
        return holds(reason, weakest(moves.rigour, results.derivation.hypotheses.increasing_in_time.rigour), details)


def _along_training(results: StageResults) -> dict[str, str]:
    """N(t) at the measured times."""
    found: LearnedModes | None = measurement(results, "learned")
    return {} if found is None else {f"N({t})": shown(value) for t, value in found.values}


def _models(results: StageResults) -> dict[str, str]:
    """Models of one budget: modes learned among their own P."""
    found: LearnedModes | None = measurement(results, "learned")
    if found is None:
        return {}
    return {f"learned at C = {found.budget}, P = {m.parameters}": shown(m.learned) for m in found.models}


def _mode_index(results: StageResults) -> tuple[sympy.Expr, str, Rigour] | Conclusion:
    """Index of the number of learned modes, k_* or, without a frontier, N, and how known; or why there is none."""
    frontier, rho = results.derivation.frontier, results.derivation.rho
    if rho is not None:
        index = sympy.S.Zero if results.modes.geometric else rho / results.spectrum.b
        return index, frontier.level.formula, frontier.level.rigour
    if frontier.exists.holds and frontier.level.theta.truth is Truth.NO:
        return sympy.oo, frontier.level.reason, weakest(frontier.exists.rigour, frontier.level.theta.rigour)
    modes = answered(results.further.mode_number)
    if modes.index is not None and modes.theta.truth is not Truth.UNKNOWN:  # N >= (1 - 1/e) k_*
        return modes.index, modes.formula, weakest(modes.rigour, modes.theta.rigour)
    if frontier.exists.truth is Truth.NO and (modes.infinite or modes.theta.truth is Truth.NO):
        known = weakest(frontier.exists.rigour, modes.rigour, modes.theta.rigour)
        return fails(f"no number of learned modes: {modes.reason}, {frontier.level.reason}", known)
    return unknown(f"number of learned modes: {frontier.level.reason or frontier.level.theta.reason}")


def _frontier_moves(results: StageResults, modes: Asymptotics) -> Fact:
    """Whether the number of learned modes is unbounded in t."""
    frontier = results.derivation.frontier
    level = frontier.level
    if frontier.separable:
        return Fact(Truth.YES, "g = lambda^m u(t), u -> oo", EXACT)
    if frontier.exists.truth is Truth.NO:
        unbounded = modes.powers is not None and _tends(modes.powers, 1)
        if unbounded:
            return Fact(Truth.YES, modes.formula, modes.rigour)
        decided = modes.infinite or modes.powers is not None or modes.theta.truth is Truth.NO
        reason, known = f"{level.reason}; {modes.formula}", (frontier.exists.rigour, modes.rigour, modes.theta.rigour)
        return Fact(Truth.NO, reason, weakest(*known)) if decided else unsettled(reason)
    if level.powers is not None:
        if _tends(level.powers, -1):
            return Fact(Truth.YES, level.formula, level.rigour)
        return Fact(Truth.NO, f"the frontier stops: {level.formula}", level.rigour)
    if level.index is not None and level.index != 0:
        return Fact(Truth.YES if bool(level.index < 0) else Truth.NO, level.formula, level.rigour)
    if frontier.exists.holds and level.index is None and level.theta.truth is Truth.NO:
        return Fact(Truth.YES, level.reason, weakest(frontier.exists.rigour, level.theta.rigour))
    return unsettled(level.reason or level.theta.reason)


def _tends(powers: tuple[sympy.Expr, ...], direction: int) -> bool:
    """Whether t^p0 (log t)^p1 ... tends to infinity (direction 1) or zero (-1)."""
    first = next((p for p in powers if p != 0), sympy.S.Zero)
    return bool(direction * first > 0)
