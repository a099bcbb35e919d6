"""Claims of sections 4 and 5 and of *Spectral Reach*: candidates for which each must come out so."""

from __future__ import annotations

import sympy

from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.results import Verdict

R = sympy.Rational
log, sqrt, exp, sin = sympy.log, sympy.sqrt, sympy.exp, sympy.sin
CONF, REFU, BEYO, OUTS, UNDE = Verdict.CONFIRMED, Verdict.REFUTED, Verdict.BEYOND, Verdict.OUTSIDE, Verdict.UNDECIDED

LOG_PERIODIC = L * T * (2 + sin(log(1 + T)))
BETWEEN = L * T * exp(sqrt(log(1 + T))) * (1 + L)  # no cell knows exp(sqrt(log t))
POLE = L * T * (1 + 1 / (2 - L * T) ** 2)  # infinite on a ray
HIDDEN = L * T * (1 + 5 * T * exp(-(log(L) ** 2)) * exp(-T * exp(-(log(L) ** 2))))  # not increasing on a thin curve
RIDGE = log(1 + L * T)
TWO_TERMS = L * T + L**2 * T**3
DECAY = -log(1 - L / (L + R(1, 100)) * (1 - exp(-(L + R(1, 100)) * T)))
WAVY = L * T + 10 * (L * T) ** 2 / (1 + (L * T) ** 2)  # dg/dt does not increase in lambda everywhere
ODD_MODE = L * T * sympy.Abs(1 - 4 * L)  # lambda_2 = 1/4 is never learned

FURTHER_CASES = [
    ("noise", L * T, 4, 2, CONF),
    ("noise", L * T, 3, 2, REFU),  # the border: sum of 1/k
    ("noise", L * T, "3/2", 2, REFU),
    ("noise", L ** R(1, 4) * T, "3/2", 2, REFU),
    ("noise", T, "3/2", 2, OUTS),
    ("noise", T, 4, 2, BEYO),
    ("noise", HIDDEN, 4, 2, UNDE),
    ("loss-orthonormal", L * T, "3.001", 2, CONF),
    ("loss-orthonormal", L * T, 3, 2, REFU),
    ("loss-orthonormal", sympy.tanh(L * T), "3/2", 2, REFU),
    ("loss-orthonormal", T, "3/2", 2, OUTS),
    ("loss-orthonormal", T * log(1 + 1 / L), "3/2", 2, BEYO),  # (1 + 1/lambda)^(-2t): not increasing in lambda
    ("loss-orthonormal", log(1 + log(1 + 1 / L)) * T / (1 + T), "3/2", 2, OUTS),
    ("loss-orthonormal", HIDDEN, "3/2", 2, UNDE),
    ("quantization", L * T, "3/2", 2, CONF),
    ("quantization", LOG_PERIODIC, "5/2", 2, CONF),
    ("quantization", L * T, 3, 2, REFU),
    ("quantization", L ** R(1, 4) * T, "3/2", 2, REFU),
    ("quantization", sqrt(L) * T, "3/2", 2, REFU),  # mb <= 1+b-a < 2mb: S is finite, eq. (10) is not
    ("quantization", sqrt(L) * T, "2.001", 2, CONF),
    ("quantization", RIDGE, "3/2", 2, BEYO),
    ("quantization", L * T * log(1 + T), "3/2", 2, OUTS),
    ("quantization", BETWEEN, "3/2", 2, OUTS),
    ("quantization", POLE, "3/2", 2, UNDE),
    ("density", L * T, "3/2", 2, CONF),
    ("density", LOG_PERIODIC, "3/2", 2, CONF),
    ("density", sqrt(L) * T, "3/2", "2.001", CONF),
    ("density", sqrt(L) * T, "3/2", 2, REFU),  # mb = 1: sum of t/k
    ("density", RIDGE, "3/2", 2, BEYO),
    ("density", L * T * log(1 + T), "3/2", 2, OUTS),
    ("density", sympy.tanh(L * T), "3/2", 2, OUTS),  # N = Theta(t^(1/2)), but there is no frontier
    ("density", BETWEEN, "3/2", 2, UNDE),
    ("density-growth", L * T, "3/2", 2, REFU),
    ("density-growth", L * T**7, "3/2", "11/10", REFU),  # nu < 70/81
    ("density-growth", L * log(1 + T), "3/2", 2, REFU),
    ("density-growth", 1 - exp(-(L ** R(1, 3)) * T ** R(3, 2)) + L**2 * T**3 / 2, "411/100", "31/10", REFU),  # by N
    ("density-growth", L * exp(T), "3/2", 2, CONF),  # faster than every power
    ("density-growth", T, "3/2", 2, OUTS),
    ("density-growth", HIDDEN, "3/2", 2, UNDE),
    ("small-beats-large", L * T, "3/2", 2, CONF),
    ("small-beats-large", L ** R(1, 4) * T, "3/2", 2, CONF),
    ("small-beats-large", L * exp(T), "3/2", 2, BEYO),
    ("small-beats-large", L * log(1 + T), "3/2", 2, BEYO),
    ("small-beats-large", DECAY, "3/2", 2, OUTS),  # the frontier stops
    ("small-beats-large", T, "3/2", 2, OUTS),
    ("small-beats-large", HIDDEN, "3/2", 2, UNDE),
    ("position", L * T, "3/2", 2, CONF),
    ("position", LOG_PERIODIC, "3/2", 2, CONF),
    ("position", WAVY, "3/2", 2, CONF),
    ("position", TWO_TERMS, "3/2", 2, BEYO),
    ("position", RIDGE, "3/2", 2, BEYO),
    ("position", RIDGE, 4, 2, OUTS),  # the head carries the numerator: t^(-1/2)
    ("position", RIDGE, 3, 2, OUTS),  # a logarithm at (a+b-1)/b = 2
    ("position", L * T * log(1 + T), "3/2", 2, OUTS),
    ("position", T + L, "3/2", 2, OUTS),
    ("position", BETWEEN, "3/2", 2, UNDE),
    ("reach", L * T, "3/2", 2, CONF),
    ("reach", LOG_PERIODIC, 4, 2, CONF),
    ("reach", TWO_TERMS, "3/2", 2, BEYO),
    ("reach", L * exp(T), "3/2", 2, BEYO),
    ("reach", BETWEEN, "3/2", 2, BEYO),
    ("reach", RIDGE, "3/2", 2, BEYO),
    ("reach", RIDGE, 3, 2, OUTS),  # a logarithm of N is left
    ("reach", RIDGE, 4, 2, OUTS),
    ("reach", DECAY, "3/2", 2, OUTS),
    ("reach", ODD_MODE, "3/2", 2, OUTS),
    ("reach", T + L, "3/2", 2, OUTS),
    ("reach", HIDDEN, "3/2", 2, UNDE),
    ("tradeoff", L * T, "3/2", 2, CONF),
    ("tradeoff", TWO_TERMS, "3/2", 2, CONF),
    ("tradeoff", RIDGE, "3/2", 2, CONF),
    ("tradeoff", DECAY, "3/2", 2, CONF),  # L and S tend to constants
    ("tradeoff", L * T * log(1 + T), "3/2", 2, CONF),  # the logarithms fit too
    ("tradeoff", BETWEEN.subs(1 + L, 1), "3/2", 2, CONF),  # lambda u(t)
    ("tradeoff", L ** R(1, 4) * T, "3/2", 2, REFU),  # S is infinite
    ("tradeoff", RIDGE / 10, "3/2", 2, REFU),  # chi = 1/5 for p = 1/4
    ("tradeoff", L * T + L * T**3 / (1 + L * T**3), "3/2", 2, REFU),
    ("tradeoff", L * T, 3, 2, BEYO),  # p = 1: S ~ log t
    ("tradeoff", L * T, 4, 2, BEYO),
    ("tradeoff", RIDGE / 10, 3, 2, BEYO),  # log 1/L ~ log t
    ("tradeoff", T, "3/2", 2, OUTS),
    ("tradeoff", HIDDEN, "3/2", 2, UNDE),
    ("compute-optimal", L * T, "3/2", 2, CONF),
    ("compute-optimal", LOG_PERIODIC, 4, 2, CONF),
    ("compute-optimal", TWO_TERMS, "3/2", 2, BEYO),
    ("compute-optimal", RIDGE, "3/2", 2, BEYO),
    ("compute-optimal", RIDGE / 10, "3/2", 2, OUTS),  # the head carries the loss: N* is far below k_*
    ("compute-optimal", L * T * log(1 + T), "3/2", 2, OUTS),
    ("compute-optimal", L * exp(T), "3/2", 2, OUTS),
    ("compute-optimal", DECAY, "3/2", 2, OUTS),
    ("compute-optimal", BETWEEN, "3/2", 2, OUTS),
    ("compute-optimal", POLE, "3/2", 2, UNDE),
    ("compute-optimal", HIDDEN, "3/2", 2, UNDE),
    ("tradeoff", BETWEEN, "3/2", 2, UNDE),
]
