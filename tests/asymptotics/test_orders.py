"""The algebra of orders of growth: laws, cases, honest ignorance, and the limits that SymPy gets wrong."""

from __future__ import annotations

import ast
from pathlib import Path

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import spectral_proofs
from spectral_proofs.asymptotics.orders import (
    DECLARED,
    ONE,
    Comparison,
    compare,
    exponential,
    leading,
    limits,
    log_power,
    power,
    product,
    quotient,
    time_power,
    total,
)
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.expression.symbols import TIME as t

R = sympy.Rational
P, Q, RR = symbol("p"), symbol("q"), symbol("r")
LESS, EQUAL, GREATER, UNKNOWN = Comparison.LESS, Comparison.EQUAL, Comparison.GREATER, Comparison.UNKNOWN
OPPOSITE = {LESS: GREATER, GREATER: LESS, EQUAL: EQUAL, UNKNOWN: UNKNOWN}


# --- orders with rational exponents

exponents = st.fractions(-3, 3, max_denominator=4).map(lambda x: R(x.numerator, x.denominator))
growing = st.sampled_from(
    [log_power(1), power(log_power(1), R(1, 2)), time_power(R(1, 2)), product(time_power(1), log_power(2))]
)


@st.composite
def orders(draw):
    found = product(time_power(draw(exponents)), product(log_power(draw(exponents)), log_power(draw(exponents), 2)))
    if draw(st.booleans()):
        found = product(found, exponential(draw(exponents), draw(growing)))
    return found


@given(orders(), orders())
@settings(max_examples=60, deadline=None)
def test_antisymmetric(left, right):
    assert compare(left, right) is OPPOSITE[compare(right, left)]
    assert compare(left, left) is EQUAL


@given(orders(), orders(), orders())
@settings(max_examples=60, deadline=None)
def test_transitive(first, second, third):
    relations = compare(first, second), compare(second, third)
    if relations[0] is relations[1]:
        assert compare(first, third) is relations[0]


@given(orders(), orders(), orders())
@settings(max_examples=60, deadline=None)
def test_product_is_monotone(left, right, factor):
    assert compare(product(left, factor), product(right, factor)) is compare(left, right)
    assert compare(quotient(factor, left), quotient(factor, right)) is OPPOSITE[compare(left, right)]


@given(orders(), orders(), exponents)
@settings(max_examples=60, deadline=None)
def test_power_is_monotone(left, right, exponent):
    found = compare(power(left, exponent), power(right, exponent))
    same = compare(left, right)
    assert found is (EQUAL if exponent == 0 else same if exponent > 0 else OPPOSITE[same])


def log_of(order, x):
    """log of the order at log t = x."""
    value, scale = mpmath.mpf(0), x
    for exponent in order.powers[:3]:
        value += mpmath.mpf(exponent.p) / exponent.q * scale
        scale = mpmath.log(scale)
    return value + sum(mpmath.mpf(c.p) / c.q * mpmath.exp(log_of(m, x)) for c, m in order.extra)


@given(orders(), orders())
@settings(max_examples=60, deadline=None)
def test_numbers_agree(left, right):
    with mpmath.workdps(60):
        difference = [log_of(left, x) - log_of(right, x) for x in (mpmath.mpf(10) ** 400, mpmath.mpf(10) ** 800)]
        if abs(difference[0]) < 1 or abs(difference[1]) < abs(difference[0]):
            return  # a power of log log t alone shows late
        assert compare(left, right) is (GREATER if difference[1] > 0 else LESS)


# --- symbolic exponents


def test_nothing_is_guessed():
    assert compare(time_power(P), time_power(Q)) is UNKNOWN
    assert compare(time_power(P), time_power(Q), ParameterCase()) is UNKNOWN
    assert compare(time_power(P + Q), time_power(Q), ParameterCase()) is GREATER
    assert compare(product(time_power(P), log_power(Q)), product(time_power(P), log_power(RR))) is UNKNOWN
    assert compare(exponential(P - Q, time_power(1)), ONE, ParameterCase()) is UNKNOWN


def test_assumptions_are_used():
    case = ParameterCase().extended(P - 2 * Q, 1)
    assert compare(time_power(P), product(time_power(Q), exponential(5, power(log_power(1), R(1, 2)))), case) is GREATER
    assert compare(power(time_power(P), R(1, 2)), time_power(Q), ParameterCase().extended(P - 2 * Q, 0)) is EQUAL
    assert compare(exponential(1, time_power(P)), exponential(1, time_power(Q)), case) is GREATER
    assert compare(log_power(P), log_power(Q), ParameterCase().extended(P - Q, -1)) is LESS


def test_exponents_that_an_assumption_makes_equal_cancel():
    equal = ParameterCase().extended(P - Q, 0)
    difference = product(exponential(1, time_power(P)), exponential(-1, time_power(Q)))
    assert compare(difference, ONE, equal) is EQUAL
    assert compare(product(difference, time_power(-1)), ONE, equal) is LESS
    (branch,) = total([difference, ONE], equal)
    assert (branch.coefficient, branch.order) == (2, ONE)


def test_terms_of_a_logarithm_that_are_equal_are_added():
    chosen = DECLARED.extended(P - Q, 0)  # nothing is substituted
    difference = product(exponential(1, time_power(P)), exponential(-1, time_power(Q)))
    assert compare(difference, ONE, chosen) is EQUAL
    assert compare(product(difference, time_power(-1)), ONE, chosen) is LESS
    assert compare(product(difference, exponential(-1, time_power(P))), ONE, chosen) is LESS


@pytest.mark.parametrize(
    "point", [(1, 2, 3), (2, 2, 1), (R(1, 2), R(1, 2), R(1, 2)), (3, 1, 3), (R(5, 4), R(6, 5), R(7, 6))]
)
def test_total_is_the_maximum_in_exactly_one_case(point):
    branches = total([time_power(P), time_power(Q), product(time_power(RR), ONE)], ParameterCase())
    values = dict(zip((P, Q, RR), map(R, point), strict=True))
    (branch,) = [
        b for b in branches if all(sympy.sign(expr.subs(values)) == sign for expr, sign in b.assumptions.conditions)
    ]
    assert branch.order.powers[0].subs(values) == max(values.values())
    assert branch.coefficient == list(values.values()).count(max(values.values()))


def test_total_splits_no_more_than_it_must():
    assert len(total([time_power(P), time_power(P + 1), log_power(7)], ParameterCase())) == 1
    assert len(total([time_power(P), log_power(Q)], ParameterCase())) == 1


# --- limits


def at(found, values):
    """The limit in the one case that holds."""
    (value,) = [
        limit.subs(values)
        for case, limit in found
        if all(sympy.sign(expr.subs(values)) == sign for expr, sign in case.conditions)
    ]
    return value


@pytest.mark.parametrize(("p", "limit"), [(1, 3), (R(3, 2), 3), (2, 2), (R(7, 3), 1), (5, 1)])
def test_quotient_that_sympy_takes_for_three(p, limit):
    found = limits((t**P + 3 * t**2) / (t**P + t**2), ParameterCase())
    assert len(found) == 3
    assert at(found, {P: p}) == limit


@pytest.mark.parametrize(("p", "q"), [(1, 2), (2, 1), (R(1, 2), R(1, 2)), (R(7, 3), R(9, 4))])
def test_logarithm_that_sympy_takes_for_q(p, q):
    found = limits(sympy.log(t**P + t**Q) / sympy.log(t), ParameterCase())
    assert at(found, {P: p, Q: q}) == max(p, q)


@pytest.mark.parametrize(
    ("expr", "limit"),
    [
        (t**P * sympy.exp(-(t**Q)), 0),
        (t**P / sympy.log(t) ** Q, sympy.oo),
        ((t**P + 1) / t**P, 1),
        (-(t**P), -sympy.oo),
    ],
)
def test_limits_without_cases(expr, limit):
    ((_, found),) = limits(expr, ParameterCase())
    assert found == limit


def test_leading_terms_of_an_expression():
    found = {
        b.assumptions.conditions[-1][1]: (b.coefficient, b.order)
        for b in leading(t**P + 2 * sympy.log(t) * t**2, ParameterCase())
    }
    assert sorted(found) == [-1, 0, 1]
    assert {coefficient for coefficient, _ in found.values()} == {1, 2}


def test_declared_signs_are_enough_for_a_split():
    assert [str(b.coefficient) for b in total([time_power(P), time_power(Q)], DECLARED)] == ["1", "2", "1"]


def test_functions_without_an_expansion_are_refused():
    with pytest.raises(UndecidedError):
        leading(sympy.Ynm(1, 1, t, t), ParameterCase())


def test_sympy_limits_are_not_used():
    """But for the audit's, which refuses symbols."""
    folder = Path(spectral_proofs.__file__).parent
    for path in set(folder.rglob("*.py")) - {folder / "audit" / "clauses.py"}:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("limit", "gruntz", "heurisch", "aseries", "nseries", "series"), path
