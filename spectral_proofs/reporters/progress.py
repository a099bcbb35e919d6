"""A progress bar on stderr, with the time spent and the time left, for terminals only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from spectral_proofs.reporters.table import console
from spectral_proofs.text.plain import plain

_SPEED = 3600.0  # seconds that count for the time left: a single run may take minutes

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """``bar(done, doing)``: ``done`` runs are over, ``doing`` names the present step; on no terminal it is nothing."""

    def __init__(self, shown: Progress | None = None, task: TaskID | None = None) -> None:
        self._shown, self._task = shown, task

    def __call__(self, done: int, doing: str) -> None:
        """Show how far it is."""
        if self._shown is not None and self._task is not None:
            self._shown.update(self._task, completed=done, description=plain(doing), refresh=True)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The terminal without the bar, for what else is to be written there."""
        if self._shown is not None:
            self._shown.stop()
        yield
        if self._shown is not None:
            self._shown.start()


@contextmanager
def progress(stream: IO[str], total: int, wanted: bool) -> Iterator[Bar]:
    """Yield a bar for ``total`` runs.

    Shows nothing unless ``wanted``, there are any, and ``stream`` is a terminal.
    """
    if not (wanted and total and stream.isatty()):
        yield Bar()
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("left  {task.description}", markup=False),
    )
    # no refresh thread: the symbolic step may run in a forked child, and forking copies locks that a thread holds
    shown = Progress(
        *columns,
        console=console(stream),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        speed_estimate_period=_SPEED,
    )
    with shown:
        yield Bar(shown, shown.add_task("", total=total))
