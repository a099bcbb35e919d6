"""What was derived beside certified values: a contradiction between them is an internal error."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace

from spectral_proofs.compare.bounds_against_enclosure import outside
from spectral_proofs.compare.confrontation import Observed, confront, laws_of, observed, of_sums
from spectral_proofs.compare.engines import DIGITS
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.compare.tradeoff import Modes, contradicted, efficiencies
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements import Setting
from spectral_proofs.measurements.confronted import confronted
from spectral_proofs.pipeline.limits import LATER_SECONDS
from spectral_proofs.prepare import PowerProblem, Problem
from spectral_proofs.results import Comparison, Derivation, Efficiency, Enclosure, Measurements, Outcome, SumValues
from spectral_proofs.results.further import FurtherLaws, Open
from spectral_proofs.results.rigour import proves, weakest
from spectral_proofs.worker import Worker

_TRADE_SECONDS = 10.0  # of processor time, of which exact powers take a few tenths
_COARSE = 4  # uncertified values, at the largest times, that can undo a derivation


def traded_off(spectrum: Modes, sums: Sequence[SumValues], worker: Worker) -> Efficiency:
    """The efficiency at every certified time, as far as the time goes; one above 1 is an internal error."""
    at: list[tuple[str, Enclosure]] = []
    arguments = (tuple(sums), spectrum)
    with suppress(UndecidedError):
        for found in worker.stream("trade-off", worker.share(), efficiencies, *arguments, processor=_TRADE_SECONDS):
            if isinstance(found, str):
                raise InternalError(found)
            at.append(found)
    return Efficiency(tuple(at))


def with_limit(efficiency: Efficiency, further: FurtherLaws) -> Efficiency:
    """The same with its limit, where a claim asked for it."""
    found = further.trade_off
    return efficiency if isinstance(found, Open) else replace(efficiency, limit=found.enclosed)


def confronted_laws(
    problem: PowerProblem, derivation: Derivation | None, underived: str, sums: Sequence[SumValues], worker: Worker
) -> tuple[Derivation | None, str, tuple[Comparison, ...]]:
    """A certified contradiction that persists at larger times is an internal error.

    A numerical one undoes the derivation: every claim is then undecided.
    """
    if derivation is None:
        return None, underived, ()
    if found := contradicted(derivation, problem.spectrum):
        if proves(weakest(derivation.loss.theta.rigour, derivation.energy.theta.rigour, derivation.rigour)):
            raise InternalError(found)
        return None, found, ()
    if found := outside(derivation.theorems, sums):
        raise InternalError(found)
    if not any(value.certified for value in sums):
        numbers = [(value.t, of_sums(_as_certified(value))) for value in sums]
        found = first_contradiction(_compared_laws(problem, derivation, numbers[-_COARSE:], ()))
        return (None, f"uncertified values disagree: {found}", ()) if found else (derivation, underived, ())
    known = [(value.t, of_sums(value)) for value in sums]
    with closing(later_values(problem, worker)) as later:
        comparisons = _compared_laws(problem, derivation, known, later)
    if found := first_contradiction(comparisons):
        raise InternalError(f"certified values disagree: {found}")
    return derivation, underived, comparisons


def _compared_laws(
    problem: PowerProblem, derivation: Derivation, known: Sequence[Observed], later: Iterable[Observed]
) -> tuple[Comparison, ...]:
    laws = laws_of(derivation)
    return confront(laws, known, later, onset(problem.g, problem.spectrum, laws.values()))


def first_contradiction(comparisons: Sequence[Comparison]) -> str:
    """The reason of the first comparison that contradicts a law; empty where none does."""
    return next((c.reason for c in comparisons if c.outcome is Outcome.CONTRADICTS), "")


def later_values(
    problem: Problem, worker: Worker, values: Callable[..., Iterator[Observed]] | None = None
) -> Generator[Observed]:
    """What the laws are compared with at doubling log t, until it is no longer asked for or the time is up."""
    arguments = (problem.g, problem.spectrum, DOUBLING, DIGITS)
    with suppress(UndecidedError):
        yield from worker.stream("sums", worker.share(), values or observed, *arguments, processor=LATER_SECONDS)


def _as_certified(value: SumValues) -> SumValues:
    """The same numbers, to be confronted as if they were certified."""
    return replace(value, loss=replace(value.loss, certified=True), energy=replace(value.energy, certified=True))


def confront_measured(
    setting: Setting, further: FurtherLaws, measured: Measurements, worker: Worker, notes: list[str]
) -> None:
    """Raises InternalError where certified values contradict a further law; where this was stopped is a note."""
    arguments = (setting, further, measured)
    try:
        found = first_contradiction(tuple(worker.stream("further laws", worker.share(), confronted, *arguments)))
    except UndecidedError as error:
        notes.append(f"compared with no more certified values: {error}")
        return
    if found:
        raise InternalError(found)
