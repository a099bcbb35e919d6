"""Many runs, by a crew (:mod:`spectral_proofs.crew`).

1. Each result comes as soon as it is there, with the number of its problem.
2. A bug in one run is an internal error of that run and spares the others.
3. What a problem from a Python file holds may not pickle; such problems run here.
4. Before many whole runs an ordinary one is made in this process: a third of a run is modules that are loaded where
   they are first needed, and what SymPy and the rules of quadrature remember, which forked processes inherit.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from spectral_proofs import codec, pipeline
from spectral_proofs.crew import HERE, Crew, Lost
from spectral_proofs.errors import TRACEBACK, InputError, interruptible
from spectral_proofs.results import RunResult
from spectral_proofs.store import Shelf, Store, each_once, key
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.worker import context
from spectral_proofs.worker.spent import starved

_MANY = 6  # whole runs, from which on a rehearsal costs less than it saves

#: Called with how many runs are done, what is being done, and how many of the runs were found in a store.
Advance = Callable[[int, str, int], None]

#: What becomes of a result, and of which problem it is.
Judge = Callable[[RunResult, pipeline.AnyProblem], RunResult]


def as_found(result: RunResult, problem: pipeline.AnyProblem) -> RunResult:
    """A judge that has nothing to say."""
    return result


def run_all(
    problems: Sequence[pipeline.AnyProblem],
    crew: Crew,
    advance: Advance,
    rows: Store | None = None,
    judge: Judge = as_found,
) -> Iterator[tuple[int, RunResult]]:
    """Numbers of problems with their results, as they are found.

    Args:
        problems: from :func:`spectral_proofs.pipeline.prepare`.
        crew: who makes them.
        advance: for progress.
        rows: where they are kept and found again, all but internal errors and what is :func:`hurried`.
        judge: what becomes of each result, here, before it is kept.

    Raises:
        InputError: there is no such scheduler, or its workers cannot start processes.
    """
    done = 0
    if crew.scheduler is None and rows is None and sum(problem.claims is None for problem in problems) >= _MANY:
        _rehearse()
    shelf = Shelf[pipeline.AnyProblem, RunResult](rows, partial(run_key, f"run, {judge.__name__}"), _row, codec.read)
    portable = {n: problem for n, problem in enumerate(problems) if problem.candidate.portable}
    together = portable if crew.scheduler is not None or min(crew.processes, len(portable)) > 1 else {}
    alone = [(number, problem) for number, problem in enumerate(problems) if number not in together]

    def announced(problem: pipeline.AnyProblem) -> RunResult:
        name = problem.candidate.name or problem.candidate.g
        return guarded(problem, lambda step: advance(done, f"{name}: {step}", shelf.used))

    others = each_once(make, together.items(), crew, shelf, judge)
    here = each_once(announced, alone, HERE, shelf, judge)
    for number, made in chain(others, here):
        result = _without(problems[number], made.reason) if isinstance(made, Lost) else made
        yield number, result  # first: what the bar has as done is not lost to Ctrl-C
        done += 1
        advance(done, f"{result.name}: done", shelf.used)


def run_key(kind: str, problem: pipeline.AnyProblem) -> str | None:
    """All that a result of this kind depends on; None for what a Python file holds, which is not kept."""
    try:
        return key(kind=kind, asked=codec.described(problem))
    except codec.UnwrittenError:
        return None


def _row(result: RunResult) -> Any:
    try:
        return None if result.internal_error or hurried(result) else codec.written(result)
    except codec.UnwrittenError:
        return None


def hurried(result: RunResult) -> bool:
    """Whether a limit of the clock cut the run short while others had the processor: made again, it may say more."""
    said = [result.underived, *result.notes, *(claim.reason for claim in result.claims), *(v.note for v in result.sums)]
    return starved(" ".join(said), result.seconds, result.processor) or any(map(hurried, result.branches))


def _rehearse() -> None:
    if context().get_start_method() == "fork":
        guarded(pipeline.prepare("lambda*t"))


def guarded(problem: pipeline.AnyProblem, announce: Callable[[str], None] = lambda step: None) -> RunResult:
    """One run; a bug in it is its internal error.

    Raises InputError for what only a stage can find wrong with the input.
    """
    try:
        with interruptible():
            return pipeline.run(problem, announce)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # reported as an internal error, status 4
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        return replace(pipeline.blank(problem), internal_error=f"{type(error).__name__}: {error}")


def _without(problem: pipeline.AnyProblem, reason: str) -> RunResult:
    return replace(pipeline.blank(problem), internal_error=reason)


@long_numbers()
def make(problem: pipeline.AnyProblem) -> RunResult:
    """One run in a process of its own."""
    return guarded(problem)
