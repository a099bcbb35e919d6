"""L(t) and S(t) by plain multiprecision arithmetic: a second road, independent of the rigorous one.

Nothing is proved here; the radii are estimates.  No python-flint and no code of
the rigorous engine, so that agreement of the two means something.

Method (Gregory's formula instead of Abel-Plana):

1. Terms k < N are added directly; then, with Gregory's coefficients G_j
   (1/2, -1/12, 1/24, -19/720, ...) and forward differences D at N,
   sum_{k>=N} h(k) = integral_N^oo h(x) dx + sum_{j>=0} G_{j+1} D^j h(N).
2. The integral in y = log x is taken over panels with 16 Gauss-Legendre points,
   starting from the frontier g = 1 and marching both ways until panels are negligible;
   a panel is halved while one rule on it and two on its halves disagree.
3. Outwards, a ratio of successive panels that settles is a power law, and the
   remainder a geometric series; a settled ratio >= 1 means that the sum is infinite. Points out to
   log k = 10^109 must bear this out, and show no hump where the marches ended; else the error is infinite.
   A ratio that nears 1 like 1 - c/log x is a power of log x: the same again in log log x.
4. Working digits grow with log(1/lambda) and log t, which covers cancellation such as log(1+x) and exp(-2g) of large g.
   Guard digits are added until random errors in every operation of g (`perturbed`) leave 20 digits unchanged,
   at the head, about the frontier, and far out; where that takes too many, nothing is answered.

Reference: F. B. Hildebrand, Introduction to Numerical Analysis, 5.9 (Gregory's formula).

The work is bounded by counts, never by a clock: UndecidedError once the evaluations, or the operations in them,
weighted by their precision, exceed what :mod:`spectral_proofs.sums.workload` allows.

Left out: sums whose tail neither dies nor settles within a few hundred panels (error estimate infinite).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import sympy

from spectral_proofs.balls.functions import MODULES
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.modes import Kernel, ModeSum, SpectrumLike
from spectral_proofs.sums.perturbed import spread
from spectral_proofs.sums.quadrature import gregory, panel
from spectral_proofs.sums.workload import Account, Exponents, operations

_FIRST = 48  # N
_DIFFERENCES = 22
_DIGITS = 30
_SHORT = 45  # digits of a term, once its exponent is known
_PANELS = 400
_FAR = 600  # log x that stands for infinity
_MOST_EXTRA, _FAR_EXTRA = 3000, 300
_LOOKS, _VISIBLE = 40, mpmath.mpf(10) ** -22  # looks into the gap between two marches; what counts there
_STRIDE, _STRIDES, _OFF, _LONG = 1.6, 45, 0.01, 160
_EXTREME = mpmath.mpf(10) ** 1100
_GUARDS = (0, 1), (40, 1), (0, 2), (160, 2), (160, 4), (640, 4), (2560, 4), (10240, 4)  # digits, powers of lambda
_NEAR, _BEYOND = (0, 1, 4, 8, 15, 30, 60, 150, 600), (-8, -3, -1, 0, 1, 3, 8, 30)  # log x, whole and from the frontier
_RESOLVED = mpmath.mpf(10) ** -20  # relative error of g
_SLOW_AFTER, _SLOW_POWER = 40, 20  # panels, and the power of log x, that make a tail a slow one
_SLOW_PANELS, _SLOW_SETTLED, _SLOW_CHANGE = 60, mpmath.mpf(10) ** -17, 1e-6  # a power of lambda has settled by then
_SMOOTH = 30  # log k beyond which neighbouring modes cannot be told apart in the digits used
_KINKS = (sympy.Min, sympy.Max, sympy.Abs, sympy.sign)


def reference_sums(
    g: sympy.Expr,
    spectrum: SpectrumLike,
    t: sympy.Rational,
    digits: int = 15,
    wanted: tuple[bool, bool] = (True, True),
) -> tuple[Enclosure, Enclosure]:
    """L(t) and S(t), never certified; ``rad`` is an error estimate.  At most about 18 digits are believable.

    What is not ``wanted`` is unknown.
    """
    both = ModeSum.loss(spectrum), ModeSum.energy(spectrum)
    found = iter(reference_values(g, spectrum, t, [one for one, ask in zip(both, wanted, strict=True) if ask], digits))
    loss, energy = (next(found) if ask else Enclosure("nan", "inf", False) for ask in wanted)
    return loss, energy


def reference_values(
    g: sympy.Expr, spectrum: SpectrumLike, t: sympy.Rational, modes: Sequence[ModeSum], digits: int = 15
) -> tuple[Enclosure, ...]:
    """Each of the sums at time t, as :func:`reference_sums` does."""
    kinked = g.has(*_KINKS)
    with mpmath.workdps(_DIGITS):
        start = _start(g, sympy.Rational(spectrum.b), sympy.Rational(spectrum.Lambda), sympy.Rational(t))
        if isinstance(start, str):
            raise UndecidedError(start)
        model, crossing = start[0].again(), start[1]
        return tuple(
            _present(_sum(model.term(one), crossing, one, model.node_digits), crossing, kinked, digits) for one in modes
        )


@lru_cache(maxsize=4)
def _start(g: sympy.Expr, b: sympy.Rational, Lambda: sympy.Rational, t: sympy.Rational) -> tuple[_Model, Any] | str:
    """The guarded model, or why there is none: shared by all sums at one time, whatever they sum."""
    try:
        evolution = sympy.lambdify((LAMBDA, TIME), g, modules=MODULES)
        return _Model(g, evolution, Exponents.of(g), b, Lambda, t).guarded()
    except UndecidedError as error:
        return str(error)


@dataclass(frozen=True)
class _Model:
    g: sympy.Expr
    evolution: Callable[..., Any]
    exponents: Exponents
    b: sympy.Rational
    Lambda: sympy.Rational
    t: sympy.Rational
    guard: int = 0  # digits that small coefficients in g cost, beyond those of lambda and t
    order: int = 1  # of the cancellation in lambda, whose digits are needed so many times
    spent: Account = field(default_factory=Account)  # shared by copies
    known: dict[tuple[Any, int], Any] = field(default_factory=dict)  # g at y and a precision, shared by copies and sums

    def guarded(self) -> tuple[_Model, Any]:
        """The model with as many guard digits as g needs from the head to far out, and its frontier."""
        for guard, order in _GUARDS:
            model = replace(self, guard=guard, order=order)
            if not all(model.resolves(y) for y in _NEAR):
                continue
            with suppress(ArithmeticError):  # a denominator that cancels to 0 where the frontier is looked for
                crossing = model.frontier()
                if all(model.resolves(max(crossing + y, 0)) for y in _BEYOND):
                    return model, crossing
        raise UndecidedError("g cancels beyond the digits of the second engine")

    def again(self) -> _Model:
        """The same with the work of the search alone on its account, and what is known of g."""
        return replace(self, spent=self.spent.copy())

    def resolves(self, y: Any) -> bool:
        """Whether the digits in use at exp(y) are enough for g, by a measurement."""
        with self._precise(y):
            self._count_long(y)
            return bool(spread(self.g, self._lambda(y), _number(self.t)) <= _RESOLVED)

    def _lambda(self, y: Any) -> Any:
        return _number(self.Lambda) * mpmath.exp(-_number(self.b) * y)

    def _g(self, y: Any) -> Any:
        """g at x = exp(y); must be called inside `_precise`."""
        key = (y, mpmath.mp.prec)
        if key not in self.known:  # L and S meet at the same nodes
            self._count_long(y)
            self.known[key] = mpmath.re(self.evolution(self._lambda(y), _number(self.t)))
        return self.known[key]

    def _count_long(self, y: Any) -> None:
        """Put on the account what exponentials of exponentials cost at exp(y)."""
        if self.exponents.nested:
            self.exponents.spend(self._lambda(y), _number(self.t), self.spent, operations(self.g))

    def _precise(self, y: Any, most: int = _MOST_EXTRA) -> Any:
        # log(1/lambda) digits for cancellation in g, log t digits because g enters an exponential
        extra = self.order * int(float(_number(self.b) * abs(y)) / 2.3) + len(str(int(self.t)))
        digits = _DIGITS + self.guard + min(extra, most)
        self.spent.spend(digits, operations(self.g))
        return mpmath.workdps(digits)

    @property
    def node_digits(self) -> int:
        """Digits of log k at a single mode: g multiplies its error by t, and enters an exponential."""
        return _DIGITS + self.guard + len(str(int(self.t)))

    def term(self, modes: ModeSum) -> _Term:
        """x h(x) at x = exp(y), as a function of y and of how many digits its size may cost at most."""
        return _Term(self, modes)

    def writable(self, y: Any) -> bool:
        """Whether exponentials in g have arguments of ordinary length at exp(y)."""
        with mpmath.workdps(_LONG):
            return self.exponents.short(self._lambda(y), _number(self.t))

    def frontier(self) -> Any:
        """y where g falls to 1, or to half its value at N if that is below 2; log N where there is none.

        What is left of g far out is subtracted if it exceeds 1: it only scales L.
        """
        low = start = mpmath.log(_FIRST)
        with self._precise(_FAR):
            far = self._g(_FAR)
        with self._precise(2 * _FAR):
            stays = 2 * self._g(2 * _FAR) > far  # a plateau, and no frontier that is still further out
            floor = far if far > 1 and stays else mpmath.mpf(0)
        with self._precise(_FAR):
            threshold = floor + min(mpmath.mpf(1), (self._g(start) - floor) / 2)

        def above(y: Any) -> bool:
            with self._precise(y):
                return bool(self._g(y) > threshold)

        high = low + 4
        while above(high):
            low, high = high, 2 * high
            if high > 4000 and stays:
                return start
            if high > 4000:
                raise UndecidedError("the frontier lies further out than the second engine looks")
        for _ in range(60 if high < 2 * _SMOOTH else 12):  # to a fraction of a mode, where modes can be told apart
            middle = (low + high) / 2
            low, high = (middle, high) if above(middle) else (low, middle)
        return low


@dataclass(frozen=True)
class _Term:
    model: _Model
    modes: ModeSum

    def __call__(self, y: Any, most: int = _MOST_EXTRA) -> Any:
        modes = self.modes
        with self.model._precise(y, most):
            size = _number(modes.power + 1) * y
            g = mpmath.mpf(0) if modes.kernel is Kernel.ONE else self.model._g(y)
            if modes.kernel is Kernel.DECAY:
                size -= 2 * g
        with mpmath.workdps(_SHORT):  # what cancels has been subtracted
            c = _number(modes.coefficient)
            if modes.kernel is Kernel.ONE:
                return c * mpmath.exp(size)
            if modes.kernel is Kernel.DECAY:
                return c * _decay(size)
            rise = _rise(g)
            return c * mpmath.exp(size) * (rise if modes.kernel is Kernel.RISE else rise**2)

    def writable(self, y: Any) -> bool:
        """Whether the term takes exponentials of numbers of ordinary length only."""
        return self.modes.kernel is Kernel.ONE or self.model.writable(y)


def _decay(x: Any) -> Any:
    """exp(x), 0 where x is so negative that the exponential would be costly to write down."""
    return mpmath.mpf(0) if x < -_EXTREME else mpmath.exp(x)


def _rise(g: Any) -> Any:
    """1 - exp(-g), with as many bits more as cancel: one exponential, where mpmath.expm1 takes two and more."""
    if g > _EXTREME:
        return mpmath.mpf(1)
    if not abs(g) < 0.5:
        return 1 - mpmath.exp(-g)
    lost, prec = -mpmath.mag(g), mpmath.mp.prec
    if lost > prec:
        return g - g * g / 2
    with mpmath.workprec(prec + lost + 5):
        rise = 1 - mpmath.exp(-g)
    return +rise


def _number(r: sympy.Rational | Fraction) -> Any:
    return _rounded(r, mpmath.mp.prec)


@lru_cache(maxsize=1024)
def _rounded(r: sympy.Rational | Fraction, prec: int) -> Any:
    """The number at the precision in use, which ``prec`` names."""
    if isinstance(r, Fraction):
        return mpmath.mpf(r.numerator) / r.denominator
    rational = sympy.Rational(r)
    return mpmath.mpf(int(rational.p)) / int(rational.q)


def _sum(h: _Term, crossing: Any, modes: ModeSum, node_digits: int) -> tuple[Any, Any]:
    """Sum over the modes of h(log k)/k and an error estimate; (inf, 0) for a divergent power law."""

    def term(k: int) -> Any:
        with mpmath.workdps(node_digits):
            y = mpmath.log(k)
        return h(y) / k

    begin, last = max(_FIRST, modes.first), modes.last
    if last is not None and last < begin + _DIFFERENCES:
        total = mpmath.fsum(term(k) for k in range(modes.first, last + 1))
        return total, abs(total) * mpmath.mpf(10) ** -17
    head = mpmath.fsum(term(k) for k in range(modes.first, begin))
    start = mpmath.log(begin)
    edge, error = gregory([term(begin + j) for j in range(_DIFFERENCES + 1)])
    if last is None:
        inner, error1 = _march_inwards(h, max(crossing, start), start, head)
        outer, error2 = _march_outwards(h, max(crossing, start), head + inner)
    else:  # the sum up to ``last`` is the sum from ``begin`` less the sum from last + 1, term by term of the formula
        far, error3 = gregory([term(last + 1 + j) for j in range(_DIFFERENCES + 1)])
        edge, error, end = edge - far, error + error3, mpmath.log(last + 1)
        middle = min(max(crossing, start), end)
        inner, error1 = _march_inwards(h, middle, start, head)
        outer, error2 = _march_inwards(h, end, middle, head + inner)
    if outer == mpmath.inf:
        return outer, mpmath.mpf(0)
    total = head + inner + outer + edge
    error += _unsmooth(term, crossing) if crossing > start and (last is None or crossing < mpmath.log(last)) else 0
    return total, error + error1 + error2 + abs(total) * mpmath.mpf(10) ** -17


def _unsmooth(term: Callable[[int], Any], crossing: Any) -> Any:
    """What sum and integral may differ by where the terms change within few modes of the frontier.

    Terms that vary over w modes differ from their integral by about exp(-2 pi w) of themselves (Poisson);
    w is read off second differences, two modes being taken off to be safe.
    """
    if crossing > _SMOOTH:
        return mpmath.mpf(0)
    k = int(mpmath.exp(crossing))
    terms = [abs(term(k + j)) for j in range(-3, 5)]
    largest = max(terms)
    bends = max(abs(a - 2 * b + c) for a, b, c in zip(terms, terms[1:], terms[2:], strict=False))
    if not largest or not bends:
        return mpmath.mpf(0)
    return largest * mpmath.exp(-2 * mpmath.pi * max(mpmath.sqrt(largest / bends) - 2, 0))


def _march_inwards(h: Callable[[Any], Any], begin: Any, end: Any, scale: Any) -> tuple[Any, Any]:
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


def _march_outwards(h: _Term, begin: Any, scale: Any) -> tuple[Any, Any]:
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


def _march_slowly(h: _Term, begin: Any, scale: Any) -> tuple[Any, Any]:
    """The same in v = log y, for terms that fall, or grow, like a power of y = log x alone."""

    def slow(v: Any) -> Any:
        with mpmath.workdps(2 * _DIGITS):
            y = mpmath.exp(v)
            return h(y, _FAR_EXTRA) * y

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


def _far_terms(h: _Term, y: Any) -> Iterator[tuple[Any, Any]]:
    """(z, |h(z)|) at points beyond y, out to log k = 10^109 (t log t, say), where the digits in use resolve h.

    Ends where exponentials of powers of x become too long to be written down.
    """
    near = [y + mpmath.mpf(_STRIDE) ** j for j in range(_STRIDES)]
    with mpmath.workdps(_LONG):  # no whole numbers, whose exponentials mpmath takes by powers of e
        beyond = [far for j in range(5, 55) if (far := mpmath.mpf(100) ** j + mpmath.mpf(1) / 3) > y]
    for z in near + beyond:
        if not h.writable(z):
            return
        term = abs(_resolved(h, z))
        if term:
            yield z, term


def _leaves_power_law(h: _Term, y: Any) -> bool:
    """Whether h is no pure power of x from y on, as far as it is resolved."""
    with mpmath.workdps(_LONG):  # logarithms as large as the last point
        logs = [(z, mpmath.log(term)) for z, term in [(y, abs(h(y))), *_far_terms(h, y)]]
        if len(logs) < 3:
            return True
        (before, low), (last, high) = logs[-2:]
        slope = (high - low) / (last - before)
        return any(abs(value - high - slope * (z - last)) > _OFF for z, value in logs)


def _resolved(h: Callable[..., Any], z: Any) -> Any:
    """h(z) where more digits do not change it, else 0; few digits, for exp(-1/lambda) is slow with many."""
    try:
        plain, better = h(z, _FAR_EXTRA), h(z, _FAR_EXTRA + _DIGITS)
    except ArithmeticError:  # a denominator that cancels to 0
        return mpmath.mpf(0)
    return better if abs(plain - better) <= _OFF / 10 * abs(better) else 0


def _present(found: tuple[Any, Any], crossing: Any, kinked: bool, digits: int) -> Enclosure:
    value, error = found
    if value == mpmath.inf:
        return Enclosure("inf", "0", False)
    if (
        not value or not mpmath.isfinite(value) or error == mpmath.inf
    ):  # these sums are positive: a zero is beyond what is written down
        return Enclosure("nan", "inf", False)
    if kinked:  # a kink at the frontier spoils the comparison of sum and integral
        error = error + abs(value) * mpmath.exp(-2 * crossing)
    return Enclosure(mpmath.nstr(value, max(digits, 15) + 8), mpmath.nstr(error, 3), False)
