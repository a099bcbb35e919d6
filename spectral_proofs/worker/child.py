"""The child of a worker: what it does with its tasks, under which limits, and how it ends."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from spectral_proofs.errors import InternalError, SpectralProofsError, UndecidedError

T = TypeVar("T")

VALUE, _DONE, _RAISED, SPENT = "value", "done", "raised", "spent"  # the last: the child ends, its memory is full
NEXT, _STOP = "next", "stop"
_NO_ROOM = (MemoryError, SystemError)  # the latter where compiled code fails to allocate and does not say so
_EXHAUSTED = (*_NO_ROOM, OverflowError, RecursionError)
TIMER = getattr(signal, "setitimer", None)
_PR_SET_PDEATHSIG = 1
_PAGES = Path("/proc/self/statm")


@dataclass(frozen=True)
class Task:
    """What a child is to do; ``seconds`` and ``processor`` are its limits."""

    what: str
    produce: Callable[..., Iterator[Any]]
    arguments: tuple[Any, ...]
    seconds: float | None
    processor: float | None


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when ``parent``, which started it, ends; on Linux only.

    Also the initializer of pools of processes.
    """
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def once(function: Callable[..., T], arguments: tuple[Any, ...]) -> Iterator[T]:
    """The value of one call, as a task."""
    yield function(*arguments)


def produced(what: str, produce: Callable[..., Iterator[T]], arguments: tuple[Any, ...]) -> Iterator[T]:
    """What a task yields; UndecidedError where numbers, nesting or memory run out."""
    try:
        yield from produce(*arguments)
    except _EXHAUSTED as error:
        detail = f"{type(error).__name__} {error}".rstrip()
        raise UndecidedError(f"{what} ran out of numbers, nesting or memory: {detail}") from error


def context(fresh: bool = False) -> Any:
    """How processes are started; ``fresh``: by a new interpreter, as threads of a library do not survive a fork."""
    # fork starts at once and inherits the loaded SymPy; elsewhere a new interpreter has to load it
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods and not fresh else "spawn")


def work(pipe: Connection, parents: Connection, parent: int, memory: int, first: Task) -> None:
    """The child: the first task, which may have come by inheritance, then those that come through the pipe."""
    if "fork" in multiprocessing.get_all_start_methods():
        parents.close()  # the parent's end: while it is open here too, its closing cannot be seen
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to report
    for name in ("SIGALRM", "SIGPROF", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    die_with_parent(parent)
    limit_memory(memory)
    task = first
    with contextlib.suppress(EOFError, OSError):  # the parent is gone, or wants no more
        while True:
            _perform(pipe, task)
            task = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own parent


def _perform(pipe: Connection, task: Task) -> None:
    if TIMER is not None:
        if task.seconds is not None:
            TIMER(signal.ITIMER_REAL, task.seconds + 2)  # where a child cannot die with its parent
        if task.processor is not None:
            TIMER(signal.ITIMER_PROF, task.processor)
    pipe.send(_last_answer(pipe, task))
    if TIMER is not None:
        TIMER(signal.ITIMER_REAL, 0)
        TIMER(signal.ITIMER_PROF, 0)


def _last_answer(pipe: Connection, task: Task) -> tuple[str, SpectralProofsError | None]:
    """Send the task's values as they are asked for; how it ended."""
    try:
        for value in produced(task.what, task.produce, task.arguments):
            pipe.send((VALUE, value))
            if pipe.recv() == _STOP:
                break
    except SpectralProofsError as error:
        return (SPENT if isinstance(error.__cause__, _NO_ROOM) else _RAISED), error
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # noqa: BLE001  # passed on to the parent, which raises it
        return _RAISED, InternalError(f"{type(error).__name__}: {error}")
    return _DONE, None


def stopped(pipe: Connection) -> bool:
    """Whether a child that waits to be asked for its next value has given up its task."""
    try:
        pipe.send(_STOP)
        return bool(pipe.poll(1) and pipe.recv()[0] == _DONE)
    except (EOFError, OSError):
        return False


def limit_memory(memory: int) -> None:
    """Let this process allocate so many bytes more than it has (0: no limit), where the system keeps such a limit.

    What a fork inherits is its parent's, shared until written to: a notebook that holds gigabytes leaves a child no
    room under a limit that counts from nothing.
    """
    try:
        import resource
    except ImportError:
        return
    if memory:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = memory + _held()
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _held() -> int:
    """Bytes of data and stack that this process has, as proc(5) tells them; 0 where it does not."""
    try:
        return int(_PAGES.read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
