"""Formulas and conditions as people write them, and that nothing else changes."""

import pytest
import sympy

from spectral_proofs import Candidate, check, cli
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.reporters.laws import decimal
from spectral_proofs.text.wording import relations, tidied


@pytest.mark.parametrize(
    "text",
    [
        "g <= 2 lambda t^(1/2)",
        "t^(11)",
        "t^(1/2)",
        "1/2 log t",
        "1.5 t",
        "a1 t",
        "exactly 1 mode",
        "(1) and (2)",
        "x^1 t",
    ],
)
def test_other_numbers_stay(text):
    assert tidied(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("L ~ (a) t^(-1); S ~ (b) 1", "L ~ (a) t^(-1); S ~ b"),
        ("N ~ (0.5) 1: delta", "N ~ 0.5: delta"),
        ("(lambda/lambda_*)^(1) exactly", "(lambda/lambda_*) exactly"),
        ("1 k_*^(-1/2)", "k_*^(-1/2)"),
    ],
)
def test_ones_go(text, shown):
    assert tidied(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(q > 2) & (Eq(a, 3)) / (q < 2) & (a > 3)", "q > 2 and a = 3 / q < 2 and a > 3"),
        ("(a < f(b, g(c))) | (Ne(p, 1)) & (b > 2)", "a < f(b, g(c)) or p != 1 and b > 2"),
        ("Piecewise((2, Eq(b, a + f(1, 2))), (3, True))", "Piecewise((2, b = a + f(1, 2)), (3, True))"),
        ("Eq(a", "Eq(a"),
        ("x and (y)", "x and (y)"),
    ],
)
def test_conditions_are_words(text, shown):
    assert relations(text) == shown


def test_conditions_of_a_theorem_lose_nothing():
    for regime in general_theorem(Candidate("lambda*t + lambda**2*t**q"), b="2").regimes:
        shown = relations(regime.when)
        assert not {"Eq(", " & ", "(("} & {piece for piece in ("Eq(", " & ", "((") if piece in shown}
        assert shown.count("and") == regime.when.count("&")


def test_digits_are_cut_and_not_rounded():
    for constant in (sympy.pi, -sympy.pi, sympy.sqrt(2) / 100, sympy.gamma(sympy.Rational(1, 3)) * 100):
        text = decimal(constant)
        assert text.endswith("...")
        shown = sympy.Rational(text.removesuffix("..."))
        assert 0 <= abs(constant) - abs(shown) < abs(constant) / 1000
    assert decimal(sympy.Float("1.5")) == decimal(sympy.Symbol("c")) == ""


def test_people_see_lambda_and_numbers(capsys):
    result = check("lambda*t", claims=["growth"])
    assert result.claims[0].reason.startswith("lambda t <= g <= lambda t for")
    assert cli.main(["check", "lambda*t", "--claims", "cor1"]) == 0
    assert "S ~ 0.76913… t^(3/4), 0.76913… = (-2 + 2^(3/4))·Γ(-3/4)/2" in capsys.readouterr().out
    assert cli.main(["derive", "C*lambda*t", "--a", "3", "--b", "2", "--explain"]) == 0
    output = capsys.readouterr().out
    assert "g = C·λ·t" in output
    assert "lam*" not in output
