"""Crossings of certified values: the interval contains the crossing and is narrow; what is not certified is none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest

from spectral_proofs.compare.crossings import WIDTH, crossings, side
from spectral_proofs.results import Enclosure

TIMES = [Fraction(10) ** k for k in range(9)]


def power(constant: str, index: str, digits: int = 30) -> Callable[[Fraction], Enclosure]:
    """A law with a radius of the last digit."""

    def value(t: Fraction) -> Enclosure:
        with mpmath.workdps(50):
            found = mpmath.mpf(constant) * (mpmath.mpf(t.numerator) / t.denominator) ** mpmath.mpf(index)
            return Enclosure(mpmath.nstr(found, digits + 5), mpmath.nstr(found * mpmath.mpf(10) ** -digits, 3), True)

    return value


def found(
    first: Callable[[Fraction], Enclosure], second: Callable[[Fraction], Enclosure]
) -> list[tuple[Fraction, Fraction]]:
    known = [(t, side(first(t), second(t))) for t in TIMES]
    return [(c.low, c.high) for c in crossings((0, 1), "loss", known, first, second)]


@pytest.mark.parametrize("constant", ["2.6", "31", "1.5"])
def test_the_interval_contains_the_crossing_and_is_narrow(constant: str) -> None:
    ((low, high),) = found(power(constant, "-0.5"), power("1", "-0.25"))
    true = float(constant) ** 4
    assert low <= Fraction(true).limit_denominator(10**12) + Fraction(1, 10**6)
    assert low < true * (1 + 1e-9)
    assert high > true * (1 - 1e-9)
    assert high <= low * (1 + WIDTH)


def test_few_digits_leave_a_wider_interval_that_is_still_true() -> None:
    ((low, high),) = found(power("2.6", "-0.5", 4), power("1", "-0.25", 4))
    assert low < 2.6**4 < high
    assert high > low * (1 + WIDTH)


def test_values_that_do_not_cross_or_are_not_certified_have_none() -> None:
    assert found(power("2", "-0.25"), power("1", "-0.25")) == []
    unknown = Enclosure("1", "0", False)
    assert side(unknown, Enclosure("2", "0", True)) == 0
    assert side(Enclosure("inf", "0", True), Enclosure("2", "0", True)) == 0
    assert side(Enclosure("1", "0.6", True), Enclosure("2", "0.6", True)) == 0
    assert side(Enclosure("1", "0.4", True), Enclosure("2", "0.4", True)) == -1
