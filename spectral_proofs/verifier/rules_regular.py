"""Indices of L and S by regular variation: recomputed; the elasticity in lambda is looked at far out.

For g = h(lambda) u(t) that of h as lambda -> 0, for another g that at its frontier, which is found again by bisection.
"""

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
_AROUND, _STEPS = sympy.Rational(1, 4), 24


def regular_variation(step: Step, subject: Subject) -> Outcome:
    """log L/log t -> -rho (a-1)/b and log S/log t -> rho s/b; the latter for 0 < s < 2mb."""
    sources = subject.trace.of("frontier-index")
    require(len(sources) == 1, "the index of the frontier is not stated")
    rho, m, b = subject.stated(sources[0], "rho"), subject.stated(step, "m"), subject.problem["b"]
    if step.input.get("quantity") == "L":
        index = -rho * (subject.problem["a"] - 1) / b
    else:
        require(bool(subject.s > 0) and bool(subject.s < 2 * m * b), "S has another law, or is infinite")
        index = rho * subject.s / b
    require(exact.equal(subject.stated(step, "index"), index), f"the index is {index}")
    off = [abs(value - m) for value in _elasticities(subject.problem["g"], rho)]
    require(all(value.is_Float or value == 0 for value in off), "the elasticity cannot be evaluated")
    closes = all(later <= earlier for earlier, later in pairwise(off)) and bool(off[-1] < _NEAR)
    require(closes, f"the limit of the elasticity in lambda is not {m}")
    return Status.CONSISTENT, f"recomputed from rho; E_lambda is within {sympy.N(off[-1], 2)} of {m} far out"


def _elasticities(g: sympy.Expr, rho: sympy.Expr) -> list[sympy.Expr]:
    """Of g in lambda, farther and farther out."""
    h, u = g.as_independent(TIME, as_Add=False)
    elasticity = LAMBDA * sympy.diff(g, LAMBDA) / g
    if not u.has(LAMBDA):
        elasticity = LAMBDA * sympy.diff(sympy.log(h), LAMBDA)
        return [sympy.N(elasticity.subs(LAMBDA, sympy.Integer(10) ** -k), 20) for k in _FAR]
    return [sympy.N(elasticity.subs(_frontier(g, rho, k)), 20) for k in _FAR]


def _frontier(g: sympy.Expr, rho: sympy.Expr, digits: int) -> dict[sympy.Symbol, sympy.Expr]:
    """t = 10^digits and a lambda = t^-u, u near rho, at which g is about 1."""
    low, high, ten = rho - _AROUND, rho + _AROUND, sympy.Float(10, 40)

    def at(u: sympy.Expr) -> dict[sympy.Symbol, sympy.Expr]:
        return {TIME: ten**digits, LAMBDA: ten ** sympy.Float(-u * digits, 40)}

    for _ in range(_STEPS):
        middle = (low + high) / 2
        above = bool(sympy.N(g.subs(at(middle)), 20) > 1)
        low, high = (middle, high) if above else (low, middle)
    require(low > rho - _AROUND and high < rho + _AROUND, "g does not pass 1 near the stated frontier")
    return at((low + high) / 2)
