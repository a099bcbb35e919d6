"""Enclosures of L and S, each within its limits: at times that are asked for, on the grid of a run, and once more."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

import sympy

from spectral_proofs.compare.engines import unsettled
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.pipeline.contradictions import traded_off
from spectral_proofs.pipeline.positive import with_g
from spectral_proofs.prepare import PowerProblem, Problem, ResidualProblem, prepare
from spectral_proofs.problem.candidate import Candidate, Residual
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Exact, exact_number
from spectral_proofs.results import Efficiency, Enclosure, Evaluations, SumValues
from spectral_proofs.sums.residual_modes import few_at_all_times
from spectral_proofs.sums.second_engine import reference_sums
from spectral_proofs.sums.spectra.factory import ValuesAt, sums_of
from spectral_proofs.worker import Worker

#: Times of the grid; local exponents are reported at the largest.
GRID = ("1e2", "1e6", "1e12", "1e30", "1e60", "1e100")
#: The same of a residual, while its modes behind the frontier are few enough to be added one by one.
RESIDUAL_GRID = ("1e1", "1e2", "1e3", "1e4")
#: Times of the grid at which the second engine must agree.
REFERENCE_TIMES = ("1e2", "1e30")
_SECOND_SECONDS = 10.0  # of processor time: the second engine is a check, not a result
_BATCH = 0.1  # seconds' worth of values that a worker is asked for at once


def evaluate(
    candidate: Candidate | str,
    spectrum: ModeSpectrum | None,
    times: Iterable[Exact] | Exact,
    *,
    digits: int = 30,
    timeout: float | None = None,
) -> Evaluations:
    """Enclosures of L and S at the exact ``times`` (t > 0): texts, numbers, or an array of them.

    A float is the decimal that it prints. The result is a tuple that plots itself and gives a data frame.

    What ``timeout`` (seconds for each time) stops, or no engine can evaluate, is unknown and its note says why.

    Raises:
        InputError: g cannot be used on this spectrum, or a time is not after the start of training.
    """
    return values(prepare(candidate, spectrum, digits=digits, timeout=timeout), list(map(_time, _several(times))))


def _several(times: Iterable[Exact] | Exact) -> Iterable[Exact]:
    return times if isinstance(times, Iterable) and not isinstance(times, str) else [times]


def _time(value: Exact) -> str:
    return value if isinstance(value, str) else str(exact_number(value, "t"))


def values(problem: Problem, times: Sequence[str], *, slopes: bool = False) -> Evaluations:
    """:func:`evaluate` for what :func:`prepare` made; with ``slopes`` local exponents too.

    Where too many modes of a residual would have to be added, g = -log r is asked, if there is one.

    Raises:
        InputError: a time is not after the start of training.
    """
    for t in times:
        if 0 < exact_number(t, "t") <= problem.candidate.start:
            start = problem.candidate.start
            raise InputError(f"t = {t[:40]}: training begins at t = {start}, the schedule's from; choose a later t")
    found = _values_of(problem, times, slopes)
    late = [value.t for value in found if value.loss.unknown] if isinstance(problem, ResidualProblem) else []
    ordinary = with_g(problem) if late else problem
    if ordinary is problem:
        return Evaluations(found)
    others = {value.t: value for value in _values_of(ordinary, late, slopes)}
    return Evaluations([others.get(value.t, value) for value in found])


def efficiency(problem: Problem, found: Sequence[SumValues]) -> Efficiency:
    """S_R/S at the certified times among them, as far as the time goes; raises InternalError above 1."""
    with Worker(problem.memory, problem.timeout) as worker:
        return traded_off(problem.spectrum, found, worker)


def _values_of(problem: Problem, times: Sequence[str], slopes: bool) -> list[SumValues]:
    waiting = list(times)
    found: list[SumValues] = []
    with Worker(problem.memory) as worker:
        several = 1
        while waiting:
            started = time.monotonic()
            together, waiting = waiting[:several], waiting[several:]
            found += _together(problem, together, worker, slopes)
            # so many that what one worker says to the other does not count, where they take next to no time
            several = max(1, int(_BATCH * len(together) / max(time.monotonic() - started, 1e-6)))
    return found


def _together(problem: Problem, times: Sequence[str], worker: Worker, slopes: bool) -> list[SumValues]:
    """The values at several times, each within the limit."""
    arguments = (problem.spectrum, times, problem.digits, slopes)
    try:
        return worker.call("evaluation", problem.timeout, _enclosed_at_all, problem.subject, *arguments)
    except UndecidedError as error:
        if len(times) > 1:
            return [value for t in times for value in _together(problem, [t], worker, slopes)]
        unknown = Enclosure("nan", "inf", False)
        return [SumValues(times[0], unknown, unknown, engine="none", note=str(error))]


def enclosed(problem: Problem, worker: Worker, notes: list[str]) -> tuple[SumValues, ...]:
    """The values on the grid, as far as the time goes; why some are missing or uncertified is a note."""
    values: list[SumValues] = []
    few = not isinstance(problem, ResidualProblem) or few_at_all_times(problem.spectrum)
    arguments = (problem.subject, problem.spectrum, GRID if few else RESIDUAL_GRID, problem.digits)
    work = worker.stream("sums", worker.share(), _values, *arguments)
    try:
        values.extend(work)
    except UndecidedError as error:
        notes.append(str(error))
    notes.extend(dict.fromkeys(value.note for value in values if value.note))
    return tuple(values)


def cross_check(problem: PowerProblem, sums: Sequence[SumValues], worker: Worker, notes: list[str]) -> None:
    """Raises InternalError where two engines disagree; what they do not settle is a note."""
    for value in sums:
        if value.t not in REFERENCE_TIMES:
            continue
        try:
            note = unsettled(value, partial(_second_engine, problem, worker, value.t))
        except UndecidedError as error:
            note = f"not cross-checked at t = {value.t}: {error}"
        notes.extend([note] * bool(note))


def _second_engine(
    problem: PowerProblem, worker: Worker, t: str, digits: int, wanted: tuple[bool, ...]
) -> tuple[Enclosure, Enclosure]:
    arguments = (problem.g, problem.spectrum, t, digits, wanted)
    return worker.call("second engine", worker.share(), reference_sums, *arguments, processor=_SECOND_SECONDS)


def _values(g: sympy.Expr | Residual, spectrum: ModeSpectrum, times: Sequence[str], digits: int) -> Iterator[SumValues]:
    slopes = not isinstance(g, Residual)
    for t in times:
        yield _enclosed_at(g, spectrum, t, digits, slopes)


def _enclosed_at_all(
    g: sympy.Expr | Residual, spectrum: ModeSpectrum, times: Sequence[str], digits: int, slopes: bool
) -> list[SumValues]:
    return [_enclosed_at(g, spectrum, t, digits, slopes) for t in times]


def _enclosed_at(
    g: sympy.Expr | Residual, spectrum: ModeSpectrum, t: str, digits: int, slopes: bool = True
) -> SumValues:
    return _compiled(g, spectrum).at(t, digits=digits, slopes=slopes)


@lru_cache(maxsize=1)
def _compiled(g: sympy.Expr | Residual, spectrum: ModeSpectrum) -> ValuesAt:
    return sums_of(g, spectrum)
