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
    assert "a = 3/2, b = 2, the first 1000 modes" in out


@pytest.mark.parametrize(
    ("argv", "part"),
    [
        (("--modes", "0"), "from 1 to"),
        (("--modes", "3/2"), "no whole number"),
        (("--modes", "many"), "modes: 'many'"),
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


def test_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    found = values(capsys, "lambda*t", "--lambda-k", "k**-2*(1+1/k)", "--power-k", "k**-1.5", "--t", "1e6")
    assert found["spectrum"] == {"kind": "expressions", "lambda_k": "k**-2*(1+1/k)", "power_k": "k**-1.5"}
    assert found["points"][0]["loss"]["mid"].startswith("0.048196533634191382")  # type: ignore[index]
    found = values(capsys, "lambda*t", "--lambda-k", "exp(-6*k)", "--power-k", "exp(-3*k/2)", "--t", "1e6")
    assert found["spectrum"] == {"kind": "geometric", "kappa": "6", "p": "1/4"}


@pytest.mark.parametrize(
    ("argv", "part"),
    [
        (("--lambda-k", "1/k**2"), "lambda_k and power_k together"),
        (("--lambda-k", "t", "--power-k", "k**-2"), "uses t"),
        (
            ("--lambda-k", "k", "--power-k", "k**-2"),
            "lambda_k = Lambda k^-b, power_k = W k^-a: b = -1 must be greater than 1",
        ),
        (("--lambda-k", "k**-2*(2+sin(k))", "--power-k", "k**-2"), "increases from k = 5 to 6"),
        (("--lambda-k", "k**-2*log(k)", "--power-k", "k**-2"), "not positive at k = 1"),
        (("--lambda-k", "k**-2", "--power-k", "k**-2", "--spectrum", "x.csv"), "give one of the two"),
    ],
)
def test_bad_formulas_are_one_line(capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], part: str) -> None:
    status, _, error = run(capsys, "evaluate", "lambda*t", "--t", "1", *argv)
    assert status == 2
    assert part in error
    assert error.count("\n") == 1


@pytest.mark.slow
def test_check_files_name_modes(capsys: pytest.CaptureFixture[str], tmp_path: Path, measured: str) -> None:
    path = tmp_path / "model.toml"
    path.write_text('g = "lambda*t"\n[spectrum]\nfile = "three.csv"\nmodes = 2\n')
    (point,) = values(capsys, str(path), "--t", "1e2")["points"]  # type: ignore[misc]
    assert point["floor"]["mid"] == "3"
    (point,) = values(capsys, str(path), "--modes", "1", "--t", "1e2")["points"]  # type: ignore[misc]
    assert point["floor"]["mid"] == "4"
    path.write_text('g = "lambda*t"\n[spectrum]\na = 2\nlambda_k = "1/k**2"\npower_k = "1/k**2"\n')
    status, _, error = run(capsys, "evaluate", str(path), "--t", "1")
    assert (status, "spectrum.a: says nothing of the modes" in error) == (2, True)
    status, _, error = run(capsys, "derive", str(tmp_path / "model.toml"))
    assert status == 2


def test_no_claim_about_the_limit_is_decided_on_finitely_many_modes(
    capsys: pytest.CaptureFixture[str], measured: str
) -> None:
    import jsonschema

    status, out, _ = run(
        capsys, "check", "lambda*t", "--spectrum", measured, "--claims", "eq7,thm2", "--format", "json"
    )
    document = json.loads(out)
    jsonschema.validate(document, schemas.load("run/1", closed=True))
    (found,) = document["runs"]
    assert status == 3
    assert {claim["verdict"] for claim in found["claims"]} == {"undecided"}
    assert all("finitely many modes" in claim["reason"] for claim in found["claims"])
    assert found["sums"][0]["certified"]


NEARLY = ("--lambda-k", "k**-2*(1+1/k)", "--power-k", "k**-1.5")


def test_ratio_to_one_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    import jsonschema

    status, out, _ = run(capsys, "check", "lambda*t", *NEARLY, "--claims", "eq7,thm2,cor1,position", "--format", "json")
    document = json.loads(out)
    jsonschema.validate(document, schemas.load("run/1", closed=True))
    (found,) = document["runs"]
    assert found["exponents"] == {
        "rho": "1", "chi": "1/4", "gamma": "3/4", "rho_log": "0", "chi_log": "0", "gamma_log": "0",
    }  # fmt: skip
    verdicts = {claim["id"]: claim["verdict"] for claim in found["claims"]}
    assert verdicts == {"eq7": "confirmed", "thm2": "confirmed", "cor1": "confirmed", "position": "confirmed"}
    assert {comparison["outcome"] for comparison in found["comparisons"]} == {"agrees"}
    assert status == 0


@pytest.mark.slow
def test_modes_that_are_no_powers_are_beyond_the_claims(capsys: pytest.CaptureFixture[str]) -> None:
    logs = ("--lambda-k", "k**-2*log(k+1)**2", "--power-k", "k**-1.5*sqrt(log(k+1))")
    geometric = ("--lambda-k", "exp(-k)", "--power-k", "exp(-k/4)")
    expected = {
        (logs, "lambda*t"): {"growth": "beyond", "eq7": "beyond", "thm2": "beyond", "lemma5": "outside"},
        (geometric, "lambda*t"): {"growth": "beyond", "eq7": "outside", "thm2": "beyond", "lemma5": "outside"},
        (geometric, "lambda**(1/8)*t"): {
            "growth": "beyond",
            "eq7": "outside",
            "thm2": "outside",
            "lemma5": "outside",
        },
    }
    for (options, g), verdicts in expected.items():
        _, out, _ = run(capsys, "check", g, *options, "--claims", ",".join(verdicts), "--format", "json")
        (found,) = json.loads(out)["runs"]
        assert {claim["id"]: claim["verdict"] for claim in found["claims"]} == verdicts, g


@pytest.mark.slow
def test_a_contradiction_is_an_internal_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivation with a wrong exponent is found out by the certified values."""
    from dataclasses import replace

    import sympy

    from spectral_proofs import check
    from spectral_proofs.derivation.other_modes import derive_on
    from spectral_proofs.pipeline import other_modes
    from spectral_proofs.problem.spectra.expressions import modes_of

    def wrong(g: object, spectrum: object) -> object:
        found = derive_on(g, spectrum)  # type: ignore[arg-type]  # as the stage hands them over
        loss = replace(found.derivation.loss, index=sympy.Rational(-1, 3), powers=None, constant=None)
        return replace(found, derivation=replace(found.derivation, loss=loss))

    monkeypatch.setattr(other_modes, "derive_on", wrong)
    result = check("lambda*t", modes_of(NEARLY[1], NEARLY[3]), claims=["eq7"])
    assert "disagree" in result.internal_error


@pytest.mark.slow
def test_report_of_a_file_with_formulas(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "nearly.toml"
    path.write_text(
        'g = "lambda*t"\n[spectrum]\nlambda_k = "k**-2*(1+1/k)"\npower_k = "k**(-3/2)"\n[expect]\nchi = "1/4"\n'
    )
    status, _, error = run(capsys, "report", str(path), "--claims", "eq7", "--out", str(tmp_path / "reports"))
    assert (status, error.count("internal error")) == (0, 0)
    assert (tmp_path / "reports" / "nearly.html").is_file()
