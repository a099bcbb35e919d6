"""Every JSON output against the published schemas, and mistakes that the schemas must catch."""

import copy
import functools
import json
from dataclasses import replace

import jsonschema
import pytest
from factories import POINT, RUN, asymptotics, claim, derivation
from weight import heavy

from spectral_proofs import cli
from spectral_proofs.errors import InputError
from spectral_proofs.reporters import json as reporter
from spectral_proofs.reporters import schemas
from spectral_proofs.reporters.provenance import Provenance, versions
from spectral_proofs.reporters.report_folder import ReportFolder
from spectral_proofs.results import Enclosure, Evidence, ExpectationResult, Truth, Verdict


@functools.cache
def validator(schema, closed):
    return jsonschema.Draft202012Validator(schemas.load(schema, closed=closed))


def errors(document, closed=True):
    return list(validator(document["schema"], closed).iter_errors(document))


def valid(document, closed=True):
    return validator(document["schema"], closed).is_valid(document)


def printed(capsys, *argv):
    cli.main(argv)
    return json.loads(capsys.readouterr().out)


LINES = tuple(ExpectationResult("rho", "1", found, met) for found, met in zip(("1", "2", "none"), Truth, strict=True))
EVERY = tuple(replace(claim(verdict), evidence=Evidence.PROVED) for verdict in Verdict)
UNKNOWN = Enclosure("nan", "inf", False)
RUNS = {
    "plain": RUN,
    "every verdict": replace(RUN, claims=EVERY, expectations=LINES),
    "expected": replace(RUN, claims=(claim(Verdict.REFUTED, expected=Verdict.REFUTED),)),
    "infinite": replace(RUN, derivation=derivation(energy=asymptotics(None, infinite=True))),
    "unknown": replace(RUN, sums=(replace(POINT, loss=UNKNOWN, energy=UNKNOWN, engine="none", note="stopped"),)),
    "broken": replace(RUN, derivation=None, claims=(), internal_error="engines disagree", notes=("a note",)),
    "not finite": replace(RUN, fits=(replace(RUN.fits[0], slope=float("nan"), distance=None, predicted=None),)),
    "scaled": replace(RUN, spectrum={"a": "3/2", "b": "2", "Lambda": "1/7", "W": "3"}),
    "far": replace(RUN, sums=(replace(POINT, loss=Enclosure(f"1103e-{10**30}", f"2e-{10**30 + 40}", True)),)),
    "hostile": replace(RUN, name="\x1b[31m\ud800", title="</script>\0", claims=(claim(Verdict.BEYOND, reason="\x00"),)),
}


@pytest.mark.parametrize("name", schemas.names())
def test_schemas_are_schemas(name):
    for closed in (False, True):
        jsonschema.Draft202012Validator.check_schema(schemas.load(name, closed=closed))
    assert schemas.load(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schemas.load(name)["properties"]["schema"] == {"const": f"spectral-proofs/{name}"}


@pytest.mark.parametrize("case", RUNS)
@pytest.mark.parametrize("interrupted", [False, True])
def test_runs(case, interrupted):
    assert errors(json.loads(reporter.dump(reporter.run_document([RUNS[case], RUN], interrupted)))) == []


@pytest.mark.parametrize(
    "argv",
    [
        heavy(["check", "heavy_tail", "--timeout", "none"]),
        ["check", "lambda*t", "--timeout", "0.001", "--claims", "thm2,cor1"],
        ["evaluate", "lambda*t", "--t", "1e3", "3/2", "1e100", "--tau", "1"],
        ["evaluate", "lambda**(1/4)*t", "--t", "2", "--sigma", "1"],
        ["evaluate", "lambda*t", "--t", "10", "--timeout", "0.001"],
        ["derive", "log(1+lambda*t)", "--a", "3/2", "--b", "2"],
        ["derive", "C*lambda**m*t**n", "--b", "2", "--assume", "m>1"],
        ["derive", "t", "--a", "3/2"],
    ],
    ids=" ".join,
)
def test_outputs_of_the_command_line(capsys, argv):
    assert errors(printed(capsys, *argv, "--format", "json")) == []


def paths(document, at=()):
    """The way to every property of ``document``."""
    if isinstance(document, list):
        for index, item in enumerate(document):
            yield from paths(item, (*at, index))
    elif isinstance(document, dict):
        for key, value in document.items():
            yield (*at, key)
            yield from paths(value, (*at, key))


def changed(document, path, change):
    copied = copy.deepcopy(document)
    *way, last = path
    inner = copied
    for step in way:
        inner = inner[step]
    change(inner, last)
    return copied


def documents():
    yield reporter.run_document([replace(RUNS["every verdict"], notes=("a note",))])
    yield reporter.values_document("lambda*t", RUN.spectrum, [POINT])


#: Objects whose keys are the user's or the claim's.
FREE = ("parameters", "details")


def test_no_property_may_be_missing_misspelt_or_of_another_type():
    for document in documents():
        document = json.loads(reporter.dump(document))
        every = [path for path in paths(document) if not (len(path) > 1 and path[-2] in FREE)]
        assert len(every) > 20
        for path in every:
            if path != ("schema",):
                assert not valid(changed(document, path, lambda inner, last: inner.pop(last)), closed=False), path
                misspelt = changed(document, path, lambda inner, last: inner.update({f"{last}s": inner.pop(last)}))
                assert not valid(misspelt, closed=False), path
                assert not valid(changed(document, path, lambda inner, last: inner.update({last: {"x": []}}))), path
            extra = changed(document, path, lambda inner, last: inner.update(addition=1))
            assert not valid(extra), path
            assert valid(extra, closed=False), path


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("claims", 0, "verdict"), "proved"),
        (("claims", 0, "verdict"), "refuted"),
        (("claims", 0, "passed"), False),
        (("claims", 0, "evidence"), "certain"),
        (("claims", 0, "evidence"), None),
        (("claims", 0, "hypotheses"), "unknown"),
        (("claims", 0, "conclusion"), "fails"),
        (("claims", 0, "id"), "Theorem 2"),
        (("claims", 0, "details"), {"gamma": 0.75}),
        (("claims", 0, "expected"), "pass"),
        (("candidate", "parameters"), {"p p": "1"}),
        (("candidate", "parameters"), {"p": 1}),
        (("spectrum", "a"), 1.5),
        (("spectrum", "a"), "1.5"),
        (("spectrum", "a"), "-3/2"),
        (("exponents", "rho"), 1),
        (("sums", 0, "loss", "mid"), 0.25),
        (("sums", 0, "loss", "mid"), "1,5"),
        (("sums", 0, "loss", "mid"), "15e"),
        (("sums", 0, "loss", "mid"), "Infinity"),
        (("sums", 0, "loss", "mid"), "inf"),
        (("sums", 0, "loss", "rad"), "-1e-3"),
        (("sums", 0, "loss", "rad"), "nan"),
        (("fits", 0, "uncertainty"), -1),
        (("fits", 0, "window"), ["1e2"]),
        (("expectations", 0, "met"), "yes"),
        (("expectations", 0, "name"), "sigma"),
        (("seconds",), "1 s"),
        (("internal_error",), ""),
    ],
)
def test_wrong_values_are_caught(path, value):
    document = reporter.run_document([replace(RUN, expectations=LINES)])
    assert errors(document) == []
    wrong = changed(document, ("runs", 0, *path), lambda inner, last: inner.update({last: value}))
    assert errors(wrong, closed=False)


def test_files_of_the_report_command(tmp_path):
    origin = Provenance("spectral-proofs report ntk", 30, 0, versions(), "2026-01-02T00:00:00Z")
    written = ReportFolder(tmp_path).add(RUN, origin)
    (document,) = (json.loads(path.read_text()) for path in written if path.suffix == ".json")
    assert errors(document) == []
    assert errors(changed(document, ("provenance", "date"), lambda inner, last: inner.update({last: "today"})))


def test_an_audit(capsys):
    document = printed(capsys, "audit", "--item", "A17", "--format", "json")
    assert errors(document) == []
    for key, value in (("verdict", "outside"), ("printed", ""), ("id", 17), ("checks", [{}]), ("definition", "no")):
        wrong = changed(document, ("items", 0, key), lambda inner, last, value=value: inner.update({last: value}))
        assert errors(wrong, closed=False), key
    assert errors({**document, "errors": [{"id": "A17"}]}, closed=False)


def test_each_version_describes_itself_only():
    (run, _) = documents()
    assert errors({**run, "schema": "spectral-proofs/values/1"})
    (values,) = (document for document in documents() if "points" in document)
    assert errors({**values, "points": []})


def test_regimes_without_a_condition_or_of_unknown_growth_are_caught(capsys):
    document = printed(capsys, "derive", "lambda*t", "--format", "json")
    for key, value in (("when", ""), ("growth", "quick"), ("rho", 1), ("constants", {})):
        wrong = changed(document, ("regimes", 0, key), lambda inner, last, value=value: inner.update({last: value}))
        assert errors(wrong, closed=False), key
    assert errors({**document, "regimes": []})


def test_schemas_are_printed_and_named(capsys):
    assert cli.main(["schema"]) == 0
    assert capsys.readouterr().out.split() == list(schemas.names())
    assert printed(capsys, "schema", "run/1") == schemas.load("run/1")
    assert printed(capsys, "schema", "spectral-proofs/values/1") == schemas.load("values/1")
    assert cli.main(["schema", "run/2"]) == 2
    assert "no schema 'run/2'; there are audit/1" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "run/1/", "../cli", "run-1", "/etc/passwd"])
def test_unknown_schemas(name):
    with pytest.raises(InputError, match="no schema"):
        schemas.load(name)
