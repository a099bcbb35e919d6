from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_trace import HEAVY, MONOMIAL, NEWTON, caught, changed, examine, number_of, trace_of, with_output

from spectral_proofs.errors import InputError
from spectral_proofs.results.trace import Status, Trace, from_document
from spectral_proofs.verifier import failures, verify


@pytest.mark.parametrize("key", [MONOMIAL, HEAVY], ids=" ".join)
def test_no_step_can_be_left_out(key):
    steps = trace_of(*key).steps
    for missing in steps:
        kept = [s for s in steps if s is not missing]
        assert failures(examine(Trace(tuple(kept)), [0])), missing
        # nothing relies on a theorem: without it the trace is shorter, not wrong
        assert fails_renumbered(kept) or missing.rule == "theorem", missing


def fails_renumbered(kept):
    """With numbers closed up, so that the gap does not show: what it leaves behind does."""
    new = {step.number: i for i, step in enumerate(kept, 1)}
    steps = [replace(s, number=new[s.number], relies_on=tuple(new[n] for n in s.relies_on if n in new)) for s in kept]
    cheap = [s.number for s in steps if s.rule in ("partition", "dominance", "exponents", "relation", "constants")]
    return any(failures(examine(Trace(tuple(steps)), [n])) for n in [0, *cheap])


def test_reliance_cannot_be_exchanged():
    trace = trace_of(*HEAVY)
    for step in trace.steps:
        if len(step.relies_on) > 1:
            assert caught(changed(trace, step.number, relies_on=step.relies_on[::-1]), step.number)
        assert caught(changed(trace, step.number, relies_on=(*step.relies_on, step.number)), step.number)
        assert caught(changed(trace, step.number, relies_on=step.relies_on[1:]), step.number) or not step.relies_on


def test_cells_cannot_change_places():
    trace = trace_of(*NEWTON)
    steps = list(trace.steps)
    first, second = (number_of(trace, "cell", place) for place in (1, 3))
    steps[first - 1], steps[second - 1] = (
        replace(steps[second - 1], number=first),
        replace(steps[first - 1], number=second),
    )
    assert caught(Trace(tuple(steps)), first)


def test_a_trace_is_about_its_problem():
    trace = trace_of(*MONOMIAL)
    assert failures(verify(trace, {"g": "lam*t", "a": "3/2"})) == ()
    assert failures(verify(trace, {"g": "lam*t", "a": "2"}))


def test_unknown_rules_and_texts_do_not_pass():
    trace = trace_of(*MONOMIAL)
    assert caught(changed(trace, 3, rule="magic"), 3)
    (item,) = examine(with_output(trace, 3, coefficient="__import__('os')"), [3])
    assert item.status in (Status.FAILED, Status.UNCHECKED)


def test_documents_round_trip():
    trace = trace_of(*HEAVY)
    assert from_document(json.loads(json.dumps(trace.document()))) == trace
    for broken in ({}, [1], [{"step": 1}], [{**trace.document()[0], "output": {"s": 1}}]):
        with pytest.raises(InputError):
            from_document(broken)
