"""Many symbolic candidates: every regime's indices, scaling function and constants against derivations of instances."""

from __future__ import annotations

import pytest
import sympy
from weight import parted

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.expansions import by_expansion
from spectral_proofs.derivation.frontier import derive_frontier
from spectral_proofs.derivation.parameters.agreement import disagreement
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.instances import instances
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Growth, Truth, unsettled
from spectral_proofs.results.rigour import EXACT

R = sympy.Rational
OPEN = unsettled("not asked")

CANDIDATES = [  # g, a, b, assumptions, number of regimes
    ("(1+lambda*t**n)**p-1", None, "2", (), 3),
    ("t**p*(1-(1-lambda/2)**q)", None, "2", (), 3),
    ("Max(lambda*t**p, lambda**2*t**q)", "3/2", "2", (), 3),
    ("C*lambda*log(1+D*t)", None, None, ("a<b+1",), 1),
    ("sqrt(log(1+lambda*t**p))", None, "2", (), 3),
    ("exp(C*lambda*t)-1+lambda**2*t**q", "3/2", "2", (), 3),
    ("lambda**m*(2+sin(log(t)))*t**n", "3/2", "2", (), 2),
    ("lambda**m*t**n*log(1+1/lambda)", "3/2", "2", (), 2),
    ("lambda/(1+lambda**m)*t**p", None, None, (), 3),
    ("log(1+lambda*t**n)**p", "3/2", "2", ("p>1",), 1),
    ("q*log(1+lambda*t/q)", "4", "2", (), 3),
    ("lambda*t/(1+C*t**p)", "3/2", "2", (), 4),
    ("lambda**(1-p)*t", "3/2", "2", (), 3),
    ("A1*lambda*t**p + B1*lambda**2*t**q + lambda**3*t**r", "3/2", "2", ("q<2*p",), 3),
    ("lambda*t*exp(sqrt(log(1+t)))", None, "2", (), 3),
    ("lambda**m*t**n + C*lambda**p*t**q", "3/2", "2", (), 9),
    ("lambda*t**p*log(1+t)**q", None, "2", (), 3),
]
QUICK = {  # about a second each
    "t**p*(1-(1-lambda/2)**q)",
    "C*lambda*log(1+D*t)",
    "lambda/(1+lambda**m)*t**p",
    "lambda*t/(1+C*t**p)",
    "lambda**(1-p)*t",
    "lambda*t*exp(sqrt(log(1+t)))",
}


def derived(g: sympy.Expr, spectrum: Spectrum) -> Derivation:
    """The parts of a derivation that a theorem is compared with."""
    context = Context(g, spectrum)

    def order(name, rule):
        try:
            found = rule(context)
        except UndecidedError:
            found = None
        if found is None or found.theta.truth is Truth.UNKNOWN:
            found = by_expansion(context, name)
        return found or Asymptotics.without(OPEN, "unknown")

    loss, energy = order("L", loss_order), order("S", energy_order)
    return Derivation(g, None, Growth(OPEN), derive_frontier(context), loss, energy, "", rigour=EXACT)


@pytest.mark.parametrize(
    ("g", "a", "b", "assumptions", "count"),
    parted(CANDIDATES, lambda row: row[0] not in QUICK),
    ids=[row[0] for row in CANDIDATES],
)
def test_regimes_against_instances(g, a, b, assumptions, count):
    theorem = general_theorem(Candidate(g), a, b, assumptions)
    assert len(theorem.regimes) == count
    assert not theorem.undecided
    for regime in theorem.regimes:
        points = instances(theorem, regime, 2)
        assert points
        for point in points:
            values = {s.name: str(value) for s, value in point.items()}
            spectrum = Spectrum(values.pop("a", a), values.pop("b", b))
            found = derived(Candidate(g, values).resolve(spectrum), spectrum)
            assert disagreement(regime.found, point, found) == ""


def test_powers_of_iterated_logarithms_are_said():
    found = {r.when: r.found for r in general_theorem(Candidate("lambda*log(1+log(1+t))"), b="2").regimes}
    loglog = sympy.log(sympy.log(TIME))
    assert found["Eq(a, 3)"].energy_factor == sympy.log(loglog)
    assert found["Eq(a, 3)"].growth == "logarithmic"
    assert found["Eq(a, 3)"].loss_factor == 1 / loglog
    assert found["a > 3"].growth == "bounded"


def test_a_scaling_function_with_a_kink_is_given_on_both_sides():
    (regime,) = general_theorem(Candidate("Max(lambda*t**p, lambda**2*t**q)"), "3/2", "2", ["q==2*p"]).regimes
    x = symbol("x")
    assert regime.found.scaling_function == sympy.Piecewise((x, x < 1), (x**2, True))


def test_kernels_turned_around_are_positive():
    """g = lambda^m t^n/(1 + lambda^k t^l) falls with lambda above the frontier where k > m."""
    theorem = general_theorem(Candidate("lambda*t/(1+lambda**2*t**(3/2))"), "3", "3/2")
    (regime,) = theorem.regimes
    assert regime.found.energy_constant.evalf() > 0
