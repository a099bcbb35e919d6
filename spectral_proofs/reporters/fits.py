"""What is shown of a fit that found no exponent, and of the efficiency."""

from __future__ import annotations

from spectral_proofs.balls.readable import short, show
from spectral_proofs.results import Asymptotics, Efficiency, Fit, Truth

#: Instead of the slope.
DRIFTS = "none: the slope drifts"
_SHOWN = 10
_NO_POWER = 0.1  # a slope that drifts by more is no exponent


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


def efficiency_text(efficiency: Efficiency) -> str:
    """S_R/S at the largest time and in the limit; empty where there is neither.

    >>> from spectral_proofs.results import Enclosure
    >>> eta = Enclosure("0.94272012", "1e-9", True)
    >>> efficiency_text(Efficiency((("1e30", eta),), eta))
    '0.94272012 at t = 1e30, -> 0.94272012'
    """
    last = [f"{show(value, _SHOWN)} at t = {t}" for t, value in efficiency.at[-1:]]
    limit = [] if efficiency.limit is None else [f"-> {show(efficiency.limit, _SHOWN)}"]
    return ", ".join(last + limit)
