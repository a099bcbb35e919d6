"""L and S by plain quadrature, where no enclosure is at hand (kinks, tails that are slow to enclose).

1. The first modes are added up.
2. The others, in u = log k, are looked at in coarse steps, out to where they have died away.
3. Where they are not negligible beside the largest, the trapezoidal rule with the first Euler-Maclaurin
   correction adds them up.

Good to about 10^-4, which is what the oracle needs; nothing here is certified. Left out: a hump that is
narrower than a coarse step and lies far from all others.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from spectral_proofs.candidate import Spectrum

_MODES = 40
_STEP = 0.08
_STRIDE = 20  # fine steps in a coarse one
_GONE = 25.0  # natural logarithm beside the largest term
_FARTHER = 60.0  # the same for a coarse look
_DEEPEST = 20.0  # a sum that has not died away at lambda = t^-20 is not waited for

LogG = Callable[[float, float], "float | None"]


def log_loss(log_g: LogG, spectrum: Spectrum, x: float) -> float | None:
    """log L at log t = x."""
    a = float(spectrum.a)
    return _log_sum(lambda u, g: -a * u - 2 * math.exp(min(g, 700.0)), log_g, spectrum, x)


def log_energy(log_g: LogG, spectrum: Spectrum, x: float) -> float | None:
    """log S at log t = x; infinite where its terms still grow at lambda = t^-20, far beyond the frontier."""
    power = float(spectrum.b - spectrum.a)
    return _log_sum(lambda u, g: power * u + 2 * _log_learned(g), log_g, spectrum, x)


def _log_learned(log_g: float) -> float:
    """log(1 - exp(-g))."""
    return log_g if log_g < -30 else math.log(-math.expm1(-math.exp(min(log_g, 700.0))))


def _log_sum(term: Callable[[float, float], float], log_g: LogG, spectrum: Spectrum, x: float) -> float | None:
    b = float(spectrum.b)

    def at(u: float) -> float | None:
        g = log_g(-b * u, x)
        return None if g is None else term(u, g)

    heads = [at(math.log(k)) for k in range(1, _MODES)]
    if None in heads:
        return None
    logs = [value for value in heads if value is not None]
    start, coarse = math.log(_MODES), _STRIDE * _STEP
    seen: list[float] = []
    best = max(logs)
    for j in range(int(_DEEPEST * x / b / coarse)):
        value = at(start + j * coarse)
        if value is None:
            return None
        seen.append(value + start + j * coarse)
        best = max(best, seen[-1])
        if j and seen[-1] < min(seen[-2], best - _FARTHER) and best > -1e4 * x:
            break
    else:
        beyond = log_g(-b * (start + len(seen) * coarse), x)
        return math.inf if beyond is not None and beyond < -_GONE and seen[-1] >= seen[-2] else None
    logs.append(seen[0] - start - math.log(2))  # Euler-Maclaurin: half of the first term
    for j in _near(seen, best):
        u = start + j * _STEP
        value = at(u)
        if value is None:
            return None
        logs.append(value + u + math.log(_STEP * (0.5 if j == 0 else 1.0)))
    best = max(logs)
    return best + math.log(math.fsum(math.exp(value - best) for value in logs))


def _near(seen: list[float], best: float) -> list[int]:
    """The fine steps of every coarse interval that touches a point not negligible beside the best."""
    kept = {j for j, value in enumerate(seen) if value > best - _FARTHER}
    intervals = {j + shift for j in kept for shift in (-1, 0) if j + shift >= 0}
    return sorted({_STRIDE * j + i for j in intervals for i in range(_STRIDE)})
