"""What is shown of measured exponents, where they say something about the law, and of the efficiency."""

from __future__ import annotations

from spectral_proofs.balls.readable import negated, short, show
from spectral_proofs.results import Asymptotics, Efficiency, Enclosure, Fit, RunResult, Truth

#: Instead of the slope.
DRIFTS = "none: the slope drifts"
_SHOWN = 10
ETA_DIGITS = 6  # of S_R/S on a screen; JSON and CSV have all
_NO_POWER = 0.1  # a slope that drifts by more is no exponent
_A_WAVE = 1.0  # a local exponent farther than this from the fitted slope is that of a wave, as t cos t is


def drifts(fit: Fit) -> bool:
    """The slope changes so much over the fitted times that it is no exponent of t."""
    return not fit.uncertainty < _NO_POWER


def fitted_text(fit: Fit | None, sign: int, digits: int, of_uncertainty: int) -> tuple[str, str]:
    """The slope with its uncertainty, and how many of them it is off the law; empty where there is none."""
    if fit is None:
        return "", ""
    if drifts(fit):
        return DRIFTS, ""
    distance = "" if fit.distance is None else short(str(fit.distance), 2)
    return f"{short(str(sign * fit.slope), digits)} ± {short(str(fit.uncertainty), of_uncertainty)}", distance


def speaks(fit: Fit | None, law: Asymptotics | None) -> bool:
    """Slopes say something: they do not drift, and a law with a logarithm, or without any power, has none."""
    if (fit is not None and drifts(fit)) or (law is not None and law.infinite):
        return False
    powerless = law is not None and law.index is None and law.theta.truth is Truth.NO
    return not powerless and (law is None or law.log_index in (None, 0))


def measured(result: RunResult, quantity: str, digits: int, of_uncertainty: int) -> tuple[str, str, str]:
    """Of L or S the local exponent at the largest time, the fitted slope and its distance from the law.

    Each is empty where it says nothing about the index; the signs are those of chi and gamma.
    """
    sign = -1 if quantity == "L" else 1
    fit = next((fit for fit in result.fits if fit.quantity == quantity), None)
    found = result.derivation
    law = None if found is None else found.loss if quantity == "L" else found.energy
    if not speaks(fit, law):
        return "", *(fitted_text(fit, sign, digits, of_uncertainty) if fit is not None and drifts(fit) else ("", ""))
    slopes = [v.loss_slope if quantity == "L" else v.energy_slope for v in result.sums[-1:]]
    slope = slopes[0] if slopes else None
    return _local(slope, fit, sign), *fitted_text(fit, sign, digits, of_uncertainty)


def _local(slope: Enclosure | None, fit: Fit | None, sign: int) -> str:
    if slope is None or (fit is not None and abs(float(slope.mid) - fit.slope) > _A_WAVE):
        return ""
    return ("" if slope.certified else "≈ ") + show(negated(slope) if sign < 0 else slope, _SHOWN)


def efficiency_text(efficiency: Efficiency) -> str:
    """S_R/S at the largest time and in the limit; empty where there is neither.

    >>> from spectral_proofs.results import Enclosure
    >>> eta = Enclosure("0.94272012", "1e-9", True)
    >>> efficiency_text(Efficiency((("1e30", eta),), eta))
    '0.94272 at t = 1e30, -> 0.94272'
    """
    last = [f"{show(value, ETA_DIGITS)} at t = {t}" for t, value in efficiency.at[-1:]]
    limit = [] if efficiency.limit is None else [f"-> {show(efficiency.limit, ETA_DIGITS)}"]
    return ", ".join(last + limit)
