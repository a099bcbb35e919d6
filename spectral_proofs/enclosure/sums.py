"""Certified L(t), S(t) and their local exponents at given times.

Method: at growing working precision, prove a wedge (`abel_plana`), enclose the
four sums, and stop once every radius is below 10^-digits of its midpoint.

Left out: a g that no rule covers; the mpmath engine (`reference`) then answers
with ``certified=False`` and the note says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy
from flint import arb, ctx, fmpq, fmpz

from spectral_proofs.enclosure import abel_plana
from spectral_proofs.enclosure.evaluate import Program, compile_expression
from spectral_proofs.enclosure.precision import bits_for_digits, working_precision
from spectral_proofs.enclosure.reference import SpectrumLike, reference_sums
from spectral_proofs.enclosure.tails import InfiniteSumError, Problem, Summand
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.model import Enclosure, SumValues

INFINITE = Enclosure("inf", "0", True)
_GUARD = 12  # bits beyond the requested digits
_USEFUL = 10  # relative bits below which an enclosure is not worth showing
_ATTEMPTS = 6  # each at a higher precision
_KEPT = 4  # bound problems


@dataclass(frozen=True)
class _Attempt:
    """One sum: an enclosure, or infinity."""

    value: arb | None
    infinite: bool = False


@dataclass(frozen=True)
class _Pair:
    """Programs of g, and of g and t dg/dt."""

    values: Program
    slopes: Program

    @classmethod
    def of(cls, g: sympy.Expr, whole: sympy.Expr) -> _Pair:
        return cls(compile_expression(g), compile_expression(g, TIME * sympy.diff(whole, TIME)))


@dataclass(frozen=True)
class _Split:
    """g = rest + free, free(t) without lambda: L is exp(-2 free) times the same sum with rest in place of g."""

    rest: _Pair
    free: Program

    @classmethod
    def of(cls, g: sympy.Expr) -> _Split | None:
        free, rest = sympy.expand_mul(g).as_independent(LAMBDA, as_Add=True)
        return cls(_Pair.of(rest, g), compile_expression(free)) if free.has(TIME) else None

    def factor(self, time: Fraction, bits: int) -> arb:
        """exp(-2 free), with about the given relative precision."""
        extra = 64 + abs(time.numerator.bit_length() - time.denominator.bit_length())
        for scale in (1, 4):
            with working_precision(bits + scale * extra):
                result: arb = (-2 * self.free.bind(fmpq(time.numerator, time.denominator)).free_values[-1]).exp()
            if result.rel_accuracy_bits() >= bits:
                break
        return result


class Sums:
    """L(t) = sum W k^-a exp(-2g) and S(t) = (W/Lambda) sum k^(b-a) (1-exp(-g))^2 for one g and one spectrum.

    ``g`` is an expression in LAMBDA and TIME with exact numbers only.
    """

    def __init__(self, g: sympy.Expr, spectrum: SpectrumLike) -> None:
        self.g = g
        self.a, self.b = _fraction(spectrum.a), _fraction(spectrum.b)
        self.Lambda, self.W = _fraction(spectrum.Lambda), _fraction(spectrum.W)
        self.spectrum = spectrum
        self.obstacle = ""
        self._store: dict[Any, Any] = {}
        self._recent: dict[tuple[int, int], tuple[Problem, abel_plana.Wedge, float]] = {}
        self.programs: _Pair | None = None
        self.split: _Split | None = None
        try:
            self.programs = _Pair.of(g, g)
            self.split = _Split.of(g)
        except UndecidedError as error:
            self.obstacle = str(error)

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = True) -> SumValues:
        """Enclosures with ``digits`` correct digits (relative); raises InputError if t is not a positive number.

        Where the rigorous engine fails, ``certified`` is False and ``note`` says why.
        """
        text, time = str(t), parse_time(t)
        self._recent.clear()
        pairs, found = [self.programs, self.programs], []
        for energy in (False, True):
            attempt, note = _Attempt(None), "none"
            if self.split is not None and not energy:
                attempt, note = self._enclose(time, digits, energy=False, slope=False, pair=self.split.rest)
                pairs[0] = self.programs if note else self.split.rest
            if note:
                attempt, note = self._enclose(time, digits, energy=energy, slope=False, pair=self.programs)
            found.append((attempt, note))
        quotients: list[Enclosure | None] = [None, None]
        notes = [note for _, note in found if note]
        for i, (bottom, _) in enumerate(found):
            if slopes and bottom.value is not None:
                top, note = self._enclose(
                    time, digits, energy=bool(i), slope=True, pair=pairs[i], least=abs(bottom.value)
                )
                if note:  # an exponent too small to resolve is still known to be small
                    top, note = self._enclose(
                        time, digits, energy=bool(i), slope=True, pair=pairs[i], beside=abs(bottom.value)
                    )
                quotients[i] = _quotient(top, bottom, digits)
                notes += [f"slope: {note}"] * bool(note)
        if self.split is not None and pairs[0] is self.split.rest and found[0][0].value is not None:
            bits = bits_for_digits(digits) + 20
            with working_precision(bits):
                found[0] = _Attempt(found[0][0].value * self.split.factor(time, bits)), found[0][1]
        results, engine = [_present(attempt, digits) for attempt, _ in found], "arb"
        if not all(r.certified for r in results):
            results, engine = self._fall_back(results, time, digits, notes), "mpmath"
        return SumValues(
            text, results[0], results[1], quotients[0], quotients[1], engine, "; ".join(dict.fromkeys(notes))
        )

    def _fall_back(self, results: list[Enclosure], time: Fraction, digits: int, notes: list[str]) -> list[Enclosure]:
        """Replace what is not certified by values of the mpmath engine."""
        t = sympy.Rational(time.numerator, time.denominator)
        try:
            other = reference_sums(self.g, self.spectrum, t, min(digits, 18))
        except (UndecidedError, ValueError, TypeError, ArithmeticError, NameError) as error:  # mpmath, on bad g
            notes.append(f"mpmath: {error}")
            return results
        return [r if r.certified else o for r, o in zip(results, other, strict=True)]

    def _enclose(
        self,
        time: Fraction,
        digits: int,
        *,
        energy: bool,
        slope: bool,
        pair: _Pair | None,
        beside: arb | None = None,
        least: arb | None = None,
    ) -> tuple[_Attempt, str]:
        """One sum to ``digits`` relative to itself, or, where ``beside`` is given, relative to that.

        Gives up where the sum is less than 2^-1000 of ``least``.
        """
        if pair is None:
            return _Attempt(None), self.obstacle
        program = pair.slopes if slope else pair.values
        wanted = bits_for_digits(digits) + 2
        bits, best = wanted + 40, None
        limit = 8 * bits + 2 * abs(time.numerator.bit_length() - time.denominator.bit_length())
        exponent = self.b - self.a if energy else -self.a
        summand = Summand(energy, slope, exponent)
        try:
            for _ in range(_ATTEMPTS):
                with working_precision(bits):
                    floor = arb(0) if beside is None else beside * arb(2) ** (-wanted)
                    value, gained = self._try(program, summand, time, wanted + _GUARD, floor, least)
                    if value is not None and (gained >= wanted or value.rad() < floor):
                        return _Attempt(value), ""
                best = value if value is not None else best
                hopeful = gained > -limit  # without any digit, no telling how many bits are missing
                bits += max(wanted + 40 - gained, bits // 4, 32) if hopeful else bits
                if bits > limit:
                    break
        except InfiniteSumError:
            return _Attempt(None, infinite=True), ""
        except UndecidedError as error:
            return _Attempt(best), str(error)
        return _Attempt(best), f"{digits} digits were not reached with {bits} bits"

    def _try(
        self, program: Program, summand: Summand, time: Fraction, bits: int, floor: arb, least: arb | None
    ) -> tuple[arb | None, int]:
        """An enclosure at the current precision and how many relative bits it (or its integrand) has."""
        problem, wedge, crossing = self._prepare(program, time)
        scale = abel_plana.measure(problem, summand, wedge, crossing)
        if least is not None and least * arb(2) ** -1000 > scale.size:
            raise UndecidedError("too small beside the sum to be resolved")
        if floor > scale.size:
            scale = replace(scale, size=floor * arb(2) ** (bits - 20))
        elif scale.accuracy < bits:
            return None, scale.accuracy
        value = abel_plana.total(problem, summand, wedge, scale, bits)
        return value, value.rel_accuracy_bits()

    def _prepare(self, program: Program, time: Fraction) -> tuple[Problem, abel_plana.Wedge, float]:
        """g bound at this time and precision with its wedge and frontier; L and S share the last few."""
        key = (id(program), ctx.prec)
        if key not in self._recent:
            if len(self._recent) >= _KEPT:
                self._recent.clear()
            bound = program.bind(fmpq(time.numerator, time.denominator))
            problem = Problem(bound, self.b, self.Lambda, self.W, self._store)
            wedge = abel_plana.find_wedge(problem)
            self._recent[key] = problem, wedge, abel_plana.frontier(problem, float(wedge.log_corner))
        return self._recent[key]


def _present(attempt: _Attempt, digits: int) -> Enclosure:
    if attempt.infinite:
        return INFINITE
    if attempt.value is None or attempt.value.rel_accuracy_bits() < _USEFUL:
        return Enclosure("nan", "inf", False)
    return to_enclosure(attempt.value, digits)


def _quotient(top: _Attempt, bottom: _Attempt, digits: int) -> Enclosure | None:
    if top.value is None or bottom.value is None:
        return None
    with working_precision(bits_for_digits(digits) + 64):
        ratio = top.value / bottom.value
    return to_enclosure(ratio, digits) if ratio.is_finite() else None


def to_enclosure(value: arb, digits: int) -> Enclosure:
    """Decimal midpoint with a few guard digits, and a radius that also covers the rounding to decimals."""
    mid, rad, exponent = (int(part) for part in value.mid_rad_10exp(digits + 6))
    return Enclosure(_scientific(mid, exponent), _scientific(rad, exponent), True)


def _scientific(integer: int, exponent: int) -> str:
    """Exact decimal text of integer * 10^exponent, one digit before the point.

    >>> _scientific(-12345, -7)
    '-1.2345e-3'
    """
    sign, text = "-" * (integer < 0), str(abs(integer))
    power = exponent + len(text) - 1
    fraction = text[1:].rstrip("0")
    body = text[0] + ("." + fraction if fraction else "")
    return f"{sign}{body}" + (f"e{fmpz(power)}" if power and integer else "")  # str(int) stops at 4300 digits


def parse_time(t: sympy.Rational | str | int) -> Fraction:
    """Exact positive rational from a number or from text such as 3/2, 2.5, 1e30 or 10**100; raises InputError."""
    try:
        value = Fraction(int(t.p), int(t.q)) if isinstance(t, sympy.Rational) else _parse_text(str(t).strip())
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if value <= 0:
        raise InputError(f"t = {t!s:.60}: not a positive number; write it as 1000, 5/2, 1e30 or 10**100")
    return value


def _parse_text(text: str) -> Fraction:
    base, power, exponent = text.partition("**")
    if power:
        if abs(int(exponent)) > 100_000 or len(base) > 100:
            raise ValueError(text)
        return Fraction(base) ** int(exponent)
    mantissa, e, exponent = text.lower().partition("e")
    if e:
        if abs(int(exponent)) > 100_000:
            raise ValueError(text)
        return Fraction(mantissa) * Fraction(10) ** int(exponent)
    return Fraction(text)


def _fraction(number: sympy.Rational | int) -> Fraction:
    rational = sympy.Rational(number)
    return Fraction(int(rational.p), int(rational.q))
