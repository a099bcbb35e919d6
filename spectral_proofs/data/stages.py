"""The stages of ``fit``, from what was read to what is found; what fails for want of data is said and passed over."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from spectral_proofs.data import bootstrap, inversion, likelihood, local, modes, spectra, tasks, windows
from spectral_proofs.data.findings import Findings, Inputs, Question
from spectral_proofs.data.law import LawFit, Method
from spectral_proofs.data.logarithms import RANGE as LOG_RANGE
from spectral_proofs.data.logarithms import fit_log_power
from spectral_proofs.data.loss import Curve, fit_law
from spectral_proofs.data.statements import RULES, Trial, around
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.from_data import Estimate, Window

_EXPONENTS_OF_LAMBDA = (0.5, 1.0, 2.0)  # m that are tried where one task cannot fix it
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
        _keep(name, law, found)
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


def _doubts(name: str, law: LawFit, found: Findings) -> Iterator[str]:
    """What speaks against one law: windows that disagree, and a floor where no loss is."""
    first, start = law.sweep[0], law.estimate.window[0]
    early = f"{name} is {first.value:.3g} from t = {first.start:.4g}"
    if law.decided_by_window:
        low, high = law.estimate.windows
        yield (
            f"the window decides {name}: {low:.3g} to {high:.3g} over windows that begin after 1/40 of the last time, "
            f"and {early}; no single exponent holds, and later ones may lie outside"
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
                "one that rises belongs to no mixture of power laws",
                sided=1,
                tried=pairs,
                margin=RULES["mixture"].margin * law.estimate.value,
            )
        )


def spectrum(read: Inputs, found: Findings) -> None:
    """b, and a and p of each task, where they are few."""
    if read.spectrum is None:
        return
    measured = read.spectrum
    last = spectra.reliable(measured)
    try:
        bins = spectra.binned(measured.eigenvalues, None, last)
    except UndecidedError as error:
        found.not_identified.append(f"a, b, p: {error}")
        return
    fits = {"b": spectra.decay(bins)}
    found.draw("eigenvalues", k=np.exp(bins.log_k), value=np.exp(bins.log_lambda))
    power = read.power()
    if power is not None:
        bins = spectra.binned(measured.eigenvalues, power, last)
    if power is not None and not spectra.spread(bins):
        found.not_identified.append("a and p: too little data: nearly all bins of modes have no power")
    elif power is not None:
        fits |= {"a": spectra.power_exponent(bins), "p": spectra.energy_exponent(bins)}
        fits["p_energy"] = spectra.cumulative_exponent(bins)
        found.draw("power", k=np.exp(bins.log_k), value=np.maximum(bins.power / bins.count, 1e-300))
    for name, fit in fits.items():
        found.estimates[name] = fit.estimate
        found.sweeps[name] = fit.sweep
        found.goodness[f"{name}_deviation"] = fit.deviation
        if fit.decided_by_window:
            low, high = fit.estimate.windows
            found.warnings.append(f"the window decides {name}: {low:.3g} to {high:.3g}; the spectrum is no one power")
    if len(measured.powers) > 1:
        found.not_identified.append("a and p: there are several tasks; give the power of one")


def several_tasks(read: Inputs, question: Question, found: Findings) -> None:
    """m, rho, u(t), and the tests of g = lambda^m u(t), from two or more tasks on one kernel."""
    runs = {run.task: run for run in read.runs if run.task and "loss" in run.values}
    powers = read.spectrum.powers if read.spectrum is not None else {}
    names = [name for name in runs if name in powers]
    if len(runs) > 1 and len(names) < 2:
        found.not_identified.append("m: tasks of the losses and of the spectrum's powers have no two names in common")
    if len(names) < 2 or read.spectrum is None:
        return
    t, losses = tasks.common_times([runs[name].observed("loss")[:2] for name in names])
    table = np.array(losses) - (question.method.floor or 0.0)
    totals = np.array([powers[name].sum() for name in names])
    if len(t) < windows.LEAST_POINTS:
        found.not_identified.append(f"m: too little data: {len(t)} times common to all tasks")
        return
    if np.any(table <= 0) or np.any(np.mean(table / totals[:, None], axis=0) >= 1):
        found.not_identified.append(
            "m: losses are not between 0 and the sum of the powers; scale them as sum lambda w^2"
        )
        return
    merged, grouped = inversion.merged(read.spectrum.eigenvalues, [powers[name] for name in names])
    fit = tasks.fit_tasks(tasks.Tasks(merged, np.array(grouped), t, table, np.ones_like(table)))
    window = (float(t[0]), float(t[-1]))
    reach = bootstrap.quantile(fit.freedom)
    found.estimates["m"] = _plain(fit.m, fit.low, fit.high, window)
    found.estimates["rho"] = _plain(fit.rho, fit.rho - reach * fit.rho_error, fit.rho + reach * fit.rho_error, window)
    found.rho_from = "n/m of several tasks"
    found.goodness["tasks_noise"] = math.sqrt(fit.squares / max(1.0, fit.freedom * fit.tau))
    found.draw("u", t=t, u=fit.u)
    same = "m is the same at all times (g = lambda^m u(t)), per decade of t"
    straight = "h(lambda) is a power: no term (log lambda)^2 beside m"
    test = "Student's test in the joint fit of all tasks"
    about = f"{len(names)} tasks at {len(t)} times, m = {fit.m:.3g}"
    for name, what, effect in (
        ("separability", same, around(fit.drift, reach * fit.drift_error)),
        ("power", straight, around(fit.bend, reach * fit.bend_error)),
    ):
        found.tested.append(Trial(name, what, *effect, RULES[name].effect, window, test, about))


def one_task(read: Inputs, question: Question, found: Findings) -> None:
    """u_m(t) and rho from one loss curve and the spectrum, for several m."""
    power = read.power()
    curves = [run.observed("loss") for run in read.single if "loss" in run.values]
    if power is None or read.spectrum is None or not curves:
        return
    t, loss, _ = curves[0]
    if len(curves) > 1:
        found.warnings.append(f"u(t) and rho are those of the first of {len(curves)} runs")
    loss = loss - _floor_beside_spectrum(question, found)
    merged, (grouped,) = inversion.merged(read.spectrum.eigenvalues, [power])
    by_m = {m: inversion.invert(merged, grouped, loss, m) for m in _EXPONENTS_OF_LAMBDA}
    there = np.isfinite(by_m[1.0])
    if there.sum() < windows.LEAST_POINTS:
        found.not_identified.append(
            f"u(t): {there.sum()} losses lie between 0 and the spectrum's total power {grouped.sum():.4g}; scale the "
            "loss as sum lambda w^2, and name what cannot be learned with --floor"
        )
        return
    t, by_m = t[there], {m: u[there] for m, u in by_m.items()}
    found.draw("u", t=t, **{f"m={m:g}": u for m, u in by_m.items()})
    found.warnings.append("inversion takes the loss to be sum lambda w^2 e^(-2g) in the units of the spectrum's power")
    found.not_identified.append("m: one task fits lambda^m u(t) for every m; a second task on the same kernel fixes it")
    if "rho" not in found.estimates:
        found.estimates["rho"] = _swept_rho(merged, grouped, t, by_m, found)
        found.rho_from = "n/m of one task"


def _floor_beside_spectrum(question: Question, found: Findings) -> float:
    """What the loss keeps although the spectrum's sum falls to 0: as given, or as fitted where it is not 0."""
    if question.method.floor is not None:
        return question.method.floor
    fitted = found.estimates.get("floor")
    if fitted is None or fitted.low <= 0:
        return 0.0
    found.warnings.append(
        f"the fitted floor {fitted.value:.4g} is taken off the loss before inversion; --floor sets it"
    )
    return fitted.value


def _swept_rho(eigenvalues: Array, power: Array, t: Array, by_m: dict[float, Array], found: Findings) -> Estimate:
    """rho at m = 1, swept over windows; its interval holds those at the other m."""
    sweeps: dict[float, list[Window]] = {m: [] for m in by_m}
    freedom: dict[tuple[float, float], float] = {}
    for m, u in by_m.items():
        weights = inversion.sensitivity(eigenvalues, power, u, m)
        for start in windows.starts(list(t)):
            inside = t >= start
            n = inversion.elasticity(t[inside], u[inside], weights[inside])
            sweeps[m].append(
                Window(start, float(t[-1]), int(inside.sum()), n.value / m, n.error / m, freedom=n.freedom)
            )
            freedom[m, start] = n.freedom
    found.sweeps["rho"] = tuple(sweeps[1.0])
    chosen = windows.reference(sweeps[1.0])
    intervals = [spectra.interval(sweep, chosen, freedom[m, sweep[chosen].start]) for m, sweep in sweeps.items()]
    middle = intervals[list(sweeps).index(1.0)]
    low, high = min(e.low for e in intervals), max(e.high for e in intervals)
    ends = (min(e.value for e in intervals), max(e.value for e in intervals))
    spread = (min(middle.windows[0], ends[0]), max(middle.windows[1], ends[1]))
    return replace(middle, low=low, high=high, windows=spread)


def residuals(read: Inputs, found: Findings) -> None:
    """g itself: m, n, rho and separability."""
    if read.residuals is None:
        return
    try:
        grown = modes.growth(read.residuals)
    except UndecidedError as error:
        found.not_identified.append(f"g: {error}")
        return
    reach = bootstrap.quantile(grown.freedom)
    rho, rho_error = grown.rho
    for name, value, spread in (
        ("m", grown.values[0], grown.errors[0]),
        ("n", grown.values[1], grown.errors[1]),
        ("rho", rho, rho_error),
    ):
        found.estimates[name] = _plain(value, value - reach * spread, value + reach * spread, grown.window)
    found.rho_from = "n/m of the residuals"
    cross, beside = grown.values[2], grown.errors[2]
    found.tested.append(
        Trial(
            "separability",
            "log g has no term log lambda * log t (g = lambda^m t^n)",
            *around(float(cross), float(reach * beside)),
            RULES["cross term"].effect,
            grown.window,
            "regression clustered by mode",
            f"{int(grown.freedom + 1)} modes",
        )
    )
    middle = int(np.argmax(np.sum(np.isfinite(grown.g), axis=0)))
    kept = np.isfinite(grown.g[:, middle])
    found.draw("g", value=grown.eigenvalues[kept], g=grown.g[kept, middle])


def _plain(value: float, low: float, high: float, window: tuple[float, float]) -> Estimate:
    """An estimate without a sweep."""
    return Estimate(
        float(value), float(low), float(high), window, (float(low), float(high)), (float(value), float(value))
    )
