from dataclasses import replace
from xml.etree import ElementTree

import pytest
from factories import RUN, claim

from spectral_proofs import cli
from spectral_proofs.reporters import junit
from spectral_proofs.reporters.junit_cases import Status, cases
from spectral_proofs.reporters.provenance import Provenance, versions
from spectral_proofs.results import ExpectationResult, Truth, Verdict
from spectral_proofs.results.exit_status import exit_status

ORIGIN = Provenance("", 30, 0, (("sympy", "1.14"),), "2026-01-02T00:00:00Z")
HOSTILE = "\x00\x08\x1b[31m<&>\"'\ud800\ufffe]]>\u202e<![CDATA[ &lambda; <!DOCTYPE x> λ\nsecond"


def read(results, **options):
    text = junit.document(results, ORIGIN, **options)
    assert text.isascii()
    return ElementTree.fromstring(text)


def only(result):
    (case,) = read([result]).iter("testcase")
    return case


@pytest.mark.parametrize(
    ("verdict", "expected", "tag"),
    [
        (Verdict.CONFIRMED, None, None),
        (Verdict.BEYOND, None, None),
        (Verdict.REFUTED, None, "failure"),
        (Verdict.OUTSIDE, None, "failure"),
        (Verdict.UNDECIDED, None, "skipped"),
        (Verdict.REFUTED, Verdict.REFUTED, None),
        (Verdict.OUTSIDE, Verdict.REFUTED, "failure"),
        (Verdict.CONFIRMED, Verdict.REFUTED, "failure"),
        (Verdict.UNDECIDED, Verdict.UNDECIDED, "skipped"),
    ],
)
def test_a_claim_is_a_testcase(verdict, expected, tag):
    case = only(replace(RUN, claims=(claim(verdict, expected=expected),)))
    assert case.get("name") == "thm2"
    assert [child.tag for child in case] == ([tag] if tag else [])
    if tag:
        assert "because" in case[0].text
        assert verdict.value in case[0].get("message")


@pytest.mark.parametrize(("met", "tag"), [(Truth.YES, None), (Truth.NO, "failure"), (Truth.UNKNOWN, "skipped")])
def test_an_expectation_is_a_testcase(met, tag):
    case = only(replace(RUN, claims=(), expectations=(ExpectationResult("rho", "2", "1", met),)))
    assert case.get("name") == "expect.rho"
    assert [child.tag for child in case] == ([tag] if tag else [])
    assert not tag or "expected rho = 2, found 1" in case[0].get("message")


def test_an_internal_error_is_an_error_and_no_verdict():
    case = only(replace(RUN, claims=(), internal_error="L(1e2) is 1 by Arb and 2 by mpmath"))
    assert case[0].tag == "error"
    assert "L(1e2) is 1 by Arb and 2 by mpmath" in case[0].text


def test_nothing_judged_is_no_success():
    assert only(replace(RUN, claims=()))[0].tag == "skipped"


def test_counts_times_and_properties():
    verdicts = (Verdict.CONFIRMED, Verdict.REFUTED, Verdict.UNDECIDED)
    judged = replace(RUN, claims=tuple(claim(v, name=v.value) for v in verdicts), seconds=2.5, notes=("one", "two"))
    root = read([judged, replace(RUN, claims=(), internal_error="x", seconds=0.25)])
    assert {k: root.get(k) for k in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    assert float(root.get("time")) == 2.75
    suite = root[0]
    assert suite.get("name") == "ntk a=3/2,b=2"
    assert suite.get("timestamp") == "2026-01-02T00:00:00Z"
    assert sum(float(case.get("time")) for case in suite.iter("testcase")) == float(suite.get("time")) == 2.5
    facts = [(p.get("name"), p.get("value")) for p in suite.iter("property")]
    for fact in (
        ("g", "lambda*t"),
        ("parameter.p", "1"),
        ("spectrum.a", "3/2"),
        ("exponent.gamma", "3/4"),
        ("verdict.refuted", "refuted"),
        ("version.sympy", "1.14"),
        ("note", "two"),
    ):
        assert fact in facts


def test_foreign_text_is_text():
    lines = (ExpectationResult("rho", HOSTILE, HOSTILE, Truth.NO),)
    hostile = replace(
        RUN,
        name=HOSTILE,
        title=HOSTILE,
        g=HOSTILE,
        parameters={HOSTILE: HOSTILE},
        claims=(claim(Verdict.REFUTED, reason=HOSTILE), claim(Verdict.UNDECIDED, reason=HOSTILE)),
        expectations=lines,
        notes=(HOSTILE,),
    )
    root = read([hostile, replace(hostile, claims=(), internal_error=HOSTILE)])
    assert {element.tag for element in root.iter()} == {
        *("testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped", "error")
    }
    failure = next(root.iter("failure"))
    assert "<![CDATA[ &lambda; <!DOCTYPE x> λ second" in failure.text
    text = "".join(value for element in root.iter() for value in (*element.attrib.values(), element.text or ""))
    assert not set(text) & set("\x00\x08\x1b\ud800\ufffe\u202e")


def test_an_interruption_is_an_error(capsys, staged):
    root = read([RUN], missing=2)
    assert (root.get("errors"), root.get("tests")) == ("1", "2")
    assert "interrupted before 2 runs were completed" in root[1].find("testcase/error").get("message")

    def stop(*arguments):
        raise KeyboardInterrupt

    staged(judge=stop)
    assert cli.main(["check", "lambda*t", "--format", "junit", "--timeout", "none", "--memory", "none"]) == 130
    assert ElementTree.fromstring(capsys.readouterr().out).get("errors") == "1"


@pytest.mark.slow  # two whole checks; the document is tested above on runs made by hand
def test_the_command_writes_one_document(capsys, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'g = "lambda*t"\n[spectrum]\na = ["3/2", "2"]\n[expect]\nrho = "2"\n[expect.verdicts]\neq7 = "refuted"\n'
        'prune-slope = "refuted"\n'
        'noise = "refuted"\nloss-orthonormal = "refuted"\ndensity-growth = "refuted"\n'
    )
    assert cli.main(["check", str(path), "--format", "junit"]) == 1
    output = capsys.readouterr()
    assert output.err == ""
    root = ElementTree.fromstring(output.out)
    assert [suite.get("name") for suite in root] == ["mine a=3/2,b=2", "mine a=2,b=2"]
    failed = {case.get("name") for case in root[0].iter("testcase") if case.find("failure") is not None}
    assert failed == {"eq7", "expect.rho"}
    facts = {p.get("name"): p.get("value") for p in root[0].iter("property")}
    assert {f"version.{name}": value for name, value in versions()}.items() <= facts.items()
    assert facts["version.python-flint"] not in ("", "unknown")


def test_bad_input_prints_nothing(capsys):
    assert cli.main(["check", "lambda*(", "--format", "junit"]) == 2
    assert capsys.readouterr().out == ""
    assert cli.main(["evaluate", "lambda*t", "--t", "1", "--format", "junit"]) == 2


def test_cases_and_exit_status_agree():
    """The worst case says what the exit status says."""
    for verdict in Verdict:
        for expected in (None, *Verdict):
            result = replace(RUN, claims=(claim(verdict, expected=expected),))
            (case,) = cases(result)
            status = {Status.PASSED: 0, Status.FAILED: 1, Status.UNDECIDED: 3}[case.status]
            assert exit_status([result]) == status
    assert exit_status([replace(RUN, internal_error="x")]) == 4
    assert {case.status for case in cases(replace(RUN, claims=(), internal_error="x"))} == {Status.ERROR}


def test_a_bug_in_one_run_spares_the_others(capsys, staged):
    def judge(results, only):
        if results.spectrum.a == 2:
            raise TypeError("a bug")
        return (claim(Verdict.CONFIRMED),)

    staged(judge=judge)
    assert cli.main(["check", "lambda*t", "lambda*t**2", "--a", "2", "--format", "junit"]) == 4
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert root.get("errors") == "2"
