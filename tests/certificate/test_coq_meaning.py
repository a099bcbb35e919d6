"""What a translation means in Coq, read by a second reader that knows Coq's precedences and nothing of the program.

The reader evaluates the text as Coq would: application binds tightest, then ``^`` (to the right), unary ``-`` and
``/``, then ``*`` and ``/``, then ``+`` and ``-``; ``Rpower x y`` is e^(y ln x). What users write is what Python says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import mpmath
import pytest

from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum

_POINTS = (("0.37", "2.9"), ("0.81", "41.3"))
_FUNCTIONS: dict[str, tuple[int, Callable[..., mpmath.mpf]]] = {
    "exp": (1, mpmath.exp),
    "ln": (1, mpmath.log),
    "sin": (1, mpmath.sin),
    "cos": (1, mpmath.cos),
    "tan": (1, mpmath.tan),
    "atan": (1, mpmath.atan),
    "Rpower": (2, lambda x, y: mpmath.exp(y * mpmath.log(x))),
}


class CoqReader:
    """A value of a Coq term over R, ``lambda`` and ``t`` given."""

    def __init__(self, text: str, names: dict[str, mpmath.mpf]) -> None:
        self.tokens = re.findall(r"[A-Za-z]+|\d+|[-+*/^()]", text)
        assert "".join(self.tokens) == re.sub(r"\s", "", text)
        self.names = {"PI": mpmath.pi, **names}

    def value(self) -> mpmath.mpf:
        found = self.sum()
        assert not self.tokens
        return found

    def next_is(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def sum(self) -> mpmath.mpf:
        found = self.product()
        while self.next_is("+", "-"):
            found = found + self.product() if self.tokens.pop(0) == "+" else found - self.product()
        return found

    def product(self) -> mpmath.mpf:
        found = self.sign()
        while self.next_is("*", "/"):
            found = found * self.sign() if self.tokens.pop(0) == "*" else found / self.sign()
        return found

    def sign(self) -> mpmath.mpf:
        if self.next_is("-"):
            self.tokens.pop(0)
            return -self.sign()
        if self.next_is("/"):
            self.tokens.pop(0)
            return 1 / self.sign()
        return self.power()

    def power(self) -> mpmath.mpf:
        base = self.application()
        if not self.next_is("^"):
            return base
        self.tokens.pop(0)
        assert self.tokens[0].isdigit()  # in nat: pow, not Rpower
        return base ** int(self.tokens.pop(0))

    def application(self) -> mpmath.mpf:
        if self.tokens[0] in _FUNCTIONS:
            arity, function = _FUNCTIONS[self.tokens.pop(0)]
            return function(*(self.atom() for _ in range(arity)))
        return self.atom()

    def atom(self) -> mpmath.mpf:
        token = self.tokens.pop(0)
        if token == "(":
            found = self.sum()
            assert self.tokens.pop(0) == ")"
            return found
        return mpmath.mpf(token) if token.isdigit() else self.names[token]


def _written(text: str, lam: mpmath.mpf, t: mpmath.mpf) -> mpmath.mpf:
    """What the text means to who writes it: Python's precedences, numbers of mpmath."""
    names = {
        name: getattr(mpmath, name) for name in ("exp", "log", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh")
    }
    names |= {"sqrt": mpmath.sqrt, "log1p": mpmath.log1p, "expm1": mpmath.expm1, "pi": mpmath.pi, "E": mpmath.e}
    names |= {"lam": lam, "t": t, "mpf": mpmath.mpf, "Max": max, "Min": min}
    plain = re.sub(r"(?<![A-Za-z0-9])(\d+)", r"mpf(\1)", text.replace("lambda", "lam"))
    return eval(plain, {"__builtins__": {}}, names)  # noqa: S307 - the texts of this file


def _same(text: str) -> bool:
    """Whether both readers agree; False where there is no translation or no real value."""
    try:
        translated = coq_text(Candidate(text).resolve(Spectrum()), {LAMBDA: "lambda", TIME: "t"})
    except (UndecidedError, InputError):
        return False
    for lam, t in ((mpmath.mpf(x), mpmath.mpf(y)) for x, y in _POINTS):
        meant = _written(text, lam, t)
        if isinstance(meant, mpmath.mpc) or abs(meant) > 1e15:
            return False
        assert mpmath.almosteq(CoqReader(translated, {"lambda": lam, "t": t}).value(), meant, 1e-9, 1e-9), translated
    return True


@pytest.mark.parametrize(
    "text",
    [
        "log1p(lambda*t)",
        "expm1(lambda)*t",
        "-(-lambda)*t**2",
        "t*2**-lambda*lambda",
        "lambda*t/2/3",
        "lambda*t/(2/3)",
        "lambda*t**2**(1/2)",
        "(lambda*t)**(2/3)",
        "lambda**(3/2)*t/sqrt(1+t)",
        "lambda*t*exp(-lambda**2)",
        "lambda*t*(1-exp(-t))**2",
        "t*log(1+lambda)**2",
        "log(1+lambda*t)**(1/2)",
        "tanh(lambda*t)+sinh(lambda)*t/cosh(lambda)",
        "lambda*t*(2+sin(log(1+t))-cos(t)/2)",
        "atan(lambda)*t-tan(lambda/9)",
        "E*lambda*t+pi*lambda",
        "lambda**-1*t+1/(lambda*t)",
        "lambda**lambda*t",
        "Max(2,3)*lambda*t",
        "1/(1/lambda+1/t)",
    ],
)
def test_what_is_written_is_what_coq_reads(text: str) -> None:
    assert _same(text)


@pytest.mark.parametrize("text", ["Max(lambda*t,2)", "Min(lambda,1/2)*t", "abs(lambda-1/2)*t", "(1-lambda)**(1/2)*t"])
def test_what_coq_would_read_otherwise_has_no_translation(text: str) -> None:
    assert not _same(text)


def test_the_second_reader_knows_coqs_precedences() -> None:
    names = {"lambda": mpmath.mpf(2), "t": mpmath.mpf(3)}
    for text, value in (("- lambda ^ 2", -4), ("t - lambda - 1", 0), ("t / lambda / 2", 0.75), ("t * / lambda", 1.5)):
        assert CoqReader(text, names).value() == value


def _random_text(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(["lambda", "t", "lambda", "t", "2", "1/3", "3/2"])
    x, y = _random_text(rng, depth - 1), _random_text(rng, rng.randrange(depth))
    forms = ("({x}+{y})", "({x}-{y})", "{x}*{y}", "({x})/({y})", "-({x})", "({x})**2", "({x})**-1", "({x})**(2/3)")
    calls = ("exp(-({x}))", "log(1+{x})", "log1p({x})", "tanh({x})", "sin({x})", "atan({x})", "sqrt({x})")
    return rng.choice((*forms, *forms, *calls)).format(x=x, y=y)


def test_random_expressions() -> None:
    rng = random.Random(16)
    texts = {_random_text(rng, rng.choice((1, 2, 2, 3))) for _ in range(120)}
    assert sum(_same(text) for text in texts) >= 50
