"""The learning frontier k_*(t) in the plane of modes and time."""

from __future__ import annotations

import math

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import canvas, decades
from spectral_proofs.reporters.plots.logs import log10_law, log10_time
from spectral_proofs.reporters.plots.picture import Picture
from spectral_proofs.results import RunResult
from spectral_proofs.text.wording import tidied

_TITLE = "The learning frontier k_*(t)"
_STEPS = 80
_EARLIEST = 0.05  # of log10 t, where a law with a logarithm begins to have values
_WHOLE = 6  # digits of a k_* that is written as a whole number, at most
_PRINTED = 15.0  # digits of k_*, at most, in a caption


def draw(result: RunResult) -> Picture:
    """log10 k_* over log10 t, k_* = (Lambda/lambda_*)^(1/b), with the learned modes shaded."""
    found = _curve(result)
    if isinstance(found, str):
        return Picture("frontier", _TITLE, "", found)
    xs, ys = zip(*found, strict=True)
    top = max(max(ys) * 1.25, 1.0)
    with canvas("frontier", "time t", "index k of the mode") as page:
        page.axes.fill_between(xs, [0.0] * len(xs), ys, color=style.FRONTIER, alpha=0.18, linewidth=0)
        page.axes.plot(xs, ys, color=style.FRONTIER, label="derived $k_*(t)$: $g(\\lambda_k, t) = 1$")
        page.axes.set_ylim(0, top)
        page.axes.set_xlim(min(xs[0], 0.0) if xs[0] <= _EARLIEST else xs[0], xs[-1])
        page.axes.text(xs[-1] * 0.72, max(ys) * 0.25, "learned, g > 1", ha="center")
        page.axes.text(xs[-1] * 0.28, top * 0.75, "not yet learned, g < 1", ha="center")
        for x, y in found[:: _STEPS // 4]:
            page.mark(x, y, f"t = 10^{x:g}: k_* = 10^{y:.6g}", style.FRONTIER, "^")
        page.axes.legend(loc="upper left")
        decades(page.axes.xaxis)
        decades(page.axes.yaxis)
        level = tidied(result.derivation.frontier.level.formula) if result.derivation else ""
        reached = f"At t = 10^{xs[-1]:g} the modes up to k = {_mode(ys[-1])} are learned. " * (ys[-1] < _PRINTED)
        caption = f"{reached}Learned modes are shaded, below the derived frontier {level}, as k_* = (Λ/λ_*)^(1/b)."
        return Picture("frontier", _TITLE, page.svg(_TITLE), caption, tuple(page.notes))


def _mode(log: float) -> str:
    if log == round(log):
        return f"10^{log:g}"
    power = int(log)
    return f"{10**log:.0f}" if power < _WHOLE else f"{10 ** (log - power):.3g}*10^{power}"


def _curve(result: RunResult) -> list[tuple[float, float]] | str:
    derivation = result.derivation
    if derivation is None:
        return f"No frontier was derived: {result.underived}"
    level = derivation.frontier.level
    if "b" not in result.spectrum:
        return "No curve to draw: these modes are no exact powers of k."
    if log10_law(level, 10.0) is None:
        return f"No curve to draw: {level.reason or level.theta.reason or level.formula}"
    times = [log10_time(v.t) for v in result.sums] or [2.0, 100.0]
    low, high = max(min(times), _EARLIEST), max(times)
    b, top = _number(result.spectrum["b"]), _number(result.spectrum.get("Lambda", "1"))
    points = [(low + (high - low) * i / _STEPS) for i in range(_STEPS + 1)]
    logs = [(x, log10_law(level, x)) for x in points]
    return [(x, (math.log10(top) - y) / b) for x, y in logs if y is not None]


def _number(text: str) -> float:
    import sympy

    value = decimal(sympy.Rational(text))
    assert value is not None
    return float(value)
