"""A picture the size of a word: L and S over t = 1 … 10^8, both logarithmic, drawn without any library."""

from __future__ import annotations

from collections.abc import Sequence

from spectral_proofs.reporters.plots.logs import log10_of, log10_time
from spectral_proofs.results import Enclosure

#: log10 t with log10 L and log10 S, None where there is no finite value.
Drawn = tuple[tuple[float, float | None, float | None], ...]

LAST = 8.0  # of log10 t, where a figure ends
_LOWEST = -50.0
_WIDTH, _HEIGHT, _MARGIN = 120.0, 44.0, 3.0


def drawn(points: Sequence[tuple[str, Enclosure, Enclosure]]) -> Drawn:
    """The logarithms of (t, L, S), up to t = 10^8."""
    found = ((log10_time(t), log10_of(loss), log10_of(energy)) for t, loss, energy in points)
    return tuple(point for point in found if 0 <= point[0] <= LAST)


def sparkline(points: Drawn) -> str:
    """An SVG element, empty where neither sum has two finite values."""
    both = {"loss": [(x, y) for x, y, _ in points], "energy": [(x, y) for x, _, y in points]}
    known = {name: [(x, y) for x, y in line if y is not None and y > _LOWEST] for name, line in both.items()}
    lines = {name: line for name, line in known.items() if len(line) > 1}
    if not lines:
        return ""
    heights = [y for line in lines.values() for _, y in line]
    scale = (_HEIGHT - 2 * _MARGIN) / ((max(heights) - min(heights)) or 1.0)
    body = "".join(
        f"<polyline class='{name}' points='{_places(line, max(heights), scale)}'/>" for name, line in lines.items()
    )
    size = f"viewBox='0 0 {_WIDTH:g} {_HEIGHT:g}' width='{_WIDTH:g}' height='{_HEIGHT:g}'"
    label = " and ".join({"loss": "L(t)", "energy": "S(t)"}[name] for name in lines)
    return f"<svg class='sparkline' {size} role='img' aria-label='{label}, t = 1 to 10⁸, logarithmic'>{body}</svg>"


def _places(line: Sequence[tuple[float, float]], high: float, scale: float) -> str:
    across = (_WIDTH - 2 * _MARGIN) / LAST
    return " ".join(f"{_MARGIN + x * across:.1f},{_MARGIN + (high - y) * scale:.1f}" for x, y in line)
