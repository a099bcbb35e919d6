"""Results made by hand, for tests of what comes after the mathematics."""

import sympy

from spectral_proofs.claims import StageResults, further_needed
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.results import (
    Asymptotics,
    ClaimResult,
    Derivation,
    Enclosure,
    Evidence,
    Fact,
    Fit,
    Frontier,
    Growth,
    Hypotheses,
    RunResult,
    SumValues,
    Truth,
    Verdict,
    unsettled,
)
from spectral_proofs.results.rigour import EXACT
from spectral_proofs.worker import Worker


def results_of(found, spectrum, names=None, **others):
    """What the claims of these names read of a derivation: it, and the further laws that they ask for."""
    further = further_laws(further_needed(names), found, spectrum, Worker())
    return StageResults(found, (), (), spectrum, further=further, **others)


YES = Fact(Truth.YES, "given", EXACT)


def asymptotics(index, log_index="0", **options):
    values = (None if index is None else sympy.Rational(index), sympy.Rational(log_index))
    return Asymptotics(*values, YES, None, YES, "a formula", rigour=EXACT, constant_rigour=EXACT, **options)


def derivation(rho="1", chi="1/4", gamma="3/4", log="0", energy=None):
    g = sympy.Symbol("lam", positive=True) * sympy.Symbol("t", positive=True)
    return Derivation(
        g,
        Hypotheses(YES, YES, YES, YES),
        Growth(YES),
        Frontier(asymptotics(f"-{rho}", f"-{log}"), None, None, YES, YES, unsettled("not asked")),
        asymptotics(f"-{chi}", f"-{log}"),
        energy or asymptotics(gamma, log),
        "below a = b + 1",
        rigour=EXACT,
    )


def claim(verdict, name="thm2", expected=None, reason="because"):
    sides = {
        Verdict.CONFIRMED: (Truth.YES, Truth.YES),
        Verdict.REFUTED: (Truth.YES, Truth.NO),
        Verdict.BEYOND: (Truth.NO, Truth.YES),
        Verdict.OUTSIDE: (Truth.NO, Truth.NO),
        Verdict.UNDECIDED: (Truth.UNKNOWN, Truth.YES),
    }
    evidence = None if verdict is Verdict.UNDECIDED else Evidence.PROVED
    return ClaimResult(
        name,
        "Theorem 2",
        "Theorem 2",
        *sides[verdict],
        verdict,
        evidence,
        reason,
        {"gamma": "3/4"},
        expected,
        rigour=None if verdict is Verdict.UNDECIDED else EXACT,
    )


POINT = SumValues(
    "1e100",
    Enclosure("15243811874660758425174e-48", "2e-48", True),
    Enclosure("7.69e74", "1e60", True),
    Enclosure("-25000000000000e-14", "1e-14", True),
    Enclosure("0.75", "1e-14", False),
)
RUN = RunResult(
    name="ntk",
    title="Kernel regime",
    g="lambda*t",
    parameters={"p": "1"},
    spectrum={"a": "3/2", "b": "2"},
    derivation=derivation(),
    sums=(POINT,),
    fits=(Fit("L", -0.25, 1e-9, ("1e12", "1e100"), 4, "A t^p", "-1/4", POINT.loss_slope, 1e-12),),
    claims=(claim(Verdict.CONFIRMED),),
)
