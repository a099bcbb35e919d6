"""Explicit theorems hold at certified times, and moved by their own margin they do not."""

from __future__ import annotations

import pytest

from spectral_proofs.compare.bounds_against_enclosure import outside
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, SumValues
from tests.hunt.mutations import _bounds


@pytest.mark.parametrize(("a", "b"), [("3/2", "2"), ("29/10", "2"), ("3", "2"), ("4", "2")])
def test_bounds_moved_by_their_margin_are_contradicted(a: str, b: str) -> None:
    spectrum = Spectrum(a, b)
    found = _bounds(LAMBDA * TIME, spectrum, derive(LAMBDA * TIME, spectrum))
    assert {mutation.word for mutation in found if mutation.kind == "as derived"} == {"agrees"}
    words = {(mutation.quantity, mutation.kind): mutation.word for mutation in found if mutation.kind != "as derived"}
    assert set(words.values()) == {"contradicted"}


@pytest.mark.parametrize(("loss", "contradicted"), [("1.38", False), ("1.30", True)])
def test_an_index_may_be_irrational(loss: str, contradicted: bool) -> None:
    value = SumValues("100", Enclosure(loss, "1e-4", True), Enclosure("24.1", "0.1", True))
    bounds = {
        "lower": "2.2",
        "upper": "2.3",
        "index": "1/4 - sqrt(2)/4",
        "log_index": "0",
        "t0": "10",
        "statement": "...",
    }
    assert bool(outside({"loss": bounds | {"statement": "..."}}, [value])) is contradicted
