from __future__ import annotations

import pytest
from test_verify import derived, failed_steps, step, verified

from spectral_proofs.results.trace import Status, Step, Trace, from_document
from spectral_proofs.verifier import rules_growth
from spectral_proofs.verifier.feasibility import contradictory
from spectral_proofs.verifier.reader import read
from spectral_proofs.verifier.subject import Subject
from spectral_proofs.verifier.verify import outcomes


@pytest.mark.parametrize("facts", ["a - 1; b - 1; a - b - 1", "a - 1; b - 1; a - 100", "a - 1; b - 1; 1 - a*b"])
def test_hypotheses_hold_for_the_numbers_of_the_problem(facts):
    document = derived()
    case = step(document, "case")
    case["output"]["positive"] = facts
    assert failed_steps(document, case["step"]) == [case["step"]]


@pytest.mark.slow  # 6 s
def test_hypotheses_do_not_contradict_one_another():
    document = derived("C*lambda**m*t", None, "2")
    case = step(document, "case")
    assert failed_steps(document, case["step"]) == []
    case["output"]["positive"] += "; a - 4; 3 - a"
    assert failed_steps(document, case["step"]) == [case["step"]]


def test_linear_contradictions_are_found():
    x, y = read("x"), read("y")
    assert contradictory([x - 3, y - x, 2 - y])
    assert not contradictory([x - 3, y - x, 5 - y, x * y - 1])


@pytest.mark.parametrize("text", ["a - b", "a =", "= 2", "1 = 2", "a = 7/4", "a = __import__('os')", "a = b = 2"])
def test_malformed_equalities_fail_their_step(text, tmp_path, capsys):
    document = derived()
    case = step(document, "case")
    case["output"]["equalities"] = text
    found = list(outcomes(from_document(document["regimes"][0]["trace"]), None, [case["step"]]))
    assert found[0].status in (Status.FAILED, Status.UNCHECKED)
    if text == "a - b":
        status, said = verified(document, tmp_path, capsys)
        assert status == 1
        assert "is no equality" in said.out
        assert said.err == ""


@pytest.mark.parametrize("coefficient", ["t + 1/t", "t + 1/t**3", "t*(1 + 1/10**9)", "t*(1 + exp(-t))"])
def test_tails_hold_at_every_fixed_t(coefficient):
    document = derived()
    tail = step(document, "cell", -1)
    assert tail["input"]["place"] == "tail"
    tail["output"]["coefficient"] = coefficient
    assert failed_steps(document, tail["step"]) == [tail["step"]]


def test_coefficients_are_exact():
    document = derived()
    for rule in ("cell", "contribution"):
        count = sum(entry["rule"] == rule for entry in document["regimes"][0]["trace"])
        for place in range(count):
            forged = derived()
            entry = step(forged, rule, place)
            entry["output"]["coefficient"] = f"({entry['output']['coefficient']})*(1 + 1/10**9)"
            assert failed_steps(forged, entry["step"]), entry


def test_constants_of_laws_are_exact():
    document = derived()
    for name in ("loss_constant", "energy_constant"):
        forged = derived()
        entry = step(forged, "regime")
        entry["output"][name] = f"({entry['output'][name]})*(1 + 1/10**12)"
        assert failed_steps(forged, entry["step"])
    law = step(document, "law")
    law["output"]["equivalent"] = "no"
    law["relies_on"] = law["relies_on"][:1]
    document["regimes"][0]["trace"] = [e for e in document["regimes"][0]["trace"] if e["rule"] != "constant"]
    steps = document["regimes"][0]["trace"]
    number = {entry["step"]: place for place, entry in enumerate(steps, 1)}
    for entry in steps:
        entry["relies_on"] = [number[n] for n in entry["relies_on"] if n in number]
        entry["step"] = number[entry["step"]]
    assert failed_steps(document, law["step"]) == [law["step"]]


def test_no_step_says_more_than_its_rule():
    for entry in derived()["regimes"][0]["trace"]:
        for side in ("input", "output"):
            forged = derived()
            forged["regimes"][0]["trace"][entry["step"] - 1][side]["delta"] = "17"
            assert failed_steps(forged, entry["step"]) == [entry["step"]]


def test_a_tail_that_oscillates_with_lambda_keeps_condition_2():
    problem = {"g": "lam*t*(cos(log(lam)) + 2)", "a": "3/2", "b": "2", "Lambda": "1", "W": "1"}
    place = {"place": "tail", "exponents": "", "parameter": "t", "low": "1", "high": "oo"}
    for coefficient, holds in (("t*(cos(phase_0) + 2)", True), ("t**2*(cos(phase_0) + 2)", False)):
        lead = {"coefficient": coefficient, "monomial": "lam", "tends": "zero"}
        subject = Subject(Trace((Step(1, "problem", problem, {}), Step(2, "cell", place, lead, (1,)))))
        assert (rules_growth._against(subject, read("1"), read("1")) == "") is holds


def test_the_partition_and_the_frontier_name_their_own(tmp_path, capsys):
    document = derived()
    for rule, name, value in (("partition", "Lambda", "7"), ("frontier", "variable", "y")):
        entry = step(document, rule)
        entry["input"][name] = value
        assert failed_steps(document, entry["step"]) == [entry["step"]]
