"""What numbers alone say about a candidate: values at t from 10^125 to 10^24000.

1. L and S: certified enclosures with certified local exponents; where there is none (kinks), quadrature.
2. The frontier: g = 1 by a scan from small lambda and bisection, its local exponent
   d log lambda_*/d log t = -E_t/E_lambda from exact derivatives.
3. Condition (2): log g along rays (log lambda, log t) = r (-u, v) of the closed quadrant,
   r = 250, 500, ..., 8000. Second differences of a pure power vanish; those of a factor log do not.
4. Monotonicity: signs of exact derivatives at scattered points.

Shares no code with the derivation; what follows from the numbers is said in :mod:`.laws` and :mod:`.judge`.
"""

from __future__ import annotations

import math
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import mpmath
import sympy

from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.enclosures import Sums
from tests.hunt.numbers import NOTHING, Function
from tests.hunt.quadrature import log_energy, log_loss

#: t = 10^exponent: first what is always looked at, then what is added on suspicion; the last is 8 times the first.
EARLY = (125, 1000)
LATE = (3_000, 24_000)
FAR = (24_000, 400_000_000)  # where single values of g are enough
_DIGITS = 15
_RAYS = [
    (0, 1),
    (1, 0),
    (1, 4),
    (1, 2),
    (1, 1),
    (2, 1),
    (4, 1),
    (3, 2),
    (2, 3),
    (3, 1),
    (6, 1),
    (7, 1),
    (8, 1),
    (10, 1),
    (12, 1),
    (24, 1),
    (1, 3),
    (1, 8),
    (16, 1),
    (64, 1),
    (1, 16),
    (1, 64),
    (9999, 1),
]
_RADII = (250, 500, 1000, 2000, 4000, 8000)
_STEEP, _STEEPEST = 16, 1000
_FARTHER = (1_000, 1_000_000)
_NEAR_T = 5.0  # log t on the ray of fixed t
_FLAT, _WIDTH = 1e-7, 1e-6  # of log g beside zero, and of log lambda
_DEEPEST = 60.0  # the frontier is looked for down to lambda = t^-60, and farther where g > 1 even there
_ABYSS = 1e6
_DEPTH = 40.0  # quadrature goes to lambda = t^-40, or farther where the frontier is not much before it
_WINDOWS = (500, 1000, 2000)
_SAMPLES, _GOLDEN = 400, (5**0.5 - 1) / 2
_EXPLODES = 9.0  # r at which an exponential of a power is beyond every power in use
_CALM = 0.15  # a quarter of the bend of a factor log
_DIFFERENCE, _WINDOW = 3.0, 0.02  # in log t, and its share, for the mean local exponent
_SMALL = 6  # t = 10^6, where the frontier is beyond every power of t
_NEARER = 4  # quadrature takes t^(1/4)
_SECONDS = 5.0  # for one certified sum
_UNKNOWN = SumValues("", Enclosure("nan", "inf", False), Enclosure("nan", "inf", False))
_PURE, _FACTOR, _SLOPE = 1e-3, 0.03, 0.01
_SAME = 1e-5  # slopes that differ more belong to two powers, or to one that has not set in


@dataclass(frozen=True)
class Point:
    """log Q and d log Q/d log t (None: unknown) at x = log t."""

    x: float
    log_value: float
    slope: float | None


@dataclass(frozen=True)
class Rays:
    """Condition (2) along rays: its truth where they speak clearly, and the powers on the edges."""

    truth: bool | None
    m: float
    n: float
    slow: bool = False  # false by a slow factor alone


class _Certified(Sums):
    """Enclosures or nothing: the engine behind them is slow, and quadrature is at hand."""

    def _fall_back(self, results: list[Enclosure], *_: object) -> list[Enclosure]:
        return results


class Observer:
    """Measures one candidate, each thing when it is first asked for."""

    def __init__(self, g: sympy.Expr, spectrum: Spectrum) -> None:
        self.g, self.spectrum = g, spectrum
        self._sums = _Certified(g, spectrum)
        self._patient = True  # no enclosure has run out of time yet
        self._g = Function(g)
        self._excess = Function(g - 1)
        self._speed = Function(TIME * sympy.diff(g, TIME))
        self._steepness = Function(LAMBDA * sympy.diff(g, LAMBDA))
        self._values: dict[tuple[float, bool], SumValues] = {}
        self._frontiers: dict[float, Point | None] = {}

    def sums(self, exponent: float, slopes: bool = False) -> SumValues:
        """L and S at t = 10^exponent."""
        key = exponent, slopes
        if (exponent, True) in self._values:
            return self._values[exponent, True]
        if key not in self._values:
            t = f"1e{exponent}" if isinstance(exponent, int) else _decimal(exponent)
            if not self._sums.obstacle and self._patient:  # kinks have no enclosure, and quadrature is at hand
                with _interrupt(_SECONDS):
                    self._values[key] = self._sums.at(t, _DIGITS, slopes=slopes)
                self._patient = key in self._values
            self._values.setdefault(key, _UNKNOWN)
        return self._values[key]

    def loss(self, exponent: float, slopes: bool = False) -> Point | None:
        """L at one time, None without a certified positive value."""
        value = self.sums(exponent, slopes)
        return _point(exponent, value.loss, value.loss_slope) or self._plain(log_loss, exponent, slopes)

    def energy(self, exponent: float, slopes: bool = False) -> Point | None:
        """S at one time, None without a certified finite value."""
        value = self.sums(exponent, slopes)
        return _point(exponent, value.energy, value.energy_slope) or self._plain(log_energy, exponent, slopes)

    def _plain(self, quantity: Callable[..., float | None], exponent: float, slope: bool) -> Point | None:
        x = exponent / _NEARER * math.log(10)
        value = self._quadrature(quantity, x)
        if value is None or not slope:
            return None if value is None else Point(x, value, None)
        half = max(_DIFFERENCE, _WINDOW * x) / 2  # wide: the mean over it is to tell 1/x from the error of quadrature
        ends = self._quadrature(quantity, x - half), self._quadrature(quantity, x + half)
        return Point(x, value, None if None in ends else (ends[1] - ends[0]) / (2 * half))

    def _quadrature(self, quantity: Callable[..., float | None], x: float) -> float | None:
        value = quantity(self.log_g, self.spectrum, x, self._depth(x))
        return None if value is None or math.isinf(value) else value

    @property
    def infinite_energy(self) -> bool | None:
        """Whether S = oo; quadrature that ends says no, and nothing says None."""
        energy = self.sums(EARLY[1]).energy
        if energy.certified:
            return energy.infinite
        for exponent in (EARLY[0] / _NEARER, _SMALL):
            x = exponent * math.log(10)
            plain = log_energy(self.log_g, self.spectrum, x, self._depth(x))
            if plain is not None:
                return math.isinf(plain)
        return None

    def _depth(self, x: float) -> float:
        """How far beyond the frontier quadrature goes, in log(1/lambda)."""
        crossing = self.frontier(x / math.log(10))
        return _DEPTH * x if crossing is None else max(_DEPTH * x, -3 * crossing.log_value)

    def log_g(self, log_lam: float, log_t: float) -> float | None:
        """log g at one point."""
        return self._g.log(log_lam, log_t)

    def frontier(self, exponent: float, _: bool = True) -> Point | None:
        """log lambda_* and its local exponent, None where g does not cross 1 in t^-60 <= lambda <= Lambda."""
        if exponent not in self._frontiers:
            self._frontiers[exponent] = self._cross(exponent * math.log(10))
        return self._frontiers[exponent]

    def _cross(self, x: float) -> Point | None:
        top = float(mpmath.log(mpmath.mpf(str(self.spectrum.Lambda))))
        depths = self._depths(x)
        while len(depths) > 1 and max(depths) < _ABYSS * x and (self._excess_log(top - max(depths), x) or -1.0) > 0:
            depths.append(1.6 * max(depths))
        previous: float | None = None
        for depth in sorted(depths, reverse=True):
            value = self._excess_log(top - depth, x)
            if value is None:
                return None
            if value >= 0:
                return None if previous is None else self._bisected(top - previous, top - depth, x)
            previous = depth
        return None

    def _excess_log(self, log_lam: float, x: float) -> float | None:
        """log g, and where g is all but 1 a small number with the sign of g - 1."""
        value = self.log_g(log_lam, x)
        if value is None or abs(value) > _FLAT:
            return value
        excess = self._excess(log_lam, x)
        return _FLAT if excess is None else math.copysign(_FLAT, float(excess.sgn()))

    def _depths(self, x: float) -> list[float]:
        """Candidates for log(1/lambda_*); far out only around where an earlier frontier points."""
        if x > (EARLY[1] + 1) * math.log(10):
            earlier = self.frontier(EARLY[1])
            if earlier is None:
                return [0.0]
            steepness = -earlier.log_value / earlier.x
            return [max(0.0, x * (steepness + shift)) for shift in (-0.3, -0.02, 0.02, 0.3)]
        return [0.0, *(x * 1.6**k for k in range(-16, 9)), _DEEPEST * x]

    def _bisected(self, low: float, high: float, x: float) -> Point | None:
        """g < 1 at log lambda = low, g >= 1 at high."""
        bottom, above = self._excess_log(low, x), self._excess_log(high, x)
        for step in range(200):
            if bottom is None or above is None:
                return None
            middle = (low + high) / 2 if step % 2 else low - bottom * (high - low) / (above - bottom)
            if high - low < _WIDTH:
                return Point(x, middle, self._local(middle, x))
            value = self._excess_log(middle, x)
            if value is None or value < 0:
                low, bottom = middle, value
            else:
                high, above = middle, value
        return None

    def _local(self, log_lam: float, x: float) -> float | None:
        speed, steepness = self._speed(log_lam, x), self._steepness(log_lam, x)
        return None if speed is None or steepness is None or steepness == 0 else -float((speed / steepness).mid())

    @cached_property
    def rays(self) -> Rays | None:
        """Condition (2) along rays."""
        found = self._along_rays(1)
        last = self._along_rays(_FARTHER[-1]) if found is not None and found.slow else None
        if found is not None and found.slow and not (last is not None and last.slow):
            found = replace(found, truth=None)  # 1 + exp(-(log t)^(1/3)) falls from 2 to 1 as slowly, and comes to rest
        if found is None or found.truth is not None:
            return found
        if self.g.has(sympy.sin, sympy.cos):
            return replace(found, truth=self._bounded_waves())
        for farther in _FARTHER:  # lambda^(1/1000) is a constant for long
            later = self._along_rays(farther)
            if later is not None and later.truth is not None and (not later.slow or farther == _FARTHER[-1]):
                return later
        return found

    def _along_rays(self, farther: int) -> Rays | None:
        """The same with radii so many times as long; one ray may be unreadable, where logarithms cancel."""
        laws, unread = {}, 0
        for u, v in _RAYS:
            logs = [self.log_g(-u * r, v * r + (_NEAR_T if v == 0 else 0.0)) for r in _radii(u, farther)]
            if NOTHING in logs:
                return Rays(False, math.nan, math.nan)
            known = [value for value in logs if value is not None]
            if len(known) == len(logs):
                laws[u, v] = known
                continue
            early = self.log_g(-u * _EXPLODES, v * _EXPLODES)
            if early is not None and early > 100 * _EXPLODES:
                return Rays(False, math.nan, math.nan)
            unread += 1
        return _consistent(laws, farther) if unread <= 1 and {(0, 1), (1, 0)} <= laws.keys() else None

    def _bounded_waves(self) -> bool | None:
        """The same second differences for means over windows, in which waves in r cancel."""
        bends = []
        for u, v in _RAYS:
            means = []
            for radius in _WINDOWS:
                points = [radius * (1 + 0.5 * math.modf(_GOLDEN * k)[0]) for k in range(_SAMPLES)]
                logs = [self.log_g(-u * r, v * r + (_NEAR_T if v == 0 else 0.0)) for r in points]
                means.append(math.fsum(value for value in logs if value is not None) / _SAMPLES)
                if None in logs:
                    return None
            bends.append(abs(means[2] - 3 * means[1] + 2 * means[0]))
        return True if max(bends) < _CALM else False if max(bends) > 2 * _CALM else None

    def decrease(self, in_time: bool) -> str:
        """A point with t > 10^20 at which g decreases in t (or in lambda), in words, or an empty string."""
        f = self._speed if in_time else self._steepness
        rng = random.Random(0)
        for _ in range(60):
            x = 46 * 10 ** rng.uniform(0, 1.2)
            depth = rng.choice([rng.uniform(0, 4) * x, rng.expovariate(1.0), rng.uniform(0, 3) * math.log(x)])
            value = f(-depth, x)
            if value is not None and value < 0:
                return f"log lambda = {-depth:.6g}, log t = {x:.6g}"
        return ""


@contextmanager
def _interrupt(seconds: float) -> Iterator[None]:
    """End the block quietly after so many seconds, where the system can."""
    expired: list[int] = []

    def stop(signal_number: int, _: object) -> None:
        expired.append(signal_number)
        raise TimeoutError

    previous = signal.signal(signal.SIGVTALRM, stop)
    rest = signal.setitimer(signal.ITIMER_VIRTUAL, seconds)[0]
    try:
        yield
    except Exception:
        if not expired:  # from within an integrand the interruption arrives as some other error
            raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, rest)
        signal.signal(signal.SIGVTALRM, previous)


def _decimal(exponent: float) -> str:
    whole = math.floor(exponent)
    return f"{10 ** (exponent - whole):.6f}e{whole}"


def _point(exponent: float, value: Enclosure, slope: Enclosure | None) -> Point | None:
    if not value.certified or value.infinite or value.mid.startswith(("-", "0", "nan")):
        return None
    with mpmath.workdps(30):
        log_value = float(mpmath.log(mpmath.mpf(value.mid)))
        x = math.log(10) * exponent
    if not math.isfinite(log_value):
        return None
    return Point(x, log_value, float(slope.mid) if slope is not None and slope.certified else None)


def _radii(u: int, farther: int) -> list[float]:
    """Shorter where lambda falls much faster than t grows: digits cost."""
    return [r * farther * (_STEEP / u if _STEEP < u < _STEEPEST else 1) for r in _RADII]


def _consistent(laws: dict[tuple[int, int], list[float]], farther: int = 1) -> Rays:
    slopes = {}
    for ray, logs in laws.items():
        before, last = _radii(ray[0], farther)[-2:]
        slopes[ray] = (logs[-1] - logs[-2]) / (last - before)
    n, m = slopes[0, 1], -slopes[1, 0]
    worst = max(abs(slope - (n * v - m * u)) / max(u, v) for (u, v), slope in slopes.items())
    if n < _SLOPE or m < _SLOPE or worst > _SLOPE:
        return Rays(False, m, n)
    if any(_has_factor(logs) or _runs_away(logs) for logs in laws.values()):
        return Rays(False, m, n, slow=True)
    pure = worst < _SAME and all(_is_pure(logs) for logs in laws.values())
    return Rays(True if pure else None, m, n)


def _bends(logs: list[float]) -> list[float]:
    """Differences of h(2r) - 2 h(r): zero for a power, -q log 2 for a factor (log)^q."""
    constants = [b - 2 * a for a, b in pairwise(logs)]
    return [b - a for a, b in pairwise(constants)]


def _is_pure(logs: list[float]) -> bool:
    return all(abs(bend) < _PURE for bend in _bends(logs)[-2:])


def _has_factor(logs: list[float]) -> bool:
    """Bends of one sign that hardly change."""
    bends = _bends(logs)
    low, high = min(bends), max(bends)
    return (low > _FACTOR or high < -_FACTOR) and min(abs(low), abs(high)) > 0.7 * max(abs(low), abs(high))


def _runs_away(logs: list[float]) -> bool:
    """Bends of one sign that grow: those of exp(sqrt(log t))."""
    sizes = [abs(bend) for bend in _bends(logs)]
    signs = {math.copysign(1.0, bend) for bend in _bends(logs)}
    return len(signs) == 1 and sizes[0] > _FACTOR and all(later > 1.2 * earlier for earlier, later in pairwise(sizes))
