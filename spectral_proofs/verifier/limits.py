"""Do certified values approach the limit that a step states?

A deviation d(T), exact limit zero, is enclosed at t = exp(T).

1. At T = 10^4, 10^16, 10^32 it must be below 10^-18 at the end: the usual case, deviations being powers of t, or of
   log t. Where the balls or the statement itself have fewer digits, fewer are asked for (``settled``).
   A deviation below 10^-9 that has halved since the time before will do too; one that stays there fails.
2. Otherwise T goes up to 10^4096, each exponent twice the one before, so that a deviation like 1/log T halves.
   Aitken's extrapolation of the last three values must lie near zero beside the last value.
3. A deviation that no longer moves, or grows, is not on its way to zero: the step fails. Between these
   (1/log log T) nothing is concluded.

No finite number of values proves a limit: the best outcome is ``consistent``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import arb

from spectral_proofs.results.trace import Status
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.result import Outcome

Deviation = Callable[[int], "arb | None"]  # T -> d(T)

FIRST = tuple(10**k for k in (4, 16, 32))
FURTHER = tuple(10**k for k in (64, 128, 256, 512, 1024, 2048, 4096))
NEAR = (10, 20, 50, 100, 200, 400)  # where t itself must stay within reach
SETTLED = 1e-18
ROUGHLY = 1e-9  # where quadrature, or a decimal of the trace, has no more digits
_NARROW = 0.005
_NEAR_ZERO = 0.3  # extrapolated limit beside the last deviation
_LARGE = 3.0  # a factor e^3
_STILL = 0.02  # relative movement of a deviation that has stopped


def approaches_zero(
    deviation: Deviation,
    first: Sequence[int] = FIRST,
    further: Sequence[int] = FURTHER,
    *,
    slow: bool = False,
    settled: float = SETTLED,
) -> Outcome:
    """Whether d(T) -> 0, judged by its values at the times exp(T).

    ``slow`` says that d may fall as 1/log log T: a deviation of moderate size then proves nothing.
    """
    found = _values(deviation, first, first, settled)
    if len(found) < 2 and first is FIRST:
        first, further = NEAR, ()
        found = _values(deviation, first, first, settled)
    if len(found) < 2:
        return Status.UNCHECKED, "no certified values far out"
    if not _settled(found, settled) and abs(found[-1][1]) >= settled:
        found = _values(deviation, (*first, *further), first, settled, found)
    T, last = found[-1][0], abs(found[-1][1])
    if last < settled:
        return Status.CONSISTENT, f"within {settled:.0e} at t = exp({_power(T)})"
    if last < ROUGHLY and last < abs(found[-2][1]) / 2:
        return Status.CONSISTENT, f"within 1e-09 at t = exp({_power(T)}), and falling"
    return _trend(found, slow)


def _settled(found: Sequence[tuple[int, float]], settled: float) -> bool:
    return len(found) > 1 and all(abs(d) < settled for _, d in found[-2:])


def _values(
    deviation: Deviation,
    times: Sequence[int],
    needed: Sequence[int],
    settled: float,
    found: Sequence[tuple[int, float]] = (),
) -> list[tuple[int, float]]:
    """Deviations at the times, until two in a row are settled or, after those needed, one is or none is had."""
    result = list(found)
    for T in times:
        if any(known == T for known, _ in result):
            continue
        d = _size(deviation(T), settled)
        if d is not None:
            result.append((T, d))
        if _settled(result, settled) or (T not in needed and (d is None or abs(d) < settled)):
            break
    return result


def _trend(found: Sequence[tuple[int, float]], slow: bool) -> Outcome:
    values = [d for _, d in found[-3:]]
    last = f"{values[-1]:.2g} off at t = exp({_power(found[-1][0])})"
    if len(values) > 2 and closing_in(*values):
        return Status.CONSISTENT, f"{last}, and closing in"
    still = abs(values[-1]) > 0.9 * abs(values[0])
    if len(values) > 2:
        still = abs(values[-1]) > abs(values[-2]) * 1.01 or abs(values[-1] - values[-2]) < _STILL * abs(values[-1])
    if slow and ROUGHLY < abs(values[-1]) < _LARGE:
        return Status.UNCHECKED, f"{last}; nested logarithms move too slowly for a conclusion"
    if still:
        return Status.FAILED, f"{last}, and not closing in"
    return Status.UNCHECKED, f"{last}; it moves too slowly for a conclusion"


def closing_in(d1: float, d2: float, d3: float) -> bool:
    """Falling, and extrapolated to near zero (Aitken)."""
    curvature = (d3 - d2) - (d2 - d1)
    limit = d3 if curvature == 0 else d3 - (d3 - d2) ** 2 / curvature
    return abs(limit) < _NEAR_ZERO * abs(d3) and abs(d3) < abs(d2) < abs(d1)


def _size(d: arb | None, settled: float) -> float | None:
    """The deviation as a float, at the end of its ball that is farther from zero; None where the ball is too wide."""
    if d is None or not d.is_finite():
        return None
    with working_precision(64):
        if d.rad() > settled / 2 and not d.rad() < _NARROW * abs(d.mid()):
            return None
        ends = (d.lower(), d.upper())
        worst = ends[0] if abs(ends[0]) > abs(ends[1]) else ends[1]
        return float(worst)


def _power(T: int) -> str:
    """T for readers: 10^k as 1ek."""
    text = str(T)
    return f"1e{len(text) - 1}" if len(text) > 5 else text
