"""Real ball arithmetic on exact inputs, refusing what is certainly undefined.

A value is an exact ``flint.fmpq`` for as long as the operations are rational
and an ``arb`` ball afterwards.  Each operation either encloses the true value,
or raises :class:`Undefined` when the *whole* ball lies outside the domain; a
ball that merely touches the boundary gives a non-finite ball, which proves
nothing.  Precision is the caller's (``with flint.ctx.workprec(...)``).

Left out: complex values.  A subexpression that is certainly complex is undefined here.
"""

from __future__ import annotations

from flint import arb, fmpq

Value = fmpq | arb

_MAX_EXACT_POWER = 64


class Undefined(Exception):
    """No real value exists; the message says why in a few words."""


def ball(value: Value) -> arb:
    """The value as a ball.

    >>> ball(fmpq(1, 2))
    0.500000000000000
    """
    return value if isinstance(value, arb) else arb(value)


def sign(value: Value) -> int | None:
    """-1, 0 or 1 when certain, else None.

    >>> sign(fmpq(-1, 3)), sign(arb(0, 1))
    (-1, None)
    """
    if isinstance(value, fmpq):
        return int(value > 0) - int(value < 0)
    if value.is_zero():
        return 0
    if value > 0:
        return 1
    return -1 if value < 0 else None


def add(x: Value, y: Value) -> Value:
    """x + y."""
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return x + y
    return ball(x) + ball(y)


def multiply(x: Value, y: Value) -> Value:
    """x * y; an exact zero wins over a non-finite ball."""
    if isinstance(x, fmpq) and isinstance(y, fmpq):
        return x * y
    if sign(x) == 0 or sign(y) == 0:
        return fmpq(0)
    return ball(x) * ball(y)


def invert(x: Value) -> Value:
    """1/x."""
    if sign(x) == 0:
        raise Undefined("division by zero")
    return fmpq(1) / x if isinstance(x, fmpq) else arb(1) / x


def power(x: Value, y: Value) -> Value:
    """x**y for real x; y must be an integer where x < 0."""
    if isinstance(y, fmpq) and y.q == 1:
        return _integer_power(x, int(y.p))
    side = sign(x)
    if side == 0:
        if sign(y) == -1:
            raise Undefined("division by zero")
        return fmpq(0) if sign(y) == 1 else arb("nan")
    if side == -1:
        # A ball exponent may still be an integer; only a rational one is certainly none.
        if isinstance(y, fmpq):
            raise Undefined("a fractional power of a negative number is complex")
        return arb("nan")
    return ball(x) ** ball(y)


def _integer_power(x: Value, n: int) -> Value:
    if n < 0:
        return invert(_integer_power(x, -n))
    if isinstance(x, fmpq) and n <= _MAX_EXACT_POWER:
        exact: fmpq = x**n
        return exact
    return ball(x) ** arb(n)


def absolute(x: Value) -> Value:
    """|x|."""
    return fmpq(abs(x)) if isinstance(x, fmpq) else arb(abs(x))


def largest(values: list[Value]) -> Value:
    """Max of one or more values."""
    return _extreme(values, 1)


def smallest(values: list[Value]) -> Value:
    """Min of one or more values."""
    return _extreme(values, -1)


def _extreme(values: list[Value], side: int) -> Value:
    best = values[0]
    for value in values[1:]:
        if isinstance(best, fmpq) and isinstance(value, fmpq):
            best = max(best, value) if side > 0 else min(best, value)
        else:
            best = ball(best).max(ball(value)) if side > 0 else ball(best).min(ball(value))
    return best
