"""L and S by plain quadrature, where no enclosure is at hand (kinks, tails that are slow to enclose).

The first modes are added up; the others are the trapezoidal rule in u = log k with the first
Euler-Maclaurin correction, out to where the integrand has died away. Good to about 10^-4, which is
what the oracle needs; nothing here is certified.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from spectral_proofs.candidate import Spectrum

_MODES = 40
_STEP = 0.08
_GONE = 25.0  # natural logarithm beside the largest term
_MOST = 60_000

LogG = Callable[[float, float], "float | None"]


def log_loss(log_g: LogG, spectrum: Spectrum, x: float) -> float | None:
    """log L at log t = x."""
    a = float(spectrum.a)
    return _log_sum(lambda u, g: -a * u - 2 * math.exp(min(g, 700.0)), log_g, spectrum, x)


def log_energy(log_g: LogG, spectrum: Spectrum, x: float) -> float | None:
    """log S at log t = x."""
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

    logs: list[float] = []
    for k in range(1, _MODES):
        value = at(math.log(k))
        if value is None:
            return None
        logs.append(value)
    start, best = math.log(_MODES), max(logs)
    for j in range(_MOST):
        u = start + j * _STEP
        value = at(u)
        if value is None:
            return None
        weight = _STEP * (0.5 if j == 0 else 1.0)
        logs.append(value + u + math.log(weight))
        if j == 0:
            logs.append(value - math.log(2))  # Euler-Maclaurin: half of the first term
        best = max(best, logs[-1])
        if logs[-1] < best - _GONE and j > 20 and logs[-1] < logs[-2] and best > -1e4 * x:
            return best + math.log(math.fsum(math.exp(value - best) for value in logs))
    return None
