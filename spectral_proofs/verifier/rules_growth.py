"""Re-checks condition (2) and its constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact, gaps, quadrant, rules_curves
from spectral_proofs.verifier.balls import Function, accurate, value
from spectral_proofs.verifier.result import FailedStepError, Outcome, require
from spectral_proofs.verifier.rules_cells import size_of
from spectral_proofs.verifier.rules_transitions import require_nothing_hidden
from spectral_proofs.verifier.subject import Subject

_TRUTHS = ("yes", "no", "unknown")
_ANGLES = tuple(sympy.Rational(n, 2) for n in range(13))  # from 0 to almost 2 pi
_FIRST, _MIDDLE, _LAST = 4, 64, 4096  # log10 of log t
_LATEST_MIDDLE = 1024
_NEAR_TIMES = (200, 400)  # where those are out of reach
_MOVES_BY = 3  # in the logarithm
_STARTS, _MOVES, _SMALLEST = 3, 90, sympy.Rational(1, 40)  # of a search for the extreme ratios
_DISTANCES = tuple(map(sympy.Rational, ("0", "0.01", "0.1", "0.3", "1", "3", "10", "30", "100", "1000", "100000")))


def growth(step: Step, subject: Subject) -> Outcome:
    """Condition (2), decided again from the orders of g on the cells."""
    truth = step.output.get("truth", "")
    require(truth in _TRUTHS, f"{truth!r} is no answer")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    if truth == "no" and not subject.cells():
        return Status.UNCHECKED, "it fails for another reason than the orders on the cells"
    exponents = gaps.exponents_of_last_sector(subject)
    against = _against(subject, *exponents) if exponents else "g is no power of lambda and t as lambda -> 0"
    if truth == "no" and against:
        return Status.CHECKED, f"it fails: {against}"
    if truth == "no" and subject.trace.of("curve"):
        (witness,) = subject.trace.of("curve")
        status, note = rules_curves.curve(witness, subject)
        return status, f"it fails on the curve of step {witness.number}: {note}"
    if truth == "no" and exponents:
        return Status.CONSISTENT, f"it fails: {_runs_away(subject, *exponents)}"
    require(not against, against)
    if not subject.trace.of("constants"):  # which bound g on the whole quadrant, and are checked by themselves
        require_nothing_hidden(subject)
    assert exponents is not None
    stated = subject.output(step, "m"), subject.output(step, "n")
    require(all(map(exact.equal, stated, exponents)), f"m and n are {exponents[0]} and {exponents[1]}")
    count = gaps.require_bounded(subject, *exponents)
    exactly = exact.monomial_terms(subject.g) is not None
    between = f"bounded at {count} points between them"
    return (Status.CHECKED if exactly else Status.CONSISTENT), f"orders on all cells compared exactly; {between}"


def _runs_away(subject: Subject, m: sympy.Expr, n: sympy.Expr) -> str:
    """A curve between the cells on which g leaves the order lambda^m t^n."""
    try:
        gaps.require_bounded(subject, m, n)
    except FailedStepError as error:
        return str(error)
    raise FailedStepError("g has the order lambda^m t^n on every cell, and on curves between them")


def _against(subject: Subject, m: sympy.Expr, n: sympy.Expr) -> str:
    """The first cell or single mode on which g is not Theta(lambda^m t^n), or an empty string."""
    for step in subject.cells():
        place, order = subject.place(step), subject.read(step.output["monomial"])
        expected = exact.curve(place, m) * (1 if place.kind == "tail" else TIME**n)
        if not exact.same_order(order, expected):
            return f"step {step.number} has the order {order}"
        if place.kind == "tail":
            shapes = map(Function, _at_phases(subject.read(step.output["coefficient"])))
            if not all(_bounded(shape, n, sympy.S.One, subject) for shape in shapes):
                return f"step {step.number}: the coefficient is not Theta(t^{n})"
    for point in _modes(subject):
        if not _bounded(subject.function, n, point, subject):
            return f"g is not Theta(t^{n}) at lambda = {point}"
    return ""


def _at_phases(coefficient: sympy.Expr) -> Iterator[sympy.Expr]:
    """The coefficient itself, or at a round of values of each phase in it."""
    phases = sorted((s for s in coefficient.free_symbols if s.name.startswith("phase_")), key=str)
    for angles in product(_ANGLES, repeat=len(phases)):
        yield coefficient.subs(dict(zip(phases, angles, strict=True)))


def _modes(subject: Subject) -> list[sympy.Expr]:
    steps = subject.trace.of("partition")
    return [subject.read(p) for s in steps for p in s.output.get("modes", "").split(";") if p.strip()]


def _far_times(subject: Subject) -> tuple[int, ...]:
    """Times log t that are far apart, on both sides of where logarithms with small coefficients have come to rest."""
    middle = min(_MIDDLE + subject.latest_logarithm, _LATEST_MIDDLE)
    return tuple(10**k for k in (_FIRST, middle, _LAST))


def _bounded(function: Function, n: sympy.Expr, lam: sympy.Expr, subject: Subject) -> bool:
    """Whether function(lambda, t)/t^n moves by less than a factor e^3 far out, or has come to rest by then.

    A factor that is slower than every power of t, however often log is nested in it, moves by more between the last
    two of the far times than between the first two; what a small coefficient delays moves by less.
    """
    for times in (_far_times(subject), _NEAR_TIMES):
        logs = [float(found) for T in times if (found := _log_ratio(function, n, lam, T)) is not None]
        if len(logs) > 1:
            break
    else:
        return False
    if max(logs) - min(logs) < _MOVES_BY:
        return True
    first, last = abs(logs[1] - logs[0]), abs(logs[-1] - logs[-2])
    return len(logs) > 2 and last < min(_MOVES_BY, first / 2)


def _log_ratio(function: Function, n: sympy.Expr, lam: sympy.Expr, T: int) -> arb | None:
    """log(function(lambda, t)/t^n) at t = e^T."""
    return accurate(
        lambda: function(arb(T).exp(), value(lam, {}).log()).log() - value(n, {}) * arb(T),
        2 * size_of(T),
        absolute=True,
    )


def constants(step: Step, subject: Subject) -> Outcome:
    """c1 lambda^m t^n <= g <= c2 lambda^m t^n for t >= t0."""
    m, n = (subject.read(step.input.get(name, "nan")) for name in ("m", "n"))
    source = subject.step(step.relies_on[0])
    same = exact.equal(m, subject.output(source, "m")) and exact.equal(n, subject.output(source, "n"))
    require(same, f"step {source.number} has other exponents")
    c1, c2, t0 = (subject.read(step.output.get(name, "nan")) for name in ("c1", "c2", "t0"))
    require(c1.is_positive and c2.is_positive and t0.is_positive, "c1, c2 and t0 must be positive")
    ratio = sympy.simplify(subject.g / (LAMBDA**m * TIME**n))
    if not ratio.free_symbols:
        require(bool(c1 <= ratio) and bool(ratio <= c2), f"g/(lambda^m t^n) is {ratio}")
        return Status.CHECKED, f"g/(lambda^m t^n) is the constant {ratio}"
    corner = subject.problem["Lambda"], t0
    if any(quadrant.proved(form, corner, c1, c2) for form in exact.forms(ratio)):
        return Status.CHECKED, "enclosed on the whole quadrant"
    count = _require_between(subject, (m, n, t0), (c1, c2))
    count += gaps.require_bounded(subject, m, n, (c1, c2))
    return Status.CONSISTENT, f"certified at {count} points of the quadrant, the extreme ones sought"


def _require_between(subject: Subject, known: tuple[sympy.Expr, ...], bounds: tuple[sympy.Expr, ...]) -> int:
    """On a net, and downhill from its largest and its smallest values."""
    net: list[tuple[float, tuple[sympy.Expr, sympy.Expr]]] = []
    low, high = (value(bound, {}) for bound in bounds)

    def look(left: sympy.Expr, up: sympy.Expr) -> float | None:
        at = _normalised(subject, known, left, up)
        if at is None:
            return None
        place = f"lambda = Lambda e^-{left}, t = t0 e^{up}"
        require(not (at < low or at > high), lambda: f"g/(lambda^m t^n) is {float(at):.6g} at {place}")
        return float(at)

    for point in product(_DISTANCES, _DISTANCES):
        at = look(*point)
        if at is not None:
            net.append((at, point))
    for side in (1, -1):
        for start in sorted(net, key=lambda entry: side * entry[0])[:_STARTS]:  # used at once
            _downhill(look, side, start)
    return len(net)


def _downhill(
    look: Callable[[sympy.Expr, sympy.Expr], float | None],
    side: int,
    start: tuple[float, tuple[sympy.Expr, sympy.Expr]],
) -> None:
    """To smaller values of side times the ratio, by steps that halve, in both coordinates and along the diagonals."""
    best, (left, up) = start
    step, budget = sympy.S.One, _MOVES
    while step > _SMALLEST and budget:
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)):
            other = sympy.Max(left + dx * step, 0), sympy.Max(up + dy * step, 0)
            at = look(*other) if other != (left, up) else None
            budget -= 1
            if at is not None and side * at < side * best:
                best, (left, up) = at, other
                break
        else:
            step /= 2


def _normalised(subject: Subject, known: tuple[sympy.Expr, ...], left: sympy.Expr, up: sympy.Expr) -> arb | None:
    """g/(lambda^m t^n) at log lambda = log Lambda - left, log t = log t0 + up."""
    m, n, t0 = known

    def compute() -> arb:
        log_lambda = value(sympy.log(subject.problem["Lambda"]) - left, {})
        log_t = value(sympy.log(t0) + up, {})
        scaled = (-value(m, {}) * log_lambda - value(n, {}) * log_t).exp()
        return subject.function(log_t.exp(), log_lambda) * scaled

    return accurate(compute, 40)
