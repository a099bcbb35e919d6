"""A progress bar on stderr, with the time spent and the time left, for terminals only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, TYPE_CHECKING

from spectral_proofs.reporters.table import console
from spectral_proofs.text.plain import plain

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """``bar(done, doing, stored)``: ``done`` runs are over, ``stored`` of them were found in a store and say nothing
    about the time left; ``doing`` names the present step. On no terminal it is nothing."""

    def __init__(self, shown: Progress | None = None, task: TaskID | None = None) -> None:
        self._shown, self._task = shown, task

    def __call__(self, done: int, doing: str, stored: int = 0) -> None:
        """Show how far it is."""
        if self._shown is not None and self._task is not None:
            (task,) = self._shown.tasks
            left = time_left(task.elapsed or 0.0, done, stored, int(task.total or 0))
            self._shown.update(self._task, completed=done, description=plain(doing), left=left, refresh=True)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The terminal without the bar, for what else is to be written there."""
        if self._shown is not None:
            self._shown.stop()
        yield
        if self._shown is not None:
            self._shown.start()


def time_left(elapsed: float, done: int, stored: int, total: int) -> str:
    """At the pace of the runs that were made, hours, minutes and seconds; unknown before the first.

    >>> time_left(20.0, 52, 50, 100), time_left(20.0, 50, 50, 100)
    ('0:08:00', '-:--:--')
    """
    made = done - stored
    return str(timedelta(seconds=round(elapsed * (total - done) / made))) if made > 0 else "-:--:--"


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
    )

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]} left  {task.description}", markup=False),
    )
    # no refresh thread: the symbolic step may run in a forked child, and forking copies locks that a thread holds
    shown = Progress(
        *columns,
        console=console(stream),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
    )
    with shown:
        yield Bar(shown, shown.add_task("", total=total, left=time_left(0.0, 0, 0, total)))
