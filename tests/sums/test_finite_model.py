"""Models with finitely many modes: L(N, t) with its floor, against direct sums and closed forms by mpmath."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from enclosing import assert_encloses, spectrum
from sympy import Min, log
from weight import heavy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import FiniteModel, finite_loss

SPECTRUM = spectrum()  # k^(-3/2), k^-2


def tail(s: mpmath.mpf, modes: int) -> mpmath.mpf:
    """Sum of k^-s over k > modes by Euler-Maclaurin: mpmath's own zeta(s, 10**6) has 20 of 90 digits."""
    first = mpmath.mpf(max(modes + 1, 200))
    terms = (
        mpmath.bernoulli(2 * j) / mpmath.factorial(2 * j) * mpmath.rf(s, 2 * j - 1) * first ** (1 - s - 2 * j)
        for j in range(1, 60)
    )
    head = mpmath.fsum(mpmath.mpf(k) ** -s for k in range(modes + 1, int(first)))
    return head + first ** (1 - s) / (s - 1) + first**-s / 2 + mpmath.fsum(terms)


def direct(g: sympy.Expr, modes: int, time: str) -> tuple[mpmath.mpf, mpmath.mpf, mpmath.mpf]:
    """L with its floor, S and learned modes, term by term."""
    evolution = sympy.lambdify((lam, t), g, "mpmath")
    loss, energy, learned = tail(mpmath.mpf(3) / 2, modes), mpmath.mpf(0), mpmath.mpf(0)
    for k in map(mpmath.mpf, range(1, modes + 1)):
        left = mpmath.exp(-evolution(k**-2, mpmath.mpf(time)))
        loss += k ** mpmath.mpf("-1.5") * left**2
        energy += k ** mpmath.mpf("0.5") * (1 - left) ** 2
        learned += 1 - left
    return loss, energy, learned


def late_loss(modes: int, time: str) -> mpmath.mpf:
    """L(N, t) for lambda t: the closed form of infinitely many modes, beyond all orders, and what modes > N lose."""
    a, y = mpmath.mpf(3) / 2, 2 * mpmath.mpf(time)
    whole = mpmath.gamma(mpmath.mpf(1) / 4) * y ** mpmath.mpf("-0.25") / 2
    lost = mpmath.fsum(-((-y) ** j) / mpmath.factorial(j) * tail(a + 2 * j, modes) for j in range(1, 120))
    return whole + lost


@pytest.mark.parametrize("g", [lam * t, log(1 + lam * t)], ids=str)
@pytest.mark.parametrize(("modes", "time"), [(1, "100"), (7, "1e6"), (300, "100"), heavy(4000, "1e6")])
def test_against_terms(g: sympy.Expr, modes: int, time: str) -> None:
    found = FiniteModel(Sums(g, SPECTRUM), modes).at(time)
    with mpmath.workdps(50):
        for ours, truth in zip((found.loss, found.energy, found.learned), direct(g, modes, time), strict=True):
            assert_encloses(ours, truth)
    assert found.certified
    assert found.engine == "arb"


@pytest.mark.parametrize(
    ("modes", "time"), [heavy(10**6, "1e12"), (10**12, "1e25"), heavy(10**15, "1e30"), heavy(10**15, "1e6")]
)
def test_many_modes(modes: int, time: str) -> None:
    with mpmath.workdps(90):
        assert_encloses(finite_loss(Sums(lam * t, SPECTRUM), modes, time), late_loss(modes, time))


@pytest.mark.parametrize("time", ["1e25", "1e100"])
def test_nothing_but_the_floor_is_left(time: str) -> None:
    model = FiniteModel(Sums(lam * t, SPECTRUM, certified_only=True), 10**6)
    loss, floor = model.loss(time), model.floor()
    with mpmath.workdps(60):
        assert_encloses(loss, tail(mpmath.mpf(3) / 2, 10**6))
        assert_encloses(floor, tail(mpmath.mpf(3) / 2, 10**6))


def test_a_kink_is_not_certified() -> None:
    loss = finite_loss(Sums(Min(lam * t, 5), SPECTRUM), 50, "100")
    assert not loss.certified
    with mpmath.workdps(50):
        assert abs(mpmath.mpf(loss.mid) - direct(Min(lam * t, 5), 50, "100")[0]) < mpmath.mpf("1e-10")


def test_a_model_has_modes() -> None:
    with pytest.raises(InputError, match="at least one"):
        FiniteModel(Sums(lam * t, SPECTRUM), 0)
