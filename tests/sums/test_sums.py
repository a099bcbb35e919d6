"""Certified sums: golden numbers, closed forms, brute force, narrow radii."""

from __future__ import annotations

import math

import flint
import mpmath
import pytest
import sympy
from enclosing import assert_encloses, interval, spectrum
from sympy import Min, Rational, exp, log, sin, sqrt

from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums.enclosures import Sums


def closed_forms(a: str, b: str, m: str, Y: object) -> tuple[object, object]:
    """Section 2 of the theory: terminating expansions for Y large."""
    a_, b_ = (
        mpmath.mpf(sympy.Rational(a).p) / sympy.Rational(a).q,
        mpmath.mpf(sympy.Rational(b).p) / sympy.Rational(b).q,
    )
    q = b_ * sympy.Rational(m).p / sympy.Rational(m).q
    s = 1 + b_ - a_
    loss = mpmath.gamma((a_ - 1) / q) * (2 * Y) ** (-(a_ - 1) / q) / q
    energy = mpmath.gamma(-s / q) * (mpmath.mpf(2) ** (s / q) - 2) * Y ** (s / q) / q + mpmath.zeta(a_ - b_)
    return loss, energy


def test_golden_numbers_of_the_kernel_regime() -> None:
    v = Sums(lam * t, spectrum()).at("100")
    assert v.loss.mid.startswith("4.8205165773668606115578955")
    assert v.energy.mid.startswith("2.41141424780255")
    assert v.certified
    assert v.engine == "arb"
    v = Sums(lam * t, spectrum()).at("1e4", slopes=False)
    assert v.loss.mid.startswith("1.52438")


@pytest.mark.parametrize(
    ("a", "b", "m", "time"),
    [("3/2", "2", "1", "1e4"), ("2.9", "2", "1", "1e100"), ("3/2", "2", "2", "1e30"), ("1.7", "1.2", "1", "10**1000"),
     ("7/2", "2", "1", "1e30"), ("1.01", "1.01", "1", "1e30"), ("1.5", "2", "0.4", "1e20")],
)  # fmt: skip
def test_monomials_against_their_terminating_expansions(a: str, b: str, m: str, time: str) -> None:
    v = Sums(lam ** Rational(m) * t, spectrum(a, b)).at(time, slopes=False)
    with mpmath.workdps(80):
        T = mpmath.mpf(10) ** int(time.replace("10**", "1e").split("e")[1])
        loss, energy = closed_forms(a, b, m, T)
        omitted = mpmath.mpf(10) ** -39  # smaller than every power of t
        assert_encloses(v.loss, loss, slack=abs(loss) * omitted)
        # exp(-g) instead of exp(-2g): smaller by 2^(1/3) in the exponent, hence 30 digits at t = 1e4
        assert_encloses(v.energy, energy, slack=abs(energy) * omitted ** mpmath.mpf("0.77"))


def test_constants_of_the_spectrum_scale_both_sums() -> None:
    plain = Sums(lam * t * 3, spectrum()).at("50", slopes=False)
    scaled = Sums(lam * t, spectrum(Lambda=3, W=5)).at("50", slopes=False)
    with mpmath.workdps(60):
        assert_encloses(scaled.loss, 5 * interval(plain.loss)[0], slack=mpmath.mpf("1e-34"))
        assert_encloses(scaled.energy, 5 * interval(plain.energy)[0] / 3, slack=mpmath.mpf("1e-32"))


@pytest.mark.parametrize(
    ("g", "a", "b"),
    [(lam * t, "1.5", "2"), (log(1 + lam * t), "3", "1.2"), (sqrt(1 + lam * t) - 1, "2", "3"),
     (lam * t / (1 + lam * t), "2.2", "1.7"), ((exp(lam) - 1) * sqrt(t) + lam**2 * t, "4", "1.5")],
)  # fmt: skip
def test_brute_force_brackets(g: sympy.Expr, a: str, b: str) -> None:
    """Partial sums plus the integral over the decreasing tail, at small t."""
    v = Sums(g, spectrum(a, b)).at("7", slopes=False)
    f, a_, b_, K = sympy.lambdify((lam, t), g), float(Rational(a)), float(Rational(b)), 20_000

    def loss(x: float) -> float:
        return x**-a_ * math.exp(-2 * f(x**-b_, 7.0))

    partial = math.fsum(loss(k) for k in range(1, K))
    tail = K ** (1 - a_) / (a_ - 1)  # F is 1 up to its value at K
    low = partial + tail * math.exp(-2 * f(K**-b_, 7.0))
    high = partial + tail + K**-a_
    assert low * (1 - 1e-12) <= float(v.loss.mid) <= high * (1 + 1e-12)
    energy = math.fsum(k ** (b_ - a_) * math.expm1(-f(k**-b_, 7.0)) ** 2 for k in range(1, K))
    assert energy <= float(v.energy.mid) * (1 + 1e-12)
    # g is below its tangent c lambda up to a factor 2 here, so the tail of S is below 4 c^2 K^(s-2b)/(2b-s).
    c, s = f(1e-6, 7.0) / 1e-6, 1 + b_ - a_
    assert float(v.energy.mid) <= energy + 4 * c**2 * K ** (s - 2 * b_) / (2 * b_ - s) + 1e-9


def test_infinite_energy_is_recognised() -> None:
    v = Sums(lam ** Rational(1, 4) * t, spectrum()).at("1e6")
    assert v.energy.infinite
    assert v.energy.certified
    assert v.energy_slope is None
    assert v.certified
    assert not Sums(lam ** Rational(19, 50) * t, spectrum()).at("1e6", slopes=False).energy.infinite


@pytest.mark.parametrize("time", ["100", "1e30", "1e100"])
def test_newton_loss_is_exponentially_small_yet_relatively_exact(time: str) -> None:
    v = Sums(t, spectrum()).at(time, slopes=False)
    assert v.energy.infinite
    with mpmath.workdps(180):
        assert_encloses(v.loss, mpmath.zeta(mpmath.mpf(3) / 2) * mpmath.exp(-2 * mpmath.mpf(time)))
    assert not Sums(t, spectrum("4", "2")).at("100", slopes=False).energy.infinite


def test_mixed_newton_and_gradient_step() -> None:
    shifted = Sums(t * (1 + lam), spectrum()).at("1e6", slopes=False).loss
    plain = Sums(t * lam, spectrum()).at("1e6", slopes=False).loss
    with mpmath.workdps(80):
        assert_encloses(
            shifted, mpmath.mpf(plain.mid) * mpmath.exp(-2 * mpmath.mpf(10) ** 6), slack=mpmath.mpf("1e-868600")
        )


def test_slow_tail_of_the_energy() -> None:
    """2q - s = 0.01: almost divergent."""
    v = Sums(lam ** Rational("0.3775") * t, spectrum()).at("1e8", slopes=False)
    with mpmath.workdps(60):
        _, energy = closed_forms("3/2", "2", "0.3775", mpmath.mpf(10) ** 8)
        assert_encloses(v.energy, energy, slack=abs(energy) * mpmath.mpf("1e-38"))


def test_local_exponents() -> None:
    v = Sums(lam * t, spectrum()).at("1e4")
    assert v.loss_slope is not None
    assert v.energy_slope is not None
    assert_encloses(v.loss_slope, mpmath.mpf(-1) / 4, slack=mpmath.mpf("1e-36"))  # -1/4 up to exp(-c t^(1/3))
    with mpmath.workdps(60):
        main = closed_forms("3/2", "2", "1", mpmath.mpf(10) ** 4)[1] - mpmath.zeta(-mpmath.mpf(1) / 2)
        truth = mpmath.mpf(3) / 4 * main / (main + mpmath.zeta(-mpmath.mpf(1) / 2))
        assert_encloses(v.energy_slope, truth, slack=mpmath.mpf("1e-30"))


def test_log_periodic_slope_depends_on_t_only_through_g() -> None:
    u = log(1 + t)
    v = Sums(lam * t * (2 + sin(u)), spectrum()).at("1e6")
    T = mpmath.mpf(10) ** 6
    with mpmath.workdps(50):
        phase = mpmath.log(1 + T)
        elasticity = 1 + T / (1 + T) * mpmath.cos(phase) / (2 + mpmath.sin(phase))
        assert v.loss_slope is not None
        assert_encloses(v.loss_slope, -elasticity / 4, slack=mpmath.mpf("1e-38"))


def test_kinks_are_never_certified() -> None:
    v = Sums(Min(lam * t, 1), spectrum()).at("100")
    assert not v.certified
    assert v.engine == "mpmath"
    assert "Min" in v.note
    brute = math.fsum(k**-1.5 * math.exp(-2 * min(100 / k**2, 1)) for k in range(1, 100_000))
    assert float(v.loss.mid) == pytest.approx(brute + 2 * 100_000**-0.5, rel=1e-3)


def test_boundary_decided_by_a_logarithm_is_not_called_infinite() -> None:
    """s = 2 mu b with g = lam^mu / log: summable or not by the power of the logarithm alone."""
    g = t * lam ** Rational(3, 8) / log(3 + 1 / lam)
    v = Sums(g, spectrum()).at("10", slopes=False)
    assert v.loss.certified
    assert not (v.energy.certified and v.energy.infinite)


def test_precision_does_not_leak() -> None:
    before = flint.ctx.prec
    Sums(lam * t, spectrum()).at("10", digits=60, slopes=False)
    assert flint.ctx.prec == before
    with pytest.raises(ZeroDivisionError), working_precision(500):
        raise ZeroDivisionError
    assert flint.ctx.prec == before


@pytest.mark.parametrize("digits", [10, 60, 120])
def test_digits_are_what_was_asked_for(digits: int) -> None:
    v = Sums(log(1 + lam * t), spectrum()).at("1000", digits=digits, slopes=False)
    for e in (v.loss, v.energy):
        assert e.certified
        assert mpmath.mpf(e.rad) <= mpmath.mpf(e.mid) * mpmath.mpf(10) ** -digits
    assert bits_for_digits(digits) > digits * 3


def test_more_digits_refine_fewer() -> None:
    few = Sums(log(1 + lam * t), spectrum()).at("1000", digits=15, slopes=False).loss
    many = Sums(log(1 + lam * t), spectrum()).at("1000", digits=50, slopes=False).loss
    with mpmath.workdps(70):
        assert abs(mpmath.mpf(few.mid) - mpmath.mpf(many.mid)) <= mpmath.mpf(few.rad) + mpmath.mpf(many.rad)


@pytest.mark.parametrize("bad", ["0", "-1", "nan", "1/0", "e", "10**999999999", "1e999999999", "2**x", ""])
def test_bad_times_are_refused(bad: str) -> None:
    with pytest.raises(InputError):
        parse_time(bad)


def test_times_are_exact() -> None:
    assert parse_time("1e30") == 10**30 == parse_time("10**30") == parse_time(sympy.Integer(10) ** 30)
    assert parse_time("0.1") * 10 == 1 == parse_time("5/2") - parse_time("1.5")
