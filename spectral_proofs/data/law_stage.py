"""The stage of ``fit`` that fits laws: chi of the loss, gamma of Delta L, the index of the position, and doubts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from spectral_proofs.data import bootstrap, drift, likelihood, local, windows
from spectral_proofs.data.findings import Findings, Inputs, Question
from spectral_proofs.data.law import LawFit, Method
from spectral_proofs.data.logarithms import RANGE as LOG_RANGE
from spectral_proofs.data.logarithms import fit_log_power
from spectral_proofs.data.loss import Curve, fit_law
from spectral_proofs.data.statements import RULES, Trial, around
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import UndecidedError

_MOST_DRAWN = 400


def laws(read: Inputs, question: Question, found: Findings) -> None:
    """chi of the loss, gamma of Delta L, and the index of the position."""
    method = question.method
    free = replace(method, floor=None, least_floor=None, chi_log=0.0, fit_log=False, delta=None)
    for quantity, name, how in (
        ("loss", "chi", method),
        ("delta_loss", "gamma", replace(free, growing=True)),
        ("position", "position", replace(free, floor=0.0)),
    ):
        curves = [curve for run in read.single if len((curve := run.observed(quantity))[0])]
        if quantity == "loss" and read.single and any(run.lr is not None for run in read.single):
            curves = _one_schedule(read)
        if not curves:
            continue
        try:
            law = _with_logarithm(curves, how, found) if how.fit_log else fit_law(curves, how)
        except UndecidedError as error:
            found.not_identified.append(f"{name}: {error}")
            continue
        if len(law.runs) < len(curves):
            short = len(curves) - len(law.runs)
            found.warnings.append(f"{name}: {short} of {len(curves)} runs have too few points in the window, left out")
        if 0 < sum(error is not None for _, _, error in curves) < len(curves):
            found.warnings.append(f"{name}: some runs have no standard errors; those of the others are not used")
        _keep(name, _shared(name, law, how, found), found)
    if "chi" in found.laws:
        _drawn(found.laws["chi"], found)
        if method.likelihood:
            try:
                found.estimates["chi_likelihood"] = likelihood.profile_interval(found.laws["chi"], method)
            except UndecidedError as error:
                found.not_identified.append(f"chi by its likelihood: {error}")


def _with_logarithm(curves: list[Curve], method: Method, found: Findings) -> LawFit:
    """The law with the power of log t that fits best; its exponent is what is not known of that power as well."""
    fitted = fit_log_power(curves, method)
    found.estimates["log_power"] = power = fitted.log_power
    if not fitted.told_apart:
        found.not_identified.append(
            f"chi and the power of log t apart: (log t)^-Y fits for Y from {power.low:.3g} to {power.high:.3g} "
            f"(searched between {LOG_RANGE[0]:g} and {LOG_RANGE[1]:g}); "
            "later times or less noise would tell, --log-power Y fixes it"
        )
    return replace(fitted.law, estimate=fitted.chi)


def _one_schedule(read: Inputs) -> list[tuple[Array, Array, Array | None]]:
    """Runs at a constant rate, where there are some: decaying schedules follow no common law."""
    constant = [run for run in read.single if run.lr is not None and np.ptp(run.lr) <= 1e-6 * np.max(run.lr)]
    return [run.observed("loss") for run in constant or read.single if "loss" in run.values]


def _shared(name: str, law: LawFit, method: Method, found: Findings) -> LawFit:
    """The law; where runs do not share its exponent that is said, and its interval holds their own."""
    apart = drift.by_run(law, method) if len(law.runs) > 1 else []
    if not any(run.seen for run in apart):
        return law
    own, e = [law.law.chi + run.value for run in apart], law.estimate
    found.warnings.append(
        f"runs do not share {name}: their own are {min(own):.3g} to {max(own):.3g}; fit them one by one"
    )
    return replace(law, estimate=replace(e, low=min(e.low, *own), high=max(e.high, *own), level=None))


def _keep(name: str, law: LawFit, found: Findings) -> None:
    found.laws[name] = law
    found.estimates[name] = law.estimate
    found.sweeps[name] = law.sweep
    found.goodness[f"{name}_noise"] = law.noise
    found.goodness[f"{name}_correlation_time"] = law.tau
    if name == "chi":
        for number, floor in enumerate(law.floors, start=1):
            found.estimates["floor" if len(law.floors) == 1 else f"floor_{number}"] = floor
    found.warnings.extend(_doubts(name, law, found))
    if law.estimate.low <= 0:
        low, high = law.estimate.low, law.estimate.high
        found.not_identified.append(
            f"{name}: too little data: {low:.3g} to {high:.3g} reaches below 0, a power is not told from none"
        )


def _doubts(name: str, law: LawFit, found: Findings) -> Iterator[str]:
    """What speaks against one law: windows that disagree, and a floor where no loss is."""
    first, start = law.sweep[0], law.estimate.window[0]
    early = f"{name} is {first.value:.3g} from t = {first.start:.4g}"
    if law.decided_by_window:
        low, high = law.estimate.windows
        yield (
            f"the window decides {name}: {low:.3g} to {high:.3g} over windows that begin after 1/40 of the last time, "
            f"and {early}; no single exponent holds: the interval holds these windows, and there is too little data to "
            "say how far outside a later one, or the exponent of a law, may lie"
        )
    elif start > first.start:
        yield f"{early}; what comes before t = {start:.4g} does not follow the law of later times and is left out"
    floors = [floor for key, floor in found.estimates.items() if key.startswith("floor")] if name == "chi" else []
    if any(floor.value < 0 for floor in floors):
        certain = "below 0 throughout its interval" if all(f.high < 0 for f in floors if f.value < 0) else "below 0"
        yield (
            f"the fitted floor is {certain}, where no loss is: the law cannot hold down to it, and χ leans on it; "
            "--least-floor 0 holds it at 0 or above"
        )


def _drawn(law: LawFit, found: Findings) -> None:
    """The first run's curve with its law and band, its local exponents, and the test for a rising exponent."""
    run, whole = law.runs[0], law.whole[0]
    chosen = np.unique(np.linspace(0, len(whole.t) - 1, _MOST_DRAWN).astype(int))
    found.draw("curve", t=whole.t[chosen], y=whole.y[chosen], law=law.law(whole.t[chosen]))
    band = np.quantile(law.values[0], [0.025, 0.975], axis=1)
    shown = np.unique(np.linspace(0, len(run.t) - 1, _MOST_DRAWN).astype(int))
    residual = (run.y - law.law(run.t)) * run.weights / law.noise
    found.draw("band", t=run.t[shown], low=band[0][shown], high=band[1][shown], residual=residual[shown])
    above = whole.y - law.law.floors[0]
    sloped = local.local_exponents(whole.t, above, whole.weights * np.maximum(above, 1e-300))
    if len(sloped.t):
        found.draw("local", t=sloped.t, exponent=sloped.value, error=sloped.error)
    late = whole.since(min(law.estimate.window[0], law.estimate.window[1] / windows.USUAL))
    raw = local.local_exponents(late.t, late.y, late.weights * late.y)
    rise = local.largest_rise(raw)
    if rise is not None:
        effect, error, pairs = rise
        freedom = float(np.min(raw.freedom))
        reach = bootstrap.quantile(freedom) * error
        found.tested.append(
            Trial(
                "mixture",
                "the local exponent of L does not rise (a sum of power laws and a floor)",
                *around(effect, reach),
                RULES["mixture"].effect * law.estimate.value,
                (float(late.t[0]), float(late.t[-1])),
                "largest rise between two windows",
                "one that rises is of no sum of power laws; where modes end or their power scatters it rises too",
                sided=1,
                tried=pairs,
                margin=RULES["mixture"].margin * law.estimate.value,
            )
        )
