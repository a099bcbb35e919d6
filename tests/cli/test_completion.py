"""Shells complete commands, options and names."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys

import pytest

from spectral_proofs import cli
from spectral_proofs.cli.commands import NAMES

needs_argcomplete = pytest.mark.skipif(importlib.util.find_spec("argcomplete") is None, reason="needs argcomplete")
SHELLS = ("bash", "zsh", "fish")


def completed(line, folder, shell="bash"):
    """What the program answers to a shell, in which ``line`` stands before the cursor."""
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_SHELL": shell}
    answer = folder / "answer"
    environment = os.environ | asked | {"_ARGCOMPLETE_STDOUT_FILENAME": str(answer), "_ARGCOMPLETE_IFS": "\n"}
    command = [sys.executable, "-m", "spectral_proofs"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=folder, timeout=30)
    assert (done.stdout, done.stderr) == (b"", b"")
    return {re.split("[\t:]", word.strip())[0] for word in answer.read_text().split("\n")}


def script(capsys, shell):
    assert cli.main(["completion", shell]) == 0
    return capsys.readouterr().out


@needs_argcomplete
def test_bash_reads_the_script_and_completes_a_command(capsys):
    program = f'spectral-proofs() {{ "{sys.executable}" -m spectral_proofs "$@"; }}\n'
    asked = 'COMP_LINE="spectral-proofs che"; COMP_POINT=${#COMP_LINE}; _python_argcomplete spectral-proofs\n'
    whole = program + script(capsys, "bash") + asked + 'echo "${COMPREPLY[@]}"; complete -p spectral-proofs'
    done = subprocess.run(["bash"], input=whole, capture_output=True, text=True, check=True, timeout=30)
    first, second = done.stdout.splitlines()
    assert first.strip() == "check"
    assert "_python_argcomplete" in second


@needs_argcomplete
@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_accepted_by_its_shell(capsys, shell):
    written = script(capsys, shell)
    assert "spectral-proofs" in written
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n"], input=written, text=True, check=True, timeout=30)


@needs_argcomplete
def test_options_choices_names_and_files_are_completed(tmp_path):
    (tmp_path / "ntx.toml").touch()
    assert completed("spectral-proofs check --time", tmp_path) == {"--timeout"}
    assert completed("spectral-proofs check ntk --format j", tmp_path) == {"json", "junit"}
    assert {"ntk", "ntk_steep", "ntx.toml"} <= completed("spectral-proofs derive nt", tmp_path)


@needs_argcomplete
@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_is_offered(tmp_path, shell):
    assert completed("spectral-proofs ", tmp_path, shell) >= set(NAMES)


@needs_argcomplete
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish_completes_with_the_script(capsys):
    program = f'function spectral-proofs; "{sys.executable}" -m spectral_proofs $argv; end\n'
    whole = program + script(capsys, "fish") + '\ncomplete -C "spectral-proofs check ntk --form"'
    done = subprocess.run(["fish"], input=whole, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split()[0] == "--format"


def test_without_the_extra_there_is_a_remedy(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    assert cli.main(["completion", "bash"]) == 2
    assert "pip install -e '.[completion]'" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "meant"), [("chekc", "check"), ("evalute", "evaluate")])
def test_a_misspelt_command_is_recognized(capsys, typed, meant):
    assert cli.main([typed, "lambda*t"]) == 2
    assert f"{typed!r} is unknown; did you mean {meant}?" in capsys.readouterr().err


def test_an_expression_is_no_command(capsys):
    assert cli.main(["lambda*t"]) == 2
    assert "a command comes first, such as check" in capsys.readouterr().err
