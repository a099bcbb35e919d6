"""A phase diagram as JSON ``spectral-proofs/sweep/1``, as rows, and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from string import ascii_uppercase
from typing import Any

import numpy as np
import sympy
from rich.console import RenderableType
from rich.padding import Padding

from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.theorem import Regime
from spectral_proofs.reporters.asked import modes
from spectral_proofs.reporters.json import picked, plain
from spectral_proofs.reporters.text import formulas, text
from spectral_proofs.reporters.theorem import evolution_function, heading, powers, preamble
from spectral_proofs.reporters.verdicts import SYMBOLS
from spectral_proofs.results.rigour import proves
from spectral_proofs.sweep.diagram import OUTSIDE, Derived, Diagram
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.text.mathematics import mathematics

SWEEP_SCHEMA = "spectral-proofs/sweep/1"
EXPONENTS = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_LAWS = {"rho": "frontier", "chi": "L", "gamma": "S"}
_REASONS = 3  # that are shown
_LAWS_SHOWN = 12


def document(found: Diagram, spots: Sequence[Spot]) -> dict[str, Any]:
    """The object that ``sweep --format json`` prints; -1 in ``cells`` is outside the assumptions."""
    return {
        "schema": SWEEP_SCHEMA,
        "g": ("residual = " if found.cellwise == "r" else "") + evolution_function(found.theorem),
        "spectrum": _spectrum(found),
        "axes": [{"name": axis.name, "values": list(map(str, axis.values))} for axis in found.grid.axes],
        "regimes": [
            {"when": regime.when, "growth": regime.found.growth}
            | picked(regime.found, *EXPONENTS)
            | {"rigour": {name: str(known) for name, known in regime.found.rigour.items() if name in EXPONENTS}}
            | {"notes": list(regime.found.notes)}
            for regime in found.theorem.regimes
        ],
        "cells": {"regime": found.regime.tolist()},
        "derived": [
            {"point": plain(found.grid.point(own.cell)), "exponents": dict(own.exponents)}
            | {"infinite": own.infinite, "rigour": own.rigour or None, "reason": own.reason}
            for own in found.derived.values()
        ],
        "certified": [picked(spot, "point", "agrees", "exponents", "reason") for spot in spots],
        "undecided": remaining(found, spots),
    }


def _spectrum(found: Diagram) -> dict[str, str]:
    if found.modes:
        return {"a": "", "b": "", **found.modes}
    return {"a": str(found.theorem.a), "b": str(found.theorem.b)}


def remaining(found: Diagram, spots: Sequence[Spot]) -> int:
    """Cells that neither the theorem nor a derivation or a certified run of their own decides."""
    open_ = found.undecided
    open_.flat[[spot.cell for spot in spots if spot.agrees]] = False
    return int(open_.sum())


def letters(found: Diagram) -> dict[int, str]:
    """A letter for each regime that has cells, as pictures have it; those that are borders have none."""
    solid = [n for n, regime in enumerate(found.theorem.regimes) if all(signs != (0,) for _, signs in regime.clauses)]
    there = [n for n in solid if bool((found.regime == n).any())]
    return {n: ascii_uppercase[i] if i < len(ascii_uppercase) else str(i) for i, n in enumerate(there)}


def exponents_line(regime: Regime) -> str:
    """The exponents of a regime in one line."""
    known = {letter: _with_log(regime.found, name) for name, letter in SYMBOLS.items()}
    shown = [f"{letter} = {value}" for letter, value in known.items()]
    return ", ".join([*shown[:2], "S = ∞"] if regime.found.growth == "infinite" else shown)


def _with_log(found: Findings, name: str) -> str:
    """An exponent, and that of log t where there is one: γ = 0 alone would say that S is bounded."""
    power, log = plain(getattr(found, name)), plain(getattr(found, f"{name}_log"))
    if power is None:
        open_ = any(note.startswith(("undecided", f"{_LAWS[name]} undecided")) for note in found.notes)
        return "undecided" if open_ else "none"
    return f"{power} (log {log})" if log not in (None, "0") else str(power)


def rows(found: Diagram) -> Iterator[list[str]]:
    """One line a cell: exact axes, the regime's number, exponents as decimals; the first line names them."""
    yield [*(axis.name for axis in found.grid.axes), "regime", *EXPONENTS, "decided"]
    columns = [found.exponent(name).ravel() for name in EXPONENTS]
    open_ = found.undecided.ravel()
    points = product(*([str(value) for value in axis.values] for axis in found.grid.axes))
    for cell, (point, number) in enumerate(zip(points, found.regime.ravel(), strict=True)):
        decided = "" if number == OUTSIDE else "no" if open_[cell] else "yes"
        yield [*point, str(number), *("" if np.isnan(c[cell]) else f"{c[cell]:.12g}" for c in columns), decided]


def columns(found: Diagram) -> dict[str, Any]:
    """The same by column: axes as exact texts and, named NAME_value, as decimals; regimes, exponents."""
    mesh = np.meshgrid(*(np.arange(axis.count) for axis in found.grid.axes), indexing="ij")
    table: dict[str, Any] = {}
    for axis, index in zip(found.grid.axes, mesh, strict=True):
        texts = np.array([str(value) for value in axis.values])
        table[axis.name] = texts[index.ravel()]
        table[f"{axis.name}_value"] = np.array([float(value) for value in axis.values])[index.ravel()]
    table["regime"] = found.regime.ravel()
    table |= {name: found.exponent(name).ravel() for name in EXPONENTS}
    return table | {"decided": ~found.undecided.ravel() & (found.regime.ravel() != OUTSIDE)}


def table(found: Diagram, spots: Sequence[Spot]) -> Iterator[RenderableType]:
    """What ``sweep`` prints: the regimes with their exponents and cells, then the spots."""
    if found.cellwise:
        yield formulas(f"{found.cellwise} = {evolution_function(found.theorem)}", "bold")
        yield text(mathematics(modes({"kind": "expressions", **found.modes})) if found.modes else powers(found.theorem))
    else:
        yield from preamble(found.theorem)
    yield text(f"grid: {', '.join(f'{a.name} = {a.first}..{a.last}:{a.count}' for a in found.grid.axes)}")
    counts = np.bincount((found.regime.ravel() + 1), minlength=len(found.theorem.regimes) + 1)
    for number, regime in enumerate(found.theorem.regimes):
        yield text("")
        yield formulas(f"{heading(regime)}: {_cells(counts[number + 1])}", "bold")
        yield from map(_indented, _about(found, number))
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


def _about(found: Diagram, number: int) -> Iterator[str]:
    regime = found.theorem.regimes[number]
    sampled = {str(r) for n, r in regime.found.rigour.items() if n in EXPONENTS and not proves(r)}
    yield exponents_line(regime) + "".join(f"; {known}" for known in sorted(sampled))
    if isinstance(found.theorem.g, sympy.Tuple):
        yield from regime.found.notes[:2]  # which branches carry L and S
    if found.is_open(number):
        own = [one for one in found.derived.values() if found.regime.flat[one.cell] == number]
        decided = sum(not one.reason for one in own)
        yield f"undecided; of {_cells(len(own))} derived one by one {decided} decided" if own else "undecided"
        if found.cellwise:
            laws = Counter(_derived_line(one) for one in own if not one.reason)
            yield from (f"{law}: {_cells(times)}" for law, times in laws.most_common(_LAWS_SHOWN))
        reasons = Counter(one.reason for one in own if one.reason)
        yield from (f"open in {_cells(times)}: {reason}" for reason, times in reasons.most_common(_REASONS))


def _derived_line(one: Derived) -> str:
    """The exponents of one cell in one line."""
    shown = []
    for name, letter in SYMBOLS.items():
        log = one.exponents.get(f"{name}_log")
        power = "infinite" if name == "gamma" and one.infinite else one.exponents.get(name) or "none"
        shown.append(f"{letter} = {power}" + (f" (log {log})" if log not in (None, "0") else ""))
    return ", ".join(shown).replace("γ = infinite", "S = ∞")


def _cells(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"


def _indented(line: str) -> RenderableType:
    return Padding(formulas(line), (0, 0, 0, 2))
