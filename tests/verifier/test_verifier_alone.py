"""The verifier shares nothing with the program it checks: no module of it is imported, and its own engines agree."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest
import sympy
from flint import arb

import spectral_proofs
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum as Given
from spectral_proofs.sums.enclosures import Sums as Certified
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.program_functions import Point
from spectral_proofs.verifier.programs import program_of
from spectral_proofs.verifier.quadrant import proved
from spectral_proofs.verifier.reader import read
from spectral_proofs.verifier.subject import Subject
from spectral_proofs.verifier.sums import Spectrum, Sums

PACKAGE = Path(spectral_proofs.__file__).parent
# problem: the parser of what users write, with the balls of its constants; the trace is what is checked
ALLOWED = (
    "spectral_proofs.verifier",
    "spectral_proofs.problem",
    "spectral_proofs.balls",
    "spectral_proofs.errors",
    "spectral_proofs.results.trace",
    "spectral_proofs.text",  # how a law is worded: strings only
)


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports, at any place in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif getattr(node, "id", getattr(node, "attr", "")) in ("__import__", "import_module"):
            pytest.fail(f"{path} imports by name")
    return {name for name in found if name.startswith("spectral_proofs.")}


def file_of(module: str) -> Path | None:
    path = PACKAGE.joinpath(*module.split(".")[1:])
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((each for each in candidates if each.exists()), None)


@functools.cache
def reached() -> dict[str, str]:
    """Every module that the verifier reaches, lazily and through others, with the one that names it."""
    waiting = {f"spectral_proofs.verifier.{path.stem}": "the verifier" for path in (PACKAGE / "verifier").glob("*.py")}
    found: dict[str, str] = {}
    while waiting:
        module, source = waiting.popitem()
        path = file_of(module)
        if module in found or path is None:
            continue
        found[module] = source
        waiting |= {name: module for name in imported(path) if name not in found}
    return found


def test_nothing_but_the_parser_the_trace_and_the_errors_is_reached():
    foreign = {name: source for name, source in reached().items() if not name.startswith(ALLOWED)}
    assert foreign == {}
    assert len(reached()) > 40
    balls = {name: source for name, source in reached().items() if name.startswith("spectral_proofs.balls")}
    assert not any(source.startswith("spectral_proofs.verifier") for source in balls.values())


SUMS = [
    ("lam*t", "3/2", "2"),
    ("lam*t", "3", "2"),
    ("log(1+lam*t)", "6", "2"),
    ("lam*t+lam**2*t**3", "3/2", "2"),
    ("lam**(29/8)*t**(33/8)", "11/2", "19/4"),
    ("lam*t*(2+sin(log(t)))", "3/2", "2"),
    ("lam*t*log(1+1/lam)", "7/4", "3/2"),
    ("asinh((lam*t)**(1/2))", "3/2", "2"),
]


@pytest.mark.parametrize("key", SUMS, ids=" ".join)
def test_its_sums_are_those_of_the_certified_engine(key):
    g, a, b = key
    mine, theirs = Sums(read(g), Spectrum(*map(sympy.Rational, (a, b, 1, 1)))), Certified(read(g), Given(a, b))
    for t in ("100", "1e50"):
        found = theirs.at(t, digits=20, slopes=False)
        for quantity, other in (("L", found.loss), ("S", found.energy)):
            value = mine.at(quantity, read(t), 20)
            with working_precision(128):
                assert value is not None
                assert value.rel_accuracy_bits() >= 66
                assert not other.certified or value.overlaps(arb(other.mid, other.rad))


def test_its_sums_are_those_of_closed_forms():
    values = Sums(LAMBDA * TIME, Spectrum(*map(sympy.Rational, ("3/2", "2", 1, 1))))
    with working_precision(300):
        assert values.at("L", sympy.Integer(100), 25).overlaps(arb("0.4820516577366860611557895536", "1e-28"))
        assert values.at("S", sympy.Integer(100), 50).rel_accuracy_bits() >= 165


def test_there_is_no_sum_where_there_is_none():
    spectrum = Spectrum(*map(sympy.Rational, ("3/2", "2", 1, 1)))
    assert Sums(read("lam**(1/4)*t"), spectrum).at("S", sympy.Integer(100), 20) is None  # infinite
    kinked = Sums(read("Min(lam*t, 1)"), spectrum)
    assert kinked.at("L", sympy.Integer(10) ** 50, 20) is None
    assert kinked.spent == 0  # no quadrature is tried


@pytest.mark.parametrize(
    ("g", "a", "infinite"),
    [
        ("lam*t", "3/2", False),
        ("lam**(1/4)*t", "3/2", True),
        ("lam**(3/8)*t", "3/2", True),  # 1 + b - a = 2mb
        ("lam**(3/8)*t/(1+log(1/lam))", "3/2", False),  # there the logarithm decides
        ("t", "3/2", True),
        ("lam**(3/8)*t/log(3+1/lam)**(1/2)", "3/2", None),  # sum of 1/(k log k): Bertrand's border
    ],
)
def test_whether_S_is_infinite(g, a, infinite):
    from spectral_proofs.results.trace import Step, Trace

    problem = {"g": g, "a": a, "b": "2", "Lambda": "1", "W": "1"}
    assert Subject(Trace((Step(1, "problem", problem, {}),))).infinite_energy is infinite


@pytest.mark.parametrize(
    "g", ["log(1+lam*t)", "(1+lam*t)**(1/3)-1", "exp(lam*t)-1", "sinh(lam*t)/cosh(lam*t)", "log(cosh(sqrt(lam*t)))*2"]
)
def test_nothing_cancels_far_out(g):
    with working_precision(100):
        found = program_of(read(g))(Point(arb(1000).exp(), arb(-10000)))  # lambda t = e^-9000
        leading = arb(-9000).exp() * (1 if "1/3" not in g else arb(1) / 3)
    assert found.rel_accuracy_bits() > 80
    assert abs(found / leading - 1) < 1e-12


def test_kinks_have_no_complex_values():
    from flint import acb

    with pytest.raises(UndecidedError):
        program_of(read("Abs(lam*t-1)"))(Point(arb(2), acb(0, 1)))
    assert program_of(read("Max(lam*t, 1)"))(Point(arb(2), arb(0))) == 2


ONE = sympy.Integer(1)
QUADRANT = [
    ("lam*t", "0", None, True),
    ("2 + sin(log(t))", "1", "3", True),
    ("2 + sin(log(t))", "1001/1000", "3", False),
    ("(2 + lam)/(1 + lam)", "149/100", "201/100", True),
    ("(2 + lam)/(1 + lam)", "151/100", "2", False),
    ("3 + cos(log(lam))*tanh(lam*t)", "2", "4", True),
    ("-log(1-lam/2)/lam", "1/2", "2", False),  # 1/2 is approached as lambda -> 0 only
    ("1 - lam*t", "0", None, False),
]


@pytest.mark.parametrize(("expr", "low", "high", "holds"), QUADRANT, ids=[f"{q[0]} {q[1]}" for q in QUADRANT])
def test_bounds_on_the_whole_quadrant(expr, low, high, holds):
    assert proved(read(expr), (ONE, ONE), read(low), None if high is None else read(high)) is holds
