import json
import os
import subprocess
import sys
import time

import pytest
from factories import claim

from spectral_proofs import cli, pipeline
from spectral_proofs.model import Verdict


def run(capsys, *argv):
    status = cli.main(argv)
    output = capsys.readouterr()
    return int(status), output.out, output.err


def judged(*verdicts):
    return lambda *arguments: tuple(claim(verdict) for verdict in verdicts)


# --- start-up and usage


def program(*argv, **options):
    return subprocess.run(
        [sys.executable, "-m", "spectral_proofs", *argv],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from spectral_proofs import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('sympy', 'numpy', 'flint', 'mpmath', 'rich') if m in sys.modules])"
    )
    started = time.monotonic()
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
    assert time.monotonic() - started < 2  # generous: other work may share the machine


@pytest.mark.parametrize(
    "argv", [["--help"], ["check", "--help"], ["evaluate", "--help"], ["new", "--help"], ["--version"]]
)
def test_help_and_version(capsys, argv):
    with pytest.raises(SystemExit) as stop:
        cli.main(argv)
    assert stop.value.code == 0
    assert "spectral-proofs" in capsys.readouterr().out


BAD = [
    [],
    ["chek", "lambda*t"],
    ["check"],
    ["check", "lambda*t", "--claims", ","],
    ["check", "lambda*t", "--claims", "thm3"],
    ["check", "lambda*t", "--a"],
    ["check", "lambda*t", "--a", "1"],
    ["check", "lambda*t", "--a", "-3/2"],
    ["check", "lambda*t", "--b", "nan"],
    ["check", "lambda*t", "--b", "0.5"],
    ["check", "lambda*t**p"],
    ["check", "lambda*t**p", "--set", "p"],
    ["check", "lambda*t**p", "--set", "p=p"],
    ["check", "lambda*t**p", "--set", "p=1/0"],
    ["check", "lambda*t", "--set", "q=1"],
    ["check", "lambda*t", "--timeout", "0"],
    ["check", "lambda*t", "--timeout", "nan"],
    ["check", "lambda*t", "--timeout", "-1"],
    ["check", "lambda*t", "--format", "xml"],
    ["check", "lambda*t", "--form", "json"],
    ["check", "no-such-file.toml"],
    ["check", "__import__('os').system('true')"],
    ["check", "9**9**9**9*lambda"],
    ["check", "-lambda*t"],
    ["check", "--", "-lambda*t"],
    ["check", "lambda*t", "lambda*"],
    ["check", ""],
    ["check", "\x1b[31mlambda"],
    ["check", "\udcff"],
    ["evaluate", "lambda*t"],
    ["evaluate", "lambda*t", "--t", "0"],
    ["evaluate", "lambda*t", "--t", "-5"],
    ["evaluate", "lambda*t", "--t", "x"],
    ["evaluate", "lambda*t", "--t", "1e999999999"],
    ["evaluate", "lambda*t", "--t", "inf"],
    ["evaluate", "lambda*t", "--t", "1", "--sigma", "-1"],
    ["evaluate", "lambda*t", "--t", "1", "--sigma", "x"],
    ["evaluate", "lambda*t", "--t", "1", "--digits", "0"],
    ["evaluate", "lambda*t", "--t", "1", "--digits", "1e9"],
    ["new", "../x"],
    ["new", ""],
]


@pytest.mark.parametrize("argv", BAD, ids=lambda argv: " ".join(argv).encode("ascii", "backslashreplace").decode())
def test_bad_input_is_one_line_and_status_2(capsys, argv):
    started = time.monotonic()
    status, out, err = run(capsys, *argv)
    assert status == 2
    assert out == ""
    assert err.startswith("spectral-proofs: error: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "\x1b" not in err
    assert "\0" not in err
    assert time.monotonic() - started < 5


# --- check


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ([Verdict.CONFIRMED, Verdict.BEYOND], 0),
        ([Verdict.CONFIRMED, Verdict.REFUTED], 1),
        ([Verdict.OUTSIDE], 1),
        ([Verdict.CONFIRMED, Verdict.UNDECIDED], 3),
        ([Verdict.REFUTED, Verdict.UNDECIDED], 1),
    ],
)
def test_exit_status(capsys, staged, verdicts, status):
    staged(judge=judged(*verdicts))
    assert run(capsys, "check", "lambda*t")[0] == status


def test_bug_in_one_run_is_status_4_and_spares_the_others(capsys, staged):
    def judge(derivation, sums, fits, spectrum, only):
        if spectrum.a == 2:
            raise TypeError("a bug")
        return (claim(Verdict.REFUTED),)

    staged(judge=judge)
    status, out, _ = run(capsys, "check", "lambda*t", "--a", "2")
    assert status == 4
    assert "internal error: TypeError: a bug" in out


def test_expected_failure_in_a_check_file(capsys, staged, tmp_path):
    staged(judge=judged(Verdict.REFUTED))
    path = tmp_path / "newton.toml"
    path.write_text('g = "lambda*t"\n[expect]\nrho = "1"\n[expect.verdicts]\nthm2 = "refuted"\n')
    assert run(capsys, "check", str(path))[0] == 0
    path.write_text('g = "lambda*t"\n[expect]\nrho = "2"\n[expect.verdicts]\nthm2 = "refuted"\n')
    status, out, _ = run(capsys, "check", str(path))
    assert status == 1
    assert "expect rho = 2, found 1" in out
    assert run(capsys, "check", str(path), "--claims", "thm2")[0] == 0


def test_json_is_one_object(capsys, staged):
    status, out, err = run(capsys, "check", "lambda*t", "lambda*t**2", "--format", "json")
    assert status == 0
    assert err == ""
    document = json.loads(out)
    assert [entry["candidate"]["g"] for entry in document["runs"]] == ["lambda*t", "lambda*t**2"]
    assert document["interrupted"] is False


@pytest.mark.parametrize("argv", [["-t*log(1-lambda/2)"], ["--", "-t*log(1-lambda/2)"]])
def test_expression_that_begins_with_a_minus(capsys, staged, argv):
    status, out, _ = run(capsys, "check", *argv)
    assert status == 0
    assert "-t*log(1-lambda/2)" in out


def test_parameters_depend_on_each_other(capsys, staged):
    argv = ["check", "lambda*t**p", "--set", "beta=(a-1)/b", "--set", "p=Max(1,2/(1+beta))"]
    status, out, _ = run(capsys, *argv)
    assert status == 0
    assert "beta = (a-1)/b" in out


def test_ctrl_c_prints_what_is_done(capsys, staged):
    def derive(g, spectrum):
        if spectrum.a == 2:
            raise KeyboardInterrupt
        return original(g, spectrum)

    original = pipeline.derive
    staged(derive=derive)
    status, out, err = run(capsys, "check", "lambda*t", "--format", "table")
    assert status == 0
    status, out, err = run(capsys, "check", "lambda*t", "--a", "2")
    assert status == 130
    assert "0 passed" in out
    assert err == "interrupted: 0 of 1 runs completed\n"


def test_closed_pipe_is_silent():
    with subprocess.Popen(
        [sys.executable, "-m", "spectral_proofs", "evaluate", "lambda*t", "--t", "1e3"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 0


def test_output_survives_a_terminal_without_unicode():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    result = program("evaluate", "lambda*t", "--t", "1e3", "--sigma", "1", env=environment)
    assert result.returncode == 0
    assert result.stderr == ""
    assert "L(t)" in result.stdout


# --- evaluate


def test_golden_values(capsys):
    status, out, _ = run(capsys, "evaluate", "lambda*t", "--t", "100", "1e100", "--format", "json")
    document = json.loads(out)
    assert status == 0
    assert document["schema"] == "spectral-proofs/values/1"
    first, last = document["points"]
    # section 2 of the theory, a = 3/2, b = 2
    assert first["loss"]["mid"].startswith("0.4820516577366860611557895536")
    assert first["perturbation_energy"]["mid"].startswith("24.11414247802554")
    assert float(first["loss"]["rad"]) < 1e-30
    assert first["certified"] is True
    assert last["t"] == "1e100"


def test_noise_levels(capsys):
    argv = ["evaluate", "lambda*t", "--t", "100", "--sigma", "1/10", "--format", "json"]
    (point,) = json.loads(run(capsys, *argv)[1])["points"]
    assert point["delta_loss"]["mid"].startswith("0.2411414247802554")
    (point,) = json.loads(run(capsys, *argv, "--tau", "1")[1])["points"]
    assert float(point["delta_loss"]["mid"]) == pytest.approx(0.24114142 + 1.0823232337 + 0.01 * 1.6449340668)


def test_infinite_energy(capsys):
    status, out, _ = run(capsys, "evaluate", "lambda**(1/4)*t", "--t", "100", "--sigma", "1")
    assert status == 0
    assert "S(t)  = ∞" in out
    assert "ΔL(t) = ∞" in out


# --- new


def test_new_writes_a_check_file_that_works(capsys, staged, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, _ = run(capsys, "new", "mine")
    assert status == 0
    assert "mine.toml" in out
    assert run(capsys, "check", "mine.toml")[0] == 0
    assert run(capsys, "new", "mine")[0] == 2
    (tmp_path / "checks").mkdir()
    run(capsys, "new", "mine")
    assert (tmp_path / "checks" / "mine.toml").exists()
