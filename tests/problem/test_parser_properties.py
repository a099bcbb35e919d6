"""The parser on texts nobody wrote."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.parser import parse_expression, parse_number
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

WORDS = [
    *"0123456789().,+-*/^ teEλab_[]{}='\"!%<>:;\n",
    *("**", "lambda", "lam", "t", "pi", "exp(", "log(", "sqrt(", "Max(", "abs(", "1e9", "erf(", "LambertW(", "tan("),
]
SLOW = 5.0  # seconds; generous because the machine is shared


def _harmless(text: str) -> None:
    start = time.perf_counter()
    try:
        result = parse_expression(text)
    except InputError as error:
        message = str(error)
    else:
        message = "read"
        assert isinstance(result, sympy.Expr)
        assert not result.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo, sympy.Float)
    assert message.isprintable()
    assert time.perf_counter() - start < SLOW


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=200))
def test_arbitrary_text_raises_nothing_but_input_error(text: str) -> None:
    _harmless(text)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
def test_near_expressions_raise_nothing_but_input_error(text: str) -> None:
    _harmless(text)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="0123456789+-*/().e", max_size=30))
def test_number_texts_raise_nothing_but_input_error(text: str) -> None:
    try:
        value = parse_number(text)
    except InputError:
        return
    assert isinstance(value, sympy.Rational)


Meaning = Callable[[Fraction, Fraction], Fraction]

# Texts paired with an independent meaning: a function of (lambda, t) in Fractions.
ATOMS = st.one_of(
    st.just(("lambda", lambda x, y: x)),
    st.just(("λ", lambda x, y: x)),
    st.just(("t", lambda x, y: y)),
    st.integers(0, 50).map(lambda n: (str(n), lambda x, y: Fraction(n))),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(
        lambda d: (f"{d[0]}.{d[1]:02d}", lambda x, y: d[0] + Fraction(d[1], 100))
    ),
    st.tuples(st.integers(1, 9), st.integers(-3, 3)).map(
        lambda d: (f"{d[0]}e{d[1]}", lambda x, y: d[0] * Fraction(10) ** d[1])
    ),
)


def _grow(inner: st.SearchStrategy[tuple[str, Meaning]]) -> st.SearchStrategy[tuple[str, Meaning]]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda p: (f"({p[0][0]}) + ({p[1][0]})", lambda x, y: p[0][1](x, y) + p[1][1](x, y))),
        pair.map(lambda p: (f"({p[0][0]}) - ({p[1][0]})", lambda x, y: p[0][1](x, y) - p[1][1](x, y))),
        pair.map(lambda p: (f"({p[0][0]})*({p[1][0]})", lambda x, y: p[0][1](x, y) * p[1][1](x, y))),
        pair.map(lambda p: (f"({p[0][0]})/({p[1][0]})", lambda x, y: p[0][1](x, y) / p[1][1](x, y))),
        inner.map(lambda e: (f"-({e[0]})", lambda x, y: -e[1](x, y))),
        st.tuples(inner, st.integers(0, 4)).map(lambda p: (f"({p[0][0]})**{p[1]}", lambda x, y: p[0][1](x, y) ** p[1])),
        pair.map(lambda p: (f"Max({p[0][0]}, {p[1][0]})", lambda x, y: max(p[0][1](x, y), p[1][1](x, y)))),
        inner.map(lambda e: (f"abs({e[0]})", lambda x, y: abs(e[1](x, y)))),
    )


@settings(deadline=None, max_examples=150)
@given(st.recursive(ATOMS, _grow, max_leaves=8), st.fractions("1/9", 1, max_denominator=9), st.integers(1, 20))
def test_values_agree_with_an_independent_evaluator(
    expression: tuple[str, Meaning], eigenvalue: Fraction, time_: int
) -> None:
    text, meaning = expression
    try:
        expected = meaning(eigenvalue, Fraction(time_))
    except ZeroDivisionError:
        return
    try:
        parsed = parse_expression(text)
    except InputError as error:
        # A factor may vanish identically although the point value was finite only by luck of Max or abs.
        assert "zero" in str(error) or "bits" in str(error)  # noqa: PT017 - both outcomes are allowed
        return
    point = {LAMBDA: sympy.Rational(eigenvalue.numerator, eigenvalue.denominator), TIME: sympy.Integer(time_)}
    assert parsed.subs(point) == sympy.Rational(expected.numerator, expected.denominator)


PRECEDENCE = st.lists(st.tuples(st.integers(1, 9), st.sampled_from("+-*/")), min_size=1, max_size=12)


@given(PRECEDENCE, st.integers(1, 9))
def test_flat_chains_follow_the_usual_precedence(parts: list[tuple[int, str]], last: int) -> None:
    text = "".join(f"{number}{operator}" for number, operator in parts) + str(last)
    # The independent reading: split at + and -, then at * and /, left to right.
    total, product, sign, pending = Fraction(0), Fraction(1), 1, "*"
    for number, operator in [*parts, (last, "+")]:
        product = product * number if pending == "*" else product / number
        if operator in "*/":
            pending = operator
        else:
            total, product, pending = total + sign * product, Fraction(1), "*"
            sign = 1 if operator == "+" else -1
    assert parse_number(text) == sympy.Rational(total.numerator, total.denominator)
    assert parse_expression(text) == sympy.Rational(total.numerator, total.denominator)
