"""Explicit theorems: C1 t^-chi <= L(t) <= C2 t^-chi and the like, for all t >= t0, with rational constants.

Hypothesis throughout: c1 lambda^m t^n <= g <= c2 lambda^m t^n for 0 < lambda <= Lambda,
t >= t0 (``constants``).  L decreases and S increases in g, so L[c2] <= L <= L[c1]
and S[c1] <= S <= S[c2], where [c] is the monomial case g = Y k^-q at
lambda = Lambda k^-b, with Y = c Lambda^m t^n and q = m b.

**Lemma.** Let h >= 0 on (0, oo) be integrable, non-decreasing up to x* and
non-increasing afterwards (0 <= x*), with supremum M.  Then
|sum_{k>=1} h(k) - int_0^oo h| <= M.
Proof.  Let p = floor(x*).  For k <= p, h(k) >= int_{k-1}^k h; for k >= p + 1,
h(k) >= int_k^{k+1} h; together sum h >= int_0^oo h - int_p^{p+1} h >= int_0^oo h - M.
For k <= p - 1, h(k) <= int_k^{k+1} h; for k >= p + 2, h(k) <= int_{k-1}^k h.  On
[p, p + 1] h is at least min(h(p), h(p+1)) (unimodality), hence for p >= 1
h(p) + h(p + 1) = min + max <= int_p^{p+1} h + M; so sum h <= int_0^oo h + M.  For p = 0
use h(1) <= M and h(k) <= int_{k-1}^k h for k >= 2.  QED

**Loss.** h(x) = x^-a e^(-2 Y x^-q) rises up to x*^q = 2 Y q / a and falls after it;
int_0^oo h = Gamma((a-1)/q) (2Y)^(-(a-1)/q) / q and M = (2 Y q e / a)^(-a/q), hence
L = (W/q) Gamma((a-1)/q) (2Y)^(-(a-1)/q) (1 + e), |e| <= K (2Y)^(-1/q),
K = q (q e / a)^(-a/q) / Gamma((a-1)/q).

**Energy.** h(x) = x^(s-1) (1 - e^(-Y x^-q))^2, s = 1 + b - a.  With y = Y x^-q,
d log h / d log x = s - 1 - 2 q y / (e^y - 1); y/(e^y - 1) increases in x from 0 to 1, so
the derivative changes sign at most once, from + to -: the Lemma applies.

- 0 < s < 2q: int_0^oo h = J Y^(s/q), J = Gamma(-s/q) (2^(s/q) - 2)/q (2 log 2 / q at s = q).
  For s >= 1, M <= Y^((s-1)/q) because x^(s-1) min(1, x^(-2q)) <= 1, so the relative error
  is at most Y^(-1/q)/J.  For s < 1, h falls, and int_0^1 h <= 1/s gives
  int_0^oo h - 1/s <= sum h <= int_0^oo h.
- s = 0: int_1^oo h <= sum h <= h(1) + int_1^oo h, h(1) <= 1, and
  q int_1^oo h = int_0^Y (1 - e^-y)^2 dy/y = log(Y/2) + gamma_E + 2 E1(Y) - E1(2Y), where
  0 <= 2 E1(Y) - E1(2Y) <= 2 E1(1) for Y >= 1.
- s < 0: zeta(1-s) - R <= sum h <= zeta(1-s), R = sum k^(s-1) 2 e^(-Y k^-q), bounded by the
  Lemma as for the loss.
- s >= 2q: S = oo for every t >= t0, since 1 - e^-g >= g/2 for g <= 1.

**Beyond all orders**: for large Y the errors are exponentially small (``remainders``), and S has the
offset zeta(a-b); where it still moves S/t^gamma at t0, the theorem is stated with it (``OffsetBounds``).

**When the constants of (2) stay apart**: ``nearby`` gives closer ones for the modes that matter.
The modes above its edge add at most W zeta(a) e^(-A t^n) to L, A = 2 c1 edge^m; t^chi e^(-A t^n)
decreases as soon as n A t^n >= chi.

**Frontier**: see ``frontier``.

Source: the paper's Propositions 1 and 3, Appendix A, with its false step 4
replaced by the Lemma; Gamma-function integrals: NIST DLMF 5.9.1, 6.2, 6.6.
Left out: the sharpest t0 (powers of ten only).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy
from flint import arb

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers, scaling
from spectral_proofs.bounds.constants import GrowthConstants, rounded_down, rounded_up
from spectral_proofs.bounds.energy import energy_ends, energy_lines
from spectral_proofs.bounds.frontier import FrontierBounds, explicit_frontier
from spectral_proofs.bounds.monomial_case import BITS, PowerSpectrum, Setting, bits, first_decade, setting
from spectral_proofs.bounds.near_zero import Nearby, everywhere
from spectral_proofs.bounds.remainders import loss_remainder
from spectral_proofs.bounds.scaling import Compared, ScalingFunction
from spectral_proofs.errors import UndecidedError
from spectral_proofs.text.laws import bounds_sentence, infinite_sentence

__all__ = [
    "FrontierBounds", "OffsetBounds", "PowerBounds", "energy_theorem", "explicit_energy", "explicit_frontier",
    "explicit_loss", "loss_theorem", "offset_theorem", "scaled_theorem",
]  # fmt: skip

#: C2/C1 accepted at an early t0, beyond what c2/c1 costs.
_WIDE_LOSS, _WIDE_ENERGY = 1.25, 2


@dataclass(frozen=True)
class PowerBounds:
    """lower * t^index (log t)^log_index <= quantity <= upper * same, for all t >= t0: proved."""

    quantity: str  # "L" or "S"
    lower: sympy.Rational | None  # None where the quantity is infinite
    upper: sympy.Rational | None
    index: sympy.Expr | None
    log_index: sympy.Expr | None
    t0: sympy.Rational
    statement: str
    infinite: bool = False
    ratio: sympy.Rational | None = None  # upper/lower, rounded up


@dataclass(frozen=True)
class OffsetBounds:
    """lower * phi + lower_offset <= S(t) <= upper * phi + upper_offset for all t >= t0: proved.

    phi = t^index (log t)^log_index; ``ratio`` is that of the two sides at t0, rounded up.
    """

    lower: sympy.Rational
    lower_offset: sympy.Rational
    upper: sympy.Rational
    upper_offset: sympy.Rational
    index: sympy.Expr
    log_index: sympy.Expr
    t0: sympy.Rational
    ratio: sympy.Rational
    statement: str


def explicit_loss(growth: GrowthConstants, spectrum: PowerSpectrum) -> PowerBounds:
    """C1 t^-chi <= L(t) <= C2 t^-chi, chi = n (a-1)/(m b), from an early t0; UndecidedError if it is astronomical."""
    cost = _cost(growth, (spectrum.a - 1) / (growth.m * spectrum.b)) * _WIDE_LOSS
    with working_precision(bits(spectrum)):
        t0 = first_decade(growth.t0, lambda t: _within(_loss_ends(_from(growth, spectrum, t), spectrum), cost))
    return loss_theorem(_from(growth, spectrum, t0), spectrum)


def explicit_energy(growth: GrowthConstants, spectrum: PowerSpectrum) -> PowerBounds:
    """The same for S(t), in whichever of the four regimes of s = 1 + b - a the spectrum lies."""
    s, q = 1 + spectrum.b - spectrum.a, growth.m * spectrum.b
    if numbers.sign(s - 2 * q) >= 0:
        text = infinite_sentence({"t0": growth.t0}, str(s), str(2 * q))
        return PowerBounds("S", None, None, None, None, growth.t0, text, infinite=True)
    cost = _cost(growth, abs(s) / q) * _WIDE_ENERGY
    with working_precision(bits(spectrum)):
        t0 = first_decade(
            growth.t0,
            lambda t: bool(t > 1 or s != 0) and _within(energy_ends(_from(growth, spectrum, t), spectrum), cost),
        )
    return energy_theorem(_from(growth, spectrum, t0), spectrum)


def loss_theorem(near: Nearby, spectrum: PowerSpectrum, digits: int = 4) -> PowerBounds:
    """The bounds of L from near.growth.t0 on, however wide."""
    growth = near.growth
    with working_precision(bits(spectrum)):
        low, high = _loss_ends(near, spectrum)
        index = -growth.n * (spectrum.a - 1) / (growth.m * spectrum.b)
        return _power_bounds("L", rounded_down(low, digits), rounded_up(high, digits), index, growth.t0)


def energy_theorem(near: Nearby, spectrum: PowerSpectrum, digits: int = 4) -> PowerBounds:
    """The bounds of S < oo from near.growth.t0 on, however wide."""
    with working_precision(bits(spectrum)):
        low, high = energy_ends(near, spectrum)
        index, log_index = _energy_indices(near.growth, spectrum)
        index = max(index, sympy.S.Zero)
        lower, upper = rounded_down(low, digits), rounded_up(high, digits)
        return _power_bounds("S", lower, upper, index, near.growth.t0, log_index)


def offset_theorem(near: Nearby, spectrum: PowerSpectrum, digits: int = 8) -> OffsetBounds:
    """The bounds of S < oo by two terms, from near.growth.t0 on; ``digits`` significant ones of S(t0)."""
    growth = near.growth
    index, log_index = _energy_indices(growth, spectrum)
    with working_precision(bits(spectrum)):
        below, above = energy_lines(near, spectrum)
        time = numbers.ball(growth.t0)
        phi = time.log() if log_index else time ** numbers.ball(index)
        if not below.slope * phi + below.offset > 0:
            raise UndecidedError("the explicit lower bound of S is not positive")
        lower, low = _rounded(below.slope, below.offset, phi, digits, rounded_down)
        upper, high = _rounded(above.slope, above.offset, phi, digits, rounded_up)
        floor = numbers.ball(lower) * phi + numbers.ball(low)
        if not floor > 0:
            raise UndecidedError("the explicit lower bound of S is not positive")
        ratio = rounded_up((numbers.ball(upper) * phi + numbers.ball(high)) / floor, digits)
    ends = {"lower": lower, "lower_offset": low, "upper": upper, "upper_offset": high}
    text = bounds_sentence("S", ends | {"index": index, "log_index": log_index, "t0": growth.t0})
    return OffsetBounds(lower, low, upper, high, index, log_index, growth.t0, ratio, text)


def scaled_theorem(
    quantity: str,
    function: ScalingFunction,
    spectrum: PowerSpectrum,
    t0: sympy.Rational,
    found: Compared,
    digits: int = 8,
) -> PowerBounds:
    """The bounds of L, or of S for s > 0, by a scaling function (``scaling``), from t0 on, however wide."""
    ends = scaling.loss_ends if quantity == "L" else scaling.energy_ends
    index = -(spectrum.a - 1) / spectrum.b if quantity == "L" else (1 + spectrum.b - spectrum.a) / spectrum.b
    with working_precision(BITS):
        low, high = ends(function, spectrum, t0, found)
        lower, upper = rounded_down(low, digits), rounded_up(high, digits)
        return _power_bounds(quantity, lower, upper, function.scaling.rho * index, t0)


def _from(growth: GrowthConstants, spectrum: PowerSpectrum, t0: sympy.Rational) -> Nearby:
    return everywhere(replace(growth, t0=t0), spectrum)


def _cost(growth: GrowthConstants, power: sympy.Expr) -> arb:
    """(c2/c1)^power."""
    return (numbers.ball(growth.c2) / numbers.ball(growth.c1)) ** numbers.ball(power)


def _within(ends: tuple[arb, arb], ratio: arb) -> bool:
    return bool(ends[0] > 0 and ends[1] < ratio * ends[0])


def _loss_ends(near: Nearby, spectrum: PowerSpectrum) -> tuple[arb, arb]:
    """C1 and C2 for all t >= near.growth.t0."""
    x = setting(near.growth, spectrum)
    time = numbers.ball(near.growth.t0) ** x.n
    doubled = [2 * x.scale(c) for c in (x.c1, x.c2)]
    errors = [loss_remainder(x, y * time) for y in doubled]
    powers = [x.loss_constant * y ** (-(x.a - 1) / x.q) for y in doubled]
    slack = _learned(x, near, spectrum, time)
    return powers[1] * (1 - errors[1]) - slack, powers[0] * (1 + errors[0]) + slack


def _learned(x: Setting, near: Nearby, spectrum: PowerSpectrum, time: arb) -> arb:
    """W zeta(a) t^chi e^(-2 c1 edge^m t^n) at t0, where it is the largest: what the modes above the edge may change."""
    if near.edge == spectrum.Lambda:
        return arb(0)
    rate = 2 * numbers.ball(near.floor) * numbers.ball(near.edge) ** x.m * time
    power = (x.a - 1) / x.q
    if not rate >= power:  # n A t^n >= chi = n (a-1)/q
        raise UndecidedError("the modes above the edge are not learned at t0")
    return x.W * x.a.zeta() * time**power * (-rate).exp()


def _energy_indices(growth: GrowthConstants, spectrum: PowerSpectrum) -> tuple[sympy.Expr, sympy.Expr]:
    s = 1 + spectrum.b - spectrum.a
    return growth.n * s / (growth.m * spectrum.b), sympy.S.One if s == 0 else sympy.S.Zero


def _rounded(
    slope: arb, offset: arb, phi: arb, digits: int, outward: Callable[[arb, int], sympy.Rational]
) -> tuple[sympy.Rational, sympy.Rational]:
    """Both outward, with as many digits as leave ``digits`` of their sum at t0."""
    total = slope * phi + offset
    return outward(slope, digits + _lost(slope * phi, total)), outward(offset, digits + _lost(offset, total))


def _lost(part: arb, total: arb) -> int:
    excess = (abs(part) / total).upper()
    return int(float(excess.log()) / 2.3) + 1 if excess > 1 and excess.is_finite() else 0


def _power_bounds(
    quantity: str,
    lower: sympy.Rational,
    upper: sympy.Rational,
    index: sympy.Expr,
    t0: sympy.Rational,
    log_index: sympy.Expr = sympy.S.Zero,
) -> PowerBounds:
    if not lower > 0:
        raise UndecidedError(f"the explicit lower bound of {quantity} is not positive")
    bounds = {"lower": lower, "upper": upper, "index": index, "log_index": log_index, "t0": t0}
    text = bounds_sentence(quantity, bounds)
    ratio = rounded_up(numbers.ball(upper / lower), 6)
    return PowerBounds(quantity, lower, upper, index, log_index, t0, text, ratio=ratio)
