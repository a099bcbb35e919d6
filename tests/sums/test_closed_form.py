"""Closed forms for lambda^m u(t): against Abel-Plana, against plain sums, at the poles, and where they do not apply."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
import sympy
from enclosing import spectrum
from flint import arb
from sympy import Rational, log, sqrt

from spectral_proofs.balls.decimals import to_ball
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums.closed_form import ClosedForm, Separable
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import ModeSum
from spectral_proofs.sums.second_engine import reference_values
from spectral_proofs.sums.tails import InfiniteSumError


def form(g: sympy.Expr) -> Separable | None:
    return Separable.of(g, g)


def closed(g: sympy.Expr, modes: ModeSum, where: object, slope: bool = False) -> ClosedForm:
    found = form(g)
    assert found is not None
    assert ClosedForm.covers(found, modes, slope)
    return ClosedForm(found, modes, Fraction(str(where.b)), Fraction(str(where.Lambda)), slope)


def by_abel_plana(g: sympy.Expr, where: object) -> Sums:
    sums = Sums(g, where)
    assert sums.programs is not None
    sums.programs = replace(sums.programs, separable=None)
    return sums


def sum_of(exponent: float, terms: int, kernel: object) -> mpmath.mpf:
    """Sum of k^exponent F(k) term by term, the rest by the Euler-Maclaurin formula."""
    head = mpmath.fsum(mpmath.mpf(k) ** exponent * kernel(mpmath.mpf(k)) for k in range(1, terms))
    return head + mpmath.sumem(lambda x: x**exponent * kernel(x), [terms, mpmath.inf], tol=mpmath.mpf(10) ** -25)


@pytest.mark.parametrize(
    ("g", "a", "b", "time"),
    [
        (lam * t, "3/2", "2", "1e4"),
        (lam * t, "3", "2", "1e30"),  # s = 0
        (lam * t, "7/2", "2", "1e5"),  # s < 0
        (sqrt(lam) * t, "2", "2", "1e4"),  # s = q
        (3 * lam ** Rational(2, 3) * t**2 * log(1 + t), "4/3", "3/2", "1e3"),
        (lam * t + 2 * lam * t**2, "11/10", "8/5", "1e100"),
        (lam * t, "3000001/1000000", "2", "1e6"),  # s next to 0
        (sqrt(lam) * t, "2000001/1000000", "2", "1e6"),  # s next to q
    ],
)
def test_agrees_with_abel_plana_to_all_digits_of_both(g: sympy.Expr, a: str, b: str, time: str) -> None:
    where = spectrum(a, b)
    ours, other = Sums(g, where).at(time), by_abel_plana(g, where).at(time)
    for name in ("loss", "energy", "loss_slope", "energy_slope"):
        found, known = getattr(ours, name), getattr(other, name)
        assert found.certified
        with working_precision(200):
            x, y = to_ball(found), to_ball(known)
            assert x.overlaps(y)
            assert x.rel_accuracy_bits() > 95


def test_scales_of_the_spectrum() -> None:
    where = spectrum("3/2", "2", Lambda="1/3", W="5")
    ours, other = Sums(lam * t, where).at("1e6"), by_abel_plana(lam * t, where).at("1e6")
    with working_precision(200):
        assert to_ball(ours.loss).overlaps(to_ball(other.loss))
        assert to_ball(ours.energy).overlaps(to_ball(other.energy))


@pytest.mark.parametrize("g", [lam * t, sqrt(lam) * t])
def test_agrees_with_the_second_engine(g: sympy.Expr) -> None:
    where, time = spectrum("8/5", "2"), 10**5
    modes = ModeSum.loss(where), ModeSum.energy(where), ModeSum.learned_modes()
    known = reference_values(g, where, sympy.Integer(time), modes[:2], 15)
    for each, other in zip(modes[:2], known, strict=True):
        value = closed(g, each, where).enclose(Fraction(time), 60)
        assert value is not None
        assert abs(float(value.mid()) / float(other.mid) - 1) < 1e-14


@pytest.mark.parametrize(("q", "Y"), [("2", 60), ("1", 8), ("3", 400)])
def test_the_remainder_is_bounded_and_the_bound_is_near_it(q: str, Y: int) -> None:
    """Few digits, where the remainder is seen."""
    where, steep = spectrum("3/2", "2"), sympy.Rational(q) / 2
    with mpmath.workdps(30):
        power = mpmath.mpf(sympy.Rational(q).p) / sympy.Rational(q).q
        loss = sum_of(-mpmath.mpf(3) / 2, 400, lambda k: mpmath.exp(-2 * Y * k**-power))
        energy = sum_of(mpmath.mpf(1) / 2, 400, lambda k: (1 - mpmath.exp(-Y * k**-power)) ** 2)
        for modes, truth in ((ModeSum.loss(where), loss), (ModeSum.energy(where), energy)):
            form = closed(lam**steep * t, modes, where)
            value = next(v for bits in range(40, 0, -1) if (v := form.enclose(Fraction(Y), bits)) is not None)
            missed = abs(mpmath.mpf(str(value.mid().str(25, radius=False))) - truth)
            radius = mpmath.mpf(str(value.rad().str(10, radius=False)))
            assert missed <= radius
            assert radius < 200 * missed


def test_the_learned_modes_and_their_growth() -> None:
    """Sum of 1 - exp(-Y k^-2) and of Y k^-2 exp(-Y k^-2)."""
    with mpmath.workdps(40):
        known = -mpmath.mpf(1) / 2 + mpmath.sqrt(mpmath.pi * 10**6)
        for slope, truth in ((False, known), (True, mpmath.sqrt(mpmath.pi * 10**6) / 2)):
            value = closed(lam * t, ModeSum.learned_modes(), spectrum(), slope).enclose(Fraction(10**6), 100)
            assert value is not None
            with working_precision(150):
                assert abs(value - arb(mpmath.nstr(truth, 38))) < arb("1e-27")
                assert value.rel_accuracy_bits() >= 100


def test_infinite_from_the_border_on() -> None:
    """S at s = 2q."""
    where = spectrum("3/2", "2")
    with pytest.raises(InfiniteSumError):
        closed(lam ** Rational(3, 8) * t, ModeSum.energy(where), where).enclose(Fraction(100), 60)
    near = closed(lam ** Rational(3751, 10000) * t, ModeSum.energy(where), where).enclose(Fraction(100), 60)
    assert near is not None
    assert near.is_finite()


@pytest.mark.parametrize(
    "g", [lam * t + lam**2 * t, lam ** sqrt(2) * t, log(1 + lam * t), lam * t + 1, t, t / lam, lam**t * t]
)
def test_what_is_no_such_product(g: sympy.Expr) -> None:
    assert form(g) is None


def test_early_times_and_signs_are_left_to_others() -> None:
    where = spectrum()
    assert closed(lam * t, ModeSum.loss(where), where).enclose(Fraction(10), 100) is None
    assert closed(lam * (1 - t), ModeSum.loss(where), where).enclose(Fraction(10**9), 100) is None
    some = form(lam * t)
    assert some is not None
    assert not ClosedForm.covers(some, ModeSum.energy(where, 2), False)
    assert not ClosedForm.covers(some, ModeSum.energy(where, 1, 10**6), False)
    part = Separable.of(lam * t, lam * t + t)  # the slope is of another function
    assert part is not None
    assert not ClosedForm.covers(part, ModeSum.loss(where), True)


def test_a_part_without_lambda_does_not_hide_the_product() -> None:
    """L of lambda t + log t is t^-2 times that of lambda t."""
    where = spectrum()
    ours, plain = Sums(lam * t + log(t), where).at("1e6"), Sums(lam * t, where).at("1e6")
    with working_precision(200):
        assert (to_ball(ours.loss) * 10**12).overlaps(to_ball(plain.loss))
        assert (to_ball(ours.loss_slope) + 2).overlaps(to_ball(plain.loss_slope))
