"""Lemma 5 and Propositions 1 and 3 with explicit constants.

g(lambda_*, t) = 1 gives
(c2 t^n)^(-1/m) <= lambda_* <= (c1 t^n)^(-1/m); with k_* = (Lambda/lambda_*)^(1/b),
c1 Lambda^m t^n <= k_*^q <= c2 Lambda^m t^n.  So 2Y at c2 is at most 2 (c2/c1) k_*^q, 2Y at
c1 at least 2 (c1/c2) k_*^q, and the loss bounds become C1 k_*^(1-a) <= L <= C2 k_*^(1-a).
For (25) with eps = 1/2: k <= c1' k_* makes g >= 3/2 and k >= c2' k_* makes g <= 1/2 when
c1' = (2 c1 / (3 c2))^(1/q), c2' = (2 c2 / c1)^(1/q); then
e^-1 sum_{k >= c2' k_*} <= L, and L <= C2 k_*^(1-a) is turned into a multiple of
sum_{k >= c1' k_*} by sum_{k >= K} k^-a >= (K + 1)^(1-a)/(a - 1).

Source: the paper's Lemma 5, Propositions 1 and 3, Appendix A, with its false step 4 replaced by
the loss bounds of ``theorems``.  Left out: levels other than kappa = 1, eps other than 1/2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy
from flint import arb

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.constants import GrowthConstants, rounded_down, rounded_up
from spectral_proofs.bounds.monomial_case import BITS, PowerSpectrum, accepted, decade_from, setting
from spectral_proofs.bounds.remainders import loss_remainder
from spectral_proofs.text.laws import tails_sentence


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


def explicit_frontier(growth: GrowthConstants, spectrum: PowerSpectrum) -> FrontierBounds:
    """Lemma 5 and Propositions 1 and 3 with constants."""
    with working_precision(BITS):
        x = setting(growth, spectrum)
        y1 = x.scale(x.c1)
        c1_prime = rounded_down((2 * x.c1 / (3 * x.c2)) ** (1 / x.q))
        c2_prime = rounded_up((2 * x.c2 / x.c1) ** (1 / x.q))
        inner = numbers.ball(c1_prime)
        doubled = [2 * x.scale(c) for c in (x.c1, x.c2)]

        def good(t: arb) -> bool:
            small = all(loss_remainder(x, y * t**x.n) < accepted() for y in doubled)
            return bool(small and inner * (y1 * t**x.n) ** (1 / x.q) > 1)

        t0 = decade_from(growth.t0, good)
        time = numbers.ball(t0) ** x.n
        decay, ratio = -(x.a - 1) / x.q, x.c2 / x.c1
        low = x.loss_constant * (2 * ratio) ** decay * (1 - loss_remainder(x, doubled[1] * time))
        high = x.loss_constant * (2 / ratio) ** decay * (1 + loss_remainder(x, doubled[0] * time))
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
    return replace(bounds, statement=tails_sentence(bounds.__dict__, str(1 - spectrum.a)))
