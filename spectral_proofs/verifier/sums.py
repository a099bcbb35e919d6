"""L(t) and S(t) afresh: a head term by term, an integral, and Euler-Maclaurin corrections between them.

With h(k) = c k^p F(g(Lambda k^-b, t)), F = e^(-2g) for L and (1 - e^(-g))^2 for S:

1. k < N is added term by term.
2. The integral of h over (N, oo) is taken in u = log k, in pieces around the frontier, with the certified bound of
   ``acb.integral``; in closed form where F is 1 to all digits (g falls with k), where the terms are a power of k
   at all of seven points of a long piece, and beyond where they are one.
3. h(N)/2 - sum of B_2j/(2j)! h^(2j-1)(N), the derivatives by Cauchy's formula on a circle around N.
4. 1 and 3 are done for two N with circles of their own; the radius is four times the difference, and what the
   closed forms of 2 leave out.

Left out: a proof of the bound in 4 (an error common to both would hide); sums whose terms fall too slowly for 2,
kinks, and a g that grows on the circles: there is no value then.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy
from flint import acb, arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.program_functions import NOWHERE
from spectral_proofs.verifier.programs import Program, program_of

_ATTEMPTS = 3
_STEPS = 400  # of a bisection in log k
_FARTHEST = 10**6  # of log k beyond the frontier
_BEYOND = 10**9  # log k of a frontier that is not looked for
_SLOWEST = 1e-4  # rate at which the terms of S must fall
_TURN = 1.2  # less than a right angle, so that g keeps its real part
_SHARPEST = 0.01
_STEP = 0.125
_LONG, _NET = 40, 7  # a piece that may be exponential, and points at which this is looked at
_PIECES = (-4096, -1024, -256, -64, -16, -4, -1, 1, 4, 16, 64, 256, 1024)  # around the frontier in log k
_MOST_TERMS = 60_000  # evaluations of g for one sum
_LOST = 30_000  # what a sum that broke off counts for
KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)
_HOPELESS = 8  # bits that a second attempt would hardly make many
_LIMITS: dict[str, Any] = {"eval_limit": 30_000, "depth_limit": 200}
_BROKEN = (UndecidedError, ValueError, OverflowError, ZeroDivisionError)

Ball = Any  # arb or acb


@dataclass(frozen=True)
class Spectrum:
    """lambda_k = Lambda k^-b, lambda_k w_k^2 = W k^-a."""

    a: sympy.Rational
    b: sympy.Rational
    Lambda: sympy.Rational
    W: sympy.Rational


class Sums:
    """Sums over the modes for one g on one spectrum."""

    def __init__(self, g: sympy.Expr, spectrum: Spectrum) -> None:
        self.spectrum, self.spent = spectrum, 0  # evaluations of g
        self.program: Program | None = None
        if any(part.has(LAMBDA) for part in g.atoms(*KINKS)):
            return  # no quadrature across a kink
        try:
            self.program = program_of(g)
        except UndecidedError:
            self.program = None

    def at(self, quantity: str, t: sympy.Rational, digits: int) -> arb | None:
        """L or S to about ``digits`` digits, None where they are not had."""
        if self.program is None:
            return None
        for attempt in range(_ATTEMPTS):
            with working_precision(int(3.4 * digits) + 80 + 60 * attempt):
                try:
                    terms = _Terms(self.program, self.spectrum, quantity, t)
                    found = _Total(terms, digits, attempt).value()
                except _BROKEN:
                    self.spent += _LOST
                    return None
                self.spent += terms.count
            if found is None or found.rel_accuracy_bits() < _HOPELESS:
                return None
            if found.rel_accuracy_bits() >= int(3.3 * digits):
                return found
        return None


class _Terms:
    """The terms of one sum at one t, at the working precision, as functions of u = log k."""

    def __init__(self, program: Program, spectrum: Spectrum, quantity: str, t: sympy.Rational) -> None:
        self._g = program.at(_ball(t))
        self.loss, self.count = quantity == "L", 0
        a, self.b, self.top = _ball(spectrum.a), _ball(spectrum.b), _ball(spectrum.Lambda).log()
        self.power = -a if self.loss else self.b - a
        self.scale = _ball(spectrum.W if self.loss else spectrum.W / spectrum.Lambda)

    def g(self, u: Ball, analytic: bool = False) -> Ball:
        """g at k = e^u."""
        return self._g(self.top - self.b * u, analytic)

    def __call__(self, u: Ball, analytic: bool = False) -> Ball:
        """k h(k) at k = e^u: the integrand in u."""
        self.count += 1
        g = self.g(u, analytic)
        kernel = (-2 * g).exp() if self.loss else (-g).expm1() ** 2
        return kernel * ((self.power + 1) * u).exp()

    def integrand(self, u: acb, analytic: object) -> acb:
        """The same for the quadrature, which no exception may leave."""
        if self.count > _MOST_TERMS:
            return NOWHERE
        try:
            value: acb = self(u, bool(analytic))
        except _BROKEN:
            return NOWHERE
        return value

    def rate(self, u: arb) -> arb:
        """By which the logarithm of k h falls from u to u + 1."""
        slope: arb = -(self(u + 1) / self(u)).log()
        return slope

    def steepness(self, u: arb) -> float:
        """-d log g/du about u, at least 1: how fast g turns in the complex plane."""
        found = (self.g(u) / self.g(u + _STEP)).log() / _STEP
        return max(1.0, float(found.mid())) if found.is_finite() else 1.0

    def edge(self) -> arb:
        """log k where g falls below 1, or below half of its largest value; at least 0."""
        top = self.g(arb(0))
        return self.below(arb(1) if top > 2 else top / 2)

    def below(self, level: arb) -> arb:
        """log k where g, falling with k, passes a level; 0 where it is below from the start, or never falls so far."""
        low, high = arb(0), arb(1)
        while not self.g(high) < level:
            low, high = high, 2 * high
            if high > _BEYOND:
                return arb(0)
        for _ in range(_STEPS):
            middle = ((low + high) / 2).mid()
            low, high = (low, middle) if self.g(middle) < level else (middle, high)
            if high - low < 2.0**-10:
                break
        return high

    def plain(self, start: arb, end: arb) -> arb:
        """The integral over (start, end) where F is 1."""
        rate = self.power + 1
        if rate.contains(0):
            return end - start
        whole: arb = ((rate * end).exp() - (rate * start).exp()) / rate
        return whole


class _Total:
    """Points 1 to 4 for one sum."""

    def __init__(self, terms: _Terms, digits: int, attempt: int) -> None:
        self.terms, self.digits = terms, digits
        self.edge = terms.edge()
        steepest = max(terms.steepness(u) for u in (arb(0), self.edge, self.edge + 8))
        self.angle = max(min(0.5, _TURN / steepest) / 2**attempt, _SHARPEST)
        self.size = max((abs(terms(u)) for u in (arb(0), self.edge)), key=_logarithm)  # of the sum, or less

    def value(self) -> arb | None:
        """The sum; None where its end is out of reach or the two ways differ by too much to be of use."""
        first = int(max(24.0, 0.9 * self.digits) / self.angle) + 2
        second, end = first + first // 3 + 1, self._end()
        if end is None:
            return None
        start, middle = arb(first).log(), arb(second).log()
        end = end if end > middle + 1 else middle + 1
        between, far = self._integral(start, middle), self._integral(middle, end) + self._rest(end)
        one = self._head(1, first) + self._corrections(first) + between
        other = self._head(1, second) + self._corrections(second)
        radius = 4 * abs((one - other).mid()) + one.rad() + other.rad()
        whole = arb(one.mid(), radius) + far
        cut = abs(whole) * arb(10) ** (-self.digits - 3)  # more than what the closed forms leave out
        return self.terms.scale * (whole + arb(0, cut.upper()))

    def _head(self, first: int, after: int) -> arb:
        return sum((self.terms(arb(k).log()) / k for k in range(first, after)), start=arb(0))

    def _end(self) -> arb | None:
        """log k beyond which the terms are a power of k to all digits, or too small to matter."""
        step, small = arb(4), arb(10) ** (-self.digits - 4)
        while step < _FARTHEST:
            u = self.edge + step
            if self.terms.loss:
                done = bool(abs(self.terms.g(u) - self.terms.g(2 * u)) < small)
            else:
                rate = self.terms.rate(u)
                done = bool(rate > _SLOWEST and self.terms(u) / rate < small * self.size)
            if done:
                return u
            step = step * 3 / 2
        return None

    def _rest(self, end: arb) -> arb:
        """The integral beyond the end."""
        rate = -(self.terms.power + 1) if self.terms.loss else self.terms.rate(end)
        rest: arb = self.terms(end) / rate
        return rest

    def _integral(self, start: arb, end: arb) -> arb:
        """In pieces; S where g is so large that F is 1 in closed form, by an error below all digits."""
        total, learned = arb(0), arb(0)
        if not self.terms.loss:
            learned = self.terms.below(arb(int(2.4 * self.digits) + 30)).mid()
        if learned > start:
            learned = learned if learned < end else end
            total, start = self.terms.plain(start, learned), learned
        marks = [(self.edge + d).mid() for d in _PIECES]
        ends = [start, *(m for m in marks if m > start + 0.01 and m < end - 0.01), end]
        tolerance = (self.size * arb(10) ** (-self.digits - 6)).upper()
        for left, right in pairwise(ends):
            short = self._exponential(left, right)
            if short is not None:
                total += short
                continue
            piece = acb.integral(self.terms.integrand, left, right, abs_tol=tolerance, **_LIMITS)
            if not piece.is_finite():
                raise UndecidedError("no integral over a piece")
            total += piece.real
        return total

    def _exponential(self, left: arb, right: arb) -> arb | None:
        """The integral over a long piece on which the integrand is e^(rate u) to all digits; None where it is not."""
        length = right - left
        if not length > _LONG:
            return None
        rates = [-self.terms.rate((left + length * j / _NET).mid()) for j in range(_NET)]
        rate = (self.terms(right) / self.terms(left)).log() / length
        close = arb(10) ** (-self.digits - 8)
        if not all(abs(other - rate) < close for other in rates):
            return None
        grown = self.terms(left) * ((rate * length).expm1() / rate if not rate.contains(0) else length)
        return grown if grown.is_finite() else None

    def _corrections(self, n: int) -> arb:
        """Point 3; the circle has half the radius on which g is expected to be tame."""
        radius = n * arb(self.angle).sin() / 2
        count, most = int(4 * (self.digits + 16)), int(0.8 * self.digits) + 8
        values = []
        for j in range(count):
            u = (n + radius * acb(fmpq(2 * j, count)).exp_pi_i()).log()
            values.append(self.terms(u) / u.exp())
        means = acb.dft(values)
        found: arb = self.terms(arb(n).log()) / n / 2
        for j in range(1, most + 1):
            derivative = means[2 * j - 1].real / count / radius ** (2 * j - 1)  # over (2j-1)!
            found -= _ball(sympy.bernoulli(2 * j)) / (2 * j) * derivative
        return found


def _logarithm(x: arb) -> float:
    """For comparing sizes beyond all floats."""
    return float(x.mid().log()) if x.mid() > 0 else float("-inf")


def _ball(number: sympy.Rational) -> arb:
    return arb(fmpq(int(number.p), int(number.q)))
