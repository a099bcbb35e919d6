"""g at one time, with what was computed of it, and closed-form enclosures of integrals of a summand beyond exp(Y).

A summand is h(x) = c x^k F(g, d) with lambda = Lambda x^(-b) and d = t dg/dt, F one of the kernels of `summand`.

Tail, for epsilon = Lambda exp(-bY):

1. `cone.locate` with beta = 0 gives lower lam^p <= g <= upper lam^r on (0, epsilon], and the same for |d|.
2. As 1 - exp(-X) is concave, X (1-exp(-X0))/X0 <= 1 - exp(-X) <= X for X <= X0; likewise
   exp(-2 sup g) <= exp(-2g) <= exp(-2 inf g).  Hence factored bounds of F.
3. integral_Y^oo exp((k+1) y) lam^p dy = Lambda^p exp((k+1-bp) Y)/(bp-k-1) for bp > k + 1, infinite otherwise.

If the *lower* bound already diverges, the sum is infinite; if only the upper
one does, the question stays open (UndecidedError).

The sums of t dg/dt terms are t times the derivatives of the sums because the bounds of step 1 hold with the same
powers of lambda, and constants continuous in t, for all times near t: the differentiated series converges locally
uniformly.

Left out: cancellation between g and its bounds; where g carries a logarithm of
lambda the bounds do not tighten as Y grows and only a long integral helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.cone import Cone, Location, Sector, locate
from spectral_proofs.sums.evaluate import Bound
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.operations import Ball
from spectral_proofs.sums.summand import Samples, Summand, ball

_STORED = 400  # tables kept
BUDGET = 40_000  # evaluations in adaptive integration
Factored = tuple[Fraction, arb]  # v lam^p


class InfiniteSumError(Exception):
    """The summand is not summable: a lower bound of the tail diverges."""


class _Failed(str):
    """Why a value could not be made."""


class Problem:
    """g and d = t dg/dt at a fixed t and precision, on lambda = Lambda x^(-b); remembers values of g and d."""

    def __init__(self, bound: Bound, b: Fraction, Lambda: Fraction, store: dict[Any, Any]) -> None:
        """``store`` keeps what depends on the spectrum and the precision alone, for other times."""
        self.bound = bound  # outputs: g, and d where slopes are wanted
        self.b, self.Lambda = b, Lambda
        self.log_Lambda = ball(Lambda).log()
        self._slope = -ball(b)
        self._powers: dict[Fraction, arb] = {}
        self._memo: dict[Any, Any] = {}
        self._sizes: dict[Any, list[int]] = {}
        self._store = store
        self.budget = BUDGET

    def log_lambda(self, y: Ball) -> Ball:
        """Log lambda at x = exp(y)."""
        u = y * self._slope
        return u if self.Lambda == 1 else u + self.log_Lambda

    def value(self, summand: Summand, y: Ball, shift: int = 0, analytic: bool = False) -> Ball:
        """h(x) x^shift / c at x = exp(y)."""
        return self.weigh(summand, self.bound(self.log_lambda(y), analytic), y, shift)

    def weigh(self, summand: Summand, values: Sequence[Ball], y: Ball, shift: int = 0) -> Ball:
        """h(x) x^shift / c from the outputs at x = exp(y)."""
        shape = summand.shape(values)
        power = self._powers.get(summand.exponent)
        if power is None:
            power = self._powers[summand.exponent] = ball(summand.exponent)
        return shape * (y * (power + shift)).exp()

    def cached(self, key: Any, make: Callable[[], Any]) -> Any:
        """The value made for this key before, or made now; where none could be made before, none can be now."""
        if key not in self._memo:
            try:
                self._memo[key] = make()
            except UndecidedError as error:
                self._memo[key] = _Failed(str(error))
        found = self._memo[key]
        if isinstance(found, _Failed):
            raise UndecidedError(str(found))
        return found

    def sampled(
        self, key: Any, points: Callable[[], Iterable[Ball]], analytic: bool = False
    ) -> list[tuple[list[Ball], Ball]]:
        """Outputs at points y, remembered under the key."""
        found: list[tuple[list[Ball], Ball]] = self.cached(
            key, lambda: [(self.bound(self.log_lambda(y), analytic), y) for y in points()]
        )
        return found

    def stored(self, key: Any, make: Callable[[], Any]) -> Any:
        """Like ``cached``, for what does not depend on t; the key has to name all that it depends on."""
        full = (key, ctx.prec)
        if full not in self._store:
            if len(self._store) >= _STORED:
                self._store.clear()
            self._store[full] = make()
        return self._store[full]

    def fixed(self, summand: Summand, name: Any, points: Callable[[], list[Ball]]) -> list[Ball]:
        """h / c at points log x that do not depend on t; ``name`` stands for them."""
        q = self.bound.program.denominator
        logs = self.stored(("logs", name), points)
        roots = self.stored(("roots", name, q), lambda: [(self.log_lambda(y) * ball(1 / q)).exp() for y in logs])
        powers = self.stored(
            ("powers", name, summand.exponent), lambda: [(y * ball(summand.exponent)).exp() for y in logs]
        )
        outputs = self.cached(("fixed", name), lambda: Samples(self.bound.at_roots(roots)))
        return [shape * power for shape, power in zip(summand.shapes(outputs), powers, strict=True)]

    def reuse(self, key: Any, n: int) -> int:
        """A sample size used before under this key that is at least n and not much larger, or n."""
        sizes = self._sizes.setdefault(key, [])
        fitting = [m for m in sizes if n <= m <= 1.6 * n]
        if not fitting:
            sizes.append(n)
        return min(fitting, default=n)

    def cone_at(self, log_x: arb, beta: Fraction) -> Cone:
        """All lambda with |x| >= exp(log_x) and |arg lambda| <= beta pi."""
        return self.cone_below(self.log_lambda(log_x), beta)

    def cone_below(self, log_lambda: arb, beta: Fraction) -> Cone:
        """All lambda with |lambda| <= exp(log_lambda) and |arg lambda| <= beta pi."""
        return Cone(log_lambda.exp().upper(), beta)

    def tail(self, summand: Summand, start: arb) -> arb:
        """Enclosure of the integral of h / c over x >= exp(start).  Raises InfiniteSumError, UndecidedError."""
        place = locate(self.bound, self.cone_at(start, Fraction(0)))
        (low, high), sign = factored_bounds(summand, place)
        upper = self._integral(summand, high, start)
        lower = self._integral(summand, low, start) if low[1] > 0 else arb(0)
        return signed(lower, upper, sign)

    def _integral(self, summand: Summand, bound: Factored, start: arb) -> arb | None:
        p, v = bound
        rate = self.b * p - summand.exponent - 1
        if rate <= 0:
            return None
        scale = v if self.Lambda == 1 or p == 0 else v * (ball(self.Lambda).log() * ball(p)).exp()
        return scale * (-ball(rate) * start).exp() / ball(rate)


def factored_bounds(summand: Summand, place: Location) -> tuple[tuple[Factored, Factored], int]:
    """v lambda^p below and above |F| on the cone, and the sign of F (0: not known)."""
    return _shape_bounds(summand, place), _sign(summand, place)


def _sign(summand: Summand, place: Location) -> int:
    g = place.outputs[0]
    if g.arg is None or g.width != 0:
        raise UndecidedError("the sign of g as lambda -> 0")
    if summand.weight and any(place.outputs[-summand.weight].arg or (1,)):  # not known to be positive
        return 0
    if not summand.slope:
        return 1
    d = place.outputs[1]
    if d.arg is None or d.arg[0] != d.arg[1]:
        return 0
    sign = 1 if d.arg[0] == 0 else -1
    return -sign if summand.kernel is Kernel.DECAY else sign


def _shape_bounds(summand: Summand, place: Location) -> tuple[Factored, Factored]:
    cone, g = place.cone, place.outputs[0]
    ends = _decay(cone, g) if summand.kernel is Kernel.DECAY else [(Fraction(0), arb(1))] * 2
    if summand.slope:
        d = place.outputs[1]
        twice = 1 if summand.kernel is Kernel.RISE else 2
        ends = _products(ends, [(d.low, twice * d.lower), (d.high, twice * d.upper)])
        if summand.kernel is not Kernel.DECAY:
            ends = _products(ends, _half(cone, g))
    rise = _rise(cone, g) if summand.order_of_g else ends
    for _ in range(summand.order_of_g - summand.slope):
        ends = _products(ends, rise)
    if summand.weight:
        v = place.outputs[-summand.weight]
        ends = _products(ends, [(v.low, v.lower), (v.high, v.upper)])
    return ends[0], ends[1]


def _products(left: list[Factored], right: list[Factored]) -> list[Factored]:
    return [(x[0] + y[0], x[1] * y[1]) for x, y in zip(left, right, strict=True)]


def _decay(cone: Cone, g: Sector) -> list[Factored]:
    """Bounds of exp(-2g)."""
    return [(Fraction(0), (-2 * cone.sup(g)).exp().lower()), (Fraction(0), (-2 * cone.inf(g)).exp().upper())]


def _half(cone: Cone, g: Sector) -> list[Factored]:
    """Bounds of exp(-g)."""
    return [(Fraction(0), (-cone.sup(g)).exp().lower()), (Fraction(0), (-cone.inf(g)).exp().upper())]


def _rise(cone: Cone, g: Sector) -> list[Factored]:
    """Bounds of 1 - exp(-g)."""
    if g.low > 0 and g.lower > 0:
        top = (g.lower * cone.power(g.low)).upper()
        low = (g.low, (g.lower * (-(-top).expm1()) / top).lower())
    else:
        low = (Fraction(0), (-(-cone.inf(g)).expm1()).lower())
    high = (g.high, g.upper) if g.high > 0 else (Fraction(0), (-(-cone.sup(g)).expm1()).upper())
    return [low, high]


def signed(lower: arb | None, upper: arb | None, sign: int) -> arb:
    """A tail whose size lies between the two, None where they are infinite; ``sign`` 0 where it has both signs.

    Raises InfiniteSumError, UndecidedError.
    """
    if lower is None and sign != 0:
        raise InfiniteSumError
    if upper is None or lower is None:
        raise UndecidedError("convergence is decided by a logarithm, beyond the powers of lambda compared here")
    size = lower.union(upper) if sign != 0 else upper.union(-upper)
    return -size if sign < 0 else size
