"""A phase diagram as a self-contained page: pointing at a cell shows its regime, exponents and the command for it.

Everything is in the page; the one script draws the cells and answers to pointer, touch and arrow keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.page import document, safe, script
from spectral_proofs.reporters.sweep import exponents_line
from spectral_proofs.reporters.theorem import evolution_function, heading
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.sweep.vectors import Array

MOST_CELLS = 100_000
_QUANTITIES = {"chi": "χ", "gamma": "γ", "rho": "ρ"}
_NONE = 65535  # of a level


def diagram_page(found: Diagram, spots: Sequence[Spot], quantity: str, command: str) -> str:
    """The page of a diagram with two axes; ``command`` is the check without the point's own options.

    Raises:
        InputError: another number of axes, or too many cells for a page.
    """
    if len(found.grid.axes) != 2:
        raise InputError("a page shows two axes; fix the others, or draw .svg or .pdf")
    if found.grid.size > MOST_CELLS:
        raise InputError(f"{found.grid.size} cells are too many for a page; {MOST_CELLS} at most, lower a COUNT")
    g = evolution_function(found.theorem)
    first, second = found.grid.axes
    choices = "".join(
        f"<option value='{name}'{' selected' if name == quantity else ''}>{letter}</option>"
        for name, letter in _QUANTITIES.items()
    )
    body = f"""<header><h1>Phase diagram</h1><p class='g'><code>g = {safe(g)}</code></p></header>
<div class='controls'><label>Colour shows<select>{choices}</select></label></div>
<div class='diagram'><span class='axis up'>{safe(second.name)}: {first_last(second.values)}</span>
<div class='frame'><canvas tabindex='0' role='img' aria-describedby='chosen'
 aria-label='Regimes over {safe(first.name)} and {safe(second.name)}; arrow keys move'></canvas>
<span id='marker'></span></div>
<span class='axis'>{safe(first.name)}: {first_last(first.values)}; <span id='scale'></span></span></div>
<div id='chosen' aria-live='polite'><p><strong id='point'></strong>: <span id='regime'></span></p>
<p id='exponents'></p><p><code id='command'></code></p></div>
<section><h2>Regimes</h2>{_regimes(found)}</section>
{_spots(spots)}
<div id='cells' hidden>{safe(json.dumps(_data(found, command)))}</div>"""
    return document(f"Phase diagram of {g}", body, script("diagram.js"))


def first_last(values: Sequence[object]) -> str:
    """The ends of an axis."""
    return safe(f"{values[0]} to {values[-1]}")


def _regimes(found: Diagram) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{safe(heading(regime))}</th><td>{safe(exponents_line(regime))}</td>"
        f"<td class='number'>{int((found.regime == number).sum())}</td></tr>"
        for number, regime in enumerate(found.theorem.regimes)
    )
    head = "<tr><th scope='col'>where</th><th scope='col'>exponents</th><th scope='col'>cells</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _spots(spots: Sequence[Spot]) -> str:
    if not spots:
        return ""
    agree = sum(spot.agrees is True for spot in spots)
    return f"<p>{agree} of {len(spots)} cells that were checked in full are certified and agree.</p>"


def _data(found: Diagram, command: str) -> dict[str, Any]:
    return {
        "axes": [
            {"name": axis.name, "values": list(map(str, axis.values)), "option": _option(axis.name)}
            for axis in found.grid.axes
        ],
        "regimes": [{"when": heading(r), "exponents": exponents_line(r)} for r in found.theorem.regimes],
        "regime": _packed(found.regime.astype("<i2")),
        "levels": {name: _levels(found, name) for name in _QUANTITIES},
        "command": command,
    }


def _option(name: str) -> str:
    return f"--{name} {{}}" if name in ("a", "b") else f"--set {name}={{}}"


def _packed(values: Any) -> str:
    return base64.b64encode(values.tobytes()).decode()


def _levels(found: Diagram, name: str) -> dict[str, Any]:
    """The exponent's least and largest value, and each between them as 0 … 65534; 65535 where it has none."""
    values: Array = found.exponent(name)
    known = np.isfinite(values) & (found.regime != OUTSIDE)
    low, high = (values[known].min(), values[known].max()) if known.any() else (0.0, 1.0)
    scaled = (np.where(known, values, low) - low) / ((high - low) or 1.0) * (_NONE - 1)
    packed = _packed(np.where(known, scaled.round(), _NONE).astype("<u2"))
    return {"low": f"{low:.4g}", "high": f"{high:.4g}", "data": packed}
