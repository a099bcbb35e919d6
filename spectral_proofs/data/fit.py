"""``fit``: everything that given data say, in the order in which it is found.

1. Read and recognise the sources; several curves are several runs.
2. The law of the loss, with its windows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spectral_proofs.data import columns as naming
from spectral_proofs.data import datasets, tables
from spectral_proofs.data.loss import LawFit, Method, fit_law
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.results.from_data import Estimate, FitResult, Source


def fit(*sources: Any, columns: Mapping[str, str] | None = None, method: Method | None = None) -> FitResult:
    """What data say.

    Args:
        sources: paths (CSV, TSV, JSON lines, npz, Parquet), mappings of columns, or data frames.
        columns: column names by meaning, as in {"loss": "val_loss"}, where names are not recognised.
        method: how laws are fitted.

    Raises:
        InputError: something cannot be read; the message names row and column.
    """
    read = _Inputs()
    read.take(sources, columns or {})
    found = _Findings()
    _loss(read, method or Method(), found)
    return FitResult(
        tuple(read.sources),
        found.estimates,
        warnings=(*read.notes.lines, *found.warnings),
        not_identified=tuple(found.not_identified),
        sweeps=found.sweeps,
        curves=found.curves,
        goodness=found.goodness,
    )


class _Inputs:
    """What was read."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.runs: list[datasets.Run] = []
        self.notes = datasets.Notes()

    def take(self, sources: tuple[Any, ...], chosen: Mapping[str, str]) -> None:
        """Read and recognise every source."""
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
        table = recognised.table
        self.sources.append(Source(table.name, recognised.kind, table.rows, dict(recognised.found)))
        if recognised.kind == "curve":
            self.runs.extend(datasets.runs(recognised, self.notes, table.name if several else ""))


class _Findings:
    """What was found so far."""

    def __init__(self) -> None:
        self.estimates: dict[str, Estimate] = {}
        self.warnings: list[str] = []
        self.not_identified: list[str] = []
        self.sweeps: dict[str, Any] = {}
        self.curves: dict[str, Any] = {}
        self.goodness: dict[str, float] = {}
        self.loss: LawFit | None = None


def _loss(read: _Inputs, method: Method, found: _Findings) -> None:
    """chi and the floor of the runs' common law."""
    measured = [run.observed("loss") for run in read.runs]
    curves = [curve for curve in measured if len(curve[0])]
    if not curves:
        return
    try:
        law = fit_law(curves, method)
    except UndecidedError as error:
        found.not_identified.append(f"chi: {error}")
        return
    found.loss = law
    found.estimates["chi"] = law.estimate
    for number, floor in enumerate(law.floors):
        found.estimates["floor" if len(law.floors) == 1 else f"floor_{number + 1}"] = floor
    found.sweeps["chi"] = law.sweep
    if law.decided_by_window:
        spread = law.estimate.windows
        found.warnings.append(
            f"the window decides chi: from {spread[0]:.3g} to {spread[1]:.3g} over windows that begin after 1/40 "
            "of the last time; no power law with a floor fits all of them"
        )
    found.not_identified.append("rho and p apart: L alone fixes their product chi only")
