"""Sums over geometric spectra lambda_k = Lambda e^(-kappa k), lambda_k w_k^2 = W e^(-p kappa k).

1. Modes k < K are added one by one; K is where g has become as small as the digits asked for, some (log t)/kappa
   modes.
2. From K on the bounds of :mod:`spectral_proofs.sums.tails` hold, v lambda^r <= F <= V lambda^R, and both ends
   are geometric series: the sum of W e^(-q kappa k) over k >= K is W e^(-q kappa K)/(1 - e^(-q kappa)) for q > 0. Where
   the lower one diverges the sum is infinite.
3. The first N modes are added in the same way up to N; their floor is a geometric series.

Left out: more than 200,000 modes before g is small (kappa tiny): the values are then unknown, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.decimals import parse_time, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.attempts import INFINITE
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.cone import Cone, locate
from spectral_proofs.sums.evaluate import Bound
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.pairs import Pair
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import InfiniteSumError, factored_bounds, signed

_MOST_TERMS = 200_000
_ATTEMPTS = 6
_UNKNOWN = Enclosure("nan", "inf", False)


@dataclass(frozen=True)
class Scales:
    """The numbers of a geometric spectrum at one precision."""

    kappa: arb
    p: arb
    log_Lambda: arb
    W: arb

    @classmethod
    def of(cls, spectrum: Geometric) -> Scales:
        """To the current precision."""
        programs = compile_expression(spectrum.kappa, spectrum.p, sympy.log(spectrum.Lambda), spectrum.W)
        bound = programs.bind(None)
        return cls(*(bound.free_values[i] for i in programs.outputs))

    def log_lambda(self, k: int) -> arb:
        """Log lambda_k."""
        return self.log_Lambda - self.kappa * k

    def geometric_series(self, rate: arb, first: int) -> arb | None:
        """Sum of e^(-rate k) over k >= first; None where it diverges."""
        return (-rate * first).exp() / -(-rate).expm1() if rate > 0 else None


class GeometricSums:
    """Sums over a geometric spectrum, or its first ``last`` modes, for one g with exact numbers only."""

    def __init__(self, g: sympy.Expr, spectrum: Geometric, last: int | None = None) -> None:
        self.spectrum, self.last = spectrum, last
        self.obstacle = ""
        self._pair: Pair | None = None
        try:
            self._pair = Pair.of(g, g)
        except UndecidedError as error:
            self.obstacle = str(error)

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = True) -> SumValues:
        """L, S, their local exponents and the learned modes at one time; raises InputError unless t > 0."""
        time, notes = parse_time(t), list[str]()
        loss, energy, learned = (self._sum(kernel, time, digits, notes) for kernel in _KERNELS)
        quotients = [self._quotient(kernel, time, digits, notes) if slopes else None for kernel in _KERNELS[:2]]
        floor = None if self.last is None else self.floor(digits)
        engine = "none" if loss.unknown and energy.unknown else "arb"
        note = "; ".join(dict.fromkeys(notes))
        return SumValues(str(t), loss, energy, quotients[0], quotients[1], engine, note, floor, learned)

    def loss(self, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
        """L alone."""
        notes = list[str]()
        value = self._sum(Kernel.DECAY, parse_time(t), digits, notes)
        return replace(value, note="; ".join(notes))

    def floor(self, digits: int) -> Enclosure:
        """Of a model with finitely many modes."""
        assert self.last is not None
        with working_precision(bits_for_digits(digits) + 40):
            return to_enclosure(self._beyond(Scales.of(self.spectrum), self.last + 1), digits)

    def _beyond(self, scales: Scales, first: int) -> arb:
        """The energy of all modes from ``first`` on."""
        whole = scales.geometric_series(scales.p * scales.kappa, first)
        assert whole is not None
        return scales.W * whole

    def _sum(self, kernel: Kernel, time: Fraction, digits: int, notes: list[str]) -> Enclosure:
        try:
            value, bits = self._resolved(Summand(kernel, False, Fraction(0)), time, digits)
        except InfiniteSumError:
            return INFINITE
        except UndecidedError as error:
            notes.append(str(error))
            return _UNKNOWN
        if value.rel_accuracy_bits() < bits_for_digits(digits):
            notes.append(f"{digits} digits were not reached with {bits} bits")
        with working_precision(bits):
            return to_enclosure(value, digits)

    def _quotient(self, kernel: Kernel, time: Fraction, digits: int, notes: list[str]) -> Enclosure | None:
        try:
            bottom, _ = self._resolved(Summand(kernel, False, Fraction(0)), time, digits)
            top, bits = self._resolved(Summand(kernel, True, Fraction(0)), time, digits, abs(bottom))
        except InfiniteSumError:
            return None
        except UndecidedError as error:
            notes.append(f"slope: {error}")
            return None
        with working_precision(bits):
            return to_enclosure(top / bottom, digits)

    def _resolved(self, summand: Summand, time: Fraction, digits: int, beside: arb | None = None) -> tuple[arb, int]:
        """The sum, floor included, and the precision at which its radius suffices, if it ever does."""
        if self._pair is None:
            raise UndecidedError(self.obstacle)
        program = self._pair.slopes if summand.slope else self._pair.values
        wanted = bits_for_digits(digits) + 2
        bits = wanted + 40
        for attempt in range(_ATTEMPTS):
            with working_precision(bits):
                bound = program.bind(fmpq(time.numerator, time.denominator))
                found = self._total(bound, summand, wanted + 12)
                enough = beside is not None and found.rad() < beside * arb(2) ** (-wanted)
            gained = found.rel_accuracy_bits()
            if gained >= wanted or enough or attempt == _ATTEMPTS - 1:
                break
            extra = abs(time.numerator.bit_length() - time.denominator.bit_length())
            bits += min(max(wanted - gained, 0), 4 * bits + 2 * extra) + 30
        return found, bits

    def _total(self, bound: Bound, summand: Summand, wanted: int) -> arb:
        scales = Scales.of(self.spectrum)
        rate, scale = self._weight(scales, summand.kernel)
        end = _settled(bound, scales, wanted)
        end = end if self.last is None else min(end, self.last + 1)
        if end > _MOST_TERMS:
            raise UndecidedError(f"more than {_MOST_TERMS} modes before g is small")
        total = arb(0)
        for k in range(1, end):
            total += summand.shape(bound(scales.log_lambda(k))) * (-rate * k).exp()
        if self.last is None or end <= self.last:  # g is small, but the modes are not over
            total += _tail(bound, summand, scales, rate, end, self.last)
        return scale * total + self._rest(scales, summand)

    def _rest(self, scales: Scales, summand: Summand) -> arb:
        """The floor, which belongs to L alone."""
        is_loss = summand.kernel is Kernel.DECAY and not summand.slope and self.last is not None
        return self._beyond(scales, (self.last or 0) + 1) if is_loss else arb(0)

    def _weight(self, scales: Scales, kernel: Kernel) -> tuple[arb, arb]:
        """r and c with weights c e^(-r k)."""
        if kernel is Kernel.DECAY:
            return scales.p * scales.kappa, scales.W
        if kernel is Kernel.ENERGY:
            return (scales.p - 1) * scales.kappa, scales.W * (-scales.log_Lambda).exp()
        return arb(0), arb(1)


_KERNELS = Kernel.DECAY, Kernel.ENERGY, Kernel.RISE


def _settled(bound: Bound, scales: Scales, wanted: int) -> int:
    """A mode from which on g is small, by looking: nothing rests on it."""
    small = arb(2) ** -wanted
    low, high = 0, 1
    while high <= 2 * _MOST_TERMS and not bound(scales.log_lambda(high))[0] < small:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if bound(scales.log_lambda(middle))[0] < small else (middle, high)
    return high


def _tail(bound: Bound, summand: Summand, scales: Scales, rate: arb, first: int, last: int | None = None) -> arb:
    """Sum over k >= first, to ``last`` where given, without the scale in front."""
    place = locate(bound, Cone(scales.log_lambda(first).exp().upper(), Fraction(0)))
    (low, high), sign = factored_bounds(summand, place)
    upper = _series(scales, rate, high, first, last)
    lower = _series(scales, rate, low, first, last) if low[1] > 0 else arb(0)
    return signed(lower, upper, sign)


def _series(scales: Scales, rate: arb, end: tuple[Fraction, arb], first: int, last: int | None) -> arb | None:
    """Sum of v lambda_k^r e^(-rate k)."""
    r, v = end
    whole = scales.geometric_series(rate + scales.kappa * ball(r), first)
    scale = v * (scales.log_Lambda * ball(r)).exp()
    if last is None:
        return None if whole is None else scale * whole
    rest = scales.geometric_series(rate + scales.kappa * ball(r), last + 1)
    if whole is not None and rest is not None:
        return scale * (whole - rest)
    if last - first > _MOST_TERMS:
        raise UndecidedError(f"more than {_MOST_TERMS} modes beyond those that are learned")
    q = rate + scales.kappa * ball(r)
    return scale * sum(((-q * k).exp() for k in range(first, last + 1)), arb(0))
