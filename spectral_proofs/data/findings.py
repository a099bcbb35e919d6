"""What ``fit`` read, what it was asked, and what it found so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spectral_proofs.data import columns as naming
from spectral_proofs.data import datasets, tables
from spectral_proofs.data.law import LawFit, Method
from spectral_proofs.data.statements import Trial
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.results.from_data import Columns, Estimate, Prediction, Ranked, Source, Statement, Window


@dataclass(frozen=True)
class Question:
    """What is asked besides the fits.

    Attributes:
        method: how laws are fitted.
        candidates: ranked through the spectrum.
        times: predict L here.
        losses: predict when these are reached.
    """

    method: Method = field(default_factory=Method)
    candidates: tuple[Candidate, ...] = ()
    times: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()


class Inputs:
    """What was read."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.runs: list[datasets.Run] = []
        self.spectrum: datasets.MeasuredSpectrum | None = None
        self.residuals: datasets.ModeResiduals | None = None
        self.notes = datasets.Notes()

    def take(self, sources: tuple[Any, ...], chosen: Mapping[str, str]) -> None:
        """Read and recognise every source.

        Raises InputError: something cannot be read, or there are two spectra.
        """
        if not sources:
            raise InputError("nothing to fit; name a file with a loss curve or a spectrum")
        loaded = [tables.load(source) for source in sources]
        naming.refuse_unknown(chosen, loaded)
        for table in loaded:
            try:
                self._add(naming.recognised(table, chosen), len(loaded) > 1)
            except InputError as error:
                raise InputError(f"{table.name}: {error}") from None

    def _add(self, recognised: naming.Columns, several: bool) -> None:
        table, kind = recognised.table, recognised.kind
        self.sources.append(Source(table.name, kind, table.rows, dict(recognised.found)))
        if kind == "curve":
            self.runs.extend(datasets.runs(recognised, self.notes, table.name if several else ""))
        elif kind == "spectrum":
            if self.spectrum is not None:
                raise InputError("a second spectrum; give one spectrum at a time")
            self.spectrum = datasets.spectrum(recognised, self.notes)
        else:
            if self.residuals is not None:
                raise InputError("a second table of residuals; give one at a time")
            self.residuals = datasets.residuals(recognised, self.notes)

    @property
    def single(self) -> list[datasets.Run]:
        """The runs that belong to no task."""
        return [run for run in self.runs if not run.task]

    def power(self) -> Array | None:
        """The power of the only task, if there is one."""
        powers = self.spectrum.powers if self.spectrum is not None else {}
        return next(iter(powers.values())) if len(powers) == 1 else None


@dataclass
class Findings:
    """What was found so far, in the form of a result."""

    estimates: dict[str, Estimate] = field(default_factory=dict)
    tested: list[Trial] = field(default_factory=list)
    untested: list[Statement] = field(default_factory=list)
    candidates: list[Ranked] = field(default_factory=list)
    predictions: list[Prediction] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    not_identified: list[str] = field(default_factory=list)
    sweeps: dict[str, tuple[Window, ...]] = field(default_factory=dict)
    curves: dict[str, Columns] = field(default_factory=dict)
    goodness: dict[str, float] = field(default_factory=dict)
    laws: dict[str, LawFit] = field(default_factory=dict)
    rho_from: str = ""  # what the estimate of rho rests on

    def draw(self, name: str, **columns: Array) -> None:
        """Keep numbers that a picture needs."""
        self.curves[name] = {key: tuple(float(x) for x in values) for key, values in columns.items()}
