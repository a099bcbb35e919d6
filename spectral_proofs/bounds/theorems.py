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

**Frontier**: see ``frontier``.

Source: the paper's Propositions 1 and 3, Appendix A, with its false step 4
replaced by the Lemma; Gamma-function integrals: NIST DLMF 5.9.1, 6.2, 6.6.
Left out: the sharpest t0 (powers of ten only), and error terms beyond first order.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from flint import arb

from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.constants import GrowthConstants, rounded_down, rounded_up
from spectral_proofs.bounds.frontier import FrontierBounds, explicit_frontier
from spectral_proofs.bounds.monomial_case import BITS, PowerSpectrum, Setting, accepted, decade_from, setting, short
from spectral_proofs.enclosure.precision import working_precision
from spectral_proofs.errors import UndecidedError

__all__ = ["FrontierBounds", "PowerBounds", "explicit_energy", "explicit_frontier", "explicit_loss"]


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


def explicit_loss(growth: GrowthConstants, spectrum: PowerSpectrum) -> PowerBounds:
    """C1 t^-chi <= L(t) <= C2 t^-chi with chi = n (a-1)/(m b); UndecidedError if t0 would be astronomically large."""
    with working_precision(BITS):
        x = setting(growth, spectrum)
        doubled = [2 * x.scale(c) for c in (x.c1, x.c2)]
        t0 = decade_from(growth.t0, lambda t: all(x.loss_error(y * t**x.n) < accepted() for y in doubled))
        errors = [x.loss_error(y * numbers.ball(t0) ** x.n) for y in doubled]
        decay = -(x.a - 1) / x.q
        upper = rounded_up(x.loss_constant * doubled[0] ** decay * (1 + errors[0]))
        lower = rounded_down(x.loss_constant * doubled[1] ** decay * (1 - errors[1]))
    index = -growth.n * (spectrum.a - 1) / (growth.m * spectrum.b)
    return _power_bounds("L", lower, upper, index, t0)


def explicit_energy(growth: GrowthConstants, spectrum: PowerSpectrum) -> PowerBounds:
    """The same for S(t), in whichever of the four regimes of s = 1 + b - a the spectrum lies."""
    s, q = 1 + spectrum.b - spectrum.a, growth.m * spectrum.b
    if numbers.sign(s - 2 * q) >= 0:
        text = f"S(t) = oo for all t >= {short(growth.t0)}, because s = {s} >= 2 m b = {2 * q}"
        return PowerBounds("S", None, None, None, None, growth.t0, text, infinite=True)
    with working_precision(BITS):
        x = setting(growth, spectrum)
        if s > 0:
            return _rising_energy(x, growth, s, q)
        return _logarithmic_energy(x, growth) if s == 0 else _bounded_energy(x, growth)


def _rising_energy(x: Setting, growth: GrowthConstants, s: sympy.Expr, q: sympy.Expr) -> PowerBounds:
    integral = _energy_integral(x, s, q)
    ys = [x.scale(c) for c in (x.c1, x.c2)]

    def below(y: arb) -> arb:
        return y ** (-1 / x.q) / integral if s >= 1 else y ** (-x.s / x.q) / (x.s * integral)

    def above(y: arb) -> arb:
        return y ** (-1 / x.q) / integral if s >= 1 else arb(0)

    t0 = decade_from(
        growth.t0, lambda t: bool(below(ys[0] * t**x.n) < accepted() and above(ys[1] * t**x.n) < accepted())
    )
    time = numbers.ball(t0) ** x.n
    front = x.W / x.Lambda * integral
    lower = rounded_down(front * ys[0] ** (x.s / x.q) * (1 - below(ys[0] * time)))
    upper = rounded_up(front * ys[1] ** (x.s / x.q) * (1 + above(ys[1] * time)))
    return _power_bounds("S", lower, upper, growth.n * s / q, t0)


def _energy_integral(x: Setting, s: sympy.Expr, q: sympy.Expr) -> arb:
    if sympy.expand(s - q) == 0:
        return 2 * arb.const_log2() / x.q
    ratio = x.s / x.q
    return (-ratio).gamma() * (arb(2) ** ratio - 2) / x.q


def _logarithmic_energy(x: Setting, growth: GrowthConstants) -> PowerBounds:
    ys = [x.scale(c) for c in (x.c1, x.c2)]
    constant = arb.const_euler() - arb.const_log2()
    extra = 2 * arb(1).expint(arb(1))

    def low(log_time: arb) -> arb:
        return (x.n + (ys[0].log() + constant) / log_time) / x.q

    def high(log_time: arb) -> arb:
        return (x.n + (ys[1].log() + constant + extra) / log_time) / x.q + 1 / log_time

    def good(t: arb) -> bool:
        slack = (1 + 10 * accepted()) * x.n / x.q  # within a factor of two of (n/q) log t
        return bool(ys[0] * t**x.n > 1 and t > 2 and 2 * low(t.log()) > x.n / x.q and high(t.log()) < slack)

    t0 = decade_from(growth.t0, good)
    log_time, front = numbers.ball(t0).log(), x.W / x.Lambda
    # low and high are monotone in log t towards n/q, so the extreme over t >= t0 is at t0 or at infinity
    lower = rounded_down(front * low(log_time).min(x.n / x.q))
    upper = rounded_up(front * high(log_time).max(x.n / x.q))
    return _power_bounds("S", lower, upper, sympy.S.Zero, t0, sympy.S.One)


def _bounded_energy(x: Setting, growth: GrowthConstants) -> PowerBounds:
    order = 1 - x.s
    total = order.zeta()
    y1 = x.scale(x.c1)

    def missing(t: arb) -> arb:
        y = y1 * t**x.n
        integral = ((order - 1) / x.q).gamma() * y ** (-(order - 1) / x.q) / x.q
        return 2 * (integral + (y * x.q * arb.const_e() / order) ** (-order / x.q))

    t0 = decade_from(growth.t0, lambda t: bool(missing(t) < accepted() * total))
    front = x.W / x.Lambda
    lower = rounded_down(front * (total - missing(numbers.ball(t0))))
    return _power_bounds("S", lower, rounded_up(front * total), sympy.S.Zero, t0)


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
    power = ("" if index == 0 else f" t^({index})") + ("" if log_index == 0 else " log t")
    text = f"{short(lower)}{power} <= {quantity}(t) <= {short(upper)}{power} for all t >= {short(t0)}"
    return PowerBounds(quantity, lower, upper, index, log_index, t0, text)
