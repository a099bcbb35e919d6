"""Indices of L and S for g = h(lambda) u(t), h regularly varying: recomputed; the index of h is looked at far out."""

from __future__ import annotations

from itertools import pairwise

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.subject import Subject

_FAR = (10**2, 10**4, 10**6)  # decimal digits of 1/lambda
_NEAR = sympy.Rational(1, 20)


def regular_variation(step: Step, subject: Subject) -> Outcome:
    """log L/log t -> -rho (a-1)/b and log S/log t -> rho s/b; the latter for 0 < s < 2mb."""
    h, u = subject.problem["g"].as_independent(TIME, as_Add=False)
    require(not u.has(LAMBDA), "g is no product of functions of lambda and of t")
    sources = subject.trace.of("frontier-index")
    require(len(sources) == 1, "the index of the frontier is not stated")
    rho, m, b = subject.stated(sources[0], "rho"), subject.stated(step, "m"), subject.problem["b"]
    if step.input.get("quantity") == "L":
        index = -rho * (subject.problem["a"] - 1) / b
    else:
        require(bool(subject.s > 0) and bool(subject.s < 2 * m * b), "S has another law, or is infinite")
        index = rho * subject.s / b
    require(exact.equal(subject.stated(step, "index"), index), f"the index is {index}")
    elasticity = LAMBDA * sympy.diff(sympy.log(h), LAMBDA)
    off = [abs(sympy.N(elasticity.subs(LAMBDA, sympy.Integer(10) ** -k) - m, 20)) for k in _FAR]
    require(all(value.is_Float or value == 0 for value in off), "the index of h cannot be evaluated")
    closes = all(later <= earlier for earlier, later in pairwise(off)) and bool(off[-1] < _NEAR)
    require(closes, f"the index of h is not {m}")
    return Status.CONSISTENT, f"recomputed from rho; lambda h'/h is within {sympy.N(off[-1], 2)} of {m} far out"
