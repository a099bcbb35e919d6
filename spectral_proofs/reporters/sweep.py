"""A phase diagram as JSON ``spectral-proofs/sweep/1``, as rows, and as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from rich.console import RenderableType
from rich.padding import Padding

from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.regimes import Regime
from spectral_proofs.reporters.text import text
from spectral_proofs.reporters.theorem import evolution_function, heading, preamble
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram
from spectral_proofs.sweep.spots import Spot

SWEEP_SCHEMA = "spectral-proofs/sweep/1"
EXPONENTS = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_LETTERS = (("ρ", "rho"), ("χ", "chi"), ("γ", "gamma"))


def document(found: Diagram, spots: Sequence[Spot]) -> dict[str, Any]:
    """The object that ``sweep --format json`` prints; -1 in ``cells`` is outside the assumptions."""
    return {
        "schema": SWEEP_SCHEMA,
        "g": evolution_function(found.theorem),
        "spectrum": {"a": str(found.theorem.a), "b": str(found.theorem.b)},
        "axes": [{"name": axis.name, "values": list(map(str, axis.values))} for axis in found.grid.axes],
        "regimes": [
            {"when": regime.when, "growth": regime.found.growth}
            | {name: _text(getattr(regime.found, name)) for name in EXPONENTS}
            | {"notes": list(regime.found.notes)}
            for regime in found.theorem.regimes
        ],
        "cells": {"regime": found.regime.tolist()},
        "certified": [
            {"point": spot.point, "agrees": spot.agrees, "exponents": spot.exponents, "reason": spot.reason}
            for spot in spots
        ],
        "undecided": remaining(found, spots),
    }


def remaining(found: Diagram, spots: Sequence[Spot]) -> int:
    """Cells in undecided regimes less those that a certified run of their own decided."""
    decided = [s for s in spots if s.agrees and found.is_open(int(found.regime.flat[s.cell]))]
    return found.undecided - len(decided)


def exponents_line(regime: Regime) -> str:
    """The exponents of a regime in one line."""
    known = {letter: _with_log(regime.found, name) for letter, name in _LETTERS}
    shown = [f"{letter} = {value}" for letter, value in known.items()]
    return ", ".join([*shown[:2], "S = ∞"] if regime.found.growth == "infinite" else shown)


def _with_log(found: Findings, name: str) -> str:
    """An exponent, and that of log t where there is one: γ = 0 alone would say that S is bounded."""
    power, log = _text(getattr(found, name)), _text(getattr(found, f"{name}_log"))
    return (power or "none") + (f" (log {log})" if power and log not in (None, "0") else "")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def rows(found: Diagram) -> Iterator[list[str]]:
    """One line a cell: exact axes, the regime's number, exponents as decimals; the first line names them."""
    yield [*(axis.name for axis in found.grid.axes), "regime", *EXPONENTS]
    columns = [found.exponent(name).ravel() for name in EXPONENTS]
    for cell, number in enumerate(found.regime.ravel()):
        point = map(str, found.grid.point(cell).values())
        yield [*point, str(number), *("" if np.isnan(c[cell]) else f"{c[cell]:.12g}" for c in columns)]


def table(found: Diagram, spots: Sequence[Spot]) -> Iterator[RenderableType]:
    """What ``sweep`` prints: the regimes with their exponents and cells, then the spots."""
    yield from preamble(found.theorem)
    yield text(f"grid: {', '.join(f'{a.name} = {a.first}..{a.last}:{a.count}' for a in found.grid.axes)}")
    counts = np.bincount((found.regime.ravel() + 1), minlength=len(found.theorem.regimes) + 1)
    for number, regime in enumerate(found.theorem.regimes):
        yield text("")
        yield text(f"{heading(regime)}: {_cells(counts[number + 1])}", "bold")
        yield _indented(f"{exponents_line(regime)}{'; undecided' if found.is_open(number) else ''}")
    yield text("")
    if counts[OUTSIDE + 1]:
        yield text(f"outside the assumptions: {_cells(counts[OUTSIDE + 1])}")
    agree = sum(spot.agrees is True for spot in spots)
    spoken = f"; {agree} of {len(spots)} spots certified and agreeing" if spots else ""
    yield text(f"{_cells(found.grid.size)}, {remaining(found, spots)} undecided{spoken}")
    for spot in spots:
        if spot.agrees is not True:
            where = ", ".join(f"{name} = {value}" for name, value in spot.point.items())
            yield _indented(f"{'differs' if spot.agrees is False else 'open'} at {where}: {spot.reason}")


def _cells(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"


def _indented(line: str) -> RenderableType:
    return Padding(text(line), (0, 0, 0, 2))
