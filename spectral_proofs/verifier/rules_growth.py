"""Re-checks the hypotheses, condition (2) and its constants."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import sympy
from flint import arb

from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.trace import Status, Step
from spectral_proofs.verifier import exact, quadrant
from spectral_proofs.verifier.balls import Function, Time, accurate, value
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_cells import LATE, size_of
from spectral_proofs.verifier.rules_transitions import require_nothing_hidden
from spectral_proofs.verifier.subject import Subject

_TRUTHS = ("yes", "no", "unknown")
_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)
_ANGLES = tuple(sympy.Rational(n, 2) for n in range(13))  # from 0 to almost 2 pi
_NEAR_TIMES = (200, 400)
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
        require_nothing_hidden(subject)
    return _positive(expr, subject) if truth == "yes" else _not_positive(expr, statement == "g > 0", subject)


def _positive(expr: sympy.Expr, subject: Subject) -> Outcome:
    require(expr != 0, "it is identically zero")
    negative = _negative_point(expr, subject)
    require(not negative, f"certified negative at {negative}")
    proof = _proved(expr, subject, strict=False)
    if proof:
        return Status.CHECKED, f"enclosed on the whole quadrant, {proof}"
    return Status.CONSISTENT, "certified positive at points of every cell"


def _positive_throughout(expr: sympy.Expr, subject: Subject) -> Outcome:
    """By its form, not by the cells, which say nothing between them where parts of g change there."""
    status, note = _positive(expr, subject)
    if status is Status.CHECKED or not subject.trace.of("parts"):
        return status, note
    if expr.is_positive:
        return Status.CHECKED, "every term is positive"
    return Status.UNCHECKED, f"{note}; open between them"


def _not_positive(expr: sympy.Expr, strict: bool, subject: Subject) -> Outcome:
    if expr == 0:
        return Status.CHECKED, "it is identically zero"
    negative = _negative_point(expr, subject)
    if negative:
        return Status.CHECKED, f"certified negative at {negative}"
    proof = _proved(expr, subject, strict)
    require(not proof, f"it is positive: enclosed on the whole quadrant, {proof}")
    return Status.UNCHECKED, "no point with the other sign was found"


def _proved(expr: sympy.Expr, subject: Subject, strict: bool) -> str:
    for t0 in (1, 1000):
        corner = subject.problem["Lambda"], sympy.Integer(t0)
        if any(quadrant.proved(form, corner, sympy.S.Zero, strict=strict) for form in _forms(expr)):
            return f"t >= {t0}"
    return ""


def _forms(expr: sympy.Expr) -> Iterator[sympy.Expr]:
    """The expression, and as a product, in which less cancels."""
    yield expr
    if expr.count_ops() < _SHORT:
        yield sympy.factor(sympy.together(expr))


def _negative_point(expr: sympy.Expr, subject: Subject) -> str:
    """A far-out point of some cell where ``expr`` is certainly negative, in words."""
    function = Function(expr)
    for place, sample, T in _far_points(subject):
        at = accurate(lambda p=place, x=sample, T=T: function(*p.point(x, T)[:2]), 2 * size_of(T))  # type: ignore[misc]  # bound now
        if at is not None and at < 0:
            return f"{place.kind} {place.parameter} = {sample}, log t = {float(T):g}"
    return ""


def _far_points(subject: Subject) -> Iterator[tuple[Place, sympy.Expr, Time]]:
    for step in subject.cells():
        place = subject.place(step)
        if place.kind == "tail":
            continue
        for sample in place.samples():
            for T in (200, 10**8, *LATE[::6]):
                yield place, sample, T


def growth(step: Step, subject: Subject) -> Outcome:
    """Condition (2), decided again from the orders of g on the cells."""
    truth = step.output.get("truth", "")
    require(truth in _TRUTHS, f"{truth!r} is no answer")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    exponents = _exponents(subject)
    against = _against(subject, *exponents) if exponents else "g is no power of lambda and t as lambda -> 0"
    if truth == "no":
        require(against, "g has the order lambda^m t^n on every cell")
        return Status.CHECKED, f"it fails: {against}"
    require(not against, against)
    require_nothing_hidden(subject)
    assert exponents is not None
    stated = subject.output(step, "m"), subject.output(step, "n")
    require(all(map(exact.equal, stated, exponents)), f"m and n are {exponents[0]} and {exponents[1]}")
    return Status.CHECKED, "orders on all cells compared exactly"


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
    count = 0
    for left, up in product(_DISTANCES, _DISTANCES):
        at = _normalised(subject, (m, n, t0), left, up)
        if at is None:
            continue
        count += 1
        inside = not (at < value(c1, {}) or at > value(c2, {}))
        require(inside, f"g/(lambda^m t^n) is {float(at):.6g} at lambda = Lambda e^-{left}, t = t0 e^{up}")
    return Status.CONSISTENT, f"certified at {count} points of the quadrant"


def _normalised(subject: Subject, known: tuple[sympy.Expr, ...], left: sympy.Expr, up: sympy.Expr) -> arb | None:
    """g/(lambda^m t^n) at log lambda = log Lambda - left, log t = log t0 + up."""
    m, n, t0 = known

    def compute() -> arb:
        log_lambda = value(sympy.log(subject.problem["Lambda"]) - left, {})
        log_t = value(sympy.log(t0) + up, {})
        scaled = (-value(m, {}) * log_lambda - value(n, {}) * log_t).exp()
        return subject.function(log_t.exp(), log_lambda) * scaled

    return accurate(compute, 40)
