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
    assert set(NAMED) == {"A5", "A6", "A8", "A9", "A10", "A19", "A22"}


def test_the_documentation_names_every_theorem_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "machine-checked.md").read_text("utf-8")
    listed = page.partition("## The theorems")[2].partition("## Certificates")[0]
    assert set(re.findall(r"`([A-Z]\w+\.\w+)`", listed)) == _stated()


def test_no_proof_is_left_out() -> None:
    files = {path.name for path in coq.sources().glob("*.v")}
    assert files == set(re.findall(r"^\w+\.v$", (coq.sources() / "_CoqProject").read_text("utf-8"), re.M))
    for name in files:
        assert not re.search(r"\b(Admitted|Axiom|Parameter|admit)\b", (coq.sources() / name).read_text("utf-8"))
