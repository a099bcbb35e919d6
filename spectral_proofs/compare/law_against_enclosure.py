"""A derived law of L, S or lambda_* beside certified values: do they agree, contradict each other, or not meet?

A law says Q(t) = t^p0 (log t)^p1 (log log t)^p2 ... times a factor that tends to a constant (an equivalence), stays
between two (Theta), or grows slower than every power (only the index is known). With x = log t and
r(x) = log Q - p0 x - p1 log x - ... - log C, at values of x that double:

1. infinite sums must be infinite on both roads;
2. the index: mean slopes (r_(j+1) - r_j)/(x_(j+1) - x_j) must tend to 0;
3. the power of log t, where Theta is claimed: (r_(j+1) - r_j)/log 2 must tend to 0;
4. the constant, where it is known: r itself must tend to 0.

Limits are estimated from the values alone (:mod:`.extrapolation`), so that what is tolerated follows from the radii and
from how fast the remainder falls. A limit clear of zero is a contradiction. A law whose limits vanish within ``_SHARP``
agrees; anything else, as where powers hardly differ yet (:mod:`.onset`), is not observable, and the reason is given.

Where Q/law oscillates for ever only its boundedness can be looked at: steps that keep one sign and grow with x.

Left out: a proof (see :mod:`.extrapolation`); the law of a quantity that no power of t describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import mpmath
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.compare.extrapolation import Limit, limit
from spectral_proofs.results import Asymptotics, Comparison, Enclosure, Outcome, Truth

#: Times at which a law is looked for: log t doubles from one to the next.
DOUBLING = ("1e312", "1e625", "1e1250", "1e2500", "1e5000", "1e10000")
LAST = 10_000  # log10 of the last of them

_DIGITS = 40
_SHARP = {"index": mpmath.mpf("2e-4"), "power of log t": mpmath.mpf("0.02"), "constant": mpmath.mpf("2e-4")}
_SETTLED = mpmath.mpf("1e-6")  # of the logarithm of the ratio, at two times far apart
_RUNAWAY = 5  # the last step of log(Q/law) beyond which no bounded oscillation is left
_GROWS = mpmath.mpf("1.5")
_ROUNDING = mpmath.mpf("1e-14")


@dataclass(frozen=True)
class _Remainder:
    """log(Q/law) at x = log t, and how far each value may be off."""

    x: tuple[mpmath.mpf, ...]
    r: tuple[mpmath.mpf, ...]
    radius: mpmath.mpf

    @property
    def steps(self) -> tuple[mpmath.mpf, ...]:
        return tuple(later - earlier for earlier, later in pairwise(self.r))


def compare(name: str, law: Asymptotics, values: Sequence[tuple[str, Enclosure]], onset: mpmath.mpf) -> Comparison:
    """What the values say of the law.

    Args:
        name: of the quantity, for the reason.
        law: as derived; what it leaves unknown is not compared.
        values: (t, enclosure), increasing in t; for anything but step 1 to be contradicted, at ``DOUBLING``.
        onset: log10 of the t from which the law may be expected to show.
    """
    wrong = infinity(name, law, values)
    if wrong:
        return Comparison(name, Outcome.CONTRADICTS, wrong)
    if law.infinite and values:
        return Comparison(name, Outcome.AGREES, f"{name} is infinite at every time")
    if law.index is None:
        return Comparison(name, Outcome.UNOBSERVED, f"{name} has no power law to compare")
    with mpmath.workdps(_DIGITS):
        remainder = _remainder(law, values)
        if remainder is None:
            return Comparison(name, Outcome.UNOBSERVED, f"too few values of {name}")
        if 3 * onset > max(remainder.x) / mpmath.log(10):
            reason = f"powers of t or lambda, or coefficients, part beyond t = 1e{mpmath.nstr(onset, 5)}"
            return Comparison(name, Outcome.UNOBSERVED, reason)
        if law.equivalent.truth is Truth.NO and law.theta.holds:
            return _bounded(name, law, remainder)
        return _limits(name, law, remainder)


def settled(law: Asymptotics, values: Sequence[tuple[str, Enclosure]]) -> bool:
    """The two largest times show the law, constant included, so closely that later ones need not be asked."""
    if law.infinite:
        return True
    if law.index is None or law.constant is None or not law.theta.holds:
        return False
    with mpmath.workdps(_DIGITS):
        remainder = _remainder(law, values[-2:])
        return remainder is not None and max(abs(r) for r in remainder.r) <= _SETTLED


def infinity(name: str, law: Asymptotics, values: Sequence[tuple[str, Enclosure]]) -> str:
    """One line where one road says infinite and the other finite, else an empty string."""
    if law.theta.truth is Truth.UNKNOWN and not law.infinite:
        return ""
    for t, value in values:
        if not value.unknown and value.infinite != law.infinite:
            return f"{name} is derived as {'infinite' if law.infinite else 'finite'}, but {name}({t}) = {value.mid}"
    return ""


def _remainder(law: Asymptotics, values: Sequence[tuple[str, Enclosure]]) -> _Remainder | None:
    shift = _real(law.offset)
    x, r, radius = [], [], _ROUNDING
    constant = decimal(law.constant) if law.constant is not None and law.theta.holds else None
    level = mpmath.log(constant) if constant is not None and constant > 0 else mpmath.mpf(0)
    for t, value in values:
        if value.infinite or value.unknown:
            return None
        middle = mpmath.mpf(value.mid) - shift
        if middle <= 0:
            return None
        x.append(_log_time(t))
        r.append(mpmath.log(middle) - _log_law(law, x[-1]) - level)
        radius = max(radius, mpmath.mpf(value.rad) / middle)
    return _Remainder(tuple(x), tuple(r), radius) if len(x) > 1 else None


def _log_time(t: str) -> mpmath.mpf:
    exact = parse_time(t)
    return mpmath.log(mpmath.mpf(exact.numerator)) - mpmath.log(mpmath.mpf(exact.denominator))


def _log_law(law: Asymptotics, x: mpmath.mpf) -> mpmath.mpf:
    """log of t^p0 (log t)^p1 ... at log t = x; powers that are not known count as zero."""
    powers = [_real(power) for power in law.powers or (law.index, law.log_index)]
    total, scale = powers[0] * x, x
    for depth, power in enumerate(powers[1:], 1):
        if any(powers[depth:]):  # log log log t of a small t is not real
            scale = mpmath.log(scale)
            total += power * scale
    return total


def _real(expr: sympy.Expr | None) -> mpmath.mpf:
    return mpmath.mpf(0) if expr is None else mpmath.mpf(str(expr.evalf(_DIGITS)))


def _limits(name: str, law: Asymptotics, remainder: _Remainder) -> Comparison:
    """Steps 2 to 4; the sharpest of them that applies says whether the law agrees."""
    sequences = {"index": (_slopes(remainder), 2 * remainder.radius / (remainder.x[-1] - remainder.x[-2]))}
    if law.theta.holds:
        twice = mpmath.log(2)
        sequences["power of log t"] = ([step / twice for step in remainder.steps], 2 * remainder.radius / twice)
    if law.theta.holds and law.constant is not None and decimal(law.constant) is not None:
        sequences["constant"] = (list(remainder.r), remainder.radius)
    last: tuple[str, Limit | None] = ("", None)
    for part, (members, radius) in sequences.items():
        found = limit(members, radius)
        if found is not None and found.nonzero and abs(found.value) > _SHARP[part] / 2:
            return Comparison(name, Outcome.CONTRADICTS, _contradiction(name, law, part, found.value))
        last = part, found
    part, found = last
    if found is not None and found.error <= _SHARP[part] and abs(found.value) <= _SHARP[part]:
        return Comparison(name, Outcome.AGREES, f"{part} of {name} to {mpmath.nstr(_SHARP[part], 2)}")
    moves = mpmath.nstr(abs(remainder.steps[-1]), 3)
    reason = f"log of {name} over its law still moves by {moves} over the last doubling of log t"
    return Comparison(name, Outcome.UNOBSERVED, reason)


def _slopes(remainder: _Remainder) -> list[mpmath.mpf]:
    widths = [later - earlier for earlier, later in pairwise(remainder.x)]
    return [step / width for step, width in zip(remainder.steps, widths, strict=True)]


def _contradiction(name: str, law: Asymptotics, part: str, off: mpmath.mpf) -> str:
    if part == "constant":
        factor = mpmath.nstr(mpmath.exp(off), 6)
        return f"derived {law.formula}, but the values at the largest times are off by a factor {factor}"
    derived = law.index if part == "index" else law.log_index
    measured = mpmath.nstr(off + _real(derived), 6)
    return f"derived {part} of {name} is {derived}, the values at the largest times give {measured}"


def _bounded(name: str, law: Asymptotics, remainder: _Remainder) -> Comparison:
    """A ratio that oscillates between bounds takes no steps that grow and grow.

    An index off by 10^-3 moves it by more than ``_RUNAWAY`` over the last doubling only: all times are needed.
    """
    if len(remainder.steps) < len(DOUBLING) - 1:
        return Comparison(name, Outcome.UNOBSERVED, f"too few values of {name} to tell an oscillation from a drift")
    steps = remainder.steps[-4:]
    one_way = len({step > 0 for step in steps}) == 1
    grows = one_way and all(abs(later) > _GROWS * abs(earlier) for earlier, later in pairwise(steps))
    if grows and abs(steps[-1]) > _RUNAWAY:
        slope = steps[-1] / (remainder.x[-1] - remainder.x[-2])
        return Comparison(name, Outcome.CONTRADICTS, _contradiction(name, law, "index", slope))
    if max(map(abs, steps)) <= _RUNAWAY:
        return Comparison(name, Outcome.AGREES, f"{name} stays within bounds of its law")
    return Comparison(name, Outcome.UNOBSERVED, f"{name} oscillates about its law too widely to be told from a drift")
