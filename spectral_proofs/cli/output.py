"""What commands write to standard output: a closed or full stream is no traceback."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.console import RenderableType

from spectral_proofs.errors import ExitStatus, InputError
from spectral_proofs.reporters import table
from spectral_proofs.text.mathematics import in_encoding


def show(parts: Iterable[RenderableType]) -> None:
    """Print what rich lays out, without spaces at the ends of lines."""
    Printer().show(parts)


class Printer:
    """The same part after part, as they come; empty lines wait for what follows them."""

    def __init__(self) -> None:
        self._empty = 0

    def show(self, parts: Iterable[RenderableType]) -> None:
        """Print these, after what was printed before."""
        console = table.console(sys.stdout or io.StringIO())
        with _output():
            with console.capture() as capture:  # rich would end the program itself at a closed pipe
                for part in parts:
                    console.print(part, crop=False)  # a line of -q is one line
            lines = [line.rstrip() for line in capture.get().split("\n")[:-1]]
            last = max((n for n, line in enumerate(lines, 1) if line), default=0)
            if last:
                write("\n" * self._empty + "\n".join(lines[:last]))
                self._empty = 0
            self._empty += len(lines) - last


def write(text: str) -> None:
    """Print text and a line end."""
    if sys.stdout is None:  # closed by the caller, who wants the exit status only
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks λ shows ? instead of failing
    with _output():
        sys.stdout.write(in_encoding(text, getattr(sys.stdout, "encoding", None) or "utf-8") + "\n")
        sys.stdout.flush()


def interruption(done: int, planned: int) -> int:
    """Say how far an interrupted command came; return its status."""
    sys.stderr.write(f"interrupted: {done} of {planned} runs completed\n")
    return ExitStatus.INTERRUPTED


@contextmanager
def _output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # a reader that stops early (head) changes nothing about the verdict
        _discard()
    except OSError as error:
        _discard()
        raise InputError(f"output cannot be written ({error.strerror}); send it elsewhere") from None


def _discard() -> None:
    """Let the interpreter flush what is left at its end to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
