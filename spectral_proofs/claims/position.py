"""The second source, *Spectral Reach* (2026): spectral position along training, and how far N modes reach."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, takewhile

import mpmath
import sympy

from spectral_proofs.claims.base import Claim, Conclusion, OtherModes, StageResults, fails, holds, unknown
from spectral_proofs.claims.conclusions import equal, from_fact, no_positive_rho, same_order, texts
from spectral_proofs.claims.measured import measurement, shown
from spectral_proofs.errors import InternalError
from spectral_proofs.measurements.position import Positions
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Certified, Enclosure, Truth
from spectral_proofs.results.further import PositionOrder, answered
from spectral_proofs.results.rigour import Rigour, weakest


class SpectralPosition(Claim):
    """pos(t) = sum lambda_k r_k / (sum lambda_k sum r_k), r_k = lambda_k w_k^2 exp(-2g)."""

    id = "position"
    title = "spectral position decreases and is Theta(t^-rho)"
    reference = "Spectral Reach"
    on_finite_modes = "it stays above a positive depth: no power of t"
    audited = ("sr-decrease",)
    needs = ("position",)
    laws = ("position", "descent")
    on_other_modes = OtherModes.ALL

    def conclude(self, results: StageResults) -> Conclusion:
        """The order of pos is the quotient of two sums; its decrease is decided by d2g/dlambda dt or by scaling."""
        found = answered(results.further.position)
        details = {"numerator": found.numerator.formula} | texts(rho=results.derivation.rho, limit=found.limit)
        details |= _along_training(results)
        order = _order(results, found)
        if order.truth is not Truth.YES:
            return replace(order, details=details)
        falls = answered(results.further.descent)
        details["decrease"] = falls.reason
        return from_fact(falls.weakened(order.rigour).implies(falls.truth, f"{order.reason}; {falls.reason}"), details)

    def remains(self, seen: Certified) -> dict[str, str]:
        """The position by time, and whether it fell."""
        found = [(t, value) for t, value in seen.positions if value.certified and not value.unknown]
        details = {f"pos({t})": shown(value) for t, value in found}
        falling = list(takewhile(lambda pair: _upper(pair[1][1]) < _lower(pair[0][1]), pairwise(found)))
        if falling:
            details["falls"] = f"from each of these times to the next, up to t = {falling[-1][1][0]}"
        return details


class SpectralReach(Claim):
    """With N modes the loss keeps a floor and the position a smallest value."""

    id = "reach"
    title = "N modes: loss floor Theta(N^(1-a)), deepest position Theta(N^-b)"
    reference = "Spectral Reach"
    on_finite_modes = "one N has one floor and one depth: no order in N"
    needs = ("position",)
    laws = ("reach",)
    on_other_modes = OtherModes.ALL

    def conclude(self, results: StageResults) -> Conclusion:
        """Floor: every mode is learned in the end; position: what is left lies in modes of order N."""
        found = answered(results.further.reach)
        sp, rho = results.spectrum, results.derivation.rho
        details = _exact_ends(sp) if results.modes.exact else {}
        details |= texts(residual_exponent=found.decay)
        details |= _models(results)
        if rho is not None and bool(rho > 0) and results.modes.pure:
            details["reached_at"] = f"t ~ N^({sp.b / rho})"
            details["depth_beside_lazy"] = _beside_lazy(rho)
        for fact in (found.floor, found.deepest):
            if fact.truth is not Truth.YES:
                return from_fact(fact, details)
        other = _other_ends(results, weakest(found.floor.rigour, found.deepest.rigour))
        if other is not None:
            return replace(other, details=details)
        floor = f"floor Theta(N^({1 - sp.a})): {found.floor.reason}"
        reason = f"{floor}; deepest position Theta(N^({-sp.b})): {found.deepest.reason}"
        return holds(reason, weakest(found.floor.rigour, found.deepest.rigour), details)

    def remains(self, seen: Certified) -> dict[str, str]:
        """The floor, and the depth that no position passes."""
        return _floors(seen)


def _floors(seen: Certified) -> dict[str, str]:
    floor = next((value.floor for value in seen.sums if value.floor is not None), None)
    return {name: shown(value) for name, value in (("floor", floor), ("depth", seen.depth)) if value is not None}


def _exact_ends(sp: Spectrum) -> dict[str, str]:
    return {
        "floor": f"W N^({1 - sp.a})/({sp.a - 1})",
        "deepest": f"at least lambda_N/sum lambda ~ N^({-sp.b})/zeta({sp.b})",
    }


def _other_ends(results: StageResults, known: Rigour) -> Conclusion | None:
    """Where all is learned in the end: floor and lambda_N on modes that are no powers of k; None for powers."""
    modes, sp = results.modes, results.spectrum
    if modes.open:
        return unknown(modes.open)
    if modes.pure:
        return None
    if modes.geometric:
        return fails("floor and deepest position fall geometrically with N, not like powers", known)
    floor, deepest = f"N^({1 - sp.a}) (log N)^({modes.alpha})", f"N^({-sp.b}) (log N)^({modes.beta})"
    return fails(f"floor Theta({floor}), deepest position Theta({deepest})", known)


def _order(results: StageResults, found: PositionOrder) -> Conclusion:
    """Whether numerator/L = Theta(t^-rho)."""
    rho, wrong = results.derivation.rho, no_positive_rho(results)
    if wrong is not None or rho is None:
        return wrong or unknown("no rho")
    loss, numerator = results.derivation.loss, found.numerator
    for quantity in (loss, numerator):
        if quantity.powers is None:
            return unknown(quantity.reason or quantity.theta.reason)  # what is no power may cancel in the quotient
    powers = (found.law.powers if found.law else None) or ()
    shown_order = " ".join(f"{name}^({p})" for name, p in zip(("t", "(log t)"), powers, strict=False) if p != 0)
    laws = (results.derivation.frontier.level, loss, numerator)
    rigour = weakest(*(law.rigour for law in laws), loss.theta.rigour, numerator.theta.rigour)
    if same_order(powers, (-rho,)):
        return holds(f"pos = Theta({shown_order})", rigour)
    return fails(f"pos has the order {shown_order or 1}, not t^({-rho})", rigour)


def _along_training(results: StageResults) -> dict[str, str]:
    """pos(t) at the measured times."""
    found: Positions | None = measurement(results, "position")
    return {} if found is None else {f"pos({t})": shown(value) for t, value in found.values}


def _models(results: StageResults) -> dict[str, str]:
    """Floors, depths and positions of finite models; raises InternalError below the depth that bounds a position."""
    found: Positions | None = measurement(results, "position")
    if found is None:
        return {}
    details = {}
    for model in found.models:
        details[f"N={model.modes}"] = (
            f"floor {shown(model.floor)}, depth {shown(model.depth)}, reached near {model.reached_at}"
        )
        for t, value in model.positions:
            if value.certified and not value.infinite and _upper(value) < _lower(model.depth):
                raise InternalError(f"pos({t}) = {value.mid} lies below lambda_N/sum lambda = {model.depth.mid}")
            details[f"N={model.modes}, pos({t})"] = shown(value)
    for t, value in found.values[2:3]:
        frozen = dict(found.frozen)[t]
        details[f"pos({t})"] = f"{shown(value)}, frozen kernel lambda*t {shown(frozen)}"
    return details


def _upper(value: Enclosure) -> mpmath.mpf:
    return mpmath.mpf(value.mid) + mpmath.mpf(value.rad)


def _lower(value: Enclosure) -> mpmath.mpf:
    return mpmath.mpf(value.mid) - mpmath.mpf(value.rad)


def _beside_lazy(rho: sympy.Expr) -> str:
    """pos ~ t^-rho against t^-1 of a frozen kernel at equal t."""
    if equal(rho, sympy.S.One):
        return "as deep as a frozen kernel (rho = 1)"
    word = "deeper" if bool(rho > 1) else "less deep"
    return f"{word} than a frozen kernel (rho = 1) at equal t, by a factor of order t^({abs(rho - 1)})"
