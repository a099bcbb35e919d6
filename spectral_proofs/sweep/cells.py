"""Cells at which the theorem says nothing, derived one by one.

1. The exact point of such a cell is derived as any candidate without parameters is, within limits of time and memory.
2. What that leaves open stays undecided, with the reason. Nothing is certified: no sum is enclosed.
3. Cells come in an order that covers the grid evenly from the beginning, so that a sweep that is interrupted shows
   something of everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from spectral_proofs.crew import Lost
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.mixtures import mixed
from spectral_proofs.derivation.other_modes import derive_on
from spectral_proofs.errors import InternalError, UndecidedError, refusals_undecided
from spectral_proofs.pipeline import AnyProblem, MixtureProblem, Problem
from spectral_proofs.pipeline.residuals import laws_of
from spectral_proofs.prepare import ResidualProblem
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Truth
from spectral_proofs.results.exit_status import exponents
from spectral_proofs.results.rigour import weakest
from spectral_proofs.sweep.diagram import Derived, Diagram
from spectral_proofs.sweep.spots import spread
from spectral_proofs.sweep.target import Target
from spectral_proofs.sweep.work import Desk, Place, Row, worked
from spectral_proofs.worker import Worker
from spectral_proofs.worker.spent import Stopwatch, starved


def derive_cells(found: Diagram, target: Target, cells: Sequence[int], desk: Desk) -> Iterator[Derived]:
    """What is derived at some cells, as it is found."""
    for cell, row in worked(laws, found, target, cells, desk):
        yield Derived(cell, {}, row.reason) if isinstance(row, Lost) else Derived(cell, **row)


def open_cells(found: Diagram) -> list[int]:
    """Cells of regimes in which the theorem leaves something undecided."""
    cells = np.flatnonzero(found.open)
    return spread(cells, cells.size)


def laws(place: Place) -> Row | Lost:
    """The fields of :class:`Derived` besides the cell."""
    problem, watch = place.problem(), Stopwatch()
    with Worker(problem.memory, problem.timeout) as worker:
        try:
            return worker.call("derivation", problem.timeout, _derived, problem)
        except UndecidedError as error:
            reason = str(error)
        except InternalError as error:
            return Lost(f"internal error: {error}")  # not to be stored
    if starved(reason, watch.seconds, watch.processor):
        return Lost(f"{reason} while the machine was busy")
    return {"exponents": {}, "reason": reason}


def _derived(problem: AnyProblem) -> Row:
    with refusals_undecided():
        if isinstance(problem, MixtureProblem):
            found = mixed([_one(branch) for branch in problem.branches], [""] * len(problem.branches)).derivation
        else:
            found = _one(problem)
    known = {name: None if value is None else str(value) for name, value in exponents(found).items()}
    settled = [law for law in _named(found).values() if law.infinite or law.theta.truth is not Truth.UNKNOWN]
    rigour = str(weakest(found.rigour, *(law.rigour for law in settled)))
    return {"exponents": known, "reason": _open(found), "rigour": rigour, "infinite": found.energy.infinite}


def _one(problem: Problem) -> Derivation:
    if isinstance(problem, ResidualProblem):
        return laws_of(problem.residual, problem.spectrum)
    if isinstance(problem.spectrum, Expressions | Geometric):
        return derive_on(problem.g, problem.spectrum).derivation
    if not isinstance(problem.spectrum, Spectrum):
        raise UndecidedError("no limit t -> oo on finitely many modes")
    return derive(problem.g, problem.spectrum)


def _open(found: Derivation) -> str:
    """The first of the laws that is not known, and why; empty where all are."""
    for name, law in _named(found).items():
        if not law.infinite and law.theta.truth is Truth.UNKNOWN:
            return f"{name} undecided: {law.theta.reason}"
    return ""


def _named(found: Derivation) -> dict[str, Asymptotics]:
    return {"L": found.loss, "S": found.energy, "frontier": found.frontier.level}
