"""How far S is from S_R, the least energy that any g with the same loss can have, as t -> oo.

S_R(mu) and L_R(mu) are the energy and the loss of ridge regression, g = log(1 + mu lambda), with the mu at which
L_R(mu) = L(t); p = (a-1)/b, A = (W/b) Lambda^(-p).

1. For p < 1, L_R ~ A B(p, 2-p) mu^(-p) and S_R ~ A B(1+p, 1-p) mu^(1-p), so that S_R L^((1-p)/p) tends to
   K = A^(1/p) B(1+p, 1-p) B(p, 2-p)^((1-p)/p) as L -> 0. For p = 1, S_R ~ A log(1/L); for p > 1, S_R tends to the
   finite sum of all w_k^2.
2. *Edge*: S = Theta(S_R) iff the orders of S and S_R are the same; S is never of a lower order. Where L stays away from
   0 so does mu from infinity, and S_R is of order one.
3. g = lambda^m u(t), u -> oo: L and S are those of the monomial with u in place of t^n, whatever u is; S is infinite
   for s >= 2 m b.
4. *Limit of eta = S_R/S*, where L and S have constants: K/(C_S C_L^((1-p)/p)) for p < 1, A chi/C_S for p = 1 and
   S ~ C_S log t, 1 for p > 1.

Source: docs/theory.md, Theorem 11. Left out: the limit where L or S has no constant in closed form or keeps
oscillating, unless step 3 gives it, and where L does not tend to 0.
"""

from __future__ import annotations

from itertools import zip_longest

import sympy

from spectral_proofs.asymptotics.kernels import learned_moment
from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose
from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.bounds.efficiency import efficiency_limit
from spectral_proofs.derivation.argmax import lambda_exponent
from spectral_proofs.derivation.carried import carried_by, energy_carried_by
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.scaling import profile_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Enclosure, Fact, HasLaws, Truth, unsettled
from spectral_proofs.results.further import TradeOff
from spectral_proofs.results.rigour import EXACT, Rigour, weakest

_DIGITS, _BITS = 15, 160
Found = tuple[sympy.Expr, Rigour]


def trade_off(context: Context, known: Derivation) -> TradeOff:
    """Whether S = Theta(S_R), and the limit of eta where it is known."""
    spectrum = context.spectrum
    m = lambda_exponent(context.g) if known.frontier.separable else None
    edge = _edge(known, spectrum, m)
    if edge.truth is Truth.NO:
        return TradeOff(edge, sympy.S.Zero, Enclosure("0", "0", True), edge.rigour)
    found = None if not edge.holds else _separable(m, spectrum) if m is not None else _by_constants(known, spectrum)
    if found is None:
        return TradeOff(edge, None, None, edge.rigour)
    ball = enclosed(found[0]) or _by_scaling(context, known)
    return TradeOff(edge, found[0], ball, weakest(found[1], edge.rigour))


def by_laws(
    known: Derivation, spectrum: Spectrum, log_power: sympy.Expr = sympy.S.Zero, *, constants: bool = True
) -> TradeOff:
    """The same from the laws of L and S alone, whatever they are laws of: residuals of any sign, other modes.

    The energy of the modes with lambda_k <= lambda is Theta(lambda^p (log 1/lambda)^log_power), and ``constants`` says
    whether it is ~ that of ``spectrum``.
    """
    edge = _edge(known, spectrum, None, log_power)
    found = _by_constants(known, spectrum) if edge.holds and (constants or _source(spectrum) > 1) else None
    limit, known_as = found or (None, edge.rigour)
    return TradeOff(edge, limit, None if limit is None else enclosed(limit), weakest(known_as, edge.rigour))


def _by_scaling(context: Context, known: Derivation) -> Enclosure | None:
    """The limit from the integrals of the scaling function, where the constants of L and S are these."""
    scaling, spectrum = profile_of(context, known.frontier), context.spectrum
    if scaling is None or bool(spectrum.s <= 0):
        return None
    carried = carried_by(known.frontier, known.loss, spectrum) and energy_carried_by(
        known.frontier, known.energy, spectrum
    )
    try:
        return efficiency_limit(scaling, spectrum) if carried else None
    except UndecidedError:
        return None


def excess(laws: HasLaws, spectrum: Spectrum, log_power: sympy.Expr = sympy.S.Zero) -> tuple[sympy.Expr, ...] | None:
    """Powers of t, log t, ... in S/S_R; None where the order of L or S is not known.

    The first that is not zero is positive for every g with L -> 0 (:func:`vanishes`). With ``log_power`` = e,
    mu^(-p) (log mu)^e = Theta(L) and S_R = Theta(mu L): S/S_R = Theta(S L^((1-p)/p) (log mu)^(-e/p)), p < 1.
    """
    loss, energy = laws.loss, laws.energy
    if loss.powers is None or energy.powers is None or not (loss.theta.holds and energy.theta.holds):
        return None
    p = _source(spectrum)
    if p == 1 and log_power != 0:
        return None
    if p == 1:
        order = tuple(-power for power in _order_of_log(loss.powers))
    else:
        order = tuple((1 - p) / p * power for power in loss.powers) if bool(p < 1) else ()
    slow = tuple(-log_power / p * power for power in _order_of_log(loss.powers)) if bool(p < 1) else ()
    zero = sympy.S.Zero
    return tuple(sympy.expand(sum(powers)) for powers in zip_longest(energy.powers, order, slow, fillvalue=zero))


def _source(spectrum: Spectrum) -> sympy.Rational:
    return (spectrum.a - 1) / spectrum.b


def _order_of_log(powers: tuple[sympy.Expr, ...]) -> tuple[sympy.Expr, ...]:
    """Powers of log(1/L): one of the scale behind the first that L has, none where L = Theta(1)."""
    first = next((i for i, power in enumerate(powers) if power != 0), None)
    return () if first is None else (*[sympy.S.Zero] * (first + 1), sympy.S.One)


def _edge(known: Derivation, spectrum: Spectrum, m: sympy.Expr | None, log_power: sympy.Expr = sympy.S.Zero) -> Fact:
    loss, energy, s = known.loss, known.energy, spectrum.s
    if energy.infinite:
        return energy.theta.implies(Truth.NO, f"S_R is finite and {energy.reason}")
    moving = _learns(known)
    if bool(s < 0):
        if not moving.holds and vanishes(loss) and energy.theta.holds and energy.index == 0:  # residuals of any sign
            known_as = weakest(loss.rigour, loss.theta.rigour, energy.rigour, energy.theta.rigour)
            return Fact(Truth.YES, f"S_R -> sum w_k^2 < oo as L -> 0, and {energy.formula}", known_as)
        reason = "S_R and S lie between positive bounds: S_R increases with t, and S <= sum w_k^2 < oo"
        return moving.implies(Truth.YES, reason) if moving.holds else moving
    if m is not None:
        if bool(s >= 2 * m * spectrum.b):
            return Fact(Truth.NO, f"S = oo: 1+b-a = {s} >= 2mb = {2 * m * spectrum.b}", EXACT)
        return Fact(
            Truth.YES, "g = lambda^m u(t), u -> oo: L and S are those of the monomial, u in place of t^n", EXACT
        )
    powers = excess(known, spectrum, log_power)
    if powers is None:
        unknown = next((law for law in (loss, energy) if law.theta.truth is Truth.UNKNOWN), None)
        reason = unknown.theta.reason if unknown else "L or S has no order on the scales t, log t, ..."
        return unsettled(f"S beside S_R: {reason}")
    first = next((power for power in powers if power != 0), sympy.S.Zero)
    rigour = weakest(loss.rigour, loss.theta.rigour, energy.rigour, energy.theta.rigour)
    laws = f"{loss.formula}, {energy.formula}"
    if bool(first > 0):
        return Fact(Truth.NO, f"S is of a higher order than S_R: {laws}", rigour)
    if bool(first < 0):
        return unsettled(f"S_R tends to 0 like S, in an order that is not derived: {laws}")
    if all(power == 0 for power in loss.powers or ()) and not moving.holds:
        return moving  # L tends to its value at t = 0, perhaps, where S_R vanishes
    return Fact(Truth.YES, laws, rigour)


def _learns(known: Derivation) -> Fact:
    """L stays below its value without training: g > 0 increases in t."""
    given = known.hypotheses
    for fact in (given.positive, given.increasing_in_time):
        if not fact.holds:
            return unsettled(f"whether S_R stays away from 0: {fact.reason}")
    return Fact(Truth.YES, "", weakest(given.positive.rigour, given.increasing_in_time.rigour))


def _separable(m: sympy.Expr, spectrum: Spectrum) -> Found:
    """g = lambda^m u(t), u -> oo."""
    p = _source(spectrum)
    if bool(p >= 1):
        return sympy.S.One, EXACT
    loss = sympy.gamma(p / m) * 2 ** (-p / m) / m
    energy = learned_moment((1 - p) / m) / m
    return _ridge(p) / (energy * loss ** ((1 - p) / p)), EXACT


def _ridge(p: sympy.Expr) -> sympy.Expr:
    """B(1+p, 1-p) B(p, 2-p)^((1-p)/p) for 0 < p < 1."""
    gamma = sympy.gamma
    return gamma(1 + p) * gamma(1 - p) * (gamma(p) * gamma(2 - p)) ** ((1 - p) / p)


def _by_constants(known: Derivation, spectrum: Spectrum) -> Found | None:
    loss, energy, p = known.loss, known.energy, _source(spectrum)
    if not vanishes(loss):
        return None
    if bool(p > 1):
        return sympy.S.One, loss.rigour
    if not (loss.equivalent.holds and energy.equivalent.holds) or loss.constant is None or energy.constant is None:
        return None
    rigours = [law.constant_rigour for law in (loss, energy)] + [law.equivalent.rigour for law in (loss, energy)]
    front = spectrum.W / spectrum.b * spectrum.Lambda ** (-p)
    if bool(p < 1):
        ideal = front ** (1 / p) * _ridge(p)
        return sympy.powsimp(ideal / (energy.constant * loss.constant ** ((1 - p) / p))), weakest(*rigours)
    if loss.index is None or not bool(loss.index < 0) or energy.index != 0 or energy.log_index != 1:
        return None
    return front * -loss.index / energy.constant, weakest(*rigours)


def vanishes(loss: Asymptotics) -> bool:
    """L -> 0."""
    first = next((power for power in loss.powers or () if power != 0), sympy.S.Zero)
    return bool(first < 0)


def enclosed(constant: sympy.Expr) -> Enclosure | None:
    """A constant in closed form as a ball; None where it has a part that no ball is known for."""
    try:
        return to_enclosure(enclose(constant, {}, _BITS), _DIGITS)
    except NoBallError:
        return None
