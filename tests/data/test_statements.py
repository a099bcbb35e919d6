"""Statements, schedules, local exponents: each answer occurs, and none is a verdict."""

import numpy as np
import pytest
from measured import noise, real_data

pytest.importorskip("polars")
pytest.importorskip("scipy")

from spectral_proofs.data.fit import fit
from spectral_proofs.data.local import largest_rise, local_exponents
from spectral_proofs.data.statements import Trial, answered, combined
from spectral_proofs.errors import InputError
from spectral_proofs.results.from_data import Answer, Estimate

T = np.geomspace(1e2, 1e6, 200)
K = np.arange(1, 3001.0)


def trial(effect, reach, limit=1.0, **more):
    return Trial("x", "an effect is 0", effect, effect - reach, effect + reach, limit, None, "test", "about", **more)


def estimate(below, above, level=0.95):
    return Estimate(0.0, -below, above, (1.0, 2.0), (-below, above), (0.0, 0.0), level)


def answers(result):
    return {s.id: s.answer for s in result.statements}


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        (trial(0.1, 0.2), Answer.CONSISTENT),
        (trial(0.5, 0.2), Answer.INCONSISTENT),
        (trial(0.1, 2.0), Answer.TOO_LITTLE),
        (trial(5.0, 2.0), Answer.INCONSISTENT),
        (trial(0.5, 0.2, sided=-1), Answer.CONSISTENT),
        (trial(-0.5, 0.2, sided=-1), Answer.INCONSISTENT),
        (trial(0.25, 0.2), Answer.INCONSISTENT),
        (trial(0.25, 0.2, tried=10), Answer.CONSISTENT),
        (trial(0.5, 0.2, margin=0.4), Answer.CONSISTENT),
        (trial(0.5, 0.2, margin=0.2), Answer.INCONSISTENT),
    ],
)
def test_answers(item, answer):
    assert answered([item])[0].answer is answer


def test_more_tests_ask_for_more():
    one, many = (answered([trial(0.21, 0.2)] + [trial(0.0, 0.2)] * others) for others in (0, 9))
    assert one[0].answer is Answer.INCONSISTENT
    assert many[0].answer is Answer.CONSISTENT


def test_intervals_combine_on_the_right_sides():
    skew, even = estimate(1.0, 2.0), estimate(1.0, 1.0)
    assert combined(0.0, [(1.0, skew)]) == (-1, 2)
    assert combined(0.0, [(-1.0, skew)]) == (-2, 1)
    assert combined(0.0, [(3.0, even), (4.0, even)]) == (-5, 5)
    assert combined(0.0, [(1.0, estimate(1.0, 2.0, None))]) == (-4, 5)  # the window decides


def test_local_exponents():
    found = local_exponents(T, T**-0.3, np.ones(len(T)))
    assert found.value == pytest.approx(np.full(len(found.t), 0.3))
    broken = np.where(T < 1e4, 10 * T**-0.2, 10 * 1e4**0.3 * T**-0.5)
    rise = largest_rise(local_exponents(T, broken, np.ones(len(T))))
    assert rise[0] == pytest.approx(0.3, abs=0.01)


def measured(gamma=None, rho=None, level=0.003):
    """L, Delta L and position of g = lambda t on 3000 modes (chi = p = 3/4, gamma = 1/4, rho = 1), with noise.

    ``gamma`` and ``rho`` replace the last two by powers that break the theory.
    """
    random = np.random.default_rng(5)
    t, eigenvalues = np.geomspace(10, 1e4, 100), K**-2
    power = K**-2.5 * random.gamma(1e4, 1e-4, len(K))
    decay = np.exp(-np.multiply.outer(t, eigenvalues))
    loss = decay**2 @ power
    energy = (1 - decay) ** 2 @ (power / eigenvalues) if gamma is None else t**gamma
    position = decay**2 @ (power * eigenvalues) / loss if rho is None else t**-rho
    columns = {"loss": loss, "delta_loss": energy, "position": position}
    noisy = {name: values * (1 + level * noise(random, len(t))) for name, values in columns.items()}
    return {"t": t, **noisy}, {"lambda": eigenvalues, "power": power}


@pytest.fixture(scope="module")
def holding():
    return fit(*measured())


def test_what_the_theory_says_of_the_exponents_is_consistent_where_it_holds(holding):
    found = holding
    assert {k: found.estimates[k].value for k in ("chi", "gamma")} == pytest.approx(
        {"chi": 0.75, "gamma": 0.25}, abs=0.05
    )
    assert answers(found) == dict.fromkeys(
        ("mixture", "chi", "complementarity", "tradeoff", "position"), Answer.CONSISTENT
    )


def test_and_inconsistent_where_it_does_not():
    found = answers(fit(*measured(gamma=0.1, rho=1.6)))
    assert found["complementarity"] is Answer.INCONSISTENT
    assert found["tradeoff"] is Answer.INCONSISTENT
    assert found["position"] is Answer.INCONSISTENT


def test_a_rising_exponent_is_no_mixture():
    broken = np.where(T < 2e5, 10 * T**-0.2, 10 * 2e5**0.3 * T**-0.5) * (
        1 + 0.001 * noise(np.random.default_rng(0), len(T))
    )
    assert answers(fit({"t": T, "loss": broken}))["mixture"] is Answer.INCONSISTENT


def test_runs_that_do_not_share_an_exponent():
    random, t = np.random.default_rng(1), T[::4]
    for second, told in ((0.2, False), (0.4, True)):
        runs = [(0.1 + t**-chi) * (1 + 0.003 * noise(random, len(t))) for chi in (0.2, second)]
        found = fit({"t": np.tile(t, 2), "loss": np.concatenate(runs), "run": np.repeat(["a", "b"], len(t))})
        assert any("runs do not share chi" in line for line in found.warnings) is told
        chi = found.estimates["chi"]
        assert chi.low < 0.2 < chi.high
        assert (chi.level is None) is told
        assert (chi.high > 0.35) is told


def test_a_power_that_is_not_told_from_none_is_too_little_data():
    found = fit({"t": T[::8], "loss": 1 + 0.01 * noise(np.random.default_rng(20), 25)})
    assert "too little data" in found.not_identified[0]


def scheduled(depends_on_more):
    """A run at a constant rate, and one that decays; equal losses at equal integrals unless told otherwise."""
    t = np.linspace(100, 10_000, 200)
    frames = []
    for number, lr in enumerate((np.ones(200), np.linspace(1, 0.05, 200))):
        integral = t[0] + np.concatenate([[0], np.cumsum(np.diff(t) * (lr[1:] + lr[:-1]) / 2)])
        loss = (1 + integral**-0.5) * (1 - 0.02 * depends_on_more * (1 - lr))
        loss *= 1 + 1e-3 * noise(np.random.default_rng(number), 200)
        frames.append({"t": t, "loss": loss, "lr": lr, "run": [f"run {number}"] * 200})
    return frames


@pytest.mark.parametrize(("more", "answer"), [(0, Answer.CONSISTENT), (1, Answer.INCONSISTENT)])
def test_schedules(more, answer):
    assert answers(fit(*scheduled(more)))["schedule"] is answer


def test_language_models_depend_on_more_than_the_integral_of_the_rate():
    names = ("constant_72000", "cosine_24000", "wsd_20000_24000", "wsdcon_9")
    found = fit(*(real_data(f"csv_25/{name}.csv") for name in names))
    rows = [s for s in found.statements if s.id == "schedule"]
    assert [s.answer for s in rows] == [Answer.INCONSISTENT] * 3
    assert all(-0.05 < s.effect < -0.005 for s in rows)


def test_every_estimate_and_curve_is_a_table(holding):
    found = holding
    assert found.to_dataframe()["name"].to_list() == list(found.estimates)
    assert found.frame("chi")["value"].to_list()[0] == found.sweeps["chi"][0].value
    assert set(found.frame("local").columns) == {"t", "exponent", "error"}
    with pytest.raises(KeyError):
        found.frame("nothing")


def test_a_fit_draws_itself(holding):
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert holding.plot(axes) is axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["data", "E + A t^−χ"]
    with pytest.raises(InputError, match="nothing to draw"):
        fit({"lambda": K**-2}).plot(axes)
