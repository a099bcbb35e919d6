"""Explicit remainders of the monomial sums: algebraic (unimodality) and beyond all orders (rotated Fourier integrals).

g = Y k^-q, w = (a-1)/q, s = 1 + b - a, and psi(x) = x^(s-1) (2 e^(-Y x^-q) - e^(-2 Y x^-q)), so that
x^(s-1) (1 - e^(-Y x^-q))^2 = x^(s-1) - psi(x).  With

- L = (W/q) Gamma(w) (2Y)^-w (1 + e),
- S = (W/Lambda) (J Y^(s/q) + zeta(a-b) + r) for s < 2q, s != 0, J = Gamma(-s/q) (2^(s/q) - 2)/q
  (2 log 2 / q at s = q); for s = 0, S = (W/Lambda) ((log(Y/2) + gamma_E)/q + gamma_E + r),

e and r are bounded in three steps.

1. *Poisson.* h(x) = x^-a e^(-2Y x^-q), continued by 0 to x <= 0, is smooth with integrable
   derivatives, so sum_{k>=1} h(k) - int h = 2 Re sum_{j>=1} int_0^oo h(x) e^(2 pi i j x) dx.  For
   psi take Euler-Maclaurin's formula with an even order p > s on both sum_{k<=N} k^(s-1) =
   N^s/s + zeta(1-s) + ... and sum_{k<=N} psi(k); the boundary terms at N belong to
   x^(s-1) - psi(x), which tends to 0 with its derivatives because s < 2q.  What is left is
   int_0^oo psi^(p)(x) B_p({x})/p! dx, B_p({x})/p! = - sum_{j != 0} (2 pi i j)^-p e^(2 pi i j x).
2. *Rotation.* Both integrands are analytic in 0 < arg x <= theta < min(pi/2, pi/(2q)) and vanish on
   large and small arcs (h = O(|x|^-a), psi^(p) = O(|x|^(s-1-p)); flat at 0), so the path
   may be turned to arg x = theta; there p integrations by parts undo the derivatives.
3. *Bound.* On the ray |e^(-Y x^-q)| = e^(-Y cos(q theta) r^-q) and |e^(2 pi i j x)| = e^(-B_j r),
   B_j = 2 pi j sin theta, and A r^-q + B r >= V(A, B) = (1+q) A^(1/(q+1)) (B/q)^(q/(q+1)).  For
   any 0 < eta < 1, with A = Y cos(q theta):
   |e| <= 2 ((1-eta) cos(q theta))^-w sum_j e^(-V(2 eta A, B_j));
   |r| <= 6 sum_j e^(-eta V(A, B_j)) M, M >= int_0^oo r^(s-1) e^(-(1-eta)(A r^-q + B_1 r)) dr:
   M = Gamma(s) ((1-eta) B_1)^-s for s >= 1; Gamma(-s/q) ((1-eta) A)^(s/q)/q for s <= -1; else the
   sum of these two with s + 1 and s - 1 for s, since r^(s-1) <= r^s + r^(s-2).
   sum_{j>=1} e^(-v j^kappa) <= e^-v + int_1^oo e^(-v x^kappa) dx, an incomplete Gamma function.

Every bound decreases in Y, so one that holds at t0 holds for all t >= t0.  theta and eta are
free; the best of a small grid is taken.  The algebraic bounds are those of ``theorems``' Lemma.

Source: N. G. de Bruijn, "Asymptotic Methods in Analysis", ch. 3; NIST DLMF 1.8(iv), 2.10(i), 24.8.1.
Left out: the exact exponent of the exponentially small terms.
"""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb

from spectral_proofs.balls.interval import least
from spectral_proofs.bounds.monomial_case import Setting

#: theta as a fraction of its largest value, and eta: the grid that is searched.
_ANGLES = ("1/8", "1/4", "1/2", "3/4")
_SHARES = ("1/2", "3/4", "7/8", "15/16", "31/32")


def loss_remainder(x: Setting, doubled: arb) -> arb:
    """Upper bound of |e| at 2Y = ``doubled`` and beyond."""
    bounds = [x.loss_error(doubled)]
    for cosine, sine, eta in _grid(x.q):
        strength, frequency = doubled * cosine * eta, 2 * arb.pi() * sine
        front = 2 * ((1 - eta) * cosine) ** (-(x.a - 1) / x.q)
        bounds.append(front * _harmonics(_valley(strength, frequency, x.q), x.q))
    return least(bounds)


def energy_remainder(x: Setting, y: arb) -> arb:
    """Upper bound of |r| at Y = ``y`` and beyond."""
    bounds = []
    for cosine, sine, eta in _grid(x.q):
        strength, frequency = y * cosine, 2 * arb.pi() * sine
        decay = eta * _valley(strength, frequency, x.q)
        bounds.append(6 * _harmonics(decay, x.q) * _mass(x, (1 - eta) * strength, (1 - eta) * frequency))
    return least(bounds)


def _grid(q: arb) -> Iterator[tuple[arb, arb, arb]]:
    """cos(q theta), sin(theta) and eta."""
    largest = least([arb.pi() / 2, arb.pi() / (2 * q)])
    for part in _ANGLES:
        theta = largest * _fraction(part)
        for share in _SHARES:
            yield (q * theta).cos(), theta.sin(), _fraction(share)


def _fraction(text: str) -> arb:
    numerator, denominator = text.split("/")
    return arb(int(numerator)) / int(denominator)


def _valley(strength: arb, frequency: arb, q: arb) -> arb:
    """min over r > 0 of strength r^-q + frequency r."""
    power = 1 / (q + 1)
    return (1 + q) * strength**power * (frequency / q) ** (q * power)


def _harmonics(decay: arb, q: arb) -> arb:
    """sum_{j>=1} exp(-decay j^(q/(q+1))), from above."""
    inverse = (q + 1) / q
    return (-decay).exp() + inverse * decay ** (-inverse) * decay.gamma_upper(inverse)


def _mass(x: Setting, strength: arb, frequency: arb) -> arb:
    """int_0^oo r^(s-1) exp(-strength r^-q - frequency r) dr, from above."""

    def at_infinity(s: arb) -> arb:
        return s.gamma() * frequency ** (-s)

    def at_zero(s: arb) -> arb:
        return (-s / x.q).gamma() * strength ** (s / x.q) / x.q

    if x.s >= 1:
        return at_infinity(x.s)
    return at_zero(x.s) if x.s <= -1 else at_infinity(x.s + 1) + at_zero(x.s - 1)
