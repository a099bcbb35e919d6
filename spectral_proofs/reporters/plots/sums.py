"""L(t) and S(t) on logarithmic axes: certified values with their radii, and the derived laws."""

from __future__ import annotations

from collections.abc import Sequence

from spectral_proofs.balls.readable import radius, short
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas, decades
from spectral_proofs.reporters.plots.logs import LOWEST, log10_law, log10_of, log10_time, relative_radius, time_text
from spectral_proofs.reporters.plots.picture import Picture
from spectral_proofs.results import Asymptotics, Derivation, Enclosure, RunResult, SumValues

_STEPS = 60
_DASHES = " Dashes are the laws that were derived without looking at these values."
_TITLE = "Test loss L(t) and perturbation energy S(t)"


def draw(result: RunResult) -> Picture:
    """Values and laws over log10 t."""
    if not result.sums:
        return Picture("sums", _TITLE, "", "No value of L or S was obtained.")
    with canvas("sums", "time t", "L(t) and S(t)") as page:
        remarks = draw_into(page, result.sums, result.derivation)
        dashes = [line for line in page.axes.get_lines() if line.get_linestyle() == "--"]
        caption = " ".join([_seen(result.sums), _caption(result.sums) + (_DASHES if dashes else ""), *remarks])
        return Picture("sums", _TITLE, page.svg(_TITLE), caption.strip(), tuple(page.notes))


def draw_into(page: Canvas, sums: Sequence[SumValues], derivation: Derivation | None) -> list[str]:
    """Values, and laws where there is a derivation; what could not be drawn, in sentences."""
    laws = (derivation.loss, derivation.energy) if derivation else (None, None)
    remarks = _series(page, "L", [(v, v.loss) for v in sums], laws[0], style.LOSS, "o")
    remarks += _series(page, "S", [(v, v.energy) for v in sums], laws[1], style.ENERGY, "s")
    times = [log10_time(value.t) for value in sums]
    page.axes.set_xlim(min(0.0, *times), 1.05 * max(1.0, *times))  # also around a single mark
    decades(page.axes.xaxis)
    decades(page.axes.yaxis)
    page.legend_above()
    return remarks


def _series(
    page: Canvas, name: str, values: list[tuple[SumValues, Enclosure]], law: Asymptotics | None, color: str, marker: str
) -> list[str]:
    """Marks and law of one sum; what could not be drawn, in sentences."""
    points = [(log10_time(value.t), log10_of(found), value, found) for value, found in values]
    shown = [(x, y, _note(name, value, found)) for x, y, value, found in points if y is not None and y > LOWEST]
    page.marks(
        shown, color, marker, f"{name}(t), {'certified' if all(v.certified for _, v in values) else 'numerical'}"
    )
    _law(page, law, [x for x, _, _ in shown], color, name)
    if all(found.infinite for _, found in values):
        return [f"{name}(t) is infinite."]
    hidden = len(values) - len(shown)
    return [f"{hidden} of {len(values)} values of {name} are off the chart or unknown."] if hidden else []


def _law(page: Canvas, law: Asymptotics | None, xs: list[float], color: str, name: str) -> None:
    if law is None or len(xs) < 2:
        return
    grid = [xs[0] + (xs[-1] - xs[0]) * i / _STEPS for i in range(_STEPS + 1)]
    curve = [(x, log10_law(law, x)) for x in grid]
    drawn = [(x, y) for x, y in curve if y is not None]
    if drawn:
        page.axes.plot(*zip(*drawn, strict=True), color=color, linestyle="--", label=f"derived law of {name}")


def _note(name: str, value: SumValues, found: Enclosure) -> str:
    kind = "certified" if found.certified else "numerical"
    return f"{name}({value.t}) = {short(found.mid, 12)} ± {radius(found.rad)}, {kind}"


def _caption(sums: tuple[SumValues, ...]) -> str:
    finite = [e for v in sums for e in (v.loss, v.energy) if e.certified and not e.infinite]
    if not finite:
        return "Marks are values without certified error bounds."
    bare = sum(not (e.certified or e.infinite or e.unknown) for v in sums for e in (v.loss, v.energy))
    but = f" but for {bare} without certified error bounds" if bare else ""
    worst = max((relative_radius(e) for e in finite), key=_power)
    size = f"error bars are far smaller than a mark: the largest relative radius is {worst}"
    return f"Marks are certified values{but} ({size})."


def _seen(sums: Sequence[SumValues]) -> str:
    """What one sees: where each sum begins and ends."""
    first, last = sums[0], sums[-1]
    changes = [
        f"{name} {_verb(start, end)} from {short(start.mid, 3)} to {short(end.mid, 3)}"
        for name, start, end in (("L", first.loss, last.loss), ("S", first.energy, last.energy))
        if log10_of(start) is not None and log10_of(end) is not None
    ]
    return (
        f"From t = {time_text(first.t)} to {time_text(last.t)}, {' and '.join(changes)}."
        if changes and len(sums) > 1
        else ""
    )


def _verb(start: Enclosure, end: Enclosure) -> str:
    rise = (log10_of(end) or 0.0) - (log10_of(start) or 0.0)
    return "grows" if rise > 0 else "falls"


def _power(text: str) -> float:
    return float(text.partition("e")[2] or "-inf") if text[0] == "1" else float("-inf")
