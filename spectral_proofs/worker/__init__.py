"""Work under limits of time and memory: SymPy and C code ignore polite requests, a child process does not.

1. A worker is one child process; it keeps what it derived and compiled from one task to the next.
2. A task is a generator function. Its values are asked for one by one, so that a reader who has seen enough stops
   the task and not the worker.
3. A limit that strikes kills the child; :class:`UndecidedError` says what was stopped, and the next task starts a new
   child. Limits are of the clock (for a task, and for the unit of work that several tasks make up), of processor time
   (kept by the kernel: on a busy machine the same work gets as far as on an idle one) and of memory.
4. Numbers, nesting or memory beyond what Python or C code can hold are a limit too, not a bug.
5. The child ends with its parent, however that ends; see :func:`die_with_parent`.

Left out: the limit of memory where the system keeps none; a limit of processor time where the system has no such
timer is one of the clock; without ``prctl`` a child outlives a parent that was killed by at most its limit and 2 s.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import time
import warnings
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, TypeVar

from spectral_proofs.errors import InternalError, SpectralProofsError, UndecidedError
from spectral_proofs.worker.child import (
    NEXT,
    SPENT,
    TIMER,
    VALUE,
    Task,
    context,
    die_with_parent,
    once,
    produced,
    stopped,
    work,
)

__all__ = ["MEMORY", "NO_LIMIT", "Worker", "call", "context", "die_with_parent"]

T = TypeVar("T")

#: Bytes that a worker may allocate unless told.
MEMORY = 2 * 2**30
#: In place of a limit of memory: there is none.
NO_LIMIT = 0

_KEPT = 0.06  # of the limit of all tasks together, from every share

_UNPICKLABLE = (pickle.PicklingError, AttributeError, TypeError, RecursionError)
# How C code ends when memory or the stack ran out: GMP and FLINT abort, a stack overflow is a bad address, and the
# system kills whom it cannot serve.
_ENDED_BY_SYSTEM = {
    -getattr(signal, name) for name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGKILL") if hasattr(signal, name)
}


class Worker:
    """A child process that works on one task after the other.

    Args:
        memory: bytes that it may allocate; :data:`NO_LIMIT` for no limit. None
            for :data:`MEMORY`, which is not worth a child where nothing else is limited.
        seconds: a limit for all tasks together, None for none.
        fresh: the child is a new interpreter and no copy of this process, for libraries whose threads do not survive
            a fork; what it is given must pickle.

    >>> with Worker() as worker:
    ...     worker.call("adding", 20, max, 1, 2), list(worker.stream("counting", 20, iter, (1, 2)))
    (2, [1, 2])
    """

    def __init__(self, memory: int | None = None, seconds: float | None = None, fresh: bool = False) -> None:
        self._context = context(fresh)
        self._asked = memory
        self._memory = MEMORY if memory is None else memory
        self._seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child; a task given later starts a new one."""
        if self._child is not None and self._pipe is not None:
            self._child.kill()
            self._child.join()
            self._pipe.close()
        self._child = self._pipe = None

    def share(self, fraction: float = 0.5) -> float | None:
        """A part of what remains of the worker's own limit, in seconds; None where it has none.

        What a first step leaves must do for the next ones; a little is kept back for what puts their results together,
        in a new child perhaps.
        """
        if self._end is None or self._seconds is None:
            return None
        return fraction * max(0.0, self._end - _KEPT * self._seconds - time.monotonic())

    def call(
        self,
        what: str,
        seconds: float | None,
        function: Callable[..., T],
        *arguments: Any,
        processor: float | None = None,
    ) -> T:
        """``function(*arguments)``; limits and errors as of :meth:`stream`."""
        with contextlib.closing(self.stream(what, seconds, once, function, arguments, processor=processor)) as answers:
            return next(answers)  # type: ignore[no-any-return]  # once yields what function returns

    def stream(
        self,
        what: str,
        seconds: float | None,
        produce: Callable[..., Iterator[T]],
        *arguments: Any,
        processor: float | None = None,
    ) -> Generator[T]:
        """Yield what ``produce(*arguments)`` yields, for at most ``seconds`` seconds in all.

        Args:
            what: the work's name, for the message.
            seconds: the limit; None for that of the worker alone. Where there is none at all, nor one of ``processor``
                time, nor one of memory that was asked for, the work runs in this process.
            produce: a generator function, whose values must pickle.
            processor: a limit of processor time, in seconds; None for none.

        Who may stop before the end closes the generator (``contextlib.closing``): where Python does so when it is
        dropped, it ignores what is raised meanwhile, Ctrl-C too.

        Raises:
            UndecidedError: a limit passed, or numbers, nesting or memory ran out.
            InternalError: the child died, or raised something unexpected.
            SpectralProofsError: whatever ``produce`` raised.
        """
        if processor is not None and TIMER is None:
            seconds, processor = min(seconds or processor, processor), None
        if seconds is None and processor is None and self._end is None and not self._asked:
            yield from produced(what, produce, arguments)
            return
        task = Task(what, produce, arguments, self._left(what, seconds), processor)
        end = None if task.seconds is None else time.monotonic() + task.seconds
        pipe = self._given(task)
        alive = False  # whether the child waits for something to do when this is left
        try:
            while True:
                kind, value = self._answer(pipe, task, end)
                if kind != VALUE:
                    alive = kind != SPENT
                    break
                try:
                    yield value
                except GeneratorExit:
                    alive = stopped(pipe)
                    raise
                with contextlib.suppress(OSError):  # the next answer tells
                    pipe.send(NEXT)
        finally:
            if not alive:
                self.close()
        if value is not None:
            raise value

    def _left(self, what: str, seconds: float | None) -> float | None:
        """What remains of the limits when a task begins."""
        if self._end is None:
            return seconds
        left = self._end - time.monotonic()
        if left <= 0:
            raise UndecidedError(f"{what} not begun: stopped after {self._seconds:g} s in all")
        return left if seconds is None else min(left, seconds)

    def _given(self, task: Task) -> Connection:
        """Hand the task to the child; what does not pickle is inherited by a new child instead."""
        if self._pipe is not None:
            try:
                self._pipe.send_bytes(pickle.dumps(task))
            except (*_UNPICKLABLE, OSError):  # the latter: the child was ended between two tasks
                self.close()
            else:
                return self._pipe
        return self._start(task)

    def _start(self, task: Task) -> Connection:
        self._pipe, other = self._context.Pipe()
        self._child = self._context.Process(
            target=work, args=(other, self._pipe, os.getpid(), self._memory, task), daemon=True
        )
        with warnings.catch_warnings():
            # numpy's BLAS keeps idle threads, which Python warns about on fork; the child never calls BLAS
            warnings.filterwarnings("ignore", message=".*multi-threaded.*fork.*", category=DeprecationWarning)
            self._child.start()
        other.close()
        return self._pipe

    def _answer(self, pipe: Connection, task: Task, end: float | None) -> tuple[str, Any]:
        """What the child says next."""
        try:
            if not pipe.poll(None if end is None else max(0.0, end - time.monotonic())):
                raise UndecidedError(f"{task.what} stopped after {task.seconds:.3g} s")
            return pipe.recv()  # type: ignore[no-any-return]  # pairs, see _perform
        except (EOFError, OSError):  # the latter in the middle of a value
            raise self._obituary(task) from None

    def _obituary(self, task: Task) -> SpectralProofsError:
        child = self._child
        assert child is not None
        child.join()
        if task.processor is not None and child.exitcode == -signal.SIGPROF:
            return UndecidedError(f"{task.what} stopped after {task.processor:g} s of processor time")
        if child.exitcode in _ENDED_BY_SYSTEM:
            memory = f" (limit {self._memory / 2**30:.3g} GiB)" if self._memory else ""
            return UndecidedError(f"{task.what} ran out of memory{memory} or nesting")
        return InternalError(f"{task.what} ended without a result")


def call(
    what: str,
    seconds: float | None,
    function: Callable[..., T],
    *arguments: Any,
    processor: float | None = None,
) -> T:
    """``function(*arguments)`` in a worker of its own; limits and errors as of :meth:`Worker.stream`.

    >>> call("adding", None, max, 1, 2)
    2
    """
    with Worker() as worker:
        return worker.call(what, seconds, function, *arguments, processor=processor)
