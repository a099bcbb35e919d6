"""Several branches in certified numbers: when dominance changes, and whether the exponent of L ever rises.

1. Two power laws A_i t^p_i are equal at t = (A_j/A_i)^(1/(p_i - p_j)), a ball around it.
2. Certified values of two branches at the times of the run, and on both sides of the time of step 1, have certified
   signs; between opposite ones the crossing is narrowed (:mod:`.crossings`).
3. log sum A_i t^p_i is convex in log t, so that the exponent of L, -dlog L/dlog t, never rises. Where explicit
   theorems lower_i t^p_i <= L_i <= upper_i t^p_i hold from t0 on, L stays within the factor r = max upper_i/lower_i of
   such a sum, and of mean slopes s over two intervals of log t, x and y long and one after the other,
   s_1 - s_2 <= log r (1/x + 1/y). A certified violation contradicts a theorem. Without such theorems (r = 1) it says
   that L is no mixture of power laws.

Left out: crossings in pairs between two times, those with laws beyond t = 10^``FARTHEST``, and of more than
``MOST_PAIRS`` pairs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice

import sympy
from flint import arb, fmpq

from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose
from spectral_proofs.balls.decimals import parse_time, to_ball, to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.compare.crossings import crossings, side
from spectral_proofs.problem.candidate import Residual
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.results import Asymptotics, Derivation, Enclosure, SumValues
from spectral_proofs.results.mixture import Takeover
from spectral_proofs.sums.spectra.factory import ValuesAt, sums_of

FARTHEST = 5000  # log10 of t
MOST_PAIRS = 15
_BITS = 200
_DIGITS = 20
_SHOWN = 12  # digits of a time
_AROUND = Fraction(2)  # on both sides of the time at which two laws meet

Model = tuple[sympy.Expr | Residual, ModeSpectrum]


def takeovers(
    models: Sequence[Model], laws: Sequence[Derivation | None], known: Sequence[Sequence[SumValues]]
) -> Iterator[Takeover]:
    """Where L or S of two branches cross, pair by pair.

    Args:
        models: g, or the residual, and modes of each branch.
        laws: what was derived for each.
        known: values of each branch at the times of the run.
    """
    sums = [sums_of(g, spectrum) for g, spectrum in models]
    for i, j in islice(combinations(range(len(models)), 2), MOST_PAIRS):
        for quantity, name in (("L", "loss"), ("S", "energy")):
            pair = [None if law is None else getattr(law, name) for law in (laws[i], laws[j])]
            meet = meeting(*pair)
            signs = _signs(name, known[i], known[j]) | _near(meet, name, sums[i], sums[j])
            found = crossings((i, j), quantity, sorted(signs.items()), _Values(name, sums[i]), _Values(name, sums[j]))
            for one in found:
                yield Takeover(quantity, (i + 1, j + 1), _within(meet, one.low, one.high), *_ends(one.low, one.high))
            if (
                meet is not None
                and _time(meet) is not None
                and not any(_within(meet, one.low, one.high) for one in found)
            ):
                yield Takeover(quantity, (i + 1, j + 1), meet, "", "")


def meeting(first: Asymptotics | None, second: Asymptotics | None) -> Enclosure | None:
    """The time t > 0 at which two power laws with known constants are equal; None where there are no two such laws."""
    if first is None or second is None or not (_pure(first) and _pure(second)):
        return None
    assert first.index is not None
    assert second.index is not None
    power = sympy.simplify(first.index - second.index)
    if power == 0:
        return None
    with working_precision(_BITS):
        try:
            ratio = enclose(second.constant, {}, _BITS) / enclose(first.constant, {}, _BITS)
            time = (ratio.log() / enclose(power, {}, _BITS)).exp()
        except NoBallError:
            return None
        return to_enclosure(time, _SHOWN) if time.is_finite() and time > 0 else None


def _pure(law: Asymptotics) -> bool:
    """Q ~ C t^p with C known."""
    left = any(power != 0 for power in (law.powers or ())[1:])
    return (
        law.index is not None and law.log_index == 0 and law.constant is not None and law.equivalent.holds and not left
    )


def _signs(name: str, first: Sequence[SumValues], second: Sequence[SumValues]) -> dict[Fraction, int]:
    pairs = {value.t: getattr(value, name) for value in second}
    both = ((value.t, getattr(value, name), pairs.get(value.t)) for value in first)
    return {parse_time(t): side(one, other) for t, one, other in both if other is not None and not _none(one, other)}


def _none(*values: Enclosure) -> bool:
    return any(value.unknown for value in values)


def _near(meet: Enclosure | None, name: str, first: ValuesAt, second: ValuesAt) -> dict[Fraction, int]:
    """Signs on both sides of the time at which the laws meet."""
    if meet is None:
        return {}
    middle = _time(meet)
    if middle is None:
        return {}
    times = (middle / _AROUND, middle * _AROUND)
    return {t: side(_Values(name, first)(t), _Values(name, second)(t)) for t in times}


def _time(meet: Enclosure) -> Fraction | None:
    """A short number near an enclosed time; None where it is too far out, or too early for laws to say anything."""
    mantissa, _, power = meet.mid.partition("e")
    exponent = int(power or 0)
    return Fraction(mantissa[:8]) * Fraction(10) ** exponent if 0 <= exponent <= FARTHEST else None


class _Values:
    """One quantity of one branch at any time."""

    def __init__(self, name: str, sums: ValuesAt) -> None:
        self.name, self.sums = name, sums

    def __call__(self, t: Fraction) -> Enclosure:
        found: Enclosure = getattr(self.sums.at(sympy.Rational(t), _DIGITS, slopes=False), self.name)
        return found


def _within(meet: Enclosure | None, low: Fraction, high: Fraction) -> Enclosure | None:
    """The time of the laws beside a crossing that it is meant to be near to."""
    middle = None if meet is None else _time(meet)
    return meet if middle is not None and low / _AROUND <= middle <= high * _AROUND else None


def _ends(low: Fraction, high: Fraction) -> tuple[str, str]:
    """Decimals not above and not below."""
    return _decimal(low, math.floor), _decimal(high, math.ceil)


def _decimal(t: Fraction, rounded: Callable[[Fraction], int]) -> str:
    """A few digits of t, rounded as told."""
    with working_precision(_BITS):
        power = int(float((_log(t) / arb(10).log()).floor().mid())) - _SHOWN + 1
    digits = str(rounded(t / Fraction(10) ** power))
    return f"{digits[0]}.{digits[1:]}e{power + len(digits) - 1}"


def rises(sums: Sequence[SumValues], theorems: Sequence[Mapping[str, Mapping[str, str]]]) -> tuple[str, bool]:
    """Where the exponent of L is certified to rise, or an empty text, and whether a theorem excludes that."""
    bounds = [_power_bounds(one) for one in theorems]
    explicit = all(bound is not None for bound in bounds)
    ratio = max((bound[0] for bound in bounds if bound), default=Fraction(1)) if explicit else Fraction(1)
    since = max((bound[1] for bound in bounds if bound), default=Fraction(0)) if explicit else Fraction(0)
    known = [v for v in sums if v.loss.certified and not _none(v.loss) and parse_time(v.t) >= since]
    with working_precision(_BITS):
        points = [(v.t, _log(parse_time(v.t)), to_ball(v.loss).log()) for v in known]
        spare = _log(ratio)
        for (t, x0, y0), (middle, x1, y1), (end, x2, y2) in zip(points, points[1:], points[2:], strict=False):
            first, second = x1 - x0, x2 - x1
            excess = (y1 - y0) / first - (y2 - y1) / second - spare * (1 / first + 1 / second)
            if excess > 0:
                size = excess.lower().str(3, radius=False)
                return (
                    f"the exponent of L rises by more than {size} from {t} .. {middle} to {middle} .. {end}",
                    explicit,
                )
    return "", explicit


def _power_bounds(theorems: Mapping[str, Mapping[str, str]]) -> tuple[Fraction, Fraction] | None:
    """upper/lower of the sharpest theorem lower t^p <= L <= upper t^p, and its t0."""
    for name in ("loss_tight", "loss"):
        found = theorems.get(name)
        if found and found.get("log_index") == "0":
            return Fraction(found["upper"]) / Fraction(found["lower"]), Fraction(found["t0"])
    return None


def _log(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator)).log()
