"""Integrals of the second engine from the frontier inwards and outwards, panel by panel, as its steps 2 and 3 say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import mpmath

from spectral_proofs.sums.quadrature import panel
from spectral_proofs.sums.second_model import DIGITS, FAR_EXTRA, LONG, Term

_PANELS = 400
_LOOKS, _VISIBLE = 40, mpmath.mpf(10) ** -22  # looks into the gap between two marches; what counts there
_STRIDE, _STRIDES, _OFF = 1.6, 45, 0.01
_SLOW_AFTER, _SLOW_POWER = 40, 20  # panels, and the power of log x, that make a tail a slow one
_SLOW_PANELS, _SLOW_SETTLED, _SLOW_CHANGE = 60, mpmath.mpf(10) ** -17, 1e-6  # a power of lambda has settled by then


def march_inwards(h: Callable[[Any], Any], begin: Any, end: Any, scale: Any) -> tuple[Any, Any]:
    """From the frontier down to N, and from N up to where that stopped: either end may carry the sum."""
    total, error, quiet, y = mpmath.mpf(0), mpmath.mpf(0), 0, begin
    negligible = mpmath.mpf(10) ** -25
    while y > end and quiet < 4:
        left = max(y - 1, end)
        value, mistake = panel(h, left, y, abs(scale) + total)
        total, error, y = total + value, error + mistake, left
        quiet = quiet + 1 if abs(value) <= negligible * (total + abs(scale)) else 0
    stopped, y, quiet = y, end, 0
    while y < stopped and quiet < 4:
        right = min(y + 1, stopped)
        value, mistake = panel(h, y, right, abs(scale) + total)
        total, error, y = total + value, error + mistake, right
        quiet = quiet + 1 if abs(value) <= negligible * (total + abs(scale)) else 0
    gap = [y + (stopped - y) * mpmath.mpf(j) / _LOOKS for j in range(1, _LOOKS)] if y < stopped else []
    if any(abs(h(z)) > _VISIBLE * (total + abs(scale)) for z in gap):
        return total, mpmath.inf  # the terms come back between the two marches
    return total, error


def march_outwards(h: Term, begin: Any, scale: Any) -> tuple[Any, Any]:
    """From the frontier outwards, until panels are negligible or their ratio settles; (inf, 0) where it diverges."""
    total, error, y = mpmath.mpf(0), mpmath.mpf(0), begin
    previous: Any = None
    ratio: Any = None
    settled = 0
    for _ in range(_PANELS):
        value, mistake = panel(h, y, y + 1, abs(scale) + total)
        total, error, y = total + value, error + mistake, y + 1
        if value == 0 or (previous and value < previous / 2 and value <= mpmath.mpf(10) ** -25 * (total + abs(scale))):
            comes_back = any(term > _VISIBLE * (total + abs(scale)) for _, term in _far_terms(h, y))
            return total, mpmath.inf if comes_back else error + abs(value)
        new = value / previous if previous else None
        if new is not None and ratio is not None:
            change = abs(new / ratio - 1)
            settled = settled + 1 if change < mpmath.mpf(10) ** -20 and y > begin + 6 else 0
            if settled >= 3:
                leaves = _leaves_power_law(h, y)
                if new >= 1 - mpmath.mpf(10) ** -15:
                    return (total, mpmath.inf) if leaves else (mpmath.inf, mpmath.mpf(0))
                rest = value * new / (1 - new)
                unsure = (mpmath.mpf(10) ** -18 + 10 * change + mistake / value) / (1 - new)  # of 1 - new, relatively
                return total + rest, mpmath.inf if leaves else error + rest * unsure
        slow = new is not None and ratio is not None and abs(1 - new) * y < _SLOW_POWER and change > _SLOW_CHANGE
        if slow and y > begin + _SLOW_AFTER:
            rest, mistake = _march_slowly(h, y, abs(scale) + total)
            return total + rest, error + mistake
        previous, ratio = value, new
    return total, mpmath.inf


def _march_slowly(h: Term, begin: Any, scale: Any) -> tuple[Any, Any]:
    """The same in v = log y, for terms that fall, or grow, like a power of y = log x alone."""

    def slow(v: Any) -> Any:
        with mpmath.workdps(2 * DIGITS):
            y = mpmath.exp(v)
            return h(y, FAR_EXTRA) * y

    v, total, error, settled = mpmath.log(begin), mpmath.mpf(0), mpmath.mpf(0), 0
    previous: Any = None
    ratio: Any = None
    for _ in range(_SLOW_PANELS):
        value, mistake = panel(slow, v, v + 1, scale + total)
        total, error, v = total + value, error + mistake, v + 1
        new = value / previous if previous else None
        change = abs(new / ratio - 1) if new and ratio else mpmath.inf
        settled = settled + 1 if change < _SLOW_SETTLED else 0
        if settled >= 3 and _resolved(h, mpmath.exp(v)):
            ratio = mpmath.mpf(new)
            if ratio >= 1 - mpmath.sqrt(_SLOW_SETTLED):
                return mpmath.inf, mpmath.mpf(0)
            rest = value * ratio / (1 - ratio)
            return total + rest, error + rest * (10 * change + 10 * _SLOW_SETTLED + mistake / value) / (1 - ratio)
        previous, ratio = value, new
    return total, mpmath.inf


def _far_terms(h: Term, y: Any) -> Iterator[tuple[Any, Any]]:
    """(z, |h(z)|) at points beyond y, out to log k = 10^109 (t log t, say), where the digits in use resolve h.

    Ends where exponentials of powers of x become too long to be written down.
    """
    near = [y + mpmath.mpf(_STRIDE) ** j for j in range(_STRIDES)]
    with mpmath.workdps(LONG):  # no whole numbers, whose exponentials mpmath takes by powers of e
        beyond = [far for j in range(5, 55) if (far := mpmath.mpf(100) ** j + mpmath.mpf(1) / 3) > y]
    for z in near + beyond:
        if not h.writable(z):
            return
        term = abs(_resolved(h, z))
        if term:
            yield z, term


def _leaves_power_law(h: Term, y: Any) -> bool:
    """Whether h is no pure power of x from y on, as far as it is resolved."""
    with mpmath.workdps(LONG):  # logarithms as large as the last point
        logs = [(z, mpmath.log(term)) for z, term in [(y, abs(h(y))), *_far_terms(h, y)]]
        if len(logs) < 3:
            return True
        (before, low), (last, high) = logs[-2:]
        slope = (high - low) / (last - before)
        return any(abs(value - high - slope * (z - last)) > _OFF for z, value in logs)


def _resolved(h: Callable[..., Any], z: Any) -> Any:
    """h(z) where more digits do not change it, else 0; few digits, for exp(-1/lambda) is slow with many."""
    try:
        plain, better = h(z, FAR_EXTRA), h(z, FAR_EXTRA + DIGITS)
    except ArithmeticError:  # a denominator that cancels to 0
        return mpmath.mpf(0)
    return better if abs(plain - better) <= _OFF / 10 * abs(better) else 0
