import time
from fractions import Fraction

import pytest
import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.functions import FUNCTIONS
from spectral_proofs.problem.expression.parser import parse_expression, parse_number, parse_parameter
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.expression.syntax import read
from spectral_proofs.problem.expression.vocabulary import ARITY, require_known
from spectral_proofs.problem.spectrum import Spectrum

L, T = LAMBDA, TIME


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lambda*t", L * T),
        ("λ*t", L * T),
        ("lam*t", L * T),
        ("2.7*t", sympy.Rational(27, 10) * T),
        ("0.1*t", T / 10),
        ("1e30*t", 10**30 * T),
        (".5e-1*t", T / 20),
        ("-t**2", -(T**2)),
        ("2**-1*t", T / 2),
        ("2**3**2*t", 512 * T),
        ("-2**2*t", -4 * T),
        ("t/2/2*4", T),
        ("t - 1 - 1", T - 2),
        ("-(-t)", T),
        ("+t", T),
        ("log1p(lambda*t)", sympy.log(1 + L * T)),
        ("ln(t)", sympy.log(T)),
        ("expm1(lambda*t)", sympy.exp(L * T) - 1),
        ("sqrt(lambda)*t", sympy.sqrt(L) * T),
        ("cbrt(8)*t", 2 * T),
        ("abs(-t)", T),
        ("Max(1, 2, t)", sympy.Max(2, T)),
        ("min(1/2, 1/3)*t", T / 3),
        ("LambertW(lambda*t)", sympy.LambertW(L * T)),
        ("erf(t) + atan(t) + asinh(t) + tanh(t)", sympy.erf(T) + sympy.atan(T) + sympy.asinh(T) + sympy.tanh(T)),
        ("E**t*pi", sympy.pi * sympy.exp(T)),
        ("J0(t) + J1(t)", sympy.besselj(0, T) + sympy.besselj(1, T)),
        ("besselj(0, t) - besseli(1, t)", sympy.besselj(0, T) - sympy.besseli(1, T)),
        ("Ei(t) + erfi(t) + cot(t) + acos(t)", sympy.Ei(T) + sympy.erfi(T) + sympy.cot(T) + sympy.acos(T)),
        ("gamma(4)*t + loggamma(2)", 6 * T),
        ("zeta(2)*t", sympy.pi**2 * T / 6),
        ("gamma*t", sympy.Symbol("gamma", positive=True) * T),
        ("lambda\n * t", L * T),
    ],
)
def test_reads_the_language_exactly(text: str, expected: sympy.Expr) -> None:
    assert parse_expression(text) == expected


def test_the_vocabulary_is_that_of_the_functions() -> None:
    assert ARITY.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize(
    "text",
    ["t*foo(lambda)", "lambda*lgo(t)", "t*log(t, 2)", "besselj(t)", "p(t)*p", "t(lambda)", "exp*t", "I*t", "Lambda*t"],
)
def test_what_is_refused_without_sympy_is_what_the_builder_refuses(text: str) -> None:
    with pytest.raises(InputError) as early:
        require_known(read(text))
    with pytest.raises(InputError) as late:
        parse_expression(text)
    assert str(early.value) == str(late.value)


@pytest.mark.parametrize("text", ["gamma*t", "lamda*t", "lambda*t**p + E*pi", "gamma(4)*t", "Max(t, lambda, 1)"])
def test_parameters_and_functions_are_known(text: str) -> None:
    require_known(read(text))


def test_every_number_is_exact() -> None:
    assert not parse_expression("0.1*lambda**1.5*t + 1e-3").atoms(sympy.Float)


def test_a_number_times_a_sum_is_not_distributed() -> None:
    g = parse_expression("log(1 + 0.01*(exp(2*lambda*t) - 1))")
    assert g.args[0] == 1 + sympy.Mul(sympy.Rational(1, 100), sympy.exp(2 * L * T) - 1, evaluate=False)


def test_parameters_are_positive_symbols() -> None:
    assert parse_expression("lambda*t**p").free_symbols == {L, T, sympy.Symbol("p", positive=True)}


@pytest.mark.parametrize(
    ("text", "piece", "remedy"),
    [
        ("2t", "'2t'", "2*t"),
        ("2 lambda", "'2 lambda'", "2*lambda"),
        ("λt", "λt", "λ*t"),
        ("lambda^2", "'^'", "**"),
        ("foo(t)", "'foo'", "known functions"),
        ("sqr(t)", "'sqr'", "did you mean sqrt"),
        ("t(2)", "'t'", "t*(...)"),
        ("exp*t", "'exp'", "exp(x)"),
        ("log(t, 2)", "log", "log(x)/log(base)"),
        ("exp()", "exp()", "exp(x)"),
        ("besselj(t)", "2 arguments, not 1", "besselj(0, x)"),
        ("besselj(1/2, t)", "order of besselj", "0, 1, 2"),
        ("besselj(t, t)", "order of besselj", "0, 1, 2"),
        ("gamma(-1)*t", "'gamma(-1)'", "finite"),
        ("zeta(1)*t", "pole", "correct"),
        ("acos(2)*t", "'acos(2)'", "correct"),
        ("(t", "never closed", "add ')'"),
        ("t)", "')'", "remove"),
        ("", "empty", "lambda*t"),
        ("   ", "empty", "lambda*t"),
        ("t,2", "','", "arguments"),
        ("t*", "'t*'", "complete"),
        ("*t", "'*'", "number"),
        ("lambda//t", "'//'", "exact quotient"),
        ("lambda % t", "'%'", "not supported"),
        ("t < 2", "'<'", "conditions"),
        ("g = t", "'='", "expression alone"),
        ("t.real", "'.'", "attributes"),
        ("'t'", '"\'"', "quotes"),
        ("t!", "'!'", "factorial"),
        ("β*t", "'β'", "ASCII"),
        ("\u212f*t", "position 1", "ASCII"),
        ("t\x00", "U+0000", "numbers"),
        ("t\u00a0*2", "U+00A0", "type it again"),
        ("lambda t: t", "':'", "numbers"),
        ("[t]", "'['", "round brackets"),
        ("1/0", "'1/0'", "zero"),
        ("t/(t-t)", "'t-t'", "zero"),
        ("t/(sqrt(2)**2-2)", "'sqrt(2)**2-2'", "zero"),
        ("log(0)*t", "'log(0)'", "correct"),
        ("log(-1)*t", "'log(-1)'", "complex"),
        ("(-8)**(1/3)*t", "'(-8)**(1/3)'", "complex"),
        ("sqrt(-lambda)", "'sqrt(-lambda)'", "real"),
        ("0**(-1)*t", "'0**(-1)'", "zero"),
        ("x" * 65, "65 characters", "at most 64"),
    ],
)
def test_refusals_name_the_piece_and_the_remedy(text: str, piece: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_expression(text)
    message = str(caught.value)
    assert piece in message
    assert remedy in message
    assert "\n" not in message
    assert message.isprintable()


HOSTILE = [
    "9**9**9**9",
    "(9**9)**(9**9)",
    "9**(9**9)*t",
    "exp(exp(exp(1000)))",
    "exp(exp(exp(9999)))*t",
    "1/exp(exp(30))",
    "1e999999999",
    "1e-999999999",
    "1e" + "9" * 1000,
    "9" * 1900,
    "((((10*t)**1000)**1000)**1000)",
    "exp(1e9*log(10*t))",
    "exp(log(7)*1e9)",
    "10**(1e9*t)",
    "(" * 1000 + "t" + ")" * 999,
    "(" * 900 + "t" + ")" * 900,
    "-" * 1900 + "t",
    "2**" * 600 + "2",
    "exp(" * 400 + "t" + ")" * 400,
    "t+" * 900 + "t",
    "t" * 3000,
    "t" * 10**7,
    "Max(" + ",".join(f"t**{i}+lambda" for i in range(1, 60)) + ")",
    "sqrt(10**1000+1)",
    "a**atan(tan(1e30))",
    "erfc(1e300)",
    "gamma(1e9)*t",
    "gamma(-1e9-1/2)*t",
    "polygamma(10**6,t)",
    "besselj(10**9,t)",
    "besseli(0,1e9)*t",
    "Ei(1e300)*t",
    "cot(1e300)*t",
    "Min(1, acosh(-lambda))",
    "*".join(["(10**1200)"] * 100),
    "+".join(f"1/(10**900+{i})" for i in range(100)),
    "*".join(f"sqrt(1e300+{p})" for p in range(60)),
    "__import__('os').system('x')",
    "().__class__",
    "exec(t)",
    "eval(t)",
    "factorial(10**9)",
    "gamma(1e9)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:24])
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InputError):
        parse_expression(text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "abs((lambda + t + sqrt(t-1))**500)",
        "(lambda + t)**1000",
        "Max(lambda*t, Min(t, lambda + 1), abs(t - 1), sqrt(t + lambda), log(t + 2))",
        "sqrt(" * 50 + "t" + ")" * 50,
        "exp(" * 50 + "t" + ")" * 50,
        "tan(" * 50 + "t" + ")" * 50,
        "+".join(f"sqrt({p})" for p in range(10**6, 10**6 + 80)) + "+t",
        "*".join(f"({p}+t)**(1/{p})" for p in range(2, 80)),
        "*".join(f"sqrt(1e10+{p})" for p in range(14)) + "*t",
        "sin(1e300) + sqrt(1e150+1) + cos(pi/1000003) + tan(1e30*pi/7) + t",
        "Max(sqrt(2)+sqrt(3), sqrt(5+2*sqrt(6)))*t",
    ],
    ids=lambda text: text[:24],
)
def test_heavy_but_legal_texts_are_read_within_seconds(text: str) -> None:
    start = time.perf_counter()
    parse_expression(text)
    assert time.perf_counter() - start < 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3/2", Fraction(3, 2)),
        ("1.5", Fraction(3, 2)),
        ("2.7", Fraction(27, 10)),
        ("1e30", Fraction(10**30)),
        ("10**100", Fraction(10**100)),
        ("-1/3", Fraction(-1, 3)),
        ("(1+2)*2**-2", Fraction(3, 4)),
        ("0**0", Fraction(1)),
        ("(-1)**1000001", Fraction(-1)),
        ("1e10000", Fraction(10**10000)),
    ],
)
def test_numbers_are_exact_rationals(text: str, value: Fraction) -> None:
    assert parse_number(text) == sympy.Rational(value.numerator, value.denominator)


@pytest.mark.parametrize(
    "text",
    ["10^100", "x", "sqrt(2)", "2**0.5", "1/0", "0**-1", "9**9**9", "1e40000", "1e30000*1e30000", "nan", "inf", ""],
)
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_number(text)


def test_parameter_values_may_not_use_lambda_or_t() -> None:
    assert str(parse_parameter("Max(1, 2/(1+beta))")) == "Max(1, 2/(beta + 1))"
    for text in ("t", "2*lambda", "λ", "lam+a"):
        with pytest.raises(InputError, match="other parameters"):
            parse_parameter(text)


@pytest.mark.parametrize(
    "piece", ["zeta(10**6)", "digamma(1e9)", "digamma(1e300+1/3)", "loggamma(1e300)", "J1(1e1000)"]
)
def test_values_at_large_numbers_are_not_worked_out(piece: str) -> None:
    start = time.perf_counter()
    assert parse_expression(f"{piece}*t").count_ops() < 10
    assert time.perf_counter() - start < 1


def test_functions_of_numbers_stay_as_they_are_beyond_small_ones() -> None:
    g = parse_expression("digamma(t + 1)").subs(T, 10**9)  # SymPy's own is a sum of 10^9 terms
    assert g.args == (0, 10**9 + 1)
    assert parse_expression("gamma(t)").subs(T, 5) == 24


def test_a_parameter_may_have_a_special_functions_name() -> None:
    candidate = Candidate("lambda*t**gamma", parameters={"gamma": "3/2"})
    assert candidate.resolve(Spectrum("3/2", "2")) == L * T ** sympy.Rational(3, 2)
    with pytest.raises(InputError, match=r"gamma\*\(\.\.\.\)"):
        Candidate("lambda*gamma(t)", parameters={"gamma": "3/2"}).resolve(Spectrum("3/2", "2"))
