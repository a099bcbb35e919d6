"""Pictures of phase diagrams: names inside their regions, disjoint, nothing coloured that has no value."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.reporters.plots import phases
from spectral_proofs.reporters.plots.phase_legend import Wanted
from spectral_proofs.reporters.plots.regions import edges, room
from spectral_proofs.sweep.axes import Grid, parse_axis
from spectral_proofs.sweep.diagram import Diagram, diagram
from spectral_proofs.sweep.observable import Curve, Observable
from spectral_proofs.sweep.spots import Spot


def test_a_box_lies_inside_its_region_or_nowhere() -> None:
    free = np.zeros((20, 10), dtype=bool)
    free[3:12, 2:7] = True
    assert room(free, 9, 5) == (7, 4)
    assert room(free, 3, 3) == (7, 4)
    assert room(free, 10, 5) is None
    free[7, 4] = False  # a mark in the middle
    x, y = room(free, 3, 3) or (0, 0)
    assert not (abs(x - 7) <= 1 and abs(y - 4) <= 1)
    assert room(np.zeros((4, 4), dtype=bool), 1, 1) is None


def test_edges_are_halfway() -> None:
    assert edges([1.0, 2.0, 3.0]).tolist() == [0.5, 1.5, 2.5, 3.5]


@pytest.fixture(scope="module")
def powers() -> Diagram:
    theorem = general_theorem(Candidate("lambda**m*t"))
    return diagram(theorem, Grid(tuple(parse_axis("a=1..4:40,b=1.1..3:30,m=1/8..1/2:2"))))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_names_do_not_overlap_and_stay_in_the_picture(
    powers: Diagram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    from matplotlib.figure import Figure

    figures: list[Any] = []
    saved = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda self, *a, **k: (figures.append(self), saved(self, *a, **k))[1])
    spots = [Spot(n, {}, True, {}) for n in (700, 1300, 1900)]
    wanted = Wanted(Observable("gamma"), (Curve("a==b"),))
    phases.draw(powers, spots, wanted, tmp_path / f"p{suffix}")
    (figure,) = figures
    seen = 0
    for axes in figure.axes:
        boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts]
        for _, box in boxes:
            assert axes.get_window_extent().containsx(box.x0)
            assert axes.get_window_extent().containsx(box.x1)
        assert not any(one.overlaps(other) for (_, one), (_, other) in itertools.combinations(boxes, 2))
        seen += len(boxes)
    assert seen >= 4
    legend = {text.get_text() for text in figure.legends[0].get_texts()}
    assert {"no value", "outside the assumptions", "certified, agrees (3)", "a = b"} <= legend
    assert (tmp_path / f"p{suffix}").stat().st_size > 5000


@pytest.mark.slow
def test_an_axis_of_one_value_is_none(powers: Diagram, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    for over, slices in (("a=1..4:9,b=2..2:1,m=1..1:1", False), ("a=1..4:9,b=2..3:2,m=1..1:1", True)):
        found = diagram(powers.theorem, Grid(tuple(parse_axis(over))))
        phases.draw(found, [], Wanted(Observable("gamma"), (), slices), tmp_path / "p.svg")
        assert "<svg" in (tmp_path / "p.svg").read_text()
    cell = diagram(powers.theorem, Grid(tuple(parse_axis("a=2..2:1,b=2..2:1,m=1..1:1"))))
    with pytest.raises(InputError, match="one to three axes"):
        phases.draw(cell, [], Wanted(Observable("gamma")), tmp_path / "p.svg")
    flat = replace(powers, grid=Grid((*powers.grid.axes, *parse_axis("z=1..2:2"))))
    with pytest.raises(InputError, match="one to three axes"):
        phases.draw(flat, [], Wanted(Observable("gamma")), tmp_path / "p.svg")
