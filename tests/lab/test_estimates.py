"""Exponents contain the truth, are narrow, and are unknown where the data give none."""

import numpy as np
import pytest

pytest.importorskip("scipy", reason="needs the extra lab")
from spectral_proofs.lab.answers import CONSISTENT, INCONSISTENT, TOO_LITTLE, at_least, equal, positive, within
from spectral_proofs.lab.estimates import Sample, combined, sample, shifted_slope, slope

T = np.geomspace(2, 30, 16)


def noisy(count, source, exponent=-0.5, constant=0.0, noise=0.02):
    return [(T, T**exponent * np.exp(noise * source.standard_normal(16)) + constant) for _ in range(count)]


def test_intervals_of_several_runs_cover_as_they_say():
    source = np.random.default_rng(0)
    found = [sample(noisy(4, source), slope).estimate() for _ in range(300)]
    assert 0.9 <= np.mean([e.covers(-0.5) for e in found]) <= 0.99
    assert np.median([e.high - e.low for e in found]) < 0.04


def test_one_run_has_a_value_and_no_interval_so_that_nothing_is_said_of_it():
    found = sample(noisy(1, np.random.default_rng(1)), slope)
    assert found.estimate().value == pytest.approx(-0.5, abs=0.05)
    assert not found.estimate().known
    claims = [equal("x", "", found), within("x", "", found, 0.05), positive("x", "", found), at_least("x", "", found)]
    assert {claim.answer for claim in claims} == {TOO_LITTLE}


def test_what_quantities_share_cancels_and_each_window_counts():
    """p has a window of its own: chi - rho p moves with that of chi and rho, and with that of p."""
    scatter = np.array([-0.3, 0.1, 0.2])
    rho = Sample(1 + scatter, {"later times": 1.1 + scatter})
    chi = Sample((1 + scatter) / 2, {"later times": (1.1 + scatter) / 2})
    p = Sample(np.full(3, 0.5), {"later modes": np.full(3, 0.7)})
    difference = combined(lambda x, r, y: x - r * y, chi, rho, p)
    assert np.allclose(difference.value, 0, atol=1e-15)
    assert np.allclose(difference.changed["later times"], 0, atol=1e-15)
    assert difference.estimate().high == pytest.approx(0.2, abs=0.01)
    assert not combined(np.log, Sample(scatter)).estimate().known


@pytest.mark.parametrize(("exponent", "constant"), [(-0.25, -0.05), (-1.5, 0.01), (0.75, -0.2), (0.3, 1.5), (-0.5, 0)])
def test_a_constant_is_told_from_the_power(exponent, constant):
    assert shifted_slope(T, T**exponent + constant) == pytest.approx(exponent, abs=1e-4)


def test_no_power_law_has_no_exponent():
    assert np.isnan(shifted_slope(T, np.exp(-T)))
    assert np.isnan(slope(T, T - 5))
    assert np.isnan(shifted_slope(T[:3], T[:3]))


def test_a_drifting_slope_widens_the_interval():
    runs = [(T, T**-0.5 * np.exp(-c * np.log(T) ** 2)) for c in (0.100, 0.101, 0.102)]
    found = sample(runs, slope).estimate()
    assert found.high - found.low > 0.2


def test_few_points_or_missing_values_are_no_estimate():
    assert not sample([(T[:5], T[:5])] * 3, slope).estimate().known
    assert not Sample(np.array([1.0, np.nan])).estimate().known


def around(value, spread):
    whole = value + spread * np.array([-1.0, 0.0, 1.0])
    return Sample(whole)


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        (equal("x", "", around(0.01, 0.01)), CONSISTENT),
        (equal("x", "", around(0.10, 0.01)), INCONSISTENT),
        (equal("x", "", around(0.10, 1.00)), TOO_LITTLE),
        (equal("x", "", around(9.00, 1.00)), INCONSISTENT),
        (equal("x", "", around(np.nan, 1.0)), TOO_LITTLE),
        (at_least("x", "", around(0.30, 0.01)), CONSISTENT),
        (at_least("x", "", around(-0.3, 0.01)), INCONSISTENT),
        (within("x", "", around(0.01, 0.01), 0.05), CONSISTENT),
        (within("x", "", around(0.06, 0.01), 0.05), TOO_LITTLE),
        (within("x", "", around(np.nan, 1.0), 0.05), TOO_LITTLE),
        (within("x", "", around(0.10, 0.01), 0.05), INCONSISTENT),
        (within("x", "", around(-0.1, 0.01), 0.05), INCONSISTENT),
        (positive("x", "", around(0.10, 0.01)), CONSISTENT),
        (positive("x", "", around(0.01, 0.01)), TOO_LITTLE),
        (positive("x", "", around(-0.1, 0.01)), INCONSISTENT),
    ],
)
def test_answers(statement, answer):
    assert statement.answer == answer
