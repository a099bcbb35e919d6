"""The theorems that rows of the audit, and the documentation, name are in ``proofs/``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spectral_proofs.audit.registry import ITEMS
from spectral_proofs.certificate import coq

NAMED = {item.id: item.theorems for item in ITEMS.values() if item.theorems}


def _stated() -> set[str]:
    project = (coq.sources() / "_CoqProject").read_text("utf-8")
    modules = re.findall(r"^(\w+)\.v$", project, re.M)
    text = {module: (coq.sources() / f"{module}.v").read_text("utf-8") for module in modules}
    return {f"{module}.{name}" for module in modules for name in re.findall(r"^Theorem ([\w']+)", text[module], re.M)}


@pytest.mark.parametrize("row", NAMED)
def test_rows_name_theorems_that_there_are(row: str) -> None:
    assert set(NAMED[row]) <= _stated()


def test_the_rows_that_are_machine_checked() -> None:
    assert {"A5", "A6", "A7", "A8", "A9", "A10", "A19", "A22"} <= set(NAMED)
    assert {"appA-step1", "eq12", "eq13", "s5-optimal", "s6.2", "s3.3-tail"} <= set(NAMED)
    assert not {"A1", "A2", "A3", "A13", "A14", "eq1", "eq6"} & set(NAMED)  # no theorem in Coq is about these


def test_the_documentation_names_every_theorem_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "machine-checked.md").read_text("utf-8")
    listed = page.partition("## The theorems")[2].partition("## Certificates")[0]
    assert set(re.findall(r"`([A-Z]\w+\.\w+)`", listed)) == _stated()


def test_the_theory_points_to_theorems_that_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "theory.md").read_text("utf-8")
    pointed = [set(re.findall(r"`([A-Z]\w+\.\w+)`", part.partition("\n\n")[0])) for part in page.split("*In Coq:*")[1:]]
    assert all(pointed)
    assert set.union(*pointed) <= _stated()
    assert _stated() - set.union(*pointed) <= {
        f"GrowthBounds.growth_of_{way}" for way in ("ratio", "slope", "shape")
    } | {
        "FrontierBounds.frontier_location",  # what certificates need besides
        "FrontierExamples.ridge",
    }


def test_statements_about_sums_say_that_these_converge() -> None:
    for name in (coq.sources() / "_CoqProject").read_text("utf-8").split():
        text = (coq.sources() / name).read_text("utf-8") if name.endswith(".v") else ""
        for theorem in re.findall(r"^Theorem.*?^Proof", text, re.M | re.S):
            stated = re.sub(r"ln \(Series", "", theorem)  # in limits, of L and S that converge by hypothesis
            if re.search(r"\bSeries\b", stated):
                assert re.search(r"\b(ex_series|is_series|within)\b", stated), theorem


def test_no_proof_is_left_out() -> None:
    files = {path.name for path in coq.sources().glob("*.v")}
    assert files == set(re.findall(r"^\w+\.v$", (coq.sources() / "_CoqProject").read_text("utf-8"), re.M))
    for name in files:
        assert not re.search(r"\b(Admitted|Axiom|Parameter|admit)\b", (coq.sources() / name).read_text("utf-8"))
