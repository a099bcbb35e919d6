"""A border of a general theorem that is moved by 10^-3 is contradicted by exact instances, and no true one is."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.derivation import derive
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.spectrum import Spectrum
from tests.hunt import borders
from tests.hunt.mutations import mutations
from tests.hunt.symbolic import Draw

A, B, M, P, Q = map(symbol, "abmpq")
BORDERS = [
    ("lambda*t**p", None, None, {A - B - 1}),
    ("c*lambda**m*t", None, None, {A - B - 1, A + 2 * B * M - B - 1}),
    ("lambda*t**p+lambda**2*t**q", "3/2", "2", {2 * P - Q}),
]


@pytest.mark.parametrize(("g", "a", "b", "known"), BORDERS)
def test_every_moved_border_is_contradicted(g, a, b, known):
    theorem = general_theorem(Candidate(g), a, b, points=None)
    assert set(borders.borders(theorem)) == known
    found = list(borders.mutations(theorem))
    assert [mutation.word for mutation in found] == ["agrees"] + ["contradicted"] * 2 * len(known)


def test_a_draw_of_the_hunt_is_examined():
    found = borders.examine(Draw("lambda*t**p", "2", "3"))
    assert [mutation.word for mutation in found] == ["agrees"]


def test_a_moved_border_is_where_it_is_said_to_be():
    theorem = general_theorem(Candidate("lambda*t**p"), None, "2", points=None)
    (border,) = borders.borders(theorem)
    other = borders.moved(theorem, border, sympy.Rational(1, 1000))
    holding = [regime.when for regime in other.regimes if regime.holds({P: sympy.S.One, A: sympy.Rational(2999, 1000)})]
    assert holding == [regime.when for regime in other.regimes if "Eq" in regime.when]
    assert len(holding) == 1


def test_bounds_without_certified_values_are_not_observable():
    g = Candidate("Max(1/2*lambda*t**3, lambda**3*t)").resolve(Spectrum("481/100", "19/5"))
    spectrum = Spectrum("481/100", "19/5")
    found = [m for m in mutations(g, spectrum, derive(g, spectrum)) if "bounds" in m.kind]
    assert {mutation.word for mutation in found} == {"unobservable"}
