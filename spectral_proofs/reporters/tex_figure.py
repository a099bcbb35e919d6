r"""L and S with their derived laws as LaTeX's own ``picture``, which needs no package: log-log axes with decades.

1. Values are dots (L) and rings (S), each where its logarithms put it.
2. The derived laws are lines of short straight pieces; ``\qbezier`` with its middle point draws any slope.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from spectral_proofs.reporters.plots.logs import LOWEST, log10_law, log10_of, log10_time
from spectral_proofs.results import Asymptotics, RunResult, SumValues

_WIDTH, _HEIGHT = 120.0, 66.0  # mm
_PIECES = 24
_TICKS = 8  # at most, on an axis
Point = tuple[float, float]


def figure(result: RunResult, curve: Sequence[SumValues]) -> str:
    """The picture with its caption; empty where no sum has two finite values."""
    losses = _points([(value.t, log10_of(value.loss)) for value in curve])
    energies = _points([(value.t, log10_of(value.energy)) for value in curve])
    everything = losses + energies
    if max(len(losses), len(energies)) < 2:
        return ""
    frame = _Frame(everything)
    derivation = result.derivation
    laws = (derivation.loss, derivation.energy) if derivation else (None, None)
    lines = [*frame.axes(), *frame.marks(losses, r"\circle*{1.3}"), *frame.marks(energies, r"\circle{1.5}")]
    drawn = False
    for points, law in zip((losses, energies), laws, strict=True):
        pieces = list(frame.law(law, points))
        drawn = drawn or bool(pieces)
        lines += pieces
    body = "\n".join(lines)
    certified = all(value.certified for value in curve)
    known = "certified values" if certified else "values, not all of them with certified bounds"
    said = rf"Dots: $L(t)$, rings: $S(t)$, {known}."
    said += " Lines: the laws that were derived without looking at these values." * drawn
    return (
        "\\begin{center}\n\\setlength{\\unitlength}{1mm}\n"
        f"\\begin{{picture}}({_WIDTH + 14:g},{_HEIGHT + 12:g})(-12,-9)\n{body}\n\\end{{picture}}\\par\n"
        f"{{\\small {said}}}\n\\end{{center}}"
    )


def _points(values: Sequence[tuple[str, float | None]]) -> list[Point]:
    return [(log10_time(t), y) for t, y in values if y is not None and y > LOWEST]


class _Frame:
    """From logarithms to millimetres."""

    def __init__(self, points: Sequence[Point]) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.left, self.low = math.floor(min(xs)), math.floor(min(ys))
        self.right, self.high = math.ceil(max(xs)), math.ceil(max(ys))

    def place(self, x: float, y: float) -> str:
        """The pair of coordinates of a point."""
        across, up = self._at(x, y)
        return f"({across:.2f},{up:.2f})"

    def _at(self, x: float, y: float) -> Point:
        across = (x - self.left) / max(self.right - self.left, 1)
        return _WIDTH * across, _HEIGHT * (y - self.low) / max(self.high - self.low, 1)

    def axes(self) -> Iterator[str]:
        """Two lines, and powers of ten along them."""
        yield rf"\put(0,0){{\line(1,0){{{_WIDTH:g}}}}}\put(0,0){{\line(0,1){{{_HEIGHT:g}}}}}"
        for tick in _ticks(self.left, self.right):
            across, _ = self._at(tick, self.low)
            yield rf"\put({across:.2f},-1){{\line(0,1){{1}}}}\put({across:.2f},-4){{\makebox(0,0){{$10^{{{tick}}}$}}}}"
        for tick in _ticks(self.low, self.high):
            _, up = self._at(self.left, tick)
            yield rf"\put(-1,{up:.2f}){{\line(1,0){{1}}}}\put(-2,{up:.2f}){{\makebox(0,0)[r]{{$10^{{{tick}}}$}}}}"
        yield rf"\put({_WIDTH:g},-8){{\makebox(0,0)[r]{{$t$}}}}"

    def marks(self, points: Sequence[Point], mark: str) -> Iterator[str]:
        """One mark for each point."""
        for x, y in points:
            yield rf"\put{self.place(x, y)}{{{mark}}}"

    def law(self, law: Asymptotics | None, points: Sequence[Point]) -> Iterator[str]:
        """The law over the times of the points, as far as it stays inside."""
        if law is None or len(points) < 2:
            return
        first, last = points[0][0], points[-1][0]
        grid = [first + (last - first) * step / _PIECES for step in range(_PIECES + 1)]
        heights = [log10_law(law, x) for x in grid]
        for x, y, x2, y2 in zip(grid, heights, grid[1:], heights[1:], strict=False):
            if y is not None and y2 is not None and self.low <= min(y, y2) and max(y, y2) <= self.high:
                middle = self.place((x + x2) / 2, (y + y2) / 2)
                yield rf"\qbezier{self.place(x, y)}{middle}{self.place(x2, y2)}"


def _ticks(first: int, last: int) -> range:
    return range(first, last + 1, max(1, math.ceil((last - first) / _TICKS)))
