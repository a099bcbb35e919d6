"""Re-checks the hypotheses, condition (2) and its constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import sympy
from flint import arb

from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.trace import Status, Step
from spectral_proofs.verifier import exact, gaps, quadrant, witnesses
from spectral_proofs.verifier.balls import Function, accurate, value
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_cells import size_of
from spectral_proofs.verifier.rules_transitions import require_nothing_open
from spectral_proofs.verifier.subject import Subject

_TRUTHS = ("yes", "no", "unknown")
_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)
_ANGLES = tuple(sympy.Rational(n, 2) for n in range(13))  # from 0 to almost 2 pi
_NEAR_TIMES = (200, 400)
_STARTS, _MOVES, _SMALLEST = 3, 90, sympy.Rational(1, 40)  # of a search for the extreme ratios
_STEEP = 12  # powers
_SHORT = 60  # operations of an expression that is quickly factored
_DISTANCES = tuple(map(sympy.Rational, ("0", "0.01", "0.1", "0.3", "1", "3", "10", "30", "100", "1000", "100000")))


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
    if truth == "yes" and len(step.relies_on) == 1:
        return _positive_throughout(expr, subject)
    if truth == "yes":
        require_nothing_open(subject)
    if truth == "no" and statement == "g > 0" and expr.has(sympy.sin, sympy.cos) and _proved(expr, subject):
        return Status.UNCHECKED, "it is nowhere negative; whether it comes to zero for ever is not looked for"
    return _positive(expr, subject) if truth == "yes" else _not_positive(expr, subject)


def _positive(expr: sympy.Expr, subject: Subject) -> Outcome:
    require(expr != 0, "it is identically zero")
    if expr.is_positive:
        return Status.CHECKED, "every term is positive"
    is_g = expr == subject.g
    proof = "" if is_g and _may_vanish(expr) else _proved(expr, subject)
    if proof:
        return Status.CHECKED, f"enclosed on the whole quadrant, {proof}"
    zero = _zero_curve(subject) if is_g else None
    require(zero is None, f"it is zero on the curve lambda = {zero}")
    found = witnesses.not_positive(expr, subject)
    require(not found.spots, lambda: f"certified negative or zero at {found}")
    if not found.seen:
        return Status.UNCHECKED, f"certified values at {found.count} points only"
    return Status.CONSISTENT, f"certified positive at {found.count} points, those of every cell among them"


def _positive_throughout(expr: sympy.Expr, subject: Subject) -> Outcome:
    """By its form, not by the cells, which say nothing between them where parts of g change there."""
    status, note = _positive(expr, subject)
    if status is Status.CHECKED or not subject.trace.of("parts"):
        return status, note
    return Status.UNCHECKED, f"{note}; open between them"


def _not_positive(expr: sympy.Expr, subject: Subject) -> Outcome:
    """A failing hypothesis needs a certified witness, and one that recurs as t grows."""
    if expr == 0:
        return Status.CHECKED, "it is identically zero"
    require(not expr.is_positive, "it is positive: every term is")
    is_g = expr == subject.g
    zero = _zero_curve(subject) if is_g else None
    if zero is not None:
        return Status.CHECKED, f"it is zero on the curve lambda = {zero}"
    proof = "" if is_g and _may_vanish(expr) else _proved(expr, subject)
    require(not proof, f"it is positive: enclosed on the whole quadrant, {proof}")
    found = witnesses.not_positive(expr, subject)
    if found.recurs:
        return Status.CHECKED, f"certified negative or zero at {found}"
    require(found.spots or not found.seen, f"certified positive at {found.count} points: no witness of another sign")
    where = f"only at {found}: does it recur?" if found.spots else "certified values at few points"
    return Status.UNCHECKED, where


def _may_vanish(expr: sympy.Expr) -> bool:
    """Whether its form can be zero inside the quadrant although its range is >= 0: at kinks, in squares."""
    squares = (p for form in _forms(expr) for p in form.atoms(sympy.Pow) if p.exp.is_even and not p.base.is_positive)
    return bool(expr.has(*_KINKS)) or any(squares)


def _zero_curve(subject: Subject) -> sympy.Expr | None:
    """A curve on which g is exactly zero, among those that divide a ray into cells."""
    for place in map(subject.place, subject.cells()):
        if place.kind == "ray":
            for end in (place.low, place.high):
                curve = end * exact.curve(place, sympy.S.One)
                if end.is_positive and end.is_finite and exact.equal(subject.g.subs(LAMBDA, curve), sympy.S.Zero):
                    return curve
    return None


def _proved(expr: sympy.Expr, subject: Subject) -> str:
    for t0 in (1, 1000):
        corner = subject.problem["Lambda"], sympy.Integer(t0)
        if any(quadrant.proved(form, corner, sympy.S.Zero) for form in _forms(expr)):
            return f"t >= {t0}"
    return ""


def _forms(expr: sympy.Expr) -> Iterator[sympy.Expr]:
    """The expression, and as a product, in which less cancels."""
    yield expr
    parts = expr.atoms(sympy.Function, sympy.exp)
    letters = {part: sympy.Dummy() for part in parts}
    plain = expr.xreplace(letters)  # functions as letters, whose powers stay small
    if expr.count_ops() < _SHORT and all(abs(p.exp) < _STEEP for p in plain.atoms(sympy.Pow) if p.exp.is_number):
        yield sympy.factor(sympy.together(plain)).xreplace({letter: part for part, letter in letters.items()})


def growth(step: Step, subject: Subject) -> Outcome:
    """Condition (2), decided again from the orders of g on the cells."""
    truth = step.output.get("truth", "")
    require(truth in _TRUTHS, f"{truth!r} is no answer")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    if truth == "no" and not subject.cells():
        return Status.UNCHECKED, "it fails for another reason than the orders on the cells"
    exponents = _exponents(subject)
    against = _against(subject, *exponents) if exponents else "g is no power of lambda and t as lambda -> 0"
    if truth == "no":
        require(against, "g has the order lambda^m t^n on every cell")
        return Status.CHECKED, f"it fails: {against}"
    require(not against, against)
    require_nothing_open(subject)
    assert exponents is not None
    stated = subject.output(step, "m"), subject.output(step, "n")
    require(all(map(exact.equal, stated, exponents)), f"m and n are {exponents[0]} and {exponents[1]}")
    count = gaps.require_bounded(subject, *exponents)
    exactly = exact.monomial_terms(subject.g) is not None
    between = f"bounded at {count} points between them"
    return (Status.CHECKED if exactly else Status.CONSISTENT), f"orders on all cells compared exactly; {between}"


def _exponents(subject: Subject) -> tuple[sympy.Expr, sympy.Expr] | None:
    """m and n from the last sector lambda = t^-u; None where its order is no power or one of them is not positive."""
    sectors = [s for s in subject.cells() if s.input.get("place") == "sector" and not s.input.get("exponents")]
    if not sectors:
        return None
    place, order = subject.place(sectors[-1]), exact.vector(subject.read(sectors[-1].output["monomial"]))
    rate = sympy.expand(order.pop(TIME, sympy.S.Zero))
    m, n = -rate.coeff(place.parameter, 1), rate.coeff(place.parameter, 0)
    others = any(power != 0 for power in order.values())
    if others or sympy.expand(rate - n + m * place.parameter) != 0 or not (m.is_positive and n.is_positive):
        return None
    return m, n


def _against(subject: Subject, m: sympy.Expr, n: sympy.Expr) -> str:
    """The first cell or single mode on which g is not Theta(lambda^m t^n), or an empty string."""
    for step in subject.cells():
        place, order = subject.place(step), subject.read(step.output["monomial"])
        expected = exact.curve(place, m) * (1 if place.kind == "tail" else TIME**n)
        if not exact.same_order(order, expected):
            return f"step {step.number} has the order {order}"
        if place.kind == "tail":
            shapes = map(Function, _at_phases(subject.read(step.output["coefficient"])))
            if not all(_bounded(shape, n, sympy.S.One) for shape in shapes):
                return f"step {step.number}: the coefficient is not Theta(t^{n})"
    for point in _modes(subject):
        if not _bounded(subject.function, n, point):
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


def _bounded(function: Function, n: sympy.Expr, lam: sympy.Expr) -> bool:
    """Whether function(lambda, t)/t^n moves by less than a factor e^3 far out."""
    logs = []
    for T in (10**4, 10**64, 10**4096, *_NEAR_TIMES):
        found = accurate(
            lambda T=T: function(arb(T).exp(), value(lam, {}).log()).log() - value(n, {}) * arb(T),  # type: ignore[misc]  # bound now
            2 * size_of(T),
            absolute=True,
        )
        if found is not None:
            logs.append(float(found))
    return len(logs) > 1 and max(logs) - min(logs) < 3


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
    if any(quadrant.proved(form, corner, c1, c2) for form in _forms(ratio)):
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
