"""Expressions in Coq's reals: what they become, and what is refused by name."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.certificate.parts import in_comment
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum

NAMES = {LAMBDA: "lambda", TIME: "t"}


@pytest.mark.parametrize(
    ("g", "text"),
    [
        ("lambda*t", "(lambda * t)"),
        ("lambda*t/(1+lambda)", "((lambda * t) / (lambda + 1))"),
        ("-t*log(1-lambda/2)", "(- (t * (ln (1 - (lambda / 2)))))"),
        ("lambda**(1/4)*t", "((Rpower lambda (1 / 4)) * t)"),
        ("lambda**-2*t", "(t / (lambda ^ 2))"),
        ("lambda*t*exp(-lambda/t)", "(lambda * t * (exp (- (lambda / t))))"),
        ("lambda*t*(2+sin(log(1+t)))", "(lambda * t * ((sin (ln (t + 1))) + 2))"),
        ("tanh(lambda)*t", "(t * ((1 - (exp (- (2 * lambda)))) / (1 + (exp (- (2 * lambda))))))"),
    ],
)
def test_translations(g: str, text: str) -> None:
    assert coq_text(Candidate(g).resolve(Spectrum()), NAMES) == text


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        (sympy.erf(LAMBDA) * TIME, "erf"),
        (sympy.Max(LAMBDA * TIME, LAMBDA**2), "Max"),
        (TIME * sympy.sqrt(1 - LAMBDA / 2), "not plainly positive"),
        (sympy.Symbol("Axiom") * TIME, "Axiom has no translation"),
    ],
)
def test_refusals_name_what_they_refuse(expression: sympy.Expr, named: str) -> None:
    with pytest.raises(UndecidedError, match=named):
        coq_text(expression, NAMES)


@pytest.mark.parametrize(
    "text", ["*) Axiom x : False. (*", "(*" * 5, "(" * 3 + "*" * 3 + ")" * 3, '"', "λ\x1b[31m\n*)", "(*)"]
)
def test_no_text_ends_a_comment_or_opens_a_string(text: str) -> None:
    shown = in_comment(text)
    assert not {"(*", "*)", '"', "\n"} & {shown[i : i + n] for n in (1, 2) for i in range(len(shown))}
    assert shown.isascii()
