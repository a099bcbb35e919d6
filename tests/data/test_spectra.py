"""Exponents of measured spectra."""

import numpy as np
import pytest
from measured import real_data

pytest.importorskip("polars")
pytest.importorskip("scipy")

from spectral_proofs.data import spectra
from spectral_proofs.data.datasets import MeasuredSpectrum
from spectral_proofs.data.fit import fit
from spectral_proofs.errors import InputError, UndecidedError

K = np.arange(1, 3001.0)


def fits(eigenvalues, power, samples=None):
    last = spectra.reliable(MeasuredSpectrum(eigenvalues, {"": power}, samples or len(eigenvalues)))
    bins = spectra.binned(eigenvalues, power, last)
    return spectra.decay(bins), spectra.power_exponent(bins), spectra.energy_exponent(bins)


def test_exact_powers():
    b, a, p = fits(K**-2, K**-1.5)
    assert b.estimate.value == pytest.approx(2, abs=2e-3)
    assert a.estimate.value == pytest.approx(1.5, abs=2e-3)
    assert p.estimate.value == pytest.approx(0.25, abs=5e-3)
    assert not any(fit.decided_by_window for fit in (b, a, p))


def test_scattered_power_is_not_biased():
    values = []
    for seed in range(8):
        _, a, p = fits(K**-2, K**-1.5 * np.random.default_rng(seed).exponential(size=3000))
        values.append((a.estimate.value, p.estimate.value, p.estimate.low < 0.25 < p.estimate.high))
    a, p, inside = np.mean(values, axis=0)
    assert a == pytest.approx(1.5, abs=0.06)
    assert p == pytest.approx(0.25, abs=0.03)
    assert inside >= 0.7


def test_p_does_not_miss_the_power_beyond_the_last_mode():
    _, _, p = fits(K[:500] ** -1.5, K[:500] ** -1.2)
    assert p.estimate.low < 0.2 / 1.5 < p.estimate.high
    naive = np.polyfit(-1.5 * np.log(K[4:50]), np.log(np.cumsum((K[:500] ** -1.2)[::-1])[::-1][4:50]), 1)[0]
    assert naive > 0.25  # log E on log lambda, of modes that end


def test_p_of_the_cumulated_power_wavers_less_and_misses_the_end():
    steady = spectra.cumulative_exponent(spectra.binned(K**-2, K**-2.5, 300))
    assert steady.estimate.value == pytest.approx(0.75, abs=0.02)
    ended = spectra.cumulative_exponent(spectra.binned(K[:300] ** -2, K[:300] ** -1.2, 100))
    assert ended.estimate.value > 0.15 > 0.1


def test_equal_eigenvalues_share_a_bin():
    eigenvalues = np.repeat(np.arange(1, 301.0) ** -3, 10)
    bins = spectra.binned(eigenvalues, eigenvalues, 3000)
    assert np.all(bins.above > bins.below)
    assert np.all(bins.count[: len(bins.count) // 2] % 10 == 0)


def test_a_spectrum_that_bends_is_decided_by_the_window():
    b, _, _ = fits(K**-1.2 / (1 + K / 30), K**-1.5)
    assert b.estimate.windows[1] - b.estimate.windows[0] > 0.15  # the local exponent rises along the spectrum
    assert b.estimate.low <= b.estimate.windows[0] < b.estimate.windows[1] <= b.estimate.high


def test_a_gap_is_said():
    last = np.where(K <= 100, K**-2, 1e-3 * K**-2)
    assert 100 <= spectra.gap(spectra.binned(last, K**-1.5, 1000)) < 116
    shells = np.arange(1, 40.0)
    tied = np.repeat(shells**-4, (2 * shells + 1).astype(int))
    for values in (K**-2, np.exp(-K[:300] / 10), K**-1.2 / (1 + K / 30), tied):
        assert spectra.gap(spectra.binned(values, None, len(values))) is None


def test_eigenvalues_of_a_kernel_matrix_are_not_all_reliable():
    assert 250 < spectra.reliable(MeasuredSpectrum(K**-2, {}, 3000)) < 350
    assert spectra.reliable(MeasuredSpectrum(K**-2, {}, 10**6)) == 3000
    with pytest.raises(UndecidedError, match="reliable modes"):
        spectra.binned(np.ones(5), None, 5)


def test_a_measured_kernel_drifts():
    archive = np.load(real_data("mnist_gauss_kernel.npz"))
    order = np.argsort(-archive["lambda"])[:9974]
    b, a, _ = fits(archive["lambda"][order], archive["power"][order], 10_000)
    assert b.estimate.windows[1] - b.estimate.windows[0] > 0.15  # the local exponent rises along the spectrum
    assert b.estimate.low < 1.89 < b.estimate.high
    assert a.estimate.windows[1] - a.estimate.windows[0] > 0.5
    last = spectra.reliable(MeasuredSpectrum(archive["lambda"][order], {}, 10_000))
    energy = spectra.cumulative_exponent(spectra.binned(archive["lambda"][order], archive["power"][order], last))
    assert energy.estimate.low < 0.235 < energy.estimate.high


def test_power_in_few_modes_has_no_law():
    k = np.arange(1, 1001.0)
    found = fit({"lambda": k**-2, "power": np.where(k < 4, 1.0, 0.0)})
    assert set(found.estimates) == {"b"}
    assert any("no power" in line for line in found.not_identified)
    with pytest.raises(InputError, match="0 in every mode"):
        fit({"lambda": k**-2, "power": 0 * k})
