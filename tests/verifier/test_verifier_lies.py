"""Documents that a lying derivation could write: each lie is consistent in itself, and found by computing afresh.

What is *not* found is listed too (``NOT_SEEN``), so that it is known rather than believed.
"""

from __future__ import annotations

import copy
import functools
import re

import pytest
from test_verify import checked, claim, failing, not_covered
from weight import heavy

from spectral_proofs.results.trace import Status, Trace, from_document
from spectral_proofs.verifier.verify import outcomes

MONOMIAL, HEAVY = "lambda*t", "log(1+lambda*t)"


@functools.lru_cache(maxsize=4)
def honest(g: str) -> Trace:
    return from_document(checked(g)["runs"][0]["trace"])


def lying(g: str, lies) -> Trace:
    """The trace of a run with every text replaced that the lies name: (rule, side, key, old, new)."""
    document = copy.deepcopy(checked(g)["runs"][0]["trace"])
    count = 0
    for rule, quantity, key, new in lies:
        for step in document:
            about = (None, step["input"].get("quantity"), step["input"].get("name"))
            if step["rule"] == rule and quantity in about and key in step["output"]:
                old = step["output"][key]
                step["output"][key] = new(old) if callable(new) else new
                count += step["output"][key] != old
    assert count >= len({lie[0] for lie in lies})
    return from_document(document)


def caught(trace: Trace, *rules: str) -> bool:
    """Whether a step of one of these rules fails; others are not looked at, to save time."""
    numbers = [step.number for step in trace.steps if step.rule in rules]
    return any(item.status is Status.FAILED for item in outcomes(trace, None, numbers))


def times(factor: str):
    return lambda text: f"({text})*{factor}"


LIES = {
    "chi off by 1/1000, law and exponents alike": (
        HEAVY,
        [
            ("dominance", "L", "order", "t**(-251/1000)"),
            ("law", "L", "index", "-251/1000"),
            ("exponents", None, "chi", "251/1000"),
            ("relation", None, "chi + gamma - rho", "1/1000"),
        ],
        ("law", "dominance"),
    ),
    "a power of log t in L": (
        HEAVY,
        [
            ("dominance", "L", "order", "t**(-1/4)*log(t)**(1/10)"),
            ("law", "L", "log_index", "1/10"),
            ("exponents", None, "chi_log", "-1/10"),
        ],
        ("law", "dominance"),
    ),
    "the constant of L off by 1/1000": (HEAVY, [("constant", "L", "value", times("1001/1000"))], ("constant", "law")),
    "the limit of S denied": (HEAVY, [("law", "S", "equivalent", "no")], ("law",)),
    "rho off by 1/1000, place and all": (
        HEAVY,
        [("frontier", None, "rho", "1001/1000"), ("exponents", None, "rho", "1001/1000")],
        ("frontier", "exponents", "relation"),
    ),
    "kappa off by 1/1000": (HEAVY, [("argmax", None, "kappa", times("1001/1000"))], ("argmax",)),
    "lower bound of L too large by 1/1000": (
        MONOMIAL,
        [("theorem", "loss_tight", "lower", times("1001/1000"))],
        ("theorem",),
    ),
    "c2 too small by 1/1000": (MONOMIAL, [("constants", None, "c2", times("999/1000"))], ("constants",)),
    "a hypothesis said to fail, and so the verdicts": (
        MONOMIAL,
        [("hypothesis", None, "truth", "no")],
        ("hypothesis",),
    ),
    "condition (2) said to hold, with exponents": (
        HEAVY,
        [("growth", None, "truth", "yes")],
        ("growth",),
    ),
    "condition (2) said to fail": (MONOMIAL, [("growth", None, "truth", "no")], ("growth",)),
    "the expansion of a cell off by 1/1000": (
        HEAVY,
        [("cell", None, "coefficient", times("1001/1000"))],
        ("cell",),
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_found(name):
    g, lies, rules = LIES[name]
    assert not caught(honest(g), *rules)
    assert caught(lying(g, lies), *rules)


@pytest.mark.parametrize("g", ["lambda*t*(1+sin(log(t)))", heavy("lambda*t*(1+cos(lambda*t))")])
def test_a_g_that_touches_zero_is_not_positive(g):
    document = copy.deepcopy(checked(g)["runs"][0]["trace"])
    (step,) = (step for step in document if step["input"].get("statement") == "g > 0")
    assert not caught(from_document(document), "hypothesis")
    step["output"]["truth"] = "yes"
    assert caught(from_document(document), "hypothesis")


@pytest.mark.parametrize("name", ["growth", "eq7", "thm2"])
def test_verdicts_flipped_without_their_steps_are_found(name):
    document = checked(MONOMIAL)
    entry = document["runs"][0]["claims"][claim(document, name)]
    entry |= {"hypotheses": "hold", "conclusion": "fails", "verdict": "refuted", "passed": False}
    document["summary"]["passed"] -= 1
    document["summary"]["failed"] += 1
    assert f"{name}: conclusion" in failing(document)


def test_a_theorem_left_out_fails():
    document = checked(MONOMIAL)
    del document["runs"][0]["theorems"]["loss"]
    assert "theorems: loss" in failing(document)
    del document["runs"][0]["theorems"]
    assert "theorems: energy" in failing(document)


def test_a_claim_left_out_is_named():
    document = checked(MONOMIAL)
    run = document["runs"][0]
    place = claim(document, "eq7")
    passed = run["claims"].pop(place)["passed"]
    assert "summary: passed" in failing(document)
    document["summary"]["passed"] -= passed
    named = [name for name in not_covered(document) if name.startswith("claims that are not stated")]
    assert named
    assert re.search(r"\beq7\b", named[0])


def test_a_wide_ball_is_named_though_it_is_true():
    document = checked(MONOMIAL)
    loss = document["runs"][0]["sums"][0]["loss"]
    loss["rad"] = f"{float(loss['mid']) / 100:.3e}"
    assert failing(document) == []
    assert f"L: t = {document['runs'][0]['sums'][0]['t']}" in not_covered(document)


def test_a_ball_that_misses_the_value_fails():
    document = checked(MONOMIAL)
    loss = document["runs"][0]["sums"][0]["loss"]
    mid, mark, power = loss["mid"].partition("e")
    loss["mid"] = mid[:12] + ("1" if mid[12] != "1" else "2") + mid[13:] + mark + power
    assert len(failing(document)) == 1


NOT_SEEN = {
    "a constant off by less than its quadrature": times("(1 + 1/10**20)"),
}


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_is_not_seen(name):
    assert not caught(lying(HEAVY, [("constant", "L", "value", NOT_SEEN[name])]), "constant", "law")
