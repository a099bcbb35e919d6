"""Explicit theorems for a scaling function: C1 t^(-rho w) <= L(t) <= C2 t^(-rho w), w = (a-1)/b, and S likewise.

g need not satisfy (2).  Let x = lambda t^rho, G non-decreasing, and for all t >= t0

- r1 G(x) <= g(lambda, t) <= r2 G(x) for x >= x0, 0 < lambda <= Lambda;
- g(lambda, t) <= C x^mu for x < x0 (nothing of this is needed where g = G(x) exactly: x0 = 0).

With P = Lambda t^rho, Phi_r = sum_k k^-a e^(-2 r G(P k^-b)), Psi_r = sum_k k^(s-1) (1 - e^(-r G(P k^-b)))^2:

1. *Comparison*, term by term, T = sum over the k with P k^-b < x0 of k^-a, Z_mu that of k^(s-1) (P k^-b)^(2 mu):
   Phi_r2 - (1 - e^(-2 C x0^mu)) T <= L/W <= Phi_r1 + (1 - e^(-2 r1 G(x0))) T, and, when G <= c x^nu for
   x <= x0 and 2 mu, 2 nu > s/b, Psi_r1 - (r1 c)^2 Z_nu <= (Lambda/W) S <= Psi_r2 + C^2 Z_mu.
   P^w T <= x0^w/(a-1) + P^(-1/b) x0^(a/b); P^(-s/b) Z_mu <= x0^(2 mu - s/b) (1/(2 mu b - s) + (x0/P)^(1/b)).
2. *Sum and integral.*  sum_k h(k) - int_0^oo h is at most half the variation of h in size when h vanishes at 0 and oo
   (h = x^-a E(x) with E non-decreasing has variation 2 a int x^(-a-1) E; h = x^(s-1) D with D
   non-increasing 2 (s-1) int x^(s-2) D for s > 1); for 0 < s <= 1 the sum lies within [int - 1/s, int].  Hence
   |P^w Phi_r - I(w)/b| <= (a/b) P^(-1/b) I(a/b), I(v) = int_0^oo y^(v-1) e^(-2 r G(y)) dy, and for s > 1
   |P^(-s/b) Psi_r - J(s/b)/b| <= ((s-1)/b) P^(-1/b) J((s-1)/b), J(v) = int_0^oo y^(-v-1) (1 - e^(-r G))^2 dy.
3. *The integrals.*  The same inequality, read backwards at a huge P: I(w) and J(s/b) from one certified sum each
   (``enclosure.sums``).  For I(a/b) and J((s-1)/b) crude bounds do: y^p e^(-2 r G) <= K or G >= kappa y^m for
   y >= 1, G <= c y^nu for y <= 1, as enclosures on half-lines.

All errors decrease in t, so what holds at t0 holds later.

Source: Koksma's inequality in one dimension; docs/theory.md, Theorems 1 and 2.
Left out: a slowly varying factor in the scale, s <= 0 for S, and ratios g/G that differ from 1 at fixed lambda.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import SimpleNamespace

import sympy
from flint import arb

from spectral_proofs.balls.interval import Interval, least
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.constants import range_on, rounded_down, rounded_up, upper_bound_on
from spectral_proofs.bounds.monomial_case import PowerSpectrum
from spectral_proofs.bounds.profile import Scaling, half_line
from spectral_proofs.bounds.region import Region, Vertex, as_exact
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums

_TOLERANCE, _ROUGH = Fraction(1, 10**4), Fraction(1, 100)
_EFFORT = 800
_GLANCE = 200  # for each bound on g/G, of which many are tried
_DIGITS = 15
_FAR = 100  # P = 10^_FAR for the integrals, or as far as a small s/b needs
_FARTHEST = 3000


@dataclass(frozen=True)
class Compared:
    """r1 G <= g <= r2 G for x >= x0 and g <= C x^mu below, for t >= t0; x0 is None where g = G exactly."""

    r1: sympy.Rational
    r2: sympy.Rational
    x0: arb | None
    C: arb


class ScalingFunction:
    """G with its certified sums, integrals and end bounds on one spectrum; UndecidedError where one is missing."""

    def __init__(self, scaling: Scaling, spectrum: PowerSpectrum) -> None:
        self.scaling = scaling
        self.spectrum = spectrum
        self._sums: dict[tuple[sympy.Rational, int, int], tuple[arb, arb]] = {}
        self._loss: dict[sympy.Rational, tuple[arb, arb]] = {}
        self.at = scaling.at
        scaling.require_increase()

    @cached_property
    def below_one(self) -> arb:
        """c with G <= c y^low for 0 < y <= 1."""
        return half_line(self.at(LAMBDA) * LAMBDA ** (-self.scaling.low), near_zero=True).hi

    @cached_property
    def above_one(self) -> arb:
        """As of the profile, once."""
        return self.scaling.above_one()

    def loss_integrals(self, r: sympy.Rational) -> tuple[arb, arb]:
        """I(w) and an upper bound of I(a/b) for r G."""
        if r not in self._loss:
            self._loss[r] = self._loss_integrals(r)
        return self._loss[r]

    def _loss_integrals(self, r: sympy.Rational) -> tuple[arb, arb]:
        a, b = numbers.ball(self.spectrum.a), numbers.ball(self.spectrum.b)
        crude = self._loss_bound(a / b, r)
        P = arb(10) ** _FAR
        error = a * P ** (-1 / b) * crude
        value = b * P ** ((a - 1) / b) * self._certified(r, _FAR)[0] + arb(0, error.upper())
        try:  # I(a/b) is the I(w) of the task a + 1
            next_error = (a + 1) * P ** (-1 / b) * self._loss_bound((a + 1) / b, r)
            return value, least([crude, b * P ** (a / b) * self._certified(r, _FAR, 1)[0] + next_error])
        except UndecidedError:
            return value, crude

    def energy_integrals(self, r: sympy.Rational) -> tuple[arb, arb]:
        """J(s/b), and J((s-1)/b) from above where s > 1."""
        s, b = numbers.ball(1 + self.spectrum.b - self.spectrum.a), numbers.ball(self.spectrum.b)
        decades = min(_FARTHEST, max(_FAR, int(10 * self.spectrum.b / (1 + self.spectrum.b - self.spectrum.a))))
        P = arb(10) ** decades
        value = b * P ** (-s / b) * self._certified(r, decades)[1]
        if not s > 1:
            return value + Interval(arb(0), (b * P ** (-s / b) / s).upper()).ball(), arb(0)
        v, low = (s - 1) / b, numbers.ball(self.scaling.low)
        if not 2 * low > v:
            raise UndecidedError("the variation of the summand is not bounded in the tail")
        crude = 1 / v + (numbers.ball(r) * self.below_one) ** 2 / (2 * low - v)
        value += arb(0, ((s - 1) * P ** (-1 / b) * crude).upper())
        return value, crude

    def _loss_bound(self, v: arb, r: sympy.Rational) -> arb:
        """I(v) <= 1/v + int_1^oo."""
        factor = numbers.ball(2 * r)
        if self.scaling.high is not None:
            m = numbers.ball(self.scaling.high)
            return 1 / v + (v / m).gamma() * (factor * self.above_one) ** (-v / m) / m
        assert self.scaling.decay is not None
        most, excess = self.scaling.most(r), numbers.ball(r * self.scaling.decay) - v
        if not excess > 0:
            raise UndecidedError("the variation of the summand is not bounded at the head")
        return 1 / v + most / excess

    def _certified(self, r: sympy.Rational, decades: int, more: int = 0) -> tuple[arb, arb]:
        """Phi_r and Psi_r at P = 10^decades, of the task a + more."""
        key = (r, decades, more)
        if key not in self._sums:
            plain = SimpleNamespace(a=self.spectrum.a + more, b=self.spectrum.b, Lambda=sympy.S.One, W=sympy.S.One)
            value = _CertifiedSums(r * self.at(LAMBDA * TIME), plain).at(
                sympy.Integer(10) ** decades, _DIGITS, slopes=False
            )
            self._sums[key] = _ball(value.loss), _ball(value.energy)
        return self._sums[key]


class _CertifiedSums(Sums):
    """Without the engine whose values are no proof."""

    def _fall_back(self, results: list[Enclosure], time: Fraction, digits: int, notes: list[str]) -> list[Enclosure]:
        return results


def exactly(g: sympy.Expr, function: ScalingFunction) -> Compared | None:
    """g = G(lambda t^rho) itself, or None."""
    one = sympy.S.One
    same = sympy.simplify(g - function.at(LAMBDA * TIME**function.scaling.rho)) == 0
    return Compared(one, one, None, arb(0)) if same else None


def compared(
    g: sympy.Expr, function: ScalingFunction, spectrum: PowerSpectrum, t0: sympy.Rational, halvings: int
) -> Compared:
    """The ratio g/G on x >= x0 and the bound on the tail, for t >= t0, x0 at most 2^-halvings."""
    scaling = function.scaling
    target = function.at(LAMBDA * TIME**scaling.rho)
    ray = (int(scaling.rho.p), int(scaling.rho.q))
    octaves = _octaves(spectrum.Lambda, t0, scaling.rho) + halvings
    if octaves <= 0:
        raise UndecidedError("the frontier is not below the largest eigenvalue at t0")
    top = Vertex(as_exact(spectrum.Lambda), as_exact(t0))
    bottom = top.moved((1, 0), Fraction(octaves))
    rest = sympy.Add.make_args(sympy.expand(g - target))  # G cancels where it is a part of g
    ratio = 1 + sympy.Add(*[sympy.powsimp(term / target) for term in rest])
    body = [Region((top,), (ray, (0, 1))), Region((top, bottom), (ray,))]
    found = range_on(compile_expression(ratio), body, _TOLERANCE, _GLANCE)
    over = sympy.Add(
        *[t * LAMBDA ** (-scaling.tail) * TIME ** (-scaling.rho * scaling.tail) for t in sympy.Add.make_args(g)]
    )
    tail = upper_bound_on(compile_expression(over), [Region((bottom,), ((1, 0), ray))], _ROUGH, _GLANCE)
    x0 = numbers.ball(spectrum.Lambda) * numbers.ball(t0) ** numbers.ball(scaling.rho) / arb(2) ** octaves
    return Compared(rounded_down(found.lo, 7), rounded_up(found.hi, 7), x0, tail)


def loss_ends(
    function: ScalingFunction, spectrum: PowerSpectrum, t0: sympy.Rational, found: Compared
) -> tuple[arb, arb]:
    """C1 and C2 for L, all t >= t0."""
    a, b = numbers.ball(spectrum.a), numbers.ball(spectrum.b)
    w, P = (a - 1) / b, _largest(function, spectrum, t0)
    ends = []
    for r, sign in ((found.r2, -1), (found.r1, 1)):
        integral, crude = function.loss_integrals(r)
        slack = a / b * P ** (-1 / b) * crude
        if found.x0 is not None:
            x0 = found.x0
            tail = x0**w / (a - 1) + P ** (-1 / b) * x0 ** (a / b)
            above = numbers.ball(r) * _value(function, x0)
            lost = found.C * x0 ** numbers.ball(function.scaling.tail) if sign < 0 else above
            slack += (1 - (-2 * lost).exp()) * tail
        ends.append(integral / b + sign * slack)
    front = numbers.ball(spectrum.W) * numbers.ball(spectrum.Lambda) ** (-w)
    return (front * ends[0]).lower(), (front * ends[1]).upper()


def energy_ends(
    function: ScalingFunction, spectrum: PowerSpectrum, t0: sympy.Rational, found: Compared
) -> tuple[arb, arb]:
    """C1 and C2 for S, s > 0, all t >= t0."""
    s, b = numbers.ball(1 + spectrum.b - spectrum.a), numbers.ball(spectrum.b)
    P = _largest(function, spectrum, t0)
    ends = []
    for r, sign in ((found.r1, -1), (found.r2, 1)):
        integral, crude = function.energy_integrals(r)
        offset = P ** (-s / b) / s if sign < 0 else arb(0)
        slack = (s - 1) / b * P ** (-1 / b) * crude if s > 1 else offset
        if found.x0 is not None:
            low, tail = function.scaling.low, function.scaling.tail
            power, most = (low, numbers.ball(r) * function.below_one) if sign < 0 else (tail, found.C)
            slack += most**2 * _tail_mass(s, b, numbers.ball(power), found.x0, P)
        ends.append(integral / b + sign * slack)
    front = numbers.ball(spectrum.W / spectrum.Lambda) * numbers.ball(spectrum.Lambda) ** (s / b)
    return (front * ends[0]).lower(), (front * ends[1]).upper()


def _tail_mass(s: arb, b: arb, mu: arb, x0: arb, P: arb) -> arb:
    """P^(-s/b) Z_mu, from above."""
    excess = 2 * mu * b - s
    if not excess > 0 or not x0 <= 1:
        raise UndecidedError("the tail of S is not summable, or x0 > 1")
    return x0 ** (excess / b) * (1 / excess + (x0 / P) ** (1 / b))


def _largest(function: ScalingFunction, spectrum: PowerSpectrum, t0: sympy.Rational) -> arb:
    """P at t0."""
    return numbers.ball(spectrum.Lambda) * numbers.ball(t0) ** numbers.ball(function.scaling.rho)


def _value(function: ScalingFunction, x0: arb) -> arb:
    """G(x0) from above, x0 <= 1."""
    if not x0 <= 1:
        raise UndecidedError("x0 > 1")
    return function.below_one * x0 ** numbers.ball(function.scaling.low)


def _octaves(Lambda: sympy.Rational, t0: sympy.Rational, rho: sympy.Rational) -> int:
    """A number of halvings that takes Lambda to t0^-rho or just below."""
    with working_precision(numbers.PRECISION):
        log_scale = numbers.ball(Lambda).log() + numbers.ball(rho) * numbers.ball(t0).log()
        return int(float((log_scale / arb.const_log2()).upper().ceil()))


def _ball(value: Enclosure) -> arb:
    if not value.certified or value.infinite or value.unknown:
        raise UndecidedError("no certified sum of the scaling function")
    return arb(f"{value.mid} +/- {value.rad}")
