"""scikit-learn's digits under a Gaussian kernel: ten tasks on one kernel, losses made by lambda^m t."""

import numpy as np
import pytest

datasets = pytest.importorskip("sklearn.datasets")
pytest.importorskip("polars")
pytest.importorskip("scipy")

from spectral_proofs.data.fit import fit  # noqa: E402  # needs the extra
from spectral_proofs.data.tasks import Tasks, fit_tasks  # noqa: E402

pytestmark = pytest.mark.slow  # 1,797 modes, ten tasks


@pytest.fixture(scope="module")
def kernel():
    """Eigenvalues and the power of each task in each mode."""
    images, digits = datasets.load_digits(return_X_y=True)
    images = images / 16
    squares = np.sum(images**2, axis=1)
    distances = squares[:, None] + squares - 2 * images @ images.T
    values, vectors = np.linalg.eigh(np.exp(-distances / (2 * np.median(distances))) / len(images))
    targets = np.stack([(digits == digit) - 0.1 for digit in range(10)], axis=1)
    powers = (vectors.T @ targets) ** 2 / len(images)
    order = np.argsort(-values)
    return values[order], powers[order].T


def losses(kernel, m, level, times=25):
    eigenvalues, powers = kernel
    t = np.geomspace(1, 1e4, times) / eigenvalues[0] ** m
    clean = powers @ np.exp(-2 * np.multiply.outer(eigenvalues**m, t))
    return t, clean * np.exp(level * np.random.default_rng(1).standard_normal(clean.shape))


@pytest.mark.parametrize("m", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("level", [0.0, 0.01, 0.05])
def test_m_is_recovered(kernel, m, level):
    t, table = losses(kernel, m, level)
    found = fit_tasks(Tasks(*kernel, t, table, np.ones_like(table)))
    if level == 0:
        assert found.m == pytest.approx(m, rel=1e-9)
        assert found.squares < 1e-20
    else:
        assert found.low < m < found.high
        assert level < found.high - found.low < 10 * level * m
        assert abs(found.rho - 1 / m) < 4 * found.rho_error
        assert abs(found.drift) < 3 * found.drift_error


def test_p_of_the_spectrum_beside_chi_of_the_curve(kernel):
    eigenvalues, powers = kernel
    t, table = losses(kernel, 1.0, 0.003, 120)
    found = fit({"lambda": eigenvalues, "power": powers[3]}, {"t": t, "loss": table[3]})
    known = found.estimates
    assert known["rho"].low < 1 < known["rho"].high
    assert known["chi"].low < known["p_energy"].high
    assert known["p_energy"].low < known["chi"].high
    (row,) = (s for s in found.statements if s.id == "chi")
    assert row.answer.value != "inconsistent"
