"""What numbers alone say about a candidate: indices from values at astronomically large t.

1. L and S: certified enclosures at three times; log Q = p log t + q log log t + c through them.
2. The frontier: g = 1 solved by bisection in log lambda, the same three-point law.
3. Condition (2): log g along rays (log lambda, log t) = r (-u, v) of the closed quadrant; a law
   (n v - m u) r + O(1) on every ray, with no drift between r and 10 r.

Shares no code with the derivation; a disagreement is judged by :mod:`.hunt`.
"""

from __future__ import annotations

from dataclasses import dataclass

import mpmath
import sympy

from spectral_proofs.candidate import LAMBDA, TIME, Spectrum
from spectral_proofs.enclosure.sums import Sums
from spectral_proofs.model import Enclosure

TIMES = ("1e50", "1e110", "1e240")
_RAYS = [(0, 1), (1, 0), (1, 4), (1, 2), (1, 1), (2, 1), (4, 1), (3, 2), (2, 3)]
_DRIFT = 0.35


@dataclass(frozen=True)
class Law:
    """Q ~ c t^p (log t)^q through three points; ``settled`` when three-point and two-point slopes agree."""

    p: float
    q: float
    drift: float  # change of the mean slope from the first to the second interval, after removing q


@dataclass(frozen=True)
class Observed:
    """None where nothing could be measured; ``infinite_energy`` is certified."""

    frontier: Law | None
    loss: Law | None
    energy: Law | None
    infinite_energy: bool
    growth: bool | None


def observe(g: sympy.Expr, spectrum: Spectrum) -> Observed:
    """Measure one candidate."""
    sums = Sums(g, spectrum)
    values = [sums.at(t, 15, slopes=False) for t in TIMES]
    certified = all(v.certified for v in values)
    infinite = certified and any(v.energy.infinite for v in values)
    loss = _law([v.loss for v in values]) if certified else None
    energy = _law([v.energy for v in values]) if certified and not infinite else None
    return Observed(_frontier(g), loss, energy, infinite, _growth(g))


def _law(values: list[Enclosure]) -> Law | None:
    with mpmath.workdps(30):
        logs = [mpmath.log(mpmath.mpf(v.mid)) if not v.mid.startswith(("-", "0")) else None for v in values]
        return None if None in logs else through(logs)


def through(logs: list[mpmath.mpf]) -> Law:
    """The law through three logarithms at ``TIMES``."""
    with mpmath.workdps(30):
        x = [mpmath.log(mpmath.mpf(t)) for t in TIMES]
        ll = [mpmath.log(v) for v in x]
        rows = mpmath.matrix([[xi, li, 1] for xi, li in zip(x, ll, strict=True)])
        p, q, _ = mpmath.lu_solve(rows, mpmath.matrix(logs))
        slopes = [(logs[i + 1] - logs[i]) / (x[i + 1] - x[i]) for i in range(2)]
        return Law(float(p), float(q), float(slopes[1] - slopes[0]))


def _callable(g: sympy.Expr) -> object:
    return sympy.lambdify((LAMBDA, TIME), g, modules="mpmath")


def _log_g(f: object, log_lam: mpmath.mpf, log_t: mpmath.mpf) -> mpmath.mpf | None:
    try:
        value = f(mpmath.exp(log_lam), mpmath.exp(log_t))  # type: ignore[operator]
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    if not isinstance(value, mpmath.mpf) or not mpmath.isfinite(value) or value <= 0:
        return None
    return mpmath.log(value)


def _frontier(g: sympy.Expr) -> Law | None:
    f = _callable(g)
    logs = []
    for t in TIMES:
        x = float(mpmath.log(mpmath.mpf(t)))
        with mpmath.workdps(int(60 + 3 * x)):
            root = _crossing(f, mpmath.mpf(x))
            if root is None:
                return None
            logs.append(root)
    return through(logs)


def _crossing(f: object, x: mpmath.mpf) -> mpmath.mpf | None:
    """log lambda where log g = 0 at log t = x: regula falsi with bisection every third step."""
    low, high = -6 * x, mpmath.mpf(0)
    bottom, top = _log_g(f, low, x), _log_g(f, high, x)
    if top is None or bottom is None or top <= 0 or bottom >= 0:
        return None
    for step in range(60):
        middle = (low + high) / 2 if step % 3 == 2 else low - bottom * (high - low) / (top - bottom)
        value = _log_g(f, middle, x)
        if value is None:
            return None
        if abs(value) < mpmath.mpf("1e-8") or high - low < mpmath.mpf("1e-8"):
            return middle
        if value < 0:
            low, bottom = middle, value
        else:
            high, top = middle, value
    return (low + high) / 2


def _growth(g: sympy.Expr) -> bool | None:
    """True or False where the rays speak clearly, else None."""
    f = _callable(g)
    laws = []
    for u, v in _RAYS:
        values = []
        for r in (200, 2000):
            with mpmath.workdps(int(60 + 0.9 * r * (u + v))):
                value = _log_g(f, mpmath.mpf(-u * r), mpmath.mpf(v * r))
            if value is None:
                return None
            values.append(value)
        slope = (values[1] - values[0]) / 1800
        drift = values[1] - 10 * values[0]  # = -9 * constant for a pure law: bounded
        laws.append((u, v, float(slope), float(drift), float(values[0])))
    return _consistent(laws)


def _consistent(laws: list[tuple[int, int, float, float, float]]) -> bool | None:
    edge = {(u, v): slope for u, v, slope, _, _ in laws}
    n, m = edge[0, 1], -edge[1, 0]
    if n < 0.02 or m < 0.02:
        return False
    worst = max(abs(slope - (n * v - m * u)) for u, v, slope, _, _ in laws)
    if worst > 0.05:
        return False
    return True if worst < 1e-3 * _DRIFT else None
