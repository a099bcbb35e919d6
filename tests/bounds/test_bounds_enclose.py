"""Enclosures contain the truth (mpmath, 500 digits, at random points) and are narrow."""

import random
from fractions import Fraction

import mpmath
import pytest
import sympy
from flint import ctx

from spectral_proofs.bounds.monomial import Box, enclose
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t

R = sympy.Rational
x = lam * t
EXPRESSIONS = [
    x,
    x / (1 + lam),
    -t * sympy.log(1 - lam / 2),
    t * sympy.tanh(lam),
    x + lam**2 * t**3,
    sympy.log(1 + x),
    3 * sympy.log(1 + x / 3),
    x * sympy.log(1 + t),
    x * (2 + sympy.sin(sympy.log(1 + t))),
    lam * (t - sympy.sin(t) / 2),
    1 - sympy.exp(-x),
    x - 1 + sympy.exp(-x),
    x - sympy.log(1 + x),
    sympy.sqrt(1 + x) - 1,
    sympy.sqrt(1 + lam) - 1 - lam / 3,
    sympy.cosh(lam) - sympy.cos(lam),
    lam ** R(1, 4) * t,
    lam ** sympy.sqrt(2) * t,
    sympy.log(2 + lam) - sympy.log(2),
    1 - lam / (lam + 3) * (1 - sympy.exp(-2 * t)),
    sympy.LambertW(x),
    sympy.erf(x) + sympy.atan(lam) * t,
    sympy.asinh(x) * sympy.sinh(lam),
    sympy.Max(x, lam**2 * t) + sympy.Min(lam, 1 / t),
    sympy.Abs(lam - R(1, 3)) * t,
    sympy.sqrt(lam**2 + x),
    sympy.exp(-lam) * t ** (lam + 1) * lam,
    x * (lam * t**2 + 2) / (lam * t**2 + 1),
    sympy.tan(lam / 2) * sympy.erfc(1 / t),
]
BOXES = [
    Box(Fraction(0), Fraction(1, 10**6), Fraction(100), Fraction(100)),
    Box(Fraction(0), Fraction(1), Fraction(5), Fraction(5)),
    Box(Fraction(1, 2), Fraction(1), Fraction(10), Fraction(11)),
    Box(Fraction(1, 5), Fraction(3, 10), Fraction(2)),
    Box(Fraction(0), Fraction(1, 10), Fraction(1)),
    Box(Fraction(0), Fraction(1, 10**40), Fraction(10) ** 30, Fraction(10) ** 30),
]


def points(box, count=12):
    """Random points of a box, spread over many orders of magnitude, its corners included."""
    generator = random.Random(1)
    for k in range(count):
        low = mpmath.log(mpmath.mpf(box.lam_lo.numerator) / box.lam_lo.denominator) if box.lam_lo else None
        high = mpmath.log(mpmath.mpf(box.lam_hi.numerator) / box.lam_hi.denominator)
        low = high - 40 * k if low is None else low
        early = mpmath.log(mpmath.mpf(box.t_lo.numerator) / box.t_lo.denominator)
        late = early + k if box.t_hi is None else mpmath.log(mpmath.mpf(box.t_hi.numerator) / box.t_hi.denominator)
        weights = (0, 1) if k == 0 else (1, 0) if k == 1 else (generator.random(), generator.random())
        yield mpmath.exp(high + weights[0] * (low - high)), mpmath.exp(early + weights[1] * (late - early))


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_contains_the_truth(expression):
    truth = sympy.lambdify((lam, t), expression, "mpmath")
    with mpmath.workdps(500):
        for box in BOXES:
            try:
                found = enclose(expression, box)
            except UndecidedError:
                continue
            alpha, beta = mpmath.mpmathify(sympy.N(found.alpha, 510)), mpmath.mpmathify(sympy.N(found.beta, 510))
            low, high = (mpmath.mpf(end.str(60, radius=False, more=True)) for end in (found.lo, found.hi))
            for lam_value, t_value in points(box):
                value = truth(lam_value, t_value) / (lam_value**alpha * t_value**beta)
                slack = mpmath.mpf(10) ** -50 * (abs(value) + abs(low) + abs(high)) + mpmath.mpf(10) ** -60
                assert low - slack <= value <= high + slack, (box, lam_value, t_value)


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_order_at_zero_is_found_and_narrow(expression):
    """With t fixed and lambda -> 0: g = lambda^mu [lo, hi] with hi/lo -> 1."""
    found = enclose(expression, Box(Fraction(0), Fraction(1, 10**9), Fraction(3), Fraction(3)))
    assert found.beta == 0
    assert found.lo > 0
    assert found.hi / found.lo < 1.00002


def test_logarithms_are_dominated_by_powers():
    """lam log(1/lam): the bound has a power slightly below one, as no pure power is exact."""
    found = enclose(lam * sympy.log(1 / lam), Box(Fraction(0), Fraction(1, 10), Fraction(1), Fraction(1)))
    assert R(9, 10) < found.alpha < 1
    assert found.lo == 0
    assert found.hi < 24


def test_constants_that_cancel():
    """sqrt(1+lam) - 1 - lam/2 = -lam^2/8 + ...: two orders vanish."""
    found = enclose(sympy.sqrt(1 + lam) - 1 - lam / 2, Box(Fraction(0), Fraction(1, 10**6), Fraction(1), Fraction(1)))
    assert found.alpha == 2
    assert float(found.lo) == pytest.approx(-1 / 8, rel=1e-5)
    assert float(found.hi) == pytest.approx(-1 / 8, rel=1e-5)


@pytest.mark.parametrize(
    ("expression", "culprit"),
    [
        (x + lam**2 * t**3, "lam**2*t**3 + lam*t"),
        (sympy.exp(x) / (1 + t), "exp(lam*t)"),
    ],
)
def test_unbounded_names_the_culprit(expression, culprit):
    with pytest.raises(UndecidedError) as caught:
        enclose(expression, Box(Fraction(0), Fraction(1), Fraction(1)))
    assert culprit in str(caught.value)


def test_unknown_function_is_named():
    with pytest.raises(UndecidedError, match="gamma"):
        enclose(sympy.gamma(x), BOXES[0])


@pytest.mark.parametrize(
    "box", [Box(Fraction(0), Fraction(0), Fraction(1)), Box(Fraction(2), Fraction(1), Fraction(1))]
)
def test_bad_box(box):
    with pytest.raises(ValueError, match="not a box"):
        enclose(x, box)


def test_precision_is_restored():
    before = ctx.prec
    enclose(x, BOXES[0])
    assert ctx.prec == before
    with pytest.raises(UndecidedError):
        enclose(x + lam**2 * t**3, Box(Fraction(0), Fraction(1), Fraction(1)))
    assert ctx.prec == before
