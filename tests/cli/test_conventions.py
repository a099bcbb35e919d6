"""What people expect of a command line: help, colour, short options, lists of times."""

import io
import subprocess
import sys

import pytest

from spectral_proofs import cli
from spectral_proofs.cli.values import times
from spectral_proofs.problem import catalogue
from spectral_proofs.reporters.table import console


def helped(capsys, *argv):
    with pytest.raises(SystemExit) as stop:
        cli.main(argv)
    assert stop.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("argv", [[], ["help"], ["--help"]])
def test_no_arguments_is_help(capsys, argv):
    assert "COMMAND" in helped(capsys, *argv)


@pytest.mark.parametrize("argv", [["check"], ["help", "check"], ["check", "-h"]])
def test_a_command_without_a_target_is_its_help(capsys, argv):
    assert "TARGET" in helped(capsys, *argv)


@pytest.mark.parametrize("option", ["-x", "-z", "-V"])
def test_a_short_option_is_no_formula(capsys, option):
    assert cli.main(["check", "lambda*t", option]) == 2
    assert f"unrecognized argument {option}" in capsys.readouterr().err


def test_list_names_the_catalogue(capsys):
    assert cli.main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(catalogue.catalogue_names())
    assert max(map(len, lines)) <= 80
    assert any(line.split() == ["r", "=", "2*besselj(1,", "sqrt(lambda)*t)/(sqrt(lambda)*t)"] for line in lines)


def test_colour_when_asked_for(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    assert not console(io.StringIO()).is_terminal
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert console(io.StringIO()).is_terminal


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("100", ["100"]),
        ("1,3/2,1e30", ["1", "3/2", "1e30"]),
        ("1e0..1e3", ["1e0", "1e1", "1e2", "1e3"]),
        ("1e-1..1e1", ["1e-1", "1e0", "1e1"]),
        ("1e0..1e4:3", ["1", "100", "10000"]),
    ],
)
def test_lists_and_ranges_of_times(written, meant):
    assert times(written) == meant


@pytest.mark.parametrize(
    "written", ["1e3..1e0", "1..", "1e0..x", "1e0..1e4:1", "1e0..1e4:x", ",", "0..1e3", "1e0..1e999999"]
)
def test_bad_ranges_are_refused(capsys, written):
    assert cli.main(["evaluate", "lambda*t", "--t", written]) == 2
    assert "--t" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "remedy"),
    [
        (["check", "lambda*６"], "write the digit 6"),
        (["check", "lambda*1_000*t"], "1000"),
        (["check", "lambda*0x10*t"], "write it in decimal, 16"),
        (["check", "lambda*t", "--a", "1,5"], "decimals have a point: 1.5"),
    ],
)
def test_remedies_say_what_to_write(capsys, argv, remedy):
    assert cli.main(argv) == 2
    assert remedy in capsys.readouterr().err


def test_an_unparsable_expression_loads_nothing_heavy():
    called = "int(cli.main(['check', 'lambda*'])), 'sympy' in sys.modules"
    code = f"import sys; from spectral_proofs import cli; print({called})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["2", "False"]


def test_core_and_all_stand_for_claims():
    from spectral_proofs.claims import CORE_IDS
    from spectral_proofs.cli.inputs import _claims

    assert _claims(["core", "noise", "thm2"]) == (*CORE_IDS, "noise")
    assert _claims(["core", "all"]) is None
