"""The universal trade-off between L and S: a third road through every certified time.

For every g whatever, S(t) >= S_R(mu) where mu solves L_R(mu) = L(t); L_R and S_R are the loss and the perturbation
energy of ridge regression, g(lambda) = log(1 + mu lambda).

*Proof.* With x_k = exp(-g(lambda_k, t)) the sum S + mu L is sum w_k^2 [(1 - x_k)^2 + mu lambda_k x_k^2], which is
least, mode by mode, at x_k = 1/(1 + mu lambda_k). (Theory: section 8.)

1. mu is sought by secants on log L_R over log mu, until L_R(mu) >= L(t) by certified enclosures and
   L_R(mu) <= (1 + 10^-8) L(t); L_R falls in mu, so that S_R(mu) is then a bound too.
2. S(t) below S_R(mu), both as enclosures, contradicts the theorem: one of the values is wrong.

Left out: L(t) below 10^-3000, and mu beyond e^(+-20,000), which is no number to be written down.
"""

from __future__ import annotations

from functools import lru_cache

import mpmath
import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.enclosures import Sums

_LEAST = mpmath.mpf("1e-3000")
_DIGITS = 15
_CLOSE = mpmath.mpf("1e-8")
_STEPS = 40
_WORKING = 40
_FARTHEST = 20_000  # of |log mu|: beyond it mu has more digits than an exact number may


@lru_cache(maxsize=4)
def _ridge(spectrum: Spectrum) -> Sums:
    return Sums(sympy.log(1 + LAMBDA * TIME), spectrum, certified_only=True)


def violated(value: SumValues, spectrum: Spectrum) -> str:
    """One line where S(t) lies below the least energy at that loss, else an empty string.

    >>> wrong = SumValues("1e4", Enclosure("0.1524381187", "1e-10", True), Enclosure("700", "1e-3", True))
    >>> "below" in violated(wrong, Spectrum("3/2", "2"))
    True
    """
    if not value.certified or value.energy.infinite or value.energy.unknown or value.loss.infinite:
        return ""
    with mpmath.workdps(_WORKING):
        least = least_energy(value.loss, spectrum)
        if least is None or mpmath.mpf(value.energy.mid) + mpmath.mpf(value.energy.rad) >= _lower(least):
            return ""
        bound = mpmath.nstr(_lower(least), 12)
    return f"S({value.t}) = {value.energy.mid} is below {bound}, the least energy of any g with this L({value.t})"


def least_energy(loss: Enclosure, spectrum: Spectrum) -> Enclosure | None:
    """S_R(mu) for a mu at which L_R(mu) is certainly at least L, and close to it; None where no mu is found."""
    upper = mpmath.mpf(loss.mid) + mpmath.mpf(loss.rad)
    if not upper > _LEAST:
        return None
    try:
        return _search(upper, spectrum)
    except UndecidedError:
        return None


def _search(upper: mpmath.mpf, spectrum: Spectrum) -> Enclosure | None:
    """Secant steps in log mu, each aimed a little above the loss that is wanted."""
    target = mpmath.log(upper) + _CLOSE / 2
    x, slope = mpmath.mpf(0), None
    best: Enclosure | None = None
    previous: tuple[mpmath.mpf, mpmath.mpf] | None = None
    for _ in range(_STEPS):
        ridge = _ridge(spectrum).at(_exact(x), digits=_DIGITS, slopes=False)
        if not ridge.certified or ridge.energy.infinite:
            return best
        y = mpmath.log(_lower(ridge.loss))
        if _lower(ridge.loss) >= upper:
            best = ridge.energy
            if y <= target + _CLOSE / 2:
                return best
        slope = -mpmath.mpf(1) / 2 if previous is None or x == previous[0] else (y - previous[1]) / (x - previous[0])
        previous = x, y
        x += (target - y) / (slope if slope < 0 else -mpmath.mpf(1) / 2)
        if abs(x) > _FARTHEST:
            return best
    return best


def _exact(x: mpmath.mpf) -> str:
    """exp(x) as an exact decimal text."""
    return str(mpmath.nstr(mpmath.exp(x), 25, min_fixed=0, max_fixed=0))


def _lower(value: Enclosure) -> mpmath.mpf:
    return mpmath.mpf(value.mid) - mpmath.mpf(value.rad)
