"""From when to when a model with N modes follows the power law of infinitely many: 1 << k_* << N, with certified ends.

    |L(N, t)/(c t^(-chi)) - 1| <= accuracy   for all  first <= t <= last

1. L(N, t) with its floor, and the law with its closed-form constant, are balls at single times. A scan over log t finds
   the longest run of times at which the inequality holds; before it the law has not set in, after it the floor is seen.
2. Each end is bisected: the inequality holds with 5 % to spare at the end, and certainly fails at a time nearby.
3. In between: L and the law both decrease in t, so that on s <= t <= s' the quotient lies between L(s')/law(s) and
   L(s)/law(s'); intervals are halved until both are within the accuracy. L decreases where dg/dt > 0 by its form.

Left out: laws with a power of log t, or g whose derivative does not show its sign: the inequality is then known at
single times only, as ``throughout`` says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.decimals import parse_time, to_ball
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.readable import short
from spectral_proofs.derivation.sandwich import show_monomial_powers
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results import Asymptotics, Enclosure
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.finite_model import FiniteModel
from spectral_proofs.sums.summand import ball

_BITS, _DIGITS = 80, 15
_STEP = 0.25  # of log10 t
_LONGEST = 400  # times of the scan
_FINE = 0.002  # of log10 t, at the ends
_SPARE = Fraction(19, 20)
_MOST = 3000  # evaluations of the proof in between


@dataclass(frozen=True)
class Window:
    """``first`` and ``last`` as exact decimal texts, and k_* there; ``before`` and ``after`` are times of failure."""

    law: str
    accuracy: str
    modes: int
    first: str
    last: str
    before: str  # empty where the window begins with the scan
    after: str
    first_index: Enclosure
    last_index: Enclosure
    throughout: bool  # proved for all t in between, not at single times only

    def __str__(self) -> str:
        """One line."""
        known = "for all" if self.throughout else "certified at single times of"
        ends = [short(index.mid, 4) for index in (self.first_index, self.last_index)]
        where = f"{self.first} <= t <= {self.last} (k_* from {ends[0]} to {ends[1]} of {self.modes} modes)"
        return f"window: |L/law - 1| <= {self.accuracy} {known} {where}, law = {self.law}"


def window(model: FiniteModel, law: Asymptotics, farthest: float, accuracy: Fraction) -> Window:
    """The window of the law of L on a model; ``farthest`` is log10 of a time at which the model has learned all modes.

    Raises UndecidedError where the law has no constant in closed form, or is followed at no time.
    """
    quotient = _Quotient(model, law)
    inside = _longest_run(quotient, farthest, accuracy)
    if inside is None:
        raise UndecidedError(f"L is within {accuracy} of its law at no time: the model has too few modes")
    low, before = _end(quotient, inside[0], -1, farthest, accuracy)
    high, after = _end(quotient, inside[1], 1, farthest, accuracy)
    first, last = _time(low), _time(high)
    assert law.index is not None
    assert law.log_index is not None
    falls = law.log_index == 0 and sign_by_form(sympy.diff(model.sums.g, TIME)) > 0
    throughout = falls and _between(quotient, low, high, accuracy)
    ends = (first, last, before, after, _index(model, first), _index(model, last))
    text = f"({law.constant}) {show_monomial_powers(law.index, law.log_index)}"
    return Window(text, str(accuracy), model.modes, *ends, throughout)


def _index(model: FiniteModel, t: str) -> Enclosure:
    """k_*, unknown where no mode is learned yet."""
    try:
        return model.sums.frontier_index(t, _DIGITS)
    except UndecidedError as error:
        return Enclosure("nan", "inf", False, str(error))


class _Quotient:
    """L(N, t) and its law at t = 10^x, remembered."""

    def __init__(self, model: FiniteModel, law: Asymptotics) -> None:
        if law.constant is None or law.index is None or law.log_index is None or not bool(law.index < 0):
            raise UndecidedError(f"no power law with a known constant to compare with: {law.formula}")
        self._model = model
        self._program = compile_expression(law.constant, law.index, law.log_index)
        self._known: dict[str, tuple[arb, arb]] = {}

    def parts(self, x: float) -> tuple[arb, arb]:
        """L and the law."""
        t = _time(x)
        if t not in self._known:
            loss = self._model.loss(t, _DIGITS)
            if not loss.certified:
                raise UndecidedError(f"L at t = {t} is not certified")
            time = parse_time(t)
            with working_precision(_BITS):
                bound = self._program.bind(None)
                constant, index, log_index = (bound.free_values[i] for i in self._program.outputs)
                log_t = arb(fmpq(time.numerator, time.denominator)).log()
                law = constant * (index * log_t).exp() * (log_index * log_t.log()).exp()
                self._known[t] = to_ball(loss), law
        return self._known[t]

    def holds(self, x: float, accuracy: Fraction) -> bool | None:
        """Whether |L/law - 1| <= accuracy; None where the balls do not tell."""
        loss, law = self.parts(x)
        with working_precision(_BITS):
            distance, most = abs(loss / law - 1), ball(accuracy)
            return True if distance < most else False if distance > most else None


def _time(x: float) -> str:
    """10^x to four digits: the exact time that is meant."""
    whole = math.floor(x)
    return f"{10 ** (x - whole):.3f}e{whole}"


def _longest_run(quotient: _Quotient, farthest: float, accuracy: Fraction) -> tuple[float, float] | None:
    count = min(math.ceil(farthest / _STEP), _LONGEST)
    xs = [farthest * (i + 1) / count for i in range(count)]
    runs: list[list[float]] = [[]]
    for x in xs:
        if quotient.holds(x, accuracy * _SPARE):
            runs[-1].append(x)
        elif runs[-1]:
            runs.append([])
    best = max(runs, key=len)
    return (best[0], best[-1]) if best else None


def _end(quotient: _Quotient, inside: float, way: int, farthest: float, accuracy: Fraction) -> tuple[float, str]:
    """The last x found on this way with the accuracy to spare, and a time beyond it at which it is missed."""
    outside = inside + way * _STEP
    while quotient.holds(outside, accuracy) is not False:
        outside += way * _STEP
        if not _FINE < outside < farthest + 2:
            return inside, ""
    inside = _bisected(lambda x: quotient.holds(x, accuracy * _SPARE) is True, inside, outside)
    beyond = _bisected(lambda x: quotient.holds(x, accuracy) is False, outside, inside)
    return inside, _time(beyond)


def _bisected(test: Callable[[float], bool], good: float, bad: float) -> float:
    """A point next to the border that passes the test, as ``good`` does."""
    while abs(good - bad) > _FINE:
        middle = (good + bad) / 2
        good, bad = (middle, bad) if test(middle) else (good, middle)
    return good


def _between(quotient: _Quotient, low: float, high: float, accuracy: Fraction) -> bool:
    """Whether the inequality is proved for all times between, L and its law decreasing."""
    waiting, spent = [(low, high)], 0
    with working_precision(_BITS):
        above, below = 1 + ball(accuracy), 1 - ball(accuracy)
    while waiting:
        left, right = waiting.pop()
        (first, law), (last, late) = quotient.parts(left), quotient.parts(right)
        spent += 1
        with working_precision(_BITS):
            proved = first / late < above and last / law > below
        if proved:
            continue
        if spent > _MOST or right - left < _FINE / 100:
            return False
        middle = (left + right) / 2
        waiting += [(middle, right), (left, middle)]
    return True
