"""Spectra other than exact powers on the command line, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import mpmath
import pytest

from spectral_proofs import cli
from spectral_proofs.reporters import schemas


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    status = cli.main(list(argv))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def values(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    import jsonschema

    status, out, _ = run(capsys, "evaluate", *argv, "--format", "json")
    document: dict[str, object] = json.loads(out)
    jsonschema.validate(document, schemas.load("values/1", closed=True))
    assert status == 0
    return document


@pytest.fixture
def measured(tmp_path: Path) -> str:
    path = tmp_path / "three.csv"
    path.write_text("\ufefflambda,power\n0.5,2\n0.1,1\n0.01,3\n", encoding="utf-8")
    return str(path)


def test_evaluate_a_file(capsys: pytest.CaptureFixture[str], measured: str) -> None:
    found = values(capsys, "lambda*t", "--spectrum", measured, "--t", "1e2")
    assert found["spectrum"] == {"kind": "measured", "source": "three.csv", "modes": "3"}
    (point,) = found["points"]  # type: ignore[misc]
    with mpmath.workdps(40):
        truth = sum(c * mpmath.exp(-200 * mpmath.mpf(x)) for x, c in (("0.5", 2), ("0.1", 1), ("0.01", 3)))
        assert abs(mpmath.mpf(point["loss"]["mid"]) - truth) <= mpmath.mpf("1e-30")
    assert point["certified"]
    assert point["floor"] == {"mid": "0", "rad": "0"}


def test_first_modes(capsys: pytest.CaptureFixture[str], measured: str) -> None:
    (point,) = values(capsys, "lambda*t", "--spectrum", measured, "--modes", "1", "--t", "1e2")["points"]  # type: ignore[misc]
    assert point["floor"]["mid"] == "4"
    (point,) = values(capsys, "lambda*t", "--modes", "1e15", "--t", "1e30")["points"]  # type: ignore[misc]
    assert point["floor"]["mid"].startswith("6.32455532033675")
    _, out, _ = run(capsys, "evaluate", "lambda*t", "--modes", "1000", "--t", "1e6")
    assert "floor" in out
    assert "modes = 1000" in out


@pytest.mark.parametrize(
    ("argv", "part"),
    [
        (("--modes", "0"), "from 1 to"),
        (("--modes", "3/2"), "no whole number"),
        (("--modes", "many"), "--modes"),
        (("--spectrum", "missing.csv"), "check the name"),
        (("--modes", "10", "--sigma", "1"), "--sigma and --tau"),
    ],
)
def test_bad_options_are_one_line(capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], part: str) -> None:
    status, _, error = run(capsys, "evaluate", "lambda*t", "--t", "1", *argv)
    assert status == 2
    assert part in error
    assert error.count("\n") == 1


def test_a_file_has_no_exponents(capsys: pytest.CaptureFixture[str], measured: str) -> None:
    status, _, error = run(capsys, "evaluate", "lambda*t", "--t", "1", "--spectrum", measured, "--a", "2")
    assert status == 2
    assert "leave out one" in error
    status, _, error = run(capsys, "evaluate", "lambda*t**p", "--set", "p=(a-1)/b", "--t", "1", "--spectrum", measured)
    assert status == 2
    assert "g uses a, which this spectrum does not have" in error
