"""``verify`` on whole documents: genuine ones pass, and no false statement in one does, beside the trace or in it."""

from __future__ import annotations

import contextlib
import copy
import functools
import io
import json

import pytest
from weight import heavy

from spectral_proofs import cli
from spectral_proofs.claims import TRACED
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.reporters import theorem as theorem_report
from spectral_proofs.results.trace import Status, from_document
from spectral_proofs.text.laws import law_sentence
from spectral_proofs.verifier import failures
from spectral_proofs.verifier.comparison import leftover
from spectral_proofs.verifier.document import read_document
from spectral_proofs.verifier.examine import around, beside, examine
from spectral_proofs.verifier.verify import outcomes

HEAVY = ("log(1+lambda*t)", "3/2", "2")
DERIVED = [
    HEAVY,
    ("lambda*t", "3/2", "2"),
    ("lambda*t*log(1+t)", "7/4", "3/2"),
    ("lambda*t/(1+lambda*t)", "3/2", "2"),
    ("lambda**(1/4)*t", "3/2", "2"),
    ("Max(lambda*t, lambda*t**2/1000)", "3/2", "2"),
    ("lambda*t*(2+sin(log(t)))", "3/2", "2"),
    ("C*lambda**m*t", None, "2"),
    ("log(1+lambda*t)", None, "2"),
    ("lambda*t**n", "5/2", None),
]
LONG = [DERIVED[3], DERIVED[6], *DERIVED[-2:]]  # 2 to 4 s each to verify


@functools.lru_cache(maxsize=20)
def derived_text(g, a, b):
    return json.dumps(theorem_report.document(general_theorem(Candidate(g), a, b, explained=True)))


def derived(g=HEAVY[0], a=HEAVY[1], b=HEAVY[2]):
    return json.loads(derived_text(g, a, b))


@functools.lru_cache(maxsize=3)
def checked_text(g):
    claims = "growth,eq3,eq4,lemma5,prop1,eq7,thm2,cor1,loss-orthonormal,tradeoff,compute-optimal"
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        cli.main(["check", g, "--claims", claims, "--explain", "--format", "json", "--timeout", "none"])
    return printed.getvalue()


def checked(g=HEAVY[0]):
    return json.loads(checked_text(g))


def bare(g=HEAVY[0]):
    """A run without its table of sums, each of which the verifier computes again: the rest is compared at once."""
    document = checked(g)
    document["runs"][0]["sums"] = []
    return document


def beside_of(document):
    """Everything that is compared with the traces."""
    read_back = read_document(json.dumps(document))
    return [*(item for entry in read_back.entries for item in beside(entry, read_back, TRACED)), *around(read_back)]


def failing(document):
    return [item.name for item in beside_of(document) if item.status is Status.FAILED]


def not_covered(document):
    return [item.name for item in beside_of(document) if item.status is Status.UNCHECKED]


def step(document, rule, place=0):
    trace = document["regimes"][0]["trace"]
    return [entry for entry in trace if entry["rule"] == rule][place]


def failed_steps(document, *numbers):
    trace = from_document(document["regimes"][0]["trace"])
    return [item.number for item in failures(outcomes(trace, None, numbers))]


def verified(document, tmp_path, capsys):
    path = tmp_path / "document.json"
    path.write_text(json.dumps(document))
    status = cli.main(["verify", str(path)])
    return status, capsys.readouterr()


@pytest.mark.parametrize("key", [heavy(k) if k in LONG else k for k in DERIVED], ids=lambda key: f"{key[0]} {key[1]}")
def test_genuine_derivations_pass(key):
    document = read_document(derived_text(*key))
    part = next(examine(document, TRACED))
    assert not part.failed, part
    assert not part.open
    assert failing(derived(*key)) == []
    assert set(not_covered(derived(*key))) <= {"notes", "rigour", "status and note of every step"}


@pytest.mark.parametrize("g", [HEAVY[0], "lambda*t", heavy("lambda*t*(2+sin(log(t)))")])
def test_genuine_runs_pass(g):
    assert failing(checked(g)) == []
    names = [item.name for item in beside_of(checked(g)) if item.status is Status.CHECKED]
    assert {"g", "chi", "eq7: chi", "theorems: loss", "thm2: conclusion", "L: t = 1e100", "summary: passed"} <= {*names}


def test_what_was_compared_is_said(tmp_path, capsys):
    status, said = verified(derived(), tmp_path, capsys)
    assert status == 0
    assert "compared, and as the trace says" in said.out
    assert "0 failed" in said.out
    assert "39 statements beside the traces compared" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def put(document, path, value):
    """A copy with one value changed; the path leads through keys and positions."""
    forged = copy.deepcopy(document)
    place = forged
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert forged != document
    return forged


IN_REGIME = [
    (("rho",), "2", "rho"),
    (("rho",), None, "rho"),
    (("gamma_log",), "1", "gamma_log"),
    (("loss",), "L ~ (7) t^(-9)", "loss"),
    (("laws", "loss", "constant"), "7", "laws: loss constant"),
    (("laws", "loss", "index"), "-9", "laws: loss index"),
    (("laws", "frontier", "index"), None, "laws: frontier index"),
    (("laws", "loss", "log_index"), "1", "laws: loss log_index"),
    (("laws", "perturbation_energy", "factor"), "log(log(t))", "laws: perturbation_energy factor"),
    (("laws", "loss"), None, "loss"),
    (("loss",), None, "loss"),
    (("loss",), "L = Theta(t^(-1/4))", "loss"),
    (("constants", "loss"), "7", "constants: loss"),
    (("constants", "frontier"), "1", "constants: frontier"),
    (("slow_factors", "loss"), "log(log(t))", "slow_factors: loss"),
    (("frontier",), "lambda_* ~ t^(-5)", "frontier"),
    (("perturbation_energy",), "S ~ t^(3/4)", "perturbation_energy"),
    (("growth",), "bounded", "growth"),
    (("scaling_function",), "x**7", "scaling_function"),
    (("scaling_function",), "log(1 + x)*(1 + 1/10**9)", "scaling_function"),
    (("scaling_function",), ["log(1 + x)"], "scaling_function"),
    (("expansions",), {"loss": "0", "perturbation_energy": None, "remainder": "none"}, "expansions: loss"),
    (("when",), "a > 7", "when"),
    (("when",), 17, "when"),
]


@pytest.mark.parametrize(("path", "value", "name"), IN_REGIME, ids=[f"{i[2]}-{i[1]}" for i in IN_REGIME])
def test_a_false_statement_of_a_regime_fails(path, value, name):
    assert name in failing(put(derived(), ("regimes", 0, *path), value))


AROUND = [
    (("g",), "lam*t", "g"),
    (("spectrum", "a"), "5/2", "spectrum: a"),
    (("spectrum", "W"), "2", "spectrum: W"),
    (("schema",), "spectral-proofs/derivation/2", "schema"),
    (("schema",), "spectral-proofs/run/1", "schema"),
    (("assumptions",), ["all parameters are positive", "a > 1", "b > 1", "a > 7"], "assumptions"),
    (("assumptions",), [], "assumptions"),
]


@pytest.mark.parametrize(("path", "value", "name"), AROUND, ids=[f"{i[2]}-{i[1]}" for i in AROUND])
def test_a_false_statement_around_the_regimes_fails(path, value, name):
    assert name in failing(put(derived(), path, value))


def test_a_law_whose_parts_are_not_stated_is_not_covered():
    document = derived()
    del document["regimes"][0]["laws"]
    assert failing(document) == []
    assert {"frontier", "loss", "perturbation_energy"} <= set(not_covered(document))


def test_a_law_that_is_false_in_its_parts_and_its_sentence_fails():
    document = put(derived(), ("regimes", 0, "laws", "loss", "index"), "-9")
    parts = document["regimes"][0]["laws"]["loss"]
    document["regimes"][0]["loss"] = law_sentence("L", parts)
    assert failing(document) == ["laws: loss index"]


def test_expansions_are_compared():
    document = derived("lambda*t", "3/2", "2")
    honest = document["regimes"][0]["expansions"]
    for name, value in (("loss", f"2*{honest['loss']}"), ("perturbation_energy", "0"), ("remainder", "nothing")):
        assert any("expansions" in found for found in failing(put(document, ("regimes", 0, "expansions", name), value)))
    for scale in ("2", "log(t)", "1/t"):
        still = put(document, ("regimes", 0, "expansions", "remainder"), f"smaller than every power of {scale}")
        assert "expansions: remainder" in failing(still)
    assert "expansions" in failing(put(document, ("regimes", 0, "expansions"), None))


def test_assumptions_are_those_of_the_trace():
    honest = theorem_report.document(
        general_theorem(Candidate("lambda*t**p"), None, "2", ["1 < a < 3", "p <= 2"], explained=True)
    )
    assert failing(honest) == []
    rest = honest["assumptions"][:3]
    for own in (["1 < a < 3"], ["1 < a < 3", "p < 2"], ["1 < a < 3", "p <= 2", "p >= 1"], ["1 < a < 2", "2 >= p"]):
        assert "assumptions" in failing({**honest, "assumptions": [*rest, *own]})
    assert failing({**honest, "assumptions": [*rest, "3 > a", "a > 1", "2*p <= 4"]}) == []


def test_the_regimes_are_those_of_the_traces():
    document = derived("C*lambda**m*t", None, "2")
    assert len(document["regimes"]) > 2
    assert "regimes" in failing({**document, "regimes": document["regimes"][1:]})
    assert "regimes" in failing({**document, "regimes": [*document["regimes"], document["regimes"][0]]})
    first = document["regimes"][0]
    assert "chi" in failing(put(document, ("regimes", 0, "chi"), f"{first['chi']} + (a - 3/2)"))
    wrong = f"{first['scaling_function']}*(1 + 1/10**6)"
    assert "scaling_function" in failing(put(document, ("regimes", 0, "scaling_function"), wrong))


IN_RUN = [
    (("exponents", "chi"), "99", "chi"),
    (("exponents", "rho"), None, "rho"),
    (("spectrum",), {"a": "9", "b": "9"}, "spectrum: a"),
    (("candidate", "g"), "lambda*t", "g"),
    (("regime",), "critical: a = b+1", "regime"),
    (("theorems", "loss", "statement"), "1000 t^(-1/4) <= L(t)", "theorems: loss"),
    (
        ("theorems", "loss", "statement"),
        "1.6 t^(-1/4) <= L(t) <= 1.7493852 t^(-1/4) for all t >= 100",
        "theorems: loss",
    ),
    (("theorems", "energy", "statement"), "S(t) = oo for all t >= 1, because s = 1 >= 2 m b = 1", "theorems: energy"),
    (("theorems", "loss", "lower"), "1000", "theorems: loss"),
    (("theorems", "loss", "t0"), "1", "theorems: loss"),
    (("theorems", "magic"), {"quantity": "L", "statement": "L = 0"}, "theorems: magic"),
    (("sums", 0, "loss", "mid"), "0.5", "L: t = 1e2"),
    (("sums", 2, "perturbation_energy", "mid"), "inf", "S: t = 1e12"),
    (("sums", 2, "perturbation_energy", "mid"), "bounded", "S: t = 1e12"),
]


@pytest.mark.parametrize(("path", "value", "name"), IN_RUN, ids=[f"{i[2]}-{i[0][-1]}" for i in IN_RUN])
def test_a_false_statement_of_a_run_fails(path, value, name):
    document = checked() if path[0] == "sums" else bare()
    assert name in failing(put(document, ("runs", 0, *path), value))


@pytest.mark.parametrize("g", [HEAVY[0], "lambda*t"])
def test_a_run_without_its_sums_is_genuine(g):
    assert failing(bare(g)) == []


def claim(document, name):
    return next(n for n, entry in enumerate(document["runs"][0]["claims"]) if entry["id"] == name)


DETERMINED = (
    *("growth", "eq3", "eq4", "lemma5", "prop1", "eq7", "thm2", "cor1", "loss-orthonormal"),
    *("tradeoff", "compute-optimal"),
)


@pytest.mark.parametrize("name", DETERMINED)
@pytest.mark.parametrize("g", [HEAVY[0], "lambda*t"])
def test_a_false_verdict_fails(g, name):
    document = bare(g)
    place = ("runs", 0, "claims", claim(document, name))
    entry = document["runs"][0]["claims"][place[-1]]
    other = "refuted" if entry["verdict"] != "refuted" else "confirmed"
    assert f"{name}: verdict" in failing(put(document, (*place, "verdict"), other))
    assert f"{name}: passed" in failing(put(document, (*place, "passed"), not entry["passed"]))
    turned = {"hold": "fail", "fail": "hold", "holds": "fails", "fails": "holds"}
    for what in ("hypotheses", "conclusion"):  # with the verdict that follows, so that only the trace can tell
        forged = put(document, (*place, what), turned[entry[what]])
        assert f"{name}: {what}" in failing(forged)


def test_every_verdict_refuted_fails():
    document = bare()
    for entry in document["runs"][0]["claims"]:
        entry["verdict"] = "refuted"
    assert len(failing(document)) >= 6


DETAILS = [("eq7", "chi"), ("eq7", "c"), ("eq7", "explicit"), ("thm2", "gamma"), ("thm2", "lower"), ("eq3", "kappa")]


@pytest.mark.parametrize(("name", "key"), DETAILS)
def test_a_false_detail_of_a_claim_fails(name, key):
    document = bare()
    path = ("runs", 0, "claims", claim(document, name), "details", key)
    assert f"{name}: {key}" in failing(put(document, path, "17"))


def test_what_no_trace_determines_is_named():
    document = derived()
    document["regimes"][0]["remark"] = "L is bounded"
    document["remark"] = "S is too"
    assert not_covered(document).count("remark") == 2
    run = bare()
    run["runs"][0]["claims"][0]["moral"] = "true"
    assert {"growth: moral", "fits"} <= {*not_covered(run)}
    assert [item.name for item in leftover({"a": 1, "b": None, "c": []}, ())] == ["a"]


def test_an_entry_without_its_trace_is_no_success(tmp_path, capsys):
    document = derived("C*lambda**m*t", None, "2")
    del document["regimes"][0]["trace"]
    assert next(examine(read_document(json.dumps(document)), TRACED)).open
    alone = derived()
    alone["regimes"].append({"when": "False"})
    status, said = verified(alone, tmp_path, capsys)
    assert status == 1  # the traces know of one regime only
    assert "there is no trace" in said.out
    del alone["regimes"][0]["trace"]
    assert verified(alone, tmp_path, capsys)[0] == 2


@pytest.mark.parametrize(
    "garbage", ["", "(", "nan", "oo", "zoo", "x", "yes", "1/0", "2**10**9", "a = b", ";;", "Eq(a, b)"]
)
def test_garbage_never_crashes(garbage):
    """Each text of a trace in turn, looked at alone: no exception leaves the verifier."""
    document = derived("lambda**(1/4)*t", "3/2", "2")
    for entry in document["regimes"][0]["trace"]:
        for side in ("input", "output"):
            for name in entry[side]:
                forged = derived("lambda**(1/4)*t", "3/2", "2")
                forged["regimes"][0]["trace"][entry["step"] - 1][side][name] = garbage
                cheap = [entry["step"]] if entry["rule"] not in ("law", "contribution", "regime", "expansion") else [0]
                failed_steps(forged, *cheap)


@pytest.mark.parametrize("value", [None, 17, [], {}, "(", "nan", True])
def test_malformed_values_beside_a_trace_fail_or_are_bad_input(value):
    for document in (derived(), bare()):
        key = "regimes" if "regimes" in document else "runs"
        for name in [*document[key][0]]:
            forged = copy.deepcopy(document)
            forged[key][0][name] = value
            with contextlib.suppress(InputError):
                beside_of(forged)
        for name in document:
            with contextlib.suppress(InputError):
                beside_of({**document, name: value})
