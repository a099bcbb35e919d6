"""A second look at what the cells say: g itself, in numbers, far out and between the scales.

The cells know leading terms on curves lambda = x t^(-u) (log t)^(-v)...; a g built to misbehave on
another curve (lambda = e^(-t), say) slips through. So, before a hypothesis or condition (2) counts
as decided without a proof on the whole quadrant:

1. g, lambda dg/dlambda and t dg/dt are evaluated on curves log(1/lambda) = fractions and multiples of
   T = log t, powers of T with shifts of order one, log T, powers of t, and 1 - lambda = powers of 1/t.
2. A derivative that is negative at the two largest times of a family, or a g/(lambda^m t^n) that
   keeps moving in one direction along a curve, makes the fact unknown, naming the point.

Numbers only ever take a decision back here; they never make one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import mpmath
import sympy

from spectral_proofs.asymptotics.numeric import function_of_two
from spectral_proofs.candidate import LAMBDA, TIME

_FAR_TIMES = (12, 30, 75, 190)  # log t
_NEAR_TIMES = (4, 6, 8, 10)  # for curves on which log(1/lambda) is a power of t
_DIGITS = 40
_MAX_DIGITS = 4000
_STEP = 0.2  # movement of log(g/(lambda^m t^n)) from each time to the next that no bounded ratio keeps up
_TOTAL = 1.0

Curve = Callable[[mpmath.mpf], mpmath.mpf]  # T = log t -> log(Lambda/lambda)


def negative_somewhere(expr: sympy.Expr, Lambda: sympy.Expr) -> str:
    """A point (in words) where ``expr`` is negative at the largest times of a family, or an empty string."""
    f = function_of_two(LAMBDA, TIME, expr)
    for times, curves in _families():
        negative = [
            [(curve, log_t) for curve in curves if (_value(f, curve, log_t, Lambda) or 0) < 0] for log_t in times[-2:]
        ]
        if all(negative):
            return _where(*negative[-1][0], Lambda)
    return ""


def unbounded_ratio(g: sympy.Expr, m: sympy.Expr, n: sympy.Expr, Lambda: sympy.Expr) -> str:
    """A curve along which g/(lambda^m t^n) keeps moving in one direction, or an empty string."""
    f = function_of_two(LAMBDA, TIME, g)
    top = _log_top(Lambda)
    for times, curves in _families():
        for curve in curves:
            ratios = []
            for log_t in times:
                value = _value(f, curve, log_t, Lambda)
                if value is not None and value > 0:
                    log_lam = top - curve(mpmath.mpf(log_t))
                    ratios.append(mpmath.log(value) - float(m) * log_lam - float(n) * log_t)
            if len(ratios) == len(times) and _keeps_moving(ratios):
                moved = f"g/(lambda^({m}) t^({n})) = exp({mpmath.nstr(ratios[-1], 5)})"
                return f"{moved} at {_where(curve, times[-1], Lambda)}, and it keeps moving along that curve"
    return ""


def _keeps_moving(ratios: list[mpmath.mpf]) -> bool:
    steps = [later - earlier for earlier, later in pairwise(ratios)]
    one_way = all(step > _STEP for step in steps) or all(step < -_STEP for step in steps)
    return one_way and abs(sum(steps)) > _TOTAL


def _where(curve: Curve, log_t: int, Lambda: sympy.Expr) -> str:
    log_lam = _log_top(Lambda) - curve(mpmath.mpf(log_t))
    return f"lambda = exp({mpmath.nstr(log_lam, 8)}), t = exp({log_t})"


def _log_top(top: sympy.Expr) -> mpmath.mpf:
    return mpmath.log(mpmath.mpf(str(sympy.N(top, 30))))


def _value(f: Callable[[Any, Any], Any], curve: Curve, log_t: int, top: sympy.Expr) -> mpmath.mpf | None:
    """f on the curve, None where it is not a finite real number."""
    depth = curve(mpmath.mpf(log_t))
    with mpmath.workdps(_DIGITS + int(min(0.9 * (depth + log_t), _MAX_DIGITS))):
        try:
            value = f(mpmath.exp(_log_top(top) - depth), mpmath.exp(log_t))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return None
        return mpmath.re(value) if mpmath.im(value) == 0 and mpmath.isfinite(value) else None


@lru_cache(maxsize=1)
def _families() -> tuple[tuple[tuple[int, ...], tuple[Curve, ...]], ...]:
    far: list[Curve] = [lambda _: mpmath.mpf(0)]
    far += [partial(_multiple, mpmath.mpf(j) / 6) for j in range(1, 19)]
    shifts = (0, mpmath.mpf("-0.7"), mpmath.mpf("0.7"), -2, 2)
    far += [partial(_shifted_power, mpmath.mpf(j) / 4, shift) for j in (1, 2, 3, 5, 6) for shift in shifts]
    far += [partial(_log_multiple, mpmath.mpf(j) / 2) for j in range(1, 7)]
    far += [partial(_time_power, mpmath.mpf(-j) / 4) for j in range(1, 9)]
    near: list[Curve] = [partial(_time_power, mpmath.mpf(j) / 4) for j in (1, 2, 3, 4, 5, 6)]
    return (_FAR_TIMES, tuple(far)), (_NEAR_TIMES, tuple(near))


def _multiple(c: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    return c * x


def _shifted_power(p: mpmath.mpf, shift: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    return (x + shift) ** p


def _log_multiple(c: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    return c * mpmath.log(x)


def _time_power(p: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.exp(p * x)
