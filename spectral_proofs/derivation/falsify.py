"""A second look at what the cells say: g itself, in balls, far out and between the scales.

The cells know leading terms on curves lambda = x t^(-u) (log t)^(-v)...; a g built to misbehave on
another curve (lambda = e^(-t), say) slips through. So, before a hypothesis or condition (2) counts
as decided without a proof on the whole quadrant:

1. g, lambda dg/dlambda and t dg/dt are enclosed on curves log(1/lambda) = fractions and multiples of
   T = log t, powers of T with shifts of order one, log T, powers of t, and 1 - lambda = powers of 1/t.
   Every value is a ball; one that does not even settle the sign, at the largest precision, counts for nothing.
2. "Far out" is measured against the numbers that are written in g: 10^-300 t^2 overtakes t at log t = 690, and
   t^(1/1000) takes a thousand times as long as t to move. The times are stretched by their sizes, so that what
   is seen is not on its way to the limit.
3. A derivative that is certainly negative at the two largest times of a family, or a g/(lambda^m t^n) that
   certainly moves in one direction from each time to the next, and farther out still, makes the fact unknown, naming
   the point. Where it has come to rest there, as 1 + (log t) exp(-sqrt(log t)/8) has, it says nothing.

Values at finitely many points only ever take a decision back here; they never make one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise
from math import lcm

import sympy
from flint import arb

from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose_at
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME

_FAR_TIMES = (12, 30, 75, 190)  # log t
_NEAR_TIMES = (4, 6, 8, 10)  # for curves on which log(1/lambda) is a power of t
_NEAR_STRETCH = 2  # beyond, lambda = exp(-t) is too small to be written down
_BITS = 128
_MAX_BITS = 13_000
_SIGNIFICANT = 24  # relative bits of a value
_STEP = arb(1) / 5  # movement of log(g/(lambda^m t^n)) from each time to the next that no bounded ratio keeps up
_TOTAL = arb(1)
_FARTHER = (4, 12)  # times as far in log t: is there still movement?
_UNSEEN = 4  # nats of the numbers in g that the times leave room for

Curve = Callable[[arb], arb]  # T = log t -> log(Lambda/lambda)
Family = tuple[tuple[int, ...], tuple[Curve, ...]]


def negative_somewhere(expr: sympy.Expr, Lambda: sympy.Expr) -> str:
    """A point (in words) where ``expr`` is certainly negative at the largest times of a family, or an empty string."""
    for times, curves in _families(stretch(expr)):
        negative = [
            [(curve, log_t) for curve in curves if _certainly_negative(expr, curve, log_t, Lambda)]
            for log_t in times[-2:]
        ]
        if all(negative):
            return _where(*negative[-1][0], Lambda)
    return ""


def unbounded_ratio(g: sympy.Expr, m: sympy.Expr, n: sympy.Expr, Lambda: sympy.Expr) -> str:
    """A curve along which g/(lambda^m t^n) certainly keeps moving in one direction, or an empty string."""
    for times, curves in _families(stretch(g)):
        for curve in curves:
            ratios: list[arb] = []
            for log_t in times:
                ratio = _log_ratio(g, (m, n), curve, log_t, Lambda)
                if ratio is None:
                    break
                ratios.append(ratio)
            moving = len(ratios) == len(times) and _keeps_moving(ratios)
            if moving and not _rests(g, (m, n), curve, times[-1], Lambda):
                moved = f"g/(lambda^({m}) t^({n})) = exp({ratios[-1].str(5, radius=False)})"
                return f"{moved} at {_where(curve, times[-1], Lambda)}, and it keeps moving along that curve"
    return ""


def _rests(g: sympy.Expr, powers: tuple[sympy.Expr, sympy.Expr], curve: Curve, log_t: int, Lambda: sympy.Expr) -> bool:
    """Whether g/(lambda^m t^n) certainly moves no more on the curve, farther out."""
    before, last = (_log_ratio(g, powers, curve, factor * log_t, Lambda) for factor in _FARTHER)
    return before is not None and last is not None and bool(abs(last - before) < _STEP)


def stretch(expr: sympy.Expr) -> int:
    """How many times as far one has to look because of the numbers written in ``expr``; 1 for moderate ones.

    >>> stretch(LAMBDA * TIME / 10), stretch(LAMBDA * TIME * (1 + TIME ** sympy.Rational(1, 50)))
    (1, 50)
    """
    exponents = {r for power in expr.atoms(sympy.Pow) for r in power.exp.atoms(sympy.Rational) if r}
    written = {r for r in expr.atoms(sympy.Rational) if r} - exponents
    slowness = lcm(1, *(int(r.q) for r in exponents))
    nats = max((abs(int(r.p).bit_length() - int(r.q).bit_length()) * 7 // 10 for r in written), default=0)
    return slowness * max(1, nats // _UNSEEN)


def _keeps_moving(ratios: list[arb]) -> bool:
    steps = [later - earlier for earlier, later in pairwise(ratios)]
    one_way = all(step > _STEP for step in steps) or all(step < -_STEP for step in steps)
    return one_way and bool(abs(ratios[-1] - ratios[0]) > _TOTAL)


def _where(curve: Curve, log_t: int, Lambda: sympy.Expr) -> str:
    with working_precision(_BITS):
        log_lam = numbers.ball(Lambda).log() - curve(arb(log_t))
        return f"lambda = exp({log_lam.str(8, radius=False)}), t = exp({log_t})"


def _certainly_negative(expr: sympy.Expr, curve: Curve, log_t: int, top: sympy.Expr) -> bool:
    value = _value(expr, curve, log_t, top)
    return value is not None and bool(value < 0)


def _log_ratio(
    g: sympy.Expr, powers: tuple[sympy.Expr, sympy.Expr], curve: Curve, log_t: int, top: sympy.Expr
) -> arb | None:
    """The logarithm of g/(lambda^m t^n) on the curve; None where g is not certainly positive."""
    value = _value(g, curve, log_t, top)
    if value is None or not value > 0:
        return None
    with working_precision(_BITS):
        m, n = map(numbers.ball, powers)
        return value.log() - m * (numbers.ball(top).log() - curve(arb(log_t))) - n * log_t


def _value(expr: sympy.Expr, curve: Curve, log_t: int, top: sympy.Expr) -> arb | None:
    """``expr`` on the curve as a ball of some relative accuracy; None where none is found."""
    bits = _BITS
    while bits <= _MAX_BITS:
        with working_precision(bits):
            depth, time = curve(arb(log_t)), arb(log_t)
            enough = min(float((depth + time).upper()) * 3, _MAX_BITS)  # what cancels between powers of lambda and t
            try:
                value = enclose_at(expr, {LAMBDA: numbers.ball(top) * (-depth).exp(), TIME: time.exp()})
            except (NoBallError, UndecidedError):
                value = None
        if value is not None and value.rel_accuracy_bits() >= _SIGNIFICANT:
            return value
        if bits > _BITS + enough:
            return None
        bits *= 4
    return None


@lru_cache(maxsize=64)
def _families(stretched: int) -> tuple[Family, ...]:
    far: list[Curve] = [lambda _: arb(0)]
    far += [partial(_multiple, arb(j) / 6) for j in range(1, 19)]
    shifts = (arb(0), -arb(7) / 10, arb(7) / 10, arb(-2), arb(2))
    far += [partial(_shifted_power, arb(j) / 4, shift) for j in (1, 2, 3, 5, 6) for shift in shifts]
    far += [partial(_log_multiple, arb(j) / 2) for j in range(1, 7)]
    far += [partial(_time_power, arb(-j) / 4) for j in range(1, 9)]
    near: list[Curve] = [partial(_time_power, arb(j) / 4) for j in (1, 2, 3, 4, 5, 6)]
    families: list[Family] = [(tuple(stretched * x for x in _FAR_TIMES), tuple(far))]
    if stretched <= _NEAR_STRETCH:
        families.append((tuple(stretched * x for x in _NEAR_TIMES), tuple(near)))
    return tuple(families)


def _multiple(c: arb, x: arb) -> arb:
    return c * x


def _shifted_power(p: arb, shift: arb, x: arb) -> arb:
    return (x + shift) ** p


def _log_multiple(c: arb, x: arb) -> arb:
    return c * x.log()


def _time_power(p: arb, x: arb) -> arb:
    return (p * x).exp()
