"""Cells that the theorem leaves open: derived one by one, kept in the store, and undecided where they stay so."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from spectral_proofs import cli
from spectral_proofs.crew import Crew, Lost
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.parameter_case import A
from spectral_proofs.derivation.parameters.theorem import Regime, Theorem
from spectral_proofs.errors import InputError
from spectral_proofs.pipeline import AnyProblem, blank, prepare
from spectral_proofs.reporters import sweep
from spectral_proofs.store import Store
from spectral_proofs.sweep import cells, spots
from spectral_proofs.sweep.axes import Grid, parse_axis
from spectral_proofs.sweep.cells import laws, open_cells
from spectral_proofs.sweep.diagram import Derived, Diagram, diagram
from spectral_proofs.sweep.target import Limits
from spectral_proofs.sweep.work import Desk, Place, Row, worked

HALF = {"rho": "1", "chi": "1/2", "gamma": None, "rho_log": "0", "chi_log": "0", "gamma_log": None}


@pytest.fixture
def unknown() -> Diagram:
    """Five cells of a theorem that says nothing."""
    regime = Regime((), Findings(notes=("undecided: too many cases",), rigour={}))
    theorem = Theorem(sympy.Symbol("t", positive=True), A, sympy.S(2), (), (regime,))
    return diagram(theorem, Grid(tuple(parse_axis("a=3/2..5/2:5"))))


class Asked:
    """A target whose runs are numbers of cells; the last of them has no run."""

    identity = "asked"
    portable = True

    def problem(self, point: Mapping[str, Fraction], limits: Limits) -> AnyProblem:
        if point["a"] == Fraction(5, 2):
            raise InputError("no g there")
        return point["a"]  # type: ignore[return-value]  # only handed on


made: list[Fraction] = []


def work(place: Place) -> Row | Lost:
    item: Any = place.problem()
    made.append(item)
    return Lost("killed") if item == 2 else {"exponents": HALF, "reason": ""}


def test_every_cell_is_worked_at_once_and_what_was_lost_again(unknown: Diagram, tmp_path: Path) -> None:
    def found() -> dict[int, Row | Lost]:
        made.clear()
        with Store(tmp_path / "s.db") as rows:
            desk = Desk(Limits(1.0, None), Crew(jobs=1), rows, lambda done, said, stored: None)
            return dict(worked(work, unknown, Asked(), open_cells(unknown), desk))

    first = found()
    assert sorted(first) == [0, 1, 2, 3, 4]
    assert len(made) == 4
    assert first[4] == Lost("not used: no g there")
    assert found() == first
    assert made == [2]  # a = 2, which is not kept


def test_cells_that_the_clock_cut_on_a_busy_machine_are_not_kept(
    unknown: Diagram, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = prepare("lambda*t", timeout=0.2)

    class OneRun(Asked):
        def problem(self, point: Mapping[str, Fraction], limits: Limits) -> AnyProblem:
            return problem

    place = Place(0, unknown.grid.point(0), unknown.theorem.regimes[0], OneRun(), Limits(0.2, None))

    def waits(_: object) -> Row:
        time.sleep(5)
        return {}

    monkeypatch.setattr(cells, "_derived", waits)
    assert laws(place) == Lost("derivation stopped after 0.2 s while the machine was busy")
    monkeypatch.setattr(cells, "starved", lambda *_: False)  # as on a machine that does nothing else
    assert laws(place) == {"exponents": {}, "reason": "derivation stopped after 0.2 s"}
    for processor, wanted in ((0.1, Lost), (1.0, dict)):
        run = replace(blank(problem), underived="derivation stopped after 1 s", seconds=1.0, processor=processor)
        monkeypatch.setattr(spots, "make", lambda _, run=run: run)
        assert type(spots.spot(place)) is wanted


def test_exponents_come_from_the_cells_where_the_theorem_has_none(unknown: Diagram) -> None:
    own = {0: Derived(0, HALF, "", infinite=True), 1: Derived(1, {}, "stopped after 1 s")}
    found = replace(unknown, derived=own)
    assert found.exact(0, "chi") == sympy.Rational(1, 2)
    assert found.exponent("chi")[0] == 0.5
    assert np.isnan(found.exponent("chi")[1:]).all()
    assert found.undecided.tolist() == [False, True, True, True, True]
    assert [line[-1] for line in sweep.rows(found)] == ["decided", "yes", "no", "no", "no", "no"]
    said = "\n".join(str(getattr(part, "renderable", part)) for part in sweep.table(found, []))
    assert "of 2 cells derived one by one 1 decided" in said
    assert "open in 1 cell: stopped after 1 s" in said
    assert "5 cells, 4 undecided" in said


@pytest.mark.slow
def test_open_cells_are_derived_and_found_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    store = ["--store", str(tmp_path / "s.db")]
    asked = [
        "sweep",
        "lambda*t/(1+lambda**m*t)",
        "--a",
        "3/2",
        "--b",
        "2",
        "--over",
        "m=1/4..3/4:3",
        "--format",
        "json",
    ]
    assert cli.main([*asked, *store, "--derive", "1"]) == 3
    assert json.loads(capsys.readouterr().out)["undecided"] == 2
    assert cli.main([*asked, *store]) == 0
    document = json.loads(capsys.readouterr().out)
    gammas = {cell["point"]["m"]: cell["exponents"]["gamma"] for cell in document["derived"]}
    assert gammas == {"1/4": "0", "1/2": "0", "3/4": "1/3"}
    assert document["undecided"] == 0
    assert cli.main([*asked, "--timeout", "0.001"]) == 3  # nothing can be derived in this time
