"""The transseries algebra against limits worked out by hand or known from the literature."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics.domain import Domain, OscillatesError, Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import DEPTH, UNIT, Monomial, compare, iterated_log, power_of
from spectral_proofs.asymptotics.signs import is_zero, sign
from spectral_proofs.errors import UndecidedError

T = sympy.Symbol("t", positive=True)
P = sympy.Symbol("p", positive=True)
POINT = Domain(None)
R = sympy.Rational
CUBE = sympy.cbrt(2)


def leading(expr: sympy.Expr, terms: int = 4) -> S.Term:
    scale = S.Scale(POINT, terms)
    return Evaluator({T: S.single(sympy.S.One, power_of(0, sympy.S.One), scale)}, scale)(expr).lead()


def monomial(*powers: object) -> Monomial:
    return Monomial(tuple(sympy.Rational(p) for p in powers) + (sympy.S.Zero,) * (DEPTH - len(powers)))


@pytest.mark.parametrize(
    ("expr", "coefficient", "powers"),
    [
        (T**3 + 5 * T**2, 1, (3,)),
        (sympy.sqrt(T**2 + T) - T, R(1, 2), (0,)),  # cancellation of the leading terms
        (sympy.log(T + 1) - sympy.log(T), 1, (-1,)),
        (T * (sympy.exp(1 / T) - 1), 1, (0,)),
        (sympy.log(sympy.log(T + 2) + 3), 1, (0, 0, 1)),
        ((T + sympy.log(T)) ** R(3, 2), 1, (R(3, 2),)),
        (sympy.exp(sympy.log(T + 1) * R(5, 2)), 1, (R(5, 2),)),
        (sympy.exp(sympy.log(T) + sympy.log(sympy.log(T + 5))), 1, (1, 1)),
        (sympy.tanh(T) * T, 1, (1,)),
        (sympy.pi / 2 - sympy.atan(T), 1, (-1,)),
        (sympy.asinh(T) - sympy.log(T), sympy.log(2), (0,)),
        (sympy.erf(T) * T**2, 1, (2,)),
        (sympy.LambertW(T) / sympy.log(T), 1, (0,)),
        # the exponent of the inner exponential has infinitely many large terms
        (sympy.erf(T / sympy.log(T + 2)), 1, (0,)),
        (1 - sympy.exp(-T / (1 + sympy.log(T + 1))), 1, (0,)),
        (sympy.LambertW(1 / T), 1, (-1,)),
        (sympy.Max(T, T**2) / sympy.Min(T, T**2), 1, (1,)),
        (sympy.sinh(1 / T) * T, 1, (0,)),
        ((1 - sympy.cos(1 / T)) * T**2, R(1, 2), (0,)),
        (T ** (1 / sympy.log(T)), sympy.E, (0,)),
        # equal exponents that are written differently
        (sympy.log(T ** (1 / (1 + sympy.sqrt(2))) + T ** (sympy.sqrt(2) - 1)) / sympy.log(T), sympy.sqrt(2) - 1, (0,)),
        (sympy.exp(T ** (1 / (1 + CUBE))) / sympy.exp(T ** ((1 - CUBE + CUBE**2) / 3)), 1, (0,)),
        ((T ** (1 / (1 + CUBE)) + T ** ((1 - CUBE + CUBE**2) / 3)) / T ** (1 / (1 + CUBE)), 2, (0,)),
    ],
)
def test_leading_terms(expr: sympy.Expr, coefficient: object, powers: tuple[object, ...]) -> None:
    c, m = leading(expr)
    assert sympy.simplify(c - coefficient) == 0
    assert m == monomial(*powers)


def test_superpowers_are_ordered() -> None:
    _, fast = leading(sympy.exp(T))
    _, slow = leading(sympy.exp(sympy.sqrt(sympy.log(T))))
    assert compare(fast, monomial(10**6), POINT) == 1
    assert compare(slow, monomial(0, 10**6), POINT) == 1
    assert compare(slow, monomial(R(1, 10**6)), POINT) == -1


def test_iterated_logs_run_out_loudly() -> None:
    with pytest.raises(UndecidedError, match="nested"):
        iterated_log(DEPTH)


def test_bounded_oscillation_keeps_a_phase() -> None:
    c, m = leading(2 + sympy.sin(sympy.log(T + 1)))
    assert m == UNIT
    assert len(c.free_symbols) == 1
    assert sign(c, POINT) == 1


def test_unbounded_tangent_is_undecided() -> None:
    with pytest.raises(UndecidedError, match="tan"):
        leading(sympy.tan(T))


def test_an_exact_zero_has_no_leading_term() -> None:
    with pytest.raises(UndecidedError, match="vanishes"):
        leading((T + 1) ** 2 - T**2 - 2 * T - 1)


def test_too_few_terms_ask_for_more() -> None:
    deep = sympy.exp(1 / T) - 1 - 1 / T - 1 / (2 * T**2) - 1 / (6 * T**3)
    with pytest.raises(S.Imprecise):
        leading(deep, terms=2)
    assert leading(deep, terms=6) == (R(1, 24), monomial(-4))


def test_sign_splits_where_it_changes() -> None:
    with pytest.raises(Split) as caught:
        sign(1 - 2 * P, Domain(P, sympy.S.Zero, sympy.oo))
    assert caught.value.point == R(1, 2)
    assert sign(1 - 2 * P, Domain(P, R(1, 2), sympy.oo)) == -1


def test_sign_of_a_quadratic_finds_its_root() -> None:
    with pytest.raises(Split) as caught:
        sign(P**2 - 3 * P + 2, Domain(P, sympy.S.Zero, R(3, 2)))
    assert caught.value.point == 1


def test_a_chain_of_functions_is_inverted_where_it_changes_sign() -> None:
    with pytest.raises(Split) as found:
        sign(sympy.exp(P) - 3, Domain(P, sympy.S.Zero, sympy.oo))
    assert found.value.point == sympy.log(3)


def test_transcendental_change_of_sign_is_undecided() -> None:
    with pytest.raises(UndecidedError, match="changes sign"):
        sign(sympy.exp(P) - P - 2, Domain(P, sympy.S.Zero, sympy.oo))


def test_sampled_sign_is_remembered() -> None:
    real = sympy.Symbol("v", real=True)
    domain = Domain(real, -sympy.oo, sympy.oo)
    assert sign(sympy.exp(real) - real, domain) == 1
    assert domain.assumed  # no proof is tried on the whole line
    proved = Domain(P, sympy.S.Zero, sympy.oo)
    assert sign(P + sympy.atan(P), proved) == 1
    assert not proved.assumed


def test_oscillating_sign_is_told_apart() -> None:
    phase = sympy.Symbol("phase_0", real=True)
    with pytest.raises(OscillatesError):
        sign(P * (1 + 2 * sympy.cos(phase)), Domain(P, sympy.S.Zero, sympy.oo))


def test_zero_is_recognised_only_when_proved() -> None:
    assert is_zero(sympy.sin(P) ** 2 + sympy.cos(P) ** 2 - 1, Domain(P, sympy.S.Zero, sympy.oo))
    assert not is_zero(sympy.sin(P), Domain(P, sympy.S.Zero, sympy.oo))
