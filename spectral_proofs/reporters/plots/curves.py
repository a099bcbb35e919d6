"""Several candidates in one pair of axes: certified values as marks, derived laws as dashes, decades on both axes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.notation import segments
from spectral_proofs.reporters.plots.canvas import INK, MARKERS, PALETTE, canvas, decades, save
from spectral_proofs.reporters.plots.logs import LOWEST, log10_law, log10_of, log10_time
from spectral_proofs.reporters.sentences import tex_formula
from spectral_proofs.results.curves import Curve
from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What can be drawn: the label of the vertical axis, and whether it is logarithmic.
QUANTITIES = {
    "loss": ("test loss L(t)", True),
    "energy": ("perturbation energy S(t)", True),
    "frontier": ("learning frontier $\\lambda_*(t)$", True),
    "exponents": ("local exponent d log L / d log t", False),
}
_STEPS = 120
_BARE = re.compile(r"[\w.-]{2,}(?: (?=\()|$)")
_MOST = len(PALETTE)


def draw(curves: Sequence[Curve], quantity: str, path: Path) -> None:
    """Write the figure; its kind is that of the file's name.

    Raises InputError: too many curves to tell apart, nothing to draw, or the file cannot be written.
    """
    if len(curves) > _MOST:
        raise InputError(f"{len(curves)} curves cannot be told apart; draw at most {_MOST}")
    label, logarithmic = QUANTITIES[quantity]
    with canvas(f"curves-{quantity}", "time t", label) as page:
        drawn = [
            _curve(page.axes, curve, color, marker, logarithmic)
            for curve, color, marker in zip(curves, PALETTE, MARKERS, strict=False)
        ]
        if not any(drawn):
            raise InputError(f"no value of this quantity is finite; there is nothing to draw in {path.name}")
        page.axes.plot([], [], "--", color=INK, label="derived law")
        decades(page.axes.xaxis)
        if logarithmic:
            decades(page.axes.yaxis)
        page.axes.legend()
        save(page.figure, path)


def _curve(axes: Axes, curve: Curve, color: str, marker: str, logarithmic: bool) -> bool:
    points = [(log10_time(t), _height(value, logarithmic)) for t, value in zip(curve.times, curve.values, strict=True)]
    shown = [(x, y) for x, y in points if y is not None]
    if not shown:
        label = f"{_label(curve.name)} (no finite value)"
        axes.plot([], [], color=color, marker=marker, linestyle="none", label=label)
        return False
    joined = "none" if curve.law is not None else "-"  # without a law the eye needs a line
    label = _label(curve.name)
    axes.plot(*zip(*shown, strict=True), color=color, marker=marker, markersize=4, linestyle=joined, label=label)
    law = [(x, _law(curve, x, logarithmic)) for x in _grid(shown[0][0], shown[-1][0])]
    known = [(x, y) for x, y in law if y is not None]
    if known:
        axes.plot(*zip(*known, strict=True), color=color, linestyle="--", linewidth=1.2, zorder=1)
    return True


def _label(name: str) -> str:
    r"""With its formulas typeset; a name of the catalogue is none.

    >>> _label("λ*t/(1+λ*t)"), _label("k_cut (a = 4)")
    ('$\\frac{\\lambda t}{1+\\lambda t}$', 'k_cut ($a =4$)')
    """
    bare = _BARE.match(name)
    formulas = segments(plain(name[bare.end() :] if bare else name))
    shown = [tex_formula(p) if not isinstance(p, str) else mathematics(p).replace("$", r"\$") for p in formulas]
    return "".join([bare[0] if bare else "", *shown])


def _grid(first: float, last: float) -> Iterator[float]:
    for step in range(_STEPS + 1):
        yield first + (last - first) * step / _STEPS


def _height(value: Any, logarithmic: bool) -> float | None:
    if not logarithmic:
        return None if value.unknown or value.infinite else float(value.mid)
    height = log10_of(value)
    return height if height is not None and height > LOWEST else None


def _law(curve: Curve, x: float, logarithmic: bool) -> float | None:
    if curve.law is None or x <= 0:
        return None
    if logarithmic:
        return log10_law(curve.law, x)
    return None if curve.law.index is None else float(curve.law.index)


def rows(curves: Sequence[Curve]) -> Iterator[list[str]]:
    """The figure's numbers: candidate, exact time, value, radius, and whether it is certified."""
    yield ["candidate", "t", "value", "radius", "certified"]
    for curve in curves:
        for t, value in zip(curve.times, curve.values, strict=True):
            yield [curve.name, t, value.mid, value.rad, "yes" if value.certified else "no"]
