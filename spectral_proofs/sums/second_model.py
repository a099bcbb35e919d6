"""g, the terms of its sums and its frontier with as many digits as they need: what the second engine adds up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.modes import Kernel, ModeSum
from spectral_proofs.sums.perturbed import spread
from spectral_proofs.sums.workload import Account, Exponents, operations

FIRST = 48  # modes before the integral, N
DIGITS = 30
_SHORT = 45  # digits of a term, once its exponent is known
_FAR = 600  # log x that stands for infinity
_MOST_EXTRA, FAR_EXTRA = 3000, 300
LONG = 160
_EXTREME = mpmath.mpf(10) ** 1100
_GUARDS = (0, 1), (40, 1), (0, 2), (160, 2), (160, 4), (640, 4), (2560, 4), (10240, 4)  # digits, powers of lambda
_NEAR, _BEYOND = (0, 1, 4, 8, 15, 30, 60, 150, 600), (-8, -3, -1, 0, 1, 3, 8, 30)  # log x, whole and from the frontier
_RESOLVED = mpmath.mpf(10) ** -20  # relative error of g
SMOOTH = 30  # log k beyond which neighbouring modes cannot be told apart in the digits used


@dataclass(frozen=True)
class Model:
    """g on one spectrum at one time, at the digits that each place needs."""

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

    def guarded(self) -> tuple[Model, Any]:
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

    def again(self) -> Model:
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
        digits = DIGITS + self.guard + min(extra, most)
        self.spent.spend(digits, operations(self.g))
        return mpmath.workdps(digits)

    @property
    def node_digits(self) -> int:
        """Digits of log k at a single mode: g multiplies its error by t, and enters an exponential."""
        return DIGITS + self.guard + len(str(int(self.t)))

    def term(self, modes: ModeSum) -> Term:
        """x h(x) at x = exp(y), as a function of y and of how many digits its size may cost at most."""
        return Term(self, modes)

    def writable(self, y: Any) -> bool:
        """Whether exponentials in g have arguments of ordinary length at exp(y)."""
        with mpmath.workdps(LONG):
            return self.exponents.short(self._lambda(y), _number(self.t))

    def frontier(self) -> Any:
        """y where g falls to 1, or to half its value at N if that is below 2; log N where there is none.

        What is left of g far out is subtracted if it exceeds 1: it only scales L.
        """
        low = start = mpmath.log(FIRST)
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
        for _ in range(60 if high < 2 * SMOOTH else 12):  # to a fraction of a mode, where modes can be told apart
            middle = (low + high) / 2
            low, high = (middle, high) if above(middle) else (low, middle)
        return low


@dataclass(frozen=True)
class Term:
    """x h(x) at x = exp(y), for one sum."""

    model: Model
    modes: ModeSum

    def __call__(self, y: Any, most: int = _MOST_EXTRA) -> Any:
        """The term at y; its size may cost ``most`` digits more."""
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
