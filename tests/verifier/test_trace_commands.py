from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from test_trace import MONOMIAL, number_of, trace_of, with_output

from spectral_proofs import cli, pipeline
from spectral_proofs.pipeline import powers
from spectral_proofs.reporters import schemas
from spectral_proofs.results.trace import from_document


def test_explain_on_the_command_line(capsys, monkeypatch):
    honest, found = pipeline.run, []

    def once(problem, announce):  # both commands ask for the same run
        found[:] = found or [honest(problem, announce)]
        return found[0]

    monkeypatch.setattr(pipeline, "run", once)
    assert cli.main(["check", "lambda*t", "--claims", "thm2", "--explain", "--timeout", "none"]) == 0
    printed = capsys.readouterr().out
    assert "0 failed" in printed
    assert max(map(len, printed.splitlines())) <= 80
    assert (
        cli.main(["check", "lambda*t", "--claims", "thm2", "--explain", "--format", "json", "--timeout", "none"]) == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert not list(Draft202012Validator(schemas.load(document["schema"], closed=True)).iter_errors(document))
    (run,) = document["runs"]
    assert {"step", "rule", "input", "output", "relies_on", "status", "note"} <= run["trace"][0].keys()
    assert from_document(run["trace"]) == trace_of(*MONOMIAL)


def test_explain_of_derive(capsys):
    assert cli.main(["derive", "lambda*t", "--b", "2", "--a", "3/2", "--explain", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert not list(Draft202012Validator(schemas.load(document["schema"], closed=True)).iter_errors(document))
    (regime,) = document["regimes"]
    assert {step["status"] for step in regime["trace"]} <= {"checked", "consistent"}


def test_a_failed_step_is_an_internal_error(monkeypatch, capsys):
    honest = powers.derive

    def forged(*arguments, **options):
        found = honest(*arguments, **options)
        return replace(found, trace=with_output(found.trace, number_of(found.trace, "law"), index="-1/3"))

    monkeypatch.setattr(powers, "derive", forged)
    assert (
        cli.main(["check", "lambda*t", "--claims", "thm2", "--explain", "--timeout", "none", "--memory", "none"]) == 4
    )
    assert "internal error" in capsys.readouterr().out


def test_verify_command_catches_a_forged_file(tmp_path, capsys):
    document = {"trace": trace_of(*MONOMIAL).document()}
    path = tmp_path / "trace.json"
    document["trace"][-2]["output"]["chi"] = "1/3"
    path.write_text(json.dumps(document))
    assert cli.main(["verify", str(path)]) == 1
    assert "chi is 1/4" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"runs": [{"trace": [1]}]}', '{"trace": {"step": 1}}'])
def test_verify_command_on_bad_input(content, tmp_path, capsys):
    path = tmp_path / "trace.json"
    path.write_text(content)
    assert cli.main(["verify", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
