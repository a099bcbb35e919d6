"""Verdicts of ``check`` that follow from a trace by arithmetic.

1. Hypotheses: the steps ``hypothesis`` and, where a claim needs it, condition (2) and 1+b-a > 0.
2. Conclusions that follow from steps (:class:`spectral_proofs.results.traced.Follows`): of condition (2), the argmax
   and the ratio as their steps have them, of the others from exponents and orders.
3. The verdict of every claim from its own two words.

Left out: the conclusions of all other claims, and reasons, which are words.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Step
from spectral_proofs.results.traced import Follows, TracedClaim
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.comparison import only
from spectral_proofs.verifier.reader import read
from spectral_proofs.verifier.subject import Subject

VERDICTS = {
    ("hold", "holds"): "confirmed",
    ("hold", "fails"): "refuted",
    ("fail", "holds"): "beyond",
    ("fail", "fails"): "outside",
}
PASSED = ("confirmed", "beyond")
_STANDING = ("g > 0", "dg/dlambda > 0", "dg/dt > 0")
_CONCLUSIONS = {"yes": "holds", "no": "fails", True: "holds", False: "fails"}


def hypotheses(claim: TracedClaim, subject: Subject) -> str:
    """hold, fail or unknown."""
    truths = [s.output.get("truth") for name in _STANDING for s in subject.trace.of("hypothesis", statement=name)]
    if claim.needs_growth:
        truths += [_truth(subject, "growth")]
    if claim.needs_positive_s:
        truths.append("yes" if subject.s > 0 else "no")
    if "no" in truths:
        return "fail"
    return "hold" if len(truths) > 2 and set(truths) == {"yes"} else "unknown"


def conclusion(claim: TracedClaim, subject: Subject) -> str | None:
    """holds or fails; None where the trace leaves it open, or does not determine it."""
    found = None if claim.follows is None else _DECISIONS[claim.follows](subject)
    return None if found is None else _CONCLUSIONS.get(found)


Answer = bool | str | None


def _truth(subject: Subject, rule: str) -> str | None:
    step = only(subject.trace.of(rule), rule)
    return None if step is None else step.output.get("truth")


def _ratio(subject: Subject) -> Answer:
    return "no" if subject.trace.of("no-frontier") else _truth(subject, "elasticity-ratio")


def _exponents(subject: Subject) -> dict[str, sympy.Expr]:
    step = only(subject.trace.of("exponents"), "exponents")
    return {} if step is None else {name: read(text) for name, text in step.output.items()}


def _powers(subject: Subject) -> tuple[sympy.Expr, ...] | None:
    """lambda_* = Theta(t^-p0 (log t)^-p1 ...); None where there is none, or it is not on a ray."""
    step = only(subject.trace.of("frontier"), "frontier")
    if step is None:
        return None
    place = subject.place(subject.step(step.relies_on[0]))
    return None if place.kind == "sector" else place.exponents


def _frontier_power(subject: Subject) -> Answer:
    if subject.trace.of("no-frontier"):
        return False
    powers = _powers(subject)
    return None if powers is None else bool(powers[0] > 0) and all(p == 0 for p in powers[1:])


def _order(subject: Subject, quantity: str) -> sympy.Expr | None:
    """The order of L or S where a law has it."""
    step = only(subject.trace.of("dominance", quantity=quantity), "dominance")
    if step is None or not subject.trace.of("law", quantity=quantity):
        return None
    return read(step.output["order"])


def _tail(subject: Subject) -> Answer:
    if subject.trace.of("no-frontier"):
        return None if subject.trace.of("beyond-powers", quantity="L") else False
    powers, order = _powers(subject), _order(subject, "L")
    if powers is None or order is None:
        return None
    scale, expected = TIME, sympy.S.One
    for p in powers:
        expected *= scale ** (-p * (subject.problem["a"] - 1) / subject.problem["b"])
        scale = sympy.log(scale)
    return exact.same_order(order, expected)


def _index(subject: Subject, quantity: str) -> tuple[sympy.Expr | None, Answer]:
    """The index of a pure power and None, or None and what follows from there being none."""
    step = _about(subject, quantity)
    if step is None:
        return None, None
    if step.rule in ("infinite", "beyond-powers"):
        return None, False
    index, log_index = (step.output.get(name) for name in ("index", "log_index"))
    if index is None or log_index is None:
        return None, None
    order = _order(subject, quantity)
    slower = order is not None and any(
        s not in (TIME, sympy.log(TIME)) and p != 0 for s, p in exact.vector(order).items() if not s.is_number
    )
    if slower:
        return None, None
    return (read(index), None) if read(log_index) == 0 else (None, False)


def _about(subject: Subject, quantity: str) -> Step | None:
    rules = ("law", "expansion", "sandwich", "regular-variation", "infinite", "beyond-powers")
    return only([s for rule in rules for s in subject.trace.of(rule, quantity=quantity)], f"about {quantity}")


def _power_law(subject: Subject, quantity: str, side: int, weight: sympy.Expr) -> Answer:
    """A pure power with the index side * rho * weight, rho > 0; None where this is open."""
    index, otherwise = _index(subject, quantity)
    if index is None:
        return otherwise
    rho = _exponents(subject).get("rho")
    if rho is None:
        return False if subject.trace.of("no-frontier") else None
    return bool(rho > 0) and exact.equal(side * index, rho * weight)


def _loss_power(subject: Subject) -> Answer:
    found = _power_law(subject, "L", -1, (subject.problem["a"] - 1) / subject.problem["b"])
    if found is not True:
        return found
    step = _about(subject, "L")
    return None if step is None else step.output.get("equivalent")


def _energy_power(subject: Subject) -> Answer:
    return _power_law(subject, "S", 1, subject.s / subject.problem["b"])


def _complementary(subject: Subject) -> Answer:
    found = _exponents(subject)
    missing = [name for name in ("rho", "chi", "gamma") if name not in found]
    rules = {
        "rho": [subject.trace.of("no-frontier")],
        "chi": [subject.trace.of("beyond-powers", quantity="L")],
        "gamma": [subject.trace.of("infinite", quantity="S"), subject.trace.of("beyond-powers", quantity="S")],
    }
    if missing:
        return False if any(steps for name in missing for steps in rules[name]) else None
    return exact.equal(found["chi"] + found["gamma"], found["rho"])


def _orthonormal(subject: Subject) -> Answer:
    """e^(-2g) is between positive bounds as lambda -> 0, so that the sum is that of k^(b-a)."""
    cells = subject.cells()
    bounded = bool(cells) and cells[-1].input.get("place") == "tail" and cells[-1].output.get("tends") == "zero"
    return bool(subject.s < 0) if bounded else None


def _least_energy(subject: Subject) -> Answer:
    """S L^((1-p)/p) = Theta(1) for p < 1: S is then of the least order that its loss allows, where L -> 0."""
    if subject.trace.of("infinite", quantity="S"):
        return False
    p = (subject.problem["a"] - 1) / subject.problem["b"]
    loss, energy = _order(subject, "L"), _order(subject, "S")
    if loss is None or energy is None or not p < 1 or exact.same_order(loss, sympy.S.One):
        return None
    return exact.same_order(energy * loss ** ((1 - p) / p), sympy.S.One)


def _compute_optimum(subject: Subject) -> Answer:
    """Both the loss and the frontier are powers of t, and they belong together."""
    loss = _power_law(subject, "L", -1, (subject.problem["a"] - 1) / subject.problem["b"])
    frontier = _frontier_power(subject)
    return False if False in (loss, frontier) else None if None in (loss, frontier) else True


_DECISIONS: dict[Follows, Callable[[Subject], Answer]] = {
    Follows.GROWTH: lambda subject: _truth(subject, "growth"),
    Follows.ARGMAX: lambda subject: _truth(subject, "argmax"),
    Follows.RATIO: _ratio,
    Follows.FRONTIER_POWER: _frontier_power,
    Follows.TAIL: _tail,
    Follows.LOSS_POWER: _loss_power,
    Follows.ENERGY_POWER: _energy_power,
    Follows.COMPLEMENTARY: _complementary,
    Follows.ORTHONORMAL: _orthonormal,
    Follows.LEAST_ENERGY: _least_energy,
    Follows.COMPUTE_OPTIMUM: _compute_optimum,
}
