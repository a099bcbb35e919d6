"""A phase diagram as a self-contained page: pointing at a cell shows its regime, exponents and the command for it.

Everything is in the page; the one script draws the cells and answers to pointer, touch and arrow keys. A third axis is
a slider. Undecided cells are hatched, those outside the assumptions crossed; what is shown is told in words too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.page import asset, document, head, safe
from spectral_proofs.reporters.plots.regions import room
from spectral_proofs.reporters.sweep import exponents_line, letters
from spectral_proofs.reporters.theorem import evolution_function, heading
from spectral_proofs.sweep.diagram import Diagram
from spectral_proofs.sweep.observable import Observable
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.sweep.vectors import Array
from spectral_proofs.text.mathematics import mathematics

MOST_CELLS = 200_000
_QUANTITIES = ("chi", "gamma", "rho")
_NONE = 65535  # of a level
_DIMENSIONS = (2, 3)
_NAME = 0.07  # of an axis, that a letter needs


def diagram_page(found: Diagram, spots: Sequence[Spot], show: Observable, command: str) -> str:
    """The page of a diagram with two or three axes; ``command`` is the check without the point's own options.

    Raises InputError: another number of axes, or too many cells for a page.
    """
    if len(found.grid.axes) not in _DIMENSIONS:
        raise InputError("a page shows two axes, or three; fix the others, or draw .svg or .pdf")
    if found.grid.size > MOST_CELLS:
        raise InputError(f"{found.grid.size} cells are too many for a page; {MOST_CELLS} at most, lower a COUNT")
    g = mathematics(evolution_function(found.theorem))
    first, second, *third = found.grid.axes
    shown = {show.text: show} | {name: Observable(name) for name in _QUANTITIES}
    choices = "".join(f"<option value='{safe(name)}'>{safe(one.label)}</option>" for name, one in shown.items())
    slider = "".join(
        f"<label>{safe(axis.name)}<input type='range' id='depth' min='0' max='{axis.count - 1}' value='0'></label>"
        for axis in third
    )
    body = f"""<header><h1>Phase diagram</h1><p class='g'><code>{found.cellwise or "g"} = {safe(g)}</code></p></header>
<div class='controls'><label>Colour shows<select>{choices}</select></label>{slider}</div>
<div class='beside'><div class='diagram'><span class='axis up'>{safe(second.name)}: {first_last(second.values)}</span>
<div class='frame'><canvas tabindex='0' role='img' aria-describedby='chosen'
 aria-label='Regimes over {safe(first.name)} and {safe(second.name)}; arrow keys move'></canvas>
<span id='marker'></span></div>
<span class='axis'>{safe(first.name)}: {first_last(first.values)}; <span id='scale'></span></span></div>
<div id='chosen' aria-live='polite'><p><strong id='point'></strong>: <span id='regime'></span></p>
<p id='exponents'></p><p id='values'></p><p><code id='command'></code></p></div></div>
<p>Hatched: undecided. Crossed: outside the assumptions. White: no value. Rings: checked in full.</p>
<section><h2>Regimes</h2>{_regimes(found)}</section>
{_spots(spots)}
<div id='cells' hidden>{safe(json.dumps(_data(found, spots, shown, command)))}</div>"""
    return document(f"Phase diagram of {g}", body, asset("diagram.js"))


def first_last(values: Sequence[object]) -> str:
    """The ends of an axis."""
    return safe(f"{values[0]} to {values[-1]}")


def _regimes(found: Diagram) -> str:
    named = letters(found)
    rows = "".join(
        f"<tr><td>{named.get(number, '–')}</td><th scope='row'>{safe(mathematics(heading(regime)))}</th>"
        f"<td>{safe(mathematics(exponents_line(regime)))}</td>"
        f"<td class='number'>{int((found.regime == number).sum())}</td></tr>"
        for number, regime in enumerate(found.theorem.regimes)
    )
    return f"<table>{head('in the picture', 'where', 'exponents', 'cells')}<tbody>{rows}</tbody></table>"


def _spots(spots: Sequence[Spot]) -> str:
    if not spots:
        return ""
    agree = sum(spot.agrees is True for spot in spots)
    return f"<p>{agree} of {len(spots)} cells that were checked in full are certified and agree.</p>"


def _data(found: Diagram, spots: Sequence[Spot], shown: dict[str, Observable], command: str) -> dict[str, Any]:
    return {
        "axes": [
            {"name": axis.name, "values": list(map(str, axis.values)), "option": _option(axis.name, found)}
            for axis in found.grid.axes
        ],
        "regimes": [
            {"when": mathematics(heading(r)), "exponents": mathematics(exponents_line(r))}
            for r in found.theorem.regimes
        ],
        "regime": _packed(found.regime.astype("<i2")),
        "undecided": _packed(found.undecided.astype("u1")),
        "levels": {name: {"label": one.label, **_levels(one.values(found))} for name, one in shown.items()},
        "own": {str(cell): _own(one) for cell, one in found.derived.items()},
        "spots": [[spot.cell, spot.agrees] for spot in spots],
        "names": _names(found),
        "command": command,
    }


def _own(one: Any) -> str:
    """What the cell's own derivation says."""
    if one.reason:
        return f"undecided: {one.reason}"
    known = ", ".join(f"{name} = {value}" for name, value in one.exponents.items() if value not in (None, "0"))
    return f"derived for this cell alone: {known}{', S = ∞' if one.infinite else ''}"


def _names(found: Diagram) -> list[list[Any]]:
    """Letters of regimes and where they stand: slice, place along the first and the second axis, letter."""
    regimes = found.regime if found.regime.ndim == len(_DIMENSIONS) + 1 else found.regime[..., None]
    size = [max(1, round(_NAME * count)) for count in regimes.shape[:2]]
    names = []
    for depth in range(regimes.shape[2]):
        for number, letter in letters(found).items():
            place = room(regimes[:, :, depth] == number, *size)
            if place is not None:
                names.append([depth, *place, letter])
    return names


def _option(name: str, found: Diagram) -> str:
    if name in ("a", "b"):
        return f"--{name} {{}}"
    return f"--set {name}={{}}" if name in found.parameters else ""


def _packed(values: Any) -> str:
    return base64.b64encode(values.tobytes()).decode()


def _levels(values: Array) -> dict[str, Any]:
    """The least and largest value, and each between them as 0 … 65534; 65535 where there is none."""
    known = np.isfinite(values)
    low, high = (float(values[known].min()), float(values[known].max())) if known.any() else (0.0, 1.0)
    scaled = (np.where(known, values, low) - low) / ((high - low) or 1.0) * (_NONE - 1)
    packed = _packed(np.where(known, scaled.round(), _NONE).astype("<u2"))
    return {"low": low, "high": high, "data": packed}
