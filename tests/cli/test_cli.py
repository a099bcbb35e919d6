import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from factories import claim

from spectral_proofs import Candidate, __version__, cli, pipeline
from spectral_proofs.cli.commands import NAMES
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.pipeline import powers
from spectral_proofs.reporters.theorem import brief
from spectral_proofs.results import Verdict
from spectral_proofs.sums.enclosures import Sums


def run(capsys, *argv):
    status = cli.main(argv)
    output = capsys.readouterr()
    return int(status), output.out, output.err


FAILING = (Verdict.REFUTED, Verdict.OUTSIDE)


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


def test_what_cannot_be_read_is_refused_before_sympy_is_loaded():
    refused = [
        ["check", "lambda*t)"], ["check", "lambda*foo(t)"], ["derive", "lambda*log(t, 2)"], ["plot", "lambda*exp"],
        ["check", "lambda*t", "--a", "1,5"], ["sweep", "I*t"], ["check", "lambda*t", "--b", "0x10"],
        ["check", "lambda*t**p", "--set", "p=foo(2)"], ["evaluate", "lambda*t", "--t", "1_000"],
        ["check", "lambda*t", "--lambda-k", "k^2"], ["check", "--residual", "cos(lambda"],
    ]  # fmt: skip
    code = (
        "import sys; from spectral_proofs import cli\n"
        f"print([int(cli.main(argv)) for argv in {refused}])\n"
        "print([m for m in ('sympy', 'numpy', 'flint', 'mpmath', 'rich') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [str([2] * len(refused)), "[]"]
    assert len(result.stderr.splitlines()) == len(refused)


@pytest.mark.parametrize(
    "argv", [["--help"], ["check", "--help"], ["evaluate", "--help"], ["new", "--help"], ["--version"]]
)
def test_help_and_version(capsys, argv):
    with pytest.raises(SystemExit) as stop:
        cli.main(argv)
    assert stop.value.code == 0
    assert "spectral-proofs" in capsys.readouterr().out


def test_the_version_names_what_computes(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"spectral-proofs {__version__}"
    assert all(f"{name} " in second for name in ("Python", "sympy", "mpmath", "python-flint"))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(("wanted", "colored"), [("always", True), ("never", False), ("auto", False)])
def test_colors_are_as_told(capsys, monkeypatch, before, wanted, colored):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    option, command = ["--color", wanted], ["claims", "thm2"]
    assert cli.main([*option, *command] if before else [*command, *option]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is colored
    assert not {"FORCE_COLOR", "NO_COLOR"} & set(os.environ)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert cli.main([*command, *option]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is (wanted != "never")


BAD = [
    ["chek", "lambda*t"],
    ["check", "lambda*t", "--claims", ","],
    ["check", "lambda*t", "--claims", "thm3"],
    ["check", "lambda*t", "--a"],
    ["check", "lambda*t", "--a", "1"],
    ["check", "lambda*t", "--a", "-3/2"],
    ["check", "lambda*t", "--b", "nan"],
    ["check", "lambda*t", "--b", "0.5"],
    ["evaluate", "lambda*t**p", "--t", "10"],
    ["check", "lambda*t**p", "--set", "p"],
    ["check", "lambda*t**p", "--set", "p=p"],
    ["check", "lambda*t**p", "--set", "p=1/0"],
    ["check", "lambda*t", "--set", "q=1"],
    ["check", "lambda*t", "--timeout", "1e7"],
    ["check", "lambda*t", "--timeout", ""],
    ["check", "lambda*t", "--a", ""],
    ["check", "lambda*t**p", "--set", "p=1", "--set", "p=2"],
    ["check", "nkt"],
    ["check", "lambda*t", "--timeout", "nan"],
    ["check", "lambda*t", "--timeout", "0"],
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
    ["evaluate", "lambda*t", "--t", "1", "--sigma", ""],
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
    assert run(capsys, "check", "lambda*t", "--strict")[0] == status
    question = run(capsys, "check", "lambda*t")[0]  # ends with 0 once everything is decided
    assert question == (3 if Verdict.UNDECIDED in verdicts else 0)


def test_bug_in_one_run_is_status_4_and_spares_the_others(capsys, staged):
    def judge(results, only):
        if results.spectrum.a == 2:
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
    assert run(capsys, "check", str(path), "--claims", "thm2")[0] == 1  # the exponent is still compared
    status, out, _ = run(capsys, "check", str(path), "--claims", "eq7")
    assert "not judged, their claims being left out: thm2" in out


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
    assert "g = -t·log(1-λ/2)" in out


def test_parameters_depend_on_each_other(capsys, staged):
    argv = ["check", "lambda*t**p", "--set", "beta=(a-1)/b", "--set", "p=Max(1,2/(1+beta))"]
    status, out, _ = run(capsys, *argv)
    assert status == 0
    assert "β = (a-1)/b" in out


def test_ctrl_c_prints_what_is_done(capsys, staged):
    def derive(g, spectrum):
        if spectrum.a == 2:
            raise KeyboardInterrupt
        return original(g, spectrum)

    original = powers.derive
    staged(derive=derive)
    status, out, err = run(capsys, "check", "lambda*t", "--format", "table")
    assert status == 0
    status, out, err = run(capsys, "check", "lambda*t", "--a", "2", "--timeout", "none", "--memory", "none")
    assert status == 130
    assert "0 passed" in out
    assert err == "interrupted: 0 of 1 runs completed\n"


@pytest.mark.parametrize("command", NAMES)
def test_every_command_lists_its_statuses(capsys, command):
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    listed = capsys.readouterr().out.split("exit status:")[1].split("\n")
    assert {int(line.split()[0]) for line in listed if line.strip()} >= {0, 2, 4, 130}


@pytest.mark.parametrize(
    ("argv", "parts"),
    [
        (["check", "lambda*t", "--clams", "eq7"], ["--clams", "did you mean --claims?", "check --help"]),
        (["verify", "a", "b"], ["unrecognized argument b", "verify --help"]),
        (["derive", "lambda*t**p", "--assume", "p>"], ["'p>' lacks a side", "p>1"]),
        (["check", "NOTES.md"], ["NOTES.md: no such file or folder"]),
    ],
)
def test_mistakes_of_usage_name_their_remedy(capsys, argv, parts):
    status, out, err = run(capsys, *argv)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert all(part in err for part in parts)


def test_claims_may_be_named_in_several_options(capsys, staged):
    staged()
    status, _, _ = run(capsys, "check", "lambda*t", "--claims", "eq7", "--claims", "eq7,cor1", "--format", "json")
    assert status == 0
    assert cli.parser().parse_args(["check", "g", "--claims", "a", "--claims", "b,a"]).claims == ["a", "b", "a"]
    assert pipeline.prepare("lambda*t", claims=["eq7", "cor1", "eq7"]).claims == ("eq7", "cor1")


def test_levels_of_noise_are_said(capsys):
    argv = ["evaluate", "lambda*t", "--t", "10", "--sigma", "1/2"]
    assert "noise     σ = 1/2, τ = 0" in run(capsys, *argv)[1]
    document = json.loads(run(capsys, *argv, "--format", "json")[1])
    assert document["noise"] == {"sigma": "1/2", "tau": "0"}
    assert "noise" not in json.loads(run(capsys, *argv[:4], "--format", "json")[1])


@pytest.mark.slow  # all claims; test_new_writes_a_check_file_that_works is quick
def test_a_new_check_file_passes_as_it_is(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "new", "mine")[0] == 0
    assert run(capsys, "check", "mine.toml")[0] == 0


def test_results_print_in_short():
    result = pipeline.check("lambda*t", claims=["growth", "noise"])
    assert str(result).endswith("1 passed, 0 failed, 1 known, 0 undecided\nrho = 1, chi = 1/4, gamma = 3/4")
    assert str(result.claims[0]).startswith("growth: confirmed, proved: lambda t <= g")
    theorem = general_theorem(Candidate("lambda*t**p"), b="2")
    assert brief(theorem).split("\n")[:2] == ["g = lambda*t**p", "if a < 3: ρ = p, χ = p*(a - 1)/2, γ = p*(3 - a)/2"]
    assert "Derivation(" not in repr(result)  # it fits a screen


def test_derive_can_be_stopped(capsys, monkeypatch):
    from spectral_proofs import instance_check

    def endless(*arguments, **options):
        while True:
            pass

    monkeypatch.setattr(instance_check, "general_theorem", endless)
    status, out, _ = run(capsys, "derive", "lambda*t**p", "--timeout", "5")
    assert status == 3
    assert re.search(r"undecided: general theorem stopped after [0-9.]+ s", out)


def test_the_file_at_fault_is_named(capsys, tmp_path):
    for name, value in (("fine", "1"), ("loop", "q")):
        (tmp_path / f"{name}.toml").write_text(f'g = "lambda*t**p"\n[parameters]\np = "{value}"\nq = "p"\n')
    status, _, err = run(capsys, "check", str(tmp_path))
    assert status == 2
    assert "loop.toml: parameters refer to each other in a circle: p -> q -> p" in err


@pytest.mark.parametrize("count", [1, 2])
def test_values_from_the_command_line_are_not_compared_with_the_file(capsys, staged, tmp_path, count):
    names = [str(tmp_path / f"own{number}.toml") for number in range(count)]
    for name in names:
        Path(name).write_text('g = "lambda*t"\n[expect]\nrho = "7"\n')
    assert run(capsys, "check", *names)[0] == 1
    status, out, _ = run(capsys, "check", *names, "--a", "2")
    assert status == 0
    assert "note: [expect] is not compared" in out
    document = json.loads(run(capsys, "check", *names, "--a", "2", "--format", "json")[1])
    assert all("[expect] is not compared" in entry["notes"][0] for entry in document["runs"])


@pytest.mark.parametrize(("argument", "limit"), [([], 60), (["--timeout", "5"], 5), (["--timeout", "none"], None)])
def test_every_step_has_a_limit(capsys, staged, monkeypatch, argument, limit):
    asked = []
    monkeypatch.setattr(pipeline, "run", lambda problem, announce: asked.append(problem) or pipeline.blank(problem))
    run(capsys, "check", "lambda*t", *argument)
    (problem,) = asked
    assert problem.timeout is limit is None or limit - 3 < problem.timeout < limit  # less what reading took


@pytest.mark.parametrize(
    ("verdict", "status"), [(Verdict.CONFIRMED, 0), (Verdict.REFUTED, 1), (Verdict.UNDECIDED, 3), (None, 4)]
)
def test_json_is_valid_whatever_the_status(capsys, staged, verdict, status):
    staged(judge=judged(verdict) if verdict else judged)  # None: judged() returns no claims, a bug
    found, out, err = run(capsys, "check", "lambda*t", "--strict", "--format", "json")
    assert found == status
    assert err == ""
    (entry,) = json.loads(out)["runs"]
    assert bool(entry["internal_error"]) is (status == 4)


# --- evaluate


def test_evaluation_is_stopped_and_undecided(capsys, monkeypatch):
    monkeypatch.setattr(Sums, "at", lambda *arguments, **options: time.sleep(60))
    started = time.monotonic()
    status, out, err = run(capsys, "evaluate", "lambda*t", "--t", "10", "20", "--timeout", "0.2")
    assert (status, err) == (3, "")
    assert out.count("unknown") == 4
    assert out.count("evaluation stopped after 0.2 s") == 2
    assert time.monotonic() - started < 10


def test_evaluation_that_overflows_is_undecided(capsys, monkeypatch):
    def at(*arguments, **options):
        raise OverflowError("too many digits in integer")

    monkeypatch.setattr(Sums, "at", at)
    status, out, _ = run(capsys, "evaluate", "lambda*t", "--t", "10", "--format", "json")
    assert status == 3
    (point,) = json.loads(out)["points"]
    assert point["certified"] is False
    assert "OverflowError" in point["note"]


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
