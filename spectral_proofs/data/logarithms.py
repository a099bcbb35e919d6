"""A power of log t beside the power of t, fitted: y = E + A t^(-chi) (log t)^(-Y), and how far data tell them apart.

1. For each Y the law is fitted as any other (variable projection); what is left of the squares is Q(Y), scanned over
   ``RANGE`` as far as the power of t falls, and polished by golden section.
2. First over all times; then in the window in which the law with that Y holds (:mod:`.loss`).
3. The interval of Y is the profile likelihood's, Q(Y) <= Q_min (1 + F tau / f), F the quantile of Fisher's distribution
   and tau the correlation time, or that of :mod:`.few_points` where it is wider.
4. That of chi holds every chi(Y) of Y's interval with its own interval. Over a few decades log t is nearly a power of
   t, so that a long interval is the usual answer; it is said where Y = 0 and Y = 1 cannot be told apart.

Left out: logarithms of logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spectral_proofs.data import bootstrap, few_points
from spectral_proofs.data.law import FIRST_WITH_LOG, LawFit, Method, columns, parameters_of
from spectral_proofs.data.loss import Curve, fit_law
from spectral_proofs.data.power_law import PowerLaw, Series, at, solve
from spectral_proofs.results.from_data import Estimate

RANGE = (-4.0, 4.0)
_SCAN = 33
_GOLDEN = (math.sqrt(5) - 1) / 2
_STEPS = 30
_TELLS = 1.0  # a longer interval of Y does not tell a law with a logarithm from one without


@dataclass(frozen=True)
class LogFit:
    """The law with the best Y, Y's estimate, and chi's, which holds what is not known of Y."""

    law: LawFit
    log_power: Estimate
    chi: Estimate

    @property
    def told_apart(self) -> bool:
        """Whether these data tell a law with a logarithm from one without: an interval that is short, and has ends."""
        low, high = self.log_power.low, self.log_power.high
        return high - low <= _TELLS and RANGE[0] < low and high < RANGE[1]


@dataclass(frozen=True)
class _Profile:
    """The best law for each Y."""

    runs: Sequence[Series]
    method: Method

    def law(self, power: float, start: float | None = None) -> PowerLaw:
        return solve(self.runs, power, self.method.floor, start, self.method.least_floor)

    def squares(self, power: float) -> float:
        law = self.law(power)
        return law.squares if law.falls else math.inf

    def least(self) -> float:
        scan = np.linspace(*RANGE, _SCAN)
        at_least = int(np.argmin([self.squares(float(power)) for power in scan]))
        low, high = float(scan[max(0, at_least - 1)]), float(scan[min(_SCAN - 1, at_least + 1)])
        for _ in range(_STEPS):
            left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
            low, high = (low, right) if self.squares(left) < self.squares(right) else (left, high)
        return (low + high) / 2

    def end(self, best: float, limit: float, far: float) -> float:
        """Where Q passes the limit between the best Y and ``far``; that itself where Q does not."""
        if self.squares(far) <= limit:
            return far
        inside, outside = best, far
        for _ in range(_STEPS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if self.squares(middle) <= limit else (inside, middle)
        return (inside + outside) / 2


def fit_log_power(curves: Sequence[Curve], method: Method) -> LogFit:
    """Y, and the law with it.

    Raises:
        UndecidedError: as of :func:`fit_law`.
    """
    plain = fit_law(curves, method)
    first = _Profile([run.since(FIRST_WITH_LOG) for run in plain.whole], method).least()
    window = fit_law(curves, replace(method, chi_log=first)).estimate.window
    held = replace(method, start=window[0])
    inside = fit_law(curves, replace(held, chi_log=first))
    profile = _Profile(inside.runs, method)
    best = profile.least()
    law = fit_law(curves, replace(held, chi_log=best))
    reach = _reach(law, method)
    limit = profile.squares(best) * (1 + reach)
    low, high = (profile.end(best, limit, far) for far in RANGE)
    ends = [law.estimate.low, law.estimate.high]
    for end in (low, high):
        shift = profile.law(end).chi - law.law.chi
        ends += [law.estimate.low + shift, law.estimate.high + shift]
    power = Estimate(best, low, high, window, (low, high), (min(first, best), max(first, best)))
    return LogFit(law, power, replace(law.estimate, low=min(ends), high=max(ends)))


def _reach(law: LawFit, method: Method) -> float:
    """How far Q may be above its least value, relative to it."""
    points, parameters = sum(map(len, law.residuals)), parameters_of(law.runs, method) + 1
    freedom = max(1.0, points / law.tau - parameters)
    reach = bootstrap.quantile(bootstrap.freedom(points, law.tau, parameters)) ** 2 / freedom
    if points > few_points.FEW:
        return reach
    weighted = law.runs
    _, residual, slope = at(weighted, law.law.chi, law.law.chi_log, method.floor, method.least_floor)
    parts, curvature = [], 0.0
    for number, (own, by_chi, left) in enumerate(columns(weighted, law.law, method, slope, residual)):
        own = np.column_stack([own, by_chi])
        run = weighted[number]
        by_log = law.law.power(run.t, number) * np.log(np.log(run.t)) * run.weights
        by_log = by_log - own @ np.linalg.lstsq(own, by_log, rcond=None)[0]
        parts.append(few_points.Part(own, by_log, left))
        curvature += float(by_log @ by_log)
    return max(reach, few_points.half_width(parts) ** 2 * curvature / float(residual @ residual))
