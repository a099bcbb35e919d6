"""Statements of the theory beside data: consistent, inconsistent, or too little data.

1. Each statement says that an effect is 0 (or not negative), but for a margin: laws are asymptotic, and a finite number
   of modes moves an exponent by some per cent. Its interval holds noise and windows together; where the window decides
   an exponent, what was not looked at may lie as far outside its windows as they reach. ``RULES`` has the margin of
   every statement and the effect that data must be able to show; both were fixed beforehand and depend on no data.
2. Inconsistent: the effect is beyond the margin at 5 % after Holm's correction for all statements that were tested; the
   p-value is that of a normal distribution whose 95 % interval reaches as far towards 0 as the effect's.
3. Otherwise consistent if the interval is narrow enough to have shown an effect of the size named; else too little
   data.

Nothing here is a verdict, and nothing is proved: consistent is what could not be told from the theory with these data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spectral_proofs.results.from_data import Answer, Estimate, Statement

SIZE = 0.05
_NORMAL = 1.959963984540054


@dataclass(frozen=True)
class Rule:
    """Effects up to ``margin`` do not count, and those of ``effect`` must be seen."""

    margin: float
    effect: float


#: By statement, as parts of chi (the first four), of rho (position), of the loss (schedule); the others as they are.
RULES: Mapping[str, Rule] = {
    "chi": Rule(0.02, 0.25),
    "complementarity": Rule(0.02, 0.25),
    "tradeoff": Rule(0.02, 0.25),
    "mixture": Rule(0.05, 0.25),  # scattered power makes local exponents waver by as much
    "position": Rule(0.02, 0.25),
    "schedule": Rule(0.002, 0.02),
    "separability": Rule(0.0, 0.2),
    "power": Rule(0.0, 0.1),
    "cross term": Rule(0.0, 0.1),  # separability where residuals were measured
}


def around(effect: float, reach: float) -> tuple[float, float, float]:
    """An effect and its interval, as in a :class:`Trial`."""
    return effect, effect - reach, effect + reach


@dataclass(frozen=True)
class Trial:
    """One statement before the correction for their number.

    ``limit`` is the effect that the data should be able to show; ``sided`` -1 means that only negative effects count
    against the statement, 1 only positive ones.
    """

    id: str
    statement: str
    effect: float
    low: float
    high: float
    limit: float
    window: tuple[float, float] | None
    test: str
    about: str
    sided: int = 0
    tried: int = 1  # how many comparisons the effect was chosen from
    margin: float = 0.0  # effects as small as this do not count: finite sizes and times change exponents by as much

    @property
    def p(self) -> float:
        """The p-value."""
        reach = (self.effect - self.low) if self.effect > 0 else (self.high - self.effect)
        against = self.effect * self.sided if self.sided else abs(self.effect)
        distance = against - self.margin
        z = distance / (reach / _NORMAL) if reach > 0 else math.copysign(math.inf, distance)
        tail = 0.5 * math.erfc(z / math.sqrt(2))
        return min(1.0, tail * (1 if self.sided else 2) * self.tried)


def answered(tested: Sequence[Trial], missing: Sequence[Statement] = ()) -> tuple[Statement, ...]:
    """The answers, corrected for the number of tests (Holm 1979), and those that could not be tested."""
    order = sorted(range(len(tested)), key=lambda index: tested[index].p)
    rejected, running = set(), 0.0
    corrected = {}
    for rank, index in enumerate(order):
        running = max(running, min(1.0, tested[index].p * (len(tested) - rank)))
        corrected[index] = running
        if running <= SIZE:
            rejected.add(index)
    found = [_answer(item, corrected[index], index in rejected) for index, item in enumerate(tested)]
    return (*found, *missing)


def _answer(item: Trial, p: float, rejected: bool) -> Statement:
    reach = max(item.effect - item.low, item.high - item.effect)
    if rejected:
        answer, why = Answer.INCONSISTENT, "noise and windows do not explain the effect"
    elif reach > item.limit:
        answer, why = Answer.TOO_LITTLE, f"an effect of {item.limit:.2g} would not have been seen"
    else:
        answer, why = (
            Answer.CONSISTENT,
            "the effect is within noise, windows and margin" if item.margin else "the effect is within noise",
        )
    beyond = f", effects up to {item.margin:.2g} not counted" if item.margin else ""
    test = f"{item.test}{beyond}; p = {p:.2g} corrected for the number of tests"
    return Statement(
        item.id, item.statement, answer, item.effect, (item.low, item.high), item.window, test, f"{why}; {item.about}"
    )


def untested(id: str, statement: str, reason: str) -> Statement:
    """A statement for which there are not enough data to begin with."""
    return Statement(id, statement, Answer.TOO_LITTLE, None, None, None, "not tested", reason)


def combined(value: float, parts: Sequence[tuple[float, Estimate]]) -> tuple[float, float]:
    """The interval of a value that moves by ``factor`` with each part; one without a level reaches further by its
    length."""
    below = above = 0.0
    for factor, part in parts:
        further = part.high - part.low if part.level is None else 0.0
        down, up = (reach + further for reach in part.half_widths)
        below += (factor * (down if factor > 0 else -up)) ** 2
        above += (factor * (up if factor > 0 else -down)) ** 2
    return value - math.sqrt(below), value + math.sqrt(above)
