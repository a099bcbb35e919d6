"""The compute optimum of a scaling function: nu* = N*/k_* and the constant of L*, as enclosures.

A model with the first N modes has, under g(x t^-rho, t) -> G(x), the loss L(N, t) ~ W k^(1-a) Phi(N/k) with
k = (Lambda t^rho)^(1/b), Phi(nu) = int_0^nu x^(-a) e^(-2 G(x^-b)) dx + nu^(1-a)/(a-1). At fixed C = N t the least loss
is that of nu^e Phi(nu), e = (a-1) rho/(rho+b). With z = nu^-b, w = (a-1)/b and

    D(z) = (1/b) int_z^oo y^(w-1) e^(-2 G(y)) dy,   u(z) = z^(-w) D(z) + 1/(a-1),

1. Phi(nu) = nu^(1-a) u(z), and the derivative of nu^e Phi(nu) has the sign of H(z) = e u(z) - 1 + e^(-2 G(z)).
2. *One minimum*: nu dH/dnu = (1 - e^(-2G)) (a-1-e) + nu d(e^(-2G))/dnu where H = 0, which is positive for every
   G > 0 that does not decrease; H < 0 as nu -> 0 and H > 0 as nu -> oo. So H has one zero, and it is the minimum.
3. The zero is bracketed by signs of H in balls, narrowed by secants, and certified on both sides.
4. D by `acb.integral` over log y up to Y, and beyond it by G >= kappa y^m or e^(-2G) <= M y^-p for y >= 1, which are
   enclosures on a half-line (:mod:`.scaling`).

L*(C) C^e -> W Lambda^(-(a-1)/(rho+b)) z^((a-1)/(rho+b)) u(z). The level set is lambda_* ~ c t^-rho, G(c) = 1, so that
N*/k_* -> nu c^(1/b) for k_* = (Lambda/lambda_*)^(1/b).

*Logarithms.* With l = t^-rho (log t)^-v, lambda_k ~ Lambda k^-b (log k)^beta, lambda_k w_k^2 ~ W k^-a (log k)^alpha:
for N and t within bounded factors of N* and t*, log N ~ rho/(rho+b) log C and log t ~ b/(rho+b) log C. So everything is
as above with Lambda (log N)^beta (log t)^v and W (log N)^alpha in place of Lambda and W; nu* is the same.

Source: docs/theory.md, Theorem 13. Left out: iterated logarithms, G with kinks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import acb, arb, ctx

from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.monomial_case import BITS, PowerSpectrum
from spectral_proofs.bounds.profile import Profile
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.evaluate import Bound
from spectral_proofs.sums.level import level
from spectral_proofs.sums.tails import Problem

DIGITS = 15
FINE_BITS = 120
_NEGLIGIBLE = 75  # bits beside D(1) to which the tail of D is known, where that can be had
_FARTHEST = 400.0  # of log Y
_STEPS, _WIDENINGS = 60, 12
_EVALUATIONS = 20_000


@dataclass(frozen=True)
class Slow:
    """Powers of logarithms: v of the scale, beta of the eigenvalues, alpha of the energies."""

    scale: sympy.Rational = sympy.S.Zero
    eigenvalues: sympy.Rational = sympy.S.Zero
    energies: sympy.Rational = sympy.S.Zero


_NONE = Slow()


def compute_optimum(
    scaling: Profile, spectrum: PowerSpectrum, slow: Slow = _NONE
) -> tuple[Enclosure, Enclosure, Enclosure]:
    """Limits of N*/k_*, and of N* and L* over their powers of C and log C, at the one minimum of nu^e Phi(nu).

    Raises UndecidedError where it is not enclosed.
    """
    shape = LossShape.of(scaling, spectrum)
    with working_precision(FINE_BITS):
        return _Optimum(shape, scaling, spectrum, slow).limits()


@dataclass(frozen=True)
class LossShape:
    """D(z) of a scaling function; to be evaluated at the precision FINE_BITS."""

    bound: Bound  # G
    w: arb
    b: arb
    end: arb  # log Y
    rest: arb  # int y^w e^(-2G) d log y beyond it

    @classmethod
    def of(cls, scaling: Profile, spectrum: PowerSpectrum) -> LossShape:
        """Raises UndecidedError where G is not proved to increase, or its head is not bounded."""
        with working_precision(BITS):
            scaling.require_increase()
            powerful = scaling.high is not None
            first = scaling.above_one() if powerful else scaling.most(sympy.S.One)
        with working_precision(FINE_BITS):
            bound = compile_expression(scaling.at(LAMBDA)).bind(None)
            w, b = numbers.ball((spectrum.a - 1) / spectrum.b), numbers.ball(spectrum.b)
            second = numbers.ball(scaling.high if powerful else scaling.decay)
            return cls(bound, w, b, *_cut(w, first, second, powerful))

    def integral(self, v: arb) -> arb:
        """int y^w e^(-2G) d log y from log y = v on: b D(e^v)."""
        if not v < self.end:
            raise UndecidedError("beyond the head of the scaling function")

        def integrand(y: acb, analytic: bool) -> acb:
            value: acb = (y * self.w - 2 * self.bound(y, analytic)[0]).exp()
            return value

        tolerance = arb(2) ** (-ctx.prec)
        value = acb.integral(
            integrand, acb(v), acb(self.end), rel_tol=tolerance, abs_tol=tolerance, eval_limit=_EVALUATIONS
        )
        real: arb = value.real
        return real + self.rest

    def whole(self) -> arb:
        """int_0^oo y^(w-1) e^(-2G) dy: below y = e^v the exponential lies between its value there and 1."""
        v = (-_NEGLIGIBLE * arb.const_log2() / self.w).mid()
        least = (-2 * self.bound(v)[0]).exp()
        value: arb = self.integral(v) + (v * self.w).exp() / self.w * least.union(arb(1))
        return value

    def crossing(self) -> arb:
        """log c with G(c) = 1."""
        problem = Problem(self.bound, Fraction(1), Fraction(1), {})
        y: arb = level(problem, _large(problem))
        return -y


def _cut(w: arb, first: arb, second: arb, powerful: bool) -> tuple[arb, arb]:
    """log Y, and what is left of int y^w e^(-2G) d log y beyond it.

    ``first``, ``second`` are (kappa, m) with G >= kappa y^m, or (M, p) with e^(-2G) <= M y^-p, for y >= 1.
    """
    end = arb(1)
    while True:
        if powerful:  # (1/m) (2 kappa)^(-w/m) Gamma(w/m, 2 kappa Y^m)
            least = 2 * first * (end * second).exp()
            rest = (2 * first) ** (-w / second) * least.gamma_upper(w / second) / second
        else:
            if not second > w:
                raise UndecidedError("the loss is not carried by the frontier")
            rest = first * ((w - second) * end).exp() / (second - w)
        if rest < arb(2) ** (-_NEGLIGIBLE) or end > _FARTHEST:
            return end, arb(0).union(rest.upper())
        end *= 2


class _Optimum:
    """u and H over v = log z."""

    def __init__(self, shape: LossShape, scaling: Profile, spectrum: PowerSpectrum, slow: Slow) -> None:
        self.shape = shape
        self.a, self.b = numbers.ball(spectrum.a), numbers.ball(spectrum.b)
        self.rho, self.W, self.Lambda = (numbers.ball(x) for x in (scaling.rho, spectrum.W, spectrum.Lambda))
        self.e = (self.a - 1) * self.rho / (self.rho + self.b)
        n, t = self.rho / (self.rho + self.b), self.b / (self.rho + self.b)  # powers of C in N* and t*
        v, beta, alpha = (numbers.ball(x) for x in (slow.scale, slow.eigenvalues, slow.energies))
        self.W, self.Lambda = self.W * n**alpha, self.Lambda * n**beta * t**v

    def limits(self) -> tuple[Enclosure, Enclosure, Enclosure]:
        """The three limits at the zero of H."""
        v = _zero(self.excess)
        nu, power = (-v / self.b).exp(), (self.a - 1) / (self.rho + self.b)
        loss = self.W * self.Lambda ** (-power) * (v * power).exp() * self.u(v)
        ratio = nu * (self.shape.crossing() / self.b).exp()
        size = (nu * self.Lambda ** (1 / self.b)) ** (self.b / (self.rho + self.b))
        return to_enclosure(ratio, DIGITS), to_enclosure(size, DIGITS), to_enclosure(loss, DIGITS)

    def excess(self, v: arb) -> arb:
        """H."""
        value: arb = self.e * self.u(v) - 1 + (-2 * self.shape.bound(v)[0]).exp()
        return value

    def u(self, v: arb) -> arb:
        """z^(-w) D(z) + 1/(a-1)."""
        return (-v * self.shape.w).exp() * self.shape.integral(v) / self.b + 1 / (self.a - 1)


def _zero(falling: Callable[[arb], arb]) -> arb:
    """Enclosure of the zero of a function with one zero, positive before it and negative behind it."""
    low = high = arb(0)
    step = arb(1)
    while not falling(low) > 0:
        low, step = low - step, 2 * step
        if step > _FARTHEST:
            raise UndecidedError("no bracket of the optimum")
    step = arb(1)
    while not falling(high) < 0:
        high, step = high + step, 2 * step
        if step > _FARTHEST:
            raise UndecidedError("no bracket of the optimum")
    v = _narrowed(falling, low, high)
    delta = (arb(2) ** (40 - ctx.prec) * (1 + abs(v))).mid()
    for _ in range(_WIDENINGS):
        if falling(v - delta) > 0 and falling(v + delta) < 0:
            return arb(v, delta)
        delta *= 32
    raise UndecidedError("the optimum is not resolved at the working precision")


def _narrowed(falling: Callable[[arb], arb], low: arb, high: arb) -> arb:
    """The zero by the Illinois variant of regula falsi; nothing is proved by it."""
    f, h = falling(low).mid(), falling(high).mid()
    side = 0
    for _ in range(_STEPS):
        v = ((low * h - high * f) / (h - f)).mid()
        value = falling(v).mid()
        if abs(high - low) < arb(2) ** (30 - ctx.prec) or value == 0:
            return v
        if value > 0:
            low, f = v, value
            h, side = (h / 2 if side == 1 else h), 1
        else:
            high, h = v, value
            f, side = (f / 2 if side == -1 else f), -1
        if abs(value) < arb(2) ** (20 - ctx.prec):
            return v
    return v


def _large(problem: Problem) -> float:
    """A -log x at which G > 1."""
    y = 0.0
    while y > -_FARTHEST:
        if problem.bound(problem.log_lambda(arb(y)))[0] > 1:
            return y
        y = 2 * y - 1
    raise UndecidedError("the scaling function does not exceed 1")
