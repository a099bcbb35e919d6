"""Regimes that differ in one quantity while another is open; trials of a theorem inside its regimes and on borders."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy
from weight import heavy

from spectral_proofs.asymptotics.domain import CaseSplit, Domain
from spectral_proofs.derivation.parameters import regimes
from spectral_proofs.derivation.parameters.agreement import disagreement, same
from spectral_proofs.derivation.parameters.answers import covers
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.general import general_theorem, premises
from spectral_proofs.derivation.parameters.oracle import CaseOracle
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.derivation.parameters.positivity import plainly_positive
from spectral_proofs.derivation.parameters.regimes import theorem
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.parameters.trials import chosen, regime_at, tried
from spectral_proofs.derivation.stages import derive_laws
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.rigour import Sampled

R = sympy.Rational
M, P, C, A, B = (symbol(name) for name in ("m", "p", "c", "a", "b"))
X = symbol("x")

THEOREMS: dict[tuple[str, str | None, str | None], Theorem] = {}


def derived(g: str, a: str | None, b: str | None) -> Theorem:
    if (g, a, b) not in THEOREMS:
        THEOREMS[g, a, b] = general_theorem(Candidate(g), a, b, points=None)
    return THEOREMS[g, a, b]


def said(candidate: tuple[str, str | None, str | None], values: dict[str, str]) -> tuple[object, object]:
    """chi and chi_log of the one regime that holds at a point."""
    point = {symbol(name): R(value) for name, value in values.items()}
    (regime,) = [regime for regime in derived(*candidate).regimes if regime.holds(point)]
    return regime.found.chi.subs(point), regime.found.chi_log


SATURATING = ("asinh(lambda**m*t)", None, None)
FIXED = ("c*asinh((lambda*t)**p)", "3/2", "2")
LOGARITHM = ("c*log1p((lambda*t)**p)", None, "2")
LAMBERT = ("LambertW(lambda**m*t)", None, "2")
SUM = ("asinh(lambda*t**p)+log1p(lambda*t**p)", None, "2")

VALUES = [  # candidate, point, chi, chi_log: below the tie, at it, above it
    heavy(SATURATING, {"a": "2", "b": "2", "m": "1"}, "1/2", 0),
    (SATURATING, {"a": "7/3", "b": "4/3", "m": "1/2"}, "2", -1),  # a = 2bm + 1 and a = b + 1 at once
    (SATURATING, {"a": "13/5", "b": "2", "m": "2/5"}, "2", -1),
    (SATURATING, {"a": "7/2", "b": "11/10", "m": "1/3"}, "2", 0),
    (FIXED, {"c": "1/4", "p": "1/5"}, "1/10", 0),
    (FIXED, {"c": "1/5", "p": "5/8"}, "1/4", -1),
    heavy(FIXED, {"c": "1/2", "p": "1/4"}, "1/4", -1),
    (FIXED, {"c": "3", "p": "1/2"}, "1/4", 0),
    heavy(LOGARITHM, {"a": "5/2", "c": "1/4", "p": "1"}, "1/2", 0),
    heavy(LOGARITHM, {"a": "5/2", "c": "3/4", "p": "1/2"}, "3/4", -1),
    heavy(LOGARITHM, {"a": "5/2", "c": "2", "p": "2/3"}, "3/4", 0),
    heavy(LAMBERT, {"a": "2", "m": "1/2"}, "1", 0),
    heavy(LAMBERT, {"a": "3", "m": "1/2"}, "2", -3),  # the head carries (log t)^2 at each of log t scales
    heavy(LAMBERT, {"a": "4", "m": "1/2"}, "2", -2),
    (SUM, {"a": "6", "p": "2"}, "5", 0),
    (SUM, {"a": "9", "p": "2"}, "8", -1),
    (SUM, {"a": "10", "p": "1/2"}, "2", 0),
]


@pytest.mark.parametrize(("candidate", "point", "chi", "chi_log"), VALUES)
def test_chi_on_both_sides_of_a_tie_and_on_it(candidate, point, chi, chi_log):
    assert said(candidate, point) == (R(chi), chi_log)


@pytest.mark.parametrize("candidate", [SATURATING, heavy(LOGARITHM), SUM], ids=lambda c: c[0])
def test_nothing_is_open(candidate):
    assert not derived(*candidate).undecided


@pytest.mark.parametrize("candidate", [FIXED, heavy(LAMBERT)], ids=lambda c: c[0])
def test_no_point_contradicts(candidate):
    found = derived(*candidate)
    assert not found.undecided
    assert tried(found, points=0) == found


def test_constants_at_the_tie():
    """L ~ (log t)/(4 b m) t^-2 at a = 2bm + 1, and 2^(-2c) t^(-2cp) from the head where 8cp < 1."""
    (regime,) = [r for r in derived(*SATURATING).regimes if r.holds({A: R(13, 5), B: R(2), M: R(2, 5)})]
    assert regime.found.loss_constant.subs({A: R(13, 5), B: R(2), M: R(2, 5)}) == R(5, 16)


# --- what one answer covers of another

KNOWN = Findings(chi=P, chi_log=sympy.S.Zero, gamma=P, growth="power law", rigour={})
OPEN = Findings(chi=P, chi_log=sympy.S.Zero, notes=("S undecided: the sign of q",), rigour={})
SPECIAL = ParameterCase(substitution=((P, 2 * C),))


@pytest.mark.parametrize(
    ("general", "special", "answer"),
    [
        (OPEN, replace(OPEN, chi=2 * C), True),
        (OPEN, replace(OPEN, chi=2 * C, notes=("S undecided: the sign of 2*c",)), True),  # open for the same part
        (OPEN, replace(OPEN, chi=sympy.S(2)), False),  # S is open in both, and chi differs
        (OPEN, replace(OPEN, chi=2 * C, chi_log=-sympy.S.One), False),
        (OPEN, replace(OPEN, chi=2 * C, gamma=C), False),  # what is open does not cover what is known
        (KNOWN, replace(OPEN, chi=2 * C), False),  # nor may more be said than was derived
        (OPEN, replace(OPEN, chi=2 * C, notes=("frontier undecided: the sign of q",)), False),
        (OPEN, replace(OPEN, chi=2 * C, notes=(*OPEN.notes, "sampled: a sign")), False),  # the remark would be lost
        (OPEN, replace(OPEN, chi=2 * C, rigour={"chi": Sampled("a sign")}), False),
        (replace(OPEN, notes=(*OPEN.notes, "sampled: a sign")), replace(OPEN, chi=2 * C), True),
    ],
)
def test_what_is_open_in_one_quantity_says_nothing_about_the_others(general, special, answer):
    assert covers(general, special, SPECIAL) is answer


def test_functions_of_positive_arguments_are_positive():
    assert plainly_positive(sympy.asinh(X**M))
    assert plainly_positive(sympy.tanh(X ** (1 / (1 + P))) + 1)
    assert not plainly_positive(sympy.asinh(X - 1))
    assert not plainly_positive(sympy.tanh(X) - sympy.erf(X))


def test_powers_of_one_variable_are_independent():
    """c x^(2m) - x^m vanishes for no parameters, whatever the sign of c - 1; beside log x too."""
    oracle = CaseOracle(ParameterCase(), frozenset({C, M, P}), ())
    domain = Domain(X)
    assert oracle.vanishes(C * X ** (2 * M) - X**M, domain) is False
    assert oracle.vanishes(2 * X**M * sympy.log(X) - X**M, domain) is False
    assert oracle.vanishes((C + 1) * X**M - C * X**M - X**M, domain) is True
    with pytest.raises(CaseSplit):  # alike where m = p
        oracle.vanishes(C * X**P - X**M, domain)
    with pytest.raises(UndecidedError):
        oracle.vanishes(C * sympy.LambertW(X) - sympy.asinh(X), domain)


def test_quotients_and_logarithms_of_sums_of_powers_are_independent():
    oracle = CaseOracle(ParameterCase().extended(2 * M - 1, 1), frozenset({C, M, P}), ())
    domain = Domain(X)
    u, inner = 1 + X ** (2 * M) / (C * X), sympy.log(1 + X**M)
    assert oracle.vanishes(X**M / u - X ** (3 * M) / (2 * X * u**2), domain) is False
    assert oracle.vanishes(X**M / u + X ** (3 * M - 1) / (C * u) - X**M, domain) is True
    assert oracle.vanishes(-sympy.exp(-2 * X) * sympy.log(X**2 / 3) ** 3 / C**2, domain) is False
    assert oracle.vanishes(X**M * inner / (1 + inner) - C * X**M / (M * inner + M), domain) is False
    assert oracle.vanishes(inner / (1 + inner) + 1 / (1 + inner) + C - 1 - C, domain) is True
    assert oracle.vanishes(2 * sympy.atan(2 * X ** (2 * M)) / sympy.pi - 1, domain) is False  # it moves
    with pytest.raises(CaseSplit):  # alike where m = p
        oracle.vanishes(inner * X**P - inner * X**M, domain)
    with pytest.raises(UndecidedError):  # a power inside has no zeros
        oracle.vanishes(C * sympy.log(X**M) - C * M * sympy.log(X) + sympy.LambertW(X * C) - sympy.asinh(C * X), domain)


def test_the_sign_of_a_power_is_that_of_its_base():
    case = ParameterCase().extended(2 - P, 1)
    assert case.sign((2 * M - M * P) ** (2 * P) * sympy.log(2)) == 1
    with pytest.raises(CaseSplit):
        ParameterCase().sign((2 * M - M * P) ** (2 * P))


# --- trials


FAULTY = [heavy(FIXED), heavy(LAMBERT), ("lambda*t**p + lambda**2*t**q", "3/2", "2")]


@pytest.mark.parametrize("candidate", FAULTY, ids=lambda c: c[0])
def test_a_false_merging_is_withdrawn(monkeypatch, candidate):
    honest = derived(*candidate)
    monkeypatch.setattr(regimes, "covers", lambda general, special, case: general.growth == special.growth)
    g, *exponents = candidate
    expression, read_exponents, read = premises(Candidate(g), *exponents, ())
    false = theorem(expression, *read_exponents, read)
    assert len(false.regimes) < len(honest.regimes)
    found = tried(false, points=0)
    withdrawn = [regime for regime in found.regimes if any("undecided: at " in note for note in regime.found.notes)]
    assert withdrawn
    assert all(regime.found.chi is None for regime in withdrawn)


def test_every_case_has_a_point_and_lies_in_one_regime():
    found = derived(*FIXED)
    points = list(chosen(found, 0))
    signs = {(sympy.sign(8 * p[C] * p[P] - 1), sympy.sign(8 * p[P] - 3)) for p in points}
    assert len(signs) == 9
    assert {regime_at(found, point) for point in points} == set(range(len(found.regimes)))


def test_regimes_that_leave_something_out_are_an_internal_error():
    found = derived("lambda*t**p", None, "2")
    with pytest.raises(InternalError, match="0 regimes"):
        tried(replace(found, regimes=found.regimes[:-1]))


def test_a_constant_must_be_finite_where_it_is_printed():
    finite = sympy.sqrt(sympy.pi)
    assert not same(sympy.gamma(R(-1)), finite)
    assert not same(sympy.zeta(R(1)), finite)
    diverges = sympy.Integral(1 / (1 + X), (X, 0, sympy.oo))
    assert not same(diverges, finite)
    assert same(finite, sympy.gamma(R(1, 2)))


def test_an_index_that_the_theorem_denies_must_not_exist():
    laws = derive_laws(LAMBDA * TIME, Spectrum("3/2", 2))
    denied = Findings(notes=("L: L decays faster than every power of t",), rigour={})
    assert "chi has no value in the theorem, 1/4" in disagreement(denied, {}, laws)
    assert disagreement(replace(denied, notes=("undecided: too many cases",)), {}, laws) == ""
