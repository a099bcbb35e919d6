"""What an interval over runs says to a claim.

A claim becomes a number that it says is 0 (or not negative), with a 95 % interval over the runs of one setting: the
answer is *consistent* if the interval admits the claim, *inconsistent* if not, *too little data* if there is none or
one wider than +-0.5, which would admit nearly everything. A claim that a number is 0 to within 5 %, or greater than 0,
is consistent only if the whole interval agrees, inconsistent if none of it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from spectral_proofs.lab.estimates import Estimate, Sample

CONSISTENT, INCONSISTENT, TOO_LITTLE = "consistent", "inconsistent", "too little data"
_WIDEST = 0.5


@dataclass(frozen=True)
class Statement:
    """One claim: its id, what it says of these runs, the answer, and the interval that decided."""

    id: str
    says: str
    answer: str
    effect: Estimate


def equal(name: str, says: str, difference: Sample) -> Statement:
    """A claim that ``difference`` is 0."""
    effect = difference.estimate()
    return Statement(name, says, _answer(effect, effect.covers(0.0)), effect)


def within(name: str, says: str, difference: Sample, margin: float) -> Statement:
    """A claim that ``difference`` is 0 to within ``margin``: all of the interval is, or none of it."""
    effect = difference.estimate()
    inside = effect.low >= -margin and effect.high <= margin
    outside = effect.low > margin or effect.high < -margin
    return Statement(name, f"{says}, to {margin:.0%}", _settled(effect, inside, outside), effect)


def positive(name: str, says: str, number: Sample) -> Statement:
    """A claim that ``number`` is greater than 0."""
    effect = number.estimate()
    return Statement(name, says, _settled(effect, effect.low > 0, effect.high <= 0), effect)


def _settled(effect: Estimate, holds: bool, fails: bool) -> str:
    if not effect.known or not (holds or fails):
        return TOO_LITTLE
    return CONSISTENT if holds else INCONSISTENT


def at_least(name: str, says: str, difference: Sample) -> Statement:
    """A claim that ``difference`` is not negative."""
    effect = difference.estimate()
    return Statement(name, says, _answer(effect, effect.high >= 0.0), effect)


def _answer(effect: Estimate, admitted: bool) -> str:
    if not effect.known or (admitted and effect.high - effect.low > 2 * _WIDEST):
        return TOO_LITTLE
    return CONSISTENT if admitted else INCONSISTENT
