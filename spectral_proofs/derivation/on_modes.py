"""What derivations on modes that are no exact powers share: what concerns g alone, and how it is joined with sums."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import sympy
from flint import fmpq

from spectral_proofs.derivation.stages import derive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.validation import sample
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Fact, Truncation, unsettled
from spectral_proofs.results.modes import ModeOrders

_DIGITS = 6  # of lambda_1
BESIDE = unsettled("derived for exact powers of k only")


@dataclass(frozen=True)
class OnModes:
    """A derivation on other modes, and what they have in common with exact powers."""

    derivation: Derivation
    powers: Spectrum  # a and b are the indices of the modes
    form: Fact  # (16): lambda_k ~ Lambda k^-b and lambda_k w_k^2 ~ W k^-a
    pulled: sympy.Expr  # what g is on the exact powers that it was ordered on
    modes: ModeOrders
    leading: Spectrum | None = None  # exact powers that the modes are ~ to, times powers of log k; rational scales

    @property
    def scaled(self) -> Spectrum | None:
        """The same where no logarithms are left."""
        return self.leading if self.form.holds else None


def alone(
    g: sympy.Expr, spectrum: Expressions | Geometric, indices: tuple[sympy.Rational, sympy.Rational]
) -> tuple[Spectrum, Derivation]:
    """Exact powers with these a and b, and what concerns g alone, for 0 < lambda <= lambda_1.

    Derived up to rational numbers on both sides of lambda_1: what fails below the one, and what holds up to the other,
    does so up to lambda_1.
    """
    low, high = first_eigenvalue(spectrum)
    powers = Spectrum(*indices, high)
    above = derive(g, powers)
    if low == high:
        return powers, above
    below = derive(g, Spectrum(*indices, low))
    facts = {
        name: both(getattr(below.hypotheses, name), getattr(above.hypotheses, name))
        for name in ("positive", "increasing_in_lambda", "increasing_in_time", "smooth")
    }
    growth = replace(above.growth, fact=both(below.growth.fact, above.growth.fact))
    return powers, replace(above, hypotheses=replace(above.hypotheses, **facts), growth=growth)


def both(below: Fact, above: Fact) -> Fact:
    """What is known up to rational numbers on both sides of lambda_1."""
    if below.truth is above.truth:
        return above
    return unsettled(f"{above.reason}, which depends on the last digits of lambda_1")


def first_eigenvalue(spectrum: Expressions | Geometric) -> tuple[sympy.Rational, sympy.Rational]:
    """lambda_1 if it is rational, or short decimals on both sides of it."""
    value = sample(spectrum.eigenvalue(1), sympy.S.One, sympy.S.One)
    if isinstance(value, fmpq):
        exact = sympy.Rational(int(value.p), int(value.q))
        return exact, exact
    scale = sympy.Integer(10) ** (_DIGITS - math.floor(float(value.log().mid()) / math.log(10)))
    moved = value * fmpq(int(scale.p), int(scale.q))
    below, above = moved.floor(), moved.ceil()
    if not (below.is_exact() and above.is_exact() and below > 0):
        raise UndecidedError("lambda_1 to a few digits")
    return sympy.Integer(int(below.fmpz())) / scale, sympy.Integer(int(above.fmpz())) / scale


def joined(
    alone: Derivation,
    loss: Asymptotics,
    energy: Asymptotics,
    regime: str,
    argmax: tuple[Fact, sympy.Expr | None] = (BESIDE, None),
    truncation: Truncation | None = None,
) -> Derivation:
    """What is known of g alone with the laws of these sums; nothing else is taken over."""
    frontier = replace(alone.frontier, argmax=argmax[0], kappa=argmax[1])
    steps = (alone.growth.fact.reason, frontier.level.formula, loss.formula, energy.formula)
    return Derivation(
        alone.g,
        alone.hypotheses,
        alone.growth,
        frontier,
        loss,
        energy,
        regime,
        steps,
        truncation=truncation,
        assumed=alone.assumed,
        rigour=alone.rigour,
    )


def unknown_law(name: str, reason: str) -> Asymptotics:
    """No law of a sum, for this reason."""
    return Asymptotics.without(unsettled(f"{name}: {reason}"), "unknown", reason)
