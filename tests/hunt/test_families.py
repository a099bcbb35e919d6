"""The misleading families: members can be read and repeat; two ways of writing one g are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy

from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth
from tests.hunt.families import FAMILIES, hard
from tests.hunt.judge import difference


@pytest.mark.parametrize("number", range(3 * len(FAMILIES)))
def test_members_can_be_read_and_repeat(number: int) -> None:
    item = hard(7, number)
    assert item == hard(7, number)
    spectrum = Spectrum(item.a, item.b)
    Candidate(item.g).resolve(spectrum)
    if item.like:
        Candidate(item.like).resolve(spectrum)


def test_two_ways_of_writing_must_be_derived_alike() -> None:
    found = derive(LAMBDA * TIME, Spectrum())
    assert difference(found, found) == ""
    steeper = derive(LAMBDA * TIME**2, Spectrum())
    assert "index of L" in difference(found, steeper)
    twice = replace(found, loss=replace(found.loss, constant=found.loss.constant * (1 + sympy.Rational(1, 10**6))))
    assert "constant of L" in difference(found, twice)
    fails = replace(found.growth.fact, truth=Truth.NO)
    assert "growth" in difference(found, replace(found, growth=replace(found.growth, fact=fails)))
