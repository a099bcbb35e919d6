"""Exact constants: their enclosures, and arithmetic of exponents.

Exponents of lambda and t are exact SymPy numbers, almost always rational; sums
and signs are cached because branch and bound asks for the same few again and
again.  Left out: constants with functions outside ``elementary``; they raise
:class:`UndecidedError`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx, fmpq

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.elementary import FUNCTIONS
from spectral_proofs.bounds.interval import Interval
from spectral_proofs.errors import UndecidedError

_DEGREE = 24  # of the field that the roots in a number span, at most

_MOST_BITS = 20_000  # for sums that cancel

#: Working precision of every interval in this package, in bits.
PRECISION = 96


def as_fraction(number: sympy.Expr) -> Fraction | None:
    """The number as a Fraction, or None when it is irrational."""
    return Fraction(int(number.p), int(number.q)) if isinstance(number, sympy.Rational) else None


def as_rational(number: Fraction) -> sympy.Rational:
    """A Fraction as a SymPy number."""
    return sympy.Rational(number.numerator, number.denominator)


def ball(number: sympy.Expr) -> arb:
    """Enclosure of an exact real constant at the precision in force."""
    return _ball(number, int(ctx.prec))


@lru_cache(maxsize=4096)
def _ball(number: sympy.Expr, precision: int) -> arb:
    if isinstance(number, sympy.Rational):
        return arb(fmpq(int(number.p), int(number.q)))
    if number is sympy.pi:
        return arb.pi()
    if number is sympy.E:
        return arb.const_e()
    if number is sympy.EulerGamma:
        return arb.const_euler()
    if isinstance(number, sympy.Add):
        return _sum(number.args, precision)
    if isinstance(number, sympy.Mul):
        product = arb(1)
        for factor in number.args:
            product *= ball(factor)
        return product
    if isinstance(number, sympy.Pow):
        return _power(number)
    return _function(number)


def _sum(terms: tuple[sympy.Expr, ...], precision: int) -> arb:
    """A sum whose leading digits may cancel, as in exp(10^(-500)) - 1: with as many bits as that takes."""
    bits = precision
    while True:
        with working_precision(bits):
            total = sum((ball(x) for x in terms), arb(0))
        if total.rel_accuracy_bits() >= precision // 2 or bits >= _MOST_BITS:
            return +total
        bits *= 4


def _power(number: sympy.Expr) -> arb:
    base, exponent = number.args
    value, fraction = ball(base), as_fraction(exponent)
    if fraction is not None and fraction.denominator == 1:
        return value ** int(fraction)
    if not value > 0:
        raise UndecidedError(f"the constant {number} is not a certified real number")
    return value ** fmpq(fraction.numerator, fraction.denominator) if fraction is not None else value ** ball(exponent)


def _function(number: sympy.Expr) -> arb:
    value = _elementary(number)
    if value is None or value.is_nan():
        raise UndecidedError(f"the constant {number} has no enclosure")
    return value


def _elementary(number: sympy.Expr) -> arb | None:
    """Ball of f(constants), or None when f is not in the table."""
    balls = [ball(x) for x in number.args]
    known = FUNCTIONS.get(type(number))
    if known is not None and len(balls) == 1:
        return known.at(balls[0])
    if isinstance(number, sympy.Abs):
        return abs(balls[0])
    if isinstance(number, sympy.Max | sympy.Min):
        pick = arb.max if isinstance(number, sympy.Max) else arb.min
        result = balls[0]
        for other in balls[1:]:
            result = pick(result, other)
        return result
    return None


def constant_interval(number: sympy.Expr) -> Interval:
    """Interval around an exact real constant."""
    return Interval.of(ball(number))


@lru_cache(maxsize=8192)
def plus(x: sympy.Expr, y: sympy.Expr) -> sympy.Expr:
    """x + y."""
    return x + y


@lru_cache(maxsize=8192)
def times(x: sympy.Expr, y: sympy.Expr) -> sympy.Expr:
    """x * y, expanded so that equal irrational exponents compare equal."""
    return sympy.expand(x * y)


@lru_cache(maxsize=8192)
def sign(number: sympy.Expr) -> int:
    """-1, 0 or 1; raises UndecidedError when an irrational constant cannot be told from zero."""
    if isinstance(number, sympy.Rational):
        return int(number.p > 0) - int(number.p < 0)
    for bits in (256, 2048):
        with working_precision(bits):
            value = ball(number)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
    if sympy.expand(number) == 0 or (_of_small_degree(number) and number.equals(0)):
        return 0
    raise UndecidedError(f"the sign of the constant {number}")


def _of_small_degree(number: sympy.Expr) -> bool:
    """Whether SymPy can be asked for a minimal polynomial; 7^(355/113) alone has one of degree 113."""
    roots = {int(power.exp.q) for power in number.atoms(sympy.Pow) if power.exp.is_Rational}
    return math.prod(roots) <= _DEGREE


def is_zero(number: sympy.Expr) -> bool:
    """True only when the constant is proved to vanish."""
    try:
        return sign(number) == 0
    except UndecidedError:
        return False
