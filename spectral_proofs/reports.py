"""Reports in a folder: for each run an HTML page, Markdown, LaTeX and JSON, and an index over all of them.

1. Each run is written as soon as it is there; an interrupted command keeps what it finished.
2. A file is written beside its place and then moved there, so that no reader ever sees half of one.
3. All formats are rendered from the one result object; nothing is computed again.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spectral_proofs.errors import InputError
from spectral_proofs.model import RunResult
from spectral_proofs.outcome import count
from spectral_proofs.plots import Picture, PlotsMissingError, pictures
from spectral_proofs.provenance import Provenance
from spectral_proofs.reporters import index, json, latex, markdown, page
from spectral_proofs.reporters.sheet import Sheet, sheet, spectrum_text

FORMATS = ("html", "md", "tex", "json")
_LONGEST_STEM = 60


@dataclass(frozen=True)
class Entry:
    """A run that has been written."""

    stem: str
    result: RunResult
    sheet: Sheet


@dataclass
class ReportFolder:
    """Where reports go; created on first use.

    Raises:
        InputError: the folder, or a file in it, cannot be written.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)

    def add(self, result: RunResult, origin: Provenance, reference: str = "") -> list[Path]:
        """Write the four files of one run and return their paths."""
        found = sheet(result, reference)
        stem = self._stem(result)
        drawn, missing = _drawn(result)
        documents = {
            "html": page.run_page(found, drawn, origin, missing),
            "md": markdown.run_document(found, origin),
            "tex": latex.run_document(found, origin),
            "json": json.dump({**json.run_document([result]), "provenance": json.provenance(origin)}) + "\n",
        }
        self.entries.append(Entry(stem, result, found))
        return [self._write(f"{stem}.{ending}", documents[ending]) for ending in FORMATS]

    def finish(self, origin: Provenance, planned: int) -> list[Path]:
        """Write the index; it says so when fewer than ``planned`` runs are there."""
        done = len(self.entries)
        warning = f"Interrupted: {done} of {planned} runs were completed." if done < planned else ""
        results = [entry.result for entry in self.entries]
        claims = list(dict.fromkeys(claim.id for result in results for claim in result.claims))
        rows = [(entry.stem, spectrum_text(entry.result), entry.sheet) for entry in self.entries]
        documents = {
            "index.html": index.index_page(rows, claims, _summary(results), warning, origin),
            "index.md": markdown.index_document(rows, claims, warning),
        }
        return [self._write(name, text) for name, text in documents.items()]

    def _stem(self, result: RunResult) -> str:
        """A file name from the candidate's name, with the spectrum where the name alone is taken."""
        spectrum = "-".join(f"{name}{value.replace('/', '_')}" for name, value in result.spectrum.items())
        taken = {entry.stem for entry in self.entries} | {"index"}
        base = slug(result.name)
        numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return next(stem for stem in (base, slug(f"{base}-{spectrum}"), *numbered) if stem not in taken)

    def _write(self, name: str, text: str) -> Path:
        target = self.path / name
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.path, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                Path(temporary).chmod(0o644)
                Path(temporary).replace(target)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise InputError(f"{target} cannot be written ({error.strerror}); choose another --out") from None
        return target


def slug(text: str) -> str:
    """A file name that every system takes.

    >>> slug("lambda*t**p"), slug("../../etc"), slug("λ")
    ('lambda-t-p', 'etc', 'candidate')
    """
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:_LONGEST_STEM].strip("-")
    return kept or "candidate"


def _drawn(result: RunResult) -> tuple[tuple[Picture, ...], str]:
    try:
        return pictures(result), ""
    except PlotsMissingError as error:
        return (), str(error)


def _summary(results: Sequence[RunResult]) -> str:
    counts = count(results)
    failed = f"{counts.failed} failed ({counts.expected_failures} as expected)"
    runs = f"{len(results)} run{'s' * (len(results) != 1)}"
    return f"{counts.passed} passed, {failed}, {counts.undecided} undecided in {runs}"
