"""Where a rate is largest: one maximum is proved to be the only one, and nothing else is."""

from __future__ import annotations

import pytest
import sympy
from sympy import exp, oo
from weight import heavy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.peaks import largest_only_at
from spectral_proofs.asymptotics.roots import largest_maximum
from spectral_proofs.derivation.argmax import argmax_level
from spectral_proofs.derivation.context import Context
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth
from spectral_proofs.results.rigour import ENCLOSED

X = sympy.Symbol("x", positive=True)
R = sympy.Rational
WHOLE = Domain(X)
SEVENTH = X ** R(7, 8)


@pytest.mark.parametrize(
    "f",
    [
        SEVENTH / (1 + X) ** 2,
        SEVENTH * exp(-X),
        heavy((X ** R(7, 8) + 2 * X ** R(15, 8)) * exp(-X - X**2)),  # s does not fall everywhere
    ],
)
def test_one_maximum(f):
    at = largest_maximum(f, WHOLE)[0]
    assert largest_only_at([(f, WHOLE)], at)
    assert not largest_only_at([(f, WHOLE)], at * R(1001, 1000))
    assert not largest_only_at([(f, WHOLE)], at + sympy.Float("1e-15", 30))


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (X / (1 + X) ** 2, sympy.Float(2, 30)),
        (1 / (1 + X), sympy.Float(1, 30)),
        (X / (1 + X**2) + 10**4 * X / (10**6 + X) ** 2, sympy.Float(1, 30)),  # no maximum there
    ],
)
def test_no_only_maximum(f, at):
    assert not largest_only_at([(f, WHOLE)], at)


def test_kinks():
    left, right = Domain(X, sympy.S.Zero, sympy.S.One), Domain(X, sympy.S.One, oo)
    tent = [(X, left), (1 / X, right)]
    assert largest_only_at(tent, sympy.S.One)
    assert not largest_only_at(tent, sympy.Float(2, 30))
    assert not largest_only_at([(X, left), (X, right)], sympy.S.One)
    inside = [(X / 9, left), (X * exp(-X / 2) / 2, right)]
    assert largest_only_at(inside, sympy.Float(2, 30))
    assert not largest_only_at([(X, left), inside[1]], sympy.Float(2, 30))  # higher at the kink
    located = [(X, Domain(X, sympy.S.Zero, sympy.Float(1, 30))), (1 / X, Domain(X, sympy.Float(1, 30), oo))]
    assert not largest_only_at(located, sympy.Float(1, 30))


def level(g):
    return argmax_level(Context(Candidate(g).resolve(Spectrum()), Spectrum()))


def test_kappa_is_enclosed():
    fact, kappa = level("log(1+lambda*t)")  # x^(7/8)/(1+x)^2 is largest at 7/9
    assert (fact.truth, fact.rigour) == (Truth.YES, ENCLOSED)
    assert abs(kappa - sympy.log(R(16, 9))) < R(1, 10**18)
