"""Local exponents t L'/L and t S'/S against log t, beside the derived indices."""

from __future__ import annotations

import sympy

from spectral_proofs.balls.readable import radius, short
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas, decades
from spectral_proofs.reporters.plots.logs import log10_time, time_text
from spectral_proofs.reporters.plots.picture import Picture
from spectral_proofs.results import Enclosure, RunResult, SumValues

_TITLE = "Local exponents and the derived indices"
_LARGEST = 20.0  # an exponent beyond this is the sign of an exponential


def draw(result: RunResult) -> Picture:
    """d log L / d log t and d log S / d log t at the times of the grid."""
    derivation = result.derivation
    chi, gamma = (derivation.chi, derivation.gamma) if derivation else (None, None)
    with canvas("exponents", "time t", "local exponent") as page:
        drawn = _series(page, "L", [(v, v.loss_slope) for v in result.sums], None if chi is None else -chi, 0)
        drawn += _series(page, "S", [(v, v.energy_slope) for v in result.sums], gamma, 1)
        if not drawn:
            return Picture("exponents", _TITLE, "", "No local exponent was obtained.")
        times = [log10_time(v.t) for v in result.sums]
        page.axes.set_xlim(min(0.0, *times), 1.05 * max(1.0, *times))  # also around a single mark
        decades(page.axes.xaxis)
        page.legend_above()
        caption = "Marks are d log L/d log t and d log S/d log t" + _dashes(chi is not None, gamma is not None)
        return Picture("exponents", _TITLE, page.svg(_TITLE), f"{caption} {_seen(result)}".strip(), tuple(page.notes))


def _seen(result: RunResult) -> str:
    """What one sees: where the slopes end."""
    last = result.sums[-1]
    slopes = [
        f"that of {name} is {short(slope.mid, 5)}"
        for name, slope in (("L", last.loss_slope), ("S", last.energy_slope))
        if slope is not None and not slope.unknown
    ]
    return f"At t = {time_text(last.t)} {' and '.join(slopes)}." if slopes else ""


def _dashes(*derived: bool) -> str:
    names = [name for name, known in zip(("−χ", "γ"), derived, strict=True) if known]
    if not names:
        return "; there is no derived index to compare with."
    return f"; dashed {'lines are' if len(names) > 1 else 'is'} {' and '.join(names)} as derived."


def _series(
    page: Canvas, name: str, values: list[tuple[SumValues, Enclosure | None]], index: sympy.Expr | None, row: int
) -> int:
    color, marker, label = (style.LOSS, style.ENERGY)[row], "os"[row], ("−χ", "γ")[row]
    points = []
    for value, slope in values:
        if slope is None or slope.unknown or abs(float(slope.mid)) > _LARGEST:
            continue
        note = f"t = {value.t}: d log {name}/d log t = {short(slope.mid, 12)} ± {radius(slope.rad)}"
        points.append((log10_time(value.t), float(slope.mid), note))
    page.marks(points, color, marker, f"d log {name} / d log t")
    if index is not None and points:
        page.axes.axhline(float(index), color=color, linestyle="--", label=f"{label} = {index}")
    return len(points)
