"""Constants of the growth condition (2), proved on the whole quadrant.

For given m, n > 0 find rationals 0 < c1 <= c2 and t0 with
c1 lambda^m t^n <= g <= c2 lambda^m t^n for all 0 < lambda <= Lambda, t >= t0.

1. h = g / (lambda^m t^n), the monomial cancelled in every term.
2. For t0 = 1, 10, ..., 10^8: branch and bound (``cover``) until every piece has
   a finite upper and a positive lower bound; a certified value h <= 0, or one that neither the size
   of the numbers in h explains nor a factor 2^(+-600), rules the choice out at once.
3. Refine each bound on its own until both are within a relative 10^-3 of certified values.
4. Round outward to a rational with a small denominator or four digits.

Left out: deciding m and n (the caller's derivation does), and proofs that no
constants exist; failure raises :class:`UndecidedError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.balls.interval import Interval
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.cover import Cover, Goal, Piece, coordinates, refine, start
from spectral_proofs.bounds.nodes import Node
from spectral_proofs.bounds.region import Region, as_exact
from spectral_proofs.bounds.slopes import Slopes
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

TOLERANCE = Fraction(1, 1000)
#: |log2 h| beyond which h counts as unbounded far out on the quadrant, besides what its numbers account for.
HUGE_BITS = 600


@dataclass(frozen=True)
class GrowthConstants:
    """c1 lambda^m t^n <= g <= c2 lambda^m t^n for all 0 < lambda <= Lambda, t >= t0: proved.

    c1, c2 > 0 are exact (rational unless g/(lambda^m t^n) is an irrational
    constant); ``tight`` says that neither can be improved by more than about 10^-3.
    """

    c1: sympy.Expr
    c2: sympy.Expr
    t0: sympy.Rational
    tight: bool
    m: sympy.Expr
    n: sympy.Expr


def growth_constants(
    g: sympy.Expr, m: sympy.Expr, n: sympy.Expr, Lambda: sympy.Rational | int = 1, *, effort: int = 2000
) -> GrowthConstants:
    """Constants of condition (2) for exact m, n; UndecidedError (naming the obstacle) when none are found.

    ``effort``, in enclosures of one operation, bounds the search for existence and, separately, the sharpening.
    """
    ratio = divided(g, m, n)
    if not ratio.free_symbols:
        return _constant_ratio(ratio, m, n)
    node, huge = compile_expression(ratio), HUGE_BITS + 2 * _bits_written(ratio)
    reason = "no bound found"
    spent = 0
    for t0 in (Fraction(10) ** k for k in range(9)):
        cover = start(node, as_exact(Lambda), t0)
        with working_precision(numbers.PRECISION):
            if refine(cover, _Existence(huge), min(effort - spent, effort // 2)):
                return _sharpened(cover, effort, t0, m, n)
            reason = _obstacle(cover, huge)
        spent += cover.spent
        if spent > effort:
            break
    raise UndecidedError(f"g/(lambda^{m} t^{n}): {reason}")


def divided(g: sympy.Expr, m: sympy.Expr, n: sympy.Expr) -> sympy.Expr:
    """g / (lambda^m t^n), cancelled term by term."""
    monomial = LAMBDA ** (-m) * TIME ** (-n)
    return sympy.Add(*[term * monomial for term in sympy.Add.make_args(g)])


def _constant_ratio(ratio: sympy.Expr, m: sympy.Expr, n: sympy.Expr) -> GrowthConstants:
    if numbers.sign(ratio) <= 0:
        raise UndecidedError(f"g/(lambda^{m} t^{n}) is the constant {ratio}, not positive")
    return GrowthConstants(ratio, ratio, sympy.S.One, True, m, n)


def _bits_written(ratio: sympy.Expr) -> int:
    """The size of the largest or smallest number in the expression: 10^-300 may well be the value of h far out."""
    written = [r for r in ratio.atoms(sympy.Rational) if r]
    return max((abs(int(r.p).bit_length() - int(r.q).bit_length()) for r in written), default=0)


class _Existence(Goal):
    """Positive lower and finite upper bounds everywhere."""

    def __init__(self, huge: int = HUGE_BITS) -> None:
        self.huge = arb(2) ** huge

    def urgency(self, cover: Cover, piece: Piece) -> float:
        """Every piece without bounds is equally urgent."""
        return 0.0 if piece.range.positive and piece.range.finite else 1.0

    def hopeless(self, cover: Cover) -> bool:
        """A certified value that is not positive, or far too large or small."""
        if cover.smallest is None or cover.largest is None:
            return False
        return bool(cover.smallest.hi * self.huge < 1 or cover.largest.lo > self.huge)


class _Finite(_Existence):
    """Finite upper bounds everywhere."""

    def urgency(self, cover: Cover, piece: Piece) -> float:
        """Every piece without an upper bound is equally urgent."""
        return 0.0 if piece.range.hi.is_finite() else 1.0

    def hopeless(self, cover: Cover) -> bool:
        """A certified value that is far too large."""
        return cover.largest is not None and bool(cover.largest.lo > self.huge)


class _Sharpness(Goal):
    """The outer bound on the cover's side within the tolerance of certified values."""

    def __init__(self, tolerance: Fraction = TOLERANCE) -> None:
        self.tolerance = float(tolerance)

    def urgency(self, cover: Cover, piece: Piece) -> float:
        """How far the piece's bound sticks out, as a ratio; 0 within the tolerance."""
        if cover.smallest is None or cover.largest is None:
            return 1.0
        excess = cover.smallest.hi / piece.range.lo if cover.side > 0 else piece.range.hi / cover.largest.lo
        size = float(excess.upper())
        return 0.0 if size <= 1 + self.tolerance / 2 else size

    def hopeless(self, cover: Cover) -> bool:
        """Never: existence is already proved."""
        return False


def _sharpened(cover: Cover, effort: int, t0: Fraction, m: sympy.Expr, n: sympy.Expr) -> GrowthConstants:
    found, tight = _both_sides(cover, TOLERANCE, effort)
    return GrowthConstants(rounded_down(found.lo), rounded_up(found.hi), numbers.as_rational(t0), tight, m, n)


def _both_sides(cover: Cover, tolerance: Fraction, effort: int) -> tuple[Interval, bool]:
    """The range, sharpened from either side; never wider than what existence was proved with."""
    known, low, high = cover.bounds(), cover.one_sided(1), cover.one_sided(-1)
    tight = [refine(side, _Sharpness(tolerance), effort // 2) for side in (low, high)]
    return Interval(known.lo.max(low.bounds().lo), known.hi.min(high.bounds().hi)), all(tight)


def sharpened_range(node: Node, largest: Fraction, t0: Fraction, tolerance: Fraction, effort: int) -> Interval:
    """Positive, finite bounds of an expression on 0 < lambda <= largest, t >= t0; UndecidedError if none are found.

    ``effort`` bounds the search for existence and, separately, the sharpening towards ``tolerance`` (relative).
    """
    with working_precision(numbers.PRECISION):
        return _sharpened_cover(start(node, largest, t0), tolerance, effort)


def range_on(node: Node, regions: Sequence[Region], tolerance: Fraction, effort: int) -> Interval:
    """The same on a union of regions."""
    with working_precision(numbers.PRECISION):
        return _sharpened_cover(_cover(node, regions), tolerance, effort)


def upper_bound_on(node: Node, regions: Sequence[Region], tolerance: Fraction, effort: int) -> arb:
    """A finite upper bound of an expression on a union of regions, by the same search."""
    with working_precision(numbers.PRECISION):
        cover = _cover(node, regions)
        if not refine(cover, _Finite(), effort):
            raise UndecidedError(_obstacle(cover))
        high = cover.one_sided(-1)
        refine(high, _Sharpness(tolerance), effort)
        return high.bounds().hi


def _cover(node: Node, regions: Sequence[Region]) -> Cover:
    cover = Cover(node, slopes=Slopes(node.expression))
    for region in regions:
        cover.push(cover.enclose(region), 1.0)
    return cover


def _sharpened_cover(cover: Cover, tolerance: Fraction, effort: int) -> Interval:
    if not refine(cover, _Existence(), effort):
        raise UndecidedError(_obstacle(cover))
    return _both_sides(cover, tolerance, effort)[0]


def _obstacle(cover: Cover, bits: int = HUGE_BITS) -> str:
    small, large = cover.smallest, cover.largest
    if small is not None and small.hi <= 0 and cover.lowest_point is not None:
        return f"certified not positive at {coordinates(cover.lowest_point)}"
    huge = arb(2) ** bits
    if large is not None and cover.highest_point is not None and large.lo > huge:
        return f"above 2^{bits} at {coordinates(cover.highest_point)}"
    if small is not None and cover.lowest_point is not None and small.hi * huge < 1:
        return f"below 2^-{bits} at {coordinates(cover.lowest_point)}"
    return "no positive lower and finite upper bound was found on the whole quadrant"


def rounded_up(value: arb, digits: int = 4) -> sympy.Rational:
    """A short rational >= the ball, less than one unit of the last of ``digits`` significant digits above it."""
    exact = exact_end(value.upper())
    if exact < 0:
        return -rounded_down(-value, digits)
    short = exact.limit_denominator(1000)
    if exact <= short <= exact * (1 + Fraction(1, 10 ** max(9, digits))):
        return numbers.as_rational(short)
    unit = _unit(exact, digits)
    return numbers.as_rational(-((-exact) // unit) * unit)


def rounded_down(value: arb, digits: int = 4) -> sympy.Rational:
    """A short rational <= the ball, less than one unit of the last of ``digits`` significant digits below it."""
    exact = exact_end(value.lower())
    if exact < 0:
        return -rounded_up(-value, digits)
    short = exact.limit_denominator(1000)
    if exact * (1 - Fraction(1, 10 ** max(9, digits))) <= short <= exact:
        return numbers.as_rational(short)
    unit = _unit(exact, digits)
    return numbers.as_rational(exact // unit * unit)


def _unit(value: Fraction, digits: int) -> Fraction:
    """The unit of the last of so many significant decimal digits of a value > 0; 1 for zero."""
    if value == 0:
        return Fraction(1)
    exponent = int((value.numerator.bit_length() - value.denominator.bit_length()) * 0.30103)
    while Fraction(10) ** exponent > value:
        exponent -= 1
    while Fraction(10) ** (exponent + 1) <= value:
        exponent += 1
    return Fraction(10) ** (exponent - digits + 1)


def exact_end(end: arb) -> Fraction:
    """An exact, finite ball as a Fraction."""
    if not end.is_finite():
        raise UndecidedError("an explicit constant is out of range")
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
