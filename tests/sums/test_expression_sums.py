"""Sums over modes that are formulas in k, or geometric, against Euler-Maclaurin by mpmath and against theory.md 10."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from enclosing import assert_encloses
from flint import arb
from sympy import log
from weight import heavy, parted

from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.spectra.expressions import ExpressionSums
from spectral_proofs.sums.spectra.factory import sums_of
from spectral_proofs.sums.summand import Summand

Real = Callable[[Any], Any]
KINDS: dict[str, tuple[str, str, Real, Real]] = {
    "ratio to 1": ("k**(-2)*(1+1/k)", "k**(-3/2)", lambda k: k**-2 * (1 + 1 / k), lambda k: k ** mpmath.mpf("-1.5")),
    "logarithms": (
        "k**(-2)*log(k+1)**2",
        "k**(-3/2)*sqrt(log(k+1))",
        lambda k: (mpmath.log(k + 1) / k) ** 2,
        lambda k: k ** mpmath.mpf("-1.5") * mpmath.sqrt(mpmath.log(k + 1)),
    ),
    "oscillation": (
        "k**(-3/2)*(1+sin(log(k))/10)",
        "k**(-3/2)",
        lambda k: k ** mpmath.mpf("-1.5") * (1 + mpmath.sin(mpmath.log(k)) / 10),
        lambda k: k ** mpmath.mpf("-1.5"),
    ),
}
TIMES = ("1e2", "1e6", "1e30", "1e100")
FIRST, BERNOULLI = 60, 15


def euler_maclaurin(h: Real, crossing: float) -> Any:
    """Sum of h(k) over all k: terms, the integral in log x over panels, and derivatives at the first mode left out."""
    start = mpmath.mpf(FIRST)
    head = mpmath.fsum(h(mpmath.mpf(k)) for k in range(1, FIRST))
    points = [mpmath.log(start)]
    while points[-1] < crossing + 190:
        points.append(points[-1] + 3)
    body = mpmath.quad(lambda u: h(mpmath.exp(u)) * mpmath.exp(u), points)
    taylor = mpmath.taylor(h, start, 2 * BERNOULLI)
    ends = h(start) / 2 - mpmath.fsum(
        mpmath.bernoulli(2 * j) / (2 * j) * taylor[2 * j - 1] for j in range(1, BERNOULLI)
    )
    return head + body + ends


@pytest.mark.parametrize(
    ("name", "time"),
    parted([(name, time) for name in KINDS for time in TIMES], lambda row: True),
)
def test_two_roads(name: str, time: str) -> None:
    lambda_k, power_k, eigenvalue, energy = KINDS[name]
    found = sums_of(lam * t, modes_of(lambda_k, power_k)).at(time, slopes=False)
    assert found.certified
    with mpmath.workdps(80 if time == "1e100" else 45):  # quad stops at an absolute error
        now = mpmath.mpf(time)
        crossing = float(mpmath.log(now)) / 1.5 + 5
        loss = euler_maclaurin(lambda k: energy(k) * mpmath.exp(-2 * now * eigenvalue(k)), crossing)
        assert_encloses(found.loss, loss, slack=loss * mpmath.mpf("1e-31"))
        if time != "1e2":  # the rest of the test is about S as well
            return
        squares = euler_maclaurin(
            lambda k: energy(k) / eigenvalue(k) * mpmath.expm1(-now * eigenvalue(k)) ** 2, crossing
        )
        assert_encloses(found.energy, squares, slack=squares * mpmath.mpf("1e-31"))


@pytest.mark.parametrize("g", [lam * t, log(1 + lam * t)], ids=str)
def test_exact_powers_written_as_formulas(g: sympy.Expr) -> None:
    """The road of formulas on exact powers gives what the road of exact powers gives."""
    modes = modes_of("k**(-2)*(1+1/k)/(1+1/k)", "k**(-3/2)")
    assert modes == Spectrum()
    from spectral_proofs.problem.spectra.expressions import Expressions, K

    as_formulas = ExpressionSums(g, Expressions(K**-2, K ** sympy.Rational(-3, 2))).at("1e6")
    plain = Sums(g, Spectrum()).at("1e6")
    for ours, other in (
        (as_formulas.loss, plain.loss),
        (as_formulas.energy, plain.energy),
        (as_formulas.loss_slope, plain.loss_slope),
    ):
        assert ours is not None
        assert other is not None
        with mpmath.workdps(50):
            assert abs(mpmath.mpf(ours.mid) - mpmath.mpf(other.mid)) <= mpmath.mpf(ours.rad) + mpmath.mpf(other.rad)


@pytest.mark.parametrize(
    ("power", "ratio"),
    parted(
        [(20, "1.036"), (50, "1.016"), (100, "1.0082"), (400, "1.0021"), (1600, "1.0005")], lambda row: row[0] != 100
    ),
)
def test_ratios_of_the_theory(power: int, ratio: str) -> None:
    """theory.md 10: L over C_L k_*^(1-a) (log k_*)^alpha, beta = 2, alpha = 1/2; C_L as without logarithms."""
    found = sums_of(lam * t, modes_of("k**(-2)*log(k+1)**2", "k**(-3/2)*sqrt(log(k+1))")).at(f"1e{power}", 12, False)
    with mpmath.workdps(30):
        now = mpmath.mpf(10) ** power
        star = mpmath.findroot(lambda u: mpmath.log(now) - 2 * u + 2 * mpmath.log(mpmath.log1p(mpmath.exp(u))), power)
        law = (
            mpmath.gamma("0.25") / 2 * mpmath.mpf(2) ** mpmath.mpf("-0.25") * mpmath.exp(-star / 2) * mpmath.sqrt(star)
        )
        digits = len(ratio.partition(".")[2])
        assert mpmath.nstr(mpmath.mpf(found.loss.mid) / law, digits + 1) == ratio.rstrip("0")


def geometric(kappa: str, time: str) -> tuple[Any, Any]:
    """L and S for lambda_k = e^(-kappa k), energies e^(-kappa k/4), by terms."""
    k_, now = mpmath.mpf(kappa), mpmath.mpf(time)
    modes = range(1, int(1200 / float(k_)))
    loss = mpmath.fsum(mpmath.exp(-k_ * k / 4 - 2 * now * mpmath.exp(-k_ * k)) for k in modes)
    energy = mpmath.fsum(mpmath.exp(k_ * k * 3 / 4) * mpmath.expm1(-now * mpmath.exp(-k_ * k)) ** 2 for k in modes)
    return loss, energy


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("kappa", [heavy("1"), "6"])
def test_geometric_against_terms(kappa: str, time: str) -> None:
    found = sums_of(lam * t, modes_of(f"exp(-{kappa}*k)", f"exp(-{kappa}*k/4)")).at(time, slopes=False)
    assert found.certified
    with mpmath.workdps(260):  # 1 - e^-g of small g loses digits
        for ours, truth in zip((found.loss, found.energy), geometric(kappa, time), strict=True):
            assert_encloses(ours, truth)


@pytest.mark.parametrize(("kappa", "low", "high"), [("1", "3.04862", "3.04890"), ("6", "0.3607", "0.6414")])
def test_log_periodic_ranges_of_the_theory(kappa: str, low: str, high: str) -> None:
    """L t^p, p = 1/4, has no limit: it moves by 1e-4 of itself for kappa = 1 and up to 0.64 for kappa = 6.

    The ends are those of the series sum e^(-p(kappa k - u)) exp(-2 e^(u - kappa k)) over a period, at 200 points.
    """
    sums = sums_of(lam * t, modes_of(f"exp(-{kappa}*k)", f"exp(-{kappa}*k/4)"))
    values = []
    for step in range(12):
        now = sympy.Rational(str(sympy.N(sympy.exp(60 + sympy.Rational(step, 12) * int(kappa)), 30)))
        with mpmath.workdps(30):
            scaled = mpmath.mpf(sums.at(now, 15, False).loss.mid) * mpmath.mpf(str(now.n(30))) ** mpmath.mpf("0.25")
            values.append(scaled)
    slack = mpmath.mpf("0.01") * (mpmath.mpf(high) - mpmath.mpf(low))  # twelve points are not all points
    assert mpmath.mpf(low) - slack <= min(values) <= mpmath.mpf(low) + 5 * slack
    assert mpmath.mpf(high) - 5 * slack <= max(values) <= mpmath.mpf(high) + slack


def test_too_little_decay_makes_the_energy_infinite() -> None:
    found = sums_of(lam ** sympy.Rational(1, 4) * t, modes_of("exp(-k)", "exp(-k/4)")).at("1e2")
    assert found.energy.infinite
    assert found.energy_slope is None


def cut(spectrum: ModeSpectrum, modes: int, time: str) -> tuple[Any, Any]:
    whole, model = (sums_of(lam * t, s).at(time) for s in (spectrum, first_modes(spectrum, modes)))
    return whole, model


def test_energies_that_do_not_sum_up_make_the_loss_of_a_model_infinite() -> None:
    values = sums_of(lam * t, first_modes(modes_of("k**(-2)*(1+1/k)", "1+1/k"), 3)).at("1")
    assert values.loss.infinite
    assert values.energy.certified


@pytest.mark.parametrize("name", parted(["geometric", *KINDS], lambda name: name != "geometric"))
def test_models_of_the_first_modes(name: str) -> None:
    """With few modes, term by term; with so many that nothing is missing, the whole."""
    lambda_k, power_k = ("exp(-k)", "exp(-k/4)") if name == "geometric" else KINDS[name][:2]
    spectrum = modes_of(lambda_k, power_k)
    few = sums_of(lam * t, first_modes(spectrum, 25)).at("1e2")
    with mpmath.workdps(50):
        loss = mpmath.mpf(few.floor.mid) if few.floor is not None else mpmath.nan
        for k in range(1, 26):
            rate, energy = (mpmath.mpf(str(sympy.N(f(k), 60))) for f in (spectrum.eigenvalue, spectrum.energy))
            loss += energy * mpmath.exp(-200 * rate)
        assert_encloses(few.loss, loss, slack=mpmath.mpf("1e-35"))
    whole, model = cut(spectrum, 10**30, "1e6")
    with mpmath.workdps(50):
        assert abs(mpmath.mpf(whole.loss.mid) - mpmath.mpf(model.loss.mid)) < mpmath.mpf("1e-12")


@pytest.mark.parametrize("slope", [False, True])
@pytest.mark.parametrize("kernel", [Kernel.DECAY, Kernel.RISE, Kernel.ENERGY])
def test_one_point_and_many_points_are_the_same(kernel: Kernel, slope: bool) -> None:
    """The weight is a factor of both, and of the range on an interval."""
    values = [arb("0.3"), arb("0.7"), arb(11), arb(13)]
    summand = Summand(kernel, slope, Fraction(0), weight=2)
    one, (many,) = summand.shape(values), summand.shapes([values])
    bare = Summand(kernel, slope, Fraction(0)).shape(values)
    assert one.overlaps(many)
    assert one.overlaps(11 * bare)
    assert summand.range([(x, x) for x in values]).overlaps(one)
