"""The rigorous engine and the mpmath engine must agree: they share no code and no algorithm."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from enclosing import ASSORTED, agree, spectrum
from sympy import Rational, exp
from weight import parted

from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.second_engine import reference_sums

COMPARED = {"100": tuple(ASSORTED), "1e30": ("newton polygon", "discrete descent", "erf", "weight decay", "bounded"),
            "1e100": ("kernel", "ridge", "1/t rate")}  # fmt: skip


QUICK = {  # of COMPARED; make check compares the two for every g of the catalogue
    *(("100", name) for name in ("kernel", "rational", "infinite energy", "1/t rate", "log-periodic", "tanh")),
    *(("100", name) for name in ("two logs", "bounded", "saturating", "weight decay", "Lambert", "arctangent")),
    ("1e30", "newton polygon"),
    ("1e100", "1/t rate"),
}


@pytest.mark.parametrize("name", ASSORTED)
@pytest.mark.parametrize("time", ["100", "1e6", "1e30", "1e100"])
def test_thirty_certified_digits(name: str, time: str) -> None:
    v = Sums(ASSORTED[name], spectrum()).at(time, slopes=False)
    assert v.certified, v.note
    assert v.note == ""
    for e in (v.loss, v.energy):
        assert e.infinite or mpmath.mpf(e.rad) <= mpmath.mpf(e.mid) * mpmath.mpf("1e-30")


@pytest.mark.parametrize(
    ("time", "name"),
    parted([(time, name) for time, names in COMPARED.items() for name in names], lambda row: row not in QUICK),
)
def test_the_two_engines_agree(time: str, name: str) -> None:
    v = Sums(ASSORTED[name], spectrum()).at(time, slopes=False)
    T = parse_time(time)
    loss, energy = reference_sums(ASSORTED[name], spectrum(), sympy.Rational(T.numerator, T.denominator))
    assert not loss.certified
    assert agree(v.loss, loss), (v.loss, loss)
    assert agree(v.energy, energy), (v.energy, energy)


def test_a_wrong_value_would_be_noticed() -> None:
    v = Sums(lam * t, spectrum()).at("100", slopes=False)
    loss, _ = reference_sums(lam * t * (1 + Rational(1, 10**14)), spectrum(), sympy.Integer(100))
    assert not agree(v.loss, loss)


@pytest.mark.parametrize("time", ["100", "1e30"])
@pytest.mark.parametrize("name", ["ridge", "weight decay", "expm1", "bounded", "newton polygon"])
def test_slopes_are_derivatives(name: str, time: str) -> None:
    """A central difference of log L in log t, with certified values, approximates the slope."""
    sums, T = Sums(ASSORTED[name], spectrum()), sympy.Rational(parse_time(time))
    v, h = sums.at(T), Rational(1, 10**8)
    with mpmath.workdps(50):
        ends = [sums.at(T * (1 + sign * h), slopes=False) for sign in (-1, 1)]
        step = mpmath.log(1 + mpmath.mpf(10) ** -8) - mpmath.log(1 - mpmath.mpf(10) ** -8)
        for kind, slope in (("loss", v.loss_slope), ("energy", v.energy_slope)):
            low, high = (mpmath.mpf(getattr(e, kind).mid) for e in ends)
            assert slope is not None
            difference = (mpmath.log(high) - mpmath.log(low)) / step
            assert abs(difference - mpmath.mpf(slope.mid)) <= mpmath.mpf("1e-13")


@pytest.mark.parametrize(("time", "modes"), [(10**4, 99), (10**6, 999), (10**9, 31622)])
def test_a_frontier_sharper_than_a_mode_is_within_the_radius(time, modes):
    """g = exp(t - k^2): all of ``modes`` are learned, the next may be half learned, those beyond are not."""
    _, energy = reference_sums(exp(t - 1 / lam), spectrum(2, 2), sympy.Integer(time))
    with mpmath.workdps(30):
        partly = (mpmath.expm1(-mpmath.exp(mpmath.mpf(time) - (modes + j) ** 2)) ** 2 for j in (1, 2))
        assert abs(mpmath.mpf(energy.mid) - modes - sum(partly)) <= mpmath.mpf(energy.rad)
    assert mpmath.mpf(energy.rad) < 3


def test_a_frontier_out_of_reach_is_unknown_and_no_infinity():
    with pytest.raises(UndecidedError, match="further out"):
        reference_sums(lam * exp(t), spectrum(Rational(3, 2), 2), sympy.Integer(10) ** 12)


def test_a_mode_at_which_g_has_no_value_is_named() -> None:
    """sin(h)/h with h = 0 at the second mode."""
    h = lam - Rational(1, 4)
    with pytest.raises(UndecidedError, match="no value at mode 2"):
        reference_sums(lam * t * (2 + sympy.sin(h) / h), spectrum(Rational(3, 2), 2), sympy.Integer(100))


@pytest.mark.parametrize(("a", "b"), [("1e400", "2"), ("1e15", "1e15")])
def test_exponents_beyond_all_bounds(a: str, b: str) -> None:
    """All but the first mode are nothing."""
    value = Sums(lam * t, Spectrum(a, b)).at("1", slopes=False)
    assert abs(mpmath.mpf(value.loss.mid) - mpmath.exp(-2)) < 1e-15
