"""The level set g = 1 as an enclosure: where on the axis of y = log x, lambda = Lambda x^(-b), g falls to 1.

1. Bracket: g > 1 at one end and g < 1 at the other, both proved by balls.
2. Secant steps on log g, kept inside the bracket, until the working precision is used up.
3. Certificate: g(y - delta) > 1 > g(y + delta) by balls; by continuity g = 1 in between, and only there
   where g increases with lambda.

Left out: which of several level sets is found where g is not monotone.
"""

from __future__ import annotations

from flint import arb, ctx

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.tails import Problem

_FARTHEST = 2.0**40
_STEPS = 60
_COARSE = 24  # halvings before secants are trusted
_WIDENINGS = 12


def level(problem: Problem, nearest: float = 0.0) -> arb:
    """Enclosure of y with g = 1 at x = exp(y), y >= nearest; raises UndecidedError where none is found."""
    low, high = _bracket(problem, nearest)
    for _ in range(_COARSE):
        middle = (low + high) / 2
        low, high = (middle, high) if _log_g(problem, middle) > 0 else (low, middle)
    y = _secant(problem, low, high)
    delta = (arb(2) ** (16 - ctx.prec) * (1 + abs(y))).mid()
    for _ in range(_WIDENINGS):
        if _log_g(problem, y - delta) > 0 and _log_g(problem, y + delta) < 0:
            return arb(y, delta)
        delta *= 16
    raise UndecidedError("g = 1 is not resolved at the working precision")


def _log_g(problem: Problem, y: arb) -> arb:
    value: arb = problem.bound(problem.log_lambda(arb(y)))[0]
    if value > 4 or not value.is_finite():
        return arb(2)
    return value.log() if value > 0 else arb(-100)


def _bracket(problem: Problem, nearest: float) -> tuple[arb, arb]:
    low, step = arb(nearest), 1.0
    if not _log_g(problem, low) > 0:
        raise UndecidedError("g does not exceed 1 on the spectrum: no mode is learned")
    while step < _FARTHEST:
        high = arb(nearest + step)
        if _log_g(problem, high) < 0:
            return low, high
        low, step = high, 2 * step
    raise UndecidedError("g does not fall below 1")


def _secant(problem: Problem, low: arb, high: arb) -> arb:
    ends = [(low, _log_g(problem, low)), (high, _log_g(problem, high))]
    y = low
    for _ in range(_STEPS):
        (a, f), (b, h) = ends
        slope = ((h - f) / (b - a)).mid() if not (b - a).contains(0) else arb(0)
        if not slope < 0:
            break
        new = (b - h / slope).mid()
        if not (new > low and new < high):
            break
        done = abs(new - y) <= arb(2) ** (8 - ctx.prec) * (1 + abs(new))
        y = new
        if done:
            break
        ends = [ends[1], (y, _log_g(problem, y))]
    return y.mid()
