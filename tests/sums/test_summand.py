"""What the kernels share at points is what each is alone, and as narrow; bounds for large g are bounds."""

from fractions import Fraction

import pytest
from flint import acb, arb

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.summand import Samples, Summand

KERNELS = [Kernel.DECAY, Kernel.RISE, Kernel.ENERGY]
REAL = [arb(x) for x in (1e-9, 0.249, 0.251, 3.0, 70.0, 1e7, 1e40)]  # exact
COMPLEX = [acb(x) for x in (1e-9 + 2e-9j, 2j, 0.1 + 0.2j, 5 - 1j, 1e6 + 1j)]


@pytest.mark.parametrize("points", [REAL, COMPLEX], ids=["real", "complex"])
@pytest.mark.parametrize("slope", [False, True], ids=["value", "slope"])
@pytest.mark.parametrize("kernel", KERNELS)
def test_shared_values_are_those_of_each_kernel(kernel, slope, points):
    summand = Summand(kernel, slope, Fraction(1, 2))
    with working_precision(150):
        outputs = [(g, g / 4) for g in points]
        for value, each in zip(summand.shapes(Samples(outputs)), outputs, strict=True):
            with working_precision(400):
                truth = acb(summand.shape(each))
            assert acb(value).contains(truth)
            assert max(acb(value).real.rad(), acb(value).imag.rad()) <= abs(truth).upper() * arb(2) ** -125


@pytest.mark.parametrize("kernel", KERNELS)
def test_large_g_bounds_the_distance_from_what_f_tends_to(kernel):
    summand = Summand(kernel, False, Fraction(1, 2))
    for g in (arb(2), arb(9), arb("0.5")):
        base, (size,) = summand.settled([(-g).exp()])
        turned = [summand.shape([acb(g, angle)]) for angle in (0, 1, 2, 3)]
        assert all(abs(value - base) <= size * arb("1.0000001") for value in turned)
        assert size < 3 * (-g).exp()  # d (2 + d), d < 1


def test_slopes_and_weights_have_no_such_bound():
    for summand in (Summand(Kernel.DECAY, True, Fraction(0)), Summand(Kernel.ENERGY, False, Fraction(0), weight=1)):
        assert not summand.settled([arb("1e-9")])[1][0].is_finite()
