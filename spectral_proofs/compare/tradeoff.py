"""The universal trade-off between L and S: a third road through every certified time.

For every g whatever, S(t) >= S_R, the perturbation energy of ridge regression, g(lambda) = log(1 + mu lambda), at the
mu at which its loss L_R is L(t).

*Proof.* With x_k = exp(-g(lambda_k, t)) the sum S + mu L is sum w_k^2 [(1 - x_k)^2 + mu lambda_k x_k^2], which is
least, mode by mode, at x_k = 1/(1 + mu lambda_k). Hence S >= S_R(mu) + mu (L_R(mu) - L) for *every* mu. (Theory:
section 8; docs/theory.md, Theorem 11.)

1. mu is sought by secants on log L_R over log mu, until L_R(mu) <= L by certified enclosures, and not by more than a
   share of 10^-10.
2. *From below*: S_R(mu) + mu (L_R(mu) - L), the largest of those met; its distance from the truth is of second order.
   *From above*: S_R(mu) with L_R(mu) <= L, because S_R rises in mu while L_R falls.
3. The efficiency is eta = S_R/S; S(t) below the lower bound contradicts the theorem: one of the values is wrong.
4. The same for orders, where p = (a-1)/b < 1: S = Theta(t^gamma ...), L = Theta(t^-chi ...) need
   gamma >= chi (1-p)/p, and the same of the next scale where the two are equal.

On other spectra than exact powers the same holds, word for word, as it does for the modes of several branches together;
a model with N modes is compared with ridge regression on its own N modes, both with the loss floor.

Left out: L(t) below 10^-3000, and mu beyond e^(+-20,000), which is no number to be written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import mpmath
import sympy
from flint import arb, fmpq

from spectral_proofs.balls.decimals import parse_time, to_ball, to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.derivation.tradeoff import excess, vanishes
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Enclosure, SumValues
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.mixtures import total
from spectral_proofs.sums.spectra.factory import ValuesAt, sums_of

_LEAST = mpmath.mpf("1e-3000")
_DIGITS = 15
_CLOSE = mpmath.mpf("1e-10")
_STEPS = 40
_BITS = 192
_WORKING = 40
_FARTHEST = 20_000  # of |log mu|: beyond it mu has more digits than an exact number may


#: The modes of one spectrum, or of several branches together.
Modes: TypeAlias = ModeSpectrum | tuple[ModeSpectrum, ...]


@dataclass(frozen=True)
class _Together:
    """One g on the modes of several branches."""

    parts: tuple[ValuesAt, ...]

    def at(self, t: sympy.Rational | str, digits: int = _DIGITS, slopes: bool = False) -> SumValues:
        return total([part.at(t, digits=digits, slopes=slopes) for part in self.parts], digits)


@lru_cache(maxsize=24)
def _ridge(spectrum: Modes) -> ValuesAt:
    if isinstance(spectrum, tuple):
        return _Together(tuple(map(_ridge, spectrum)))
    g = sympy.log(1 + LAMBDA * TIME)
    return Sums(g, spectrum, certified_only=True) if isinstance(spectrum, Spectrum) else sums_of(g, spectrum)


@dataclass(frozen=True)
class Least:
    """Bounds of S_R at the mu with L_R(mu) = L; ``high`` is None where no mu with L_R(mu) <= L was found."""

    low: arb
    high: arb | None


def violated(value: SumValues, spectrum: Modes) -> str:
    """One line where S(t) lies below the least energy at that loss, else an empty string.

    >>> wrong = SumValues("1e4", Enclosure("0.1524381187", "1e-10", True), Enclosure("700", "1e-3", True))
    >>> "below" in violated(wrong, Spectrum("3/2", "2"))
    True
    """
    return _violation(value, None if value.energy.infinite else _least_of(value, spectrum))


def efficiencies(values: Sequence[SumValues], spectrum: Modes) -> Iterator[tuple[str, Enclosure] | str]:
    """(t, eta) at every certified time, eta enclosed; or the line of :func:`violated`."""
    for value in values:
        least = _least_of(value, spectrum)
        if found := _violation(value, least):
            yield found
        elif least is not None and (eta := _efficiency(value, least)) is not None:
            yield value.t, eta


def contradicted(derivation: Derivation, spectrum: Spectrum) -> str:
    """One line where the orders of L and S are such that no g has them, else an empty string."""
    if not vanishes(derivation.loss):  # where L tends to its value without training, S_R tends to 0
        return ""
    first = next((power for power in excess(derivation, spectrum) or () if power != 0), sympy.S.Zero)
    if not bool(first < 0):
        return ""
    found = f"{derivation.loss.formula}, {derivation.energy.formula}"
    return f"no g has these laws, because S is at least the energy of ridge regression at the same loss: {found}"


def least_energy(loss: Enclosure, spectrum: Modes) -> Least | None:
    """Bounds of S_R at this loss; None where no mu is found."""
    with working_precision(_BITS):
        ball = to_ball(loss)
        upper, lower = ball.upper(), ball.lower()
        if not lower > 0 or not _number(lower) > _LEAST:
            return None
        try:
            return _search(lower, upper, spectrum)
        except UndecidedError:
            return None


def _least_of(value: SumValues, spectrum: Modes) -> Least | None:
    usable = value.certified and not value.energy.unknown and not value.loss.infinite
    return least_energy(value.loss, spectrum) if usable else None


def _violation(value: SumValues, least: Least | None) -> str:
    if least is None or value.energy.infinite:
        return ""
    with working_precision(_BITS):
        if not to_ball(value.energy) < least.low:
            return ""
    bound = mpmath.nstr(_number(least.low), 12)
    return f"S({value.t}) = {value.energy.mid} is below {bound}, the least energy of any g with this L({value.t})"


def _efficiency(value: SumValues, least: Least) -> Enclosure | None:
    if value.energy.infinite:
        return Enclosure("0", "0", True)
    with working_precision(_BITS):
        energy = to_ball(value.energy)
        if least.high is None or not energy > 0:
            return None
        return to_enclosure((least.low.max(arb(0)) / energy).union(least.high / energy), _DIGITS)


def _search(lower: arb, upper: arb, spectrum: Modes) -> Least | None:
    """Secant steps in log mu, each aimed a little below the loss that is wanted."""
    with mpmath.workdps(_WORKING):
        target = mpmath.log(_number(lower)) - _CLOSE / 2
        x, slope = mpmath.mpf(0), None
        low, high = None, None
        previous: tuple[mpmath.mpf, mpmath.mpf] | None = None
        for _ in range(_STEPS):
            mu = str(mpmath.nstr(mpmath.exp(x), 25, min_fixed=0, max_fixed=0))  # an exact decimal text
            ridge = _ridge(spectrum).at(mu, digits=_DIGITS, slopes=False)
            if not ridge.certified or ridge.energy.infinite:
                break
            loss, energy, exact = to_ball(ridge.loss), to_ball(ridge.energy), parse_time(mu)
            bound = (energy + arb(fmpq(exact.numerator, exact.denominator)) * (loss - upper)).lower()
            low = bound if low is None or bound > low else low
            y = mpmath.log(_number(loss.mid()))
            if loss <= lower:
                high = energy.upper() if high is None or energy.upper() < high else high
                if y >= target - _CLOSE / 2:
                    break
            steep = None if previous is None or x == previous[0] else (y - previous[1]) / (x - previous[0])
            slope = steep if steep is not None and steep < 0 else -mpmath.mpf(1) / 2
            previous = x, y
            x += (target - y) / slope
            if abs(x) > _FARTHEST:
                break
    return None if low is None else Least(low, high)


def _number(value: arb) -> mpmath.mpf:
    """The midpoint, for steps and words only."""
    return mpmath.mpf(value.mid().str(30, radius=False))
