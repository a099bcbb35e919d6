"""Many runs: one after the other, in several processes, or on a cluster.

1. Each result comes as soon as it is there, with the number of its problem.
2. A bug in one run is an internal error of that run and spares the others.
3. A process that is killed takes nothing with it but the runs that it was at; these are begun again, twice.
4. What a problem from a Python file holds may not pickle; such problems run here.
5. A cluster is that of a Dask scheduler, used as a ``concurrent.futures.Executor``: it begins the runs of a worker
   that is lost again on another one. Its workers start processes of their own and so must not be daemons.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any

from spectral_proofs import pipeline
from spectral_proofs.errors import TRACEBACK, InputError
from spectral_proofs.results import RunResult
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.worker import context, die_with_parent

#: Called with how many runs are done, and what is being done.
Advance = Callable[[int, str], None]

_ATTEMPTS = 3
_CONNECTING = 5  # seconds


@dataclass(frozen=True)
class Crew:
    """Who makes the runs: ``jobs`` processes at the same time (0: one for each core), or the workers of a scheduler."""

    jobs: int = 0
    scheduler: str | None = None

    @property
    def processes(self) -> int:
        """How many processes on this machine."""
        return self.jobs or cores()


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(problems: Sequence[pipeline.AnyProblem], crew: Crew, advance: Advance) -> Iterator[tuple[int, RunResult]]:
    """Numbers of problems with their results, as they are found.

    Args:
        problems: from :func:`spectral_proofs.pipeline.prepare`.
        crew: who makes them.
        advance: for progress.

    Raises:
        InputError: there is no such scheduler, or its workers cannot start processes.
    """
    done = 0
    portable = {n: problem for n, problem in enumerate(problems) if problem.candidate.portable}
    jobs = min(crew.processes, len(portable))
    if crew.scheduler is not None:
        together, results = portable, _on_cluster(portable, crew.scheduler)
    else:
        together = portable if jobs > 1 else {}
        results = _in_processes(together, jobs)
    for number, result in results:
        done += 1
        advance(done, f"{result.name}: done")
        yield number, result
    for number in sorted(set(range(len(problems))) - set(together)):
        yield number, guarded(problems[number], partial(_announce, advance, done, problems[number]))
        done += 1


def guarded(problem: pipeline.AnyProblem, announce: Callable[[str], None] = lambda step: None) -> RunResult:
    """One run; a bug in it is its internal error.

    Raises InputError for what only a stage can find wrong with the input.
    """
    try:
        return pipeline.run(problem, announce)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # reported as an internal error, status 4
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        return replace(pipeline.blank(problem), internal_error=f"{type(error).__name__}: {error}")


def _announce(advance: Advance, done: int, problem: pipeline.AnyProblem, step: str) -> None:
    advance(done, f"{problem.candidate.name or problem.candidate.g}: {step}")


def _in_processes(problems: dict[int, pipeline.AnyProblem], jobs: int) -> Iterator[tuple[int, RunResult]]:
    waiting, others = dict(problems), set(multiprocessing.active_children())
    for _ in range(_ATTEMPTS):
        if not waiting:
            return
        pool = ProcessPoolExecutor(jobs, context(), initializer=_prepared, initargs=(os.getpid(),))
        try:
            futures = {pool.submit(_run, problem): number for number, problem in waiting.items()}
            for future in as_completed(futures):
                result = future.result()
                del waiting[futures[future]]
                yield futures[future], result
        except BrokenProcessPool:
            continue
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in set(multiprocessing.active_children()) - others:  # interrupted: nobody waits for them
                child.kill()
    for number, problem in waiting.items():
        yield number, replace(pipeline.blank(problem), internal_error=f"its process was killed {_ATTEMPTS} times")


def _on_cluster(problems: dict[int, pipeline.AnyProblem], scheduler: str) -> Iterator[tuple[int, RunResult]]:
    with cluster(scheduler) as pool:
        futures = {pool.submit(_run_remotely, problem): number for number, problem in problems.items()}
        for future in as_completed(futures):
            error = future.exception()
            if isinstance(error, InputError):
                raise error
            number = futures[future]
            lost = f"its worker was lost ({type(error).__name__})"
            yield number, replace(pipeline.blank(problems[number]), internal_error=lost) if error else future.result()


@contextmanager
def cluster(scheduler: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler as an executor.

    Raises:
        InputError: Dask is not installed, or no scheduler answers there.
    """
    try:
        distributed: Any = import_module("distributed")  # optional, and most of it has no types
    except ImportError:
        raise InputError("a scheduler needs Dask; install spectral-proofs[cluster]") from None
    try:
        client = distributed.Client(scheduler, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise InputError(f"no scheduler answers at {scheduler} ({said[0]:.80}); check the address") from None
    with client, client.get_executor(pure=False) as pool:
        yield pool


def _run_remotely(problem: pipeline.AnyProblem) -> RunResult:
    if multiprocessing.current_process().daemon:
        remedy = "start them with DASK_DISTRIBUTED__WORKER__DAEMON=False in their environment"
        raise InputError(f"the scheduler's workers may not start processes; {remedy}")
    return _run(problem)


@long_numbers()
def _run(problem: pipeline.AnyProblem) -> RunResult:
    return guarded(problem)


def _prepared(parent: int) -> None:
    """A process of the pool ends with its parent and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(parent)
