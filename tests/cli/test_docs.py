"""The documents under docs/: every example there runs, and prints the lines shown below it.

1. A fenced ``toml`` or ``python`` block that begins with a comment ``# path/name.toml`` is a file: it is written to an
   empty folder, in which the later examples of the document run.  Files in ``checks/`` must be check files.
2. Any other fenced block is a Python program, and the indented lines below it occur in its output.
3. An indented block that begins with a prompt holds commands (``spectral-proofs`` or ``pytest``), each followed by
   lines of its output; ``…`` stands for anything.  ``$ echo $?`` shows the exit status of the command before; where it
   is not shown it is 0, or 1 (a claim that fails is a finding here).
"""

import os
import re
import runpy
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from weight import heavy

import spectral_proofs
from spectral_proofs import cli
from spectral_proofs.problem.check_file import load_target

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
PACKAGE = Path(spectral_proofs.__file__).parent
PROMPT, STATUS = "    $ ", "echo $?"
NAMED = re.compile(r"# ([\w./-]+\.(?:toml|py))\n")


@dataclass
class Example:
    """A command, or the text of a Python program, with the files shown before it and the lines shown after it."""

    kind: str
    text: str
    files: dict
    lines: list
    status: int | None = None


def blocks(text):
    """(language, lines) of the fenced blocks and, with the language "", of the indented ones."""
    language, lines = None, []
    for line in [*text.splitlines(), "end"]:
        if language not in (None, ""):
            if line == "```":
                yield language, lines
                language, lines = None, []
            else:
                lines.append(line)
            continue
        if line.startswith("    "):
            language = ""
            lines.append(line)
            continue
        if language == "":
            yield language, lines
        language, lines = (line.removeprefix("```"), []) if line.startswith("```") else (None, [])
    assert language is None, "a fence is not closed, or has no language"


def examples(text):
    """Every example of a document, in order."""
    found, files = [], {}
    for language, lines in blocks(text):
        body = "\n".join(lines) + "\n"
        name = NAMED.match(body)
        if language == "":
            indented(lines, files, found)
        elif name:
            files = files | {name[1]: body}
        else:
            assert language == "python", body
            found.append(Example("program", body, files, []))
    return found


def indented(lines, files, found):
    """Add the commands of an indented block, or its lines to the program above."""
    if not lines[0].startswith(PROMPT):
        found[-1].lines.extend(lines)
        return
    remaining = iter(lines)
    for line in remaining:
        command = line.removeprefix(PROMPT)
        if not line.startswith(PROMPT):
            found[-1].lines.append(line)
        elif command == STATUS:
            found[-1].status = int(next(remaining))
        else:
            kind, _, arguments = command.partition(" ")
            found.append(Example(kind, arguments, files, []))


def plain(text):
    """Without frames, and with single spaces: lines may wrap anywhere."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", text).split())


def pytest_session(arguments):
    """Exit status and output of pytest in the current folder."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *shlex.split(arguments)]
    path = os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def run(example, capsys):
    """Exit status and output."""
    if example.kind == "program":
        Path("program.py").write_text(example.text, encoding="utf-8")
        runpy.run_path("program.py", run_name="__main__")
        return 0, capsys.readouterr().out
    if example.kind == "pytest":
        return pytest_session(example.text)
    assert example.kind == "spectral-proofs"
    status = int(cli.main(shlex.split(example.text)))
    shown = capsys.readouterr()
    return status, shown.out + shown.err


def verify(example, capsys):
    for name, body in example.files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(body, encoding="utf-8")
    status, output = run(example, capsys)
    assert status in ((0, 1) if example.status is None else (example.status,))
    assert example.lines or example.status is not None
    for line in example.lines:
        for part in plain(line).split("…"):
            assert part.strip() in plain(output)


ALL = [(path.name, example) for path in DOCUMENTS for example in examples(path.read_text(encoding="utf-8"))]


#: Documents without commands, or with few.
FEW = ("README.md", "rigour.md", "notation.md", "machine-checked.md", "data.md", "laboratory.md")


def test_documents_are_there():
    names = {path.name for path in DOCUMENTS}
    assert names >= {*FEW, "extending.md", "gallery.md", "theory.md", "tutorial.md"}
    for path in DOCUMENTS:
        assert sum(name == path.name for name, _ in ALL) >= (0 if path.name in FEW else 4)


def is_long(name, example):
    """Whole checks, reports and audits; those of extending.md, with files of its own, stay among the quick ones."""
    long = example.kind == "pytest" or example.text.split()[0] in ("check", "report", "audit")
    return (long and name != "extending.md") or name in ("gallery.md", "data.md")


@pytest.mark.parametrize(
    "example",
    [heavy(example) if is_long(name, example) else example for name, example in ALL],
    ids=[f"{n}:{e.text[:50]!r}" for n, e in ALL],
)
def test_examples_print_what_is_shown(tmp_path, monkeypatch, capsys, example):
    if "--out" in example.text and ".svg" in example.text:
        pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    if "import fit" in example.text or ", fit\n" in example.text:
        pytest.importorskip("polars", reason="data need the extra data")
    monkeypatch.chdir(tmp_path)
    verify(example, capsys)


def test_check_files_that_are_shown_are_valid(tmp_path):
    for name, body in {item for _, example in ALL for item in example.files.items()}:
        if name.startswith("checks/") and name.endswith(".toml"):
            path = tmp_path / Path(name).name
            path.write_text(body, encoding="utf-8")
            assert load_target(str(path))


@pytest.mark.parametrize(
    "text",
    [
        "    $ spectral-proofs schema\n    run/1\n    run/2\n",
        "    $ spectral-proofs schema\n    run/1\n    $ echo $?\n    3\n",
        "    $ spectral-proofs schema run/9\n    run/9\n",
        "```python\nprint(1)\n```\n\n    2\n",
        "```python\n1\n```\n",
    ],
)
def test_what_is_not_printed_is_noticed(tmp_path, monkeypatch, capsys, text):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError):
        verify(examples(text)[0], capsys)


def test_modules_named_in_the_documents_exist():
    for path in DOCUMENTS:
        folder = None
        for name in re.findall(r"`([\w/]+\.py)`", path.read_text(encoding="utf-8")):
            folder = PACKAGE / Path(name).parent if "/" in name else folder
            places = (PACKAGE / name, ROOT / name, *([folder / name] if folder else []))
            assert any(place.exists() for place in places), name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    drawn = set(re.findall(r"--out (\S+\.svg)", text))  # by the command beside the link, when the site is built
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert target in drawn or (path.parent / target).exists(), target
