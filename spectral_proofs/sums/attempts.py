"""What was found for one sum, and how it is shown; sums of powers of k, which zeta functions give."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb

from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.finite import powers
from spectral_proofs.sums.modes import ModeSum
from spectral_proofs.sums.summand import ball

INFINITE = Enclosure("inf", "0", True)
_USEFUL = 10  # relative bits below which an enclosure is not worth showing


@dataclass(frozen=True)
class Attempt:
    """One sum: an enclosure, or infinity."""

    value: arb | None
    infinite: bool = False


def presented(attempt: Attempt, digits: int, least: int | None = _USEFUL) -> Enclosure:
    """What was found; unknown below ``least`` relative bits."""
    if attempt.infinite:
        return INFINITE
    value = attempt.value
    if value is None or not value.is_finite() or (least is not None and value.rel_accuracy_bits() < least):
        return Enclosure("nan", "inf", False)
    return to_enclosure(value, digits)


def divided(top: Attempt, bottom: Attempt, digits: int) -> Enclosure | None:
    """The quotient of two sums; None where one is infinite or not known."""
    if top.value is None or bottom.value is None:
        return None
    with working_precision(bits_for_digits(digits) + 64):
        ratio = top.value / bottom.value
    return to_enclosure(ratio, digits) if ratio.is_finite() else None


def power_sum(modes: ModeSum, digits: int = 30) -> Enclosure:
    """Sum of c k^power over the modes, by Hurwitz's zeta function; infinite where it diverges."""
    if modes.last is None and modes.power >= -1:
        return INFINITE
    wanted = bits_for_digits(digits) + 2
    bits = wanted + 40
    while True:
        with working_precision(bits):
            s, c = -ball(modes.power), ball(modes.coefficient)
            whole = s.zeta(arb(modes.first)) if modes.last is None else powers(s, modes.first, modes.last + 1)
            value = whole * c
        if value.rel_accuracy_bits() >= wanted:
            return to_enclosure(value, digits)
        bits *= 2
