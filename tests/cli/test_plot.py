"""``plot``: numbers that are certified, figures that are there, mistakes that are one line."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest

from spectral_proofs import cli
from spectral_proofs.reporters.plots import curves
from spectral_proofs.results import Enclosure
from spectral_proofs.results.curves import Curve


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


@pytest.mark.slow
def test_numbers_and_figure_of_two_candidates(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="figures need matplotlib")
    figure, numbers = tmp_path / "f.svg", tmp_path / "n.csv"
    asked = ["plot", "lambda*t", "ridge", "--points", "3", "--out", str(figure), "--csv", str(numbers)]
    assert cli.main(asked) == 0
    found = rows(numbers)
    assert [row[:2] for row in found[1:]] == [[name, t] for name in ("λ*t", "ridge") for t in ("1", "1e4", "1e8")]
    assert abs(float(found[2][2]) - 0.1524381187) < 1e-10
    assert all(float(row[3]) < 1e-30 and row[4] == "yes" for row in found[1:])
    assert "λ" in figure.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("quantity", "last"), [("energy", 24321.82), ("frontier", 1e-6), ("exponents", -0.25)], ids=lambda value: str(value)
)
def test_other_quantities(quantity: str, last: float, tmp_path: Path) -> None:
    numbers = tmp_path / "n.csv"
    times = ["--from", "1e2", "--to", "1e6", "--points", "2"]
    assert cli.main(["plot", "lambda*t", "--quantity", quantity, *times, "--csv", str(numbers)]) == 0
    assert float(rows(numbers)[-1][2]) == pytest.approx(last, rel=1e-6)


def test_what_is_not_finite_is_named_in_the_legend_and_nothing_at_all_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="figures need matplotlib")
    nothing = Curve("newton", ("1e2",), (Enclosure("inf", "0", True),), None)
    some = Curve("other", ("1e2", "1e4"), (Enclosure("1", "0", True), Enclosure("0.5", "0", True)), None)
    curves.draw([nothing, some], "energy", tmp_path / "f.svg")
    assert "newton (no finite value)" in (tmp_path / "f.svg").read_text(encoding="utf-8")
    with pytest.raises(Exception, match="nothing to draw"):
        curves.draw([nothing], "energy", tmp_path / "g.svg")
    with pytest.raises(Exception, match="cannot be told apart"):
        curves.draw([some] * 9, "energy", tmp_path / "g.svg")


@pytest.mark.parametrize(
    "name",
    [
        "λ*t/(1+λ*t**(1/2))",
        "-2*log(cos(√λ*t))",
        "a$b",
        "a$b$c_{x}",
        "2*besselj(1, sqrt(λ)*t) (a = 3/2, b = 2)",
        "λ*t^",
        "\\frac",
    ],
)
def test_a_formula_in_a_legend_is_typeset_and_a_name_is_a_text(name: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="figures need matplotlib")
    curve = Curve(name, ("1e2", "1e4"), (Enclosure("1", "0", True), Enclosure("0.5", "0", True)), None)
    curves.draw([curve], "loss", tmp_path / "f.svg")
    drawn = "".join(ElementTree.parse(tmp_path / "f.svg").getroot().itertext())
    assert "**" not in drawn
    assert ("\\frac" in drawn) == (name == "\\frac")


@pytest.mark.parametrize(
    ("arguments", "piece"),
    [
        (["lambda*t"], "nothing to write"),
        (["lambda*t", "--out", "x.gif"], ".pdf, .svg, .png"),
        (["lambda*t", "--csv", "x.csv", "--from", "0"], "positive first time"),
        (["lambda*t", "--csv", "x.csv", "--from", "1e9"], "a later last one"),
        (["lambda*t*", "--csv", "x.csv"], "lambda*t*"),
    ],
)
def test_mistakes_are_one_line(arguments: list[str], piece: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["plot", *arguments]) == 2
    error = capsys.readouterr().err
    assert piece in error
    assert error.count("\n") == 1
