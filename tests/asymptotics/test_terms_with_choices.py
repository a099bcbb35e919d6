"""Max and Min between the cells: how large they are though their arguments are not compared."""

from __future__ import annotations

import pytest
import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.gap_order import GapOrder
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.term_logarithms import choices_of, large_by_logarithm, tends_to_zero
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

SLOW = sympy.exp(sympy.sqrt(sympy.log(1 + LAMBDA * TIME)))  # exp(sqrt(log t)/3 + ...) beside t^(-8/9)
POWER = LAMBDA ** sympy.Rational(3, 2) * TIME ** sympy.Rational(4, 3)  # exp(3d/2) above it, exp(-3d/2) below
ABOVE, BELOW = -1, 1


def beside(side):
    """The gap beside lambda = t^(-8/9), d between log log t and log t."""
    domain = Domain(None, order=GapOrder(1))
    return Place("gap", (sympy.Rational(8, 9),), domain, sympy.Integer(side)), (LAMBDA, TIME), None


@pytest.mark.parametrize(
    ("g", "side", "bounds", "small"),
    [
        (sympy.Min(SLOW, POWER), ABOVE, 2, False),  # which is smaller depends on d; both are large
        (sympy.Min(SLOW, POWER), BELOW, 0, True),
        (sympy.Max(SLOW, POWER), BELOW, 1, False),
        (sympy.Max(POWER, POWER / TIME), BELOW, 0, True),
        (sympy.Min(SLOW, POWER) ** 2 / TIME, ABOVE, 0, True),
        (LAMBDA + sympy.Max(LAMBDA, sympy.Min(SLOW, POWER)), ABOVE, 2, False),
        (sympy.Min(SLOW, POWER - 1), ABOVE, 0, False),  # not known to be positive
        (1 / sympy.Min(SLOW, POWER), ABOVE, 0, False),  # no positive power
    ],
)
def test_how_large(g, side, bounds, small):
    known = beside(side)
    assert len(large_by_logarithm(g, known)) == bounds
    assert tends_to_zero(g, known) is small


def test_choices_are_terms_with_one_argument_in_the_place_of_all():
    kind, choices = choices_of(LAMBDA * sympy.Min(SLOW, POWER) ** 2)
    assert kind is sympy.Min
    assert set(choices) == {LAMBDA * SLOW**2, LAMBDA * POWER**2}
    assert choices_of(LAMBDA / sympy.Min(SLOW, POWER))[1] == []
