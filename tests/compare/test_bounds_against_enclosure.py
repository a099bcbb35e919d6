"""Explicit theorems hold at certified times, and moved by their own margin they do not."""

from __future__ import annotations

import pytest

from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from tests.hunt.mutations import _bounds


@pytest.mark.parametrize(("a", "b"), [("3/2", "2"), ("29/10", "2"), ("3", "2"), ("4", "2")])
def test_bounds_moved_by_their_margin_are_contradicted(a: str, b: str) -> None:
    spectrum = Spectrum(a, b)
    found = _bounds(LAMBDA * TIME, spectrum, derive(LAMBDA * TIME, spectrum))
    assert {mutation.word for mutation in found if mutation.kind == "as derived"} == {"agrees"}
    words = {(mutation.quantity, mutation.kind): mutation.word for mutation in found if mutation.kind != "as derived"}
    assert set(words.values()) == {"contradicted"}
