"""Certified L(t) and S(t) of a candidate given by its residual r(lambda, t), which may change sign.

L = sum c_k r(lambda_k, t)^2, S = sum w_k^2 (1 - r(lambda_k, t))^2, c_k = lambda_k w_k^2, on modes of any kind.

1. The modes k <= K are added in balls (:mod:`spectral_proofs.sums.residual_modes`).
2. r is analytic in z = lambda^(1/q), |z| <= R (:mod:`spectral_proofs.sums.near_zero_modes`), and |r| <= M on the
   circle, where balls on arcs bound it, hence in the disc. So are F = r^2, |F| <= M^2, and F = (1 - r)^2,
   |F| <= (1 + M)^2.
3. Taylor coefficients of F by the discrete Fourier transform at N points of |z| = R/2: Cauchy's bound |a_j| <= M_F R^-j
   gives the aliasing error, at most 2 M_F 2^-(j+N) of a_j (R/2)^j.
4. K is such that z_k <= 2^-d R/2 for k > K, d >= 0. With m(r) = sum over k > K of c_k lambda_k^r, the sum over k > K
   of c_k F(z_k) is that of a_j m(j/q) over i <= j < i + J, i the order of F at 0, off by at most
   2 M_F 2^(-(1+d)J) R^-i m(i/q); with w_k^2 in place of c_k all orders r are less by 1.
5. S is infinite where (1 - r)^2 = c z^i + ... with c != 0 and m(i/q - 1) = oo.

With N modes the sums over k > K end at N, and the floor is added to L.

Left out: K beyond ``MOST_MODES``; local exponents.
"""

from __future__ import annotations

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
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.evaluate import Bound
from spectral_proofs.sums.modes import fraction
from spectral_proofs.sums.near_zero_modes import FirstTerms, NearZero, analytic_on_disc
from spectral_proofs.sums.residual_modes import MOST_MODES, modes_of
from spectral_proofs.sums.summand import ball

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

    Raises UndecidedError: balls cannot evaluate it.
    """

    def __init__(self, residual: sympy.Expr, spectrum: ModeSpectrum) -> None:
        self.modes, self.last = modes_of(spectrum)
        self.largest = spectrum.largest
        self.program = compile_expression(residual)
        self.q = self.program.denominator
        near = NearZero(self.q)
        self.terms = near(residual).stripped
        if self.terms.order < 0:
            raise UndecidedError("the residual has a pole at lambda = 0")
        self.suspects = near.suspects

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = False) -> SumValues:
        """Enclosures of both with ``digits`` correct digits (relative), or unknown with the reason in the note.

        Raises InputError if t is not a positive number.
        """
        time = parse_time(t)
        point = fmpq(time.numerator, time.denominator)
        wanted = bits_for_digits(digits) + 2
        note = "no local exponents of a residual" * slopes
        size = abs(time.numerator.bit_length() - time.denominator.bit_length())
        try:
            bits = wanted + 64
            for _ in range(_ATTEMPTS):
                with working_precision(bits):
                    loss, energy = self._sums(point, bits - 64)
                    gained = min(v.rel_accuracy_bits() for v in (loss, energy) if v is not None)
                    if gained >= wanted:
                        found = _INFINITE if energy is None else to_enclosure(energy, digits)
                        return SumValues(str(t), to_enclosure(loss, digits), found, note=note)
                bits += min(max(wanted - gained, 0), 4 * bits + 2 * size) + 32
            note = f"{digits} digits were not reached with {bits} bits"
        except UndecidedError as error:
            note = str(error)
        return SumValues(str(t), _UNKNOWN, _UNKNOWN, engine="none", note=note)

    def _vanishing(self, time: fmpq) -> tuple[int, bool]:
        """The order of (1 - r)^2 at z = 0, and whether its first coefficient is known not to be 0."""
        one = FirstTerms(0, (sympy.S.One, *[sympy.S.Zero] * (len(self.terms.coefficients) - 1)))
        minus = FirstTerms(self.terms.order, tuple(-c for c in self.terms.coefficients))
        difference = (one + minus).stripped
        value = RealBalls({TIME: arb(time)})(difference.coefficients[0])
        return 2 * difference.order, not value.contains(0)

    def _sums(self, time: fmpq, wanted: int) -> tuple[arb, arb | None]:
        """L and S, None where that is infinite."""
        bound = self.program.bind(time)
        if self.last is not None and self.last <= MOST_MODES:
            loss, energy = self._head(bound, self.last)
            return loss + self._floor(), energy
        disc = self._disc(bound, time)
        first = self._first(disc.radius)
        if first > MOST_MODES:
            raise UndecidedError(f"more than {MOST_MODES} modes would have to be added one by one")
        loss, energy = self._head(bound, first)
        values = self._samples(bound, disc, wanted)
        tail = _Tail(self, disc, first, (wanted + 2 * disc.bits + 16) // (1 + self.modes.depth) + 1)
        rest = tail.sum([r * r for r in values], 0, 0, disc.largest**2)
        assert rest is not None  # the energies of all modes are finite
        loss += rest + (arb(0) if self.last is None else self._floor())
        order, sure = self._vanishing(time)
        more = tail.sum([(1 - r) ** 2 for r in values], 1, order, (1 + disc.largest) ** 2)
        if more is None and not sure:
            raise UndecidedError("whether S is finite: the first term of 1 - r at lambda = 0 has no sign")
        return loss, None if more is None else energy + more

    def _floor(self) -> arb:
        """The energy of all modes beyond the last."""
        assert self.last is not None
        found = self.modes.moment(Fraction(0), self.last, None)
        assert found is not None
        return found

    def _first(self, radius: arb) -> int:
        """K: the modes k > K have z_k <= 2^-d radius/2."""
        return self.modes.reach((radius * arb(2) ** (-1 - self.modes.depth)) ** ball(self.q))

    def _head(self, bound: Bound, last: int) -> tuple[arb, arb]:
        """The modes k <= last."""
        eigenvalues, energies = self.modes.first(last)
        roots = eigenvalues if self.q == 1 else [x ** ball(1 / self.q) for x in eigenvalues]
        residuals = [value[0] for value in bound.at_roots(roots)] if last else []
        loss = sum((c * r * r for c, r in zip(energies, residuals, strict=True)), arb(0))
        energy = sum((c / x * (1 - r) ** 2 for x, c, r in zip(eigenvalues, energies, residuals, strict=True)), arb(0))
        return loss, energy

    def _disc(self, bound: Bound, time: fmpq) -> _Disc:
        """A large disc in which r is analytic, and not much larger than on the real line."""
        radius = (2 * ball(fraction(self.largest)) ** ball(1 / self.q)).mid()
        found = self._bounded(bound, time, radius)
        while found is None:
            radius = (radius / _SHRINK).mid()
            if self._first(radius * _SHRINK) > MOST_MODES:
                raise UndecidedError(f"more than {MOST_MODES} modes would have to be added one by one")
            found = self._bounded(bound, time, radius)
        while self._first(found.radius) and (larger := self._bounded(bound, time, (found.radius * _STEP).mid())):
            found = larger
        return found

    def _bounded(self, bound: Bound, time: fmpq, size: arb) -> _Disc | None:
        """The disc of this radius, if |r| has a bound that is worth while."""
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


@dataclass(frozen=True)
class _Tail:
    """The modes k > ``first``, by this many terms of Taylor series on a disc."""

    sums: ResidualSums
    disc: _Disc
    first: int
    terms: int

    def sum(self, values: list[acb], shift: int, order: int, largest: arb) -> arb | None:
        """The sum of c_k lambda_k^-shift F(z_k); None where it is infinite.

        F vanishes to this order, is at most ``largest``, and has the ``values`` at equidistant points of |z| = R/2.
        """
        start = self._moment(order, shift)
        if start is None:
            return None
        count, coefficients, per = len(values), acb.dft(values), 2 / self.disc.radius
        total = arb(0)
        for j in range(order, order + self.terms):
            alias = arb(0, (2 * largest * arb(2) ** (-j - count)).upper())
            moment = start if j == order else self._moment(j, shift)
            assert moment is not None  # smaller than the first one, but for a factor
            total += (coefficients[j].real / count + alias) * per**j * moment
        depth = 1 + self.sums.modes.depth
        beyond = 2 * largest * arb(2) ** (-depth * self.terms) * start / self.disc.radius**order
        return total + arb(0, abs(beyond).upper())

    def _moment(self, j: int, shift: int) -> arb | None:
        return self.sums.modes.moment(j / self.sums.q - shift, self.first, self.sums.last)
