import os
import subprocess
import sys

import pytest
from test_cli import program


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


@pytest.mark.parametrize(
    ("redirection", "arguments", "status"),
    [
        (">&-", "evaluate lambda*t --t 1e3", 0),
        (">/dev/full", "evaluate lambda*t --t 1e3", 2),
        ("2>&-", "check '(('", 2),
        ("2>/dev/full", "check '(('", 2),
    ],
)
def test_closed_and_full_streams(redirection, arguments, status):
    command = f"exec {sys.executable} -m spectral_proofs {arguments} {redirection}"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == status
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") <= 1


def test_output_survives_a_terminal_without_unicode():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    result = program("evaluate", "lambda*t", "--t", "1e3", "--sigma", "1", env=environment)
    assert result.returncode == 0
    assert result.stderr == ""
    assert "L(t)" in result.stdout
