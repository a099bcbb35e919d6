"""One picture, and the error where none can be drawn."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from spectral_proofs.errors import InputError

SUFFIXES = (".pdf", ".svg", ".png")


class PlotsMissingError(InputError):
    """matplotlib is not installed; the message says how to get it. What was asked for cannot be had: no bug."""


@dataclass(frozen=True)
class Picture:
    """An SVG element with a heading and a caption; ``svg`` is empty where there is nothing to draw, and why."""

    id: str
    title: str
    svg: str
    caption: str
    numbers: tuple[str, ...] = ()  # what the marks show under the pointer, for those who have none


def require_matplotlib() -> None:
    """Raises PlotsMissingError: it is not installed."""
    if importlib.util.find_spec("matplotlib") is None:
        raise PlotsMissingError("pictures need matplotlib; in the project's folder: pip install -e '.[plots]'")


def require_kind(path: Path, *more: str) -> None:
    """Say at once what would hinder drawing to ``path``, or to one that ends in one of ``more``.

    Raises:
        InputError: another kind of file.
        PlotsMissingError: matplotlib is not installed.
    """
    if path.suffix in more:
        return
    if path.suffix not in SUFFIXES:
        kinds = " or ".join([", ".join(SUFFIXES), *more])
        raise InputError(f"{path.name:.60}: pictures are written as {kinds}; choose one of these")
    require_matplotlib()
