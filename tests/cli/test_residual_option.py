"""``--residual`` and ``residual =`` in check files."""

import json
from fractions import Fraction

import jsonschema
import mpmath
import numpy as np
import pytest

from spectral_proofs.cli.program import main
from spectral_proofs.problem.catalogue import find
from spectral_proofs.problem.recognition import is_check_text
from spectral_proofs.reporters import schemas

NESTEROV = "2*besselj(1,sqrt(lambda)*t)/(sqrt(lambda)*t)"


def test_evaluate(capsys):
    assert main(["evaluate", "--residual", NESTEROV, "--t", "100", "--format", "json"]) == 0
    (point,) = json.loads(capsys.readouterr().out)["points"]
    assert point["loss"]["mid"].startswith("0.25084972070737329176606798897958")
    assert float(point["loss"]["rad"]) < 1e-30
    assert point["certified"]


@pytest.mark.slow  # whole runs
def test_the_catalogue_file(capsys):
    assert main(["check", str(find("nesterov"))]) == 0
    assert "8 passed, 2 failed (2 as expected), 0 undecided" in capsys.readouterr().out


def test_a_residual_is_called_r(capsys):
    assert main(["evaluate", "--residual", "cos(sqrt(lambda)*t)", "--t", "2"]) == 0
    out = capsys.readouterr().out
    assert "r         cos(√λ·t)" in out
    assert "residual =" not in out


@pytest.mark.slow  # test_refusals is the quick one
def test_the_compute_optimum_of_a_residual(capsys):
    assert main(["optimum", "--residual", NESTEROV, "--a", "3/2", "--b", "2"]) == 0
    out = capsys.readouterr().out
    assert "r = 2·besselj(1,√λ·t)/(√λ·t)" in out
    assert "N* = Θ(C^(1/2))" in out
    assert "L* = Θ(C^(-1/4))" in out


def test_an_optimum_that_does_not_follow_says_why(capsys):
    assert main(["optimum", "--residual", "cos(lambda*t)", "--a", "3/2", "--b", "2"]) == 3
    assert "how their phases meet is open" in " ".join(capsys.readouterr().out.split())


@pytest.mark.slow  # sums over a thousand N
def test_the_optimum_of_a_residual_is_that_of_plain_sums():
    """L* C^(1/4) stays where it is while C grows by 10^4."""
    special = pytest.importorskip("scipy.special", reason="Bessel functions of arrays need scipy")
    scaled = []
    for budget in (1e4, 1e6, 1e8):
        losses = []
        for n in np.unique(np.geomspace(budget**0.4, budget**0.6, 300).astype(int)):
            k = np.arange(1.0, n + 1)
            y = budget / n / k
            losses.append(np.sum(k**-1.5 * (2 * special.j1(y) / y) ** 2) + float(mpmath.zeta(1.5, int(n) + 1)))
        scaled.append(min(losses) * budget**0.25)
    assert abs(scaled[2] / scaled[1] - 1) < abs(scaled[1] / scaled[0] - 1) < 0.05


@pytest.mark.slow  # five derivations in processes of their own
def test_a_phase_diagram_of_a_residual(capsys):
    words = ["sweep", "--residual", NESTEROV, "--over", "a=6/5..9:5", "--b", "2", "--format", "json"]
    assert main(words) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schemas.load("sweep/1", closed=True))
    assert document["g"].startswith("residual = 2*besselj(1, sqrt(lambda)*t)")
    found = {Fraction(one["point"]["a"]): Fraction(one["exponents"]["chi"]) for one in document["derived"]}
    assert found == {a: min(a - 1, 3) for a in found}  # min(2p, 3), p = (a-1)/2
    assert len(found) == 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["evaluate", "--t", "1"], "--residual EXPR in its place"),
        (["evaluate", "lambda*t", "--residual", "cos(lambda*t)", "--t", "1"], "--residual EXPR in its place"),
        (["evaluate", "--residual", "cos(t", "--t", "1"], "never closed"),
        (["check", "--claims", "eq7"], "no target"),
        (["check", "--residual", "cos(eta*lambda*t)*exp(-lambda*t)"], "add --set eta=VALUE"),
        (["derive", "residual = cos(lambda*t)"], "there is no g"),
        (["derive", "--residual", "cos(lambda*t)"], "derived where a and b are numbers: check --residual"),
        (["optimum", "--residual", "cos(lambda*t)", "--plot", "x.svg"], "--plot draws models of a g"),
        (["sweep", "--residual", "cos(lambda*t)", "--over", "a=2..3:2", "--b", "2", "--assume", "a>2"], "--assume"),
        (["sweep", "--over", "a=2..3:2"], "--residual EXPR in its place"),
        (["plot", "--residual", "cos(lambda*t)", "--csv", "x", "--quantity", "exponents"], "changes sign"),
        (["compare", "lambda*t"], "compare takes 2 to 12"),
        (["compare"], "no target"),
    ],
)
def test_refusals(words, message, capsys):
    assert main(words) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('residual = "cos(lambda*t)"\ng = "lambda*t"\n', "residual: g is given too"),
        ('title = "x"\n', "g: missing"),
        ('g = "lambda*t"\nclaims = "eq7"\n', "claims: must be a list"),
        ('g = "lambda*t"\nclaims = ["eq77"]\n', "unknown claim"),
    ],
)
def test_check_files_are_refused(lines, message, tmp_path, capsys):
    path = tmp_path / "x.toml"
    path.write_text(lines)
    assert main(["check", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_plot_and_compare(capsys, tmp_path):
    path = tmp_path / "curve.csv"
    assert main(["plot", "--residual", "cos(lambda*t)", "--to", "9", "--points", "2", "--csv", str(path)]) == 0
    assert path.read_text().splitlines()[-1].endswith("yes")


@pytest.mark.slow  # two whole runs
def test_compare(capsys):
    assert main(["compare", "lambda*t", "--residual", NESTEROV, "--to", "20", "--format", "json"]) == 0
    crossings = json.loads(capsys.readouterr().out)["crossings"]
    assert [(one["quantity"], round(float(Fraction(one["low"])), 2)) for one in crossings] == [
        ("loss", 7.1),
        ("energy", 6.43),
    ]


@pytest.mark.slow  # a whole run
def test_a_branch_may_have_a_residual(capsys, tmp_path):
    path = tmp_path / "two.toml"
    first, second = '[[branches]]\ng = "lambda*t"\n', f'[[branches]]\nresidual = "{NESTEROV}"\n'
    path.write_text(first + second + '[branches.spectrum]\na = "2"\nb = "2"\n')
    main(["check", str(path), "--format", "json"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    verdicts = {claim["id"]: claim["verdict"] for claim in run["claims"]}
    assert verdicts == {"cor1": "outside", "branches": "beyond"}  # 5/4 between rho = 1 and 2, and neither of them
    assert [value["t"] for value in run["sums"]][:4] == ["1e1", "1e2", "1e3", "1e4"]
    assert all(value["certified"] for value in run["sums"][:4])


def test_a_file_with_a_residual_is_a_check_file():
    assert is_check_text('residual = "cos(lambda*t)"')
    assert not is_check_text("residual = 3")


def test_rows_of_values(capsys, tmp_path):
    path = tmp_path / "values.csv"
    words = [
        "evaluate",
        "--residual",
        "exp(-lambda*t)*cos(lambda*t)",
        "--lambda-k",
        "exp(-k)",
        "--power-k",
        "exp(-k/2)",
    ]
    assert main([*words, "--t", "10,1e30", "--efficiency", "--csv", str(path)]) == 0
    names, first, last = (line.split(",") for line in path.read_text().splitlines())
    assert names == ["t", "L", "L_radius", "S", "S_radius", "eta", "eta_radius", "certified"]
    for row in (first, last):
        assert 0.5 < float(row[5]) < 1  # S is above S_R
        assert float(row[6]) < 1e-8
        assert row[-1] == "yes"
