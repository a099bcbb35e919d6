import json
import shlex

import pytest
from factories import RUN
from test_reports import ORIGIN

import spectral_proofs.cli.reporting  # noqa: F401  # has find_spec before a test replaces it
from spectral_proofs import cli, pipeline
from spectral_proofs.reporters.report_folder import ReportFolder


def test_without_matplotlib_the_page_says_how_to_get_it(tmp_path, monkeypatch, capsys, made_runs):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    folder = ReportFolder(tmp_path)
    (html, *_) = folder.add(RUN, ORIGIN)
    assert "pip install -e &#x27;.[plots]&#x27;" in html.read_text()
    assert "<svg" not in html.read_text()
    assert cli.main(["report", "lambda*t", "--claims", "growth", "--out", str(tmp_path)]) == 0
    assert "no pictures were drawn: pictures need matplotlib; in the project's folder:" in capsys.readouterr().out


def test_report_on_the_command_line(tmp_path, capsys):
    argv = ["report", "lambda*t**p", "--set", "p=4/3", "--claims", "growth,cor1", "--jobs", "1", "--out", str(tmp_path)]
    assert cli.main(argv) == 0
    assert "index.html" in capsys.readouterr().out
    document = json.loads((tmp_path / "lambda-t-p-p4_3.json").read_text())
    words = document["provenance"]["command"]
    assert "--set p=4/3" in words
    assert "--claims growth,cor1" in words
    assert "--a 3/2 --b 2" in words


def test_a_free_parameter_is_refused_with_what_takes_it(tmp_path, capsys):
    assert cli.main(["report", "lambda*t**p", "--out", str(tmp_path / "new")]) == 2
    line = "no value for p; add --set p=VALUE or a [parameters] entry (only check and derive take free parameters)"
    assert line in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_run_of_a_suite_is_made_again_in_its_own_file(tmp_path, capsys, made_runs, undrawn):
    out = ["--claims", "growth", "--jobs", "1", "--out", str(tmp_path)]
    assert cli.main(["report", "feature_learning", *out]) == 0
    before = {path.name for path in tmp_path.iterdir()}
    rows = (tmp_path / "index.md").read_text()
    stem = "feature_learning-a5_2-b2"
    document = json.loads((tmp_path / f"{stem}.json").read_text())
    (tmp_path / f"{stem}.json").write_text(json.dumps({**document, "old": True}))
    capsys.readouterr()
    assert cli.main(shlex.split(document["provenance"]["command"])[1:]) == 0
    assert "wrote 1 report; the index keeps 1 more that was there" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == before
    assert "old" not in json.loads((tmp_path / f"{stem}.json").read_text())
    assert (tmp_path / "index.md").read_text() == rows


def interrupted(*arguments):
    raise KeyboardInterrupt


def interrupted_import(*arguments):
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as error:
        raise ImportError("initialization failed") from error  # as compiled modules say it


@pytest.mark.parametrize("add", [interrupted, interrupted_import])
def test_a_report_that_is_interrupted_is_not_called_written(tmp_path, capsys, monkeypatch, undrawn, add):
    monkeypatch.setattr(pipeline, "run", lambda problem, announce: RUN)
    monkeypatch.setattr("spectral_proofs.reporters.report_folder.ReportFolder.add", add)
    assert cli.main(["report", "lambda*t", "--claims", "growth", "--jobs", "1", "--out", str(tmp_path)]) == 130
    assert "wrote 0 reports" in capsys.readouterr().out


def test_ctrl_c_in_an_import_is_no_bug_and_a_missing_module_is_not_ctrl_c(capsys, monkeypatch):
    def broken(problem, announce):
        raise ImportError("no such thing")

    for run, status in ((interrupted_import, 130), (broken, 4)):
        monkeypatch.setattr(pipeline, "run", run)
        assert cli.main(["check", "lambda*t", "--jobs", "1"]) == status
    monkeypatch.setattr("spectral_proofs.cli.checking.check", interrupted_import)
    assert cli.main(["check", "lambda*t"]) == 130
    assert capsys.readouterr().err.endswith("spectral-proofs: error: interrupted\n")


def test_an_interrupted_command_says_so_and_keeps_the_index(tmp_path, capsys, monkeypatch, undrawn):
    argv = ["report", "feature_learning", "--claims", "growth", "--jobs", "1", "--out", str(tmp_path)]
    runs = iter([RUN, RUN, RUN])

    def run(problem, announce):
        try:
            return next(runs)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(pipeline, "run", run)
    assert cli.main(argv) == 0
    assert cli.main([*argv, "--a", "5/2"]) == 0
    rows = (tmp_path / "index.md").read_text()
    capsys.readouterr()
    assert cli.main(argv) == 130
    output = capsys.readouterr()
    assert "incomplete: interrupted after 0 of 2 runs" in output.out
    assert output.err == "interrupted: 0 of 2 runs completed\n"
    index = (tmp_path / "index.md").read_text()
    assert "Interrupted: 0 of 2 runs" in index
    assert [line for line in index.split("\n") if "](" in line] == [line for line in rows.split("\n") if "](" in line]
