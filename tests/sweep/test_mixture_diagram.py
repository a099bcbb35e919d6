"""Diagrams of several branches: every cell against the exponents of its branches, ties included, and against a run."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from spectral_proofs import cli
from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file import MixtureFile, any_of_target, any_of_text
from spectral_proofs.sweep.axes import Grid, parse_axis, rationals
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram
from spectral_proofs.sweep.target import Limits, OfBranches

NO_LIMITS = Limits(None, None)
FREE = frozenset({"alpha", "beta"})


def paquette() -> MixtureFile:
    (file,) = any_of_target("paquette_phases")
    assert isinstance(file, MixtureFile)
    return file


@pytest.fixture(scope="module")
def found() -> Diagram:
    grid = Grid(tuple(parse_axis("alpha=2/5..3/2:12,beta=1/4..5/4:5")))
    return OfBranches(paquette(), FREE).diagram(grid, NO_LIMITS, frozenset())


def test_every_cell_has_the_order_of_its_branches(found: Diagram) -> None:
    for cell in range(found.grid.size):
        point = found.grid.point(cell)
        alpha, beta = point["alpha"], point["beta"]
        number = int(found.regime.flat[cell])
        if alpha <= Fraction(1, 2):
            assert number == OUTSIDE
            continue
        b = 2 * alpha
        chis = [(a - 1) / b for a in (2 * alpha + 2 * beta, b, 2 * b)]
        regime = found.theorem.regimes[number]
        assert found.exact(cell, "chi") == sympy.Rational(*min(chis).as_integer_ratio())
        assert found.exact(cell, "gamma") == sympy.Rational(*(1 / b).as_integer_ratio())
        ends = {-1: "branch 2, then branch 1, then branch 3", 1: "branch 2, then branch 3, then branch 1"}
        side = (beta > alpha) - (beta < alpha)
        assert regime.found.notes[0] == f"L: {ends.get(side, 'branch 2, then branches 1 and 3 at a tie')}"
        assert [n for n, r in enumerate(found.theorem.regimes) if r.holds(rationals(point))] == [number]


def test_energies_and_powers_of_log_decide_where_indices_tie() -> None:
    text = """
[parameters]
a1 = "3"
[[branches]]
g = "lambda*t"
[branches.spectrum]
a = "a1"
b = "2"
[[branches]]
g = "lambda*t*log(1+t)"
[branches.spectrum]
a = "3"
b = "2"
"""
    file = any_of_text(text)
    assert isinstance(file, MixtureFile)
    grid = Grid(tuple(parse_axis("a1=5/2..7/2:3")))
    found = OfBranches(file, frozenset({"a1"})).diagram(grid, NO_LIMITS, frozenset())
    said = [found.theorem.regimes[n].found for n in found.regime]
    assert [law.notes[0] for law in said] == [
        "L: branch 1, then branch 2",
        "L: branch 1, then branch 2",  # of one index: the second falls by a power of log t more
        "L: branch 2, then branch 1",
    ]
    assert [law.gamma.subs(sympy.Symbol("a1", positive=True), sympy.Rational(5, 2)) for law in said] == [
        sympy.Rational(1, 4),
        0,
        0,
    ]
    assert [law.growth for law in said] == ["power law", "logarithmic", "logarithmic"]
    for cell in range(3):
        assert found.theorem.regimes[found.regime.flat[cell]].holds(rationals(found.grid.point(cell)))


def test_shared_parameters_are_read_and_replaced() -> None:
    file = paquette()
    assert file.at({"beta": "2"}).mixture.branches[0].spectrum.a == 6
    assert not file.at({"beta": "2"}).exponents
    assert file.at({"beta": "1/4"}) is file
    with pytest.raises(InputError, match="gamma: no parameter that the branches of paquette_phases share"):
        file.at({"gamma": "2"})


def test_mistakes_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for options, piece in (
        (["--over", "alpha=1..2:2,z=1..2:2"], "--over z"),
        (["--over", "alpha=1..2:2", "--a", "2"], "--a is for one g"),
        (["--over", "alpha=1..2:2", "--set", "z=2"], "no parameter that the branches"),
    ):
        assert cli.main(["sweep", "paquette_phases", *options]) == 2
        error = capsys.readouterr().err
        assert piece in error
        assert error.count("\n") == 1


@pytest.mark.slow
def test_certified_spots_of_a_mixture_agree(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["sweep", "paquette_phases", "--over", "alpha=3/4..1:2,beta=3/4..1:2", "--certify", "2", "-j", "1"]
    assert cli.main(asked) == 0
    assert "2 of 2 spots certified and agreeing" in capsys.readouterr().out
