"""The sector rules against sampled points: every value must lie in the sector that was proved."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy
from enclosing import ASSORTED
from flint import acb, arb, fmpq
from sympy import cos, cosh, exp, log, sin, sinh, sqrt, tan

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.cone import Cone, locate

EXTRA = {
    "difference": t * lam * (1 - lam / 3 + lam**2 / 10),
    "sine": t * sin(lam),
    "tangent": tan(lam) * t,
    "sinh": sinh(lam) * sqrt(t),
    "cosh": t * lam * cosh(lam),
    "cosine": t * lam / cos(lam),
    "decay": lam * (1 - exp(-lam * t)),
    "growth": exp(lam) * t * lam - lam,
    "powers": (1 + lam) ** t - 1,
    "inverse root": 1 - 1 / sqrt(1 + lam * t),
    "log of two": log(2 + lam * t),
    "slow": 1 / log(3 + 1 / lam),
    "log itself": -lam * log(lam),
}
FORMS = ASSORTED | EXTRA


@pytest.mark.parametrize("name", FORMS)
def test_sampled_values_lie_in_their_sector(name: str) -> None:
    rng, proved = random.Random(name), 0
    g = FORMS[name]
    program = compile_expression(g, t * sympy.diff(g, t))
    with working_precision(200):
        for _ in range(40):
            time = Fraction(rng.choice([3, 100, 10**6, 10**30]))
            epsilon = Fraction(rng.choice([1, 3, 30]), rng.choice([50, 1000, 10**9, 10**31]))
            beta = Fraction(rng.choice([0, 0, 1, 2, 4, 8]), rng.choice([10, 20, 100]))
            bound = program.bind(fmpq(time.numerator, time.denominator))
            try:
                place = locate(bound, Cone(arb(fmpq(epsilon.numerator, epsilon.denominator)), beta))
            except UndecidedError:
                continue
            proved += 1
            for _ in range(12):
                size = arb(fmpq(epsilon.numerator, epsilon.denominator)) * arb(10) ** (-rng.choice([0, 0.1, 1, 5, 33]))
                turn = arb.pi() * arb(fmpq(beta.numerator, beta.denominator)) * rng.choice([0, 0.3, 0.9, 1])
                check_point(bound, place, size, turn)
    assert proved >= 3


def check_point(bound: object, place: object, size: arb, turn: arb) -> None:
    values = bound(acb(size.log(), turn))  # type: ignore[operator]
    for value, sector, real in zip(values, place.outputs, place.real_lower, strict=True):  # type: ignore[attr-defined]
        modulus = abs(value)
        lower, upper = sector.lower * power(size, sector.low), sector.upper * power(size, sector.high)
        assert not lower > modulus * arb("1.0000000001")
        assert not upper * arb("1.0000000001") < modulus
        assert not value.real + modulus * arb("1e-10") < real
        if sector.arg is not None and value.is_finite() and not modulus.contains(0):
            angles = [(value.arg() / arb.pi()) + 2 * k for k in (-1, 0, 1)]
            low, high = (arb(fmpq(x.numerator, x.denominator)) for x in sector.arg)
            assert any(not a < low - arb("1e-12") and not a > high + arb("1e-12") for a in angles), (value, sector)


def power(x: arb, r: Fraction) -> arb:
    return arb(1) if r == 0 else x ** arb(fmpq(r.numerator, r.denominator))


def test_the_check_can_fail() -> None:
    with working_precision(100):
        bound = compile_expression(lam * t).bind(fmpq(5))
        place = locate(bound, Cone(arb(1), Fraction(1, 10)))
        with pytest.raises(AssertionError):
            check_point(bound, place, arb(1), arb.pi() / 2)


def test_pieces_without_a_rule_are_refused() -> None:
    for g in (t * (2 + sin(1 / lam)), lam * t / (1 - lam * t), t * (1 + cos(1 / lam**2))):
        bound = compile_expression(g).bind(fmpq(10**6))
        with pytest.raises(UndecidedError):
            locate(bound, Cone(arb(1), Fraction(1, 10)))
