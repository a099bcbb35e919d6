"""Curves inside the gap between two neighbouring cells, and how the sizes of terms compare along a curve.

1. Neighbours approach one curve B: lambda = t^-u0 (log t)^-u1 ... with the longer list of exponents. Where one
   has lambda = B e^p and the other B e^q, p and q having one sign, points between them have p^(1-f) q^f for
   f = 1/4, 1/2, 3/4: between lambda = t^-u and (log t)^-v these are about exp(-(log t)^(3/4)), (log t)^(1/2), ...
2. Beside the tail, fixed t, there is no such scale. T^2, e^(T/2), e^T, e^(3T/2) and exp(e^(3T/2)), t = e^T, stand for
   all that log(1/lambda) can be beyond the multiples of T.
3. Logarithms of sizes are compared at three times; of what has no accurate digits the far end of its ball counts.

Left out: curves that lie between these; finitely many points prove nothing about all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sympy
from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.balls import WANTED, Environment, value, values
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.precision import working_precision

Curve = Callable[[int], Environment]  # T -> values of the symbols at t = e^T

#: Values of T; the nearer ones where t itself must stay within reach.
FAR = (10**8, 10**64, 10**512)
NEAR = (20, 120, 700)
_NEAREST = (3, 4, 5)
_PRECISIONS = (200, 3200)
_SIDE = sympy.Rational(17)
_STILL = 0.02
_MOVES = 0.25  # the logarithm of log log log t moves by 0.35 from t = exp(10^64) to exp(10^512)
_SHARES = tuple(sympy.Rational(n, 4) for n in (1, 2, 3))
_INNER = sympy.Rational(13, 10)


def on_place(place: Place, sample: sympy.Expr) -> Curve:
    """The cell's own curve at one value of its parameter."""
    return lambda T: place.point(sample, T)[2]


def curves(left: Place, right: Place) -> Iterator[tuple[Curve, Sequence[int]]]:
    """Curves inside the gap, each with the times at which it is looked at; none between pieces of one ray."""
    if right.kind == "tail":
        for speed in (lambda T: T * T, lambda T: (T / 2).exp(), lambda T: T.exp(), lambda T: (3 * T / 2).exp()):
            yield _falling(speed, left), NEAR
        yield _falling(lambda T: (3 * T / 2).exp().exp(), left), _NEAREST
    elif "sector" in (left.kind, right.kind):
        for share in _SHARES:
            yield partial(_middle, left, right, share), FAR


def _falling(speed: Callable[[arb], arb], left: Place) -> Curve:
    """lambda = t^-u exp(-speed(log t)), u in the last sector."""

    def at(T: int) -> Environment:
        u = value(left.low + 1, {})
        return _environment(arb(T), -u * T - speed(arb(T)))

    return at


def _middle(left: Place, right: Place, share: sympy.Rational, T: int) -> Environment:
    longer = max(left.exponents, right.exponents, key=len)
    base = Place("ray", longer, left.parameter, sympy.S.Zero, sympy.oo).log_lambda(sympy.S.One, T)
    p, q = left.log_lambda(_low_end(left), T) - base, right.log_lambda(_high_end(right), T) - base
    size = abs(p) ** value(1 - share, {}) * abs(q) ** value(share, {})
    between = base + (size if p > 0 else -size)
    return _environment(arb(T), between)


def _environment(log_t: arb, log_lambda: arb) -> Environment:
    """With log lambda and log t, which lambda and t would lose where they are beyond all digits."""
    logs = {sympy.log(LAMBDA): log_lambda, sympy.log(TIME): log_t}
    return {TIME: log_t.exp(), LAMBDA: log_lambda.exp(), **logs}


def _low_end(place: Place) -> sympy.Expr:
    """A parameter of the place on the side of smaller lambda."""
    if place.kind != "sector":
        return min(place.high, sympy.S.One) / _SIDE
    return place.samples()[1] if place.high is not sympy.oo else _INNER + max(place.low, sympy.S.Zero)


def _high_end(place: Place) -> sympy.Expr:
    """A parameter of the place on the side of larger lambda."""
    if place.kind != "sector":
        return max(place.low, sympy.S.One) * _SIDE
    return place.samples()[1] if place.low is not -sympy.oo else min(place.high, sympy.S.Zero) - _INNER


@dataclass(frozen=True)
class Size:
    """log|term| with the sign of the term; a bound from above where the ball has no accurate digits (sign 0)."""

    log: arb
    accurate: bool
    sign: int


def sizes(terms: Sequence[sympy.Expr], curve: Curve, T: int) -> list[Size] | None:
    """The size of each term at t = e^T, None where one of them is not finite."""
    found: list[Size] = []
    for extra in _PRECISIONS:
        with working_precision(2 * T.bit_length() + extra):
            try:
                balls = values(terms, curve(T))
            except (UndecidedError, ValueError, OverflowError, ZeroDivisionError):
                return None
            if not all(ball.is_finite() for ball in balls):
                continue
            found = list(map(_size, balls))
        if all(size.accurate for size in found):
            break
    return found or None


def _size(ball: arb) -> Size:
    sign = 1 if ball > 0 else -1 if ball < 0 else 0
    if ball.is_zero():
        return Size(arb("-inf"), True, 0)
    if sign and ball.rel_accuracy_bits() >= WANTED:
        return Size(abs(ball).log(), True, sign)
    return Size(abs(ball).upper().log(), False, sign)


def less(larger: arb, smaller: arb, T: int) -> float:
    """The difference of two logarithms that may be as large as T and differ by little."""
    with working_precision(2 * T.bit_length() + 200):
        return float(larger.mid() - smaller.mid())


def trend(deviations: Sequence[float]) -> int | None:
    """1, 0, -1 as they grow, stand still or fall for ever, judged by the last two steps; None where it is unclear."""
    first, middle, last = deviations
    if math.isinf(last):
        return 1 if last > 0 else -1
    if middle == last or abs(last - middle) < _STILL:
        return 0
    steps = (middle - first, last - middle)
    if min(map(abs, steps)) > _MOVES and (steps[0] > 0) == (steps[1] > 0):
        return 1 if last > middle else -1
    return None
