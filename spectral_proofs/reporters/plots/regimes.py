"""The plane of the spectrum's exponents (b, a) with the regimes of Theorem 2, and where the candidate stands."""

from __future__ import annotations

from fractions import Fraction

from spectral_proofs.reporters.plots import canvas as style
from spectral_proofs.reporters.plots.canvas import Canvas, canvas
from spectral_proofs.reporters.plots.picture import Picture
from spectral_proofs.results import RunResult

_TITLE = "The spectrum (a, b) among the regimes of Theorem 2"
_STEPS = 100
_POWER = "S ~ t^γ, γ > 0"
_CONDITIONAL = f"under (2) and 1+b−a < 2mb:\n{_POWER}"  # no m is known, and so no border of infinite S


def draw(result: RunResult) -> Picture:
    """Power law below a = b+1, bounded above, infinite where 1+b-a >= 2mb."""
    if not {"a", "b"} <= result.spectrum.keys():
        return Picture("regimes", _TITLE, "", "Not drawn: these modes are no exact powers of k.")
    a, b = (float(Fraction(result.spectrum[name])) for name in ("a", "b"))
    growth = result.derivation.growth if result.derivation else None
    m = float(growth.m) if growth is not None and growth.fact.holds and growth.m is not None else None
    right, top = max(4.0, 1.4 * b), max(6.0, 1.3 * a)
    with canvas("regimes", r"$b$   ($\lambda_k = k^{-b}$)", r"$a$   ($\lambda_k w_k^2 = k^{-a}$)") as page:
        _regions(page, m, right, top)
        note = f"a = {result.spectrum['a']}, b = {result.spectrum['b']}: {_regime(result)}"
        page.mark(b, a, note, style.INK, "*", "this candidate")
        page.axes.set_xlim(1, right)
        page.axes.set_ylim(1, top)
        page.axes.legend(loc="upper left")
        return Picture("regimes", _TITLE, page.svg(_TITLE), _caption(result, m))


def _regions(page: Canvas, m: float | None, right: float, top: float) -> None:
    xs = [1 + (right - 1) * i / _STEPS for i in range(_STEPS + 1)]
    critical = [x + 1 for x in xs]
    page.axes.fill_between(xs, critical, top, color=style.FRONTIER, alpha=0.15, linewidth=0)
    page.axes.plot(xs, critical, color=style.FRONTIER, label="a = b+1: S ~ log t")
    page.axes.text(1 + (right - 1) * 0.3, 1 + (top - 1) * 0.62, "S bounded, γ = 0", ha="center")
    infinite = [1.0] * len(xs)
    if m is not None:
        infinite = [max(1.0, 1 + (1 - 2 * m) * x) for x in xs]  # 1+b-a >= 2mb below this line
    if max(infinite) > 1:
        page.axes.fill_between(xs, 1, infinite, color=style.ENERGY, alpha=0.2, linewidth=0)
        page.axes.plot(xs, infinite, color=style.ENERGY, linestyle="-.", label="1+b−a = 2mb: S = ∞ below")
    page.axes.fill_between(xs, infinite, critical, color=style.LOSS, alpha=0.12, linewidth=0)
    page.axes.text(
        1 + (right - 1) * 0.78, (infinite[78] + critical[78]) / 2, _POWER if m else _CONDITIONAL, ha="center"
    )


def _regime(result: RunResult) -> str:
    return result.derivation.regime if result.derivation else result.underived


def _caption(result: RunResult, m: float | None) -> str:
    border = (
        "The border of infinite S is not drawn, for condition (2), which gives its m, does not hold or is open."
        if m is None
        else "Where m < 1/2 there is also a region in which S is infinite for every t."
    )
    return f"The star is this candidate: {_regime(result)}. {border}"
