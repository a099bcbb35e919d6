"""``compare``: JSON by its schema, a crossing where it must be, mistakes that are one line."""

from __future__ import annotations

import json

import jsonschema
import pytest

from spectral_proofs import cli
from spectral_proofs.reporters import schemas


@pytest.mark.slow
def test_three_candidates(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "lambda*t", "sqrt(lambda)*t/10", "--from", "10", "--to", "1e4"]
    assert cli.main([*asked, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schemas.load("comparison/1", closed=False))
    losses = [crossing for crossing in document["crossings"] if crossing["quantity"] == "loss"]
    assert [crossing["between"] for crossing in losses] == [[0, 1]]
    assert float(losses[0]["t"]) == pytest.approx(45.69, rel=1e-3)
    assert [run["exponents"]["chi"] for run in document["runs"]] == ["1/4", "1/2"]
    limits = [run["efficiency"]["limit"]["mid"] for run in document["runs"]]
    assert float(limits[0]) == pytest.approx(1 / 1.06076, rel=1e-5)
    assert float(limits[1]) == pytest.approx(1 / 1.50067, rel=1e-5)
    assert cli.main(asked) == 0
    assert "L of lambda*t and sqrt(lambda)*t/10 cross at t = 45.69" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "piece"),
    [(["lambda*t"], "compare takes 2 to 12"), (["lambda*t", "lambda*"], "lambda*"), (["lambda*t", "q*t"], "q")],
)
def test_mistakes_are_one_line(arguments: list[str], piece: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", *arguments]) == 2
    error = capsys.readouterr().err
    assert piece in error
    assert error.count("\n") == 1
