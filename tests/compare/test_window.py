"""The window in which a finite model follows the law of infinitely many modes: true inside, false outside."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from sympy import log
from weight import heavy

from spectral_proofs.compare.window import Window, window
from spectral_proofs.derivation.stages import derive_laws
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import FiniteModel

LAW = mpmath.gamma(mpmath.mpf(1) / 4) / 2 * mpmath.mpf(2) ** mpmath.mpf(-0.25)  # of lambda t at a = 3/2, b = 2


def found(g: sympy.Expr, modes: int, accuracy: Fraction = Fraction(1, 10), farthest: float = 12.0) -> Window:
    return window(FiniteModel(Sums(g, Spectrum()), modes), derive_laws(g, Spectrum()).loss, farthest, accuracy)


def quotient(modes: int, time: mpmath.mpf) -> mpmath.mpf:
    """L(N, t) over its law, by terms."""
    terms = (mpmath.mpf(k) ** -1.5 * mpmath.exp(-2 * time / k**2) for k in range(1, modes + 1))
    return (mpmath.fsum(terms) + mpmath.zeta(1.5, modes + 1)) / (LAW * time**-0.25)


def test_inside_and_outside() -> None:
    one = found(lam * t, 40)
    assert one.throughout
    low, high = mpmath.mpf(one.first), mpmath.mpf(one.last)
    for i in range(40):
        assert abs(quotient(40, low * (high / low) ** (mpmath.mpf(i) / 39)) - 1) <= mpmath.mpf("0.1")
    assert abs(quotient(40, mpmath.mpf(one.after)) - 1) > mpmath.mpf("0.1")
    assert mpmath.mpf(one.after) < high * mpmath.mpf("1.1")
    assert mpmath.mpf(one.last_index.mid) < 40
    assert "k_* from" in str(one)


@pytest.mark.parametrize(("modes", "last"), [heavy(1000, "2.877e5"), heavy(10**6, "2.864e11")])
def test_the_window_ends_before_the_modes_do(modes: int, last: str) -> None:
    """k_*/N at the end is the same for all N: about 0.535 at 10 %."""
    one = found(lam * t, modes, farthest=15.0)
    assert one.last == last
    assert abs(float(one.last_index.mid) / modes - 0.536) < 0.002


@pytest.mark.slow
def test_more_accuracy_is_a_shorter_window() -> None:
    wide, narrow = (found(lam * t, 100, Fraction(1, part)) for part in (5, 20))
    assert float(wide.first) <= float(narrow.first)
    assert float(narrow.last) < float(wide.last)


def test_what_has_no_window() -> None:
    with pytest.raises(UndecidedError, match="too few modes"):
        found(lam * t, 1, Fraction(1, 1000))
    with pytest.raises(UndecidedError, match="known constant"):
        found(lam * t * (2 + sympy.sin(log(t))), 100)


@pytest.mark.slow
def test_a_power_of_log_t_is_known_at_single_times() -> None:
    one = found(lam * t * log(1 + t), 1000)
    assert not one.throughout
    assert "single times" in str(one)
