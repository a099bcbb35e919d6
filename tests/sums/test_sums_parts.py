"""The pieces of the certified sums one by one: each bound against what it bounds, at settings where it is not slack."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import mpmath
import pytest
import sympy
from enclosing import agree, assert_encloses, spectrum
from flint import acb, arb, fmpq
from sympy import LambertW, Rational, cosh, erf, exp, log, sqrt

from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums import circle, gauss
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.cover import cover
from spectral_proofs.sums.edge import rule_error, rule_for
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.operations import box_exp
from spectral_proofs.sums.ranges import ranges
from spectral_proofs.sums.second_engine import reference_sums
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import Problem
from spectral_proofs.sums.wedge import find_wedge

LOSS = Summand(Kernel.DECAY, False, Fraction(-3, 2))
ENERGY = Summand(Kernel.ENERGY, False, Fraction(1, 2))
HARD = {
    "log cosh": log(cosh(lam * t)),
    "logistic": 1 / (1 + 10 * exp(-lam * t)),
    "erf and square": t * erf(lam * t) + lam * t**2,
    "compound interest": (1 + lam) ** t - 1,
    "power of 1 + t": (1 + t) ** lam - 1,
    "irrational power": lam ** sqrt(2) * t,
    "two irrational powers": lam**sympy.pi * t**3 + lam * t,
    "mixed Newton": t * (1 + lam),
}
HUGE = {
    "kernel": lam * t,
    "newton polygon": lam * t + lam**2 * t**3,
    "ridge": log(1 + lam * t),
    "log of t": lam * t * log(1 + t),
    "Lambert": LambertW(lam * t),
    "logarithm below": lam * t / (1 + log(1 + lam * t)),
    "Newton": t,
}


def problem(g: sympy.Expr, when: int = 10**6) -> Problem:
    return Problem(compile_expression(g).bind(fmpq(when)), Fraction(2), Fraction(1), {})


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("when", ["100", pytest.param("1e30", marks=pytest.mark.slow)])
def test_what_rules_alone_do_not_cover_is_certified(name: str, when: str) -> None:
    v = Sums(HARD[name], spectrum()).at(when, slopes=False)
    assert v.certified, v.note
    T = parse_time(when)
    for ours, other in zip((v.loss, v.energy), reference_sums(HARD[name], spectrum(), sympy.Rational(T)), strict=True):
        assert agree(ours, other), (ours, other)
        assert ours.infinite or mpmath.mpf(ours.rad) <= mpmath.mpf(ours.mid) * mpmath.mpf("1e-30")


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.parametrize("when", ["10**1000", "10**10000"])
def test_huge_times_take_no_longer(name: str, when: str) -> None:
    sums = Sums(HUGE[name], spectrum())
    start = time.process_time()
    v = sums.at(when, slopes=False)
    assert time.process_time() - start < 1
    assert v.certified, v.note


@pytest.mark.parametrize("exponent", [300, 1000, 10_000])
def test_huge_times_are_right(exponent: int) -> None:
    """The ridge: with u = lambda t the sum is t^(-1/4)/2 integral u^(-3/4) (1+u)^-2 du to leading order."""
    v = Sums(log(1 + lam * t), spectrum()).at(f"10**{exponent}", slopes=False)
    with mpmath.workdps(60):
        truth = mpmath.beta(mpmath.mpf(1) / 4, mpmath.mpf(7) / 4) / 2 * mpmath.mpf(10) ** (-mpmath.mpf(exponent) / 4)
        assert_encloses(v.loss, truth, slack=truth * mpmath.mpf("1e-45"))


@pytest.mark.parametrize("radius", [8.0, 15.0, 30.0])
def test_kernel_rule_on_a_function_with_a_pole_near_the_disc(radius: float) -> None:
    """phi(tau) = Im 1/(w - c - i tau) with its pole just outside: the error must obey the bound, and not by luck."""
    rule = rule_for(radius)
    assert rule is not None
    with working_precision(400), mpmath.workdps(100):
        r = arb(radius)
        pole = mpmath.mpf(radius) * mpmath.mpf("1.02")

        def phi(tau: object) -> object:
            return mpmath.im(1 / (pole - 1j * mpmath.mpf(tau)))

        truth = mpmath.quad(
            lambda x: phi(x) / (1 + mpmath.exp(2 * mpmath.pi * x)), mpmath.linspace(0, 0.9 * radius, 40)
        )
        found = mpmath.mpf(0)
        for tau, w in rule.nodes:
            if tau < r * arb("0.9"):
                x, weight = (mpmath.mpf(v.str(90, radius=False)) for v in (tau, w))
                found += weight * phi(x)
        largest = 1 / (pole - radius)
        bound = largest * mpmath.mpf(rule_error(rule, r).str(20, radius=False))
        assert abs(found - truth) <= bound * (1 + mpmath.mpf("1e-9"))
        assert bound < largest * mpmath.exp(-4 * radius)


@pytest.mark.parametrize("g", [lam * t, log(1 + lam * t), sqrt(1 + lam * t) - 1])
@pytest.mark.parametrize("summand", [LOSS, ENERGY])
@pytest.mark.parametrize("tolerance", ["1e-6", "1e-15", "1e-30"])
def test_panels_hold_their_error(g: sympy.Expr, summand: Summand, tolerance: str) -> None:
    """Few nodes, so that the error term matters, against the adaptive integral."""
    with working_precision(200):
        p = problem(g)
        ends, size = (arb("6.5"), arb("7.5")), arb(1) if summand is ENERGY else arb("1e-3")
        value = gauss.integrate(p, summand, ends, (0.55, 3.0), lambda low, high: arb.pos_inf(), size * arb(tolerance))
        truth = acb.integral(lambda y, flag: p.value(summand, y, 1, flag), acb(ends[0]), acb(ends[1])).real
        assert value.overlaps(truth)
        assert value.rad() <= 2 * size * arb(tolerance)


@pytest.mark.parametrize("g", [lam * t, log(1 + lam * t), LambertW(lam * t), lam * t + lam**2 * t**3])
@pytest.mark.parametrize("summand", [LOSS, ENERGY])
def test_circle_against_the_tail_bounds(g: sympy.Expr, summand: Summand) -> None:
    with working_precision(200):
        p = problem(g)
        place = find_wedge(p).place
        r = circle.disc(p, -20.0 if g.has(lam**2) else -12.0)
        assert r is not None
        for tolerance in ("1e-8", "1e-30"):
            found = circle.tail(p, summand, place, r, 5.0, arb(tolerance))
            assert found is not None
            y, value = found
            far = p.tail(summand, arb(60))
            middle = acb.integral(lambda x, flag: p.value(summand, x, 1, flag), acb(y), acb(60)).real
            assert value.overlaps(middle + far)
            assert value.rad() < arb(tolerance) * 10


def test_circle_refuses_what_diverges() -> None:
    with working_precision(150):
        p = problem(lam ** Rational(1, 4) * t)
        place = find_wedge(p).place
        r = circle.disc(p, -50.0)
        assert r is not None
        assert circle.tail(p, ENERGY, place, r, 5.0, arb("1e-30")) is None
        assert circle.disc(problem(lam * t * log(1 + 1 / lam)), -12.0) is None


@pytest.mark.parametrize("g", [lam * t, log(1 + lam * t) + lam**2, exp(-lam) * lam * t, lam ** sqrt(2), t / (3 + lam)])
def test_ranges_hold_sampled_values(g: sympy.Expr) -> None:
    with working_precision(100):
        p = problem(g)
        low, high = ranges(p.bound, arb(-40), arb(-1))[0]
        for i in range(40):
            value = p.bound(arb(-40 + i))[0]
            assert not value < low
            assert not value > high
        assert low.is_finite()
        assert high.is_finite()


def test_box_exponential_holds_its_points() -> None:
    for low, high in ((0, 1), (1, 2), (-2, 2), (1, 3), (-3.1, -1.5), (3, 4)):
        box = box_exp(acb(arb(0, 1), arb((low + high) / 2, (high - low) / 2)))
        for i in range(11):
            for j in range(11):
                assert box.contains(acb(-1 + i / 5, low + (high - low) * j / 10).exp())


def test_cover_bounds_what_it_covers_and_can_fail() -> None:
    with working_precision(120):
        p = problem(log(1 + lam * t) / (1 + lam * t) + lam * t)
        beta = Fraction(1, 4)
        place = cover(p, arb(8).log(), beta, 6.9)
        for i in range(200):
            u = acb(-2 * math.log(8) - 0.2 * i, math.pi / 4 * (i % 5) / 4)
            value = p.bound(u)[0]
            assert not value.real < place.real_lower[0]
            assert not abs(value) > place.outputs[0].upper * (u.real * ball(place.outputs[0].high)).exp() * arb("1.001")
        with pytest.raises(UndecidedError):
            cover(problem(lam * t / (1 + lam**2 * t**2 / 4 - lam * t / 2)), arb(8).log(), Fraction(1, 2), 6.9)
