"""Appendix B and the orthonormal loss: which sums a perturbed model costs, and which of them are finite."""

from __future__ import annotations

import sympy

from spectral_proofs.claims.base import Claim, Conclusion, Flaw, OtherModes, StageResults, fails, holds, unknown
from spectral_proofs.claims.conclusions import from_fact
from spectral_proofs.claims.measured import measurement, shown
from spectral_proofs.errors import InternalError
from spectral_proofs.measurements.gaussian import excess
from spectral_proofs.measurements.noise import Normalisation, PowerSum, Profile, constant_sums
from spectral_proofs.measurements.orthonormal import OrthonormalLoss as PartialSums
from spectral_proofs.measurements.simulated import Simulation
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Fact, Truth
from spectral_proofs.results.further import answered
from spectral_proofs.results.rigour import weakest
from spectral_proofs.results.traced import Follows


class NoiseExpansion(Claim):
    """Appendix B: the excess loss as printed.

    The printed terms 3 and 4 are sums of Theta(k^-b). With E phi_k^2 = lambda_k that needs Var eta_k = Theta(1),
    and term 4 diverges; with E phi_k^2 = 1 it needs Var eta_k = Theta(k^-b), and L is the sum of eq. (15).
    So the printed expansion has finite sums for some normalisation and variances iff eq. (15) and S are finite.
    """

    id = "noise"
    title = "Delta L = sigma^2 S + tau^2 sum Theta(k^-b) + sigma^2 tau^2 sum Theta(k^-b), all finite"
    reference = "appendix B"
    on_finite_modes = "each of the four sums is finite, whatever its terms"
    audited = ("A11",)
    flaw = Flaw(
        "A11",
        "a <= b+1",
        "Delta L = sigma^2 S + tau^2 sum u_k lambda_k + sigma^2 tau^2 sum u_k with E phi_k^2 = lambda_k, Var eta_k ="
        " tau^2 u_k, finite iff S and sum u_k are",
        lambda spectrum: bool(spectrum.s >= 0),
    )
    on_other_modes = OtherModes.POWER_LIKE
    needs_growth = False
    needs = ("simulation",)
    laws = ("orthonormal",)

    def conclude(self, results: StageResults) -> Conclusion:
        """The expansion holds by exact moments; whether its sums are finite depends on a, b and S."""
        loss, energy = answered(results.further.orthonormal), _energy(results)
        sums = _finite_sums(results.spectrum) if results.modes.exact else {}
        details = _expansion() | sums | _simulated(results)
        details |= {"S": _WORDS[energy.truth], "loss_orthonormal": _WORDS[loss.truth]}
        if energy.truth is Truth.NO:
            return fails(f"the four sums are as printed, but {energy.reason}", energy.rigour, details)
        if loss.truth is Truth.NO:
            reason = (
                "terms 3 and 4 are both sums of Theta(k^-b) only for E phi_k^2 = 1 and Var eta_k = Theta(k^-b), where"
                f" L = {loss.reason}; with E phi_k^2 = lambda_k, eq. (6), a term 3 of Theta(k^-b) makes term 4 infinite"
            )
            return fails(reason, loss.rigour, details)
        if Truth.UNKNOWN in (energy.truth, loss.truth):
            return unknown(loss.reason if loss.truth is Truth.UNKNOWN else energy.reason, details)
        reason = f"with E phi_k^2 = 1, Var eta_k = Theta(k^-b) all four sums are as printed and finite: {loss.reason}"
        return holds(reason, weakest(loss.rigour, energy.rigour), details)


class OrthonormalLoss(Claim):
    """Equation (15)."""

    id = "loss-orthonormal"
    title = "sum w_k^2 exp(-2g) is finite"
    reference = "eq. (15)"
    on_finite_modes = "the sum is finite, whatever g is"
    follows = Follows.ORTHONORMAL
    audited = ("A12",)
    flaw = Flaw(
        "A12",
        "a <= b+1",
        "the loss is eq. (6), with E phi_k^2 = lambda_k; the sum of eq. (15) is infinite iff a <= b+1",
        lambda spectrum: bool(spectrum.s >= 0),
    )
    on_other_modes = OtherModes.ALL
    needs_growth = False
    needs = ("orthonormal",)
    laws = ("orthonormal",)

    def conclude(self, results: StageResults) -> Conclusion:
        """Finite for all large t."""
        fact = answered(results.further.orthonormal)
        sp = results.spectrum
        border = {} if results.modes.geometric else {"a": str(sp.a), "threshold": str(sp.b + 1)}
        details = border | _partial_sums(results, fact)
        return from_fact(fact, details)


def _partial_sums(results: StageResults, fact: Fact) -> dict[str, str]:
    """Certified partial sums; raises InternalError where finite is certified and infinite derived, or not so."""
    found: PartialSums | None = measurement(results, "orthonormal")
    if found is None:
        return {}
    standing = results.derivation.hypotheses  # under which the sum is finite at every t or at none
    sure = standing.positive.holds and standing.increasing_in_lambda.holds
    known = found.whole.certified and fact.truth is not Truth.UNKNOWN and sure
    if known and found.whole.infinite is (fact.truth is Truth.YES):
        raise InternalError(f"sum w_k^2 exp(-2g) is derived as {_WORDS[fact.truth]}, but is {found.whole.mid}")
    details = {f"first_{n}": f"{shown(value)} at t = {found.t}" for n, value in found.partial}
    return details | {"all_modes": f"{shown(found.whole)} at t = {found.t}"}


_WORDS = {Truth.YES: "finite", Truth.NO: "infinite", Truth.UNKNOWN: "not decided"}


def _energy(results: StageResults) -> Fact:
    """Whether S is finite; at a > b+1 it is at most sum w_k^2."""
    derivation = results.derivation
    if derivation.energy.infinite:
        return Fact(Truth.NO, derivation.energy.reason, derivation.energy.rigour)
    if bool(results.spectrum.s < 0) and derivation.hypotheses.positive.holds:
        return derivation.hypotheses.positive.implies(Truth.YES, "S <= sum w_k^2")
    known = derivation.energy.theta.truth is not Truth.UNKNOWN or derivation.energy.index is not None
    return Fact(Truth.YES, "S is finite", derivation.energy.rigour) if known else derivation.energy.theta


def _expansion() -> dict[str, str]:
    terms = excess()
    formula = " + ".join(f"sum {term}" for term in (terms.features, terms.coefficients, terms.both))
    return {
        "delta_L": f"{formula} with sigma2 = Var eps_k, v = Var eta_k, nu = E phi_k^2",
        "moments": f"exact, of {terms.monomials} products of two modes; products of different modes vanish",
    }


def _finite_sums(spectrum: Spectrum) -> dict[str, str]:
    """Terms 3 and 4 for both normalisations and three profiles."""
    table = {}
    for normalisation in Normalisation:
        b = spectrum.b if normalisation is Normalisation.EIGENVALUE else sympy.S.Zero
        for name, profile in (("1", Profile.equal()), ("lambda_k", Profile.eigenvalues(spectrum))):
            third, fourth = constant_sums(spectrum, normalisation, profile)
            key = f"E phi_k^2 = {normalisation.value}, Var eta_k = tau^2 {name}"
            table[key] = f"term 3 = tau^2 {_shown(third)}, term 4 = sigma^2 tau^2 {_shown(fourth)}"
        key = f"E phi_k^2 = {normalisation.value}, Var eta_k = tau^2 k^-u"
        table[key] = f"term 3 finite iff u > {1 - b}, term 4 iff u > 1"
    return table


def _shown(total: PowerSum) -> str:
    return f"sum {total.coefficient} k^(-({total.exponent})) = {total.value}"


def _simulated(results: StageResults) -> dict[str, str]:
    """z-scores of all terms in both normalisations; raises InternalError where they refute the expansion."""
    found: Simulation | None = measurement(results, "simulation")
    if found is None:
        return {"simulation": results.measurements.missing.get("simulation", "none")}
    if found.refuted:
        raise InternalError(f"the simulated excess loss is {found.largest:.1f} standard errors off appendix B")
    size = f"{found.modes} modes, {found.inputs} inputs, seed {found.seed}"
    return {
        "simulation": f"largest |z| of 20 is {found.largest:.2f} ({size}; 1 % of a term is at least 7 standard errors)"
    }
