"""Sums for g = lambda^m u(t), exact but for a remainder smaller than every power of t, which is bounded.

With q = m b > 0, Y = u(t) Lambda^m > 0 and s = p + 1, every kernel F(g) is sum_i w_i exp(-c_i g), c_0 = 0, and

    sum_k k^p F(Y k^-q) = w_0 zeta(-p) + sum_{i>0} w_i [Gamma(-s/q) (c_i Y)^(s/q) / q + R(c_i Y)].

1. Let p < -1, X > 0, h(z) = z^p exp(-X z^-q), and 0 < theta < pi/2, theta < pi/(2q). On 0 < |arg z| <= theta h is
   analytic, |h(z)| <= |z|^p exp(-X cos(q theta) |z|^-q), and h falls faster than every power as z -> 0. The Abel-Plana
   formula (`abel_plana`, step 2, from the corner c = 0; on the side Re z = K + 1/2 the kernel is at most
   exp(-2 pi |Im z|) and h -> 0) gives

       sum_{k>=1} h(k) = integral_0^oo h(x) dx + R(X),   R(X) = 2 Re integral_ray h(z) / (exp(-2 pi i z) - 1) dz

   on the ray arg z = theta, and the integral is Gamma(-s/q) X^(s/q) / q.
2. Both sides continue in p: R is entire in p (at either end of the ray the integrand falls exponentially), and if F
   vanishes to order n at g = 0 the sum is analytic for Re s < n q. So the formula above holds there, with limits at
   the poles of its terms, s/q = 0 and s/q = 1 (`_at_pole`). As all terms are positive, or of one sign, s >= n q is
   divergence.
3. Remainder. With r = |z|, |1/(exp(-2 pi i z) - 1)| <= 1/(exp(v) - 1) <= exp(-v) (1 + 1/v) for v = 2 pi r sin(theta).
   Take theta = pi/(2(q+1)), so that cos(q theta) = sin(theta) =: e, and in u = log r let
   phi(u) = e (X exp(-q u) + 2 pi exp(u)) - j u. Then |R| <= 2 (I_s + I_{s-1} / (2 pi e)), I_j = integral exp(-phi) du.
   phi'' = e (q^2 X exp(-q u) + 2 pi exp(u)) has its minimum K = E q^(2/(q+1)) at exp(u)^(q+1) = q^3 X / (2 pi), where
   E = 2 pi e r_* (1 + 1/q), r_*^(q+1) = q X / (2 pi). At u_* = log r_*: phi = E - j u_*, phi' = -j. Strong convexity,
   phi(u) >= phi(u_*) - j (u - u_*) + K (u - u_*)^2 / 2, therefore gives

       I_j <= sqrt(2 pi / K) r_*^j exp(j^2 / (2 K) - E).

4. t times the derivative by t of a term is D k^(p-q) F'(Y k^-q) with D = t u'(t) Lambda^m: a sum of the same form.

Source of the expansion: Mellin transforms; the remainder's bound is the argument above.

Left out: sums that do not run over all modes, m that is not rational, u(t) that balls do not show to be positive; Y
so small that the remainder is not negligible: None, and `abel_plana` answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb, ctx, fmpq

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.evaluate import Program
from spectral_proofs.sums.modes import Kernel, ModeSum
from spectral_proofs.sums.summand import ball
from spectral_proofs.sums.tails import InfiniteSumError

# c_i: w_i of F, and of F' with its sign, and to which order the function vanishes at g = 0.
_WEIGHTS: Mapping[tuple[Kernel, bool], tuple[dict[int, int], int]] = {
    (Kernel.DECAY, False): ({2: 1}, 0),
    (Kernel.RISE, False): ({0: 1, 1: -1}, 1),
    (Kernel.ENERGY, False): ({0: 1, 1: -2, 2: 1}, 2),
    (Kernel.DECAY, True): ({2: -2}, 0),
    (Kernel.RISE, True): ({1: 1}, 0),
    (Kernel.ENERGY, True): ({1: 2, 2: -2}, 1),
}
_GUARD = 24  # bits beyond those wanted
_ATTEMPTS = 3  # near a pole large terms cancel
_COARSE = 64  # bits of the remainder's bound
_NEGLIGIBLE = 1 << 24  # exp(-E) is not written down beyond


@dataclass(frozen=True)
class Separable:
    """g = lambda^m u(t): the power, and a program of u and, if asked for, t u'."""

    m: Fraction
    factor: Program

    @classmethod
    def of(cls, g: sympy.Expr, whole: sympy.Expr) -> Separable | None:
        """The two factors of g; None where g is no such product with m > 0.

        The slope is that of ``whole``, and left out where that is another function.
        Raises UndecidedError where balls cannot evaluate u.
        """
        parts = [term.as_independent(LAMBDA, as_Add=False) for term in sympy.Add.make_args(g)]
        powers = {power for _, power in parts}
        if len(powers) != 1:
            return None
        base, m = powers.pop().as_base_exp()
        if base != LAMBDA or not (m.is_Rational and m > 0):
            return None
        u = sympy.Add(*(factor for factor, _ in parts))
        outputs = (u, TIME * sympy.diff(u, TIME)) if g == whole else (u,)
        return cls(Fraction(int(m.p), int(m.q)), compile_expression(*outputs))


@dataclass(frozen=True)
class _Terms:
    """The sum without the remainder: ``constant`` + ``coefficient`` Y^(s/q) + ``logarithm`` log Y."""

    constant: arb
    coefficient: arb
    logarithm: arb | None


class ClosedForm:
    """One sum, or t times its derivative by t; what does not depend on t is kept."""

    def __init__(self, form: Separable, modes: ModeSum, b: Fraction, Lambda: Fraction, slope: bool) -> None:
        """``form`` is g; the sum has to run over all modes, see :meth:`covers`."""
        self._form, self._slope = form, slope
        self._Lambda, self._coefficient = Lambda, modes.coefficient
        self._weights, self._order = _WEIGHTS[modes.kernel, slope]
        self._q = form.m * b
        self._s = modes.power + 1 - (self._q if slope else 0)
        self._terms: dict[int, _Terms] = {}
        self._bound = _Remainder(self._weights, self._s, self._q)

    @staticmethod
    def covers(form: Separable, modes: ModeSum, slope: bool) -> bool:
        """Whether the formula is about this sum."""
        whole = modes.kernel is not Kernel.ONE and modes.first == 1 and modes.last is None
        return whole and (not slope or len(form.factor.outputs) > 1)

    def enclose(self, time: Fraction, wanted: int) -> arb | None:
        """The sum at time t to ``wanted`` relative bits; None where this is not the way to it.

        Raises InfiniteSumError where the sum diverges.
        """
        if self._s >= self._order * self._q:
            raise InfiniteSumError
        bits = wanted + _GUARD
        for _ in range(_ATTEMPTS):
            with working_precision(bits):
                y, *rates = self._factors(time)
                if not y > 0:
                    return None
                logarithm = y.log()
                value = self._without_remainder(logarithm)
                rest = self._bound(logarithm)
                if not rest < abs(value) * arb(2) ** (-wanted - 1):
                    return None
                value = (value + arb(0, rest)) * ball(self._coefficient)
                value = value * rates[0] if self._slope else value
            gained = value.rel_accuracy_bits()
            if gained >= wanted:
                return value
            bits += max(wanted - gained, 16) + 16
            if bits > 8 * wanted:
                break
        return None

    def _factors(self, time: Fraction) -> list[arb]:
        """Y, and D where the program knows it."""
        program = self._form.factor
        values = program.bind(fmpq(time.numerator, time.denominator)).free_values
        found = [values[i] for i in program.outputs]
        return found if self._Lambda == 1 else [v * ball(self._Lambda) ** ball(self._form.m) for v in found]

    def _without_remainder(self, log_y: arb) -> arb:
        terms = self._terms.get(ctx.prec)
        if terms is None:
            terms = self._terms[ctx.prec] = _terms(self._weights, self._s, self._q)
        value = terms.constant + terms.coefficient * (log_y * ball(self._s / self._q)).exp()
        return value if terms.logarithm is None else value + terms.logarithm * log_y


def _terms(weights: Mapping[int, int], s: Fraction, q: Fraction) -> _Terms:
    ratio = s / q
    zero, others = weights.get(0, 0), {c: w for c, w in weights.items() if c}
    if ratio in (0, 1):
        return _at_pole(zero, others, s, q)
    constant = zero * (1 - ball(s)).zeta() if zero else arb(0)
    total = sum((w * arb(c) ** ball(ratio) for c, w in others.items()), arb(0))
    return _Terms(constant, (-ball(ratio)).gamma() * total / ball(q), None)


def _at_pole(zero: int, others: Mapping[int, int], s: Fraction, q: Fraction) -> _Terms:
    """The limits at s/q = 0 and 1, where sum w_i = 0 and sum w_i c_i^(s/q) = 0.

    0: Gamma(-x) = -1/x - gamma + O(x) against zeta(1 - q x) = -1/(q x) + gamma + O(x).
    1: Gamma(-1 + d) = -1/d + O(1) against sum w_i c_i^(1-d) = -d sum w_i c_i log c_i + O(d^2).
    """
    if s == 0:
        logs = sum((w * arb(c).log() for c, w in others.items()), arb(0))
        return _Terms(zero * arb.const_euler() * (1 + 1 / ball(q)) - logs / ball(q), arb(0), zero / ball(q))
    logs = sum((w * c * arb(c).log() for c, w in others.items()), arb(0))
    return _Terms(zero * (1 - ball(s)).zeta() if zero else arb(0), logs / ball(q), None)


class _Remainder:
    """An upper bound of |sum w_i R(c_i Y)|, step 3; a few digits of it are enough."""

    def __init__(self, weights: Mapping[int, int], s: Fraction, q: Fraction) -> None:
        with working_precision(_COARSE):
            steepness = ball(q)
            self._turn = 2 * arb.pi()
            self._kernel = self._turn * (arb.pi() / (2 * (steepness + 1))).sin()  # 2 pi e
            self._energy = self._kernel * (1 + 1 / steepness)  # E / r_*
            self._curvature = steepness ** (2 / (steepness + 1))  # K / E
            self._root = 1 / (steepness + 1)
            self._shifts = [((c * steepness / self._turn).log(), 2 * abs(w)) for c, w in weights.items() if c]
            self._power = ball(s)

    def __call__(self, log_y: arb) -> arb:
        """The bound for Y = exp(log_y)."""
        with working_precision(_COARSE):
            total = arb(0)
            for shift, weight in self._shifts:
                log_r = (log_y + shift) * self._root
                r = log_r.exp()
                energy = self._energy * r
                curvature = self._curvature * energy
                twice, front = 2 * curvature, weight * (self._turn / curvature).sqrt()
                fall = energy.min(arb(_NEGLIGIBLE))
                first, second = ((j * log_r + j * j / twice - fall).exp() for j in (self._power, self._power - 1))
                total += front * (first + second / self._kernel)
            return total.upper()
