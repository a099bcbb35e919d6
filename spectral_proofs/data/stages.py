"""The stages of ``fit``, from what was read to what is found; what fails for want of data is said and passed over."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from spectral_proofs.data import bootstrap, inversion, modes, spectra, tasks, windows
from spectral_proofs.data.findings import Findings, Inputs, Question
from spectral_proofs.data.statements import RULES, Trial, around
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.from_data import Estimate, Window

_EXPONENTS_OF_LAMBDA = (0.5, 1.0, 2.0)  # m that are tried where one task cannot fix it


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
    gap = spectra.gap(bins)
    if gap is not None:
        found.warnings.append(f"a gap in the eigenvalues after mode {gap:.0f}: a, b and p across it are of no power")
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
            found.warnings.append(f"the window decides {name}: {low:.3g} to {high:.3g}; too little data for one power")
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
    level = None if any(e.level is None for e in intervals) else middle.level
    return replace(middle, low=low, high=high, windows=spread, level=level)


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
