"""Fits of E + A t^-chi: contain the truth, are narrow, and say where they cannot be trusted."""

import pickle

import numpy as np
import pytest
from measured import curve, noise, real_data
from weight import heavy

pytest.importorskip("polars")
optimize = pytest.importorskip("scipy.optimize")

from spectral_proofs.data import few_points  # noqa: E402  # needs the extra
from spectral_proofs.data.law import Method  # noqa: E402
from spectral_proofs.data.law_intervals import resamplings  # noqa: E402
from spectral_proofs.data.loss import fit_law, grouped  # noqa: E402
from spectral_proofs.data.power_law import Series, profile, solve  # noqa: E402
from spectral_proofs.errors import UndecidedError  # noqa: E402


def model(t, floor, amplitude, chi):
    return floor + amplitude * (t / 1e4) ** -chi


def language_model(name):
    step, _, loss = np.loadtxt(real_data(name), delimiter=",", skiprows=1).T
    return step, loss


@pytest.mark.parametrize("floor", [0.0, 0.5])
def test_exact_data_give_exact_laws(floor):
    t = np.geomspace(10, 1e6, 60)
    law = solve([Series(t, floor + 3 * t**-0.37, np.ones(60))])
    assert law.chi == pytest.approx(0.37, rel=1e-9)
    assert law.floors[0] == pytest.approx(floor, abs=1e-9)
    assert law(1e9) == pytest.approx(floor + 3 * 1e9**-0.37, rel=1e-7)


def test_several_runs_share_the_exponent_only():
    t = np.geomspace(10, 1e5, 40)
    runs = [Series(t, e + a * t**-0.5, np.ones(40)) for e, a in ((1, 2), (3, 0.5))]
    law = solve(runs)
    assert law.chi == pytest.approx(0.5, rel=1e-9)
    assert law.floors == pytest.approx((1, 3))
    assert law.amplitudes[0] / law.amplitudes[1] == pytest.approx(4)


def test_the_sum_of_squares_of_many_data_at_once_is_that_of_each():
    t, y = curve()
    run, data = Series(t, y, 1 / y), np.stack([y, y[::-1]], axis=1)
    chis = np.array([0.1, 0.25, 1.0])
    together = profile([run], chis, [data])
    for column in range(2):
        alone = profile([Series(t, data[:, column], 1 / y)], chis)
        assert together[:, [column]] == pytest.approx(alone, rel=1e-8)


def test_a_logarithm_is_a_factor_that_is_asked_for():
    t = np.geomspace(10, 1e6, 80)
    y = 0.2 + t**-0.25 * np.log(t) ** -0.5
    assert solve([Series(t, y, np.ones(80))], chi_log=0.5).chi == pytest.approx(0.25, rel=1e-8)
    assert abs(solve([Series(t, y, np.ones(80))]).chi - 0.25) > 0.05


@pytest.mark.parametrize("level", [0.001, 0.01])
def test_intervals_contain_the_truth_and_are_narrow(level):
    t, y = curve(level=level, seed=3)
    found = fit_law([(t, y, None)])
    assert found.estimate.low < 0.25 < found.estimate.high
    assert found.estimate.level == 0.95
    assert found.estimate.high - found.estimate.low < 20 * level
    assert not found.decided_by_window
    assert found.floors[0].low < 0.5 < found.floors[0].high


def test_correlated_noise_widens_the_interval():
    white, red = (
        np.ptp(fit_law([(*curve(correlation=c, level=1e-3), None)], Method(start=100)).estimate.statistical)
        for c in (0, 0.8)
    )
    assert 1.5 < red / white < 6  # tau = 9: a factor of 3


def test_standard_errors_are_weights():
    t, y = curve(level=0, floor=0.2)
    error = np.where(t < 1e3, 1.0, 1e-3)
    spoiled = y + np.where(t < 1e3, 0.5, 0) + error * 0.1 * noise(np.random.default_rng(1), len(t))
    found = fit_law([(t, spoiled, error)])
    assert found.estimate.low < 0.25 < found.estimate.high


def test_early_points_that_do_not_follow_are_left_out():
    t, y = curve(floor=0.1, level=0.002, seed=1)
    warm = y + 5 * np.exp(-t / 300)
    found = fit_law([(t, warm, None)])
    assert found.estimate.window[0] > 1e3
    assert found.estimate.low < 0.25 < found.estimate.high
    later = [w for w in found.sweep if w.start >= found.estimate.window[0]]
    values = [w.value for w in later if w.error <= 5 * later[0].error]
    assert len(values) > 1
    assert found.estimate.low <= min(values) <= max(values) <= found.estimate.high
    assert fit_law([(t, y, None)]).estimate.window[0] < 1e3


def test_where_the_window_decides_the_interval_holds_them_all():
    t = np.geomspace(1e3, 4e4, 200)
    broken = 1 + np.where(t < 1e4, 3 * t**-0.8, 3 * 1e4**-0.3 * t**-0.5)
    found = fit_law([(t, broken * (1 + 1e-4 * noise(np.random.default_rng(0), 200)), None)])
    assert found.decided_by_window
    assert (found.estimate.low, found.estimate.high) <= found.estimate.windows
    assert found.estimate.high >= found.estimate.windows[1]
    assert found.estimate.level is None


@pytest.mark.parametrize("seed", [0, *(heavy(seed) for seed in range(1, 20))])
def test_curves_of_powers_that_scatter_are_said_to_have_no_single_exponent(seed):
    """200 modes, 15 %, no noise: the windows hold the exponent of the law without scatter in half of such curves."""
    k, t = np.arange(1, 201.0), np.geomspace(0.25, 100, 30)
    power = k**-2 * np.exp(0.15 * np.random.default_rng(seed).standard_normal(200))
    estimate = fit_law([(t, np.exp(-2 * np.multiply.outer(t, k**-2)) @ power, None)]).estimate
    assert estimate.level is None or estimate.low < 0.5 < estimate.high


def test_many_points_are_grouped_without_bias():
    t = np.arange(1.0, 100_001)
    y = 0.5 + t**-0.5
    times, values, _, sizes = grouped(t, y, None)
    assert len(times) < 2001
    assert sizes.sum() == len(t)
    assert solve([Series(times, values, np.sqrt(sizes))]).chi == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(
    ("t", "y", "why"),
    [
        (np.array([5.0]), np.array([1.0]), "1 points"),
        (np.linspace(100, 110, 50), np.linspace(2, 1, 50), "factor"),
        (np.geomspace(1, 100, 50), np.ones(50), "constant"),
        (np.geomspace(1, 100, 50), np.linspace(1, 2, 50), "rises"),
    ],
)
def test_too_little_data_says_why(t, y, why):
    with pytest.raises(UndecidedError, match=why):
        fit_law([(t, y, None)])


@pytest.mark.parametrize("start", [5000, 10_000, 20_000])
def test_language_models_as_in_a_plain_scipy_script(start):
    step, loss = language_model("csv_25/constant_72000.csv")
    inside = step >= start
    (_, _, chi), _ = optimize.curve_fit(model, step[inside], loss[inside], p0=(3, 0.5, 0.5))
    found = fit_law([(step, loss, None)], Method(noise="absolute", start=start))
    assert found.law.chi == pytest.approx(chi, abs=2e-5)
    delta = 1e-3
    soft = optimize.least_squares(
        lambda p: model(step[inside], *p) - loss[inside], (3, 0.5, 0.5), loss="huber", f_scale=delta, xtol=1e-12
    )
    robust = fit_law([(step, loss, None)], Method(noise="absolute", start=start, delta=delta))
    assert robust.law.chi == pytest.approx(soft.x[2], abs=5e-5)


def test_a_language_model_has_no_one_exponent():
    found = fit_law([(*language_model("csv_25/constant_72000.csv"), None)])
    assert found.decided_by_window
    assert found.estimate.low < 0.531 < 0.538 < 0.564 < 0.608 < found.estimate.high
    assert np.ptp(found.estimate.statistical) < 0.03 < np.ptp(found.estimate.windows)


def test_intervals_hold_their_values_where_there_is_no_noise():
    t = np.geomspace(10, 1e6, 60)
    found = fit_law([(t, t**-0.25, None)])
    for estimate in (found.estimate, *found.floors):
        assert estimate.low <= estimate.value <= estimate.high


def line(correlation, seed, points=24):
    """A straight line through noise: slope, plain standard error, and what few points say of it."""
    slope, errors = np.linspace(-1, 1, points), noise(np.random.default_rng(seed), points, correlation)
    value = slope @ errors / (slope @ slope)
    part = few_points.Part(np.ones((points, 1)), slope, errors - errors.mean() - value * slope)
    return abs(value), np.std(part.residual, ddof=2) / np.sqrt(slope @ slope), few_points.half_width([part])


def test_intervals_of_few_points_of_correlated_noise_hold_the_truth():
    value, plain, reach = np.array([line(0.8, seed) for seed in range(20)]).T
    assert np.mean(value <= reach) > 0.85 > 0.7 > np.mean(value <= 2.07 * plain)


def test_intervals_of_few_points_of_white_noise_are_little_wider_than_students():
    _, plain, reach = np.array([line(0, seed, 60) for seed in range(8)]).T
    assert 1 < np.mean(reach / plain) / 2.0 < 1.3


@pytest.mark.parametrize("level", [heavy(0.0), 1e-3])
def test_a_logarithm_has_no_exponent_and_says_so(level):
    t = np.geomspace(1e2, 1e6, 200)
    found = fit_law([(t, (1 + level * noise(np.random.default_rng(0), 200)) / np.log(t), None)])
    assert found.decided_by_window
    assert found.estimate.low < 2 / np.log(1e6) + 0.005  # the slope of log(-dL/dlog t) at the end
    assert np.ptp([found.estimate.low, found.estimate.high]) > 1.1 * np.ptp(found.estimate.statistical)


@pytest.mark.slow
def test_an_exponent_that_wavers_has_no_window():
    t = np.geomspace(1e2, 1e6, 200)
    assert fit_law([(t, t**-0.25 * (1 + 0.05 * np.sin(np.log(t))), None)]).decided_by_window


def test_the_floor_may_be_held():
    t = np.geomspace(1e2, 1e4, 80)
    y = (1 - 0.05 * np.log(t)) * (1 + 0.002 * noise(np.random.default_rng(0), 80))
    assert fit_law([(t, y, None)], Method(start=500)).floors[0].value < -1
    held = fit_law([(t, y, None)], Method(least_floor=0.0, start=500))
    assert held.floors[0].low == held.floors[0].value == 0
    assert held.estimate.value == pytest.approx(
        fit_law([(t, y, None)], Method(floor=0.0, start=500)).estimate.value, rel=1e-9
    )
    t, y = curve(seed=3)  # where the floor is above, nothing changes
    assert fit_law([(t, y, None)], Method(least_floor=0.0)).law == fit_law([(t, y, None)]).law


def test_the_bootstrap_is_a_list_of_tasks():
    found = fit_law([(*curve(seed=2), None)])
    tasks = resamplings(found.law, found.runs, found.residuals, found.tau, 0.01, Method())
    here = [task.fitted() for task in tasks]
    elsewhere = [pickle.loads(pickle.dumps(task)).fitted() for task in tasks]  # noqa: S301  # our own
    assert sum(map(len, here)) == 500
    assert all(np.array_equal(a, b) for a, b in zip(here, elsewhere, strict=True))
    assert not np.array_equal(*here)
