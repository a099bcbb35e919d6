"""Theorems with parameters that are false somewhere: found in corners of their regimes and near their borders."""

from __future__ import annotations

import json

import pytest

from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier import rules_cases
from spectral_proofs.verifier.document import read_document
from spectral_proofs.verifier.examine import MISSING, beside
from spectral_proofs.verifier.points import border_points, corner_points, parameters
from spectral_proofs.verifier.reader import holds, read_condition
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.subject import Subject


def about(g: str, a: str = "a", b: str = "b") -> Subject:
    return Subject(Trace((Step(1, "problem", {"g": g, "a": a, "b": b, "Lambda": "1", "W": "1"}, {}),)))


def claimed(subject: Subject, when: str, **outputs: str):
    step = Step(2, "regime", {"when": when}, outputs, (1,))
    return rules_cases.formulas(step, subject, read_condition(when))


ASINH, POWERS = about("asinh(lam**m*t)"), about("c*asinh((lam*t)**p)", "3/2", "2")

FALSE = [
    (ASINH, "True", {"chi": "2", "chi_log": "0"}),  # chi = min((a-1)/(bm), 2)
    (ASINH, "True", {"chi": "(a-1)/(b*m)", "chi_log": "0"}),
    (ASINH, "a < 1 + 2*b*m + b/50", {"chi": "(a-1)/(b*m)", "chi_log": "0"}),  # the border is moved
    (POWERS, "True", {"chi": "1/4", "chi_log": "0"}),  # chi = min(1/4, 2cp)
    (POWERS, "c*p > 1/9", {"chi": "1/4", "chi_log": "0"}),
    (POWERS, "c*p > 1/8", {"chi": "251/1000", "chi_log": "0"}),
    (about("log(1+lam*t)", "a", "2"), "True", {"chi": "(a-1)/2", "chi_log": "0"}),
    (about("log(1+lam**m*t)", "3/2", "b"), "True", {"rho": "1/m + 1/1000", "rho_log": "0"}),
    (about("lam*t**n", "3/2", "2"), "True", {"gamma": "3*n/4 + 1/1000", "gamma_log": "0"}),
    (about("lam*t*log(1+t)**n", "3/2", "2"), "True", {"chi": "1/4", "chi_log": "n/4 + 1/2"}),
]


@pytest.mark.parametrize(("subject", "when", "outputs"), FALSE, ids=[f"{f[0].g} {f[1]} {f[2]}" for f in FALSE])
def test_a_theorem_that_is_false_somewhere_fails(subject, when, outputs):
    with pytest.raises(FailedStepError):
        claimed(subject, when, **outputs)


TRUE = [
    (ASINH, "a < 1 + 2*b*m", {"rho": "1/m", "rho_log": "0", "chi": "(a-1)/(b*m)", "chi_log": "0"}),
    (ASINH, "a > 1 + 2*b*m", {"rho": "1/m", "rho_log": "0", "chi": "2", "chi_log": "0"}),
    (POWERS, "c*p > 1/8", {"chi": "1/4", "chi_log": "0"}),
    (POWERS, "c*p < 1/8", {"chi": "2*c*p", "chi_log": "0"}),
]


@pytest.mark.parametrize(("subject", "when", "outputs"), TRUE, ids=[f"{f[0].g} {f[1]}" for f in TRUE])
def test_a_true_one_does_not(subject, when, outputs):
    status, note = claimed(subject, when, **outputs)
    assert status is not Status.FAILED
    assert "slopes in its corners and on its borders" in note


def test_what_states_nothing_is_unchecked():
    status, _ = claimed(ASINH, "True", growth="undecided")
    assert status is Status.UNCHECKED


def test_points_are_in_the_regime_and_close_to_its_borders():
    condition = read_condition("(c*p > 1/8) & (p < 3)")
    corners, near = corner_points(condition, POWERS), border_points(condition, POWERS)
    assert corners
    assert len(near) == 2
    assert all(holds(condition, point) for point in (*corners, *near))
    c, p = parameters(POWERS)
    assert 1 < near[0][c] * near[0][p] * 8 < 1.01
    assert 0.99 < near[1][p] / 3 < 1


def document(g: str, a: str, b: str, **values):
    empty = dict.fromkeys(("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log"))
    return {
        "schema": "spectral-proofs/derivation/1",
        "g": g,
        "spectrum": {"a": a, "b": b},
        "assumptions": ["all parameters are positive", "a > 1", "b > 1"],
        "regimes": [{"when": "True", **empty, **values}],
    }


def traced(g: str) -> dict:
    """A regime with a trace, so that the document is one to verify."""
    step = {"step": 1, "rule": "problem", "input": {"g": g, "a": "a", "b": "b"}, "output": {}, "relies_on": []}
    return {"when": "False", "trace": [step]}


@pytest.mark.parametrize(("chi", "status"), [("2", Status.FAILED), (None, None)])
def test_a_regime_without_a_trace_is_tested_at_points(chi, status):
    content = document("asinh(lambda**m*t)", "a", "b", chi=chi, chi_log=None if chi is None else "0")
    content["regimes"].append(traced("asinh(lam**m*t)"))
    read_back = read_document(json.dumps(content))
    found = beside(read_back.entries[0], read_back, {})
    assert found[0].name == MISSING
    assert [item.status for item in found[1:]] == ([] if status is None else [status])


def test_a_true_regime_without_a_trace_stays_uncovered():
    content = document("lambda**m*t", "3/2", "2", rho="1/m", rho_log="0", chi="1/(4*m)", chi_log="0")
    content["regimes"].append(traced("lam**m*t"))
    content["assumptions"] += ["1/2 < m <= 3"]
    read_back = read_document(json.dumps(content))
    (_, found) = beside(read_back.entries[0], read_back, {})
    assert found.status is Status.UNCHECKED
    assert "slopes in its corners" in found.note
