"""What claims about pruning have in common: what they need, and how they say what they found."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import mpmath
import sympy

from spectral_proofs.claims.base import Claim, Conclusion, OtherModes, StageResults, all_of, unknown
from spectral_proofs.claims.conclusions import from_fact
from spectral_proofs.claims.measured import measurement
from spectral_proofs.measurements.pruning import PruningCurves
from spectral_proofs.results import Enclosure, Fact, Truncation, Truth
from spectral_proofs.results.rigour import EXACT, strength, weakest


class PruningClaim(Claim):
    """What the six claims share: the derived truncation, the measured curves, the hypothesis s > 0."""

    needs: ClassVar[tuple[str, ...]] = ("pruning",)
    needs_positive_s: ClassVar[bool] = True
    on_other_modes: ClassVar[OtherModes] = OtherModes.PRUNED
    on_finite_modes: ClassVar[str] = "k_* is at most N: no limit t -> oo"

    def hypotheses(self, results: StageResults) -> Fact:
        """The standing hypotheses, condition (2), and s > 0 where the claim needs it."""
        facts = [super().hypotheses(results)]
        if self.needs_positive_s:
            s = results.spectrum.s
            facts.append(
                Fact(Truth.YES, "s > 0", EXACT)
                if bool(s > 0)
                else Fact(Truth.NO, f"1+b-a = {s} is not positive", EXACT)
            )
        return all_of(facts)

    def conclude(self, results: StageResults) -> Conclusion:
        """Infinite sums and missing frontiers first: then there is nothing to prune."""
        found = results.derivation.truncation
        if found is None:
            return unknown("pruning was not derived")
        if found.collapse.truth is Truth.NO and (
            results.derivation.energy.infinite or not frontier_fact(results).holds
        ):
            return from_fact(found.collapse, {})
        conclusion = self.decide(results, found)
        return replace(conclusion, details={**conclusion.details, **self.numbers(results)})

    def decide(self, results: StageResults, found: Truncation) -> Conclusion:
        """The conclusion where S may be finite and a frontier may exist."""
        raise NotImplementedError

    def certified(self, results: StageResults) -> bool:
        """Whether the certified curves agree with their derived limit."""
        curves = curves_of(results)
        return curves is not None and curves.agrees

    def numbers(self, results: StageResults) -> dict[str, str]:
        """What was measured, for the details."""
        curves = curves_of(results)
        return {} if curves is None else self.measured(curves)

    def measured(self, curves: PruningCurves) -> dict[str, str]:
        """The numbers of this claim."""
        return {}


def frontier_fact(results: StageResults) -> Fact:
    """Whether g = 1 somewhere for all large t; condition (2) is enough."""
    frontier = results.derivation.frontier
    if frontier.exists.truth is Truth.UNKNOWN and results.derivation.growth.fact.holds:
        return results.derivation.growth.fact.implies(Truth.YES, "Lemma 5")
    return frontier.exists.implies(frontier.exists.truth, frontier.level.reason or frontier.level.theta.reason)


def finite_fact(results: StageResults) -> Fact:
    """Whether S is finite and a frontier exists."""
    energy, found = results.derivation.energy, results.derivation.truncation
    if energy.infinite:
        return Fact(Truth.NO, energy.reason, energy.rigour)
    finite = energy.theta
    if energy.theta.truth is not Truth.UNKNOWN:
        finite = Fact(Truth.YES, "S is finite", weakest(energy.rigour, energy.theta.rigour))
    elif found is not None and found.plateau.truth is not Truth.UNKNOWN:
        finite = found.plateau.implies(Truth.YES, "S is finite")
    return all_of([finite, frontier_fact(results)])


def best_of(*facts: Fact) -> Fact:
    """The best known of those that hold, else the first."""
    return max((fact for fact in facts if fact.holds), key=lambda fact: strength(fact.rigour), default=facts[0])


def first_unknown(*facts: Fact) -> Fact:
    """The first that is open, else the first."""
    return next((f for f in facts if f.truth is Truth.UNKNOWN), facts[0])


def curves_of(results: StageResults) -> PruningCurves | None:
    """The measured curves; None where there are none."""
    found: PruningCurves | None = measurement(results, "pruning")
    return found


def apart_by(curves: PruningCurves) -> str:
    """The collapse in words."""
    last = curves.curves[-1]
    text = f"at most {short(curves.collapse)} apart over t = {curves.curves[0].t} ... {last.t}"
    return text if last.distance is None else f"{text}, {short(last.distance)} from F at t = {last.t}"


def whole_curve(results: StageResults) -> str:
    """The measured value of the whole curve, or nothing."""
    curves = curves_of(results)
    return short(curves.whole) if curves and curves.whole else ""


def formula_of(found: Truncation, s: sympy.Rational) -> str:
    """F in closed form where g is a monomial on the frontier's scale, else the integral."""
    q = power_of(found, s)
    if q is None:
        return "int_Theta^oo u^(s-1) (1 - exp(-g))^2 du with g the limit at k = u k_*"
    if s in (0, q):
        return f"int_Theta^oo u^({s - 1}) (1 - exp(-u^(-{q})))^2 du"
    z = -s / q
    gammas = f"2^({-z}) gamma({z}, 2*Theta^(-{q})) - 2 gamma({z}, Theta^(-{q}))"
    return f"({gammas})/({q}) - Theta^({s})/({s}), gamma the lower incomplete gamma function"


def power_of(found: Truncation, s: sympy.Rational) -> sympy.Expr | None:
    """q with g -> (k/k_*)^(-q), None where the shape is no power."""
    if found.shape is None or found.decay is None or not found.shape.as_base_exp()[0].is_Symbol:
        return None
    return (s - found.decay) / 2


def short(value: Enclosure | None) -> str:
    """Four digits for people; small distances as powers of ten."""
    if value is None or value.unknown:
        return "unknown"
    return "oo" if value.infinite else mpmath.nstr(mpmath.mpf(value.mid), 4)
