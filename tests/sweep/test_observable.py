"""What colours show: exponents, the efficiency by the constants, expressions with axes of their own."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.sweep.axes import Grid, parse_axis
from spectral_proofs.sweep.diagram import diagram
from spectral_proofs.sweep.observable import Curve, Observable
from spectral_proofs.sweep.vectors import decimals


def grid(text: str) -> Grid:
    return Grid(tuple(parse_axis(text)))


@pytest.fixture(scope="module")
def kernel() -> Theorem:
    return general_theorem(Candidate("lambda*t"))


@pytest.mark.parametrize(("a", "b", "inverse"), [("3/2", "2", 1.06076), ("5/2", "2", 1.03633), ("6/5", "3", 1.05936)])
def test_the_efficiency_of_the_kernel_is_the_known_limit(kernel: Theorem, a: str, b: str, inverse: float) -> None:
    found = diagram(kernel, grid(f"a={a}..{a}:1,b={b}..{b}:1"))
    assert abs(1 / Observable("eta").values(found)[0, 0] - inverse) < 1e-5


def test_the_efficiency_is_one_above_the_border_and_on_it(kernel: Theorem) -> None:
    found = diagram(kernel, grid("a=2..4:3,b=2..2:1"))
    below, on, above = Observable("eta").values(found)[:, 0]
    assert 0.9 < below < 1
    assert on == pytest.approx(1)
    assert above == 1


def test_where_s_is_infinite_the_efficiency_is_zero_and_half_powers_have_theirs() -> None:
    theorem = general_theorem(Candidate("lambda**m*t"), a="3/2", b="2")
    values = Observable("eta").values(diagram(theorem, grid("m=1/4..1:4")))
    assert values[0] == 0
    assert (1 / values[1:]).tolist() == pytest.approx([1.50067, 1.02491, 1.06076], abs=1e-5)


def test_an_expression_may_have_an_axis_of_its_own(kernel: Theorem) -> None:
    alpha, optimum = Observable("alpha = rho/b - nu*(1+rho/b)"), Curve("nu==rho/(rho+b)")
    assert (alpha.label, optimum.label) == ("α", "ν = ρ/(ρ+b)")
    found = diagram(kernel, grid("a=3/2..3/2:1,b=2..3:2,nu=1/3..1/2:2"), extra=alpha.axes | optimum.axes)
    assert found.parameters == {"a", "b"}
    assert alpha.values(found)[0, 0].tolist() == pytest.approx([0, -0.25])  # Chinchilla's 1/2 with b = 2
    assert optimum.values(found)[0, :, 0].tolist() == pytest.approx([0, 1 / 12])


def test_mistakes_are_named(kernel: Theorem) -> None:
    found = diagram(kernel, grid("a=2..3:2,b=2..3:2"))
    with pytest.raises(InputError, match="there is no nu here; there are rho"):
        Observable("rho*nu").values(found)
    for text in ("rho+", "lambda*2", "rho/0"):
        with pytest.raises(InputError, match="--show"):
            Observable(text)
    for text in ("rho", "rho==", "a==b==2"):
        with pytest.raises(InputError, match="LEFT==RIGHT"):
            Curve(text)


def test_decimals_know_gamma_and_cases_and_say_nothing_of_others() -> None:
    x = sympy.Symbol("x", positive=True)
    values = {"x": np.array([0.5, 1.0, 2.0])}
    hole = sympy.Piecewise((sympy.Integer(7), sympy.Eq(x, 1)), (sympy.gamma(x) ** 2, True))
    assert decimals(hole, values).tolist() == pytest.approx([np.pi, 7, 1])
    assert np.isnan(decimals(sympy.zeta(x), values)).all()
    assert np.isnan(decimals(1 / (x - 1), values)).tolist() == [False, True, False]
