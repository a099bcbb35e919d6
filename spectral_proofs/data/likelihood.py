"""An interval by the profile likelihood, as MINUIT finds it (``iminuit``, an extra): a second road to the bootstrap's.

1. Minus twice the log likelihood is the sum of squares over sigma^2 tau: sigma^2 from the residuals, tau their
   correlation time, so that n correlated points count as n / tau.
2. MIGRAD starts at the law of :mod:`.loss`, MINOS follows the profile of chi, all floors and amplitudes fitted again,
   to where it has risen by the quantile of Fisher's distribution (Student's, squared).

Left out: windows; the interval is that of the noise in the reference window.
"""

from __future__ import annotations

import numpy as np

from spectral_proofs.data import bootstrap
from spectral_proofs.data.law import LawFit, Method, parameters_of
from spectral_proofs.data.tables import Array
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.results.from_data import Estimate


def library() -> type:
    """iminuit's Minuit; raises InputError where it is not installed."""
    try:
        from iminuit import Minuit
    except ImportError:
        remedy = "in the project's folder: pip install -e '.[likelihood]'"
        raise InputError(f"--likelihood needs iminuit; {remedy}") from None
    return Minuit  # type: ignore[no-any-return]


def profile_interval(fit: LawFit, method: Method) -> Estimate:
    """chi with its profile-likelihood interval.

    Raises:
        InputError: iminuit is not installed.
        UndecidedError: MINUIT finds no minimum, or no end of the interval.
    """
    minuit = library()
    law, points = fit.law, sum(map(len, fit.residuals))
    parameters = parameters_of(fit.runs, method)
    variance = law.squares / max(1.0, points / fit.tau - parameters)  # sigma^2 tau
    unit = (
        variance * bootstrap.quantile(bootstrap.freedom(points, fit.tau, parameters)) ** 2
    )  # MINOS asks for a rise of 1
    free = method.floor is None

    def rise(*values: float) -> float:
        total = 0.0
        for number, run in enumerate(fit.runs):
            floor = values[1 + 2 * number] if free else law.floors[number]
            amplitude = values[2 + 2 * number] if free else values[1 + number]
            power = np.exp(run.sign * values[0] * np.log(run.t / law.scale)) * _logs(run.t, law.chi_log)
            total += float(np.sum(((run.y - floor - amplitude * power) * run.weights) ** 2))
        return total / max(unit, 1e-300)

    start = [law.chi]
    for floor, amplitude in zip(law.floors, law.amplitudes, strict=True):
        start += [floor, amplitude] if free else [amplitude]
    found = minuit(rise, *start)
    if free and method.least_floor is not None:
        for number in range(len(fit.runs)):
            found.limits[1 + 2 * number] = (method.least_floor, None)
    found.migrad()
    if not found.valid:
        raise UndecidedError("MINUIT finds no minimum")
    found.minos(0)
    errors = found.merrors[0]
    if not errors.is_valid:
        raise UndecidedError("the profile likelihood has no end within the data")
    low, high = law.chi + errors.lower, law.chi + errors.upper
    return Estimate(float(found.values[0]), low, high, fit.estimate.window, (low, high), fit.estimate.windows)


def _logs(t: Array, power: float) -> Array | float:
    return np.asarray(np.log(t) ** -power) if power else 1.0
