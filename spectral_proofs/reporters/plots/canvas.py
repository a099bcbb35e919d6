"""Figures with one look, and their SVG: small, the same on every run, readable on light and dark paper.

1. Colours are from the palette of Okabe and Ito (2008), which colour-blind readers tell apart; marks differ in
   shape as well. In the SVG each colour is a CSS variable with the colour itself as fallback, and what is black is
   ``currentColor``, so that a page can restyle it.
2. Text stays text (it can be searched and read aloud); ids that nothing refers to are dropped, so that several
   pictures can stand in one page.
3. A mark drawn with a note becomes an SVG group with a <title>: browsers show it when the pointer rests there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from spectral_proofs.text.files import whole_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOSS, ENERGY, FRONTIER, THIRD, FOURTH, FIFTH = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"
INK, FAINT = "#010203", "#8c8c8d"
PALETTE = (LOSS, ENERGY, FRONTIER, THIRD, FOURTH, FIFTH)
MARKERS = ("o", "s", "^", "D", "v", "P")
SIZE = (7.6, 4.2)  # inches; the page scales it
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NOTE = "note-"

_STYLE: dict[Any, Any] = {  # keys are a long Literal type in matplotlib
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11.0,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": FAINT,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 6.5,
    "figure.constrained_layout.use": True,
}


class Canvas:
    """One figure with one pair of axes, and the notes of its marks."""

    def __init__(self, figure: Figure, axes: Axes) -> None:
        self.figure = figure
        self.axes = axes
        self.notes: list[str] = []

    def mark(self, x: float, y: float, note: str, color: str, marker: str, label: str = "") -> None:
        """One mark that shows ``note`` under the pointer; ``label`` names it in the legend."""
        options: dict[str, Any] = {"color": color, "marker": marker, "linestyle": "none", "label": label or "_"}
        (line,) = self.axes.plot([x], [y], **options)
        line.set_gid(f"{_NOTE}{len(self.notes)}")
        self.notes.append(note)

    def marks(self, points: Sequence[tuple[float, float, str]], color: str, marker: str, label: str) -> None:
        """Several marks of one series: (x, y, note)."""
        for index, (x, y, note) in enumerate(points):
            self.mark(x, y, note, color, marker, label if index == 0 else "")

    def legend_above(self) -> None:
        """The legend over the axes, where it hides no mark."""
        self.axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=4 if self.figure.get_figwidth() > 7 else 2,
            borderaxespad=0.2,
            columnspacing=1,
            handlelength=1.5,
            fontsize=10,
        )

    def svg(self, description: str) -> str:
        """The picture as an SVG element, without XML declaration; ``description`` is read aloud."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        return _tidied(buffer.getvalue().decode(), description, self.notes)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as the kind that the file's name says; raises InputError where that cannot be done."""
    kind = path.suffix.lower()[1:]
    with whole_file(path, "wb") as file:
        figure.savefig(file, format=kind, dpi=200, metadata={} if kind == "png" else {"Creator": None})


@contextmanager
def styled(salt: str) -> Iterator[None]:
    """Figures made here have the one look; ``salt`` makes the ids of an SVG differ from those of other pictures."""
    import matplotlib as mpl  # optional, and slow to import

    with mpl.rc_context({**_STYLE, "svg.hashsalt": salt}):
        yield


@contextmanager
def canvas(salt: str, x_label: str, y_label: str) -> Iterator[Canvas]:
    """A figure with named axes; ``salt`` makes the ids of its SVG differ from those of other pictures."""
    from matplotlib.figure import Figure  # pyplot would keep global state

    with styled(salt):
        figure = Figure(figsize=SIZE)
        axes = figure.add_subplot()
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        axes.grid(visible=True)
        yield Canvas(figure, axes)


def decades(axis: Any) -> None:
    """Ticks at whole powers of ten of a logarithm, thinned so that they can be read."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=9, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, place: f"$10^{{{value:g}}}$"))


def _tidied(svg: str, description: str, notes: Sequence[str]) -> str:
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(svg)  # matplotlib wrote it a moment ago
    for metadata in root.findall(f"{{{_SVG}}}metadata"):
        root.remove(metadata)
    _note(root, notes)
    _drop_ids(root)
    root.set("role", "img")
    root.set("aria-label", description)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    return _recoloured(ElementTree.tostring(root, encoding="unicode"))


def _note(root: ElementTree.Element, notes: Sequence[str]) -> None:
    for group in root.iter(f"{{{_SVG}}}g"):
        identity = group.get("id", "")
        if identity.startswith(_NOTE):
            title = ElementTree.Element(f"{{{_SVG}}}title")
            title.text = notes[int(identity.removeprefix(_NOTE))]
            group.insert(0, title)
            group.set("class", "noted")


def _drop_ids(root: ElementTree.Element) -> None:
    used = {value.split("#", 1)[1].rstrip(")") for e in root.iter() for value in e.attrib.values() if "#" in value}
    for element in root.iter():
        if element.get("id") and element.get("id") not in used:
            del element.attrib["id"]


def _recoloured(svg: str) -> str:
    for index, color in enumerate(PALETTE):
        svg = svg.replace(color, f"var(--series-{index + 1}, {color})")
    return svg.replace(INK, "currentColor")
