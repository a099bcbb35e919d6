"""Values made hard by cancellation, oscillation, near-critical exponents or kinks: certified by balls, or honest."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy
from weight import heavy

from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite import scaled_zeta
from spectral_proofs.sums.second_engine import reference_sums

KERNEL_TWICE = "4.0535551072376403934429715550072e-1"  # L of 2 lambda t at t = 100, by its expansion (theory.md, 2)


def value(g: str, t: str, a: str = "3/2", b: str = "2") -> SumValues:
    spectrum = Spectrum(a, b)
    return Sums(Candidate(g).resolve(spectrum), spectrum).at(t, slopes=False)


def second(g: str, t: str) -> tuple[Enclosure, Enclosure]:
    return reference_sums(Candidate(g).resolve(Spectrum()), Spectrum(), sympy.Rational(t), 18)


def contains(found: Enclosure, truth: str, relative: str) -> bool:
    """The ball meets the truth, to the digits that are given, and is narrow."""
    with mpmath.workdps(60):
        mid, rad, true = mpmath.mpf(found.mid), mpmath.mpf(found.rad), mpmath.mpf(truth)
        digits = len(truth.partition("e")[0].replace(".", "").lstrip("0"))
        rounding = abs(true) * mpmath.mpf(10) ** (1 - digits)
        return bool(abs(mid - true) <= rad + rounding and rad <= mpmath.mpf(relative) * abs(true))


CANCELS_IN_T = {
    "lambda*t*(1+2*t**60*(1-cos(t**(-30))))": "100",
    "lambda*t*(1+2*t**40*(cosh(t**(-20))-1))": "100",
    "2*lambda*t**81*log(1+t**(-80))": "100",
    "4*lambda*t**31*(sqrt(t**60+1)-t**30)": "100",
}


@pytest.mark.parametrize("g", CANCELS_IN_T)
def test_constants_that_cancel_are_evaluated_with_more_bits(g: str) -> None:
    found = value(g, CANCELS_IN_T[g])
    assert found.certified
    assert contains(found.loss, KERNEL_TWICE, "1e-29")
    assert contains(second(g, CANCELS_IN_T[g])[0], KERNEL_TWICE, "1e-15")


CANCELS_WHOLLY = "lambda*t*(exp(t+exp(-t))-exp(t))"


@pytest.mark.parametrize("t", [heavy("10000"), "1" + 30 * "0"])
def test_total_cancellation_is_not_agreement(t: str) -> None:
    with pytest.raises(UndecidedError):
        second(CANCELS_WHOLLY, t)


def test_total_cancellation_is_evaluated_or_unknown() -> None:
    assert contains(value(CANCELS_WHOLLY, "1e4").loss, "0.1524381187", "1e-29")
    unknown = value(CANCELS_WHOLLY, "1e30")
    assert unknown.loss.unknown
    assert unknown.energy.unknown
    assert "cancels" in unknown.note


NEAR_CRITICAL = {
    ("lambda**(0.375000001)*t", "100", "3/2", "2"): "2499999932417.39",
    ("lambda**(0.25000001)*t", "1", "3/2", "3/2"): "",
    ("lambda*t*(1+lambda**(1/1000000))", "10000", "3/2", "2"): "",
}


@pytest.mark.parametrize("case", NEAR_CRITICAL)
def test_exponents_near_the_border_of_convergence(case: tuple[str, str, str, str]) -> None:
    found = value(*case)
    assert found.certified
    if NEAR_CRITICAL[case]:
        assert contains(found.energy, NEAR_CRITICAL[case], "1e-29")


OSCILLATING = {
    "lambda*t*(100+sin(50*log(lambda)))": ("10000", "0.04820554236711957245238228750529"),
    "lambda*t*(3+cos(20*log(lambda)))": ("100000", "0.065731093261975301486366102"),
    "lambda*t*(2+cos(3*log(lambda)))": ("10000", "0.130903015661620"),
    "lambda*t*(3+sin(log(1+lambda*t)))": ("1e30", "3.61505825786356e-8"),
}


@pytest.mark.parametrize("g", OSCILLATING)
def test_oscillation_in_log_lambda_is_bounded_on_a_narrow_cone(g: str) -> None:
    t, truth = OSCILLATING[g]
    found = value(g, t)
    assert found.certified
    assert contains(found.loss, truth, "1e-29")
    if g.startswith("lambda*t*(100"):
        assert contains(second(g, t)[0], truth, "1e-12")


def test_oscillation_that_leaves_no_margin_is_not_certified() -> None:
    found = value("lambda*t*(1+sin(50*log(lambda)))", "100")
    assert not found.certified
    assert "Re g >= 0" in found.note


FEW_MODES = {  # steep spectra, early times, and what no wedge is proved for
    ("lambda*t", "1e10", "3", "1000"): ("0.202056903159594285399738161511449990764986292", ""),
    ("lambda*t", "20", "3/2", "2"): ("0.720842691248554276644682559659", "7.06660268903315162253805256726612588"),
    ("lambda*t", "1", "1.0001", "20"): ("9999.71255727587530006070935658940838643603", ""),
    ("exp(lambda*t)-1-lambda*t", "1e4", "3/2", "2"): ("0.18170135060130966336", "607.182283849666581471"),
    (
        "-log(((3+sqrt(9-4*lambda))*exp(-(3-sqrt(9-4*lambda))*t/2)-(3-sqrt(9-4*lambda))"
        "*exp(-(3+sqrt(9-4*lambda))*t/2))/(2*sqrt(9-4*lambda)))",
        "1e4",
        "3/2",
        "2",
    ): ("0.20062047363164288", "337.20204812386227"),
    (
        "-t*log((1+9/10-lambda/1000+sqrt((1+9/10-lambda/1000)**2-18/5))/2)",
        "1e4",
        "3/2",
        "2",
    ): ("0.48198007449731324", "24.129946146622822"),
}


@pytest.mark.parametrize("case", FEW_MODES)
def test_few_modes_and_zeta_functions(case: tuple[str, str, str, str]) -> None:
    found, (loss, energy) = value(*case), FEW_MODES[case]
    assert found.certified
    assert contains(found.loss, loss, "1e-29")
    assert not energy or contains(found.energy, energy, "1e-29")


@pytest.mark.parametrize(
    ("s", "low"), [(Fraction(5, 2), 7), (Fraction(400), 7), (Fraction(10**5), 2), (Fraction(3), 1)]
)
def test_scaled_zeta(s: Fraction, low: int) -> None:
    with mpmath.workdps(80):
        power = mpmath.mpf(s.numerator) / s.denominator
        if s > 10**4:
            truth = mpmath.fsum((mpmath.mpf(low) / k) ** power for k in range(low, low + 3))
        else:
            with mpmath.workdps(500):
                truth = mpmath.zeta(power, low) * mpmath.mpf(low) ** power
    with working_precision(160):
        assert contains(to_enclosure(scaled_zeta(s, low), 40), mpmath.nstr(truth, 38), "1e-35")


def test_convergence_that_hangs_on_a_power_of_a_logarithm() -> None:
    """Numerical only: the tail falls like 1/log^2 k, and a road in log log k sums it."""
    found = value("lambda**(3/8)*t/(1+log(1/lambda))", "100").energy
    assert not found.certified
    assert contains(found, "628.133457546", "1e-15")
    assert second("lambda**(3/8)*t/sqrt(1+log(1/lambda))", "10")[1].infinite


def test_cancelled_zero_in_a_denominator_is_no_crash() -> None:
    found = value("lambda*t*(1/lambda-3/((1+lambda)**3-1))", "1e4")
    assert contains(found.loss, "0.152439706747895", "1e-15")
    assert contains(found.energy, "768.887136191159", "1e-15")


def test_a_tail_that_falls_like_a_small_power_is_no_power_of_a_logarithm() -> None:
    assert contains(second("sqrt(lambda)*t", "100")[0], "0.12533141373155002512", "1e-15")
