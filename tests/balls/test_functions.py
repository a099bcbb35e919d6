"""Every entry of the table through every rule, against mpmath: contains the truth, is narrow, or says why not.

A new entry is tested here without a line of its own.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import sympy
from flint import acb, arb, arb_series, fmpq

from spectral_proofs.balls.exact import Undefined
from spectral_proofs.balls.functions import (
    BELOW_ONE,
    BELOW_ONE_BEYOND_ZERO,
    ENTRIES,
    POSITIVE,
    POSITIVE_BEYOND_ZERO,
    SIGNED,
    WHOLE_LINE,
    Iteration,
    Refused,
    X,
    Y,
    function_of,
)
from spectral_proofs.balls.interval import INF, NEG_INF, Interval
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.walker import ExactBalls, Numbers, RealBalls
from spectral_proofs.errors import UndecidedError

BITS, DIGITS = 150, 60
PLACES = [Fraction(p, 60) for p in (-150, -45, -20, 20, 45, 75, 180, 430)]
COMPLEX = [(2, 1), (Fraction(1, 3), Fraction(1, 5)), (5, Fraction(-1, 2))]
TESTED = [entry for entry in ENTRIES if entry.order is None or entry.order in (0, 1, 2, 5)]
entries = pytest.mark.parametrize("entry", TESTED, ids=lambda entry: entry.name)


@pytest.fixture(autouse=True)
def precision():
    with working_precision(BITS), mpmath.workdps(DIGITS):
        yield


def ball(x):
    return arb(fmpq(Fraction(x).numerator, Fraction(x).denominator))


def number(x):
    x = Fraction(x)
    return mpmath.mpf(x.numerator) / x.denominator


def from_mpmath(x):
    """A ball around an mpmath number that is right to its last few digits."""
    return arb(mpmath.nstr(mpmath.mpf(x), DIGITS), abs(float(x)) * 1e-50 + 1e-55)


def inside(entry):
    """Places at which the function has balls: they are among those where it is real, and there are some."""
    found = [p for p in PLACES if entry.real(ball(p)).is_finite()]
    assert set(found) <= set(real(entry))
    assert len(found) >= 3
    return found


def real(entry):
    return [p for p in PLACES if not mpmath.im(_value(entry, p)) and mpmath.isfinite(_value(entry, p))]


def _value(entry, p):
    try:
        return entry.number(number(p))
    except (ValueError, ArithmeticError):  # a pole
        return mpmath.nan


def refused(rule):
    """Whether it is refused, with a reason."""
    if isinstance(rule, Refused):
        assert len(rule.reason) > 10
        return True
    return False


@entries
def test_real_balls_contain_the_value_and_are_narrow(entry):
    for p in inside(entry):
        found = entry.real(ball(p))
        assert found.overlaps(from_mpmath(entry.number(number(p))))
        assert found.rel_accuracy_bits() > BITS - 30
        wide = entry.real(arb(ball(p).mid(), 1e-3))
        assert not wide.is_finite() or all(
            wide.contains(from_mpmath(entry.number(number(p) + d)).mid())
            for d in (mpmath.mpf("-9e-4"), 0, mpmath.mpf("9e-4"))
        )
        assert entry.at(ball(p)).overlaps(found)


@entries
def test_exact_values_are_those_of_balls_and_what_is_undefined_says_so(entry):
    places = inside(entry)
    for p in PLACES:
        exact = fmpq(p.numerator, p.denominator)
        try:
            value = entry.enclose(exact)
        except Undefined:
            assert p not in real(entry)
            assert len(entry.outside(exact)) > 10
            continue
        assert arb(value).overlaps(entry.real(ball(p))) or p not in places
    for whole in (-1, 0, 1):
        known = entry.exactly(fmpq(whole))
        assert known is None or entry.real(arb(whole)).contains(arb(known))


@entries
def test_complex_balls_contain_the_value_and_have_none_on_a_cut(entry):
    if refused(entry.complex):
        return
    for x, y in COMPLEX:
        found = entry.complex(acb(ball(x), ball(y)), True)
        truth = entry.number(mpmath.mpc(number(x), number(y)))
        assert found.real.overlaps(from_mpmath(mpmath.re(truth)))
        assert found.imag.overlaps(from_mpmath(mpmath.im(truth)))
        assert found.rel_accuracy_bits() > BITS - 40
        wide = entry.complex(acb(arb(ball(x).mid(), 0.01), arb(ball(y).mid(), 0.01)), False)
        assert not wide.is_finite() or (wide.real.overlaps(found.real) and wide.imag.overlaps(found.imag))
    for p in PLACES:
        if p not in real(entry):  # real values end in a branch point or a pole; beyond, nothing is analytic
            assert not entry.complex(acb(ball(p), arb(0, 0.1)), True).is_finite()


@entries
def test_power_series_have_the_coefficients_of_taylor(entry):
    if refused(entry.series):
        return
    p = inside(entry)[-1] if entry.name != "atanh" else Fraction(1, 3)
    found = entry.series(arb_series([ball(p), 1], 4))
    for k, truth in enumerate(mpmath.taylor(entry.number, number(p), 3)):
        assert abs(found[k] - from_mpmath(truth)) < 1e-12
        assert found[k].rad() < 1e-30 * (1 + abs(truth))


@entries
def test_derivatives_are_right_or_refused(entry):
    if refused(entry.derivative):
        return
    derivative = entry.derivative or sympy.diff(entry(X), X)
    for p in inside(entry):
        found = RealBalls({X: ball(p)})(derivative)
        if not found.is_finite():
            assert p < 0  # of what is built to the right only
            continue
        truth = mpmath.diff(entry.number, number(p))
        assert abs(found - from_mpmath(truth)) < 1e-12 * (1 + abs(float(truth)))
        assert found.rel_accuracy_bits() > BITS - 60


def interval(low, high):
    return Interval(ball(low).lower(), ball(high).upper())


@entries
def test_shapes_contain_values_and_slopes_on_intervals(entry):
    if refused(entry.shape):
        return
    shape, tried = entry.shape, 0
    for p in inside(entry):
        width = Fraction(1, 200)
        around = interval(p - width, p + width)
        try:
            value, slope = shape.value(around), shape.slope(around)
        except UndecidedError:
            continue
        tried += 1
        for q in (p - width, p, p + width):
            image, rise = entry.number(number(q)), mpmath.diff(entry.number, number(q))
            assert value.lo <= from_mpmath(image).upper()
            assert value.hi >= from_mpmath(image).lower()
            assert slope.lo <= from_mpmath(rise).upper() + 1e-12 * abs(float(rise))
            assert slope.hi >= from_mpmath(rise).lower() - 1e-12 * abs(float(rise))
        assert float(value.hi - value.lo) <= 3 * float(2 * width) * max(1, *map(abs, map(float, (slope.lo, slope.hi))))
        bend = mpmath.diff(entry.number, number(p), 2)
        assert shape.curvature(around) * bend >= 0
        assert shape.interior(ball(p))
    assert tried >= 2


@entries
def test_shapes_contain_values_on_unbounded_intervals(entry):
    if refused(entry.shape):
        return
    for unbounded, places in (
        (Interval(ball(2), INF), (2, 20, 10**6)),
        (Interval(NEG_INF, ball(-2)), (-2, -20, -(10**6))),
    ):
        try:
            value, slope = entry.shape.value(unbounded), entry.shape.slope(unbounded)
        except UndecidedError:
            continue
        for q in places:
            image = entry.real(ball(q))
            assert value.lo <= image.upper()
            assert value.hi >= image.lower()
            assert abs(q) > 10**3 or slope.lo <= from_mpmath(mpmath.diff(entry.number, number(q))).upper() + 1e-12
    if entry.shape.interior(arb(0)):
        assert entry.shape.value(Interval(arb(0), arb(0))).contains_zero() == entry.real(arb(0)).contains(0)


def partial(expansion, x, terms):
    """Its parts at a number up to the k-th power each, and the largest term of the next two."""
    at, total, rest = Numbers({X: x}), mpmath.mpf(0), mpmath.mpf(0)
    for part in expansion.parts:
        factor = at(part.factor)
        if part.coefficient is None:
            total += factor
            continue
        y = at(part.variable)
        each = [factor * Numbers({})(sympy.sympify(part.coefficient(k))) * y**k for k in range(terms + 3)]  # noqa: TID251
        total += mpmath.fsum(each[: terms + 1])
        rest += sum(map(abs, each[terms + 1 :]))
    return total, rest


def agrees(expansion, x, truth):
    for terms in (1, 3, 6):
        total, rest = partial(expansion, x, terms)
        assert abs(total - truth) <= 2 * rest + mpmath.mpf(10) ** -40 * abs(truth)
    assert rest <= abs(truth) / 1000


@entries
def test_expansions_at_infinity_are_asymptotic(entry):
    large = mpmath.mpf(60)
    if not refused(entry.infinity):
        if isinstance(entry.infinity, Iteration):
            converges(entry.infinity, large, entry.number(large))
        else:
            agrees(entry.infinity, large, entry.number(large))
    if not refused(entry.minus_infinity):
        agrees(entry.minus_infinity, large, entry.number(-large))
    if entry.odd:
        assert abs(entry.number(-number(PLACES[3])) + entry.number(number(PLACES[3]))) < mpmath.mpf(10) ** -50


def converges(iteration, x, truth):
    value = Numbers({X: x})(iteration.start)
    for _ in range(8):
        before, value = value, Numbers({X: x, Y: value})(iteration.step)
        assert abs(value - truth) <= abs(value - before)


@entries
def test_expansions_at_points_are_right(entry):
    for point in entry.points:
        (place,) = [c for c in (0, 1, -1, sympy.pi / 2, -sympy.exp(-1)) if point.vanishing.subs(X, c) == 0][:1]
        for s in (mpmath.mpf("1e-3"), mpmath.mpf("-1e-3")):
            truth = entry.number(Numbers({})(sympy.S(place)) + s)
            if not mpmath.im(truth):
                agrees(point.expansion, s, truth)


@entries
def test_floating_point_follows(entry):
    places = inside(entry)
    found = entry.on_array(np.array([float(p) for p in places]))
    truth = [float(entry.number(number(p))) for p in places]
    assert np.allclose(found, truth, rtol=1e-12, atol=1e-300)


@entries
def test_it_rises_from_where_it_says(entry):
    if entry.rises_from is not None:
        places = [p for p in inside(entry) if p >= entry.rises_from]
        values = [entry.real(ball(p)) for p in places]
        assert all(one < other for one, other in pairwise(values))
    assert entry.cost > 0


@entries
def test_an_expression_leads_back_to_its_entry(entry):
    expr = entry(sympy.Symbol("t", positive=True) - 1)
    assert function_of(expr) is entry
    assert expr.args[-1] == sympy.Symbol("t", positive=True) - 1


def test_walkers_share_one_reading():
    x = sympy.Symbol("x", positive=True)
    expr = sympy.Max(x**2 - sympy.exp(-x) / 3, sympy.tanh(x)) + sympy.pi * sympy.sqrt(x)
    balls, exact, value = (
        RealBalls({x: arb(2)})(expr),
        ExactBalls({x: fmpq(2)})(expr),
        Numbers({x: mpmath.mpf(2)})(expr),
    )
    assert balls.overlaps(exact)
    assert balls.overlaps(from_mpmath(value))
    assert balls.rel_accuracy_bits() > BITS - 20
    assert ExactBalls({x: fmpq(2)})(x**2 + 1) == fmpq(5)


@entries
def test_properties_hold_of_the_values(entry):
    values = {p: mpmath.re(_value(entry, p)) for p in real(entry)}
    if entry.everywhere is not None:
        assert set(values) == set(PLACES)
        assert all(entry.everywhere[0] < v < entry.everywhere[1] for v in values.values())
    if entry.beyond_zero is not None:
        assert all(entry.beyond_zero[0] < v < entry.beyond_zero[1] for p, v in values.items() if p > 0)
    rising = [values[p] for p in sorted(values)]
    increases = all(left < right for left, right in pairwise(rising)) and all(v * p > 0 for p, v in values.items())
    assert not entry.signed or increases
    if entry.supremum is not None:  # from below, and closely
        assert 0 <= float(entry.supremum) - float(entry.number(40)) < 0.03
    if not isinstance(entry.complex, Refused):  # a ball that meets a pole or cut of every other function
        assert entry.complex(acb(arb(0, 2), arb(0, 2)), True).is_finite() == entry.entire


@entries
def test_inverses_and_exponential_sums(entry):
    x, place = sympy.Symbol("x", real=True), sympy.Rational(4 if entry.outside(fmpq(1, 3)) else 1, 3)
    if entry.inverse is not None:
        assert abs(float(entry.inverse(entry(place))) - float(place)) < 1e-14
    if entry.exponential_sum:
        assert all(term.has(sympy.exp) for term in sympy.Add.make_args(entry(x).rewrite(sympy.exp)))


@pytest.mark.parametrize(
    ("head", "never"), [(sympy.exp, -1), (sympy.tanh, 1), (sympy.atan, 2), (sympy.LambertW, -2), (sympy.acosh, -1)]
)
def test_what_is_no_value_has_no_inverse(head, never):
    assert function_of(head(sympy.Symbol("x"))).inverse(sympy.Integer(never)) is None


def test_properties_are_those_of_the_proofs():
    assert set(POSITIVE) == {sympy.exp, sympy.cosh, sympy.erfc}
    assert set(BELOW_ONE) == {sympy.tanh, sympy.erf}
    assert {sympy.erfc, *BELOW_ONE} == set(BELOW_ONE_BEYOND_ZERO)
    assert not {sympy.tan, sympy.sin, sympy.exp, sympy.log} & {*SIGNED, *POSITIVE_BEYOND_ZERO}
    assert not {sympy.log, sympy.tan, sympy.atanh, sympy.LambertW, sympy.Abs} & set(WHOLE_LINE)
    assert not function_of(sympy.tanh(sympy.Symbol("x"))).entire  # poles beside the real line


def test_what_has_no_entry_has_no_value():
    x = sympy.Symbol("x", positive=True)
    with pytest.raises(UndecidedError, match="airyai"):
        RealBalls({x: arb(2)})(sympy.airyai(x))
    with pytest.raises(UndecidedError, match="no rule for y"):
        RealBalls({x: arb(2)})(x + sympy.Symbol("y"))
    assert not ExactBalls({x: fmpq(2)})(sympy.airyai(x)).is_finite()
