"""Which window, and what it does to the exponent.

1. ``starts`` are times at even distances of log t: some from t_max/40 to t_max/3, where laws are usually fitted, and
   some before, where there are data. A window runs from its start to the end.
2. The reference window is the earliest one with which every later one agrees: an estimate from part of the data
   differs from that of the whole by noise of variance V_part - V_whole (Hausman 1978). What comes before it (warm-up,
   pre-asymptotics) is contradicted by what comes after. Where it is known that the exponent drifts inside a window
   (a smooth misfit, which disagreement takes for correlated noise), the window is contradicted as well.
3. Where a window that begins after t_max/40 is contradicted, the window decides the result: the interval is then
   widened to hold the estimates of all these windows, and a warning says so.

Left out: a trend that goes on beyond the data. No window shows where it ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from spectral_proofs.results.from_data import Window

USUAL, LAST = 40.0, 3.0  # t_max / these: where the windows of a sweep begin
_SWEEP, _EARLY = 8, 6
LEAST_POINTS = 12
_TELLING = 5.0
SIZE = 0.001  # of one comparison: about 1 % in all for a sweep, so that noise seldom chooses the window


def starts(times: Sequence[float]) -> list[float]:
    """Starts of windows, increasing; the first is the first time.

    >>> [round(s) for s in starts([1, 2, 5, *range(10, 121)])]
    [1, 1, 2, 6, 13, 19, 28, 40]
    """
    t = np.sort(np.asarray(times, dtype=float))
    first, last = float(t[0]), float(t[-1])
    usual = max(first, last / USUAL)
    late = np.geomspace(usual, max(usual, last / LAST), _SWEEP)
    early = np.geomspace(first, usual, _EARLY + 1)[:-1] if first < 0.98 * usual else np.zeros(0)
    found: list[float] = []
    seen = -1
    for start in (*early, *late):
        points = int(np.sum(t >= start))
        if points >= LEAST_POINTS and points != seen:
            found.append(float(start))
            seen = points
    return found


def reference(windows: Sequence[Window], drifting: Sequence[bool] = ()) -> int:
    """The earliest window with which all later ones agree, and inside none of which the exponent drifts.

    ``drifting`` says for each window whether its exponent does.
    """
    for number in range(len(windows)):
        if not _contradicted(windows, number, drifting):
            return number
    return len(windows) - 1


def _contradicted(windows: Sequence[Window], number: int, drifting: Sequence[bool]) -> bool:
    return any(drifting[number:]) or any(disagree(windows[number], later) for later in windows[number + 1 :])


def disagree(window: Window, later: Window) -> bool:
    """Whether noise does not explain how far a later window's estimate is from that of ``window``."""
    from scipy.stats import t as student

    variance = max(later.error**2 - window.error**2, later.error**2 / 4)
    limit = float(student.ppf(1 - SIZE / 2, min(window.freedom, later.freedom)))
    return abs(later.value - window.value) > limit * math.sqrt(variance)


def decided_by_window(windows: Sequence[Window], chosen: int, drifting: Sequence[bool] = ()) -> bool:
    """Whether a window at least as late as t_max/40 is contradicted, or that which was chosen."""
    usual = windows[chosen].end / USUAL
    return any(
        (number == chosen or window.start >= 0.98 * usual) and _contradicted(windows, number, drifting)
        for number, window in enumerate(windows[: chosen + 1])
    )


def held(windows: Sequence[Window], chosen: int, decides: bool) -> list[Window]:
    """The windows whose estimates the interval holds: all usual ones where the window decides; where earlier ones than
    the reference were contradicted, later ones up to five times as uncertain; none otherwise."""
    if decides:
        return usual(windows, chosen)
    return [w for w in windows[chosen:] if w.error <= _TELLING * windows[chosen].error] if chosen else []


def usual(windows: Sequence[Window], chosen: int) -> list[Window]:
    """The windows whose spread counts: from the reference, or from t_max/40 where that is earlier."""
    begin = min(windows[chosen].start, 0.98 * windows[chosen].end / USUAL)
    return [window for window in windows if window.start >= begin]
