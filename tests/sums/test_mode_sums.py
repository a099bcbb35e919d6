"""Sums over the modes other than L and S: partial sums, finite spectra, other kernels; closed forms, two roads."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from enclosing import ASSORTED, agree, assert_encloses, interval, spectrum
from sympy import Min, Rational, log
from weight import parted

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import Kernel, ModeSum
from spectral_proofs.sums.second_engine import reference_values

SPECTRUM = spectrum()
SUMS = {
    "loss beyond 100": ModeSum.loss(SPECTRUM, 100),
    "energy beyond 1000": ModeSum.energy(SPECTRUM, 1001),
    "energy of a band": ModeSum.energy(SPECTRUM, 20, 10**9),
    "learned modes": ModeSum.learned_modes(),
    "learned of 1e50": ModeSum.learned_modes(1, 10**50),
    "orthonormal loss": ModeSum.orthonormal_loss(SPECTRUM),
    "orthonormal loss of 1e6": ModeSum.orthonormal_loss(SPECTRUM, 1, 10**6),
    "weighted loss": ModeSum.weighted_loss(SPECTRUM),
    "tail": ModeSum.spectral_tail(SPECTRUM, 1000),
    "coefficients": ModeSum(Kernel.RISE, Fraction(1, 4), Fraction(2), 3),
}
NAMES = ("kernel", "newton polygon", "ridge", "discrete descent", "preconditioned", "log-periodic", "log in lambda")


QUICK = {("ridge", "100"), ("log-periodic", "100"), ("newton polygon", "1e5")}  # 3 s each, as all are


@pytest.mark.parametrize(
    ("name", "time"),
    parted([(name, time) for time in ("100", "1e5") for name in NAMES], lambda row: row not in QUICK),
)
def test_two_roads_agree(name: str, time: str) -> None:
    sums, when = Sums(ASSORTED[name], SPECTRUM), sympy.Rational(sympy.Integer(int(float(time))))
    for what, modes in SUMS.items():
        ours, (other,) = sums.enclose(modes, time), reference_values(ASSORTED[name], SPECTRUM, when, [modes])
        assert ours.certified, (what, ours.note)
        assert agree(ours, other), (what, ours, other)
        assert ours.infinite or mpmath.mpf(ours.rad) <= mpmath.mpf(ours.mid) * mpmath.mpf("1e-30"), what


@pytest.mark.parametrize("ends", [(1, 900), (2, 300), (37, 1000), (500, 5000)])
@pytest.mark.parametrize("kernel", [Kernel.DECAY, Kernel.RISE, Kernel.ENERGY])
def test_bands_against_their_terms(ends: tuple[int, int], kernel: Kernel) -> None:
    modes = ModeSum(kernel, Fraction(1, 3), Fraction(3), *ends)
    ours = Sums(log(1 + lam * t), SPECTRUM).enclose(modes, "1e4")
    with mpmath.workdps(50):
        truth = mpmath.mpf(0)
        for k in range(ends[0], ends[1] + 1):
            rise = 1 - 1 / (1 + mpmath.mpf(10) ** 4 / k**2)
            kernels = {Kernel.DECAY: (1 - rise) ** 2, Kernel.RISE: rise, Kernel.ENERGY: rise**2}
            truth += 3 * mpmath.cbrt(k) * kernels[kernel]
        assert_encloses(ours, truth, slack=truth * mpmath.mpf("1e-45"))


@pytest.mark.parametrize("time", ["1e4", "1e100", "10**1000"])
@pytest.mark.parametrize("cut", [7, 10**6, 10**50, 10**400])
@pytest.mark.parametrize("name", ["kernel", "ridge", "log-periodic"])
def test_a_cut_loses_nothing(name: str, cut: int, time: str) -> None:
    """Sum to the cut plus sum beyond it is the whole, far before and far beyond the frontier alike."""
    sums = Sums(ASSORTED[name], SPECTRUM)
    parts = [sums.enclose(ModeSum.energy(SPECTRUM, *ends), time) for ends in ((1, cut), (cut + 1, None), (1, None))]
    assert all(part.certified for part in parts)
    with mpmath.workdps(60):
        (low, e1), (high, e2), (whole, e3) = (interval(part) for part in parts)
        assert abs(low + high - whole) <= e1 + e2 + e3
        assert e2 <= high * mpmath.mpf("1e-30")


@pytest.mark.parametrize("b", ["2", "5/4"])
@pytest.mark.parametrize("time", ["1e12", "1e30", "1e100"])
def test_closed_forms_of_the_kernel_regime(b: str, time: str) -> None:
    """With z = (a+b-1)/q: modes Gamma(1 - 1/q) Y^(1/q) - 1/2, numerator of the position Gamma(z) (2Y)^(-z) / q."""
    sp = spectrum("3/2", b)
    sums = Sums(lam * t, sp)
    with mpmath.workdps(60):
        q, Y = mpmath.mpf(Rational(b).p) / Rational(b).q, mpmath.mpf(time)
        z = (mpmath.mpf(1) / 2 + q) / q
        slack = mpmath.mpf("1e-45")
        modes = mpmath.gamma(1 - 1 / q) * Y ** (1 / q) - mpmath.mpf(1) / 2
        assert_encloses(sums.enclose(ModeSum.learned_modes(), time), modes, slack=modes * slack)
        weighted = mpmath.gamma(z) / q * (2 * Y) ** (-z)
        assert_encloses(sums.enclose(ModeSum.weighted_loss(sp), time), weighted, slack=weighted * slack)


@pytest.mark.parametrize(("a", "b", "first", "last"), [("3/2", "2", 10**50, None), ("3", "2", 5, 10**20)])
def test_spectral_tails_are_zeta_functions(a: str, b: str, first: int, last: int | None) -> None:
    found = Sums(lam * t, spectrum(a, b, W=3)).enclose(ModeSum.spectral_tail(spectrum(a, b, W=3), first, last), 1)
    with mpmath.workdps(80):
        s = mpmath.mpf(Rational(a).p) / Rational(a).q
        truth = mpmath.zeta(s, first) - (0 if last is None else mpmath.zeta(s, last + 1))
        assert_encloses(found, 3 * truth, slack=truth * mpmath.mpf("1e-70"))


@pytest.mark.parametrize(("a", "infinite"), [("3/2", True), ("3", True), ("31/10", False), ("4", False)])
def test_orthonormal_loss_is_infinite_iff_a_is_at_most_b_plus_one(a: str, infinite: bool) -> None:
    sp = spectrum(a, "2")
    for g in (lam * t, log(1 + lam * t), lam * t * log(1 + 1 / lam)):
        found = Sums(g, sp).enclose(ModeSum.orthonormal_loss(sp), "1e6")
        assert found.certified
        assert found.infinite is infinite


@pytest.mark.parametrize(
    ("g", "modes"),
    [
        (lam ** Rational(1, 2) * t, ModeSum.learned_modes()),  # mb = 1: sum of 1/k
        (lam ** Rational(1, 4) * t, ModeSum.energy(SPECTRUM, 10**30)),
        (t, ModeSum.learned_modes(10)),
        (lam * t, ModeSum(Kernel.ONE, Fraction(-1))),
    ],
)
def test_divergent_tails_are_infinite_and_their_finite_parts_are_not(g: sympy.Expr, modes: ModeSum) -> None:
    sums = Sums(g, SPECTRUM)
    assert sums.enclose(modes, 100) == Enclosure("inf", "0", True)
    part = sums.enclose(ModeSum(modes.kernel, modes.power, modes.coefficient, modes.first, modes.first + 10**40), 100)
    assert part.certified
    assert mpmath.mpf(part.rad) <= mpmath.mpf(part.mid) * mpmath.mpf("1e-30")


def test_few_modes_far_out_and_sums_of_no_size_are_certified() -> None:
    sums = Sums(lam * t, SPECTRUM)
    far = sums.enclose(ModeSum.energy(SPECTRUM, 10**50, 10**50 + 5000), "1e4")
    with mpmath.workdps(60):
        assert_encloses(far, mpmath.mpf(5001) * mpmath.mpf(10) ** (8 + 25 - 200), slack=mpmath.mpf("1e-208"))
    dead = sums.enclose(ModeSum.loss(SPECTRUM, 1, 10**5), "1e30")
    assert dead.certified
    assert mpmath.mpf(dead.mid) + mpmath.mpf(dead.rad) < mpmath.exp(-(mpmath.mpf(10) ** 20))


def test_where_no_rule_covers_g_the_second_engine_answers_and_says_so() -> None:
    found = Sums(Min(lam * t, 1) + lam * t, SPECTRUM).enclose(ModeSum.energy(SPECTRUM, 50), 100)
    assert not found.certified
    assert "Min" in found.note
    assert mpmath.mpf(found.mid) > 0


def test_an_empty_range_of_modes_is_refused() -> None:
    with pytest.raises(InputError, match="first <= last"):
        ModeSum.learned_modes(5, 4)
    with pytest.raises(InputError, match="first <= last"):
        ModeSum.learned_modes(0)
