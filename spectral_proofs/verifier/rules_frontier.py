"""Re-checks steps about the frontier: where it is, that there is none, E_t/E_lambda along it, argmax of R.

At t = exp(T) the frontier is found afresh, by bisection of g = 1 in log lambda.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from flint import arb

from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import Function, Time, accurate, ball, rational, value
from spectral_proofs.verifier.limits import FIRST, approaches_zero
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_cells import size_of
from spectral_proofs.verifier.rules_transitions import require_nothing_hidden
from spectral_proofs.verifier.subject import Subject

_CLOSE = 1e-15
_OSCILLATES = 1e-4
NET = 200
NOT_FAR = tuple(10**k for k in (64, 128, 256))  # every value is a root to be found
_STEPS = 160
_BLURRED = 2.0**-20
_WIDTH = 2.0**-110  # half of the ball around a solution
_TIMES = tuple(10**4 + 37 * j for j in range(12))


def frontier(step: Step, subject: Subject) -> Outcome:
    """The exponents of the cell it lies on, G its coefficient, G(x1) = 1, and g passing through 1 there."""
    require_nothing_hidden(subject, "moving", "far", "head")
    cell = subject.step(step.relies_on[0])
    require(cell.rule == "cell" and cell.output.get("tends") == "constant", "g is not of order one on that cell")
    place, scaling = subject.place(cell), subject.stated(step, "scaling_function")
    require(step.input.get("variable") == cell.input.get("parameter"), "G is written in another variable")
    require(exact.equal(scaling, subject.output(cell, "coefficient")), "G is not the coefficient of g on that cell")
    _exponents(step, subject, place)
    _outside(subject, cell)
    solution = subject.output(step, "solution")
    if solution is None and _phases(scaling):
        return Status.CONSISTENT, "G oscillates; its cell and exponents agree"
    if solution is None:
        return _is_one_on_frontier(subject, place, scaling)
    miss = accurate(lambda: value(scaling.subs(place.parameter, solution) - 1, {}), absolute=True)
    require(miss is not None and abs(miss) < _CLOSE, f"G(x1) is not 1 at x1 = {solution}")
    return _passes_through_one(subject, place, solution)


def frontier_index(step: Step, subject: Subject) -> Outcome:
    """log lambda_* over log t tends to -rho, and what is left, over log log t, to -rho_log where that is stated."""
    rho, rho_log = subject.stated(step, "rho"), subject.output(step, "rho_log")
    deep = exact.log_depth(subject.g) > 1

    def deviation(T: int, power: sympy.Expr | None = None) -> arb | None:
        at = root(subject, T)
        if at is None:
            return None
        rest = accurate(lambda: at + rational(rho) * T, 2 * size_of(T), absolute=True)
        if rest is None or power is None:
            return None if rest is None else rest / T
        return rest / arb(T).log() + rational(power)

    status, note = approaches_zero(deviation, FIRST, NOT_FAR, slow=deep)
    require(status is not Status.FAILED, f"the index of lambda_* is another: {note}")
    if rho_log is not None and status is not Status.UNCHECKED:
        status, note = approaches_zero(lambda T: deviation(T, rho_log), FIRST, NOT_FAR, slow=deep)
        require(status is not Status.FAILED, f"the power of log t is another: {note}")
    return status, f"log lambda_* over log t: {note}"


def _phases(expr: sympy.Expr | None) -> bool:
    return expr is not None and any(s.name.startswith("phase_") for s in expr.free_symbols)


def _exponents(step: Step, subject: Subject, place: Place) -> None:
    """rho and rho_log are the exponents of the cell."""
    rho, rho_log = subject.output(step, "rho"), subject.output(step, "rho_log")
    if place.kind == "sector":
        expected = (*place.exponents, subject.output(step, "solution"))
        require(exact.equal(rho, expected[0]), f"the cell has the exponent {expected[0]}")
        return
    padded = (*place.exponents, sympy.S.Zero, sympy.S.Zero)
    require(exact.equal(rho, padded[0]), f"the cell has the exponent {padded[0]}")
    require(exact.equal(rho_log, padded[1]), f"the cell has the exponent {padded[1]} of log t")


def _outside(subject: Subject, cell: Step) -> None:
    """g does not come back above 1 at smaller lambda."""
    for other in subject.cells():
        if other.number > cell.number and other.input.get("place") != "tail":
            require(other.output.get("tends") != "infinity", f"g tends to infinity again in step {other.number}")


def _passes_through_one(subject: Subject, place: Place, solution: sympy.Expr) -> Outcome:
    def deviation(T: int) -> arb | None:
        return accurate(lambda: subject.function(*place.point(solution, T)[:2]) - 1, 2 * size_of(T), absolute=True)

    if place.kind == "sector":
        return Status.CONSISTENT, "g is of order one there"
    status, note = approaches_zero(deviation, slow=exact.slow(subject.g, sympy.S.One, place))
    require(status is not Status.FAILED, f"g at x = {solution.evalf(8)} does not tend to 1: {note}")
    return status, f"g -> 1 at x = {solution.evalf(8)}: {note}"


def no_frontier(step: Step, subject: Subject) -> Outcome:
    """The sentence follows from where g tends on the cells."""
    require_nothing_hidden(subject, "moving", "far", "head")
    reason = step.output.get("reason", "")
    cells = subject.cells()
    tends = [c.output.get("tends") for c in cells if c.input.get("place") != "tail"]
    tail = cells[-1].output.get("tends")
    holds = {
        "g tends to zero for every lambda: no frontier": set(tends) == {"zero"},
        "g stays below 1 for every lambda: no frontier": "infinity" not in tends and _below_one(subject, cells[0]),
        "the frontier moves faster than every power of t": tends[-1] == "infinity" and tail == "zero",
        "g tends to infinity for every lambda at once: no frontier": tends[-1] == "infinity" and tail != "zero",
        "g does not fall below 1 as lambda -> 0: no frontier": tends[-1] == "constant",
    }
    require(reason in holds, f"{reason!r} is no known reason")
    require(holds[reason], f"not so: g tends to {', '.join(map(str, tends))} on the cells")
    return Status.CHECKED, "follows from the orders on the cells"


def _below_one(subject: Subject, head: Step) -> bool:
    """G <= 1 near the largest eigenvalue, g being increasing in lambda."""
    place = subject.place(head)
    top = accurate(lambda: subject.function(arb(10**4).exp(), value(place.high, {}).log()), 40)
    return top is not None and not top > 1 + arb("1e-6")


def root(subject: Subject, T: Time, level: sympy.Expr = sympy.S.One) -> arb | None:
    """log lambda with g(lambda, exp(T)) = level by bisection, None where g does not take that value."""
    known = subject.memo.setdefault("roots", {})
    assert isinstance(known, dict)
    key = (T, level)
    if key not in known:

        def compute() -> arb:
            wanted = value(level, {}).log()
            return _solved(lambda x: subject.function(ball(T).exp(), x).log() - wanted, subject, T)

        known[key] = accurate(compute, 2 * size_of(T))
    found: arb | None = known[key]
    return found


def _solved(h: Callable[[arb], arb], subject: Subject, T: Time) -> arb:
    """A ball around the sign change of an increasing h, from log Lambda down; not finite where there is none.

    log g is close to piecewise linear in log lambda, so that chords find the root quickly; every other step
    halves the bracket. The ball is accepted only if h has opposite signs at its ends.
    """
    high, width = value(sympy.log(subject.problem["Lambda"]), {}), arb(1)
    top = h(high)
    if top < 0:
        return arb("nan")
    low = high - width
    while not (bottom := h(low)) < 0:
        if width > 1000 * ball(T):
            return arb("nan")
        high, top, width = low, bottom, 2 * width
        low = (high - width).mid()
    for step in range(2 * (_STEPS + size_of(T))):
        chord = step % 2 and top.is_finite() and bottom.is_finite()
        point = ((low * top - high * bottom) / (top - bottom) if chord else low + (high - low) * 7 / 16).mid()
        found = _around(h, point) if chord else None
        if found is not None:
            return found
        at = h(point)
        if at.is_finite() and at.rad() > _BLURRED:
            break  # more precision would be needed than there is
        low, bottom, high, top = (point, at, high, top) if at < 0 else (low, bottom, point, at)
    return arb("nan")


def _around(h: Callable[[arb], arb], point: arb) -> arb | None:
    """The small ball around a point, if h changes sign in it."""
    below, above = h((point - _WIDTH).mid()), h((point + _WIDTH).mid())
    return arb(point, _WIDTH) if below < 0 and above > 0 else None


def _is_one_on_frontier(subject: Subject, place: Place, scaling: sympy.Expr) -> Outcome:
    """G(x) -> 1 for x = lambda_* t^rho (log t)^rho_log ... , lambda_* found afresh."""

    def deviation(T: int) -> arb | None:
        at = root(subject, T)
        if at is None:
            return None

        def compute() -> arb:
            x = (at - place.point(sympy.S.One, T)[1]).exp()
            return value(scaling, {place.parameter: x}) - 1

        return accurate(compute, 2 * size_of(T), absolute=True)

    status, note = approaches_zero(deviation, FIRST, NOT_FAR, slow=exact.slow(subject.g, sympy.S.One, place))
    require(status is not Status.FAILED, f"G is not 1 where g is: {note}")
    return status, f"G on the level set g = 1: {note}"


def elasticity_ratio(step: Step, subject: Subject) -> Outcome:
    """E_t/E_lambda where g = 1, at growing t, against the limit stated."""
    truth, limit = step.output.get("truth", ""), subject.output(step, "limit")
    require(truth in ("yes", "no", "unknown"), f"{truth!r} is no answer")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    rho = subject.output(subject.step(step.relies_on[0]), "rho")
    same = limit is not None and rho is not None and _nearly(limit, rho)
    require(same or truth == "no", f"the limit must be rho = {rho}")
    require(truth == "yes" or not same, "the limit is rho, so the ratio converges to it")
    ratio = Function(subject.speeds[1] / subject.speeds[0])
    if limit is None:
        return _does_not_settle(ratio, subject)

    def deviation(T: int) -> arb | None:
        at = root(subject, T)
        if at is None:
            return None
        return accurate(lambda: ratio(arb(T).exp(), at) - value(limit, {}), 2 * size_of(T), absolute=True)

    status, note = approaches_zero(deviation, FIRST, NOT_FAR, slow=exact.log_depth(subject.g) > 1)
    require(status is not Status.FAILED, f"E_t/E_lambda does not tend to {limit}: {note}")
    return status, f"E_t/E_lambda on the level set: {note}"


def _nearly(left: sympy.Expr, right: sympy.Expr) -> bool:
    miss = accurate(lambda: value(left - right, {}), absolute=True)
    return miss is not None and bool(abs(miss) < _CLOSE)


def _does_not_settle(ratio: Function, subject: Subject) -> Outcome:
    """Without a limit: the ratio must keep moving, or leave every bound."""
    found = []
    for T in (*_TIMES, *FIRST):
        at = root(subject, T)
        quotient = None if at is None else accurate(lambda T=T, at=at: ratio(arb(T).exp(), at), 2 * size_of(T))  # type: ignore[misc]  # bound now
        if quotient is not None:
            found.append(float(quotient))
    if len(found) < len(_TIMES):
        return Status.UNCHECKED, "no certified values far out"
    spread = max(found) - min(found)
    require(spread > _OSCILLATES, f"the ratio stays at {found[-1]:.6g}")
    return Status.CONSISTENT, f"takes values from {min(found):.4g} to {max(found):.4g} far out"
