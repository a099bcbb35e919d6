"""Work that can be stopped: SymPy and C code ignore polite requests, a child process does not.

1. With no limit, the work runs here.
2. With a limit, a child process runs it and sends each value back as soon as it is made.
3. When the limit passes, the child is killed and :class:`UndecidedError` says what was stopped.
4. Numbers, nesting or memory beyond what Python can hold are a limit too, not a bug.

Left out: memory limits.
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


def stream(what: str, seconds: float | None, produce: Callable[..., Iterator[T]], *arguments: Any) -> Iterator[T]:
    """Yield what ``produce(*arguments)`` yields, for at most ``seconds`` seconds in all.

    Args:
        what: the work's name, for the message.
        seconds: the limit; None for no limit (no child process either).
        produce: a generator function; with a limit it, its arguments and its values must pickle.

    Raises:
        UndecidedError: the limit passed, or numbers, nesting or memory ran out.
        InternalError: the child died, or raised something unexpected.
        SpectralProofsError: whatever ``produce`` raised.

    >>> list(stream("counting", None, iter, (1, 2)))
    [1, 2]
    """
    if seconds is None:
        yield from _produced(what, produce, arguments)
        return
    receiver, sender = _context().Pipe(duplex=False)
    child = _start(sender, what, seconds, produce, arguments)
    sender.close()
    try:
        yield from _receive(receiver, what, seconds)
    finally:
        child.kill()
        child.join()
        receiver.close()


def call(what: str, seconds: float | None, function: Callable[..., T], *arguments: Any) -> T:
    """``function(*arguments)``, for at most ``seconds`` seconds; raises as :func:`stream` does.

    >>> call("adding", None, max, 1, 2)
    2
    """
    if seconds is None:
        return next(_produced(what, _once, (function, arguments)))  # type: ignore[no-any-return]  # as below
    values = list(stream(what, seconds, _once, function, arguments))
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
    sender: Connection, what: str, seconds: float, produce: Callable[..., Any], arguments: tuple[Any, ...]
) -> BaseProcess:
    child: BaseProcess = _context().Process(target=_work, args=(sender, what, seconds, produce, arguments), daemon=True)
    with warnings.catch_warnings():
        # numpy's BLAS keeps idle threads, which Python warns about on fork; the child never calls BLAS
        warnings.filterwarnings("ignore", message=".*multi-threaded.*fork.*", category=DeprecationWarning)
        child.start()
    return child


def _work(
    sender: Connection, what: str, seconds: float, produce: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is the parent's to report
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(int(seconds) + 2)  # the kernel ends a child whose parent was killed
    with contextlib.suppress(BrokenPipeError):
        try:
            for value in _produced(what, produce, arguments):
                sender.send((_VALUE, value))
            sender.send((_DONE, None))
        except SpectralProofsError as error:
            sender.send((_RAISED, error))
        except Exception as error:  # noqa: BLE001  # passed on to the parent, which raises it
            sender.send((_RAISED, InternalError(f"{type(error).__name__}: {error}")))


def _receive(receiver: Connection, what: str, seconds: float) -> Iterator[Any]:
    end = time.monotonic() + seconds
    while True:
        if not receiver.poll(max(0.0, end - time.monotonic())):
            raise UndecidedError(f"{what} stopped after {seconds:g} s")
        try:
            kind, value = receiver.recv()
        except EOFError:
            raise InternalError(f"{what} ended without a result") from None
        if kind == _DONE:
            return
        if kind == _RAISED:
            raise value
        yield value
