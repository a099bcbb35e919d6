"""The table [tool.spectral-proofs] of a pyproject.toml."""

import pytest

from spectral_proofs import cli
from spectral_proofs.cli.program import parser
from spectral_proofs.cli.project_defaults import with_defaults
from spectral_proofs.errors import InputError
from spectral_proofs.problem.recognition import MAX_BYTES

COMMANDS = parser().commands
TABLE = """
[tool.spectral-proofs]
timeout = 1.50
digits = 40
a = "5/2"
[tool.spectral-proofs.check]
claims = ["thm2", "cor1"]
strict = true
quiet = true
timeout = 90
"""


def project(monkeypatch, tmp_path, table, below="work/deep"):
    folder = tmp_path / below
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def added(*words):
    found = with_defaults(words, COMMANDS)
    return set(found) - set(words)


def test_the_nearest_table_above_is_read(monkeypatch, tmp_path):
    folder = project(monkeypatch, tmp_path, TABLE)
    (folder / "pyproject.toml").write_text('[project]\nname = "other"', encoding="utf-8")
    of_check = {"--timeout=90", "--digits=40", "--a=5/2", "--claims=thm2", "--claims=cor1", "--strict", "--quiet"}
    assert added("check", "lambda*t") == of_check
    assert added("evaluate", "lambda*t", "--t", "1") == {"--timeout=1.50", "--digits=40", "--a=5/2"}
    assert added("list") == set()
    (folder / "pyproject.toml").write_text("[tool.spectral-proofs]\ndigits = 7", encoding="utf-8")
    assert added("check", "lambda*t") == {"--digits=7"}


def test_the_command_line_goes_before(monkeypatch, tmp_path):
    project(monkeypatch, tmp_path, TABLE)
    new = added("check", "lambda*t", "--source", "1/2", "-v", "--claims", "eq7", "--timeout=5")
    assert new == {"--digits=40", "--strict"}
    assert added("check", "lambda*t", "--isolated") == set()


def test_a_run_takes_them(monkeypatch, tmp_path, capsys):
    project(monkeypatch, tmp_path, '[tool.spectral-proofs]\na = "5/2"\ndigits = 20')
    assert cli.main(["evaluate", "lambda*t", "--t", "100"]) == 0
    assert "a = 5/2" in capsys.readouterr().out
    assert cli.main(["evaluate", "lambda*t", "--t", "100", "--isolated"]) == 0
    assert "a = 3/2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("timout = 3", "timout: no option that it may set; did you mean timeout?"),
        ("check.timout = 3", "check.timout: no option that it may set; did you mean timeout?"),
        ("timeout = 0", "timeout: '0' is no number of seconds"),
        ('color = "blue"', "color: 'blue' is not one of auto, always, never"),
        ("strict = 1", "strict: must be true or false"),
        ("digits = [1]", "digits: must be a number or a text"),
        ("allow-python = true", "allow-python: no option that it may set"),
        ('scheduler = "tcp://host:8786"', "scheduler: no option that it may set"),
        ('"\\u001b[31m" = 3', "�[31m: no option that it may set"),
    ],
)
def test_what_is_not_known_is_refused_in_one_line(monkeypatch, tmp_path, capsys, table, said):
    project(monkeypatch, tmp_path, f"[tool.spectral-proofs]\n{table}")
    assert cli.main(["check", "lambda*t"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "pyproject.toml: [tool.spectral-proofs] " in error
    assert said in error


def test_other_peoples_files_are_left_alone(monkeypatch, tmp_path):
    folder = project(monkeypatch, tmp_path, '[project]\nname = "spectral-proofs"')
    assert added("check", "lambda*t") == set()
    (folder / "pyproject.toml").write_bytes(b"\xff not TOML")
    assert added("check", "lambda*t") == set()


@pytest.mark.parametrize("text", ["[tool.spectral-proofs]\nx = ", "[tool]\nspectral-proofs = 3"])
def test_a_broken_table_is_refused(monkeypatch, tmp_path, text):
    project(monkeypatch, tmp_path, text)
    with pytest.raises(InputError, match=r"^.*pyproject\.toml: "):
        with_defaults(["check", "x"], COMMANDS)


def test_reading_is_bounded(monkeypatch, tmp_path):
    project(monkeypatch, tmp_path, "[tool.spectral-proofs]\ndigits = 7\n" + "#" * MAX_BYTES)
    with pytest.raises(InputError, match="larger than"):
        with_defaults(["check", "x"], COMMANDS)
