"""The universal trade-off on measured, finite and geometric modes: ridge regression is its edge, nothing beyond."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
import sympy
from sympy import log, sqrt

from spectral_proofs.compare.tradeoff import efficiencies, violated
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.spectra.factory import sums_of

MEASURED = Measured.of(
    [Fraction(7 * k % 31 + 1, k**3) for k in range(1, 40)], [Fraction(5 * k % 13, k) for k in range(1, 40)]
)
KINDS: dict[str, ModeSpectrum] = {
    "measured": MEASURED,
    "cut": MEASURED.first(10),
    "geometric": modes_of("exp(-k)", "exp(-k/4)"),
    "finite": first_modes(Spectrum(), 30),
}


def eta(g: sympy.Expr, kind: str) -> Enclosure:
    ((_, found),) = efficiencies([sums_of(g, KINDS[kind]).at("50", slopes=False)], KINDS[kind])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_ridge_is_the_edge(kind: str) -> None:
    one = eta(log(1 + lam * t), kind)
    assert one.certified
    with mpmath.workdps(40):
        assert abs(mpmath.mpf(one.mid) - 1) <= mpmath.mpf(one.rad) < mpmath.mpf("1e-6")


@pytest.mark.parametrize("g", [lam * t, sqrt(lam) * t, lam * t / (1 + lam), t * (2 + sympy.sin(1 / lam))], ids=str)
def test_nothing_is_beyond_it(g: sympy.Expr) -> None:
    """Not even a g that is not monotone."""
    found = eta(g, "measured")
    assert mpmath.mpf(found.mid) + mpmath.mpf(found.rad) > 0
    assert mpmath.mpf(found.mid) - mpmath.mpf(found.rad) <= 1


@pytest.mark.parametrize("kind", KINDS)
def test_less_energy_than_that_is_noticed(kind: str) -> None:
    value = sums_of(log(1 + lam * t), KINDS[kind]).at("50", slopes=False)
    assert violated(value, KINDS[kind]) == ""
    less = Enclosure(mpmath.nstr(mpmath.mpf(value.energy.mid) * mpmath.mpf("0.999"), 15), "1e-9", True)
    assert "below" in violated(replace(value, energy=less), KINDS[kind])
