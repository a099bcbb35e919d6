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

**Frontier** (Lemma 5, Propositions 1 and 3).  g(lambda_*, t) = 1 gives
(c2 t^n)^(-1/m) <= lambda_* <= (c1 t^n)^(-1/m); with k_* = (Lambda/lambda_*)^(1/b),
c1 Lambda^m t^n <= k_*^q <= c2 Lambda^m t^n.  So 2Y at c2 is at most 2 (c2/c1) k_*^q, 2Y at
c1 at least 2 (c1/c2) k_*^q, and the loss bounds become C1 k_*^(1-a) <= L <= C2 k_*^(1-a).
For (25) with eps = 1/2: k <= c1' k_* makes g >= 3/2 and k >= c2' k_* makes g <= 1/2 when
c1' = (2 c1 / (3 c2))^(1/q), c2' = (2 c2 / c1)^(1/q); then
e^-1 sum_{k >= c2' k_*} <= L, and L <= C2 k_*^(1-a) is turned into a multiple of
sum_{k >= c1' k_*} by sum_{k >= K} k^-a >= (K + 1)^(1-a)/(a - 1).

Source: the paper's Propositions 1 and 3, Appendix A, with its false step 4
replaced by the Lemma; Gamma-function integrals: NIST DLMF 5.9.1, 6.2, 6.6.
Left out: the sharpest t0 (powers of ten only), and error terms beyond first order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import sympy
from flint import arb, ctx

from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.constants import GrowthConstants, rounded_down, rounded_up
from spectral_proofs.errors import UndecidedError

#: Relative error of the leading term that is accepted at t0.
ACCEPTED = sympy.Rational(1, 10)
#: Beyond 10^LARGEST_DECADE a t0 says nothing that a reader can use.
LARGEST_DECADE = 20_000
_BITS = 128


class PowerSpectrum(Protocol):
    """lambda_k = Lambda k^-b, lambda_k w_k^2 = W k^-a, a, b > 1 exact."""

    @property
    def a(self) -> sympy.Rational:
        """Decay exponent of lambda_k w_k^2."""

    @property
    def b(self) -> sympy.Rational:
        """Decay exponent of lambda_k."""

    @property
    def Lambda(self) -> sympy.Rational:
        """Largest eigenvalue."""

    @property
    def W(self) -> sympy.Rational:
        """lambda_1 w_1^2."""


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


@dataclass(frozen=True)
class FrontierBounds:
    """Constants of Lemma 5 and of Propositions 1 and 3 for the frontier g(lambda_*, t) = 1, all t >= t0.

    lambda_low t^(-n/m) <= lambda_* <= lambda_high t^(-n/m);
    k_low t^(n/q) <= k_* <= k_high t^(n/q), q = m b;
    loss_low k_*^(1-a) <= L <= loss_high k_*^(1-a);
    tail_low T(c2_prime k_*) <= L <= tail_high T(c1_prime k_*), T(K) = sum_{k>=K} lambda_k w_k^2 (eq. 25).
    """

    lambda_low: sympy.Rational
    lambda_high: sympy.Rational
    k_low: sympy.Rational
    k_high: sympy.Rational
    loss_low: sympy.Rational
    loss_high: sympy.Rational
    c1_prime: sympy.Rational
    c2_prime: sympy.Rational
    tail_low: sympy.Rational
    tail_high: sympy.Rational
    t0: sympy.Rational
    statement: str


@dataclass(frozen=True)
class _Setting:
    """Balls of everything that the formulas need; ``scale(c)`` is Y / t^n."""

    a: arb
    b: arb
    s: arb
    q: arb
    n: arb
    m: arb
    c1: arb
    c2: arb
    Lambda: arb
    W: arb

    def scale(self, c: arb) -> arb:
        return c * self.Lambda**self.m

    @property
    def loss_constant(self) -> arb:
        """(W/q) Gamma((a-1)/q)."""
        return self.W / self.q * ((self.a - 1) / self.q).gamma()

    def loss_error(self, doubled: arb) -> arb:
        """K (2Y)^(-1/q)."""
        peak = (self.q * arb.const_e() / self.a) ** (-self.a / self.q)
        return self.q * peak / ((self.a - 1) / self.q).gamma() * doubled ** (-1 / self.q)


def _setting(growth: GrowthConstants, spectrum: PowerSpectrum) -> _Setting:
    a, b = numbers.ball(spectrum.a), numbers.ball(spectrum.b)
    m, n = numbers.ball(growth.m), numbers.ball(growth.n)
    s = numbers.ball(1 + spectrum.b - spectrum.a)
    c1, c2 = numbers.ball(growth.c1), numbers.ball(growth.c2)
    return _Setting(a, b, s, m * b, n, m, c1, c2, numbers.ball(spectrum.Lambda), numbers.ball(spectrum.W))


def explicit_loss(growth: GrowthConstants, spectrum: PowerSpectrum) -> PowerBounds:
    """C1 t^-chi <= L(t) <= C2 t^-chi with chi = n (a-1)/(m b); UndecidedError if t0 would be astronomically large."""
    with ctx.workprec(_BITS):
        x = _setting(growth, spectrum)
        doubled = [2 * x.scale(c) for c in (x.c1, x.c2)]
        t0 = _decade(growth.t0, lambda t: all(x.loss_error(y * t**x.n) < _accepted() for y in doubled))
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
    with ctx.workprec(_BITS):
        x = _setting(growth, spectrum)
        if s > 0:
            return _rising_energy(x, growth, s, q)
        return _logarithmic_energy(x, growth) if s == 0 else _bounded_energy(x, growth)


def _rising_energy(x: _Setting, growth: GrowthConstants, s: sympy.Expr, q: sympy.Expr) -> PowerBounds:
    integral = _energy_integral(x, s, q)
    ys = [x.scale(c) for c in (x.c1, x.c2)]

    def below(y: arb) -> arb:
        return y ** (-1 / x.q) / integral if s >= 1 else y ** (-x.s / x.q) / (x.s * integral)

    def above(y: arb) -> arb:
        return y ** (-1 / x.q) / integral if s >= 1 else arb(0)

    t0 = _decade(growth.t0, lambda t: bool(below(ys[0] * t**x.n) < _accepted() and above(ys[1] * t**x.n) < _accepted()))
    time = numbers.ball(t0) ** x.n
    front = x.W / x.Lambda * integral
    lower = rounded_down(front * ys[0] ** (x.s / x.q) * (1 - below(ys[0] * time)))
    upper = rounded_up(front * ys[1] ** (x.s / x.q) * (1 + above(ys[1] * time)))
    return _power_bounds("S", lower, upper, growth.n * s / q, t0)


def _energy_integral(x: _Setting, s: sympy.Expr, q: sympy.Expr) -> arb:
    if sympy.expand(s - q) == 0:
        return 2 * arb.const_log2() / x.q
    ratio = x.s / x.q
    return (-ratio).gamma() * (arb(2) ** ratio - 2) / x.q


def _logarithmic_energy(x: _Setting, growth: GrowthConstants) -> PowerBounds:
    ys = [x.scale(c) for c in (x.c1, x.c2)]
    constant = arb.const_euler() - arb.const_log2()
    extra = 2 * arb(1).expint(arb(1))

    def low(log_time: arb) -> arb:
        return (x.n + (ys[0].log() + constant) / log_time) / x.q

    def high(log_time: arb) -> arb:
        return (x.n + (ys[1].log() + constant + extra) / log_time) / x.q + 1 / log_time

    def good(t: arb) -> bool:
        slack = (1 + 10 * _accepted()) * x.n / x.q  # within a factor of two of (n/q) log t
        return bool(ys[0] * t**x.n > 1 and t > 2 and 2 * low(t.log()) > x.n / x.q and high(t.log()) < slack)

    t0 = _decade(growth.t0, good)
    log_time, front = numbers.ball(t0).log(), x.W / x.Lambda
    # low and high are monotone in log t towards n/q, so the extreme over t >= t0 is at t0 or at infinity
    lower = rounded_down(front * _smaller(low(log_time), x.n / x.q))
    upper = rounded_up(front * _larger(high(log_time), x.n / x.q))
    return _power_bounds("S", lower, upper, sympy.S.Zero, t0, sympy.S.One)


def _bounded_energy(x: _Setting, growth: GrowthConstants) -> PowerBounds:
    order = 1 - x.s
    total = order.zeta()
    y1 = x.scale(x.c1)

    def missing(t: arb) -> arb:
        y = y1 * t**x.n
        integral = ((order - 1) / x.q).gamma() * y ** (-(order - 1) / x.q) / x.q
        return 2 * (integral + (y * x.q * arb.const_e() / order) ** (-order / x.q))

    t0 = _decade(growth.t0, lambda t: bool(missing(t) < _accepted() * total))
    front = x.W / x.Lambda
    lower = rounded_down(front * (total - missing(numbers.ball(t0))))
    return _power_bounds("S", lower, rounded_up(front * total), sympy.S.Zero, t0)


def explicit_frontier(growth: GrowthConstants, spectrum: PowerSpectrum) -> FrontierBounds:
    """Lemma 5 and Propositions 1 and 3 with constants."""
    with ctx.workprec(_BITS):
        x = _setting(growth, spectrum)
        y1 = x.scale(x.c1)
        c1_prime = rounded_down((2 * x.c1 / (3 * x.c2)) ** (1 / x.q))
        c2_prime = rounded_up((2 * x.c2 / x.c1) ** (1 / x.q))
        inner = numbers.ball(c1_prime)
        doubled = [2 * x.scale(c) for c in (x.c1, x.c2)]

        def good(t: arb) -> bool:
            small = all(x.loss_error(y * t**x.n) < _accepted() for y in doubled)
            return bool(small and inner * (y1 * t**x.n) ** (1 / x.q) > 1)

        t0 = _decade(growth.t0, good)
        time = numbers.ball(t0) ** x.n
        decay, ratio = -(x.a - 1) / x.q, x.c2 / x.c1
        low = x.loss_constant * (2 * ratio) ** decay * (1 - x.loss_error(doubled[1] * time))
        high = x.loss_constant * (2 / ratio) ** decay * (1 + x.loss_error(doubled[0] * time))
        start = inner * (y1 * time) ** (1 / x.q)  # c1' k_* is at least this
        tail_high = high * (x.a - 1) / x.W * (inner * (1 + 1 / start)) ** (x.a - 1)
        bounds = FrontierBounds(
            lambda_low=rounded_down(x.c2 ** (-1 / x.m)),
            lambda_high=rounded_up(x.c1 ** (-1 / x.m)),
            k_low=rounded_down(y1 ** (1 / x.q)),
            k_high=rounded_up(x.scale(x.c2) ** (1 / x.q)),
            loss_low=rounded_down(low),
            loss_high=rounded_up(high),
            c1_prime=c1_prime,
            c2_prime=c2_prime,
            tail_low=rounded_down(arb(-1).exp()),
            tail_high=rounded_up(tail_high),
            t0=t0,
            statement="",
        )
    return _with_statement(bounds, spectrum)


def _with_statement(x: FrontierBounds, spectrum: PowerSpectrum) -> FrontierBounds:
    text = (
        f"{short(x.loss_low)} k_*^({1 - spectrum.a}) <= L(t) <= {short(x.loss_high)} k_*^({1 - spectrum.a}) and "
        f"{short(x.tail_low)} T({short(x.c2_prime)} k_*) <= L(t) <= {short(x.tail_high)} T({short(x.c1_prime)} k_*) "
        f"for all t >= {short(x.t0)}"
    )
    return FrontierBounds(**{**x.__dict__, "statement": text})


def _accepted() -> arb:
    return numbers.ball(ACCEPTED)


def _smaller(x: arb, y: arb) -> arb:
    return x.min(y)


def _larger(x: arb, y: arb) -> arb:
    return x.max(y)


def _decade(t0: sympy.Rational, good: Callable[[arb], bool]) -> sympy.Rational:
    """Smallest of t0 and the powers of ten above it at which ``good`` holds; good is monotone in t."""
    if good(numbers.ball(t0)):
        return t0
    low, high = 0, 1
    while not _good_at(high, t0, good):
        low, high = high, 2 * high
        if high > LARGEST_DECADE:
            raise UndecidedError(f"an explicit theorem would hold only for t beyond 10^{LARGEST_DECADE}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _good_at(middle, t0, good) else (middle, high)
    return sympy.Integer(10) ** high


def _good_at(decade: int, t0: sympy.Rational, good: Callable[[arb], bool]) -> bool:
    return sympy.Integer(10) ** decade >= t0 and good(arb(10) ** decade)


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


def short(number: sympy.Rational) -> str:
    """A positive rational for people, exactly: small fractions, powers of ten, short decimals, else p/q."""
    if number.q == 1:
        digits = str(number.p)
        return f"10^{len(digits) - 1}" if len(digits) > 4 and digits.rstrip("0") == "1" else digits
    if number.q > 20:
        decimal = f"{float(number):.6g}"
        if sympy.Rational(decimal) == number:
            return decimal
    return str(number)
