"""u(t) from spectrum and loss, m from several tasks, g from residuals."""

import numpy as np
import pytest
from measured import noise

pytest.importorskip("scipy")

from spectral_proofs.data import inversion, modes, tasks
from spectral_proofs.data.datasets import ModeResiduals
from spectral_proofs.errors import UndecidedError

K = np.arange(1, 801.0)
T = np.geomspace(10, 1e4, 30)


def losses(power, g):
    return power @ np.exp(-2 * g)


def problem(m, level=0.0, seed=0, g=None, correlation=0.0, count=6):
    """Tasks with scattered power on lambda = k^-2, with g = lambda^m t unless told."""
    random = np.random.default_rng(seed)
    eigenvalues = K**-2
    powers = K**-1.5 * random.exponential(size=(count, len(K)))
    g = np.multiply.outer(eigenvalues**m, T) if g is None else g(eigenvalues[:, None], T)
    table = losses(powers, g) * np.exp(level * np.array([noise(random, len(T), correlation) for _ in range(count)]))
    merged, grouped = inversion.merged(eigenvalues, list(powers))
    return tasks.Tasks(merged, np.array(grouped), T, table, np.ones_like(table))


@pytest.mark.parametrize("m", [0.5, 1.0, 2.0])
def test_u_is_found_to_the_last_digits(m):
    eigenvalues, power = K**-2, K**-1.5
    u = T**0.7
    found = inversion.invert(eigenvalues, power, losses(power, np.multiply.outer(eigenvalues**m, u)), m)
    assert found == pytest.approx(u, rel=1e-10)


def test_losses_that_no_u_gives_are_not_answered():
    found = inversion.invert(np.array([1.0]), np.array([1.0]), np.array([0.5, 1.0, 2.0, 0.0, -1.0]))
    assert found[0] == pytest.approx(np.log(2) / 2)
    assert np.isnan(found[1:]).all()


def test_merged_modes_give_the_same_losses():
    k = np.arange(1, 20_001.0)
    merged, (grouped,) = inversion.merged(k**-2, [k**-1.5])
    assert len(merged) < 3001
    assert grouped.sum() == pytest.approx((k**-1.5).sum())
    few, many = (losses(c, np.multiply.outer(x, T)) for x, c in ((merged, grouped), (k**-2, k**-1.5)))
    assert few == pytest.approx(many, rel=1e-5)
    assert len(inversion.merged(K**-2, [K])[0]) == len(K)


def test_the_elasticity_of_a_power_is_its_exponent():
    found = inversion.elasticity(T, 3 * T**1.3, np.ones(len(T)))
    assert found.value == pytest.approx(1.3)
    assert found.error < 1e-9


@pytest.mark.parametrize(("m", "level"), [(0.7, 0.0), (1.5, 0.01), (1.5, 0.05)])
def test_several_tasks_fix_m(m, level):
    found = tasks.fit_tasks(problem(m, level))
    assert found.low <= m <= found.high or level == 0
    assert found.m == pytest.approx(m, abs=1e-3 + 6 * level)
    assert 0.5 * level < (found.high - found.low) / m < 1e-3 + 20 * level
    assert abs(found.rho - 1 / m) < 4 * found.rho_error + 1e-3
    assert abs(found.drift) < 4 * found.drift_error + 1e-3


def test_a_g_that_is_not_separable_is_seen():
    found = tasks.fit_tasks(problem(1, 0.002, g=lambda x, t: x * t + x**2 * t**3 / 1e3))
    assert abs(found.drift) > 5 * found.drift_error
    bent = tasks.fit_tasks(problem(1, 0.002, g=lambda x, t: x * t / (1 + 30 * x)))
    assert abs(bent.bend) > 4 * bent.bend_error


def test_common_times():
    t, values = tasks.common_times(
        [(np.array([1.0, 2, 3]), np.array([5.0, 6, 7])), (np.array([2.0, 3]), np.array([8.0, 9]))]
    )
    assert t.tolist() == [2, 3]
    assert [v.tolist() for v in values] == [[6, 7], [8, 9]]


def residuals(g, level=0.0, signs=1.0):
    k = np.arange(1, 41.0)
    t = np.concatenate([[0.0], np.geomspace(1, 1e3, 20)])
    eigenvalues = k**-1.5
    clean = k[:, None] ** -0.3 * np.exp(-g(eigenvalues[:, None], t)) * signs
    return ModeResiduals(k, t, clean * (1 + level * np.random.default_rng(0).standard_normal(clean.shape)), eigenvalues)


def test_residuals_give_g_itself():
    found = modes.growth(residuals(lambda x, t: x**0.8 * t**1.2))
    assert found.values == pytest.approx([0.8, 1.2, 0], abs=1e-9)
    assert found.rho[0] == pytest.approx(1.5)
    noisy = modes.growth(residuals(lambda x, t: x**0.8 * t**1.2, 0.003))
    assert np.all(np.abs(noisy.values - [0.8, 1.2, 0]) < 4 * noisy.errors)
    crossed = modes.growth(residuals(lambda x, t: t * np.exp(np.log(x) * (0.5 + 0.05 * np.log(1 + t))), 0.003))
    assert abs(crossed.values[2]) > 4 * crossed.errors[2]


def test_residuals_that_change_sign_are_followed_until_then():
    measured = residuals(lambda x, t: x * t)
    measured.residuals[:, -3:] *= -1
    assert np.isnan(modes.growth(measured).g[:, -3:]).all()
    with pytest.raises(UndecidedError, match="eigenvalue of each mode"):
        modes.growth(ModeResiduals(measured.modes, measured.t, measured.residuals))
    late = ModeResiduals(measured.modes, measured.t[1:], measured.residuals[:, 1:], measured.eigenvalues)
    with pytest.raises(UndecidedError, match="begin at t = 1; give those at t = 0"):
        modes.growth(late)  # what grew since t = 1 is no product of powers
