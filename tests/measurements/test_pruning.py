"""Pruning: curves, limits and the six claims of section 4.2, on candidates and spectra off the catalogue too."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
import sympy
from enclosing import assert_encloses
from pruning_cases import IDS, LAMBDA_PERIODIC, VERDICTS
from sympy import Rational as R
from sympy import exp, log, tanh
from weight import parted

from spectral_proofs.asymptotics.cells import RAY_SYMBOL as X
from spectral_proofs.claims import StageResults, judge
from spectral_proofs.derivation import derive
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements import Setting, collect
from spectral_proofs.measurements.pruning import PruningCurves, measure
from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Evidence, Measurements, Verdict
from spectral_proofs.results.rigour import Sampled
from spectral_proofs.sums.curve import LimitingCurve
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.worker import Worker


@pytest.mark.parametrize(
    ("g", "a", "b", "verdicts"),
    parted(VERDICTS, lambda row: row[0] == LAMBDA_PERIODIC),  # 7 s; the heavy tail is refuted in the same claims
    ids=lambda value: str(value)[:40],
)
def test_verdicts(g: sympy.Expr, a: object, b: object, verdicts: tuple[Verdict, ...]) -> None:
    spectrum = Spectrum(a, b)
    results = judge(StageResults(derive(g, spectrum), (), (), spectrum), IDS)
    assert {r.id: r.verdict for r in results} == dict(zip(IDS, verdicts, strict=True)), [r.reason for r in results]
    assert all(r.reason for r in results)
    if g == LAMBDA_PERIODIC:  # two phases are told apart by numbers
        assert next(r for r in results if r.id == "prune-power").evidence is Evidence.NUMERICAL


def curves(g: sympy.Expr, a: object = "3/2", b: object = 2) -> PruningCurves:
    spectrum = Spectrum(a, b)
    found: PruningCurves = measure(Setting(g, spectrum, derive(g, spectrum)))
    return found


def number(text: str) -> mpmath.mpf:
    return mpmath.mpf(text)


def test_the_limiting_curve_of_the_kernel_regime() -> None:
    found = curves(L * T)
    expected = {"0.05": "0.7617", "0.3": "0.6596", "0.6": "0.4660", "1": "0.2447", "3": "0.02414", "10": "0.001258"}
    assert {x: mpmath.nstr(number(v.mid), 4) for x, v in zip(found.thetas, found.limit, strict=True)} == {
        x: mpmath.nstr(number(v), 4) for x, v in expected.items()
    }
    assert found.whole is not None
    with mpmath.workdps(40):
        truth = mpmath.gamma(-R(3, 4)) * (mpmath.mpf(2) ** R(3, 4) - 2) / 2
        assert_encloses(found.whole, truth, digits=15)
    last = found.curves[-1]
    assert found.collapse is not None
    assert last.distance is not None
    assert found.collapse.certified
    assert number(found.collapse.mid) < mpmath.mpf("0.01")  # a hundred modes at t = 1e4
    assert number(last.distance.mid) < mpmath.mpf("1e-15")
    assert all(v.certified for curve in found.curves for v in (*curve.values, *curve.shares, curve.energy))


@pytest.mark.parametrize(("m", "b", "s"), [("1", "2", "3/2"), ("3/2", "2", "-1"), ("1/2", "3", "1/2")])
@pytest.mark.parametrize("theta", ["1/20", "1", "10"])
def test_limiting_curves_against_incomplete_gamma_functions(m: str, b: str, s: str, theta: str) -> None:
    """The closed form that prune-power reports, with gamma continued analytically."""
    exact = LimitingCurve(5 * X ** R(m), X, Fraction(b), Fraction(s)).at(Fraction(theta), 25)
    with mpmath.workdps(60):
        s_, x, q = (mpmath.mpf(v.p) / v.q for v in (R(s), R(theta), R(m) * R(b)))
        z, y = -s_ / q, x**-q

        def gamma(argument: object) -> object:
            return mpmath.gamma(z) - mpmath.gammainc(z, argument)

        truth = (2**-z * gamma(2 * y) - 2 * gamma(y)) / q - x**s_ / s_
        assert_encloses(exact, truth, digits=25, slack=truth * mpmath.mpf("1e-50"))


@pytest.mark.parametrize(("m", "b", "s"), [("1", "2", "3/2"), ("4", "4", "1/10"), ("1/3", "7/2", "1/5")])
def test_the_whole_curve_against_gamma_functions(m: str, b: str, s: str) -> None:
    """F(0) = Gamma(-s/q)(2^(s/q) - 2)/q, also where s is so small that the modes far before the frontier matter."""
    exact = LimitingCurve(7 * X ** R(m), X, Fraction(b), Fraction(s)).at(Fraction(0), 25)
    with mpmath.workdps(50):
        s_, q = (mpmath.mpf(v.p) / v.q for v in (R(s), R(m) * R(b)))
        truth = mpmath.gamma(-s_ / q) * (2 ** (s_ / q) - 2) / q
        assert_encloses(exact, truth, digits=25, slack=truth * mpmath.mpf("1e-45"))


def test_the_whole_curve_is_infinite_where_s_is_not_positive_or_the_tail_too_heavy() -> None:
    assert LimitingCurve(X, X, Fraction(2), Fraction(0)).at(Fraction(0)).infinite
    assert LimitingCurve(X ** R(1, 4), X, Fraction(2), Fraction(3, 2)).at(Fraction(1)).infinite


@pytest.mark.parametrize(
    ("g", "truth"),
    [
        (L * T, lambda t: mpmath.sqrt(t)),
        (log(1 + L * T), lambda t: mpmath.sqrt(t / (mpmath.e - 1))),
        (L * T + L**2 * T**3, lambda t: ((t + mpmath.sqrt(t**2 + 4 * t**3)) / 2) ** mpmath.mpf("0.5")),
    ],
)
@pytest.mark.parametrize("time", ["1e4", "1e100", "1e1000"])
def test_frontier_index(g: sympy.Expr, truth: object, time: str) -> None:
    found = Sums(g, Spectrum()).frontier_index(time, 40)
    with mpmath.workdps(1100):
        value = truth(mpmath.mpf(time))  # type: ignore[operator]
        assert_encloses(found, value, digits=40, slack=value * mpmath.mpf("1e-75"))


@pytest.mark.parametrize(
    ("g", "reason"), [(T, "does not fall"), (tanh(L * T), "no mode"), (sympy.Abs(L - 1) * T, "kink")]
)
def test_no_frontier_to_enclose(g: sympy.Expr, reason: str) -> None:
    with pytest.raises(UndecidedError, match=reason):
        Sums(g, Spectrum()).frontier_index(100)


def test_slow_frontiers_are_followed_to_later_times() -> None:
    found = curves(L * log(1 + T))
    assert found.curves[-1].t == "10**10000"
    assert number(found.curves[-1].frontier.mid) > 100


def test_fast_frontiers_are_looked_at_early() -> None:
    found = curves(L * exp(T))
    assert found.curves[-1].t == "1e4"
    assert found.collapse is not None


def test_a_frontier_that_starts_late_is_followed_from_there() -> None:
    found = curves(R(1, 10**20) * L * T)
    assert [curve.t for curve in found.curves] == ["1e30", "1e100"]


def test_several_frontiers_are_not_measured() -> None:
    with pytest.raises(UndecidedError, match="more than one"):
        curves(L * T * (1 + 8 * exp(-L * T)))


def test_scales_of_the_spectrum_drop_out() -> None:
    """Lambda and W are in the units, (W/Lambda) k_*^s, and in k_* alone."""
    spectrum = Spectrum("3/2", 2, 7, 5)
    scaled: PruningCurves = measure(Setting(L * T, spectrum, derive(L * T, spectrum)))
    last = scaled.curves[-1]
    assert last.distance is not None
    assert number(last.distance.mid) < mpmath.mpf("1e-15")


def test_a_cut_at_a_whole_number_keeps_that_mode() -> None:
    assert curves(L * T).curves[0].cuts == ("5", "30", "60", "100", "300", "1000")


def test_a_curve_that_certified_sums_contradict_is_an_internal_error() -> None:
    spectrum = Spectrum()
    found = derive(L * T, spectrum)
    assert found.truncation is not None
    wrong = replace(found, truncation=replace(found.truncation, shape=X**2))
    with pytest.raises(InternalError, match="pruning curve"):
        measure(Setting(L * T, spectrum, wrong))


def test_a_law_that_sets_in_late_is_waited_for() -> None:
    found = curves(L * T + R(1, 10**150) * L**2 * T**3)
    assert found.curves[-1].t == "1e3000"
    assert found.curves[-1].distance is not None
    assert number(found.curves[-1].distance.mid) < mpmath.mpf("1e-9")


def test_claims_report_what_was_measured_and_certified_curves_support_sampled_signs() -> None:
    spectrum = Spectrum()
    found = derive(L * T, spectrum)
    measured = collect(("pruning",), Setting(L * T, spectrum, found), Worker())
    results = StageResults(replace(found, rigour=Sampled("a sign")), (), (), spectrum, measured)
    by_id = {r.id: r for r in judge(results, IDS)}
    power = by_id["prune-power"]
    assert power.evidence is Evidence.CERTIFIED
    assert power.details["collapse"] == "0.008207"
    assert "F(1) = 0.2447" in power.details["F_values"]
    assert power.details["function_of_eq_23"].startswith("refuted")
    assert "log(1-r_*)" in by_id["critical-points"].reason
    assert by_id["prune-plateau"].details["decay"] == "-5/2"
    without = judge(replace(results, measurements=Measurements()), IDS)
    assert {r.evidence for r in without} == {Evidence.NUMERICAL}
    assert [r.verdict for r in without] == [r.verdict for r in by_id.values()]
