"""What marks, hatches, lines and letters of a phase diagram mean: its styles, and the legend under it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy

from spectral_proofs.reporters.plots.canvas import ENERGY, FAINT, INK, MARKERS
from spectral_proofs.reporters.sweep import letters
from spectral_proofs.reporters.theorem import clause_text, heading
from spectral_proofs.sweep.diagram import Diagram
from spectral_proofs.sweep.observable import Curve, Observable
from spectral_proofs.sweep.spots import Spot
from spectral_proofs.text.mathematics import mathematics

if TYPE_CHECKING:
    from spectral_proofs.reporters.plots.regions import Mask

HATCHES = {"undecided": "///", "no value": "..", "outside the assumptions": "xx"}
SPOTS = ((True, "certified, agrees", 0), (None, "checked, not certified", 3), (False, "differs", 5))
_DASHES: tuple[Any, ...] = ("solid", "dashed", "dashdot", "dotted", (0, (8, 2)), (0, (4, 1, 1, 1, 1, 1)))
_LONG = 46  # letters of a label
_LETTER: dict[str, Any] = {"color": INK, "linestyle": "none", "markersize": 8}


@dataclass(frozen=True)
class Wanted:
    """What a picture shows besides the diagram."""

    show: Observable
    curves: tuple[Curve, ...] = ()
    slices: bool = False


def dashes(number: int) -> Any:
    """The dashes of line ``number``."""
    return _DASHES[number % len(_DASHES)]


def mark_style(marker: int) -> dict[str, Any]:
    """A spot."""
    style = {"color": "white", "markeredgecolor": INK, "markersize": 5, "linestyle": "none"}
    return style | {"marker": MARKERS[marker]}


def compared(found: Diagram) -> list[Any]:
    """What regimes compare, in the order of the regimes."""
    return list(dict.fromkeys(clause for regime in found.theorem.regimes for clause, _ in regime.clauses))


def add_legend(figure: Any, handles: Sequence[Any]) -> None:
    """Under the picture, in two columns where that fits."""
    if handles:
        longest = max(len(str(handle.get_label())) for handle in handles)
        columns = 1 if longest > _LONG else 2
        figure.legend(handles=list(handles), loc="outside lower center", ncols=columns, fontsize=9.5)


def map_handles(
    found: Diagram, wanted: Wanted, masks: dict[str, Mask], spots: Sequence[Spot], bordered: Collection[int]
) -> list[Any]:
    """Of a picture of two axes; ``bordered`` are the numbers of the comparisons whose borders are drawn."""
    from matplotlib.lines import Line2D

    handles = regime_handles(found, wanted)
    for number, expression in enumerate(compared(found)):
        if number not in bordered:
            continue
        on_it = [n for n, r in enumerate(found.theorem.regimes) if (expression, (0,)) in r.clauses]
        whole = len(on_it) == 1 and len(found.theorem.regimes[on_it[0]].clauses) == 1
        label = _regime(found, wanted, on_it[0]) if whole else mathematics(clause_text(expression, (0,)))
        handles.append(Line2D([], [], color=INK, linestyle=dashes(number), linewidth=1.6, label=label))
    for number, curve in enumerate(wanted.curves):
        handles.append(Line2D([], [], color=ENERGY, linestyle=dashes(number), linewidth=2.4, label=curve.label))
    return [*handles, *mark_handles(masks, spots)]


def mark_handles(masks: dict[str, Mask], spots: Sequence[Spot]) -> list[Any]:
    """Hatches and spots that there are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for label, mask in masks.items():
        if mask.any():
            handles.append(Patch(facecolor="white", edgecolor=FAINT, hatch=HATCHES[label], label=label))
    for agrees, label, marker in SPOTS:
        count = sum(spot.agrees is agrees for spot in spots)
        if count:
            handles.append(Line2D([], [], **mark_style(marker), label=f"{label} ({count})"))
    return handles


def regime_handles(found: Diagram, wanted: Wanted) -> list[Any]:
    """Letters of regimes with what they stand for."""
    from matplotlib.lines import Line2D

    named = letters(found).items()
    return [Line2D([], [], marker=f"${x}$", **_LETTER, label=_regime(found, wanted, number)) for number, x in named]


def _regime(found: Diagram, wanted: Wanted, number: int) -> str:
    regime = found.theorem.regimes[number]
    said = mathematics(heading(regime).removeprefix("if "))
    shown = [n for n in ("rho", "chi", "gamma") if n in wanted.show.names] or ["chi", "gamma"]
    several = isinstance(found.theorem.g, sympy.Tuple)
    laws = list(regime.found.notes[:1]) if several else []
    for name in shown:
        value, log = getattr(regime.found, name), getattr(regime.found, f"{name}_log")
        if value is not None:
            power = f" (log {log})" if log not in (None, 0) else ""
            laws.append(f"{mathematics(name)} = {mathematics(str(value))}{power}")
    if regime.found.growth == "infinite":
        laws.append("S = ∞")
    return f"{said}: {', '.join(laws)}" if laws else said
