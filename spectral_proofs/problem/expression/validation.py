"""Certified samples of g, to refuse what cannot be an evolution function.

1. Evaluate g as a ball at lambda in {Lambda, Lambda/10, Lambda/10^6} and
   t in {10^2, 10^6, 10^30, 10^100}, raising precision while a sign is unsettled.
2. A value that is *certainly* undefined, infinite or complex anywhere, or
   certainly not positive at the two largest times, is an input error.
3. A ball that stays unsettled (cancellation, overflow) proves nothing and passes.

lambda = Lambda is among the points because it is the mode k = 1.
Left out: negativity elsewhere, which the derivation decides.
"""

from __future__ import annotations

import sympy
from flint import arb, ctx

from spectral_proofs.balls.exact import Undefined, Value, ball, sign
from spectral_proofs.balls.walker import ExactBalls, rational
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_SHRINK = ("1", "1/10", "1e-6")
_TIMES = ("1e2", "1e6", "1e30", "1e100")
_LATE = ("1e30", "1e100")
_PRECISIONS = (200, 1000)


def validate(g: sympy.Expr, scale: sympy.Rational) -> None:
    """Refuse a resolved g that certainly is complex, undefined or not positive; ``scale`` is Lambda.

    Raises InputError: naming the point and what goes wrong there.
    """
    if g == 0:
        raise InputError("g is zero for every lambda and t; write one that grows, such as lambda*t")
    for time in _TIMES:
        for shrink in _SHRINK:
            _check_point(g, scale, shrink, time)


def validate_residual(residual: sympy.Expr, scale: sympy.Rational) -> None:
    """Refuse a resolved residual that certainly is complex or undefined, or that has no lambda or no t.

    Raises InputError: naming the point and what goes wrong there.
    """
    if not {LAMBDA, TIME} <= residual.free_symbols:
        raise InputError("the residual must depend on lambda and t; write one such as cos(sqrt(lambda)*t)")
    for time in _TIMES:
        for shrink in _SHRINK:
            eigenvalue = scale * sympy.Rational(shrink)
            try:
                sample(residual, eigenvalue, sympy.Rational(time))
            except Undefined as reason:
                where = f"at lambda = {eigenvalue}, t = {time}"
                raise InputError(f"the residual is not a real number {where}: {reason}; correct it") from None


def _check_point(g: sympy.Expr, scale: sympy.Rational, shrink: str, time: str) -> None:
    eigenvalue = scale * sympy.Rational(shrink)
    where = f"at lambda = {eigenvalue if shrink != '1e-6' else f'{scale}*1e-6'}, t = {time}"
    if shrink == "1":
        where += " (the mode k = 1)"
    try:
        value = sample(g, eigenvalue, sympy.Rational(time))
    except Undefined as reason:
        remedy = "g must be defined on 0 < lambda <= Lambda"
        raise InputError(f"g is not a real number {where}: {reason}; {remedy}") from None
    side = sign(value)
    if side in (0, -1) and time in _LATE:
        shown = ball(value).str(5, radius=False)
        raise InputError(f"g is {shown} {where}; g must be positive for large t, check its sign")


def sample(g: sympy.Expr, eigenvalue: sympy.Rational, time: sympy.Rational) -> Value:
    """g at one point as an exact rational or a ball, which may be non-finite.

    >>> sample(2 * LAMBDA * TIME, sympy.Rational(1, 2), sympy.Rational(3))
    3

    Raises Undefined: g certainly has no real value there.
    """
    value: Value = arb("nan")
    for precision in _PRECISIONS:
        with ctx.workprec(precision):
            value = ExactBalls({LAMBDA: rational(eigenvalue), TIME: rational(time)})(g)
            if sign(value) is not None:
                break
    return value
