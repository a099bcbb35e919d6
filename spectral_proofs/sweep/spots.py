"""Which cells are checked in full, and whether what is found there is what the theorem says.

1. Half of the cells asked for are next to borders, spread along them; the others are spread over the grid by an
   additive recurrence with the golden ratio (Weyl's equidistribution; Niederreiter 1992, section 3.1).
2. A spot is an ordinary run at the cell's exact parameters: its own derivation, certified sums, claims.
3. It agrees when the run is certified and its derivation says what the regime says
   (:mod:`spectral_proofs.derivation.parameters.agreement`); a run without certified sums neither agrees nor disagrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.derivation.parameters.agreement import disagreement
from spectral_proofs.errors import InputError
from spectral_proofs.instance_check import Question, certified
from spectral_proofs.pipeline import Problem, prepare
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import RunResult
from spectral_proofs.results.exit_status import exponents
from spectral_proofs.runs import Crew, run_all
from spectral_proofs.sweep.axes import rationals
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram, bordering, regime_of

_GOLDEN = (5**0.5 - 1) / 2  # its multiples are spread most evenly; which cells are chosen proves nothing


@dataclass(frozen=True)
class Spot:
    """One cell that was checked: ``agrees`` is None where the run is not certified."""

    cell: int
    point: dict[str, str]
    agrees: bool | None
    exponents: dict[str, str | None]
    reason: str = ""


def chosen(found: Diagram, count: int) -> list[int]:
    """At most ``count`` different cells inside the assumptions, those next to borders first."""
    inside = np.flatnonzero(found.regime != OUTSIDE)
    near = _spread(bordering(found), (count + 1) // 2)
    return list(dict.fromkeys([*near, *_spread(inside, count)]))[:count]


def _spread(cells: NDArray[np.intp], count: int) -> list[int]:
    if cells.size <= count:
        return [int(cell) for cell in cells]
    places = np.floor(((np.arange(1, 2 * count + 1) * _GOLDEN) % 1) * cells.size).astype(int)
    return list(dict.fromkeys(int(cells[place]) for place in places))[:count]


def check_spots(
    found: Diagram,
    question: Question,
    cells: Sequence[int],
    *,
    timeout: float | None,
    memory: int | None,
    crew: Crew,
    advance: Callable[[int, str], None],
) -> Iterator[Spot]:
    """The spots of some cells, as they are found."""
    problems: list[Problem] = []
    asked: list[int] = []
    for cell in cells:
        try:
            problems.append(_problem(question, found.grid.point(cell), timeout, memory))
            asked.append(cell)
        except InputError as error:
            yield Spot(cell, _texts(found, cell), None, {}, f"not used: {error}")
    for number, result in run_all(problems, crew, advance):
        yield judged(found, asked[number], result)


def judged(found: Diagram, cell: int, result: RunResult) -> Spot:
    """What a run at a cell says about the regime of the cell."""
    point = _texts(found, cell)
    if result.internal_error or result.derivation is None:
        return Spot(cell, point, None if result.derivation is None else False, {}, result.internal_error or "undecided")
    known = {name: None if value is None else str(value) for name, value in exponents(result.derivation).items()}
    regime = regime_of(found, cell)
    assert regime is not None  # only cells with a regime are checked
    difference = disagreement(regime.found, rationals(found.grid.point(cell)), result.derivation)
    if difference:
        return Spot(cell, point, False, known, difference)
    return Spot(cell, point, True if certified(result) else None, known, "" if certified(result) else "not certified")


def _problem(question: Question, point: dict[str, Fraction], timeout: float | None, memory: int | None) -> Problem:
    values = {name: str(value) for name, value in point.items()}
    a, b = values.pop("a", question.a), values.pop("b", question.b)
    candidate = replace(question.candidate, parameters={**question.candidate.parameters, **values})
    spectrum = Spectrum(a or "3/2", b or 2, *question.scales)
    return prepare(candidate, spectrum, timeout=timeout, memory=memory)


def _texts(found: Diagram, cell: int) -> dict[str, str]:
    return {name: str(value) for name, value in found.grid.point(cell).items()}
