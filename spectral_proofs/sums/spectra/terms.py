"""L, S and the learned modes of measured spectra: finite sums, term by term in balls.

1. Eigenvalues, energies and w_k^2 become balls once per precision, from exact rationals.
2. At one time g is evaluated once for each mode; the three sums share exp(-g). Where g < 1/2, 1 - exp(-g) is taken
   from expm1, so that no digit cancels.
3. The precision is raised until the radii of L, floor included, and of S suffice.
4. A tail adds the sums of :mod:`spectral_proofs.sums.enclosures` over its modes.

Finite sums need no analyticity: kinks of g are allowed (Min and Max as absolute values).

Left out: functions that balls cannot evaluate; the values are then unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb, ctx, fmpq

from spectral_proofs.balls.decimals import parse_time, to_ball, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.evaluate import Program
from spectral_proofs.sums.modes import ModeSum
from spectral_proofs.sums.summand import ball

_ATTEMPTS = 6
_UNKNOWN = Enclosure("nan", "inf", False)
_TAIL_DIGITS = 3  # of the parts of a sum beyond those of the sum


@dataclass(frozen=True)
class _Modes:
    """lambda^(1/q), lambda w^2 and w^2 of every mode at one precision."""

    roots: list[arb]
    energies: list[arb]
    weights: list[arb]


@dataclass(frozen=True)
class _Totals:
    """The sums at one time and precision; ``falls`` and ``rises`` are t times the derivatives of L and S."""

    loss: arb
    energy: arb
    learned: arb
    falls: arb | None = None
    rises: arb | None = None


class TermSums:
    """Sums over measured modes for one g, an expression in LAMBDA and TIME with exact numbers only."""

    def __init__(self, g: sympy.Expr, spectrum: Measured) -> None:
        self.spectrum = spectrum
        self._modes: dict[tuple[int, Fraction], _Modes] = {}
        self._tail = None if spectrum.tail is None else Sums(g, spectrum.tail)
        plain = g.rewrite(sympy.Abs) if g.has(sympy.Min, sympy.Max) else g
        self.obstacle = ""
        try:
            self._values: Program | None = compile_expression(plain, kinks=True)
            self._slopes: Program | None = None
            if not plain.has(sympy.Abs, sympy.sign):
                self._slopes = compile_expression(plain, TIME * sympy.diff(plain, TIME))
        except UndecidedError as error:
            self._values, self.obstacle = None, str(error)

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = True) -> SumValues:
        """L, S, the floor and the learned modes at one time; raises InputError unless t > 0."""
        time = parse_time(t)
        if self._values is None:
            return SumValues(str(t), _UNKNOWN, _UNKNOWN, engine="none", note=self.obstacle)
        program = self._slopes if slopes and self._slopes is not None and self._tail is None else self._values
        found, bits = self._resolved(program, time, digits + _TAIL_DIGITS * (self._tail is not None))
        with working_precision(bits):
            loss, energy, learned = (to_enclosure(x, digits) for x in (found.loss, found.energy, found.learned))
            floor = to_enclosure(ball(self.spectrum.floor), digits)
            falls = None if found.falls is None else to_enclosure(found.falls / found.loss, digits)
            rises = None if found.rises is None else to_enclosure(found.rises / found.energy, digits)
        short = min(found.loss.rel_accuracy_bits(), found.energy.rel_accuracy_bits()) < bits_for_digits(digits)
        note = f"{digits} digits were not reached with {bits} bits" if short else ""
        own = SumValues(str(t), loss, energy, falls, rises, note=note, floor=floor, learned=learned)
        return own if self._tail is None else self._with_tail(own, self._tail, str(t), digits)

    def _resolved(self, program: Program, time: Fraction, digits: int) -> tuple[_Totals, int]:
        """The sums, and the precision at which their radii suffice, if they ever do."""
        wanted = bits_for_digits(digits) + 2
        bits = wanted + 40
        for attempt in range(_ATTEMPTS):
            with working_precision(bits):
                found = self._totals(program, time)
            gained = min(found.loss.rel_accuracy_bits(), found.energy.rel_accuracy_bits())
            if gained >= wanted or attempt == _ATTEMPTS - 1:
                break
            extra = abs(time.numerator.bit_length() - time.denominator.bit_length())
            bits += min(max(wanted - gained, 0), 4 * bits + 2 * extra) + 30
        return found, bits

    def _totals(self, program: Program, time: Fraction) -> _Totals:
        bound = program.bind(fmpq(time.numerator, time.denominator))
        modes = self._at_precision(program.denominator)
        loss, energy, learned, falls, rises = (arb(0) for _ in range(5))
        slopes = len(program.outputs) > 1
        for c, w, values in zip(modes.energies, modes.weights, bound.at_roots(modes.roots), strict=True):
            left, rise = _left_and_learned(values[0])
            decay, kept = left * left, w * rise
            loss += c * decay
            energy += kept * rise
            learned += rise
            if slopes:
                twice = 2 * values[1]
                falls -= c * twice * decay
                rises += kept * twice * left
        total = loss + ball(self.spectrum.floor)
        return _Totals(total, energy, learned, *((falls, rises) if slopes else ()))

    def _at_precision(self, q: Fraction) -> _Modes:
        key = (ctx.prec, q)
        if key not in self._modes:
            self._modes.clear()
            spectrum = self.spectrum
            eigenvalues, energies = ([ball(x) for x in column] for column in (spectrum.eigenvalues, spectrum.energies))
            roots = eigenvalues if q == 1 else [x ** ball(1 / q) for x in eigenvalues]
            weights = [c / x for c, x in zip(energies, eigenvalues, strict=True)]
            self._modes[key] = _Modes(roots, energies, weights)
        return self._modes[key]

    def _with_tail(self, own: SumValues, tail: Sums, t: str, digits: int) -> SumValues:
        """The same with the modes beyond the last measured one."""
        first, more = len(self.spectrum.eigenvalues) + 1, digits + _TAIL_DIGITS
        assert own.learned is not None
        pairs = [
            (own.loss, tail.beside(ModeSum.loss(tail.spectrum, first), t, own.loss, more)),
            (own.energy, tail.beside(ModeSum.energy(tail.spectrum, first), t, own.energy, more)),
            (own.learned, tail.beside(ModeSum.learned_modes(first), t, own.learned, more)),
        ]
        loss, energy, learned = (_added(*pair, digits) for pair in pairs)
        notes = [own.note, *(f"tail: {rest.note}" for _, rest in pairs if rest.note)]
        return SumValues(t, loss, energy, note="; ".join(dict.fromkeys(filter(None, notes))), learned=learned)


def _left_and_learned(g: arb) -> tuple[arb, arb]:
    """exp(-g) and 1 - exp(-g)."""
    if g < 0.5:
        learned = -(-g).expm1()
        return 1 - learned, learned
    left = (-g).exp()
    return left, 1 - left


def _added(one: Enclosure, other: Enclosure, digits: int) -> Enclosure:
    if one.infinite or other.infinite:
        return other if other.infinite else one
    if one.unknown or other.unknown:
        return other if other.unknown else one
    with working_precision(bits_for_digits(digits) + 40):
        whole = to_enclosure(to_ball(one) + to_ball(other), digits)
    return Enclosure(whole.mid, whole.rad, one.certified and other.certified)
