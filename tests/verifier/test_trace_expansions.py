from __future__ import annotations

import pytest
from test_trace import EXPANDED, examine, honest, number_of, off, trace_of, with_output

from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier import failures
from spectral_proofs.verifier.reader import read
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.rules_expansions import follows_expansion
from spectral_proofs.verifier.subject import Subject

COMPLETE = [
    ("value", lambda text: f"({text})*(1 + 1/10**12)"),
    ("value", lambda text: f"({text}) + 1"),
    ("value", lambda text: text.replace("zeta(-1/2)", "0")),
    ("value", lambda text: text.replace("zeta(-1/2)", "zeta(-1/2)*101/100")),
    ("index", off),
]


@pytest.mark.parametrize(("part", "change"), COMPLETE)
def test_a_changed_expansion_fails(part, change):
    trace = trace_of(*EXPANDED)
    number = number_of(trace, "expansion", quantity="S")
    assert honest(trace, number)
    forged = with_output(trace, number, **{part: change(trace.steps[number - 1].output[part])})
    assert forged != trace
    assert failures(examine(forged, [number]))


def subject_of_a_balanced_sum() -> Subject:
    problem = {"g": "29/8*lam**2*t + lam*t**(1/2)", "a": "7/4", "b": "3/2", "Lambda": "1", "W": "1"}
    return Subject(Trace((Step(1, "problem", problem, {}),)))


def test_expansions_with_integrals_are_checked():
    moment = "Integral(x**(-3/2)*(1 - exp(-29/8*x**2 - x))**2, (x, 0, oo))"
    honest_one = f"{moment}*t**(1/4)*2/3 + zeta(1/4)"
    assert follows_expansion(subject_of_a_balanced_sum(), "S", read(honest_one))[0] is Status.CONSISTENT
    for old, new in (("2/3", "2/3*1001/1000"), ("zeta(1/4)", "zeta(1/4)*11/10"), ("zeta(1/4)", "0")):
        with pytest.raises(FailedStepError):
            follows_expansion(subject_of_a_balanced_sum(), "S", read(honest_one.replace(old, new)))
