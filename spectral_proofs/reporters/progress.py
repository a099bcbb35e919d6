"""A progress bar on stderr, for terminals only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from spectral_proofs.reporters.table import console
from spectral_proofs.text.plain import plain


@contextmanager
def progress(stream: IO[str], total: int, wanted: bool) -> Iterator[Callable[[int, str], None]]:
    """Yield ``advance(done, doing)``: ``done`` runs of ``total`` are over, ``doing`` names the present step.

    Shows nothing unless ``wanted`` and ``stream`` is a terminal.
    """
    if not (wanted and stream.isatty()):
        yield lambda done, doing: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    # no refresh thread: the symbolic step may run in a forked child, and forking copies locks that a thread holds
    with Progress(*columns, console=console(stream), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=total)

        def advance(done: int, doing: str) -> None:
            bar.update(task, completed=done, description=plain(doing), refresh=True)

        yield advance
