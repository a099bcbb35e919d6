"""Reports in a folder: for each run an HTML page, Markdown, LaTeX and JSON, and an index over all of them.

1. Each run is written as soon as it is there; an interrupted command keeps what it finished.
2. A file is written beside its place and then moved there, so that no reader ever sees half of one.
3. All formats are rendered from the one result object; nothing is computed again.
4. A report made again goes to the file that it has; the index keeps the reports of earlier commands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import InputError
from spectral_proofs.reporters import index, json, latex, markdown, page, tex_figure
from spectral_proofs.reporters import report_index as written
from spectral_proofs.reporters.index_rows import IndexRow
from spectral_proofs.reporters.plots import Picture, PlotsMissingError, pictures
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sheet import Sheet, sheet, spectrum_text
from spectral_proofs.reporters.sparkline import Drawn, drawn
from spectral_proofs.reporters.verdicts import tally
from spectral_proofs.results import RunResult, SumValues
from spectral_proofs.text.files import whole_file

FORMATS = ("html", "md", "tex", "json")
_LONGEST_STEM = 60
_RESERVED = ("index", "readme")
# Names that Windows keeps for devices, whatever ending they have.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True)
class Entry:
    """A run that has been written."""

    stem: str
    result: RunResult
    sheet: Sheet
    exponents: tuple[str, ...]
    drawn: Drawn


@dataclass
class ReportFolder:
    """Where reports go; created on first use.

    Raises:
        InputError: the folder, or a file in it, cannot be written.
    """

    path: Path
    entries: list[Entry] = field(default_factory=list)  # written now
    kept: int = 0  # reports of earlier commands, counted by finish
    undrawn: str = ""  # why pictures were left out
    _owners: dict[str, written.Identity] | None = None  # by file stem, read when first needed

    def prepare(self) -> None:
        """Make the folder and see that it can be written, before long work is done for it."""
        self._write(".writable", "").unlink(missing_ok=True)

    def add(
        self,
        result: RunResult,
        origin: Provenance,
        reference: str = "",
        distinction: str = "",
        curve: Sequence[SumValues] = (),
    ) -> list[Path]:
        """Write the four files of one run, and its certificate where it has one; return the paths of the four.

        Args:
            result: the run.
            origin: the command that makes this report again; with the spectrum it tells reports apart.
            reference: where g comes from.
            distinction: what tells this run from the others of the same name, as part of the file's name.
            curve: values at the times that figures show, those of the run where there are none.
        """
        found = sheet(result, reference)
        stem = self._stem(result, origin, distinction)
        shown, missing = _drawn(result, curve)
        self.undrawn = missing or self.undrawn
        certificate = f"{stem}.v" if result.certificate else ""
        if certificate:
            self._write(certificate, result.certificate)
        documents = {
            "html": page.run_page(found, shown, origin, missing, certificate),
            "md": markdown.run_document(found, origin, certificate),
            "tex": latex.run_document(found, origin, tex_figure.figure(result, curve or result.sums), certificate),
            "json": json.dump(json.report_document(result, origin, curve)) + "\n",
        }
        places = {ending: self._write(f"{stem}.{ending}", documents[ending]) for ending in reversed(FORMATS)}
        exponents = tuple(row.predicted for row in found.exponents)
        entry = Entry(stem, result, found, exponents, _points(curve or result.sums))
        self.entries = [other for other in self.entries if other.stem != stem] + [entry]
        return [places[ending] for ending in FORMATS]

    def finish(self, origin: Provenance, planned: int) -> list[Path]:
        """Write the index of all reports in the folder; it says so when fewer than ``planned`` runs were made now."""
        new = {entry.stem for entry in self.entries}
        kept = [report for stem, report in written.read(self.path).items() if stem not in new]
        self.kept = len(kept)
        entries = sorted(
            [
                *self.entries,
                *(Entry(old.stem, old.result, sheet(old.result), old.exponents, old.drawn) for old in kept),
            ],
            key=lambda entry: (entry.result.name.casefold(), entry.stem),
        )
        results = [entry.result for entry in entries]
        summary = f"{tally(results)} in {len(results)} run{'s' * (len(results) != 1)}"
        rows = [
            IndexRow(entry.stem, spectrum_text(entry.result), entry.sheet, entry.exponents, entry.drawn)
            for entry in entries
        ]
        warning = _warning(len(self.entries), planned, self.kept)
        documents = {
            "index.html": index.index_page(rows, _columns(results), summary, warning, origin, self.kept),
            "index.md": markdown.index_document(rows, _columns(results), warning),
        }
        return [self._write(name, text) for name, text in documents.items()]

    def _stem(self, result: RunResult, origin: Provenance, distinction: str) -> str:
        """The file name of a run: its candidate's and what distinguishes it, with a digest where that is another's."""
        identity = written.identity(origin.command, result.spectrum)
        base = slug("-".join(filter(None, (result.name, distinction))))
        digest = hashlib.sha256("\n".join(identity).encode("utf-8", "replace")).hexdigest()[:8]
        long = f"{base[: _LONGEST_STEM - 9]}-{digest}"
        if self._owners is None:
            self._owners = {stem.casefold(): old.identity for stem, old in written.read(self.path).items()}
        free = base.casefold() not in _RESERVED and self._owners.get(base.casefold(), identity) == identity
        stem = base if free and long.casefold() not in self._owners else long
        self._owners[stem.casefold()] = identity
        return stem

    def _write(self, name: str, text: str) -> Path:
        target, remedy = self.path / name, "choose another --out"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written ({error.strerror}); {remedy}") from None
        with whole_file(target, remedy=remedy) as file:
            file.write(text)
        return target


def slug(text: str) -> str:
    """A file name that every system takes.

    >>> slug("lambda*t**p"), slug("../../etc"), slug("λ"), slug("CON")
    ('lambda-t-p', 'etc', 'candidate', 'CON_')
    """
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:_LONGEST_STEM].strip("-")
    return f"{kept}_" if kept.casefold() in _DEVICES else kept or "candidate"


def _points(values: Sequence[SumValues]) -> Drawn:
    return drawn([(value.t, value.loss, value.energy) for value in values])


def _warning(done: int, planned: int, kept: int) -> str:
    if done >= planned:
        return ""
    line = f"Interrupted: {done} of {planned} runs were completed."
    return line + (f" The other {kept} rows are of earlier reports." if kept else "")


def _columns(results: Sequence[RunResult]) -> list[str]:
    """Ids of the judged claims, in the order in which the program has them."""
    found = dict.fromkeys(claim.id for result in results for claim in result.claims)
    return [name for name in CLAIMS if name in found] + [name for name in found if name not in CLAIMS]


def _drawn(result: RunResult, curve: Sequence[SumValues]) -> tuple[tuple[Picture, ...], str]:
    try:
        return pictures(result, curve), ""
    except PlotsMissingError as error:
        return (), str(error)
