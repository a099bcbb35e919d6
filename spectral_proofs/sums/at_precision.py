"""One enclosure of a sum over the modes, at the working precision of the moment."""

from __future__ import annotations

from dataclasses import replace

from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums import abel_plana
from spectral_proofs.sums.few import by_powers
from spectral_proofs.sums.finite import by_terms
from spectral_proofs.sums.modes import ModeSum
from spectral_proofs.sums.summand import Summand
from spectral_proofs.sums.tails import Problem

_FIRST_MODES, _MOST_MODES = 40, 3000  # added one by one before zeta functions take over: at once, and at most
_FEW = 200  # modes that are added one by one


def enclosed(
    problem: Problem, summand: Summand, modes: ModeSum, bits: int, floor: arb, least: arb | None
) -> tuple[arb | None, int]:
    """An enclosure and how many relative bits it (or its integrand) has.

    Raises UndecidedError where no rule covers the sum, or where it is less than 2^-1000 of ``least``.
    """
    if modes.last is not None and modes.last - modes.first < _FEW:
        value = by_terms(problem, summand, modes.first, modes.last)
        return value, value.rel_accuracy_bits()
    few = by_powers(problem, summand, modes.first, bits, _FIRST_MODES) if modes.last is None else None
    if few is not None:
        return few, few.rel_accuracy_bits()
    try:
        return _by_wedge(problem, summand, (modes.first, modes.last), bits, floor, least)
    except UndecidedError:
        few = by_powers(problem, summand, modes.first, bits, _MOST_MODES) if modes.last is None else None
        if few is None:
            raise
    return few, few.rel_accuracy_bits()


def _by_wedge(
    problem: Problem, summand: Summand, span: tuple[int, int | None], bits: int, floor: arb, least: arb | None
) -> tuple[arb | None, int]:
    """The same by the Abel-Plana formula."""
    wedge: abel_plana.Wedge = problem.cached("wedge", lambda: abel_plana.find_wedge(problem))
    crossing = abel_plana.frontier(problem, float(wedge.log_corner))
    scale = abel_plana.measure(problem, summand, wedge, crossing, *span)
    if least is not None and least * arb(2) ** -1000 > scale.size:
        raise UndecidedError("too small beside the sum to be resolved")
    if floor > scale.size:
        scale = replace(scale, size=floor * arb(2) ** (bits - 20))
    elif scale.accuracy < bits:
        return None, scale.accuracy
    value = abel_plana.total(problem, summand, wedge, scale, bits, *span)
    return value, value.rel_accuracy_bits()
