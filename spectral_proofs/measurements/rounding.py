"""Real rounding of f_k and phi_k (section 4.1): what it costs, and the exponent that this cost shows.

1. ``MODES`` modes; times at which g(lambda_k, t) = 1 for k in ``FRONTIERS``, by bisection in log t.
2. f_k and ``SAMPLES`` Gaussian values of phi_k (seeded, the same at all times) are rounded to the nearest p-bit
   floating-point number (any exponent) or multiple of a step, for E phi_k^2 = 1 and E phi_k^2 = lambda_k.
3. error = sum_k E (f~ phi~ - f phi)^2, the counterpart of eq. (20); products of different modes vanish, as
   independent symmetric features are rounded symmetrically. Eq. (10) adds their correlation with the residual,
   2 sum_k (f_k - w_k) E phi (f~ phi~ - f phi), which appendix B has as zero; for E phi_k^2 = 1 it is exact, with
   E phi (phi~ - phi) = gain, a constant of the rounding. Else only the part of the coefficients is measured.
4. For E phi_k^2 = 1, lower * sum f_k^2 <= error <= upper * sum f_k^2 with constants of the rounding alone: a mode
   rounded to zero costs f_k^2; another at least f~_k^2 min_c E (phi~ - c phi)^2, and f~_k >= (2/3) f_k. From above,
   |f~_k - f_k| <= f_k, f~_k <= 2 f_k.
5. Exponents are log-log slopes between the last two times, beside that of sum f_k^2 over the same modes.

Source: section 4.1. Leaves out the modes beyond ``MODES``, which slow the slopes where g falls slowly beyond the
frontier.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy

from spectral_proofs.asymptotics.numeric import function_of_two
from spectral_proofs.errors import UndecidedError
from spectral_proofs.measurements.arrays import Array, eigenvalues, evolution, targets
from spectral_proofs.measurements.base import Setting
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum

MODES = 2**15
FRONTIERS = (16, 64, 256)
SAMPLES = 8
SEED = 20260529
BITS = 6
STEP = 1 / 16
_WIDEST, _POINTS = 9.0, 2**17
_LATEST = 300.0  # log10 of the largest t that a float holds

Rounding = Callable[[Array], Array]


@dataclass(frozen=True)
class Cost:
    """One rounding in one normalisation, at the times of the measurement."""

    rounding: str
    lower: float
    upper: float
    gain: float
    normalisation: str  # E phi_k^2
    error: tuple[float, ...]
    coefficients_only: tuple[float, ...]
    correlation: tuple[float, ...]
    exponent: float  # of the error
    coefficient_exponent: float
    excess_exponent: float  # of error + correlation, eq. (10)


@dataclass(frozen=True)
class RoundingCosts:
    """Costs of all roundings; ``energy`` is sum f_k^2 over the same modes."""

    times: tuple[float, ...]
    energy: tuple[float, ...]
    energy_exponent: float
    costs: tuple[Cost, ...]


def floating(bits: int) -> Rounding:
    """To the nearest number with a mantissa of ``bits`` bits, whatever its exponent.

    >>> floating(2)(np.array([0.7, 5.1])).tolist()
    [0.75, 6.0]
    """

    def round_(x: Array) -> Array:
        mantissa, exponent = np.frexp(x)
        return np.asarray(np.ldexp(np.round(np.ldexp(mantissa, bits)), exponent - bits))

    return round_


def fixed(step: float) -> Rounding:
    """To the nearest multiple of ``step``.

    >>> fixed(0.25)(np.array([0.1, 0.3])).tolist()
    [0.0, 0.25]
    """
    return lambda x: np.asarray(step * np.round(x / step))


def rounding_costs(setting: Setting) -> RoundingCosts:
    """Measure both roundings in both normalisations.

    Raises UndecidedError where fewer than two times have g = 1 at a mode of ``FRONTIERS``.
    """
    spectrum = setting.spectrum
    lam, w = eigenvalues(spectrum, MODES), targets(spectrum, MODES)
    times = _times(setting.g, spectrum)
    learned = [w * -np.expm1(-evolution(setting.g, lam, t)) for t in times]
    phi = np.random.default_rng(SEED).standard_normal((SAMPLES, MODES))
    energy = tuple(float(np.sum(f**2)) for f in learned)
    costs = []
    for name, rounding in (
        (f"floating point, {BITS} bits", floating(BITS)),
        (f"fixed point, step {STEP}", fixed(STEP)),
    ):
        bounds = constants(rounding)
        for normalisation, nu in (("1", np.ones(MODES)), ("lambda_k", lam)):
            gain = bounds[2] if normalisation == "1" else 0.0
            values = [cost_of(f, w, nu, phi, rounding, gain) for f in learned]
            error, alone, correlation = (tuple(column) for column in zip(*values, strict=True))
            excess = tuple(x + y for x, y in zip(error, correlation, strict=True))
            slopes = _slope(times, error), _slope(times, alone), _slope(times, excess)
            costs.append(Cost(name, *bounds, normalisation, error, alone, correlation, *slopes))
    return RoundingCosts(times, energy, _slope(times, energy), tuple(costs))


def constants(rounding: Rounding) -> tuple[float, float, float]:
    """(lower, upper, gain) of steps 3 and 4 for standard normal features, by the midpoint rule."""
    phi = np.asarray((np.arange(-_POINTS, _POINTS) + 0.5) * (_WIDEST / _POINTS), dtype=np.float64)
    weight = np.exp(-(phi**2) / 2)
    weight /= weight.sum()
    rounded = rounding(phi)
    error, mixed = float(weight @ (rounded - phi) ** 2), float(weight @ (rounded * phi))
    angle = float(weight @ rounded**2) - mixed**2 / float(weight @ phi**2)
    return min(1.0, 4 / 9 * angle), 8 * error + 2, mixed - float(weight @ phi**2)


def cost_of(
    f: Array, w: Array, nu: Array, phi: Array, rounding: Rounding, gain: float = 0.0
) -> tuple[float, float, float]:
    """(error, error of rounding the coefficients alone, correlation) for standard normal samples ``phi``."""
    features = np.sqrt(nu) * phi
    rounded = rounding(f)
    off = rounded * rounding(features) - f * features
    correlation = 2 * float(np.sum(nu * (f - w) * (rounded - f + gain * rounded)))
    return float(np.sum(np.mean(off**2, axis=0))), float(np.sum(nu * (rounded - f) ** 2)), correlation


def _slope(times: tuple[float, ...], values: tuple[float, ...]) -> float:
    if not (values[-1] > 0 and values[-2] > 0):
        return math.nan
    return math.log(values[-1] / values[-2]) / math.log(times[-1] / times[-2])


def _times(g: sympy.Expr, spectrum: Spectrum) -> tuple[float, ...]:
    f = function_of_two(LAMBDA, TIME, g)
    found = [_crossing(f, float(spectrum.Lambda) * k ** -float(spectrum.b)) for k in FRONTIERS]
    times = tuple(t for t in found if t is not None)
    if len(times) < 2 or any(later <= earlier for earlier, later in pairwise(times)):
        raise UndecidedError("g(lambda_k, t) = 1 at too few times within the range of a float")
    return times


def _crossing(f: Callable[[Any, Any], Any], lam: float) -> float | None:
    """t with g(lam, t) = 1, None where there is none between 1e-300 and 1e300."""

    def above(x: float) -> bool:
        return bool(mpmath.re(f(mpmath.mpf(lam), mpmath.mpf(10) ** x)) >= 1)

    low, high = -_LATEST, _LATEST
    try:
        if above(low) or not above(high):
            return None
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (low, middle) if above(middle) else (middle, high)
    except (ValueError, TypeError, ArithmeticError, NameError, AttributeError):  # mpmath, on a g it cannot evaluate
        return None
    return float(10**high)
