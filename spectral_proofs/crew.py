"""One way to make many: a function over items in this process, in several, or on a cluster.

1. Answers come as they are found, each with the number of its item; only so many items wait at the same time that they
   may come from a generator of any length.
2. Who works is a ``concurrent.futures.Executor``: local processes, or the workers of a Dask scheduler.
3. A process that is killed takes nothing with it but what was being worked at. Each of these items is tried again in
   a process of its own; one that is killed there too, three times, is :class:`Lost`, and the others go on.
4. A worker of a cluster that is lost is the scheduler's matter, which gives its items to another one; where the
   scheduler itself is lost, what was not answered is not, and :class:`InputError` says so.

Workers start processes of their own (:mod:`spectral_proofs.worker`), so that those of a cluster must not be daemons.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeVar

from spectral_proofs.errors import InputError, SpectralProofsError
from spectral_proofs.worker import context, die_with_parent

T = TypeVar("T")
R = TypeVar("R")
Task = tuple[int, T]

_ATTEMPTS = 3
_CONNECTING = 5  # seconds
_LOGGERS = ("distributed", "distributed.client", "tornado.application")
_WAITING = 1000  # items that a scheduler is given at the same time


@dataclass(frozen=True)
class Crew:
    """Who works: ``jobs`` processes at the same time (0: one for each core), or the workers of a scheduler."""

    jobs: int = 0
    scheduler: str | None = None

    @property
    def processes(self) -> int:
        """How many processes on this machine."""
        return self.jobs or cores()

    @property
    def here(self) -> bool:
        """Everything is done in this process."""
        return self.scheduler is None and self.processes == 1


#: This process alone.
HERE = Crew(jobs=1)


@dataclass(frozen=True)
class Lost:
    """An item without an answer, and why."""

    reason: str


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(function: Callable[[T], R], tasks: Iterable[Task[T]], crew: Crew) -> Iterator[tuple[int, R | Lost]]:
    """Numbers of items with ``function(item)``, as they are found.

    Args:
        function: of a module's top level; items and answers pickle. What it raises ends everything.
        tasks: (number, item).
        crew: who works.

    >>> sorted(each(abs, enumerate([-1, 2, -3]), Crew(jobs=1)))
    [(0, 1), (1, 2), (2, 3)]

    Raises:
        InputError: there is no such scheduler, it was lost, or its workers cannot start processes.
    """
    if crew.scheduler is not None:
        yield from _on_cluster(function, tasks, crew.scheduler)
    elif crew.here:
        yield from ((number, function(item)) for number, item in tasks)
    else:
        yield from _in_processes(function, tasks, crew.processes)


def _in_processes(function: Callable[[T], R], tasks: Iterable[Task[T]], jobs: int) -> Iterator[tuple[int, R | Lost]]:
    fresh = iter(tasks)
    while True:
        suspects = yield from _together(function, fresh, jobs)
        if not suspects:
            return
        for number, item in suspects:
            yield number, _alone(function, item)


def _together(
    function: Callable[[T], R], fresh: Iterator[Task[T]], jobs: int
) -> Generator[tuple[int, R | Lost], None, list[Task[T]]]:
    """Answers until all are there; returns what was being worked at when a process was killed."""
    running: dict[Future[R], Task[T]] = {}
    suspects: list[Task[T]] = []
    with _pool(jobs) as pool:
        while True:
            while len(running) < 2 * jobs and not suspects and (task := next(fresh, None)) is not None:
                try:
                    running[pool.submit(function, task[1])] = task
                except BrokenProcessPool:
                    suspects.append(task)
            if not running:
                return suspects
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                try:
                    answer = future.result()
                except BrokenProcessPool:
                    suspects.append(task)
                else:
                    yield task[0], answer


def _alone(function: Callable[[T], R], item: T) -> R | Lost:
    for _ in range(_ATTEMPTS):
        try:
            with _pool(1) as pool:
                return pool.submit(function, item).result()
        except BrokenProcessPool:
            continue
    return Lost(f"its process was killed {_ATTEMPTS} times")


@contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, context(), initializer=_prepared, initargs=(os.getpid(),))
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:  # interrupted: nobody waits for them
            child.kill()


def _prepared(parent: int) -> None:
    """A process of the pool ends with its parent and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # not as the command takes it
    die_with_parent(parent)


def _on_cluster(function: Callable[[T], R], tasks: Iterable[Task[T]], scheduler: str) -> Iterator[tuple[int, R | Lost]]:
    fresh = iter(tasks)
    running: dict[Future[R], int] = {}
    with cluster(scheduler) as pool:
        while True:
            while len(running) < _WAITING and (task := next(fresh, None)) is not None:
                running[pool.submit(_remotely, function, task[1])] = task[0]
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                number = running.pop(future)
                if future.cancelled():
                    remedy = "start one, and give the same command again"
                    raise InputError(f"the scheduler at {scheduler} was lost; {remedy}")
                error = future.exception()
                if isinstance(error, SpectralProofsError):
                    raise error
                yield (
                    number,
                    future.result() if error is None else Lost(f"its worker was lost ({type(error).__name__})"),
                )


@contextmanager
def cluster(scheduler: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler as an executor.

    Raises InputError: Dask is not installed, or no scheduler answers there.
    """
    try:
        distributed: Any = import_module("distributed")  # optional, and most of it has no types
    except ImportError:
        raise InputError("a scheduler needs Dask; in the project's folder: pip install -e '.[cluster]'") from None
    try:
        client = distributed.Client(scheduler, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        raise InputError(f"no scheduler answers at {scheduler} ({said[0]:.80}); check the address") from None
    with _quiet(), client:
        pool = client.get_executor(pure=False)
        try:
            yield pool
        finally:
            pool.shutdown(wait=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask logs tracebacks of what is said here in one line."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _remotely(function: Callable[[T], R], item: T) -> R:
    if multiprocessing.current_process().daemon:
        remedy = "start them with DASK_DISTRIBUTED__WORKER__DAEMON=False in their environment"
        raise InputError(f"the scheduler's workers may not start processes; {remedy}")
    return function(item)
