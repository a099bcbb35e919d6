"""Section 4.1: real rounding of f_k and phi_k, for which appendix B assumes independent noise."""

from __future__ import annotations

from spectral_proofs.claims.base import Claim, Conclusion, OtherModes, StageResults, fails, holds, unknown
from spectral_proofs.claims.core import EnergyPowerLaw
from spectral_proofs.claims.measured import measurement
from spectral_proofs.errors import InternalError
from spectral_proofs.measurements.rounding import Cost, RoundingCosts
from spectral_proofs.results import Truth
from spectral_proofs.results.further import CoefficientRounding, answered
from spectral_proofs.results.rigour import weakest

_MARGIN = 2  # for the sampled features


class Quantization(Claim):
    """Eqs. (10)-(13): rounding to the nearest number, floating or fixed point, costs Theta(t^gamma).

    Judged in the orthonormal basis of section 4.1, by E (f~ - f)^2 as in eq. (20). With independent symmetric features
    it is a sum over the modes, and c f_k^2 <= E (f~_k phi~_k - f_k phi_k)^2 <= C f_k^2 with constants of the rounding:
    a mode rounded to zero costs f_k^2; any other at least f~_k^2 min_c E (phi~ - c phi)^2, with f~_k >= (2/3) f_k, as
    no rounding of phi is a multiple of phi; and |f~_k - f_k| <= f_k. So the cost is Theta(S) at every precision.
    Eq. (10) adds the correlation with the residual. A mode rounded to zero by a fixed step raises the loss by
    w_k^2 (1 - exp(-2g)), as all modes far beyond the frontier do: that is finite iff sum w_k^2 g is, while S < oo only
    needs sum w_k^2 g^2. With E phi_k^2 = lambda_k (eq. (6)) the cost lies below C sum lambda_k w_k^2 and does not grow.
    """

    id = "quantization"
    title = "real rounding: E (f~ - f)^2 = Theta(t^gamma), eq. (10) finite"
    reference = "section 4.1, eqs. (10)-(13)"
    on_finite_modes = "rounding costs a multiple of S at most, which is bounded: no power of t"
    audited = ("eq10",)
    needs = ("rounding",)
    laws = ("rounding",)
    on_other_modes = OtherModes.ALL
    on_sums = "S"

    def conclude(self, results: StageResults) -> Conclusion:
        """As Theorem 2, for both roundings, E phi_k^2 = 1; and eq. (10) must be finite."""
        energy = EnergyPowerLaw().conclude(results)
        rounding = answered(results.further.rounding)
        details = {key: value for key, value in energy.details.items() if key in ("gamma", "rho")}
        details |= _derived(rounding) | _measured(results)
        cost = f"rounding costs Theta(S) at every precision if E phi_k^2 = 1: {energy.reason}"
        if energy.truth is not Truth.YES:
            reason = energy.reason if energy.truth is Truth.UNKNOWN else cost
            return Conclusion(energy.truth, reason, energy.rigour, details)
        if rounding.diverges is None:
            return unknown("whether sum w_k^2 g converges, hence eq. (10)", details)
        if rounding.diverges:
            return fails(f"eq. (10) = oo for a fixed step: {_LITERAL}; {cost}", rounding.rigour, details)
        bounded = "if E phi_k^2 = lambda_k, eq. (6), it costs no more than a constant"
        return holds(f"{cost}; {bounded}", weakest(energy.rigour, rounding.rigour), details)


_LITERAL = "modes rounded to zero lose w_k^2 (1 - exp(-2g)) each, and the sum of w_k^2 g diverges"


def _derived(rounding: CoefficientRounding) -> dict[str, str]:
    """Expected orders, for the roundings that do not follow Theorem 2 too."""
    details = {
        "floating_one": "Theta(S)",
        "fixed_one": "Theta(S)",
        "floating_lambda": "O(1)",
        "fixed_lambda": "O(1), after Theta(S) while lambda_k >> step^2 at the frontier",
        "floating_coefficients_one": "O(S)",
        "fixed_coefficients_one": rounding.order,
    }
    if rounding.diverges is not None:
        details["eq10_correlation"] = f"infinite: {_LITERAL}" if rounding.diverges else "finite, and not zero"
    return details


def _measured(results: StageResults) -> dict[str, str]:
    """Exponents found by rounding; raises InternalError where a measured cost leaves the proved bounds."""
    costs: RoundingCosts | None = measurement(results, "rounding")
    if costs is None:
        return {"measured": results.measurements.missing.get("rounding", "not measured")}
    details = {"measured_energy": f"{costs.energy_exponent:.3f} for sum f_k^2 over the same modes"}
    for cost in costs.costs:
        _refuse_impossible(cost, costs.energy)
        share = cost.correlation[-1] / cost.error[-1] if cost.error[-1] > 0 else 0.0
        details[f"measured {cost.rounding}, E phi_k^2 = {cost.normalisation}"] = (
            f"exponent {cost.exponent:.3f}, coefficients alone {cost.coefficient_exponent:.3f}, with the correlation of"
            f" eq. (10) {cost.excess_exponent:.3f}; that correlation is {share:.3g} times the cost"
        )
    return details


def _refuse_impossible(cost: Cost, energy: tuple[float, ...]) -> None:
    """Raise InternalError where a cost in orthonormal features leaves its bounds by more than sampling explains."""
    if cost.normalisation != "1":
        return
    for error, total in zip(cost.error, energy, strict=True):
        if not cost.lower * total / _MARGIN <= error <= cost.upper * total * _MARGIN:
            raise InternalError(f"{cost.rounding}: measured cost {error / total:.3g} S is beyond its bounds")
