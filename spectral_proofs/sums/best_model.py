"""The best model of one compute budget: the least L(N, C/N) over all whole N, and where it is, as enclosures.

1. A first N by golden-section steps on log N: its loss bounds the least loss from above.
2. L(N, t) falls in N and in t, and max(L(t), T(N)) <= L(N, t), T the floor. So no N with T(N) above that bound is best,
   nor any smaller one, and no N with L(C/N) above it, nor any larger one.
3. On n1 <= N <= n2, L(N, C/N) >= L(n2, C/n1). Pieces between the ends of step 2 are halved until this lies within the
   tolerance of the best loss met, or above it; then no N of the piece is best.

Left out: g that does not increase in t, for which steps 2 and 3 are wrong; the caller has to know.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import sympy
from flint import arb

from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import FiniteModel
from spectral_proofs.sums.spectra.geometric import GeometricSums

_DIGITS, _BITS = 9, 80
_TOLERANCE = Fraction(1, 2000)
_PIECES = 2000
_LARGEST = 4000  # bits of N
_GOLDEN = (math.sqrt(5) - 1) / 2
_NARROW = 0.02  # of log N, where the first search ends


@dataclass(frozen=True)
class BestModel:
    """``modes`` are the smallest and the largest N that may be best, ``loss`` encloses the least loss."""

    budget: int
    modes: tuple[int, int]
    loss: Enclosure


class Losses(Protocol):
    """L(N, t), the floor of N modes, and L(t) with all modes; ``t`` is an exact text."""

    def loss(self, modes: int, t: str) -> Enclosure:
        """With the first ``modes`` modes, floor included."""

    def floor(self, modes: int) -> Enclosure:
        """What no time takes away."""

    def whole(self, t: str) -> Enclosure:
        """With all modes."""


@dataclass(frozen=True)
class OfSums:
    """On powers of k and formulas in k."""

    sums: Sums

    def loss(self, modes: int, t: str) -> Enclosure:
        """Of the first ``modes``."""
        return FiniteModel(self.sums, modes).loss(t, _DIGITS)

    def floor(self, modes: int) -> Enclosure:
        """Of the modes beyond."""
        return FiniteModel(self.sums, modes).floor(_DIGITS)

    def whole(self, t: str) -> Enclosure:
        """Of all modes."""
        return self.sums.enclose(self.sums.loss_modes(), t, _DIGITS)


@dataclass(frozen=True)
class OfGeometric:
    """On geometric modes."""

    g: sympy.Expr
    spectrum: Geometric

    def loss(self, modes: int, t: str) -> Enclosure:
        """Of the first ``modes``."""
        return GeometricSums(self.g, self.spectrum, modes).loss(t, _DIGITS)

    def floor(self, modes: int) -> Enclosure:
        """Of the modes beyond."""
        return GeometricSums(self.g, self.spectrum, modes).floor(_DIGITS)

    def whole(self, t: str) -> Enclosure:
        """Of all modes."""
        return GeometricSums(self.g, self.spectrum).loss(t, _DIGITS)


def best_model(losses: Losses, budget: int) -> BestModel:
    """The least of L(N, C/N) at C = ``budget`` >= 1 for a g that increases in t.

    Raises UndecidedError where a value is not certified, or too many pieces would be needed.
    """
    with working_precision(_BITS):
        return _Search(losses, budget).run()


class _Search:
    def __init__(self, losses: Losses, budget: int) -> None:
        self.losses, self.budget = losses, budget
        self.known: dict[tuple[int, int], arb] = {}

    def run(self) -> BestModel:
        """Steps 1 to 3."""
        self.best = self.loss(*[self._first()] * 2)
        low, _ = _border(lambda n: bool(self._floor(n) > self.best.upper()), 1)
        _, high = _border(lambda n: not bool(self._whole(n) > self.best.upper()), max(low, 1))
        kept, waiting, count = list[tuple[int, int]](), [(max(low, 1), high)], 0
        share = 1 - arb(_TOLERANCE.numerator) / _TOLERANCE.denominator
        while waiting:
            n1, n2 = waiting.pop()
            least = self.loss(n2, n1)
            if least > self.best.upper():
                continue
            if n2 == n1 or least > self.best.lower() * share:
                kept.append((n1, n2))
                continue
            count += 1
            if count > _PIECES:
                raise UndecidedError(f"the best N at C = {self.budget} is not enclosed by {_PIECES} pieces")
            middle = min(max(math.isqrt(n1 * n2), n1), n2 - 1)
            here = self.loss(middle, middle)
            if here.upper() < self.best.upper():
                self.best = here
            waiting += [(n1, middle), (middle + 1, n2)]
        kept = [piece for piece in kept if not self.loss(piece[1], piece[0]) > self.best.upper()]
        least = self.best.lower()
        for n1, n2 in kept:
            least = least.min(self.loss(n2, n1).lower())
        ends = min(n1 for n1, _ in kept), max(n2 for _, n2 in kept)
        return BestModel(self.budget, ends, to_enclosure(least.union(self.best.upper()), _DIGITS))

    def loss(self, modes: int, divisor: int) -> arb:
        """L(modes, C/divisor)."""
        key = modes, divisor
        if key not in self.known:
            self.known[key] = _certain(self.losses.loss(modes, str(Fraction(self.budget, divisor))))
        return self.known[key]

    def _floor(self, modes: int) -> arb:
        return _certain(self.losses.floor(modes))

    def _whole(self, divisor: int) -> arb:
        """L(C/divisor) with all modes."""
        return _certain(self.losses.whole(str(Fraction(self.budget, divisor))))

    def _first(self) -> int:
        """An N near the best one; nothing is proved by it."""
        low, high = 0.0, math.log(self.budget)
        inner = [high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)]
        values = [self._at(x) for x in inner]
        while high - low > _NARROW:
            if values[0] < values[1]:
                high, inner, values = inner[1], [0.0, inner[0]], [math.inf, values[0]]
                inner[0] = high - _GOLDEN * (high - low)
                values[0] = self._at(inner[0])
            else:
                low, inner, values = inner[0], [inner[1], 0.0], [values[1], math.inf]
                inner[1] = low + _GOLDEN * (high - low)
                values[1] = self._at(inner[1])
        return _whole_number((low + high) / 2)

    def _at(self, x: float) -> float:
        n = _whole_number(x)
        return float(self.loss(n, n).mid())


def _border(holds: Callable[[int], bool], start: int) -> tuple[int, int]:
    """Two n, close to each other: a condition that holds up to some n holds at the first, and not at the second."""
    if not holds(start):
        return start - 1, start
    low, high = start, 2 * start
    while holds(high):
        low, high = high, 2 * high
        if high.bit_length() > _LARGEST:
            raise UndecidedError("no model is too large: L(t) does not rise as t falls")
    while high - low > max(1, low // 100):  # a share of a hundredth: the pieces do the rest
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low, high


def _whole_number(x: float) -> int:
    return max(1, round(math.exp(x)))


def _certain(value: Enclosure) -> arb:
    if not value.certified or value.unknown or value.infinite:
        raise UndecidedError(f"a loss is not certified: {value.note}" if value.note else "a loss is not certified")
    return to_ball(value)
