"""Powers of log t that are fitted, and the profile likelihood beside the bootstrap and SciPy."""

import numpy as np
import pytest
from measured import curve, noise

pytest.importorskip("polars")
optimize = pytest.importorskip("scipy.optimize")

from spectral_proofs import fit  # noqa: E402  # needs the extra
from spectral_proofs.data import bootstrap, likelihood, prediction  # noqa: E402
from spectral_proofs.data.law import Method, parameters_of  # noqa: E402
from spectral_proofs.data.logarithms import fit_log_power  # noqa: E402
from spectral_proofs.data.loss import fit_law  # noqa: E402
from spectral_proofs.data.power_law import profile  # noqa: E402


def with_logarithm(power, level, points=100, span=(1e2, 1e6)):
    t = np.geomspace(*span, points)
    return t, (0.2 + t**-0.25 * np.log(t) ** -power) * (1 + level * noise(np.random.default_rng(0), points))


@pytest.mark.slow
@pytest.mark.parametrize("power", [-1.0, 0.0, 0.5])
def test_the_power_of_the_logarithm_is_found(power):
    found = fit_log_power([(*with_logarithm(power, 1e-3), None)], Method())
    assert found.told_apart
    assert found.log_power.low < power < found.log_power.high
    assert found.chi.low < 0.25 < found.chi.high < found.chi.low + 0.06


@pytest.mark.slow
def test_a_short_curve_does_not_tell_a_logarithm_from_a_power():
    t, loss = with_logarithm(0.5, 5e-3, 60, (1e3, 2e4))
    found = fit({"t": t, "loss": loss}, method=Method(fit_log=True))
    power = found.estimates["log_power"]
    assert power.low < 0.5 < power.high
    assert power.high - power.low > 1
    assert found.estimates["chi"].low < 0.25 < found.estimates["chi"].high
    assert any("chi and the power of log t apart" in line for line in found.not_identified)


def test_times_to_a_loss_with_a_logarithm():
    t, loss = with_logarithm(0.5, 0.0)
    method = Method(chi_log=0.5, start=100)
    [reached] = prediction.times_to(
        fit_law([(t, loss, None)], method), method, [0.2 + 1e7**-0.25 * np.log(1e7) ** -0.5]
    )
    assert reached.value == pytest.approx(1e7, rel=1e-4)


def test_the_profile_likelihood_is_that_of_scipy():
    pytest.importorskip("iminuit")
    method = Method(start=100)
    found = fit_law([(*curve(seed=4), None)], method)
    points, parameters = len(found.residuals[0]), parameters_of(found.runs, method)
    left = points / found.tau - parameters
    quantile = bootstrap.quantile(bootstrap.freedom(points, found.tau, parameters))
    limit = found.law.squares * (1 + quantile**2 / left)

    def beyond(chi):
        return profile(found.runs, np.array([chi]))[0, 0] - limit

    low = optimize.brentq(beyond, 0.15, found.law.chi)
    high = optimize.brentq(beyond, found.law.chi, 0.4)
    mine = likelihood.profile_interval(found, method)
    assert (mine.low, mine.high) == pytest.approx((low, high), rel=1e-3)
    assert mine.value == pytest.approx(found.law.chi, rel=1e-4)


def test_without_iminuit_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "iminuit", None)
    with pytest.raises(likelihood.InputError, match=r"pip install -e '.\[likelihood\]'"):
        likelihood.library()
