"""Explicit theorems as formulas in a, b and the parameters, from c1 lambda^m u(t) <= g <= c2 lambda^m u(t).

With Y_i = c_i Lambda^m u(t), q = m b, w = (a-1)/q, s = 1 + b - a and z = s/q, L[c2] <= L <= L[c1] and
S[c1] <= S <= S[c2], where [c] is the case g = Y k^-q of :mod:`spectral_proofs.bounds.theorems`, whose Lemma gives

1. L[c] = W (Gamma(w)/q) (2Y)^-w + e, |e| <= W (a/(2 e q Y))^(a/q), for every Y > 0. The error is at most half of the
   leading term once 2Y >= K^q 2^q, K = q (q e/a)^(-a/q)/Gamma(w).
2. 0 < s < 2q: S[c] = (W/Lambda) (J Y^z + e), J = Gamma(-z) (2^z - 2)/q, |e| <= Y^((s-1)/q) for s >= 1, and
   -1/s <= e <= 0 for s < 1; at most half once Y >= (2/J)^q, or (2/(s J))^(q/s).
3. s = 0: (W/(Lambda q)) (log(Y/2) + gamma_E) <= S[c] <= (W/(Lambda q)) (log(Y/2) + gamma_E + 2 E1(1) + q) for Y >= 1;
   hence between log Y/2 and 2 log Y once log Y >= q + 1/3 (as 2 E1(1) + gamma_E - log 2 < 1/3 and
   1/3 > 2 (log 2 - gamma_E)).
4. s < 0: zeta(1-s) - R <= (Lambda/W) S[c] <= zeta(1-s), R = 2 (Gamma(v) Y^-v/q + ((1-s)/(q e Y))^((1-s)/q)),
   v = -s/q; R <= 1/2 once each of its two terms is at most 1/8.
5. (c2 u)^(-1/m) <= lambda_* <= (c1 u)^(-1/m); with k_* = (Lambda/lambda_*)^(1/b), Y_1 <= k_*^q <= Y_2, so that 1 is
   a statement about k_*^(1-a) as well, and one about the tails beyond multiples of k_* (as in
   :mod:`spectral_proofs.bounds.frontier`).

Every formula holds wherever u(t) > 0 and t >= t0 of g's bounds. Left out: errors of the next order, and what is
sharper beyond all orders: numbers of a, b and the parameters have them (``check``).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.kernels import learned_moment
from spectral_proofs.derivation.parameters.explicit_growth import GrowthFormula, Signs
from spectral_proofs.problem.spectrum import Spectrum

#: u(t) in the bounds.
SCALE = sympy.Symbol("u", positive=True)
_HALF = sympy.Rational(1, 2)
_MARGIN = sympy.Rational(1, 3)


@dataclass(frozen=True)
class BoundsFormula:
    """lower <= quantity <= upper; and plain_lower <= quantity <= plain_upper once u(t) >= threshold.

    All are expressions in u, where ``u(t)`` is that of the bounds of g; the plain ones are multiples of one order.
    """

    quantity: str  # "L", "S" or "lambda_*"
    lower: sympy.Expr
    upper: sympy.Expr
    plain_lower: sympy.Expr
    plain_upper: sympy.Expr
    threshold: sympy.Expr
    valid: sympy.Expr = sympy.S.Zero  # the first two hold once u(t) >= this, and everywhere if it is 0


@dataclass(frozen=True)
class TailsFormula:
    """Propositions 1 and 3, once u(t) >= threshold: multiples of k_*^(1-a), and of T(K) = sum_{k>=K} lambda_k w_k^2.

    loss_low k_*^(1-a) <= L <= loss_high k_*^(1-a), tail_low T(c2_prime k_*) <= L <= tail_high T(c1_prime k_*).
    """

    loss_low: sympy.Expr
    loss_high: sympy.Expr
    c1_prime: sympy.Expr
    c2_prime: sympy.Expr
    tail_low: sympy.Expr
    tail_high: sympy.Expr
    threshold: sympy.Expr


class MonomialFormulas:
    """The formulas for one g, whose bounds hold throughout a regime."""

    def __init__(self, growth: GrowthFormula, spectrum: Spectrum, signs: Signs) -> None:
        self.growth, self.spectrum, self.signs = growth, spectrum, signs
        self.q = growth.m * spectrum.b
        self.y1, self.y2 = (c * spectrum.Lambda**growth.m for c in (growth.low, growth.high))  # Y/u

    def loss(self) -> BoundsFormula:
        """Step 1."""
        a, q, W = self.spectrum.a, self.q, self.spectrum.W
        w = (a - 1) / q

        def main(y: sympy.Expr) -> sympy.Expr:
            return W * sympy.gamma(w) / q * (2 * y * SCALE) ** -w

        def error(y: sympy.Expr) -> sympy.Expr:
            return W * (a / (2 * sympy.E * q * y * SCALE)) ** (a / q)

        return BoundsFormula(
            "L",
            main(self.y2) - error(self.y2),
            main(self.y1) + error(self.y1),
            _HALF * main(self.y2),
            3 * _HALF * main(self.y1),
            self._loss_threshold(),
        )

    def _loss_threshold(self) -> sympy.Expr:
        a, q = self.spectrum.a, self.q
        K = q * (a / (sympy.E * q)) ** (a / q) / sympy.gamma((a - 1) / q)
        return (2 * K) ** q / (2 * self.y1)

    def energy(self) -> BoundsFormula | None:
        """Steps 2 to 4; None where S is infinite or the regime does not say which of them it is."""
        s = self.spectrum.s
        side = self.signs(s)
        if side == 1 and self.signs(s - 2 * self.q) == -1:
            return self._power_law(s)
        return None if side is None or side == 1 else self._logarithm() if side == 0 else self._bounded(-s)

    def _power_law(self, s: sympy.Expr) -> BoundsFormula:
        z, front, above = s / self.q, self.spectrum.W / self.spectrum.Lambda, self.signs(s - 1)
        J = self._moment(z) / self.q
        large, small = (2 / J) ** self.q, (2 / (s * J)) ** (1 / z)

        def main(y: sympy.Expr) -> sympy.Expr:
            return front * J * (y * SCALE) ** z

        def error(y: sympy.Expr) -> sympy.Expr:
            power = (y * SCALE) ** ((s - 1) / self.q)
            return front * (sympy.Max(power, 1 / s) if above is None else power if above >= 0 else 1 / s)

        over = sympy.S.Zero if above == -1 else error(self.y2)
        threshold = sympy.Max(large, small) if above is None else large if above >= 0 else small
        return BoundsFormula(
            "S",
            main(self.y1) - error(self.y1),
            main(self.y2) + over,
            _HALF * main(self.y1),
            3 * _HALF * main(self.y2),
            threshold / self.y1,
        )

    def _moment(self, z: sympy.Expr) -> sympy.Expr:
        """Gamma(-z) (2^z - 2); a ``Piecewise`` where z = 1 is possible."""
        if self.signs(z - 1) in (1, -1):
            return sympy.gamma(-z) * (2**z - 2)
        return learned_moment(z)

    def _logarithm(self) -> BoundsFormula:
        front = self.spectrum.W / self.spectrum.Lambda / self.q
        logs = [sympy.log(y * SCALE) for y in (self.y1, self.y2)]
        shift = sympy.EulerGamma - sympy.log(2)
        return BoundsFormula(
            "S",
            front * (logs[0] + shift),
            front * (logs[1] + shift + 2 * sympy.expint(1, 1) + self.q),
            front * logs[0] / 2,
            2 * front * logs[1],
            sympy.exp(self.q + _MARGIN) / self.y1,
            1 / self.y1,
        )

    def _bounded(self, r: sympy.Expr) -> BoundsFormula:
        """r = -s > 0."""
        front, q, v = self.spectrum.W / self.spectrum.Lambda, self.q, r / self.q
        total, order = sympy.zeta(1 + r), (1 + r) / q
        y = self.y1 * SCALE
        unlearned = 2 * (sympy.gamma(v) / q * y**-v + (order / (sympy.E * y)) ** order)
        threshold = sympy.Max((8 * sympy.gamma(v) / q) ** (1 / v), order / sympy.E * 8 ** (1 / order))
        upper = front * total
        return BoundsFormula("S", front * (total - unlearned), upper, upper / 2, upper, threshold / self.y1)

    def frontier(self) -> BoundsFormula:
        """Step 5, where g = 1 somewhere on 0 < lambda <= Lambda: once Y_1 >= 1."""
        low, high = ((c * SCALE) ** (-1 / self.growth.m) for c in (self.growth.high, self.growth.low))
        return BoundsFormula("lambda_*", low, high, low, high, 1 / self.y1, 1 / self.y1)

    def tails(self) -> TailsFormula:
        """Step 5. With K = c1' k_* >= 1, T(K) >= W (K + 1)^(1-a)/(a-1) >= W (2K)^(1-a)/(a-1)."""
        a, q, ratio = self.spectrum.a, self.q, self.growth.high / self.growth.low
        w = (a - 1) / q
        whole = self.spectrum.W * sympy.gamma(w) / q
        low, high = _HALF * whole * (2 * ratio) ** -w, 3 * _HALF * whole * (ratio / 2) ** w
        inner = (2 / (3 * ratio)) ** (1 / q)
        return TailsFormula(
            low,
            high,
            inner,
            (2 * ratio) ** (1 / q),
            sympy.exp(-1),
            high * (a - 1) / self.spectrum.W * (2 * inner) ** (a - 1),
            sympy.Max(self._loss_threshold(), 3 * ratio / 2 / self.y1),
        )
