"""All pictures of one run, in the order in which a reader needs them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

from spectral_proofs.reporters.plots.picture import Picture, PlotsMissingError
from spectral_proofs.results import RunResult


def pictures(result: RunResult) -> tuple[Picture, ...]:
    """The pictures of one run.

    Raises:
        PlotsMissingError: matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        raise PlotsMissingError("pictures need matplotlib; in the project's folder: pip install -e '.[plots]'")
    return tuple(draw(result) for draw in _pictures())


def _pictures() -> tuple[Callable[[RunResult], Picture], ...]:
    from spectral_proofs.reporters.plots import exponents, frontier, pruning, regimes, sums

    return sums.draw, exponents.draw, frontier.draw, pruning.draw, regimes.draw
