"""Values as JSON and back: the same, exactly; and a file from elsewhere runs nothing."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
import sympy

from spectral_proofs import codec
from spectral_proofs.errors import InputError
from spectral_proofs.prepare import prepare
from spectral_proofs.results import Asymptotics, Enclosure, Fact, Truth
from spectral_proofs.results.rigour import EXACT, OPEN

X = sympy.Symbol("x", positive=True)
FACT = Fact(Truth.YES, "λ\x1b", EXACT)


@pytest.mark.parametrize(
    "value",
    [
        (None, True, -3, 10**30, "λ\n", 0.1, -1e-320, math.inf),
        {"a": [1, (2, {3})], 4: frozenset({"b"})},
        Fraction(-10, 3),
        sympy.Rational(10**5000, 3),
        sympy.pi * sympy.gamma(X / 3) - sympy.Integral(sympy.exp(-(X**2)), (X, 0, sympy.oo)),
        sympy.Piecewise((X, X > 1), (sympy.Float("0.1", 50), True)),
        Asymptotics(-X, None, FACT, None, Fact(Truth.UNKNOWN, "", OPEN), "t^(-x)", rigour=EXACT, constant_rigour=OPEN),
        (Enclosure("1", "0", True), Enclosure("inf", "0", False, "no")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_written_is_read(value: object) -> None:
    again = codec.read(json.loads(json.dumps(codec.written(value))))
    assert again == value
    assert type(again) is type(value)


def test_a_number_that_is_none_comes_back_too() -> None:
    assert math.isnan(codec.read(codec.written((math.nan,)))[0])


def test_symbols_keep_what_is_assumed_of_them() -> None:
    assert codec.read(codec.written(X)) == X != codec.read(codec.written(sympy.Symbol("x")))


@dataclass(frozen=True)
class Elsewhere:
    value: int


@pytest.mark.parametrize("value", [sympy.Dummy("x"), object(), Elsewhere(1), (1, lambda: 2)])
def test_what_has_no_text_is_refused(value: object) -> None:
    with pytest.raises(codec.UnwrittenError):
        codec.written(value)


@pytest.mark.parametrize(
    "plain",
    [
        ["sympy", "sympy.functions.elementary.trigonometric:sin", "__import__('os').abort()"],
        ["sympy", "sympy.core.sympify:sympify", "1"],
        ["sympy", "os:abort"],
        ["class", "subprocess:Popen", "true"],
        ["class", "spectral_proofs.cli.program:Parser"],
        ["class", "spectral_proofs.results.values:Enclosure", "1"],
        ["enum", "spectral_proofs.results.laws:Truth", "MAYBE"],
        ["eval", "1"],
        [],
    ],
    ids=str,
)
def test_what_is_no_value_is_refused(plain: Any) -> None:
    with pytest.raises(InputError, match="a value cannot be read"):
        codec.read(plain)


def test_a_problem_is_described_by_all_that_it_depends_on() -> None:
    problems = [
        prepare("lambda*t"),
        prepare("lambda*t", digits=31),
        prepare("lambda*t", timeout=3),
        prepare("lambda*t", claims=["thm2"]),
        prepare("lambda*t", memory=10**9),
        prepare("t*lambda"),
    ]
    assert len({codec.described(problem) for problem in problems}) == len(problems)
    assert codec.described(prepare("lambda*t")) == codec.described(problems[0])
