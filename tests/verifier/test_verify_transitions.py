"""The verifier on transitions between the cells: what it is told, what it finds itself, and what it cannot see."""

from __future__ import annotations

import pytest
import sympy
from test_trace import HIDDEN, examine, number_of, trace_of, with_input, with_output

from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Status, Trace
from spectral_proofs.verifier import failures
from spectral_proofs.verifier.between import curves, trend
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.reader import symbol
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.rules_parts import part_of
from spectral_proofs.verifier.rules_transitions import inside


def hidden_part() -> tuple[Trace, int, str]:
    trace = trace_of(*HIDDEN)
    number = number_of(trace, "transitions")
    return trace, number, trace.steps[number - 1].output["hidden"].partition(": ")[2]


def test_a_curve_between_the_cells_refutes_what_every_cell_shows():
    """g/(lambda t) is log(t)/2 at lambda = exp(-t) and tends to 1 on every cell."""
    y = "log(2+1/lambda)/t"
    trace = trace_of(f"lambda*t*(1+log(2+t)*({y})/(1+({y})**2))", "3/2", "2")
    growth = number_of(trace, "growth")
    assert trace.steps[growth - 1].output["truth"] == "no"
    forged = with_output(trace, growth, truth="yes", m="1", n="1")
    (found,) = examine(forged, [growth])
    assert found.status is Status.FAILED


def test_a_transition_shows_between_the_cells_where_the_steps_deny_it():
    """What leads on the tail is said to lead for every fixed power of t as well: on curves between it does not."""
    trace, number, part = hidden_part()
    texts = trace.steps[number - 1].input["parts"].split("; ")
    place = texts.index(part)
    for step in trace.of("parts"):
        entries = step.output["leads"].split("; ")
        entries[place] = "t**2 | log(2 + 1/lam)**2"
        trace = with_output(trace, step.number, leads="; ".join(entries))
    forged = with_output(trace, number, hidden="none")
    assert failures(examine(forged, [s.number for s in forged.of("parts")]))


def test_saying_less_of_a_part_is_no_way_out():
    """Without "outwards", or with a sum "of no sign", no transition would follow from the steps."""
    trace = trace_of("log(1+lambda*t)", "3/2", "2")
    step = next(s for s in trace.of("parts") if ", outwards" in s.output["leads"])
    leads = step.output["leads"].replace(", outwards level", "")
    assert failures(examine(with_output(trace, step.number, leads=leads), [step.number]))
    (found,) = examine(with_output(trace, step.number, leads=step.output["leads"] + " | of no sign"), [step.number])
    assert found.status is Status.UNCHECKED


def test_a_part_cannot_be_left_out():
    trace, number, part = hidden_part()
    texts = trace.steps[number - 1].input["parts"].split("; ")
    rest = "; ".join(text for text in texts if text != part)
    for step in (*trace.of("parts"), trace.steps[number - 1]):
        trace = with_input(trace, step.number, parts=rest)
    (found,) = examine(trace, [number])
    assert found.status is Status.FAILED


SECTOR = Place("sector", (), symbol("u"), sympy.Integer(5), sympy.oo)
TAIL = Place("tail", (), TIME, sympy.Integer(1), sympy.oo)


@pytest.mark.parametrize(
    ("part", "leads"),
    [
        ("t + log(1/lam)", "t"),  # overtaken at lambda = exp(-t)
        ("t + log(log(1/lam))", "t"),  # at exp(-exp(t))
        ("lam*t + lam**2*exp(t)", "lam*t"),  # the other way, at exp(-t)
        ("lam + exp(-t)", "lam"),
        ("Max(t, log(1/lam))", "t"),
    ],
)
def test_what_is_overtaken_between_the_cells_is_seen(part, leads):
    with pytest.raises(FailedStepError, match="another leading term between"):
        list(inside(part_of(part), leads, leads, (SECTOR, TAIL)))


def test_an_argument_that_is_infinite_between_the_cells_is_seen():
    part = part_of("exp(t*log(1/lam)/(t**2 + log(1/lam)**2)*log(t))")
    with pytest.raises(FailedStepError, match="tends to infinity between"):
        list(inside(part, "zero", "zero", (SECTOR, TAIL)))


@pytest.mark.parametrize(("part", "leads"), [("t**2 + lam*t**3", "t**2"), ("1 + lam*t", "1")])
def test_what_leads_throughout_is_no_failure(part, leads):
    outcomes = list(inside(part_of(part), leads, leads, (SECTOR, TAIL)))
    assert len(outcomes) == len(list(curves(SECTOR, TAIL)))
    assert Status.FAILED not in {status for status, _ in outcomes}


def test_a_change_between_two_moving_cells_is_seen():
    """sqrt(log t) stands between the powers of t and of log t: exp(sqrt(log t)) against (lambda t)^2."""
    left = Place("sector", (), symbol("u"), sympy.Integer(0), sympy.Integer(1))
    right = Place("sector", (sympy.Integer(1),), symbol("v"), -sympy.oo, sympy.Integer(0))
    part = part_of("log(lam*t)**2/log(t) + 1")
    first, second = part.texts
    with pytest.raises(FailedStepError, match="another leading term between"):
        list(inside(part, second, second, (left, right))) + list(inside(part, first, first, (left, right)))


@pytest.mark.parametrize(
    ("deviations", "moving"),
    [((0.0, 0.0, 0.0), 0), ((1.0, 5.0, 30.0), 1), ((9.0, 5.0, 1.0), -1), ((1.0, 1.1, 1.2), None)],
)
def test_a_trend_is_named_only_where_it_is_clear(deviations, moving):
    assert trend(deviations) == moving
    assert trend((1.0, 2.0, float("inf"))) == 1
    assert trend((float("nan"), 2.0, 3.0)) is None
