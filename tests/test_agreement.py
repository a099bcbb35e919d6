"""A wrong prediction must be caught by certified values, a right one never."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
import sympy

from spectral_proofs.agreement import contradiction
from spectral_proofs.candidate import LAMBDA as L
from spectral_proofs.candidate import TIME as T
from spectral_proofs.candidate import Spectrum
from spectral_proofs.derivation import derive
from spectral_proofs.model import Derivation, Enclosure, SumValues

R = sympy.Rational
TIMES = ("1e30", "1e60", "1e100")


def values(loss: object, energy: object) -> tuple[SumValues, ...]:
    """Certified-looking values of two laws at large times."""
    found = []
    with mpmath.workdps(40):
        for t in TIMES:
            x = mpmath.mpf(t)
            pair_of = loss(x), energy(x)  # type: ignore[operator]
            pair = [Enclosure("inf" if mpmath.isinf(v) else mpmath.nstr(v, 30), "0", True) for v in pair_of]
            found.append(SumValues(t, *pair))
    return tuple(found)


@pytest.fixture(scope="module")
def ntk() -> Derivation:
    return derive(L * T, Spectrum())


C_LOSS, C_ENERGY = 1.52438118746608, 0.769130044386342


def test_the_true_law_passes(ntk: Derivation) -> None:
    assert contradiction(ntk, values(lambda t: C_LOSS * t**-0.25, lambda t: C_ENERGY * t**0.75 - 0.2)) == ""


def test_a_wrong_index_is_caught(ntk: Derivation) -> None:
    assert "index of L" in contradiction(ntk, values(lambda t: C_LOSS * t**-0.28, lambda t: C_ENERGY * t**0.75))


def test_a_wrong_constant_is_caught(ntk: Derivation) -> None:
    assert "factor" in contradiction(ntk, values(lambda t: 2 * C_LOSS * t**-0.25, lambda t: C_ENERGY * t**0.75))


def test_an_infinity_on_one_road_only_is_caught(ntk: Derivation) -> None:
    assert "finite" in contradiction(ntk, values(lambda t: C_LOSS * t**-0.25, lambda t: mpmath.inf))
    infinite = derive(L ** R(1, 4) * T, Spectrum())
    assert "infinite" in contradiction(infinite, values(lambda t: 1 / t, lambda t: t))


def test_uncertified_values_contradict_nothing(ntk: Derivation) -> None:
    wrong = values(lambda t: t**-0.9, lambda t: t)
    loose = tuple(replace(v, loss=replace(v.loss, certified=False)) for v in wrong)
    assert contradiction(ntk, loose) == ""


def test_slowly_shrinking_corrections_are_no_contradiction(ntk: Derivation) -> None:
    slow = values(lambda t: C_LOSS * t**-0.25 * (1 + 3 / mpmath.log(t)), lambda t: C_ENERGY * t**0.75)
    assert contradiction(ntk, slow) == ""
