"""The runs of one experiment, over its axes and seeds, one record folder each.

Runs that are complete are left alone; one that was interrupted is trained again from its seed and only measured
where it was not yet. Work goes to any ``concurrent.futures.Executor``, Dask's (``Client.get_executor()``) too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path

from spectral_proofs.errors import InputError
from spectral_proofs.lab.experiments import experiment
from spectral_proofs.lab.experiments.base import Experiment
from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.record import FILE, read_record


@dataclass(frozen=True)
class Cell:
    """One run: an experiment's name, its settings and seed, and where its record is kept."""

    experiment: str
    settings: Mapping[str, float]
    seed: int
    folder: Path


def cells(chosen: Experiment, folder: Path, seeds: Sequence[int], changed: Mapping[str, float]) -> list[Cell]:
    """Every combination of the axes with every seed; ``changed`` replaces settings and fixes axes.

    Raises InputError: a name in ``changed`` that the experiment does not have.
    """
    for name in changed:
        if name not in {*chosen.settings, *chosen.axes}:
            there = ", ".join([*chosen.settings, *chosen.axes])
            raise InputError(f"--set {name}: {chosen.name} has no such setting; it has {there}")
    axes = {name: (changed[name],) if name in changed else values for name, values in chosen.axes.items()}
    found = []
    for point in itertools.product(*axes.values()):
        varied = dict(zip(axes, point, strict=True))
        name = "_".join([*(f"{key}-{value:g}" for key, value in varied.items()), "seed"])
        settings = {**chosen.settings, **changed, **varied}
        found += [Cell(chosen.name, settings, seed, folder / f"{name}-{seed}") for seed in seeds]
    return found


def is_complete(cell: Cell) -> bool:
    """Whether its record is there, complete and of the same settings.

    Raises InputError: a record of other settings is in its folder.
    """
    if not (cell.folder / FILE).exists():
        return False
    head = read_record(cell.folder).head
    if head["settings"] != dict(cell.settings):
        raise InputError(f"{cell.folder}: recorded with other settings; give another --out folder")
    return bool(head["status"] == "complete")


def run_cell(cell: Cell) -> str:
    """Train and record; returns an empty text, or in one line why the run ended early (it diverged, say)."""
    torch_module().set_num_threads(1)  # several runs share the processor
    try:
        experiment(cell.experiment).train(cell.settings, cell.seed, cell.folder)
    except InputError as error:
        return f"{cell.folder.name}: {error}"
    return ""


def run_all(planned: list[Cell], executor: Executor | None) -> Iterator[tuple[Cell, str]]:
    """Each cell with what :func:`run_cell` says of it, as they are done; here where there is no executor."""
    if executor is None:
        for cell in planned:
            yield cell, run_cell(cell)
        return
    futures = {executor.submit(run_cell, cell): cell for cell in planned}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:  # interrupted: what has not begun is not begun
        for future in futures:
            future.cancel()
