"""A short run of the soundness hunt, and a check that it can find something."""

from __future__ import annotations

import random
from dataclasses import replace

import sympy

from spectral_proofs.candidate import LAMBDA, TIME, Spectrum
from spectral_proofs.derivation import derive
from tests.hunt.generator import Draw, draw
from tests.hunt.hunt import examine, judge
from tests.hunt.oracle import observe


def test_nothing_wrong_among_seeded_draws() -> None:
    rng = random.Random(20)
    outcomes = [(item, examine(item)) for item in (draw(rng) for _ in range(6))]
    assert not [entry for entry in outcomes if entry[1].word == "wrong"]
    assert sum(outcome.word == "right" for _, outcome in outcomes) >= 3


def test_the_oracle_sees_a_wrong_exponent() -> None:
    spectrum = Spectrum()
    g = LAMBDA * TIME + LAMBDA**2 * TIME**3
    seen = observe(g, spectrum)
    found = derive(g, spectrum)
    assert judge(found, seen, spectrum).word == "right"
    wrong = replace(found, loss=replace(found.loss, index=-sympy.Rational(1, 4)))
    assert judge(wrong, seen, spectrum).word == "wrong"


def test_draws_can_be_repeated() -> None:
    first, second = (draw(random.Random(5)) for _ in range(2))
    assert first == second
    assert isinstance(first, Draw)
