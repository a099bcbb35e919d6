"""Whether it was a limit of the clock that stopped work, and whether the machine was at other work meanwhile."""

from __future__ import annotations

import os
import re
import time

_BY_CLOCK = re.compile(r"stopped after [^ ]+ s(?! of processor time)")
_OWN = 0.8  # of a core's time, which work has at least on a machine that does nothing else


class Stopwatch:
    """Seconds of the clock, and of the processor: of this process and of its children that have ended."""

    def __init__(self) -> None:
        self._clock, self._processor = time.monotonic(), _processor()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._clock

    @property
    def processor(self) -> float:
        """Of processor time, since the beginning."""
        return _processor() - self._processor


def stopped_by_clock(text: str) -> bool:
    """Whether what is said of some work names a limit of the clock that stopped a part of it.

    >>> stopped_by_clock("sums stopped after 45 s"), stopped_by_clock("sums stopped after 10 s of processor time")
    (True, False)
    """
    return _BY_CLOCK.search(text) is not None


def starved(text: str, seconds: float, processor: float) -> bool:
    """Whether work that took so long may get further in the same time: the clock stopped it, others had the processor.

    >>> starved("sums stopped after 45 s", 60.0, 20.0), starved("sums stopped after 45 s", 60.0, 59.0)
    (True, False)
    """
    return processor < _OWN * seconds and stopped_by_clock(text)


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
