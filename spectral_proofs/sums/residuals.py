"""Certified L(t) and S(t) of a candidate given by its residual r(lambda, t), which may change sign.

L = sum c_k r(lambda_k, t)^2, S = sum w_k^2 (1 - r(lambda_k, t))^2, on lambda_k = Lambda k^-b, c_k = W k^-a.

1. The modes k <= K are added in balls.
2. r is analytic in z = lambda^(1/q), |z| <= R (:mod:`spectral_proofs.sums.near_zero_modes`), and |r| <= M on the
   circle, where balls on arcs bound it, hence in the disc. So are F = r^2, |F| <= M^2, and F = (1 - r)^2,
   |F| <= (1 + M)^2.
3. Taylor coefficients of F by the discrete Fourier transform at N points of |z| = R/2: Cauchy's bound |a_j| <= M_F R^-j
   gives the aliasing error, at most 2 M_F 2^-(j+N) of a_j (R/2)^j.
4. K is such that z_(K+1) <= R/2. Then sum over k > K of k^-e F(z_k) = sum over j < J of a_j Lambda^(j/q)
   zeta(e + j b/q, K+1), off by at most 2 M_F 2^-J (K+1)^(i b/q) zeta(e + i b/q, K+1), i the order of F at 0.
5. S is infinite where (1 - r)^2 = c z^(2v) + ... with c != 0 and a - b + 2 v b/q <= 1.

With N modes the sums over k > K end at N, and the floor is added to L.

Left out: K beyond ``MOST_MODES``; modes that are no exact powers of k; local exponents.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import sympy
from flint import acb, arb, fmpq

from spectral_proofs.balls.decimals import parse_time, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.balls.walker import RealBalls
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.evaluate import Bound
from spectral_proofs.sums.near_zero_modes import FirstTerms, NearZero, analytic_on_disc

MOST_MODES = 200_000
_ARCS = 96
_INNER = 1024
_ATTEMPTS = 4
_SHRINK, _STEP = 16.0, 2**0.5
_LARGEST = 40  # log2 of a bound of r on the circle that costs no more than digits
_UNKNOWN = Enclosure("nan", "inf", False)
_INFINITE = Enclosure("inf", "0", True)


@dataclass(frozen=True)
class _Disc:
    """|r| <= largest for |z| <= radius, at most 2^bits times what it is near z = 0."""

    radius: arb
    largest: arb
    bits: int


class ResidualSums:
    """L and S for one residual, an expression in LAMBDA and TIME with exact numbers only, on one spectrum.

    Raises:
        UndecidedError: balls cannot evaluate it, or the modes are of another kind.
    """

    def __init__(self, residual: sympy.Expr, spectrum: ModeSpectrum) -> None:
        whole = spectrum.whole if isinstance(spectrum, FirstModes) else spectrum
        if not isinstance(whole, Spectrum):
            raise UndecidedError("sums of a residual are built for exact powers of k, and for the first N of them")
        self.spectrum, self.modes = whole, spectrum.modes
        self.program = compile_expression(residual)
        self.q = self.program.denominator
        near = NearZero(self.q)
        self.terms = near(residual).stripped
        if self.terms.order < 0:
            raise UndecidedError("the residual has a pole at lambda = 0")
        self.suspects = near.suspects
        self.shape = (_fraction(whole.a), _fraction(whole.b))

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = False) -> SumValues:
        """Enclosures of both with ``digits`` correct digits (relative), or unknown with the reason in the note.

        Raises InputError if t is not a positive number.
        """
        time = parse_time(t)
        point = fmpq(time.numerator, time.denominator)
        wanted = bits_for_digits(digits) + 2
        note = "no local exponents of a residual" * slopes
        try:
            with working_precision(wanted + 64):
                vanishing = self._vanishing(point)
            bits = wanted + 64
            for _ in range(_ATTEMPTS):
                with working_precision(bits):
                    loss, energy = self._sums(point, bits - 64, vanishing)
                    gained = min(v.rel_accuracy_bits() for v in (loss, energy) if v is not None)
                    if gained >= wanted:
                        found = _INFINITE if energy is None else to_enclosure(energy, digits)
                        return SumValues(str(t), to_enclosure(loss, digits), found, note=note)
                bits += max(wanted - gained, 0) + 32
            note = f"{digits} digits were not reached with {bits} bits"
        except UndecidedError as error:
            note = str(error)
        return SumValues(str(t), _UNKNOWN, _UNKNOWN, engine="none", note=note)

    def _vanishing(self, time: fmpq) -> int | None:
        """The order of (1 - r)^2 at z = 0; None where S is infinite."""
        one = FirstTerms(0, (sympy.S.One, *[sympy.S.Zero] * (len(self.terms.coefficients) - 1)))
        minus = FirstTerms(self.terms.order, tuple(-c for c in self.terms.coefficients))
        difference = (one + minus).stripped
        value = RealBalls({TIME: arb(time)})(difference.coefficients[0])
        order, (a, b) = 2 * difference.order, self.shape
        if self.modes is not None or a - b + order * b / self.q > 1:
            return order
        if value.contains(0):
            raise UndecidedError("whether S is finite: the first term of 1 - r at lambda = 0 has no sign")
        return None

    def _sums(self, time: fmpq, wanted: int, vanishing: int | None) -> tuple[arb, arb | None]:
        bound = self.program.bind(time)
        a, b = self.shape
        if self.modes is not None and self.modes <= MOST_MODES:
            loss, energy = self._head(bound, self.modes)
            return loss + _scale(self.spectrum.W) * _zeta(a, self.modes), energy
        disc = self._disc(bound, time)
        first = self._first(disc.radius)
        if first > MOST_MODES:
            raise UndecidedError(f"about {first:.3g} modes would have to be added one by one; {MOST_MODES} are")
        loss, energy = self._head(bound, first)
        squares = self._samples(bound, disc, wanted)
        terms, square = wanted + 2 * disc.bits + 16, disc.largest**2
        loss += _scale(self.spectrum.W) * self._tail([r * r for r in squares], a, 0, square, disc, first, terms)
        if self.modes is not None:
            loss += _scale(self.spectrum.W) * _zeta(a, self.modes)
        if vanishing is None:
            return loss, None
        square = (1 + disc.largest) ** 2
        rest = self._tail([(1 - r) ** 2 for r in squares], a - b, vanishing, square, disc, first, terms)
        return loss, energy + _scale(self.spectrum.W / self.spectrum.Lambda) * rest

    def _first(self, radius: arb) -> int:
        """K: the modes k > K have z_k <= radius/2."""
        q, (_, b) = self.q, self.shape
        ratio = float((2 * _root(self.spectrum.Lambda, q) / radius).log().mid()) * float(q / b)
        return MOST_MODES + 1 if ratio > 40 else max(0, math.ceil(math.exp(ratio) * (1 + 1e-9)) - 1)

    def _head(self, bound: Bound, last: int) -> tuple[arb, arb]:
        """The modes k <= last."""
        (a, b), root = self.shape, _root(self.spectrum.Lambda, self.q)
        places = [arb(k) for k in range(1, last + 1)]
        step, decay, gain = arb(-_ball(b / self.q)), -_ball(a), _ball(b - a)
        residuals = [value[0] for value in bound.at_roots([root * k**step for k in places])] if last else []
        loss = sum((k**decay * r * r for k, r in zip(places, residuals, strict=True)), arb(0))
        energy = sum((k**gain * (1 - r) ** 2 for k, r in zip(places, residuals, strict=True)), arb(0))
        return loss * _scale(self.spectrum.W), energy * _scale(self.spectrum.W / self.spectrum.Lambda)

    def _disc(self, bound: Bound, time: fmpq) -> _Disc:
        """A large disc in which r is analytic, and not much larger than on the real line."""
        radius = 2 * float(_root(self.spectrum.Lambda, self.q).mid())
        found = self._bounded(bound, time, radius)
        while found is None:
            radius /= _SHRINK
            if self._first(arb(radius) * _SHRINK) > MOST_MODES:
                raise UndecidedError(f"more than {MOST_MODES} modes would have to be added one by one")
            found = self._bounded(bound, time, radius)
        while self._first(found.radius) and (larger := self._bounded(bound, time, radius := radius * _STEP)):
            found = larger
        return found

    def _bounded(self, bound: Bound, time: fmpq, radius: float) -> _Disc | None:
        """The disc of this radius, if |r| has a bound that is worth while."""
        size = arb(radius)
        if not analytic_on_disc(self.suspects, self.q, time, size):
            return None
        half = arb.pi() / (2 * _ARCS)
        turn = [acb(0, (2 * j + 1) * half).exp() * size for j in range(_ARCS)]  # r is real on the real line
        wide = arb(0, (size * half).upper())
        values = [abs(value[0]) for value in bound.at_roots([z + acb(wide, wide) for z in turn], True)]
        if not all(value.is_finite() for value in values):
            return None
        largest = reduce(arb.max, values).upper()
        middle = abs(bound.at_roots([acb(size / _INNER)])[0][0])
        ratio = largest / middle if middle > 0 else largest
        return next((_Disc(size, largest, bits) for bits in range(1, _LARGEST) if ratio < arb(2) ** bits), None)

    def _samples(self, bound: Bound, disc: _Disc, wanted: int) -> list[acb]:
        """r at equidistant points of half the circle."""
        count = 1 << (wanted + 2 * disc.bits + 64).bit_length()
        points = [acb(0, 2 * arb.pi() * j / count).exp() * disc.radius / 2 for j in range(count)]
        return [acb(value[0]) for value in bound.at_roots(points)]

    def _tail(
        self, values: list[acb], exponent: Fraction, order: int, largest: arb, disc: _Disc, first: int, terms: int
    ) -> arb:
        """The sum over k > first of k^-exponent F(z_k); F vanishes to this order and is at most ``largest``."""
        count = len(values)
        coefficients = acb.dft(values)
        ratio, step = 2 * _root(self.spectrum.Lambda, self.q) / disc.radius, self.shape[1] / self.q
        total = arb(0)
        for j in range(order, order + terms):
            alias = arb(0, (2 * largest * arb(2) ** (-j - count)).upper())
            total += (coefficients[j].real / count + alias) * ratio**j * self._zeta_between(exponent + j * step, first)
        steep = exponent + order * step
        beyond = 2 * largest * arb(2) ** (-order - terms) * arb(first + 1) ** _ball(order * step)
        return total + arb(0, abs(beyond * self._zeta_between(steep, first)).upper())

    def _zeta_between(self, exponent: Fraction, first: int) -> arb:
        """The sum of k^-exponent over first < k, up to the last mode."""
        if self.modes is None:
            return _zeta(exponent, first)
        if exponent > 1:
            return _zeta(exponent, first) - _zeta(exponent, self.modes)
        raise UndecidedError(f"a model with more than {MOST_MODES} modes, of which S would not converge")


def residuals_in_turn(
    residual: sympy.Expr, spectrum: ModeSpectrum, times: Sequence[str], digits: int
) -> Iterator[SumValues]:
    """The values time by time, so that what a limit does not stop is kept."""
    sums = ResidualSums(residual, spectrum)
    yield from (sums.at(t, digits) for t in times)


def residuals_at(
    residual: sympy.Expr, spectrum: ModeSpectrum, times: Sequence[str], digits: int, slopes: bool
) -> list[SumValues]:
    """The values at several times."""
    sums = ResidualSums(residual, spectrum)
    return [sums.at(t, digits, slopes) for t in times]


def _zeta(exponent: Fraction, after: int) -> arb:
    return _ball(exponent).zeta(arb(after + 1))


def _ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _fraction(value: sympy.Rational) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _scale(value: sympy.Rational) -> arb:
    return _ball(_fraction(value))


def _root(value: sympy.Rational, q: Fraction) -> arb:
    """value^(1/q)."""
    return _scale(value) ** _ball(1 / q)
