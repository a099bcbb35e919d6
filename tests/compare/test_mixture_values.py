"""Certified values of branches: where they cross, and exponents that must not rise."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from factories import asymptotics

from spectral_proofs import Spectrum
from spectral_proofs.compare.mixtures import meeting, rises, takeovers
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.mixtures import added, total

TIMES = ("1e2", "1e4", "1e6")
NOTHING = Enclosure("1", "0", True)
ROUGH = {"loss": {"lower": "1", "upper": "2", "index": "-1/4", "log_index": "0", "t0": "10"}}
SHARP = {"loss_tight": {"lower": "1", "upper": "1.001", "index": "-1/4", "log_index": "0", "t0": "10"}}
UNKNOWN, INFINITE = Enclosure("nan", "inf", False), Enclosure("inf", "0", True)


def law(index, constant):
    return replace(asymptotics(index), constant=sympy.Integer(constant))


def losses(*mids, certified=True):
    return [SumValues(t, Enclosure(mid, "1e-9", certified), NOTHING) for t, mid in zip(TIMES, mids, strict=True)]


def test_power_laws_meet_where_they_are_equal():
    found = meeting(law("-1/2", 6), law("-1/4", 2))  # 6 t^(-1/2) = 2 t^(-1/4) at t = 3^4
    assert abs(Fraction(found.mid) - 81) <= Fraction(found.rad) < Fraction(1, 10**9)
    assert meeting(law("-1/2", 6), law("-1/2", 2)) is None
    assert meeting(law("-1/2", 6), None) is None
    assert meeting(law("-1/2", 6), asymptotics("-1/4")) is None


def test_an_exponent_that_rises_is_seen_and_one_that_falls_is_not():
    assert rises(losses("1", "0.5", "0.01"), [{}]) != ("", False)  # steeper and steeper
    assert rises(losses("1", "0.01", "0.005"), [{}]) == ("", False)


def test_a_rise_that_theorems_exclude_is_told_from_one_that_they_allow():
    said, excluded = rises(losses("1", "0.5", "0.01"), [SHARP, SHARP])
    assert said
    assert excluded
    assert rises(losses("1", "0.5", "0.24"), [ROUGH, SHARP])[0] == ""  # within the factor 2
    assert rises(losses("1", "0.5", "0.24"), [SHARP, SHARP])[0]
    assert rises(losses("1", "0.5", "0.01"), [SHARP, {}])[1] is False  # one branch without a theorem


def test_values_that_are_not_certified_say_nothing():
    assert rises(losses("1", "0.5", "0.01", certified=False), [{}]) == ("", False)


def test_crossing_of_two_branches_contains_the_truth_and_is_narrow():
    """A_1 t^(-1/4) and A_2 t^(-1/2): the laws meet at (A_1/A_2)^(-4), up to what is beyond all orders."""
    g = LAMBDA * TIME
    spectra = [Spectrum("3/2", 2), Spectrum(2, 2, W=100)]
    laws = [derive(g, spectrum) for spectrum in spectra]
    crossed = {one.quantity: one for one in takeovers([(g, s) for s in spectra], laws, [(), ()])}
    found = crossed["L"]
    low, high, meet = Fraction(found.low), Fraction(found.high), Fraction(found.law.mid)
    assert found.between == (1, 2)
    assert low <= meet <= high <= low * (1 + Fraction(1, 10**5))
    constants = [law.loss.constant for law in laws]
    assert abs(float(sympy.N((constants[1] / constants[0]) ** 4)) / float(meet) - 1) < 1e-9


@pytest.mark.parametrize(
    ("values", "mid", "certified"),
    [
        ([Enclosure("1.5", "1e-20", True), Enclosure("2.25", "1e-20", True)], "3.75", True),
        ([Enclosure("1.5", "0", True), Enclosure("2.25", "0", False)], "3.75", False),
        ([UNKNOWN, INFINITE], "inf", True),
        ([UNKNOWN, Enclosure("1", "0", True)], "nan", False),
    ],
)
def test_sums_of_enclosures(values, mid, certified):
    found = added(values, 30)
    assert (found.mid, found.certified) == (mid, certified)


def test_the_exponent_of_a_sum_is_the_mean_with_its_parts_as_weights():
    one = SumValues("1", Enclosure("1", "0", True), INFINITE, Enclosure("-1", "0", True), None)
    other = SumValues("1", Enclosure("3", "0", True), NOTHING, Enclosure("-2", "0", True), Enclosure("1", "0", True))
    found = total([one, other], 20)
    assert (found.loss.mid, found.loss_slope.mid, found.energy.mid, found.energy_slope) == ("4", "-1.75", "inf", None)
