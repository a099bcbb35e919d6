"""``check`` prints results as they come, in the order in which they were asked for."""

import subprocess
import sys
from dataclasses import replace

import pytest
from factories import RUN

from spectral_proofs import cli
from spectral_proofs.cli import checking
from spectral_proofs.errors import ExitStatus


def first_words(text):
    return [line.split(",")[0] for line in text.splitlines() if ": ρ = " in line]


@pytest.mark.parametrize("amount", [[], ["-q"]])
def test_each_result_is_printed_when_it_is_its_turn(amount, monkeypatch, capsys):
    seen = []

    def found(problems, crew, advance, rows, judge):
        for number in (1, 0, 3):  # 2 is never found
            yield number, replace(RUN, name=f"run {number}")
            seen.append(first_words(capsys.readouterr().out))
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "run_all", found)
    status = cli.main(["check", "lambda*t", "lambda*t**2", "lambda*t**3", "lambda*t**4", *amount])
    assert seen == [[], ["run 0", "run 1"], []]
    assert status == ExitStatus.INTERRUPTED
    rest = capsys.readouterr().out
    assert first_words(rest) == ["run 3"]
    assert "incomplete: interrupted after 3 of 4 runs" in rest


@pytest.mark.slow  # two runs of a command
def test_what_was_finished_is_printed_before_a_command_is_killed():
    words = ["check", "lambda*t", "asinh(lambda*t)**(3/7)", "--claims", "growth", "--jobs", "1"]
    with subprocess.Popen([sys.executable, "-m", "spectral_proofs", *words], stdout=subprocess.PIPE, text=True) as run:
        first = run.stdout.readline()
        run.kill()
        rest = run.stdout.read()
    assert first.startswith("lambda*t, a = 3/2, b = 2: ")
    assert "runs" not in rest
