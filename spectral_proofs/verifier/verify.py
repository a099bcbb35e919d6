"""Re-checks every step of a trace without the code that made it.

1. The shape of the trace (:mod:`.structure`), and that no step says more than its rule (:mod:`.keys`).
2. Each step by the checker of its rule: identities by exact algebra, limits by balls at t = exp(T),
   L and S by certified sums.
3. A step that fails, a rule that is not known, a text that is no expression: the trace fails.

Left out: that convergence is uniform, and that infinitely many points follow finitely many; such steps
are ``consistent``, not ``checked``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.trace import Checked, Status, Step, Trace
from spectral_proofs.verifier import (
    points,
    rules_argmax,
    rules_cases,
    rules_cells,
    rules_constants,
    rules_contributions,
    rules_curves,
    rules_expansions,
    rules_frontier,
    rules_growth,
    rules_hypotheses,
    rules_laws,
    rules_parts,
    rules_regular,
    rules_theorems,
    rules_transitions,
    structure,
)
from spectral_proofs.verifier.keys import check_keys
from spectral_proofs.verifier.result import FailedStepError, Outcome, require, weakest
from spectral_proofs.verifier.subject import Subject

Rule = Callable[[Step, Subject], Outcome]


_QUESTIONS = (
    *("the leading terms of g", "the transitions between the cells"),
    *("the frontier", "the order of L", "the order of S"),
)


def _open(step: Step, subject: Subject) -> Outcome:
    """Claims nothing, so nothing may claim to answer the same question."""
    question = step.input.get("question", "")
    require(question in _QUESTIONS and step.output.get("reason"), f"{question!r} is no question of a derivation")
    require(not (question == _QUESTIONS[0] and subject.cells()), "there are leading terms of g")
    return Status.UNCHECKED, "left open by the derivation"


RULES: dict[str, Rule] = {
    "problem": rules_cells.problem,
    "elasticities": rules_cells.elasticities,
    "cell": rules_cells.cell,
    "partition": rules_cells.partition,
    "parts": rules_parts.parts,
    "transitions": rules_transitions.transitions,
    "hypothesis": rules_hypotheses.hypothesis,
    "curve": rules_curves.curve,
    "growth": rules_growth.growth,
    "constants": rules_growth.constants,
    "frontier": rules_frontier.frontier,
    "frontier-index": rules_frontier.frontier_index,
    "no-frontier": rules_frontier.no_frontier,
    "elasticity-ratio": rules_frontier.elasticity_ratio,
    "argmax": rules_argmax.argmax,
    "contribution": rules_contributions.contribution,
    "dominance": rules_contributions.dominance,
    "constant": rules_constants.constant,
    "law": rules_laws.law,
    "expansion": rules_expansions.expansion,
    "sandwich": rules_laws.sandwich,
    "regular-variation": rules_regular.regular_variation,
    "infinite": rules_laws.infinite,
    "beyond-powers": rules_laws.beyond_powers,
    "theorem": rules_theorems.theorem,
    "exponents": rules_laws.exponents,
    "relation": rules_laws.relation,
    "case": rules_cases.case,
    "sign": rules_cases.sign,
    "regime": rules_cases.regime,
    "regimes": rules_cases.regimes,
    "open": _open,
}

#: Rules that hold for all parameters at once; any other is checked at rational points of the case.
_GENERAL = frozenset(("problem", "elasticities", "exponents", "relation", "case", "sign", "regime", "regimes", "open"))
_POINTS = 2

BROKEN = (ValueError, ArithmeticError, NotImplementedError, RecursionError)  # of SymPy or mpmath
MALFORMED = (KeyError, IndexError, TypeError, AssertionError, AttributeError)  # a text is not what it must be


def verify(trace: Trace, problem: Mapping[str, str] | None = None) -> tuple[Checked, ...]:
    """The outcome for the trace as a whole (number 0), then one for every step.

    Args:
        trace: the steps.
        problem: g, a, b, Lambda and W as exact texts, where the trace must be about these.
    """
    return tuple(outcomes(trace, problem))


def outcomes(
    trace: Trace, problem: Mapping[str, str] | None = None, numbers: Sequence[int] | None = None
) -> Iterator[Checked]:
    """As :func:`verify`, one by one; for the steps ``numbers`` only, where given."""
    subject = Subject(trace)
    instances = [Subject(trace, point) for point in _points(subject)]
    for n in range(len(trace.steps) + 1) if numbers is None else numbers:
        found = outcome(trace.steps[n - 1], subject, instances) if n else _whole(trace, problem)
        yield Checked(n, *found)


def _points(subject: Subject) -> list[points.Point]:
    """Rational points of the case, where there is one; none where its texts cannot be read, which its own step says."""
    trace = subject.trace
    if not (trace.of("case") and trace.of("problem")):
        return []
    try:
        holes = points.holes(trace.steps)
        found = points.case_points(subject, _POINTS)
        return found + [point for hole in holes for point in points.case_points(subject, 1, hole)]
    except (FailedStepError, UndecidedError, *BROKEN, *MALFORMED):
        return []


def failures(checked: Iterable[Checked]) -> tuple[Checked, ...]:
    """Those that failed."""
    return tuple(item for item in checked if item.status is Status.FAILED)


def outcome(step: Step, subject: Subject, instances: Sequence[Subject] = ()) -> Outcome:
    """One step: what it relies on, then what it says, at rational points where it has parameters."""
    rule = RULES.get(step.rule)
    if rule is None:
        return Status.FAILED, f"{step.rule!r} is no rule"
    try:
        check_keys(step)
        structure.check_reliance(step, subject.trace)
        if subject.trace.of("case") and step.rule not in _GENERAL:
            return _at_points(rule, step, instances)
        return rule(step, subject)
    except FailedStepError as error:
        return Status.FAILED, str(error)
    except UndecidedError as error:
        return Status.UNCHECKED, str(error)
    except BROKEN as error:
        return Status.UNCHECKED, f"the check broke off: {type(error).__name__} {error}"
    except MALFORMED as error:
        return Status.FAILED, f"cannot be what the rule says: {type(error).__name__} {error}"


def _at_points(rule: Rule, step: Step, instances: Sequence[Subject]) -> Outcome:
    """The least of the outcomes; finitely many points prove nothing for all."""
    if not instances:
        return Status.UNCHECKED, "no rational point of the case was found"
    found = [rule(step, instance) for instance in instances]
    status = weakest(Status.CONSISTENT, *(s for s, _ in found))
    note = next((note for s, note in found if s is status), found[0][1])
    return status, f"at {len(instances)} points of the case: {note}"


def _whole(trace: Trace, problem: Mapping[str, str] | None) -> Outcome:
    try:
        structure.check_numbers(trace)
        structure.check_whole(trace)
        if problem is not None:
            stated = trace.of("problem")[0].input
            for name, text in problem.items():
                if stated.get(name) != text:
                    return Status.FAILED, f"the trace is about another {name}"
    except FailedStepError as error:
        return Status.FAILED, str(error)
    except MALFORMED as error:
        return Status.FAILED, f"no derivation: {type(error).__name__} {error}"
    return Status.CHECKED, "no step is missing"
