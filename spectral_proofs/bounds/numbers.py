"""Exact constants: their enclosures, and arithmetic of exponents.

Exponents of lambda and t are exact SymPy numbers, almost always rational; sums
and signs are cached because branch and bound asks for the same few again and
again.  Left out: constants with functions outside the table; they raise
:class:`UndecidedError`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx, fmpq

from spectral_proofs.balls.functions import Function
from spectral_proofs.balls.interval import Interval
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.walker import RealBalls
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
    return _Constants({}).compute(number)


class _Constants(RealBalls):
    """Every part is remembered, with its precision, for other constants too."""

    def __call__(self, expr: sympy.Expr) -> arb:
        return ball(expr)

    def sum(self, expr: sympy.Expr) -> arb:
        """A sum whose leading digits may cancel, as in exp(10^(-500)) - 1: with as many bits as that takes."""
        bits = precision = int(ctx.prec)
        while True:
            with working_precision(bits):
                total = super().sum(expr)
            if total.rel_accuracy_bits() >= precision // 2 or bits >= _MOST_BITS:
                return +total
            bits *= 4

    def power(self, expr: sympy.Expr) -> arb:
        base, fraction = ball(expr.base), as_fraction(expr.exp)
        if fraction is not None and fraction.denominator == 1:
            return base ** int(fraction)
        if not base > 0:
            raise UndecidedError(f"the constant {expr} is not a certified real number")
        return base ** (ball(expr.exp) if fraction is None else fmpq(fraction.numerator, fraction.denominator))

    def apply(self, function: Function, expr: sympy.Expr) -> arb:
        value = function.at(ball(expr.args[-1]))
        return self.unknown(expr) if value.is_nan() else value

    def unknown(self, expr: sympy.Expr) -> arb:
        raise UndecidedError(f"the constant {expr} has no enclosure")


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
