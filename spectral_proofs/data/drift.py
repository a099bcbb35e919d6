"""Whether a law's exponent drifts inside a window, which is more than noise that hangs together.

1. Beside E + A t^(-chi) a term A t^(-chi) c (log t/scale)^2 is fitted in linear order: the local exponent then changes
   by -2c for each unit of log t. A misfit is smooth, and its residuals look correlated; but noise as correlated as
   that would not be as smooth, which the autoregression of :mod:`.few_points` tells apart.
2. A drift is seen where c is beyond its interval at the size of one comparison of windows.
3. A drift that was seen from an earlier start *may go on* where the window allows the same c. Then no data of the
   window say that it has ended.

4. Whether runs share an exponent is told in the same way: what one run asks for beside the common one, in linear order.

Left out: drifts that are hidden by noise from the first window on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spectral_proofs.data import few_points, windows
from spectral_proofs.data.law import LawFit, Method, columns, in_window, softened
from spectral_proofs.data.power_law import PowerLaw, Series, at
from spectral_proofs.results.from_data import Window


@dataclass(frozen=True)
class Drift:
    """c of one window and half the width of its interval at level 1 - SIZE."""

    value: float
    reach: float

    @property
    def seen(self) -> bool:
        """Whether noise does not explain it."""
        return abs(self.value) > self.reach

    def allows(self, other: Drift) -> bool:
        """Whether another window's drift is possible here."""
        return abs(self.value - other.value) <= self.reach


def by_window(whole: Sequence[Series], sweep: Sequence[tuple[Window, PowerLaw]], method: Method) -> list[Drift]:
    """The drift in every window."""
    return [_inside(in_window(whole, window.start), law, method) for window, law in sweep]


def by_run(fit: LawFit, method: Method) -> list[Drift]:
    """How far each run's own exponent is from the common one, and half its interval at 1 - SIZE of all together."""
    weighted = softened(fit.runs, fit.law, method)
    _, residual, _ = at(weighted, fit.law.chi, fit.law.chi_log, method.floor, method.least_floor)
    _, _, slope = at(weighted, fit.law.chi, fit.law.chi_log, method.floor)
    found = []
    for own, by_chi, left in columns(weighted, fit.law, replace(method, least_floor=None), slope, residual):
        apart = float(by_chi @ left) / max(float(by_chi @ by_chi), 1e-300)
        alone = few_points.Part(own, by_chi, left - apart * by_chi)
        found.append(Drift(apart, few_points.half_width([alone], 1 - windows.SIZE / len(fit.runs))))
    return found


def _inside(runs: Sequence[Series], law: PowerLaw, method: Method) -> Drift:
    weighted = softened(runs, law, method)
    _, residual, _ = at(weighted, law.chi, method.chi_log, method.floor, method.least_floor)
    free = replace(method, least_floor=None)  # a floor that is held is not known
    _, _, slope = at(weighted, law.chi, method.chi_log, method.floor)
    parts, products, squares = [], 0.0, 0.0
    for number, (own, by_chi, left) in enumerate(columns(weighted, law, free, slope, residual)):
        run, own = weighted[number], np.column_stack([own, by_chi])
        bend = law.power(run.t, number) * np.log(run.t / law.scale) ** 2 * run.weights
        bend = bend - own @ np.linalg.lstsq(own, bend, rcond=None)[0]
        parts.append((own, bend, left))
        products, squares = products + float(bend @ left), squares + float(bend @ bend)
    value = products / max(squares, 1e-300)
    freed = [few_points.Part(own, bend, left - value * bend) for own, bend, left in parts]
    return Drift(value, few_points.half_width(freed, 1 - windows.SIZE))
