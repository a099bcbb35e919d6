"""Certified spectral position pos(t) = sum lambda_k r_k / (sum lambda_k sum r_k), r_k = lambda_k w_k^2 exp(-2g).

1. Over the whole spectrum at ``TIMES``, beside a frozen kernel g = lambda t at the same times.
2. For N = 20 and 200 modes: the loss floor sum_{k>N} lambda_k w_k^2, the depth lambda_N / sum lambda_k that the
   position cannot pass, the power of ten next to t = N^(b/rho), and the position before and after that time.

Source: *Spectral Reach* (2026); theory, section 5. Leaves out the decrease between the times.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from flint import arb

from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.measurements.base import Setting
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import Kernel, ModeSum, fraction

TIMES = ("1e2", "1e6", "1e12", "1e30", "1e60", "1e100")
SIZES = (20, 200)  # few enough to be added mode by mode, however small what is left of them
DIGITS = 15
_AROUND = (-4, -2, 0, 2)  # powers of ten about the time at which N modes are reached
_USUAL = 4
_LATEST = 100_000


@dataclass(frozen=True)
class ModelReach:
    """A model of N modes: floor of its loss, bound of its depth, when it gets there, and its position by time."""

    modes: int
    floor: Enclosure
    depth: Enclosure
    reached_at: str
    positions: tuple[tuple[str, Enclosure], ...]


@dataclass(frozen=True)
class Positions:
    """pos(t) by time for g and for the frozen kernel, and models with finitely many modes."""

    values: tuple[tuple[str, Enclosure], ...]
    frozen: tuple[tuple[str, Enclosure], ...]
    models: tuple[ModelReach, ...]


def positions(setting: Setting) -> Positions:
    """Enclose all of them."""
    frozen = setting.sums if setting.g == LAMBDA * TIME else Sums(LAMBDA * TIME, setting.spectrum)
    return Positions(
        tuple((t, position_at(setting.sums, t)) for t in TIMES),
        tuple((t, position_at(frozen, t)) for t in TIMES),
        tuple(_model(setting, n) for n in SIZES),
    )


def position_at(sums: Sums, t: str, last: int | None = None) -> Enclosure:
    """pos(t) over the first ``last`` modes, or all."""
    spectrum = sums.spectrum
    weighted = sums.enclose(ModeSum.weighted_loss(spectrum, 1, last), t, DIGITS)
    loss = sums.enclose(ModeSum.loss(spectrum, 1, last), t, DIGITS)
    return divided(weighted, loss, sums.enclose(ModeSum.eigenvalues(spectrum, 1, last), t, DIGITS))


def _model(setting: Setting, n: int) -> ModelReach:
    sums, spectrum = setting.sums, setting.spectrum
    one = ModeSum(Kernel.ONE, -fraction(spectrum.b), fraction(spectrum.Lambda), n, n)
    eigenvalues = sums.enclose(ModeSum.eigenvalues(spectrum, 1, n), "1", DIGITS)
    reached = _reached_at(setting, n)
    around = [reached + step for step in _AROUND if abs(reached + step) <= _LATEST]
    return ModelReach(
        n,
        sums.enclose(ModeSum.spectral_tail(spectrum, n + 1), "1", DIGITS),
        divided(sums.enclose(one, "1", DIGITS), eigenvalues),
        f"1e{reached}",
        tuple((f"1e{p}", position_at(sums, f"1e{p}", n)) for p in around),
    )


def _reached_at(setting: Setting, n: int) -> int:
    """log10 of t = N^(b/rho)."""
    rho = setting.derivation.rho
    if rho is None or not bool(rho > 0):
        return _USUAL
    return round(min(math.log10(n) * float(setting.spectrum.b / rho), float(_LATEST)))


def divided(top: Enclosure, *bottoms: Enclosure) -> Enclosure:
    """top / product of bottoms; unknown where one of them is, or is infinite or zero."""
    parts = (top, *bottoms)
    if any(part.unknown or part.infinite for part in parts):
        return Enclosure("nan", "inf", False)
    with working_precision(bits_for_digits(DIGITS) + 40):
        balls = [arb(f"[{part.mid} +/- {part.rad}]") for part in parts]
        value = balls[0]
        for ball in balls[1:]:
            value /= ball
        if not value.is_finite():
            return Enclosure("nan", "inf", False)
        found = to_enclosure(value, DIGITS)
    return Enclosure(found.mid, found.rad, all(part.certified for part in parts))
