"""One picture, and the error where none can be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from spectral_proofs.errors import InputError


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
