"""The grid of a sweep: one axis a parameter, exact rational values, evenly spaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod

import numpy as np
import sympy
from numpy.typing import NDArray

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.parser import parse_number
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.sweep.vectors import Array, Interval, around

MOST_CELLS = 10**7
_EXACT = 2**53  # below it every whole number is a double
_LARGEST = 10**300  # decimals end there
_FORM = "write NAME=FROM..TO:COUNT, such as a=1.1..4:100"


@dataclass(frozen=True)
class Axis:
    """``count`` values of one parameter from ``first`` to ``last``, both included."""

    name: str
    first: Fraction
    last: Fraction
    count: int

    def value(self, index: int) -> Fraction:
        """The exact value number ``index``, 0 <= index < count.

        >>> Axis("a", Fraction(1), Fraction(2), 5).value(1)
        Fraction(5, 4)
        """
        if self.count == 1:
            return self.first
        return self.first + (self.last - self.first) * Fraction(index, self.count - 1)

    @property
    def values(self) -> tuple[Fraction, ...]:
        """All values in order."""
        return tuple(map(self.value, range(self.count)))

    @cached_property
    def nearest(self) -> Array:
        """The double nearest to each value."""
        step = (self.last - self.first) / max(1, self.count - 1)
        whole = lcm(self.first.denominator, step.denominator)
        start, rise = int(self.first * whole), int(step * whole)
        if max(abs(start), abs(start + rise * self.count), whole) < _EXACT:
            return (start + rise * np.arange(self.count)) / whole  # a quotient of doubles is rounded correctly
        return np.array([float(value) for value in self.values])


def parse_axis(text: str) -> list[Axis]:
    """Axes from ``a=1.1..4:100``, or several joined by commas.

    >>> [axis.name for axis in parse_axis("a=1.1..4:100,b=2..3:5")]
    ['a', 'b']

    Raises InputError: the form is another, a number cannot be read, or the range is empty.
    """
    return [_axis(part.strip()) for part in text.split(",")]


def _axis(text: str) -> Axis:
    name, equals, rest = text.partition("=")
    ends, colon, count = rest.rpartition(":")
    first, dots, last = ends.partition("..")
    if not (name.strip().isidentifier() and equals and colon and dots):
        raise InputError(f"--over {shorten(text)!r}: {_FORM}")
    try:
        low, high = (Fraction(str(parse_number(end))) for end in (first, last))
    except InputError as error:
        raise InputError(f"--over {name.strip()}: {error}") from None
    if not (count.isascii() and count.isdigit() and 1 <= int(count[:9]) <= MOST_CELLS):
        raise InputError(
            f"--over {name.strip()}: COUNT is {shorten(count)!r}; write a whole number from 1 to {MOST_CELLS}"
        )
    if max(abs(low), abs(high)) > _LARGEST:
        raise InputError(f"--over {name.strip()}: {shorten(rest)!r} has an end beyond 10^300; choose another range")
    if high == low and int(count) > 1:
        raise InputError(f"--over {name.strip()}: {first}..{last} is one value; write {first}..{last}:1")
    if high < low:
        raise InputError(f"--over {name.strip()}: {first}..{last} is empty; the second number must be the larger one")
    return Axis(name.strip(), low, high, int(count))


@dataclass(frozen=True)
class Grid:
    """The product of axes; cells are numbered in C order, the last axis fastest."""

    axes: tuple[Axis, ...]

    def __post_init__(self) -> None:
        names = [axis.name for axis in self.axes]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"--over {name} is given twice; give each parameter one range")
        if self.size > MOST_CELLS:
            raise InputError(f"{self.size} cells; at most {MOST_CELLS} are drawn, lower a COUNT")

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(axis.count for axis in self.axes)

    @property
    def size(self) -> int:
        """How many cells there are."""
        return prod(self.shape)

    def point(self, cell: int) -> dict[str, Fraction]:
        """The exact parameters of a cell."""
        indices = np.unravel_index(cell, self.shape)
        return {axis.name: axis.value(int(i)) for axis, i in zip(self.axes, indices, strict=True)}

    def points(self, cells: Sequence[int]) -> Iterator[dict[str, Fraction]]:
        """Those of several cells."""
        return map(self.point, cells)

    def index(self, cell: int) -> tuple[int, ...]:
        """The place of a cell along each axis."""
        return tuple(int(i) for i in np.unravel_index(cell, self.shape))

    @property
    def symbols(self) -> list[sympy.Symbol]:
        """The parameters, which are positive."""
        return [sympy.Symbol(axis.name, positive=True) for axis in self.axes]

    def decimals(self) -> dict[str, Array]:
        """Each parameter as decimals that broadcast against the grid."""
        found = {}
        for place, axis in enumerate(self.axes):
            shape = [1] * len(self.axes)
            shape[place] = axis.count
            found[axis.name] = axis.nearest.reshape(shape)
        return found

    def enclosures_at(self, cells: NDArray[np.intp]) -> dict[str, Interval]:
        """Each parameter at some cells."""
        found = {}
        for axis, indices in zip(self.axes, np.unravel_index(cells, self.shape), strict=True):
            found[axis.name] = around(axis.nearest[indices])
        return found

    def enclosures(self) -> dict[str, Interval]:
        """Each parameter as an array that broadcasts against the grid, enclosing its exact values."""
        return {name: around(nearest) for name, nearest in self.decimals().items()}


def rationals(point: dict[str, Fraction]) -> dict[sympy.Symbol, sympy.Rational]:
    """A point as values of the positive symbols of a theorem."""
    return {
        sympy.Symbol(name, positive=True): sympy.Rational(value.numerator, value.denominator)
        for name, value in point.items()
    }
