"""Certified points of the quadrant at which an expression has a sign, sought where it is smallest.

1. Every cell, and every single lambda between cells, is visited at a round of times on several scales of log t, so
   that what oscillates in log t is met at all phases.
2. From the smallest values found on a scale the search goes downhill in log t and along the cell.
3. A value counts where its ball excludes zero (or is zero exactly): no rounding can feign a witness.

Left out: windows that are narrow in both coordinates; no witness is no proof of there being none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.verifier.balls import Function, Time, accurate
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.reader import symbol
from spectral_proofs.verifier.subject import Subject

SCALES: tuple[int, ...] = (200, 10**6, 10**12)
_ROUND = tuple(Fraction(11 * j, 40) for j in range(24))  # more than a whole turn, at no simple part of one
_STARTS = 3
_FIRST_STEP, _LAST_STEP = Fraction(1, 4), Fraction(1, 200)
_MOVES = 25  # downhill; a slope without an end is left
_FEW = 40  # values below which nothing was seen


@dataclass(frozen=True)
class Spot:
    """A point of a place at t = e^T (on the tail at lambda = e^-T)."""

    place: Place
    sample: sympy.Rational
    T: Time

    def __str__(self) -> str:
        where = "log(1/lambda)" if self.place.kind == "tail" else "log t"
        return f"{self.place.kind} {self.place.parameter} = {self.sample}, {where} = {float(self.T):.9g}"


@dataclass
class Found:
    """Where an expression is not positive, scale by scale; ``count`` is the number of certified values."""

    spots: dict[int, Spot] = field(default_factory=dict)
    count: int = 0

    @property
    def recurs(self) -> bool:
        """On more than the nearest scale: it is met again however large t is."""
        return any(scale != SCALES[0] for scale in self.spots)

    @property
    def seen(self) -> bool:
        """Whether there were values enough to say that there is no witness among them."""
        return self.count >= _FEW

    def __str__(self) -> str:
        return str(list(self.spots.values())[-1])


def not_positive(expr: sympy.Expr, subject: Subject) -> Found:
    """Points where ``expr`` is certainly negative, or zero."""
    function, size = Function(expr), Function(subject.g)
    found = Found()
    for scale in SCALES:
        values: list[tuple[float, Spot]] = []
        for spot in _spots(subject, scale):
            at = _value(function, spot)
            if at is None:
                continue
            found.count += 1
            if _is_not_positive(at):
                found.spots[scale] = spot
                break
            values.append((_relative(at, size, spot), spot))
        else:
            for start in sorted(values, key=lambda pair: pair[0])[:_STARTS]:
                lowest = _downhill(function, size, start, found)
                if lowest is not None:
                    found.spots[scale] = lowest
                    break
    return found


def both_signs(expr: sympy.Expr, subject: Subject) -> bool:
    """Whether it has enclosed values of both signs at large t."""
    function, signs = Function(expr), set()
    for spot in _spots(subject, SCALES[1]):
        at = _value(function, spot) if spot.place.kind != "tail" else None
        if at is not None and at != 0:
            signs.add(bool(at > 0))
        if len(signs) == 2:
            return True
    return False


def _spots(subject: Subject, scale: int) -> Iterator[Spot]:
    for place in places(subject):
        times = (scale,) if place.kind == "tail" else tuple(scale + turn for turn in _ROUND)
        for sample in place.samples():
            for T in times:
                yield Spot(place, sample, T)


def places(subject: Subject) -> list[Place]:
    """The cells, and the single values of lambda that their partition names."""
    found = [subject.place(step) for step in subject.cells()] or _unknown(subject)
    for step in subject.trace.of("partition"):
        for text in step.output.get("modes", "").split(";"):
            if text.strip():
                point = subject.read(text)
                found.append(Place("mode", (), found[0].parameter, point, point))
    return found


def _unknown(subject: Subject) -> list[Place]:
    """Where a g without cells is looked at: fixed lambda, its powers of t, rays of the simplest slopes."""
    x, u = symbol("x"), symbol("u")
    rays = [Place("ray", (sympy.Rational(slope),), x, sympy.S.Zero, sympy.oo) for slope in ("1/2", "1", "2")]
    sector = Place("sector", (), u, sympy.S.Zero, sympy.Integer(3))
    return [Place("head", (sympy.S.Zero,), x, sympy.S.Zero, subject.problem["Lambda"]), sector, *rays]


def _value(function: Function, spot: Spot) -> arb | None:
    size = 2 * int(spot.T).bit_length()
    return accurate(lambda: function(*spot.place.point(spot.sample, spot.T)[:2]), size)


def _is_not_positive(at: arb) -> bool:
    return bool(at < 0) or at.is_zero()


def _relative(at: arb, size: Function, spot: Spot) -> float:
    """The value beside g, on a scale without overflow."""
    beside = _value(size, spot)
    if beside is None or not beside > 0:
        return float("inf")
    return float((at / beside).log().mid())


def _downhill(function: Function, size: Function, start: tuple[float, Spot], found: Found) -> Spot | None:
    """The first point on the way down where the expression is not positive."""
    best, spot = start
    step, moves = _FIRST_STEP, 0
    while step > _LAST_STEP and moves < _MOVES:
        for other in _neighbours(spot, step):
            at = _value(function, other)
            if at is None:
                continue
            found.count += 1
            if _is_not_positive(at):
                return other
            height = _relative(at, size, other)
            if height < best:
                best, spot, moves = height, other, moves + 1
                break
        else:
            step /= 2
    return None


def _neighbours(spot: Spot, step: Fraction) -> Iterator[Spot]:
    place, share = spot.place, sympy.Rational(step.numerator, step.denominator)
    for side in (-1, 1):
        if place.kind != "tail":
            yield Spot(place, spot.sample, spot.T + side * step)
        if place.kind == "mode":
            continue
        stretch = spot.sample if place.kind in ("ray", "head", "tail") else sympy.S.One
        moved = spot.sample + side * share * stretch
        if bool(place.low < moved) and bool(moved < place.high):
            yield Spot(place, moved, spot.T)
