"""Re-checks the hypotheses: the signs of g, dg/dlambda and dg/dt for large t, and smoothness.

A derivative may touch zero on a curve or at single times, g then increases all the same; g itself may not. "g > 0" is
therefore checked only where enclosures leave zero out, and what is known to be nowhere negative is no step towards it.
That g increases is looked at in g itself, too, from point to point: across a jump its derivative says nothing.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import pairwise, product

import sympy
from flint import arb

from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact, phases, quadrant, witnesses, zeros
from spectral_proofs.verifier.balls import Time, accurate, ball
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_transitions import require_nothing_open
from spectral_proofs.verifier.subject import Subject

_TRUTHS = ("yes", "no", "unknown")
_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)
_NET = 64
_BETWEEN = "whether it touches zero between them is not settled"


def hypothesis(step: Step, subject: Subject) -> Outcome:
    """A sign on the whole quadrant, for large t."""
    statement, truth = step.input.get("statement", ""), step.output.get("truth", "")
    require(truth in _TRUTHS, f"{truth!r} is no answer")
    speeds = dict(zip(("dg/dlambda > 0", "dg/dt > 0"), subject.speeds, strict=True))
    if statement == "g is smooth":
        kinked = subject.g.has(*_KINKS)
        require(truth == ("no" if kinked else "yes"), f"g has {'a kink' if kinked else 'no kink'}")
        return Status.CHECKED, "its functions were looked through"
    require(statement == "g > 0" or statement in speeds, f"{statement!r} is no hypothesis")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    expr = speeds.get(statement, subject.g)
    if truth == "no":
        return _not_positive(expr, subject)
    if len(step.relies_on) == 1:
        outcome = _positive_throughout(expr, subject)
    else:
        require_nothing_open(subject)
        outcome = _positive(expr, subject)
    fall = _fall(subject, statement == "dg/dt > 0") if statement in speeds else ""
    require(not fall, f"g falls {fall}")
    return outcome


def _fall(subject: Subject, in_time: bool) -> str:
    """Where g is certainly smaller at the larger of two neighbouring points, or an empty string.

    They lie close together on the head and on rays, along lambda or along log t.
    """
    for T, place in product(witnesses.SCALES[1:], witnesses.places(subject)):
        if place.kind not in ("head", "ray"):
            continue
        net = _net(place)
        line: list[tuple[Time, sympy.Expr]] = [(T, sample) for sample in net]
        if in_time:
            line = [(T + Fraction(j, 8), net[_NET // 2]) for j in range(-_NET // 2, _NET // 2)]
        values = [(accurate(partial(_at, subject, place, T, *point), 2 * T.bit_length()), *point) for point in line]
        known = [(at, time, sample) for at, time, sample in values if at is not None]
        for (low, _, _), (high, time, sample) in pairwise(known):
            if high < low:
                return f"before {place.parameter} = {float(sample):.6g} on a {place.kind}, log t = {float(time):.6g}"
    return ""


def _net(place: Place) -> list[sympy.Expr]:
    """Increasing values of the parameter inside its interval."""
    if place.high is sympy.oo:
        return [place.low + sympy.Rational(11, 10) ** j for j in range(-_NET // 2, _NET // 2)]
    return [place.low + (place.high - place.low) * sympy.Rational(j, _NET + 1) for j in range(1, _NET + 1)]


def _at(subject: Subject, place: Place, T: int, time: Time, sample: sympy.Expr) -> arb:
    """g at log t = ``time``, where lambda lies on the place at log t = T."""
    return subject.function(ball(time).exp(), place.log_lambda(sample, T))


def _positive(expr: sympy.Expr, subject: Subject) -> Outcome:
    require(expr != 0, "it is identically zero")
    if expr.is_positive:
        return Status.CHECKED, "every term is positive"
    is_g = expr == subject.g
    proof = _proved(expr, subject, strict=is_g)
    if proof:
        return Status.CHECKED, f"enclosed on the whole quadrant, {proof}"
    zero = zeros.recurring(subject) if is_g else ""
    require(not zero, f"it is zero {zero}")
    found = witnesses.not_positive(expr, subject)
    require(not found.spots, lambda: f"certified negative or zero at {found}")
    if not found.seen:
        return Status.UNCHECKED, f"certified values at {found.count} points only"
    if is_g and zeros.possible(subject):
        return Status.UNCHECKED, f"certified positive at {found.count} points; {_BETWEEN}"
    return Status.CONSISTENT, f"certified positive at {found.count} points, those of every cell among them"


def _positive_throughout(expr: sympy.Expr, subject: Subject) -> Outcome:
    """By its form, not by the cells, which say nothing between them where parts of g change there."""
    status, note = _positive(expr, subject)
    if status is Status.CHECKED or not subject.trace.of("parts"):
        return status, note
    return Status.UNCHECKED, f"{note}; open between them"


def _not_positive(expr: sympy.Expr, subject: Subject) -> Outcome:
    """A failing hypothesis needs a certified witness, and one that recurs as t grows, or an exact zero that does."""
    if expr == 0:
        return Status.CHECKED, "it is identically zero"
    require(not expr.is_positive, "it is positive: every term is")
    is_g = expr == subject.g
    proof = _proved(expr, subject, strict=is_g)
    require(not proof, f"it is positive: enclosed on the whole quadrant, {proof}")
    zero = zeros.recurring(subject) if is_g else ""
    if zero:
        return Status.CHECKED, f"it is zero {zero}"
    found = witnesses.not_positive(expr, subject)
    if found.recurs:
        return Status.CHECKED, f"certified negative or zero at {found}"
    if not found.spots and is_g and zeros.possible(subject):
        return Status.UNCHECKED, f"certified positive at {found.count} points; {_BETWEEN}"
    require(found.spots or not found.seen, f"certified positive at {found.count} points: no witness of another sign")
    where = f"only at {found}: does it recur?" if found.spots else "certified values at few points"
    return Status.UNCHECKED, where


def _proved(expr: sympy.Expr, subject: Subject, strict: bool) -> str:
    """From when on it is proved >= 0 on the quadrant, > 0 if ``strict``; empty where it is not."""
    for t0 in (1, 1000):
        corner = subject.problem["Lambda"], sympy.Integer(t0)
        for form in exact.forms(expr):
            if quadrant.proved(form, corner, sympy.S.Zero, strict=strict) or phases.positive(form, corner):
                return f"t >= {t0}"
    return ""
