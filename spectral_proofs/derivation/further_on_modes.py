"""What single claims need besides the core derivation, on modes that are no exact powers (:mod:`.further`).

1. Sums with other factors and weights are ordered as L and S are (:mod:`.pulled`), or, on geometric modes, compared
   with those of exact powers (:mod:`.geometric_modes`).
2. Position: its decrease by d2g/dlambda dt > 0 is a covariance on whatever modes; by scaling it is read off two sums
   that are those of exact powers up to 1 + o(1) under (16).
3. Reach: under (2), or where g -> oo at every eigenvalue and (16) holds, what is left after infinite training lies in
   modes of order N.
4. Trade-off: with E(lambda) = Theta(lambda^p (log 1/lambda)^e), e = alpha - (a-1) beta/b, 0 < p < 1, ridge regression
   has L_R(mu) = Theta(E(1/mu)) and S_R = Theta(mu E(1/mu)) (Karamata); for p > 1, S_R tends to sum w_k^2.

5. Compute optimum: where lambda_k ~ Lambda k^-b (log k)^beta and c_k ~ W k^-a (log k)^alpha, L(N, t) is a Riemann sum
   and T(N) a tail as on those exact powers, so that nu* is theirs, and the constants too up to the logarithms
   (:mod:`.optimum`).

Left out: nu* with scales that are not rational, and beside waves; the trade-off at p = 1 beside logarithms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import sympy

from spectral_proofs.asymptotics.weights import learned_factor, residual_factor
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.further import in_turn
from spectral_proofs.derivation.geometric_modes import learned, position_numerator
from spectral_proofs.derivation.on_modes import OnModes
from spectral_proofs.derivation.optimum import optimum
from spectral_proofs.derivation.position import descent, quotient
from spectral_proofs.derivation.pulled import Pulled
from spectral_proofs.derivation.reach import reach
from spectral_proofs.derivation.tradeoff import by_laws
from spectral_proofs.errors import UndecidedError, refusals_undecided
from spectral_proofs.problem.candidate import LAMBDA
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.results import Asymptotics, Fact, Truth, unsettled
from spectral_proofs.results.further import (
    CoefficientRounding,
    FurtherLaws,
    Optimum,
    PositionOrder,
    Reach,
    TradeOff,
)
from spectral_proofs.results.rigour import EXACT, read_off, weakest
from spectral_proofs.worker import Worker

Modes = Expressions | Geometric


def further_laws_on(questions: Iterable[str], spectrum: Modes, found: OnModes, worker: Worker) -> FurtherLaws:
    """The same on these modes."""
    return in_turn(questions, worker, _answer, spectrum, found)


def _answer(question: str, spectrum: Modes, found: OnModes) -> Any:
    with refusals_undecided():
        return _QUESTIONS[question](spectrum, found)


@lru_cache(maxsize=1)
def _pulled(g: sympy.Expr, spectrum: Expressions) -> Pulled:
    return Pulled.of(g, spectrum)


def _mode_number(spectrum: Modes, found: OnModes) -> Asymptotics:
    if isinstance(spectrum, Geometric):
        return learned(found.derivation, spectrum.kappa)
    pulled = _pulled(found.derivation.g, spectrum)
    return pulled.sum("N", learned_factor(pulled.context.g, 1), sympy.S.One, sympy.S.Zero)


def _position(spectrum: Modes, found: OnModes) -> PositionOrder:
    if isinstance(spectrum, Geometric):
        numerator = position_numerator(found.derivation, found.powers)
    else:
        pulled = _pulled(found.derivation.g, spectrum)
        weight = pulled.weight * pulled.eigenvalue / LAMBDA
        factor = residual_factor(pulled.context.g)
        numerator = pulled.sum("sum lambda r", factor, weight, pulled.a0 + pulled.b0)
    return PositionOrder(numerator, quotient(numerator, found.derivation.loss, None), None)


def _reach(_: Modes, found: OnModes) -> Reach:
    known = found.derivation
    if not (known.growth.fact.holds or found.form.holds):
        raise UndecidedError(f"which modes are left, without (2) and (16): {found.form.reason}")
    increasing, level = known.hypotheses.increasing_in_lambda, known.frontier.level
    return reach(Context(known.g, found.powers), known.growth, increasing, level)


def _orthonormal(spectrum: Modes, found: OnModes) -> Fact:
    known = found.derivation.hypotheses
    if isinstance(spectrum, Geometric):
        facts = known.positive, known.increasing_in_lambda
        missing = next((fact for fact in facts if not fact.holds), None)
        if missing is not None:
            return unsettled(f"g as lambda -> 0: {missing.reason}")
        finite = bool(spectrum.p > 1)
        reason = f"exp(-2g) lies between positive bounds and sum w_k^2 is geometric, p = {spectrum.p}"
        return Fact(Truth.YES if finite else Truth.NO, reason, weakest(*(fact.rigour for fact in facts)))
    pulled = _pulled(found.derivation.g, spectrum)
    with pulled.context.reading() as read:
        infinite = pulled.diverges(residual_factor(pulled.context.g), pulled.square, pulled.a0 - pulled.b0)
    reason = f"sum w_k^2 exp(-2g) {'=' if infinite else '<'} oo at each fixed t"
    return Fact(Truth.NO if infinite else Truth.YES, reason, EXACT).weakened(read_off(read))


def _rounding(spectrum: Modes, found: OnModes) -> CoefficientRounding:
    order = "not derived on these modes"
    if isinstance(spectrum, Geometric):
        growth = found.derivation.growth
        if not growth.fact.holds or growth.m is None:
            raise UndecidedError(f"g as lambda -> 0: {growth.fact.reason}")
        return CoefficientRounding(order, bool(1 - spectrum.p >= growth.m), growth.fact.rigour)
    pulled = _pulled(found.derivation.g, spectrum)
    with pulled.context.reading() as read:
        infinite = pulled.diverges(learned_factor(pulled.context.g, 1), pulled.square, pulled.a0 - pulled.b0)
    return CoefficientRounding(order, infinite, read_off(read))


def _trade_off(_: Modes, found: OnModes) -> TradeOff:
    modes, sp = found.modes, found.powers
    if modes.open:
        raise UndecidedError(modes.open)
    if modes.geometric:
        return by_laws(found.derivation, sp, constants=False)
    assert modes.alpha is not None
    assert modes.beta is not None
    log_power, scaled = modes.alpha - (sp.a - 1) * modes.beta / sp.b, found.scaled
    return by_laws(found.derivation, scaled or sp, log_power, constants=scaled is not None)


def _optimum(_: Modes, found: OnModes) -> Optimum:
    """Its limits are those of the exact powers that the modes are ~ to, with logarithms."""
    if found.leading is None:
        raise UndecidedError("derived for modes that are ~ powers of k and log k with rational scales only")
    return optimum(Context(found.derivation.g, found.leading), found.derivation, found.modes)


_QUESTIONS: dict[str, Callable[[Modes, OnModes], Any]] = {
    "mode_number": _mode_number,
    "position": _position,
    "descent": lambda _, found: descent(Context(found.derivation.g, found.powers), by_scaling=found.form.holds),
    "reach": _reach,
    "orthonormal": _orthonormal,
    "rounding": _rounding,
    "trade_off": _trade_off,
    "optimum": _optimum,
}
