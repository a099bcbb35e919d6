"""How claims read a derivation: facts and orders of growth as conclusions."""

from __future__ import annotations

import sympy

from spectral_proofs.claims.base import Conclusion, StageResults, fails, unknown
from spectral_proofs.results import Asymptotics, Fact, Truth
from spectral_proofs.text.exact import exact_text


def texts(**values: sympy.Expr | None) -> dict[str, str]:
    """Details: the exact texts of the values that are known."""
    return {name: exact_text(value) for name, value in values.items() if value is not None}


def from_fact(fact: Fact, details: dict[str, str], reason: str = "") -> Conclusion:
    """The conclusion that a fact is; ``reason`` replaces its own where it holds."""
    return Conclusion(fact.truth, reason if reason and fact.holds else fact.reason, fact.rigour, details)


def equal(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Equality of exact expressions."""
    return bool(sympy.simplify(left - right) == 0)


def same_order(left: tuple[sympy.Expr, ...], right: tuple[sympy.Expr, ...]) -> bool:
    """Equal powers of t, log t, ...; missing ones are zero."""
    size = max(len(left), len(right))
    zero = (sympy.S.Zero,)
    pairs = zip(left + zero * (size - len(left)), right + zero * (size - len(right)), strict=True)
    return all(equal(x, y) for x, y in pairs)


def tail_order(results: StageResults) -> tuple[sympy.Expr, ...]:
    """Powers of t, log t, ... in the energy of the modes beyond k_*, which is E(lambda_*).

    E(lambda) = Theta(lambda^p (log 1/lambda)^e) with p = (a-1)/b and e = alpha - p beta.
    """
    level, modes, sp = results.derivation.frontier.level, results.modes, results.spectrum
    p = (sp.a - 1) / sp.b
    powers = [power * p for power in level.powers or ()]
    moving = next((i for i, power in enumerate(powers) if power != 0), None)
    if moving is None or modes.geometric or modes.alpha is None or modes.beta is None:
        return tuple(powers)
    powers += [sympy.S.Zero] * (moving + 2 - len(powers))
    powers[moving + 1] += modes.alpha - p * modes.beta
    return tuple(powers)


def pure_power(quantity: Asymptotics) -> Conclusion | None:
    """None when the quantity is Theta of a power of t; otherwise why not."""
    if quantity.theta.truth is not Truth.YES:
        return from_fact(quantity.theta, {})
    if quantity.index is None:
        return fails(quantity.reason, quantity.rigour)
    if quantity.log_index is None:
        return unknown(quantity.reason)
    return None if quantity.log_index == 0 else fails(f"a power of log t remains: {quantity.formula}", quantity.rigour)


def no_positive_rho(results: StageResults) -> Conclusion | None:
    """None when rho > 0 is known; otherwise the conclusion that follows."""
    level, rho = results.derivation.frontier.level, results.derivation.rho
    if rho is None:
        return from_fact(level.theta, {}) if level.theta.truth is not Truth.YES else unknown(level.reason)
    return fails(f"rho = {rho}: {level.formula}", level.rigour) if not bool(rho > 0) else None
