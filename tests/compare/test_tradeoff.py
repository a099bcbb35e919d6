"""S is never below the least energy of any g with the same loss, and the two are as close as the theory says."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction as F

import jsonschema
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from spectral_proofs import cli
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.compare.tradeoff import contradicted, efficiencies, least_energy, violated
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import schemas
from spectral_proofs.results import Enclosure, SumValues, Truth
from spectral_proofs.results.further import TradeOff, answered
from spectral_proofs.results.rigour import proves
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.mixtures import total
from spectral_proofs.sums.spectra.factory import sums_of
from spectral_proofs.worker import Worker

R = sympy.Rational
TWO_TERMS = LAMBDA * TIME + LAMBDA**2 * TIME**3


def at(g: sympy.Expr, spectrum: Spectrum, t: str = "1e30") -> SumValues:
    return Sums(g, spectrum).at(t, digits=20, slopes=False)


def efficiency(value: SumValues, spectrum: ModeSpectrum) -> Enclosure:
    (found,) = efficiencies([value], spectrum)
    assert not isinstance(found, str)
    t, eta = found
    assert (t, eta.certified) == (value.t, True)
    return eta


def in_the_limit(g: sympy.Expr, spectrum: Spectrum) -> TradeOff:
    found = answered(further_laws(["trade_off"], derive(g, spectrum), spectrum, Worker()).trade_off)
    assert found.edge.holds
    assert proves(found.edge.rigour)
    assert proves(found.rigour)
    return found


def ball(value: Enclosure | None) -> tuple[mpmath.mpf, mpmath.mpf]:
    assert value is not None
    return mpmath.mpf(value.mid), mpmath.mpf(value.rad)


@pytest.mark.parametrize(
    ("a", "b", "m", "inverse"),
    [
        ("3/2", "2", R(1, 2), "1.50067"),
        ("3/2", "2", R(3, 4), "1.02491"),
        ("3/2", "2", R(1), "1.06076"),
        ("3/2", "2", R(2), "1.34898"),
        ("5/2", "2", R(1), "1.03633"),
        ("6/5", "3", R(1, 2), "3.81866"),
        ("6/5", "3", R(1), "1.05936"),
    ],
)
def test_limits_of_monomials(a: str, b: str, m: sympy.Rational, inverse: str) -> None:
    """In closed form and along training, on two roads."""
    spectrum = Spectrum(a, b)
    mid, rad = ball(in_the_limit(LAMBDA**m * TIME, spectrum).enclosed)
    assert abs(1 / mid - mpmath.mpf(inverse)) < 6e-6
    assert rad < 1e-14
    late, spread = ball(efficiency(at(LAMBDA**m * TIME, spectrum, "1e100"), spectrum))
    assert abs(late - mid) < spread + 2e-7 * mid  # at a = 6/5, b = 3 the next order is t^(-1/15)
    assert spread < 1e-8


@pytest.mark.parametrize(("a", "b", "inverse"), [("3/2", "2", "2.07652"), ("5/2", "2", "1.27579")])
def test_a_sharp_cut_off(a: str, b: str, inverse: str) -> None:
    """K modes learned and no other: S over the least energy at the loss that is left."""
    spectrum, count = Spectrum(a, b), 10**6
    head = float(mpmath.zeta(float(F(a) - F(b))))  # in both sums, beside their powers
    energy = np.sum(np.arange(1.0, count + 1) ** float(F(b) - F(a))) - head
    least = least_energy(Sums(LAMBDA * TIME, spectrum).floor(count), spectrum)
    assert least is not None
    assert least.high is not None
    for bound in (least.low, least.high):
        assert abs(energy / (float(bound.mid()) - head) - float(inverse)) < 6e-6


def test_the_kernel_regime_at_a_million() -> None:
    """S and S_R are their powers of t and mu plus zeta(-1/2): 1/eta = 1.06076076, on its way to 1.06076021."""
    late, spread = ball(efficiency(at(LAMBDA * TIME, Spectrum(), "1e6"), Spectrum()))
    with mpmath.workdps(30):
        beta, zeta, gamma = mpmath.beta, mpmath.zeta(-0.5), mpmath.gamma(0.25)
        loss = gamma * mpmath.mpf(2) ** -1.25 / mpmath.mpf(10) ** 1.5
        mu = (beta(0.25, 1.75) / 2 / loss) ** 4
        energy = (2**0.75 - 2) * mpmath.gamma(-0.75) / 2 * mpmath.mpf(10) ** 4.5 + zeta
        truth = (beta(1.25, 0.75) / 2 * mu**0.75 + zeta) / energy
    assert abs(late - truth) < spread + 1e-12
    assert abs(1 / late - mpmath.mpf("1.06076076")) < 6e-9
    assert spread < 1e-8


def test_scales_leave_the_limit_alone() -> None:
    plain, scaled = (in_the_limit(TWO_TERMS, Spectrum("3/2", 2, *scales)) for scales in ((1, 1), ("7/3", "1/5")))
    assert abs(ball(plain.enclosed)[0] - ball(scaled.enclosed)[0]) < 1e-14
    assert abs(1 / ball(plain.enclosed)[0] - mpmath.mpf("1.34898")) < 6e-6  # that of lambda^2 t^3, which G is


@pytest.mark.parametrize(
    "g",
    [
        R(3, 4) * sympy.log(1 + LAMBDA * TIME**2),
        pytest.param(LAMBDA * TIME + sympy.sqrt(LAMBDA * TIME), marks=pytest.mark.slow),
        pytest.param(sympy.log(1 + (sympy.exp(2 * LAMBDA * TIME) - 1) / 100), marks=pytest.mark.slow),
    ],
)
def test_limits_without_a_closed_form_are_enclosed_by_the_scaling_function(g: sympy.Expr) -> None:
    """Beside the efficiency at a late time, which was found on another road."""
    mid, rad = ball(in_the_limit(g, Spectrum()).enclosed)
    late, spread = ball(efficiency(at(g, Spectrum(), "1e60"), Spectrum()))
    assert rad < 1e-13
    assert abs(mid - late) < spread + 1e-9


def test_an_oscillation_that_only_moves_the_time_has_the_limit_of_its_monomial() -> None:
    found = in_the_limit(LAMBDA * TIME * (2 + sympy.sin(sympy.log(1 + TIME))), Spectrum())
    assert found.limit == in_the_limit(LAMBDA * TIME, Spectrum()).limit


def test_the_witness_of_completeness_has_its_exponents_and_its_constant() -> None:
    """lambda T + lambda T^r/(1 + lambda T^r) at r = 3: more energy than its loss asks for."""
    found = derive(LAMBDA * TIME + LAMBDA * TIME**3 / (1 + LAMBDA * TIME**3), Spectrum())
    assert (found.chi, found.gamma) == (R(1, 4), R(9, 4))
    constant = sympy.exp(-2) * 2 ** R(-5, 4) * sympy.gamma(R(1, 4))
    value = decimal(found.loss.constant)
    assert value is not None
    assert abs(value - mpmath.mpf(str(constant.evalf(20)))) < 1e-14
    assert contradicted(found, Spectrum()) == ""


def test_unlearning_contradicts_nothing() -> None:
    """L tends to its value without training, and S to 0."""
    spectrum = Spectrum()
    found = derive(LAMBDA / TIME, spectrum)
    assert found.energy.index == -2
    assert contradicted(found, spectrum) == ""
    answer = answered(further_laws(["trade_off"], found, spectrum, Worker()).trade_off)
    assert answer.edge.truth is Truth.UNKNOWN


@pytest.mark.parametrize("a", ["3", "4"])  # p = 1: S ~ log t, S_R ~ log 1/L; p > 1: both tend to sum w_k^2
def test_at_and_beyond_p_one_every_monomial_is_efficient(a: str) -> None:
    assert in_the_limit(LAMBDA**2 * TIME, Spectrum(a, "2")).limit == 1


def test_ridge_regression_attains_the_bound() -> None:
    spectrum = Spectrum()
    value = at(sympy.log(1 + LAMBDA * TIME), spectrum)
    assert violated(value, spectrum) == ""
    for eta in (efficiency(value, spectrum), in_the_limit(sympy.log(1 + LAMBDA * TIME), spectrum).enclosed):
        with mpmath.workdps(30):
            mid, rad = ball(eta)
            assert abs(mid - 1) <= rad < 1e-9


def test_a_finite_model_is_compared_with_ridge_regression_on_its_own_modes() -> None:
    """By bisection in plain multiprecision."""
    spectrum, modes = FirstModes(Spectrum(), 40), range(1, 41)
    value = sums_of(LAMBDA * TIME, spectrum).at("300", digits=20, slopes=False)
    with mpmath.workdps(30):
        lam = [mpmath.mpf(k) ** -2 for k in modes]
        power = [mpmath.mpf(k) ** mpmath.mpf("-1.5") for k in modes]
        loss = mpmath.fsum(c * mpmath.exp(-600 * x) for c, x in zip(power, lam, strict=True))
        low, high = mpmath.mpf(0), mpmath.mpf(10**6)
        for _ in range(90):
            mu = (low + high) / 2
            above = mpmath.fsum(c / (1 + mu * x) ** 2 for c, x in zip(power, lam, strict=True)) > loss
            low, high = (mu, high) if above else (low, mu)
        shares = [(mu * x / (1 + mu * x)) ** 2 for x in lam]
        least = mpmath.fsum(c / x * share for c, x, share in zip(power, lam, shares, strict=True))
        mid, rad = ball(efficiency(value, spectrum))
        assert abs(mid - least / mpmath.mpf(value.energy.mid)) <= rad < 1e-8


@given(
    t=st.integers(-3, 40),
    scale=st.fractions(F(1, 50), 50),
    m=st.sampled_from([F(1, 2), F(2, 3), F(1), F(3, 2), F(3)]),
    extra=st.sampled_from([LAMBDA**2 * TIME**2, sympy.log(1 + LAMBDA * TIME), LAMBDA * sympy.sqrt(TIME), sympy.S.Zero]),
)
@settings(max_examples=6, deadline=None)
def test_no_g_beats_ridge_regression(t: int, scale: F, m: F, extra: sympy.Expr) -> None:
    g = sympy.Rational(scale) * LAMBDA ** sympy.Rational(m) * TIME + extra
    mid, rad = ball(efficiency(at(g, Spectrum(), f"1e{t}"), Spectrum()))
    assert 0 < mid - rad <= 1


@given(st.lists(st.fractions(0, 1), min_size=40, max_size=40), st.integers(1, 10**6))
@settings(max_examples=12, deadline=None)
def test_no_residuals_whatever_beat_ridge_regression(residuals: list[F], scale: int) -> None:
    """A finite model in exact arithmetic; the residuals need not decrease, nor increase."""
    weights = [(F(1, k**2), F(1, k)) for k in range(1, 41)]  # lambda_k and w_k^2
    loss = sum(lam * w * x**2 for (lam, w), x in zip(weights, residuals, strict=True))
    energy = sum(w * (1 - x) ** 2 for (_, w), x in zip(weights, residuals, strict=True))
    mu = F(scale, 1000)
    ridge_loss = sum(lam * w / (1 + mu * lam) ** 2 for lam, w in weights)
    ridge_energy = sum(w * (mu * lam / (1 + mu * lam)) ** 2 for lam, w in weights)
    assert energy >= ridge_energy + mu * (ridge_loss - loss)


BRANCHES = st.tuples(
    st.sampled_from(
        [LAMBDA * TIME, sympy.sqrt(LAMBDA) * TIME, LAMBDA**2 * TIME**3, sympy.log(1 + LAMBDA * TIME), TWO_TERMS]
    ),
    st.fractions(F(6, 5), 5, max_denominator=6),
    st.fractions(F(5, 4), 4, max_denominator=4),
    st.fractions(F(1, 9), 9, max_denominator=9),
)


def mixture_at(branches: list[tuple[sympy.Expr, F, F, F]], t: str) -> tuple[SumValues, tuple[Spectrum, ...]]:
    spectra = tuple(Spectrum(str(a), str(b), 1, str(W)) for _, a, b, W in branches)
    values = [at(g, spectrum, t) for (g, *_), spectrum in zip(branches, spectra, strict=True)]
    return total(values, 20), spectra


@given(st.lists(BRANCHES, min_size=2, max_size=3), st.integers(-2, 40))
@settings(max_examples=3, deadline=None)
def test_no_mixture_beats_ridge_regression_on_all_its_modes(branches: list, t: int) -> None:
    value, spectra = mixture_at(branches, f"1e{t}")
    assert violated(value, spectra) == ""
    for found in efficiencies([value], spectra):
        mid, rad = ball(found[1])  # a line of words is no pair
        assert mid - rad <= 1


@pytest.mark.slow
@given(st.lists(BRANCHES, min_size=2, max_size=3), st.integers(-2, 40))
@settings(max_examples=25, deadline=None)
def test_no_mixture_of_many_beats_it_and_half_its_energy_would(branches: list, t: int) -> None:
    value, spectra = mixture_at(branches, f"1e{t}")
    assert violated(value, spectra) == ""
    for _, eta in efficiencies([value], spectra):
        mid, rad = ball(eta)
        assert mid - rad <= 1
        less = mpmath.nstr(mpmath.mpf(value.energy.mid) * mid * mpmath.mpf("0.999"), 15)
        known = replace(value.energy, mid=less, rad="0")  # that of S may be more than S_R
        assert "below" in violated(replace(value, energy=known), spectra)


@given(
    st.lists(st.tuples(st.fractions(0, 1), st.fractions(F(1, 99), 9), st.fractions(F(1, 99), 9)), min_size=2),
    st.fractions(0, 99),
)
@settings(max_examples=12, deadline=None)
def test_no_residuals_beat_it_on_any_modes(modes: list[tuple[F, F, F]], mu: F) -> None:
    """Any eigenvalues and weights, repeated ones too, and residuals that need not be monotone, exactly."""
    own = sum(w * ((1 - x) ** 2 + mu * eigenvalue * x**2) for x, eigenvalue, w in modes)
    least = [(w, eigenvalue, 1 / (1 + mu * eigenvalue)) for _, eigenvalue, w in modes]
    assert own >= sum(w * ((1 - x) ** 2 + mu * eigenvalue * x**2) for w, eigenvalue, x in least)


def test_laws_that_no_g_can_have_are_named() -> None:
    spectrum = Spectrum()
    found = derive(LAMBDA * TIME, spectrum)
    assert contradicted(found, spectrum) == ""
    lower = replace(found, energy=replace(found.energy, powers=(R(3, 4) - R(1, 1000),)))
    assert "no g has these laws" in contradicted(lower, spectrum)
    logarithm = replace(found, energy=replace(found.energy, powers=(R(3, 4), R(-1))))
    assert "no g has these laws" in contradicted(logarithm, spectrum)
    assert contradicted(replace(found, energy=replace(found.energy, powers=(R(4, 5),))), spectrum) == ""


def test_an_energy_a_thousandth_below_the_bound_is_a_contradiction() -> None:
    spectrum = Spectrum("3/2", "2", "2", "3")
    value = at(sympy.log(1 + LAMBDA * TIME), spectrum)
    less = mpmath.nstr(mpmath.mpf(value.energy.mid) * mpmath.mpf("0.999"), 15)
    assert violated(value, spectrum) == ""
    assert "below" in violated(replace(value, energy=replace(value.energy, mid=less)), spectrum)


def test_nothing_is_said_of_uncertified_or_infinite_values() -> None:
    spectrum = Spectrum()
    infinite = at(LAMBDA ** R(1, 4) * TIME, spectrum)
    assert infinite.energy.infinite
    assert violated(infinite, spectrum) == ""
    assert efficiency(infinite, spectrum) == Enclosure("0", "0", True)
    value = at(LAMBDA * TIME, spectrum)
    guess = replace(value, energy=replace(value.energy, mid="1e-9", certified=False))
    assert violated(guess, spectrum) == ""
    assert list(efficiencies([guess], spectrum)) == []


def test_a_loss_that_training_has_not_moved_contradicts_nothing() -> None:
    unmoved = Enclosure(
        "2.6123753486854883433485675679240716305482", "1.25607e-35", True
    )  # zeta(3/2): g = 1e-40 lambda t
    assert violated(SumValues("100", unmoved, Enclosure("1e-80", "1e-90", True)), Spectrum()) == ""


@pytest.mark.slow
def test_evaluate_shows_the_efficiency(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["evaluate", "lambda*t", "--t", "1e6", "--digits", "10", "--efficiency"]
    assert cli.main([*argv, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schemas.load("values/1", closed=True)).validate(document)
    assert abs(1 / float(document["points"][0]["efficiency"]["mid"]) - 1.06076076) < 6e-9
    assert cli.main(argv) == 0
    assert "S_R/S = 0.94272" in capsys.readouterr().out
