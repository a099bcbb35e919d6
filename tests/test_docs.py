"""The documents under docs/: every command shown there runs and prints the lines shown below it."""

import re
import shlex
from pathlib import Path

import pytest

import spectral_proofs
from spectral_proofs import cli

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
PROMPT = "    $ spectral-proofs "


def examples():
    """(command, lines) of every indented block that begins with a prompt."""
    found = []
    for path in DOCUMENTS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(PROMPT):
                found.append((line.removeprefix(PROMPT), []))
            elif found and found[-1] and line.startswith("    "):
                found[-1][1].append(line)
            else:
                found.append(None)
        found.append(None)
    return [example for example in found if example]


def plain(text):
    """Without frames, and with single spaces: lines may wrap anywhere."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())


def test_documents_are_there():
    assert [path.name for path in DOCUMENTS] == ["theory.md"]
    assert len(examples()) >= 8


@pytest.mark.parametrize(("command", "lines"), examples(), ids=[command for command, _ in examples()])
def test_commands_print_what_is_shown(capsys, command, lines):
    status = int(cli.main(shlex.split(command)))
    output = plain(capsys.readouterr().out)
    assert status in (0, 1)  # a claim that fails is a finding here
    assert lines
    for line in lines:
        assert plain(line) in output


def test_modules_named_in_the_documents_exist():
    package = Path(spectral_proofs.__file__).parent
    for path in DOCUMENTS:
        folder = None
        for name in re.findall(r"`([\w/]+\.py)`", path.read_text(encoding="utf-8")):
            folder = package / Path(name).parent if "/" in name else folder
            assert (package / name).exists() or (folder and (folder / name).exists()), name
