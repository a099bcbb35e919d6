"""Re-checks steps about parameters: the case, certificates of signs, the regime and the list of regimes.

1. A certificate is multiplied out: exact.
2. Random rational points of the case must lie in its regime; at random points of the regime the formulas are compared
   with certified L, S and frontier, in its corners and close to its borders the indices with local exponents.
3. At random points of all parameters, and on the borders of the regimes, exactly one condition must hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sympy
from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import accurate, value
from spectral_proofs.verifier.feasibility import contradictory
from spectral_proofs.verifier.limits import FIRST, approaches_zero
from spectral_proofs.verifier.points import (
    Point,
    border_points,
    case_points,
    corner_points,
    equalities_of,
    facts_of,
    floor_of,
    given,
    holes,
    parameters,
    points_of,
)
from spectral_proofs.verifier.rates import require_indices
from spectral_proofs.verifier.reader import Relation, holds, read, read_condition
from spectral_proofs.verifier.result import FailedStepError, Outcome, require, weakest
from spectral_proofs.verifier.rules_cells import size_of
from spectral_proofs.verifier.rules_constants import decimal
from spectral_proofs.verifier.rules_expansions import follows_expansion
from spectral_proofs.verifier.rules_frontier import NOT_FAR, root
from spectral_proofs.verifier.rules_laws import CLOSE, closeness, follows_law
from spectral_proofs.verifier.subject import Subject

_IN_CASE = 20
_IN_REGIME = 3
_CORNERS, _BORDERS = 4, 4
_ANYWHERE = 150


def case(step: Step, subject: Subject) -> Outcome:
    """The case agrees with the numbers of the problem, and its points lie in the regime that it stands for."""
    points = case_points(subject, _IN_CASE)
    if not points:
        _possible(step, subject)
        return Status.UNCHECKED, "no rational point of the case was found"
    for regime in subject.trace.of("regime"):
        for name in ("when", "assumed"):
            condition = read_condition(regime.input.get(name, "False"))
            for point in points:
                require(holds(condition, point), lambda p=point: f"{_shown(p)} is not in the regime")  # type: ignore[misc]  # bound now
    return Status.CONSISTENT, f"{len(points)} points of it lie in the regime"


def _possible(step: Step, subject: Subject) -> None:
    """Fail where the hypotheses of the case contradict the problem, or one another by linear arithmetic."""
    values = given(subject)
    replaced = [(s, e.subs(values)) for s, e in reversed(equalities_of(step))]
    standing = [s - floor_of(s) for s in parameters(subject)]
    facts = []
    for fact in (*facts_of(step), *standing):
        for old, new in replaced:
            fact = fact.subs(old, new)
        facts.append(sympy.expand(fact.subs(values)))
        require(not facts[-1].is_nonpositive, f"{fact} > 0 is not so for the problem: it is {facts[-1]}")
    for old, new in replaced:
        expected = values.get(old)
        require(expected is None or not (new - expected).is_nonzero, f"{old} is {expected}, not {new}")
    require(not contradictory(facts), "its hypotheses contradict one another")


def _shown(point: Point) -> str:
    return ", ".join(f"{s} = {x}" for s, x in sorted(point.items(), key=str))


def sign(step: Step, subject: Subject) -> Outcome:
    """expression = number * prod factor^power, each factor, or its form, a sum of products of positive quantities."""
    expression, word = read(step.input.get("expression", "nan")), step.output.get("sign")
    if word == "zero":
        require(sympy.cancel(expression) == 0, "it is not identically zero")
        return Status.CHECKED, "zero identically"
    texts = [step.output.get(name, "") for name in ("factors", "powers", "combinations")]
    columns = [text.split(";") for text in (*texts, step.output.get("forms", texts[0]))]
    require(len({len(column) for column in columns}) == 1, "factors, powers and combinations do not match")
    facts = {read(f) for f in subject.trace.of("case")[0].output.get("positive", "").split(";") if f.strip()}
    rest = expression
    for factor, power, combination, form in zip(*columns, strict=True):
        same = _same_sign(read(factor), read(form)) or _of_logarithm(read(factor), read(form), [*map(read, columns[0])])
        require(same, f"{form.strip()} may have another sign than {factor.strip()}")
        require(_is_combination(read(form), combination, facts), f"{form.strip()} is no sum of positive products")
        rest = rest / read(factor) ** read(power)
    rest = sympy.cancel(sympy.together(rest))
    require(rest.is_Rational, "the factors do not multiply to the expression")
    require(word == ("positive" if rest > 0 else "negative"), f"the sign is that of {rest}")
    return Status.CHECKED, "certificate multiplied out"


def _same_sign(factor: sympy.Expr, form: sympy.Expr) -> bool:
    """A positive multiple of the form N - M itself, or of log N - log M."""
    terms = sympy.Add.make_args(form)
    sides = [sympy.Add(*(sign * term for term in terms if (sign * term).is_positive)) for sign in (1, -1)]
    logarithms = sympy.expand_log(sympy.log(sides[0]) - sympy.log(sides[1])) if all(sides) else form
    ratios = [sympy.cancel(factor / other) for other in (form, logarithms)]
    return any(ratio.is_number and ratio.is_positive for ratio in ratios)


def _of_logarithm(factor: sympy.Expr, form: sympy.Expr, positive: Sequence[sympy.Expr]) -> bool:
    """log y beside y - 1, or both with a minus, where y is positive: by its form, or as one of the ``positive``."""
    for log in factor.atoms(sympy.log):
        y, ratio = log.args[0], sympy.cancel(factor / log)
        if (y.is_positive or y in positive) and ratio in (1, -1):
            return bool(sympy.expand(form - ratio * (y - 1)) == 0)
    return False


def _is_combination(factor: sympy.Expr, text: str, facts: set[sympy.Expr]) -> bool:
    total = sympy.S.Zero
    for term in re.split(r"(?<=\]) \+ (?=[\d-])", text.strip()):
        weight, *parts = [part.strip().strip("[]") for part in term.split(" * [")]
        positive = read(weight)
        if not positive.is_positive:
            return False
        for part in map(read, parts):
            if part not in facts and not part.is_positive:
                return False
            positive *= part
        total += positive
    return bool(sympy.expand(total - factor) == 0)


def regime(step: Step, subject: Subject) -> Outcome:
    """The formulas at rational points of the regime, against certified values."""
    listed = [read_condition(c) for s in subject.trace.of("regimes") for c in s.input.get("conditions", "").split(";")]
    require(read_condition(step.input.get("when", "False")) in listed, "its condition is not in the list of regimes")
    _same_as_exponents(step, subject)
    return formulas(step, subject, _condition(step))


def _condition(step: Step) -> tuple[Relation, ...]:
    return (*read_condition(step.input.get("when", "False")), *read_condition(step.input.get("assumed", "True")))


def formulas(step: Step, subject: Subject, condition: tuple[Relation, ...]) -> Outcome:
    """What the step states, at points where the condition holds.

    In full at random points; the indices alone in the corners of the regime and close to its borders.
    """
    points = [point for hole in holes((step,)) for point in points_of((*condition, (hole, "==")), subject, 1, 13)]
    points += points_of(condition, subject, _IN_REGIME, 11)
    if not points:
        return Status.UNCHECKED, "no rational point of the regime was found"
    special = [*corner_points(condition, subject)[:_CORNERS], *border_points(condition, subject)[:_BORDERS]]
    slopes = 0
    for point in special if parameters(subject) else ():
        try:
            slopes += require_indices(step, Subject(subject.trace, point))
        except FailedStepError as error:
            raise FailedStepError(f"at {_shown(point)}: {error}") from None
    outcomes = [_at_point(step, Subject(subject.trace, point)) for point in points]
    status = weakest(*(s for s, _ in outcomes))
    note = f"at {len(points)} points of the regime: {next(note for s, note in outcomes if s is status)}"
    return status, f"{note}; {slopes} slopes in its corners and on its borders" if slopes else note


def _same_as_exponents(step: Step, subject: Subject) -> None:
    """Where the case was derived, its exponents are those of the regime with the case's equalities substituted."""
    for source in map(subject.step, step.relies_on):
        if source.rule != "exponents":
            continue
        for point in case_points(subject, 2):
            for name in ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log"):
                left, right = (read(s.output[name]).subs(point) if name in s.output else None for s in (step, source))
                require(exact.equal(left, right), f"{name} differs from step {source.number} at {_shown(point)}")


def _at_point(step: Step, subject: Subject) -> Outcome:
    return _both(
        _sum_at_point(step, subject, "L"), _sum_at_point(step, subject, "S"), _frontier_at_point(step, subject)
    )


def _sum_at_point(step: Step, subject: Subject, quantity: str) -> Outcome:
    whole = subject.output(step, "loss_expansion" if quantity == "L" else "energy_expansion")
    found = _law_at_point(step, subject, quantity)
    return found if whole is None else _both(found, follows_expansion(subject, quantity, whole))


def _law_at_point(step: Step, subject: Subject, quantity: str) -> Outcome:
    growth = step.output.get("growth", "")
    if quantity == "S" and growth in ("infinite", "undecided", "beyond powers"):
        if growth == "undecided" or subject.infinite_energy is None:
            return Status.UNCHECKED, f"S is {growth}"
        require(subject.infinite_energy == (growth == "infinite"), f"S is not {growth} at {_where(subject)}")
        return Status.CONSISTENT, f"S is {growth}"
    names = ("chi", "chi_log", "loss_constant") if quantity == "L" else ("gamma", "gamma_log", "energy_constant")
    index, log_index, constant = (subject.output(step, name) for name in names)
    if index is None:
        return Status.UNCHECKED, f"no index of {quantity} is stated"
    if quantity == "S":
        _growth_word(growth, index, log_index)
    side = -1 if quantity == "L" else 1
    name = "loss" if quantity == "L" else "energy"
    factor = subject.output(step, f"{name}_factor")
    order = TIME ** (side * index) * sympy.log(TIME) ** (side * (log_index or sympy.S.Zero))
    c = None if constant is None else decimal(constant)
    try:
        close = CLOSE if constant is None else closeness(constant)
        return follows_law(subject, quantity, order * (factor or 1), c, known=log_index is not None, settled=close)
    except UndecidedError as error:
        return Status.UNCHECKED, str(error)


def _both(*outcomes: Outcome) -> Outcome:
    status = weakest(*(s for s, _ in outcomes))
    return status, "; ".join(note for s, note in outcomes if s is status)


def _growth_word(growth: str, index: sympy.Expr, log_index: sympy.Expr | None) -> None:
    rate = index if index != 0 or log_index is None else log_index
    words = {"power law": index.is_positive, "logarithmic": index == 0 and rate.is_positive, "bounded": rate == 0}
    require(words.get(growth, growth == "decreasing" and rate.is_negative), f"S is not {growth}")


def _where(subject: Subject) -> str:
    return _shown(subject.instance)


def _frontier_at_point(step: Step, subject: Subject) -> Outcome:
    """lambda_* t^rho (log t)^rho_log against its constant, or its index alone."""
    rho, rho_log, constant = (subject.output(step, name) for name in ("rho", "rho_log", "frontier_constant"))
    if rho is None:
        return Status.CONSISTENT, "no frontier is stated"
    known = constant is not None and rho_log is not None
    factor = subject.output(step, "frontier_factor") or sympy.S.One

    def deviation(T: int) -> arb | None:
        at = root(subject, T)
        if at is None:
            return None

        def compute() -> arb:
            scaled = at + value(rho, {}) * T + value(rho_log or sympy.S.Zero, {}) * arb(T).log()
            scaled -= value(factor, {TIME: arb(T).exp()}).log()
            return scaled - value(constant, {}).log() if known else scaled / T

        return accurate(compute, 2 * size_of(T), absolute=True)

    status, note = approaches_zero(deviation, FIRST, NOT_FAR, slow=exact.log_depth(subject.g) > 1)
    require(status is not Status.FAILED, f"lambda_* does not follow its law at {_where(subject)}: {note}")
    return status, f"lambda_* over its law: {note}"


def regimes(step: Step, subject: Subject) -> Outcome:
    """Exactly one condition holds at every point tried."""
    require(step.output.get("exhaustive") == "yes" and step.output.get("exclusive") == "yes", "what else are regimes?")
    conditions = [read_condition(c) for c in step.input.get("conditions", "").split(";")]
    assumed = read_condition(step.input.get("assumed", "True"))
    for other in subject.trace.of("regime"):
        require(read_condition(other.input.get("when", "False")) in conditions, "the regime is not in the list")
    points = points_of(assumed, subject, _ANYWHERE, 3)
    borders = {expr for condition in conditions for expr, _ in condition}
    for expr in borders:
        points += points_of((*assumed, (expr, "==")), subject, 10, 5)
    for point in points:
        count = sum(holds(condition, point) for condition in conditions)
        require(count == 1, lambda p=point, n=count: f"{n} conditions hold at {_shown(p)}")  # type: ignore[misc]  # bound now
    return Status.CONSISTENT, f"exactly one holds at each of {len(points)} points, borders included"
