import sys

import mpmath
import pytest
import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.measurements.noise import PowerSum, perturbed_loss
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure
from spectral_proofs.text.long_numbers import long_numbers

S = Enclosure("24.11414247802554", "1e-14", True)


def excess(sigma, tau, energy=S, scale=1):
    return perturbed_loss(energy, Spectrum("3/2", 2, Lambda=scale), sympy.Rational(sigma), sympy.Rational(tau))


def test_all_terms():
    value = excess("1/10", "1/2")
    with mpmath.workdps(40):
        truth = mpmath.mpf(S.mid) / 100 + mpmath.zeta(4) / 4 + mpmath.zeta(2) / 400
        assert abs(mpmath.mpf(value.mid) - truth) <= mpmath.mpf(value.rad)
        assert mpmath.mpf(value.rad) < mpmath.mpf("1e-15")
    assert value.certified


def test_radius_of_the_energy_is_carried_over():
    value = excess(10, 0, Enclosure("1", "0.25", True))
    assert mpmath.mpf(value.mid) == 100
    assert 25 <= mpmath.mpf(value.rad) < 25.01


def test_infinite_energy():
    infinite = Enclosure("inf", "0", True)
    assert excess(1, 1, infinite).infinite
    assert not excess(0, 1, infinite).infinite


def test_uncertified_energy_makes_an_uncertified_result():
    guess = Enclosure("1", "1e-9", False)
    assert not excess(1, 1, guess).certified
    assert excess(0, 1, guess).certified


def test_scale_of_the_spectrum():
    value = excess(0, 1, scale=3)
    with mpmath.workdps(40):
        assert abs(mpmath.mpf(value.mid) - 9 * mpmath.zeta(4)) <= mpmath.mpf(value.rad)


def test_negative_noise_is_refused():
    with pytest.raises(InputError, match="-1"):
        excess(-1, 0)


def test_long_zeta_values_are_written_as_zeta() -> None:
    assert str(PowerSum(sympy.Integer(1), sympy.Integer(4998)).value) == "zeta(4998)"
    assert PowerSum(sympy.Integer(1), sympy.Integer(2)).value == sympy.pi**2 / 6


def test_long_integers_are_written_within_a_run_only() -> None:
    before = sys.get_int_max_str_digits()
    with long_numbers():
        assert len(str(10**5000)) == 5001
    assert sys.get_int_max_str_digits() == before
