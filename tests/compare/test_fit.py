import math

import mpmath
import pytest
import sympy

from spectral_proofs.compare.fit import fit_power, fit_sums
from spectral_proofs.results import Asymptotics, Enclosure, Fact, SumValues, Truth
from spectral_proofs.results.rigour import EXACT

TIMES = ("1e2", "1e6", "1e12", "1e30", "1e60", "1e100")
YES = Fact(Truth.YES, "given", EXACT)


def power(index: str, log_index: str = "0", offset: sympy.Expr | None = None, infinite: bool = False) -> Asymptotics:
    return Asymptotics(
        sympy.Rational(index),
        sympy.Rational(log_index),
        YES,
        None,
        YES,
        "",
        infinite=infinite,
        offset=offset,
        rigour=EXACT,
        constant_rigour=EXACT,
    )


def sample(q, times=TIMES):
    with mpmath.workdps(50):
        return [(t, Enclosure(mpmath.nstr(q(mpmath.mpf(t)), 40), "1e-40", True)) for t in times]


def test_pure_power_is_recovered_to_rounding():
    fit = fit_power("L", sample(lambda t: 3 * t ** mpmath.mpf("-0.25")), power("-1/4"))
    assert abs(fit.slope + 0.25) < 1e-12
    assert fit.uncertainty < 1e-12
    assert fit.distance < 1e-12
    assert fit.predicted == "-1/4"
    assert fit.model == "A t^p"


def test_values_far_outside_floats():
    fit = fit_power("L", sample(lambda t: t**-50, ("1e2", "1e50", "1e80", "1e100", "1e120")), power("-50"))
    assert abs(fit.slope + 50) < 1e-10


def test_near_critical_energy_needs_its_constant():
    # a = 2.9, b = 2: gamma = 1/20 and S = A t^(1/20) + zeta(0.9); theory.md section 2 warns of a plain slope of 0.087
    zeta = sympy.zeta(sympy.Rational(9, 10))
    s, q = mpmath.mpf("0.1"), 2
    factor = mpmath.gamma(-s / q) * (2 ** (s / q) - 2) / q
    values = sample(lambda t: factor * t ** (s / q) + mpmath.zeta(mpmath.mpf("0.9")), ("1e6", "1e7", "1e8"))
    plain = fit_power("S", values, power("1/20"))
    assert plain.slope == pytest.approx(0.087, abs=0.002)
    fitted = fit_power("S", values, power("1/20", offset=zeta))
    assert abs(fitted.slope - 0.05) < 1e-9
    assert fitted.model == "A t^p - 9.43"


def test_log_factor_is_removed():
    values = sample(lambda t: t ** mpmath.mpf("-0.25") * mpmath.log(t) ** mpmath.mpf("-0.5"))
    assert abs(fit_power("L", values, power("-1/4")).slope + 0.25) > 1e-3
    fit = fit_power("L", values, power("-1/4", "-1/2"))
    assert abs(fit.slope + 0.25) < 1e-12
    assert fit.model == "A t^p (log t)^(-1/2)"


def test_wrong_prediction_shows_in_the_distance():
    fit = fit_power("L", sample(lambda t: t ** mpmath.mpf("-0.25")), power("-1/3"))
    assert fit.distance == pytest.approx(1 / 12)


def test_uncertainty_is_of_the_size_of_an_unmodelled_log():
    fit = fit_power("L", sample(lambda t: mpmath.log(t) / mpmath.sqrt(t)), power("-1/2"))
    assert fit.distance < 3 * fit.uncertainty


def test_window_leaves_small_times_out():
    fit = fit_power("L", sample(lambda t: 1 / t), None)
    assert fit.window == ("1e12", "1e100")
    assert fit.points == 4
    assert fit.predicted is None
    assert fit.distance is None


@pytest.mark.parametrize(
    "values",
    [
        [],
        [("1e2", Enclosure("1", "0", True)), ("1e3", Enclosure("1", "0", True))],
        [(t, Enclosure("inf", "0", True)) for t in TIMES],
        [(t, Enclosure("0", "1e-3", False)) for t in TIMES],
    ],
)
def test_too_few_usable_values(values):
    assert fit_power("S", values, None) is None


def test_infinite_prediction_is_not_fitted():
    assert fit_power("S", sample(lambda t: t), power("1", infinite=True)) is None


def test_fit_sums_keeps_local_exponents():
    slope = Enclosure("-0.25", "1e-30", True)
    sums = [
        SumValues(t, loss, Enclosure("inf", "0", True), loss_slope=slope)
        for t, loss in sample(lambda t: t ** mpmath.mpf("-0.25"))
    ]
    (fit,) = fit_sums(sums, power("-1/4"), power("3/4", infinite=True))
    assert fit.quantity == "L"
    assert fit.local_exponent == slope
    assert math.isfinite(fit.slope)
    assert fit_sums([]) == ()
