"""Every cell has the regime of its exact point, borders included; what cannot be drawn is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.sweep import diagram as diagrams
from spectral_proofs.sweep.axes import Grid, parse_axis, rationals
from spectral_proofs.sweep.diagram import OUTSIDE, bordering, diagram
from spectral_proofs.sweep.spots import chosen
from spectral_proofs.sweep.vectors import enclosing, interval, signs


def grid(text: str) -> Grid:
    return Grid(tuple(parse_axis(text)))


@pytest.fixture(scope="module")
def kernel() -> Theorem:
    return general_theorem(Candidate("lambda*t"))


def test_theorem_2_on_every_cell(kernel: Theorem) -> None:
    found = diagram(kernel, grid("a=11/10..4:30,b=11/10..3:20"))
    for cell in range(found.grid.size):
        point = found.grid.point(cell)
        a, b = point["a"], point["b"]
        expected = max((1 + b - a) / b, Fraction(0))
        assert found.exact(cell, "gamma") == sympy.Rational(expected.numerator, expected.denominator)
        assert found.exact(cell, "gamma_log") == (1 if a == b + 1 else 0)
        assert abs(found.exponent("gamma").flat[cell] - float(expected)) < 1e-12


def test_cells_on_the_border_have_the_regime_of_the_border(kernel: Theorem) -> None:
    found = diagram(kernel, grid("a=5/2..7/2:11,b=3/2..5/2:11"))
    logs = {cell for cell in range(found.grid.size) if found.exact(cell, "gamma_log") == 1}
    assert logs == {c for c in range(found.grid.size) if found.grid.point(c)["a"] == found.grid.point(c)["b"] + 1}
    assert len(logs) == 11
    assert logs <= set(bordering(found).tolist())


def test_what_lies_outside_the_assumptions_has_no_regime(kernel: Theorem) -> None:
    found = diagram(kernel, grid("a=1/2..2:4,b=1..2:2"))
    assert found.regime.tolist() == [[OUTSIDE, OUTSIDE], [OUTSIDE, OUTSIDE], [OUTSIDE, 0], [OUTSIDE, 0]]
    assert np.isnan(found.exponent("chi")[0, 0])
    assert not found.undecided.any()


def test_regimes_of_a_parameter_agree_with_their_conditions() -> None:
    theorem = general_theorem(Candidate("lambda**m*t"), b="2")
    found = diagram(theorem, grid("a=3/2..9/2:13,m=1/8..1:8"))
    for cell in range(found.grid.size):
        holding = [n for n, r in enumerate(theorem.regimes) if r.holds(rationals(found.grid.point(cell)))]
        assert holding == [found.regime.flat[cell]]
    assert len(np.unique(found.regime)) == 4


@pytest.mark.parametrize(
    ("over", "piece"),
    [
        ("a", "write NAME=FROM..TO:COUNT"),
        ("a=1..2", "write NAME=FROM..TO:COUNT"),
        ("a=2..1:5", "is empty"),
        ("a=2..2:5", "is one value; write 2..2:1"),
        ("a=1..2:1000000000", "whole number from 1 to 10000000"),
        ("a=2..1e400:3", "beyond 10^300"),
        ("a=1..2:0", "whole number from 1 to"),
        ("a=1..2:1e3", "whole number from 1 to"),
        ("a=1..x:5", "--over a"),
        ("a=1..2:2,a=1..2:2", "given twice"),
        ("a=1..2:9999,b=1..2:9999", "at most"),
    ],
)
def test_bad_axes_are_named(over: str, piece: str) -> None:
    with pytest.raises(InputError) as refusal:
        grid(over)
    assert piece in str(refusal.value)


@pytest.mark.parametrize(("over", "piece"), [("a=2..3:2", "b has neither"), ("a=2..3:2,b=2..3:2,z=1..2:2", "--over z")])
def test_axes_that_do_not_match_the_theorem(kernel: Theorem, over: str, piece: str) -> None:
    with pytest.raises(InputError, match=piece):
        diagram(kernel, grid(over))


def test_spots_are_half_at_borders_and_all_different(kernel: Theorem) -> None:
    found = diagram(kernel, grid("a=11/10..4:40,b=11/10..3:40"))
    spots = chosen(found, 20)
    assert len(set(spots)) == 20
    assert len(set(spots) & set(bordering(found).tolist())) >= 10
    assert len({int(found.regime.flat[cell]) for cell in spots}) == 2
    assert sorted(chosen(found, 10**6)) == list(range(found.grid.size))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.fractions(Fraction(-5), Fraction(5), max_denominator=10**6), min_size=1, max_size=4),
    st.sampled_from(["x-1", "x**2-2*x+1", "(x-1/3)*(x+2)", "x**3-x", "1/(x-2)", "Max(x, 1-x)-1/2", "x**(-2)-1/9"]),
)
def test_intervals_contain_the_exact_values_and_signs_are_never_wrong(points: list[Fraction], formula: str) -> None:
    x = sympy.Symbol("x", positive=True)
    expression = parse_expression(formula)
    values = {"x": enclosing(points, [len(points)])}
    low, high = interval(expression, values)
    sign, unknown = signs(expression, values)
    for place, point in enumerate(points):
        exact = expression.subs(x, sympy.Rational(point.numerator, point.denominator))
        if exact.is_finite:
            assert sympy.Rational(float(low[place])) <= exact <= sympy.Rational(float(high[place])) or np.isinf(
                low[place]
            )
            assert unknown[place] or sign[place] == sympy.sign(exact)
            assert np.isinf(low[place]) or high[place] - low[place] < 1e-9 * (1 + abs(float(exact)) ** 2)


def test_a_border_along_a_whole_axis_is_decided_once(kernel: Theorem, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    exact = diagrams._exact
    monkeypatch.setattr(diagrams, "_exact", lambda e, g, cell: (asked.append(cell), exact(e, g, cell))[1])
    found = diagram(kernel, grid("a=3..3:1,b=2..2:1,nu=1/100..1:1000"), extra=frozenset({"nu"}))
    assert {found.exact(cell, "gamma_log") for cell in (0, 500, 999)} == {1}
    assert len(asked) < 10


@pytest.mark.parametrize(
    "over", ["a=11/10..4:100", "a=-7/3..1/7:41", "a=1..1:1", "a=1e20..2e20:7", "a=1.0000000000000000001..2:9"]
)
def test_the_doubles_of_an_axis_are_the_nearest(over: str) -> None:
    (axis,) = parse_axis(over)
    assert axis.nearest.tolist() == [float(value) for value in axis.values]
