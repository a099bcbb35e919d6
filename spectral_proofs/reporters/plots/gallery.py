"""All pictures of one run, in the order in which a reader needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from spectral_proofs.reporters.plots.picture import Picture, require_matplotlib
from spectral_proofs.results import RunResult, SumValues


def pictures(result: RunResult, curve: Sequence[SumValues] = ()) -> tuple[Picture, ...]:
    """The pictures of one run; ``curve`` has values at the times shown, else those of the run are.

    Raises PlotsMissingError: matplotlib is not installed.
    """
    require_matplotlib()
    shown = replace(result, sums=tuple(curve)) if curve else result
    return tuple(draw(shown) for draw in _pictures())


def _pictures() -> tuple[Callable[[RunResult], Picture], ...]:
    from spectral_proofs.reporters.plots import exponents, frontier, pruning, regimes, sums

    return sums.draw, exponents.draw, frontier.draw, pruning.draw, regimes.draw
