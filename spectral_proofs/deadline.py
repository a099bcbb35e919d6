"""Work that can be stopped: SymPy and C code ignore polite requests, a child process does not.

1. With no limit, the work runs here.
2. With a limit, a child process runs it and sends each value back as soon as it is made.
3. When the limit passes, the child is killed and :class:`UndecidedError` says what was stopped.
4. A limit of processor time is kept by the kernel, which ends the child: on a busy machine the same work gets as far
   as on an idle one.
5. Numbers, nesting or memory beyond what Python can hold are a limit too, not a bug.

Left out: memory limits; a limit of processor time where the system has no such timer is one of the clock.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from spectral_proofs.errors import InternalError, SpectralProofsError, UndecidedError

T = TypeVar("T")

_VALUE, _DONE, _RAISED = "value", "done", "raised"
_EXHAUSTED = (MemoryError, OverflowError, RecursionError)


_TIMER = getattr(signal, "setitimer", None)


def stream(
    what: str,
    seconds: float | None,
    produce: Callable[..., Iterator[T]],
    *arguments: Any,
    processor: float | None = None,
) -> Iterator[T]:
    """Yield what ``produce(*arguments)`` yields, for at most ``seconds`` seconds in all.

    Args:
        what: the work's name, for the message.
        seconds: the limit; None for no limit (no child process either, unless ``processor`` is given).
        produce: a generator function; with a limit it, its arguments and its values must pickle.
        processor: a limit of processor time, in seconds; None for none.

    Raises:
        UndecidedError: the limit passed, or numbers, nesting or memory ran out.
        InternalError: the child died, or raised something unexpected.
        SpectralProofsError: whatever ``produce`` raised.

    >>> list(stream("counting", None, iter, (1, 2)))
    [1, 2]
    """
    if processor is not None and _TIMER is None:
        seconds, processor = min(seconds or processor, processor), None
    if seconds is None and processor is None:
        yield from _produced(what, produce, arguments)
        return
    receiver, sender = _context().Pipe(duplex=False)
    child = _start(sender, what, (seconds, processor), produce, arguments)
    sender.close()
    try:
        yield from _receive(receiver, what, seconds)
    except (EOFError, OSError):  # the latter in the middle of a value
        child.join()
        if processor is not None and child.exitcode == -signal.SIGPROF:
            raise UndecidedError(f"{what} stopped after {processor:g} s of processor time") from None
        raise InternalError(f"{what} ended without a result") from None
    finally:
        child.kill()
        child.join()
        receiver.close()


def call(
    what: str,
    seconds: float | None,
    function: Callable[..., T],
    *arguments: Any,
    processor: float | None = None,
) -> T:
    """``function(*arguments)``, for at most ``seconds`` seconds; limits and errors as of :func:`stream`.

    >>> call("adding", None, max, 1, 2)
    2
    """
    if seconds is None and processor is None:
        return next(_produced(what, _once, (function, arguments)))  # type: ignore[no-any-return]  # as below
    values = list(stream(what, seconds, _once, function, arguments, processor=processor))
    return values[0]  # type: ignore[no-any-return]  # _once yields what function returns


def _once(function: Callable[..., T], arguments: tuple[Any, ...]) -> Iterator[T]:
    yield function(*arguments)


def _produced(what: str, produce: Callable[..., Iterator[T]], arguments: tuple[Any, ...]) -> Iterator[T]:
    try:
        yield from produce(*arguments)
    except _EXHAUSTED as error:
        detail = f"{type(error).__name__} {error}".rstrip()
        raise UndecidedError(f"{what} ran out of numbers, nesting or memory: {detail}") from error


def _context() -> Any:
    # fork starts at once and inherits the loaded SymPy; elsewhere a new interpreter has to load it
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")


def _start(
    sender: Connection,
    what: str,
    limits: tuple[float | None, float | None],
    produce: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> BaseProcess:
    child: BaseProcess = _context().Process(target=_work, args=(sender, what, limits, produce, arguments), daemon=True)
    with warnings.catch_warnings():
        # numpy's BLAS keeps idle threads, which Python warns about on fork; the child never calls BLAS
        warnings.filterwarnings("ignore", message=".*multi-threaded.*fork.*", category=DeprecationWarning)
        child.start()
    return child


def _work(
    sender: Connection,
    what: str,
    limits: tuple[float | None, float | None],
    produce: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is the parent's to report
    seconds, processor = limits
    if _TIMER is not None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        if seconds is not None:
            _TIMER(signal.ITIMER_REAL, seconds + 2)  # the kernel ends a child whose parent was killed
        if processor is not None:
            _TIMER(signal.ITIMER_PROF, processor)
    with contextlib.suppress(BrokenPipeError):
        try:
            for value in _produced(what, produce, arguments):
                sender.send((_VALUE, value))
            sender.send((_DONE, None))
        except SpectralProofsError as error:
            sender.send((_RAISED, error))
        except Exception as error:  # noqa: BLE001  # passed on to the parent, which raises it
            sender.send((_RAISED, InternalError(f"{type(error).__name__}: {error}")))


def _receive(receiver: Connection, what: str, seconds: float | None) -> Iterator[Any]:
    """What the child sends; EOFError where it ended early."""
    end = None if seconds is None else time.monotonic() + seconds
    while True:
        if not receiver.poll(None if end is None else max(0.0, end - time.monotonic())):
            raise UndecidedError(f"{what} stopped after {seconds:g} s")
        kind, value = receiver.recv()
        if kind == _DONE:
            return
        if kind == _RAISED:
            raise value
        yield value
