"""Section 4.2: pruning as truncation beyond k_cut = Theta k_*, eqs. (20)-(24).

Conclusions are read off the derivation (:mod:`spectral_proofs.derivation.truncation`); the certified curves of
:mod:`spectral_proofs.measurements.pruning` stand beside them, and a curve that a derived limit contradicts has ended
the run before.  "Scaled" means in units of (W/Lambda) k_*^s, s = 1+b-a.
"""

from __future__ import annotations

from dataclasses import replace

from spectral_proofs.claims.base import Claim, Conclusion, Flaw, OtherModes, StageResults, all_of, fails, holds, unknown
from spectral_proofs.claims.conclusions import from_fact
from spectral_proofs.claims.pruned import (
    PruningClaim,
    apart_by,
    best_of,
    curves_of,
    finite_fact,
    first_unknown,
    formula_of,
    frontier_fact,
    short,
    whole_curve,
)
from spectral_proofs.measurements.pruning import PruningCurves
from spectral_proofs.results import Fact, Truncation, Truth
from spectral_proofs.results.rigour import weakest


class Plateau(PruningClaim):
    """Equation (21)."""

    id = "prune-plateau"
    title = "Delta L_P / S -> 0 for k_cut/k_* -> oo"
    reference = "eq. (21)"
    audited = ("A13",)
    needs_positive_s = False

    def decide(self, results: StageResults, found: Truncation) -> Conclusion:
        """The share of S that is lost, first t -> oo, then Theta = k_cut/k_* -> oo."""
        details = {"decay": str(found.decay)} if found.decay is not None else {}
        if found.decay_at_fixed_time is not None:
            details["decay_at_fixed_time"] = str(found.decay_at_fixed_time)
        power = f"; it decays like Theta^({found.decay}), a power" if found.decay is not None else ""
        reason = found.plateau.reason + (power if found.plateau.holds else "")
        return from_fact(found.plateau.implies(found.plateau.truth, reason), details)

    def measured(self, curves: PruningCurves) -> dict[str, str]:
        """Shares lost at the largest t."""
        last = curves.curves[-1]
        pairs = zip(curves.thetas, last.shares, strict=True)
        return {"shares": f"at t = {last.t}: " + ", ".join(f"Theta = {x}: {short(v)}" for x, v in pairs)}


class PowerRegime(PruningClaim):
    """Equations (22) and (23): the curves collapse; onto which function is reported beside it.

    The printed function (1 - Theta^s)/s cannot be the limit for any g: it vanishes at Theta = 1, where the mode
    at the frontier, learned to 1 - 1/e, has just been kept and those behind it, hardly less learned, are lost.
    """

    id = "prune-power"
    title = "Delta L_P / k_*^s depends on Theta alone"
    reference = "eqs. (22), (23)"
    audited = ("A14",)

    def decide(self, results: StageResults, found: Truncation) -> Conclusion:
        """Delta L_P(t, Theta)/k_*^s converges for every Theta > 0."""
        if not found.collapse.holds:
            return from_fact(found.collapse, {})
        curves, s = curves_of(results), results.spectrum.s
        if found.moves is Truth.NO:
            return holds(f"{found.collapse.reason}; no power of k_* is put to the test", found.collapse.rigour)
        at_one = f" = {short(curves.limit[curves.thetas.index('1')])}" if curves and curves.limit else ""
        verdict = f"refuted: it is 0 at Theta = 1, where F(1){at_one} > 0"
        details = {"F": formula_of(found, s), "function_of_eq_23": verdict}
        apart = f" ({apart_by(curves)})" if curves and curves.collapse else ""
        reason = f"Delta L_P ~ (W/Lambda) k_*^({s}) F(Theta): the curves collapse{apart}; not onto (1-Theta^s)/s, which"
        return holds(f"{reason} is 0 at Theta = 1 where F(1){at_one} > 0", found.collapse.rigour, details)

    def measured(self, curves: PruningCurves) -> dict[str, str]:
        """The collapse as a number, F at the chosen Theta."""
        found = {}
        if curves.collapse is not None:
            found["collapse"] = short(curves.collapse)
        if curves.limit:
            found["F_values"] = ", ".join(
                f"F({x}) = {short(v)}" for x, v in zip(curves.thetas, curves.limit, strict=True)
            )
        distances = [f"{c.t}: {short(c.distance)}" for c in curves.curves if c.distance is not None]
        return found | ({"distance_to_F": ", ".join(distances)} if distances else {})


class Slope(PruningClaim):
    """Section 4.2(ii): a straight line in log(1 - theta) of slope s."""

    id = "prune-slope"
    title = "log-log slope in (1 - theta) is 1+b-a"
    reference = "section 4.2(ii)"
    audited = ("A15",)
    flaw = Flaw(
        "A15",
        "a != b+1",
        "the slope tends to 0 as theta -> 1; the straight segment is beyond the frontier, in log k_cut, with slope"
        " 1+b-a-2mb for g = lambda^m t^n",
        lambda spectrum: bool(spectrum.s != 0),
    )

    def decide(self, results: StageResults, found: Truncation) -> Conclusion:
        """lim d log Delta L_P / d log(1-theta) as theta -> 1 equals s; the limit is 0 whenever Delta L_P is finite."""
        finite = finite_fact(results)
        if not finite.holds:
            return unknown(finite.reason)
        growth = results.derivation.growth.fact
        if not growth.holds and found.collapse.truth is Truth.UNKNOWN:
            return unknown("whether a fixed share of the energy lies beyond the frontier: F(1) > 0 is not known")
        s = results.spectrum.s
        reason = (
            "as theta -> 1, Delta L_P tends to a positive value, the energy of the modes beyond k_*, so that the slope"
            f" tends to 0; 1+b-a = {s}"
        )
        details = {"slope": "0", "slope_of_eq_23": "1"}
        known = weakest(finite.rigour, growth.rigour if growth.holds else found.collapse.rigour)
        return holds(reason, known, details) if s == 0 else fails(reason, known, details)


class Saturation(PruningClaim):
    """Section 4.2(iii)."""

    id = "prune-saturation"
    title = "scaled Delta L_P tends to a finite limit as theta -> 0"
    reference = "section 4.2(iii)"
    audited = ("A16",)

    def decide(self, results: StageResults, found: Truncation) -> Conclusion:
        """S = O(k_*^s): the whole of S is lost at theta = 0."""
        s = results.spectrum.s
        if not results.modes.pure:
            return self._by_orders(results)
        if found.moves is Truth.NO and found.collapse.holds:
            return holds("k_* stays bounded, and so does S", weakest(found.rigour, found.collapse.rigour))
        learned = best_of(results.derivation.hypotheses.increasing_in_lambda, results.derivation.growth.fact)
        finite = finite_fact(results)
        if finite.holds and learned.holds and not bool(s > 0) and found.moves is Truth.YES:
            reason = f"S outgrows k_*^({s}): the modes far before the frontier carry it; S itself is finite at each t"
            return fails(reason, weakest(finite.rigour, learned.rigour, found.rigour))
        if bool(s > 0) and found.plateau.holds:
            limit = f" = {whole_curve(results)}" if whole_curve(results) else ""
            reason = f"as theta -> 0 all of S is lost, and S = O(k_*^({s})){'; F(0)' + limit if limit else ''}"
            return holds(reason, found.plateau.rigour)
        if found.collapse.truth is Truth.NO and found.alike.holds:
            known = weakest(found.collapse.rigour, found.alike.rigour)
            return fails(f"S outgrows k_*^({s}): {found.collapse.reason}", known)
        return unknown(first_unknown(found.plateau, found.collapse).reason)

    def _by_orders(self, results: StageResults) -> Conclusion:
        """Beside logarithms of k: S against k_*^s, k_*^b = Theta((log k_*)^beta/lambda_*)."""
        energy, level, sp, beta = (
            results.derivation.energy,
            results.derivation.frontier.level,
            results.spectrum,
            results.modes.beta,
        )
        orders = energy.index, energy.log_index, level.index, level.log_index
        if beta is None or None in orders or not (energy.theta.holds and level.theta.holds):
            return unknown(f"S beside k_*^({sp.s}): {first_unknown(energy.theta, level.theta).reason}")
        gamma, gamma_log, rho, rho_log = orders
        excess = (gamma + rho * sp.s / sp.b, gamma_log + (rho_log - beta) * sp.s / sp.b)
        known = weakest(energy.rigour, energy.theta.rigour, level.rigour, level.theta.rigour)
        if bool(excess[0] > 0) or (excess[0] == 0 and bool(excess[1] > 0)):
            return fails(f"S outgrows k_*^({sp.s}): {energy.formula}, {level.formula}", known)
        return holds(f"as theta -> 0 all of S is lost, and S = O(k_*^({sp.s})): {energy.formula}", known)

    def measured(self, curves: PruningCurves) -> dict[str, str]:
        """S in units of k_*^s at each t."""
        return {"scaled_S": ", ".join(f"{c.t}: {short(c.energy)}" for c in curves.curves)}


class CriticalRate(PruningClaim):
    """Equation (24)."""

    id = "critical-rate"
    title = "r_* = 1 - k_*/K_max decreases in t"
    reference = "eq. (24)"
    on_finite_modes = "k_* is at most N, and stops there"
    on_other_modes = OtherModes.ALL
    needs_positive_s = False

    def conclude(self, results: StageResults) -> Conclusion:
        """k_* increases, whatever S does."""
        frontier = frontier_fact(results)
        if frontier.truth is Truth.NO:
            return fails(f"there is no k_*: {frontier.reason}", frontier.rigour)
        conclusion = self._increases(results, frontier)
        return replace(conclusion, details={**conclusion.details, **self.numbers(results)})

    def _increases(self, results: StageResults, frontier: Fact) -> Conclusion:
        derivation = results.derivation
        standing, rho = derivation.hypotheses, derivation.rho
        monotone = all_of([standing.increasing_in_lambda, standing.increasing_in_time, frontier])
        index = None if rho is None or results.modes.geometric else rho / results.spectrum.b
        details = {} if index is None else {"k_index": str(index)}
        if monotone.holds:
            reach = f"; it reaches 0 at t = K_max^({1 / index}) up to slower factors" if index else ""
            return holds(
                f"g increases in lambda and in t, so that k_* increases with t{reach}", monotone.rigour, details
            )
        ratio = derivation.frontier
        rises = ratio.ratio.holds and ratio.ratio_limit is not None and bool(ratio.ratio_limit > 0)
        if rises and results.modes.exact:
            limit = ratio.ratio_limit / results.spectrum.b
            return holds(f"d log k_*/d log t -> {limit} > 0 along the frontier", ratio.ratio.rigour, details)
        falls = standing.increasing_in_time
        if ratio.separable and falls.truth is Truth.NO:
            return fails(f"k_* follows u(t) of g = lambda^m u(t): {falls.reason}", falls.rigour, details)
        return unknown(monotone.reason)

    def measured(self, curves: PruningCurves) -> dict[str, str]:
        """k_* at each t."""
        return {"k_star": ", ".join(f"{c.t}: {short(c.frontier)}" for c in curves.curves)}


class CriticalPoints(PruningClaim):
    """Section 4.2, alignment of the critical points."""

    id = "critical-points"
    title = "Delta L_P at r_* is c k_*^s"
    reference = "section 4.2, curve alignment"
    audited = ("A18",)

    def decide(self, results: StageResults, found: Truncation) -> Conclusion:
        """Delta L_P(t, Theta = 1)/k_*^s tends to a positive constant."""
        s = results.spectrum.s
        if not found.critical.holds:
            return from_fact(found.critical, {})
        if found.moves is Truth.NO:
            reason = "k_* and Delta L_P(r_*) tend to constants; no power of k_* is put to the test"
            return holds(reason, found.critical.rigour)
        curves = curves_of(results)
        constant = f" = {short(curves.limit[curves.thetas.index('1')])}" if curves and curves.limit else ""
        reason = (
            f"Delta L_P(r_*) ~ (W/Lambda) F(1) k_*^({s}), F(1){constant}: linear with slope {s} in log(1-r_*), as"
            " 1-r_* = k_*/K_max, and not in log r_*"
        )
        return holds(reason, found.critical.rigour, {"linear_in": "log(1-r_*)", "slope": str(s)})

    def measured(self, curves: PruningCurves) -> dict[str, str]:
        """Delta L_P at k_cut = k_* in units of k_*^s."""
        one = curves.thetas.index("1")
        return {"scaled_at_r_star": ", ".join(f"{c.t}: {short(c.values[one])}" for c in curves.curves)}


PRUNING: tuple[Claim, ...] = (Plateau(), PowerRegime(), Slope(), Saturation(), CriticalRate(), CriticalPoints())
