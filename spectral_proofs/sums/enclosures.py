"""Certified L(t), S(t), their local exponents, and other sums over the modes, at given times.

Method: `closed_form` where g is a power of lambda times a function of t and few modes are not learned.  Otherwise, at
growing working precision, prove a wedge (`abel_plana`), enclose the
sum, and stop once its radius is below 10^-digits of its midpoint.

Left out: a g that no rule covers; the mpmath engine (`second_engine`) then answers
with ``certified=False`` and the note says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy
from flint import arb, ctx, fmpq

from spectral_proofs.balls.decimals import parse_time, to_ball, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.at_precision import enclosed
from spectral_proofs.sums.attempts import Attempt, divided, power_sum, presented
from spectral_proofs.sums.closed_form import ClosedForm
from spectral_proofs.sums.evaluate import Program
from spectral_proofs.sums.finite import by_terms
from spectral_proofs.sums.level import level
from spectral_proofs.sums.modes import Kernel, ModeSum, SpectrumLike, fraction
from spectral_proofs.sums.pairs import Pair, Split
from spectral_proofs.sums.second_engine import reference_values
from spectral_proofs.sums.summand import Summand
from spectral_proofs.sums.tails import BUDGET, InfiniteSumError, Problem

_GUARD = 12  # bits beyond the requested digits
_ATTEMPTS = 6  # each at a higher precision
_KEPT = 4  # bound problems
_MOST_BITS = 200_000  # of a k_* that is worth writing down


class Sums:
    """Sums over the modes for one g and one spectrum: L(t), S(t), and whatever a :class:`ModeSum` describes.

    ``g`` is an expression in LAMBDA and TIME with exact numbers only. With ``certified_only`` the slower
    engine is not asked where this one fails. ``weights`` are what a :class:`ModeSum` may name as a further factor.
    """

    def __init__(
        self, g: sympy.Expr, spectrum: SpectrumLike, certified_only: bool = False, weights: Sequence[sympy.Expr] = ()
    ) -> None:
        self.g = g
        self.certified_only = certified_only
        self.b, self.Lambda = fraction(spectrum.b), fraction(spectrum.Lambda)
        self.spectrum = spectrum
        self.obstacle = ""
        self._store: dict[Any, Any] = {}
        self._forms: dict[tuple[ModeSum, bool, int], ClosedForm] = {}
        self._both = ModeSum.loss(spectrum), ModeSum.energy(spectrum)
        self._recent: dict[tuple[int, int, Fraction], Problem] = {}
        self.programs: Pair | None = None
        self.split: Split | None = None
        try:
            self.programs = Pair.of(g, g, weights)
            self.split = Split.of(g, weights)
        except UndecidedError as error:
            self.obstacle = str(error)

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = True) -> SumValues:
        """Enclosures of L and S with ``digits`` correct digits (relative).

        Where the rigorous engine fails, ``certified`` is False and ``note`` says why.
        Raises InputError if t is not a positive number.
        """
        text, time = str(t), parse_time(t)
        self._recent.clear()
        quotients: list[Enclosure | None] = []
        results: list[Enclosure] = []
        notes: list[str] = []
        for modes in self._both:
            whole, bare, pair, note = self._with_split(modes, time, digits)
            notes += [note] * bool(note)
            results.append(presented(whole, digits))
            quotient, note = self._quotient(modes, bare, pair, time, digits) if slopes else (None, "")
            quotients.append(quotient)
            notes += [f"slope: {note}"] * bool(note)
        engine = "arb"
        if not all(r.certified for r in results) and not self.certified_only:
            results, engine = self._fall_back(results, time, digits, notes), "mpmath"
        return SumValues(
            text, results[0], results[1], quotients[0], quotients[1], engine, "; ".join(dict.fromkeys(notes))
        )

    def enclose(self, modes: ModeSum, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
        """The sum at time t with ``digits`` correct digits (relative), at a cost that grows neither with t nor k.

        A sum that diverges is infinite and certified.  Fewer digits than asked, where they are rigorous, are still
        certified.  Where the rigorous engine finds nothing, the second engine, if it may be asked, answers with
        ``certified`` False and ``note`` says why.  Raises InputError if t is not a positive number.
        """
        time = parse_time(t)
        if modes.kernel is Kernel.ONE:
            return power_sum(modes, digits)
        for problem in self._recent.values():
            problem.budget = BUDGET
        whole, _, _, note = self._with_split(modes, time, digits)
        found = presented(whole, digits, least=None)
        if found.certified or self.certified_only:
            return replace(found, note=note)
        notes = [note]
        (other,) = self._second((modes,), time, digits, notes) or (found,)
        return replace(other, note="; ".join(notes))

    def beside(self, modes: ModeSum, t: sympy.Rational | str, size: Enclosure, digits: int = 30) -> Enclosure:
        """The sum at time t to ``digits`` digits of itself or of ``size``, whichever is larger.

        Raises InputError if t is not a positive number.
        """
        time, wanted = parse_time(t), bits_for_digits(digits) + 2
        with working_precision(wanted + 40):
            beside = to_ball(size)
        found, note = self._enclose(modes, time, digits, self.programs, beside=beside)
        return presented(found, digits, least=None) if not note else self.enclose(modes, t, digits)

    def loss_modes(self, first: int = 1, last: int | None = None) -> ModeSum:
        """L over these modes."""
        return ModeSum.loss(self.spectrum, first, last)

    def energy_modes(self, first: int = 1, last: int | None = None) -> ModeSum:
        """S over these modes."""
        return ModeSum.energy(self.spectrum, first, last)

    def floor(self, modes: int, digits: int = 30) -> Enclosure:
        """The energy of all modes k > ``modes``."""
        return power_sum(ModeSum.spectral_tail(self.spectrum, modes + 1), digits)

    def frontier_index(self, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
        """The real k_* >= 1 with g(Lambda k_*^-b, t) = 1, relative digits; always certified.

        Raises UndecidedError where g(Lambda, t) <= 1, g does not fall below 1, or balls cannot evaluate g.
        """
        time = parse_time(t)
        if self.programs is None:
            raise UndecidedError(self.obstacle)
        wanted = bits_for_digits(digits) + 2
        bits = wanted + 40
        for _ in range(_ATTEMPTS):
            with working_precision(bits):
                value = level(self._bind(self.programs.values, time)).exp()
            if value.rel_accuracy_bits() >= wanted:
                return to_enclosure(value, digits)
            bits += max(wanted - value.rel_accuracy_bits(), 0) + 20
            if bits > _MOST_BITS:
                break
        raise UndecidedError(f"{digits} digits of k_* were not reached with {bits} bits")

    def _with_split(self, modes: ModeSum, time: Fraction, digits: int) -> tuple[Attempt, Attempt, Pair | None, str]:
        """The sum, what was enclosed without the factor exp(-2 free(t)), the programs used, and a note."""
        if self.split is not None and modes.kernel is Kernel.DECAY:
            attempt, note = self._enclose(modes, time, digits, self.split.rest)
            if not note:
                if attempt.value is None:
                    return attempt, attempt, self.split.rest, ""
                bits = bits_for_digits(digits) + 20
                with working_precision(bits):
                    whole = Attempt(attempt.value * self.split.factor(time, bits))
                return whole, attempt, self.split.rest, ""
        attempt, note = self._enclose(modes, time, digits, self.programs)
        return attempt, attempt, self.programs, note

    def _quotient(
        self, modes: ModeSum, bottom: Attempt, pair: Pair | None, time: Fraction, digits: int
    ) -> tuple[Enclosure | None, str]:
        """t times the derivative of the sum, divided by the sum."""
        if bottom.value is None:
            return None, ""
        if TIME not in self.g.free_symbols:
            return Enclosure("0", "0", True), ""
        size = abs(bottom.value)
        top, note = self._enclose(modes, time, digits, pair, slope=True, least=size)
        if note:  # an exponent too small to resolve is still known to be small
            top, note = self._enclose(modes, time, digits, pair, slope=True, beside=size)
        return divided(top, bottom, digits), note

    def _fall_back(self, results: list[Enclosure], time: Fraction, digits: int, notes: list[str]) -> list[Enclosure]:
        """Replace what is not certified by values of the mpmath engine."""
        missing = [i for i, found in enumerate(results) if not found.certified]
        others = self._second([self._both[i] for i in missing], time, digits, notes) or [results[i] for i in missing]
        return [others[missing.index(i)] if i in missing else found for i, found in enumerate(results)]

    def _second(
        self, modes: Sequence[ModeSum], time: Fraction, digits: int, notes: list[str]
    ) -> Sequence[Enclosure] | None:
        t = sympy.Rational(time.numerator, time.denominator)
        try:
            return reference_values(self.g, self.spectrum, t, modes, min(digits, 18))
        except (UndecidedError, ValueError, TypeError, ArithmeticError, NameError) as error:  # mpmath, on bad g
            notes.append(f"mpmath: {error}")
            return None

    def _enclose(
        self,
        modes: ModeSum,
        time: Fraction,
        digits: int,
        pair: Pair | None,
        *,
        slope: bool = False,
        beside: arb | None = None,
        least: arb | None = None,
    ) -> tuple[Attempt, str]:
        """The sum (t times its derivative) to ``digits`` relative to itself, or, where given, to ``beside``.

        Gives up where the sum is less than 2^-1000 of ``least``.
        """
        if pair is None:
            return Attempt(None), self.obstacle
        program = pair.slopes if slope else pair.values
        wanted = bits_for_digits(digits) + 2
        bits, best = wanted + 40, None
        limit = 8 * bits + 2 * abs(time.numerator.bit_length() - time.denominator.bit_length())
        try:
            exact = self._closed(modes, pair, slope, time, wanted)
            if exact is not None:
                return Attempt(exact), ""
            for _ in range(_ATTEMPTS):
                with working_precision(bits):
                    floor = arb(0) if beside is None else beside * arb(2) ** (-wanted)
                    value, gained = self._try(program, modes, slope, time, wanted + _GUARD, floor, least)
                    if value is not None and (gained >= wanted or value.rad() < floor):
                        return Attempt(value), ""
                best = value if value is not None else best
                hopeful = gained > -limit  # without any digit, no telling how many bits are missing
                bits += max(wanted + 40 - gained, bits // 4, 32) if hopeful else bits
                if bits > limit:
                    break
        except InfiniteSumError:
            return Attempt(None, infinite=True), ""
        except UndecidedError as error:
            coarse = self._coarse(program, modes, slope, time, bits)
            enough = coarse is not None and coarse.rel_accuracy_bits() >= wanted
            return Attempt(coarse if enough or best is None else best), "" if enough else str(error)
        return Attempt(best), f"{digits} digits were not reached with {bits} bits"

    def _closed(self, modes: ModeSum, pair: Pair, slope: bool, time: Fraction, wanted: int) -> arb | None:
        """The sum by `closed_form`; None where that does not apply."""
        form = pair.separable
        if form is None or not ClosedForm.covers(form, modes, slope):
            return None
        key = (modes, slope, id(form))
        if key not in self._forms:
            self._forms[key] = ClosedForm(form, modes, self.b, self.Lambda, slope)
        return self._forms[key].enclose(time, wanted)

    def _try(
        self, program: Program, modes: ModeSum, slope: bool, time: Fraction, bits: int, floor: arb, least: arb | None
    ) -> tuple[arb | None, int]:
        """An enclosure at the current precision and how many relative bits it (or its integrand) has."""
        return enclosed(self._bind(program, time), Summand.of(modes, slope), modes, bits, floor, least)

    def _coarse(self, program: Program, modes: ModeSum, slope: bool, time: Fraction, bits: int) -> arb | None:
        """What the ends of pieces say of a sum over finitely many modes."""
        if modes.last is None:
            return None
        with working_precision(bits):
            return by_terms(self._bind(program, time), Summand.of(modes, slope), modes.first, modes.last)

    def _bind(self, program: Program, time: Fraction) -> Problem:
        """g bound at this time and precision; all sums share the last few."""
        key = (id(program), ctx.prec, time)
        if key not in self._recent:
            if len(self._recent) >= _KEPT:
                self._recent.clear()
            bound = program.bind(fmpq(time.numerator, time.denominator))
            self._recent[key] = Problem(bound, self.b, self.Lambda, self._store)
        return self._recent[key]
