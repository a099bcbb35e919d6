"""L and S by plain quadrature, where no enclosure is at hand (kinks, tails that are slow to enclose).

1. The first modes are added up.
2. The others, in u = log k, are looked at in coarse steps, out to where they have died away, or, for L,
   to where modes are not learned at all: the rest is that of the sum of k^-a. Where the terms of S have
   become a power of k, the rest is that of the power.
3. Where they are not negligible beside the largest, the trapezoidal rule with the first Euler-Maclaurin
   correction adds them up.

Good to about 10^-4, which is what the oracle needs; nothing here is certified. Left out: a hump that is
narrower than a coarse step and lies far from all others.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from spectral_proofs.problem.spectrum import Spectrum
from tests.hunt.numbers import NOTHING

_MODES = 40
_STEP = 0.08
_STRIDE = 20  # fine steps in a coarse one
_COARSE = _STRIDE * _STEP
_FINEST, _CLOSE, _BEND = 8 * _STRIDE, 10.0, 0.2  # steps in a coarse one, so near the largest term, if it bends
_LEVEL = 3e-3  # of the logarithm over a coarse step, which is fine enough there
_GONE = 25.0  # natural logarithm beside the largest term
_FARTHER = 60.0  # the same for a coarse look
_MOST = 40_000  # coarse steps
_UNLEARNED = -30.0  # of log g
_DEAD = -1e4  # times log t
_POWER_LIKE = 1e-4

Term = Callable[[float], "float | None"]
LogG = Callable[[float, float], "float | None"]


def log_loss(log_g: LogG, spectrum: Spectrum, x: float, depth: float) -> float | None:
    """log L at log t = x, where modes with log lambda < -depth are known to be unlearned or negligible."""
    a, b, farthest = float(spectrum.a), float(spectrum.b), depth / float(spectrum.b)
    cut = _first_unlearned(lambda u: log_g(-b * u, x), farthest)
    rest = -math.inf if cut is None else -(a - 1) * cut - math.log(a - 1)

    def term(u: float) -> float | None:
        g = log_g(-b * u, x)
        return None if g is None else -a * u - 2 * math.exp(min(g, 700.0))

    return _log_sum(term, farthest if cut is None else cut, rest, _DEAD * x)


def log_energy(log_g: LogG, spectrum: Spectrum, x: float, depth: float) -> float | None:
    """log S at log t = x; infinite where its terms still grow at log lambda = -depth, far beyond the frontier."""
    power, b = float(spectrum.b - spectrum.a), float(spectrum.b)

    def term(u: float) -> float | None:
        g = log_g(-b * u, x)
        return None if g is None else power * u + 2 * _log_learned(g)

    farthest = depth / b
    tail = _power_tail(term, lambda u: log_g(-b * u, x), farthest)
    if tail is not None:
        return math.inf if tail[1] == math.inf else _log_sum(term, *tail, _DEAD * x)
    value = _log_sum(term, farthest, -math.inf, _DEAD * x)
    last, before, g = term(farthest), term(farthest - _COARSE), log_g(-depth, x)
    if value is None and last is not None and before is not None and g is not None and g < -_GONE:
        return math.inf if last + _COARSE >= before else None
    return value


def _power_tail(term: Term, log_g: Term, farthest: float) -> tuple[float, float] | None:
    """Some u beyond which the terms are a pure power of k, as far as points tell, and the log of their sum."""
    u = math.log(_MODES)
    while u < farthest:
        places = _beyond(u, farthest)
        known = [v for place in places if (v := term(place)) is not None] if _is_unlearned(log_g(u)) else []
        if known and max(known) <= NOTHING:
            return u, -math.inf
        if len(known) == len(places):
            powers = [(v - known[0]) / (place - u) + 1 for v, place in zip(known[1:], places[1:], strict=True)]
            if max(powers) - min(powers) <= _POWER_LIKE * abs(powers[0]):
                return u, math.inf if powers[0] >= 0 else known[0] + u - math.log(-powers[0])
        u *= 1.05
    return None


def _beyond(u: float, farthest: float) -> list[float]:
    return [u, u + _COARSE, *(2**k * u for k in range(1, 3)), *(u + (farthest - u) * k / 8 for k in range(1, 9))]


def _log_learned(log_g: float) -> float:
    """log(1 - exp(-g))."""
    return log_g if log_g < _UNLEARNED else math.log(-math.expm1(-math.exp(min(log_g, 700.0))))


def _first_unlearned(log_g: Callable[[float], float | None], farthest: float) -> float | None:
    """Some u beyond which g is negligible as far as points far beyond tell, None where there is none."""
    u = math.log(_MODES)
    while u < farthest:
        if all(_is_unlearned(log_g(place)) for place in _beyond(u, farthest)):  # the nearest, where g is largest, first
            return u
        u *= 1.05
    return None


def _is_unlearned(log_g: float | None) -> bool:
    return log_g is not None and log_g < _UNLEARNED


def _log_sum(term: Term, farthest: float, rest: float, dead: float) -> float | None:
    """log of the sum over modes to log k = farthest and of exp(rest); None where it has not died away there.

    Terms below exp(dead) are no beginning of a decay: they are modes learned long ago.
    """
    heads = [term(math.log(k)) for k in range(1, _MODES)]
    start, seen = math.log(_MODES), list[float]()
    intervals = max(0, math.ceil((farthest - start) / _COARSE))
    if None in heads or intervals > _MOST:
        return None
    logs = [value for value in heads if value is not None]
    best = max(logs)
    stride = (farthest - start) / max(1, intervals)
    for j in range(intervals + 1):
        value = term(start + j * stride)
        if value is None:
            return None
        seen.append(value + start + j * stride)
        best = max(best, seen[-1])
        if rest == -math.inf and j and seen[-1] < min(seen[-2], best - _FARTHER) and best > dead:
            break
    else:
        if rest == -math.inf:
            return None
    logs += [seen[0] - start - math.log(2), rest]  # Euler-Maclaurin: half of the first term
    for j, weight in _near(seen, max(best, rest)):
        u = start + j * stride / _FINEST
        value = term(u)
        if value is None:
            return None
        logs.append(value + u + math.log(weight * stride / _FINEST))
    best = max(logs)
    return best + math.log(math.fsum(math.exp(value - best) for value in logs))


def _near(seen: list[float], best: float) -> list[tuple[int, float]]:
    """Trapezoidal points and weights, in finest steps, in the coarse intervals that are not negligible.

    Where the slope turns the steps are the finest: a corner costs the square of the step. On a plateau, where L is
    carried at a tie, the coarse ones do: the trapezoidal rule errs by the square of the change over a step, over 12.
    """
    weights: Counter[int] = Counter()
    bends = [0.0, *(abs(seen[j - 1] - 2 * seen[j] + seen[j + 1]) for j in range(1, len(seen) - 1)), 0.0]
    for j, ends in enumerate(pairwise(seen)):
        if max(ends) > best - _FARTHER:
            turns = max(ends) > best - _CLOSE and max(bends[j : j + 2]) > _BEND
            level = max(bends[j : j + 2]) < _LEVEL and abs(ends[1] - ends[0]) < _LEVEL
            step = 1 if turns else _FINEST if level else _FINEST // _STRIDE
            for i in range(_FINEST * j, _FINEST * (j + 1), step):
                weights[i] += step
                weights[i + step] += step
    return [(j, weight / 2) for j, weight in sorted(weights.items())]
