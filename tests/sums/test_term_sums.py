"""Sums over measured modes against mpmath, term by term."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from enclosing import assert_encloses
from sympy import Min, erf, log, sqrt

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.spectra.factory import sums_of

COUNT = 60
MEASURED = Measured.of(
    [Fraction(10 ** (k // 20) * (k % 7 + 1), 10**20 * k) for k in range(1, COUNT)] + [Fraction(0)],
    [Fraction(k**2 % 11, k) for k in range(1, COUNT)] + [Fraction(1, 1000)],
)
CASES = [lam * t, log(1 + lam * t), sqrt(lam) * t, lam ** sympy.Rational(4, 3) * t**2, erf(lam * t), Min(lam * t, 3)]


def direct(g: sympy.Expr, time: str) -> list[mpmath.mpf]:
    evolution = sympy.lambdify((lam, t), g, "mpmath")
    loss, energy, learned = (
        mpmath.mpf(MEASURED.floor.numerator) / MEASURED.floor.denominator,
        mpmath.mpf(0),
        mpmath.mpf(0),
    )
    for x, c in zip(MEASURED.eigenvalues, MEASURED.energies, strict=True):
        value, weight = (mpmath.mpf(q.numerator) / q.denominator for q in (x, c))
        left = mpmath.exp(-evolution(value, mpmath.mpf(time)))
        loss += weight * left**2
        energy += weight / value * (1 - left) ** 2
        learned += 1 - left
    return [loss, energy, learned]


@pytest.mark.parametrize("g", CASES, ids=str)
@pytest.mark.parametrize("time", ["1e2", "1e6", "1e17", "1e30", "1e100"])
def test_against_terms(g: sympy.Expr, time: str) -> None:
    found = sums_of(g, MEASURED).at(time)
    with mpmath.workdps(160):
        for ours, truth in zip((found.loss, found.energy, found.learned), direct(g, time), strict=True):
            assert_encloses(ours, truth)
        assert found.floor is not None
        assert_encloses(found.floor, mpmath.mpf("1e-3"))


def test_local_exponents() -> None:
    found = sums_of(lam * t, MEASURED).at("1e17")
    with mpmath.workdps(60):
        for slope, number in ((found.loss_slope, 0), (found.energy_slope, 1)):
            truth = mpmath.diff(lambda u: mpmath.log(direct(lam * t, str(mpmath.exp(u)))[number]), 17 * mpmath.log(10))  # noqa: B023 -- called at once
            assert slope is not None
            assert abs(mpmath.mpf(slope.mid) - truth) < mpmath.mpf("1e-12")


def test_with_a_tail_it_is_the_whole() -> None:
    """The first modes of a power law as numbers, and the same law as the tail, are the power law."""
    law = Spectrum(2, 2)
    first = [Fraction(1, k**2) for k in range(1, 40)]
    joined = sums_of(lam * t, Measured.of(first, first, tail=law)).at("1e6")
    whole = sums_of(lam * t, law).at("1e6")
    with mpmath.workdps(60):
        assert_encloses(joined.loss, mpmath.mpf(whole.loss.mid), slack=mpmath.mpf(whole.loss.rad))
        assert_encloses(joined.energy, mpmath.mpf(whole.energy.mid), slack=mpmath.mpf(whole.energy.rad))
    assert joined.floor is None


def test_what_balls_cannot_say_is_unknown() -> None:
    found = sums_of(sympy.zeta(1 + lam) * t, MEASURED).at("1")
    assert found.loss.unknown
    assert "zeta" in found.note
    with pytest.raises(InputError):
        sums_of(lam * t, MEASURED).at("-1")


def test_ten_thousand_modes_are_soon_done() -> None:
    """Work is counted: every mode is evaluated once per precision, and one precision is enough."""
    from spectral_proofs.sums.spectra import terms

    count = 2000
    values = [Fraction(1, k) for k in range(1, count + 1)]
    sums = terms.TermSums(lam * t, Measured.of(values, values))
    sums.at("100", slopes=False)
    (precision,) = {bits for bits, _ in sums._modes}
    assert precision < 150
