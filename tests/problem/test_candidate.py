import pickle
from fractions import Fraction

import pytest
import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate, evaluate_parameter, validate
from spectral_proofs.problem.spectrum import Spectrum

DEFAULT = Spectrum("3/2", "2")


def resolved(g: str, parameters: dict[str, str] | None = None, spectrum: Spectrum = DEFAULT) -> sympy.Expr:
    return Candidate(g, parameters=parameters or {}).resolve(spectrum)


def test_spectrum_is_exact_and_knows_s() -> None:
    spectrum = Spectrum("2.7", Fraction(5, 3), Lambda=2, W="1/3")
    assert (spectrum.a, spectrum.b) == (sympy.Rational(27, 10), sympy.Rational(5, 3))
    assert (spectrum.Lambda, spectrum.W) == (2, sympy.Rational(1, 3))
    assert spectrum.s == 1 + spectrum.b - spectrum.a


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"a": 1}, "a = 1 must be greater than 1"),
        ({"b": "1/2"}, "b = 1/2 must be greater"),
        ({"a": "-3"}, "a = -3"),
        ({"a": float("nan")}, "a is nan; write a finite number"),
        ({"a": "1.5x"}, "a: '1.5x'"),
        ({"a": "x"}, "a: 'x' is a name"),
        ({"a": None}, "NoneType"),
        ({"a": True}, "True"),
        ({"Lambda": 0}, "Lambda = 0 must be greater than 0"),
        ({"W": "-1"}, "W = -1"),
        ({"a": "1e20000"}, "a has more than"),
        ({"a": -(10**5000)}, "a has more than"),
        ({"a": "1/0"}, "zero"),
        ({"a": sympy.Float(2)}, "SymPy float"),
    ],
)
def test_bad_spectra_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Spectrum(**arguments)


def test_parameters_follow_their_dependencies_and_the_spectrum() -> None:
    g = Candidate("lambda*t**p", parameters={"p": "Max(1, 2/(1+beta))", "beta": "(a-1)/b"})
    assert g.resolve(DEFAULT) == LAMBDA * TIME ** sympy.Rational(8, 5)
    assert g.resolve(Spectrum(6, 2)) == LAMBDA * TIME
    assert g.free_parameters == frozenset()
    assert evaluate_parameter("p*(a-1)/b", g, DEFAULT) == sympy.Rational(2, 5)


def test_a_and_b_are_available_in_g() -> None:
    assert resolved("lambda*t**(a/b)") == LAMBDA * TIME ** sympy.Rational(3, 4)


def test_exact_algebraic_parameters_stay_exact() -> None:
    assert resolved("lambda*t**p", {"p": "sqrt(2)"}) == LAMBDA * TIME ** sympy.sqrt(2)


def test_exact_numbers_are_accepted_as_values() -> None:
    g = Candidate("C*lambda*t**n", parameters={"C": 2, "n": Fraction(2, 3)})  # type: ignore[dict-item]
    assert dict(g.parameters) == {"C": "2", "n": "2/3"}
    assert g.resolve(DEFAULT) == 2 * LAMBDA * TIME ** sympy.Rational(2, 3)


def test_free_parameters_are_named() -> None:
    g = Candidate("C*lambda*t**p*a", parameters={"p": "q+b"})
    assert g.free_parameters == {"C", "q"}
    with pytest.raises(InputError, match=r"no value for C, q; add --set C=VALUE --set q=VALUE"):
        g.resolve(DEFAULT)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"p": float("inf")}, "p is inf; write a finite number"),
        ({"p": "t"}, "parameter p: 't' uses t"),
        ({"p": "1+"}, "parameter p: '1\\+' ends"),
        ({"p": ""}, "parameter p: empty"),
        ({"a": "2"}, "--a"),
        ({"b": "2"}, "--b"),
        ({"lambda": "2"}, "taken"),
        ({"t": "2"}, "taken"),
        ({"exp": "2"}, "taken"),
        ({"pi": "3"}, "taken"),
        ({"I": "3"}, "taken"),
        ({"2p": "3"}, "identifier"),
        ({"p q": "3"}, "identifier"),
        ({"": "3"}, "identifier"),
        ({"__import__('x')": "3"}, "identifier"),
        ({"p": None}, "NoneType"),
        ([("p", "1")], "must map"),
        ({"p": 10**5000}, "more than"),
    ],
)
def test_bad_parameters_are_refused_at_once(parameters: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Candidate("lambda*t", parameters=parameters)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"p": "p"}, "circle: p -> p"),
        ({"p": "q", "q": "r+1", "r": "p"}, "circle: p -> q -> r -> p"),
        ({"p": "1/(a-b+1/2)"}, "zero"),
        ({"p": "log(a-2)"}, "complex"),
        ({"p": "q**q**q", "q": "9**9"}, "exponent beyond"),
        ({"p": "nope"}, "no value for nope"),
    ],
)
def test_values_that_cannot_be_computed_are_refused(parameters: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        resolved("p*lambda*t", parameters)


def test_parameters_cannot_explode_together() -> None:
    doubling = {f"p{i}": f"sin(p{i - 1})+cos(p{i - 1})" for i in range(1, 60)} | {"p0": "sqrt(2)"}
    with pytest.raises(InputError, match="grows too large"):
        resolved("p59*lambda*t", doubling)
    nested = {f"p{i}": "atan(" * 40 + f"p{i - 1}" + ")" * 40 for i in range(1, 60)} | {"p0": "sqrt(2)"}
    with pytest.raises(InputError, match="too deep"):
        resolved("p59*lambda*t", nested)


def test_sizes_are_checked_after_parameters_are_known() -> None:
    g = Candidate("(10*lambda*t)**p", parameters={"p": "q**3", "q": "1000"})
    with pytest.raises(InputError, match="exponent beyond"):
        g.resolve(DEFAULT)


def test_candidates_are_frozen_hashable_and_picklable() -> None:
    g = Candidate("lambda*t**p", parameters={"p": "4/3"}, name="x", title="X", reference="Y")
    assert pickle.loads(pickle.dumps(g)) == g  # noqa: S301 - our own bytes
    assert hash(g) == hash(Candidate("lambda*t**p", parameters={"p": "4/3"}, name="x", title="X", reference="Y"))
    assert pickle.loads(pickle.dumps(DEFAULT)) == DEFAULT  # noqa: S301 - our own bytes
    with pytest.raises(TypeError):
        g.parameters["p"] = "2"  # type: ignore[index]
    with pytest.raises(AttributeError):
        g.g = "t"  # type: ignore[misc]


def test_a_formula_says_what_no_text_can() -> None:
    p = sympy.Symbol("p", positive=True)
    g = Candidate("gamma(1+p) lambda t", {"p": "3/2"}, formula=sympy.gamma(1 + p) * LAMBDA * TIME)
    assert g.resolve(DEFAULT) == sympy.gamma(sympy.Rational(5, 2)) * LAMBDA * TIME
    assert Candidate("x", formula=p * TIME).free_parameters == {"p"}
    with pytest.raises(InputError, match="formula uses the symbol x"):
        Candidate("x", formula=sympy.Symbol("x") * TIME)


@pytest.mark.parametrize("g", [None, 3, b"lambda*t", ["lambda*t"]])
def test_g_must_be_text(g: object) -> None:
    with pytest.raises(InputError, match="g is a"):
        Candidate(g)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t",
        "lambda*(t-10)",  # negative at small t only
        "lambda*(t-1000)",
        "log(1+lambda*t)",
        "-t*log(1-lambda/2)",
        "t",
        "lambda*t*(2+sin(log(1+t)))",
        "exp(lambda*t)-1",
        "erf(lambda*t)",
        "sqrt(log(1+lambda*t))",
        "Max(lambda*t, lambda**2*t**3)",
        "log(1+(exp(2*lambda*t)-1)/100)",
        "exp(exp(exp(t)))",  # overflow proves nothing
        "LambertW(lambda*t)",
        "lambda*t - lambda*t*(1 - 1/t**200)",  # tiny but positive after cancellation
    ],
)
def test_usable_functions_pass_validation(g: str) -> None:
    validate(resolved(g), DEFAULT.Lambda)


@pytest.mark.parametrize(
    ("g", "message"),
    [
        ("-lambda*t", "lambda = 1, t = 1e30 .*positive"),
        ("lambda*(1-t)", "positive"),
        ("lambda-lambda", "zero"),
        ("log(-lambda*t)", "complex"),
        ("sqrt(lambda-2)*t", "complex"),
        ("-t*log(1-lambda)", r"lambda = 1, t = 1e2 \(the mode k = 1\): log of zero"),
        ("lambda*t/(1-lambda)", "k = 1.*division by zero"),
        ("lambda*t/(t-100)", "t = 1e2.*division by zero"),
        ("lambda*t*log(lambda/2)", "positive"),
        ("(lambda-1/2)**(1/3)*t", "complex"),
        ("(lambda-1)*t", "g is 0"),
        ("atanh(lambda*t)", "atanh"),
        ("acosh(lambda/2)*t", "acosh"),
        ("LambertW(-t)", "LambertW"),
        ("erf(lambda*t)-1", "not be"),
    ],
)
def test_certainly_unusable_functions_name_the_point(g: str, message: str) -> None:
    if message == "not be":  # erf - 1 is negative, though its ball at t = 1e30 touches zero: nothing is proved
        validate(resolved(g), DEFAULT.Lambda)
        return
    with pytest.raises(InputError, match=message):
        validate(resolved(g), DEFAULT.Lambda)


def test_the_pole_moves_with_the_spectrum() -> None:
    g = "-t*log(1-lambda)"
    validate(resolved(g), sympy.Rational(1, 2))
    with pytest.raises(InputError, match="lambda = 3"):
        validate(resolved("lambda*t/(3-lambda)"), sympy.Integer(3))
