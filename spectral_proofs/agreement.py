"""Does anything certified contradict what was derived?

No finite number of values refutes an asymptotic law, but a wrong exponent shows: between two
large times the mean slope of log Q on log t must approach the derived index, after allowing
for the derived power of log t.

1. S infinite must be found by both roads.
2. With the three largest times t1 < t2 < t3 the mean slopes on [t1, t2] and [t2, t3] are
   compared with the derived law. A distance above ``_SLOPE`` that does not shrink from the
   first interval to the second is a contradiction.
3. Likewise the ratio of Q to its derived leading term, where the constant is known and the slope
   has settled.

A contradiction is an internal error, never a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import mpmath
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.enclosure.sums import parse_time
from spectral_proofs.model import Asymptotics, Derivation, Enclosure, SumValues, Truth

_SLOPE = 0.01
_RATIO = 0.1
_SHRINKS = 0.9
_SETTLED = 1e-7  # distance of the mean slope from the index below which the constant must be right


def contradiction(derivation: Derivation, sums: Sequence[SumValues]) -> str:
    """One line naming the prediction and the certified value against it, or an empty string."""
    certified = [value for value in sums if value.certified]
    for name, law, values in (
        ("L", derivation.loss, [(v.t, v.loss) for v in certified]),
        ("S", derivation.energy, [(v.t, v.energy) for v in certified]),
    ):
        found = against(name, law, values)
        if found:
            return found
    return ""


def against(name: str, law: Asymptotics, values: Sequence[tuple[str, Enclosure]]) -> str:
    """The same for one quantity and its certified values by time."""
    return _infinity(name, law, values) or _against_law(name, law, values)


def _infinity(name: str, law: Asymptotics, values: Sequence[tuple[str, Enclosure]]) -> str:
    if law.theta.truth is Truth.UNKNOWN and not law.infinite:
        return ""
    for t, value in values:
        if value.mid == "nan":
            continue
        if value.infinite != law.infinite:
            return f"{name} is derived as {'infinite' if law.infinite else 'finite'}, but {name}({t}) = {value.mid}"
    return ""


def _against_law(name: str, law: Asymptotics, values: Sequence[tuple[str, Enclosure]]) -> str:
    finite = [(t, value) for t, value in values if value.mid[0].isdigit()]  # neither inf, nan nor negative
    if law.index is None or law.infinite or len(finite) < 3:
        return ""
    with mpmath.workdps(30):
        points = [(_log_time(t), mpmath.log(mpmath.mpf(value.mid))) for t, value in finite[-3:] if value.mid != "0"]
        if len(points) < 3:
            return ""
        return _slope_contradiction(name, law, points) or _ratio_contradiction(name, law, points)


def _log_time(t: str) -> mpmath.mpf:
    exact = parse_time(t)
    return mpmath.log(mpmath.mpf(exact.numerator)) - mpmath.log(mpmath.mpf(exact.denominator))


def _law(law: Asymptotics, x: mpmath.mpf) -> mpmath.mpf:
    """log of t^index (log t)^log_index at log t = x; an unknown log_index counts as zero."""
    value = _real(law.index) * x
    return value if law.log_index is None else value + _real(law.log_index) * mpmath.log(x)


def _real(expr: sympy.Expr | None) -> mpmath.mpf:
    return mpmath.mpf(0) if expr is None else mpmath.mpf(str(expr.evalf(30)))


def _slope_contradiction(name: str, law: Asymptotics, points: list[tuple[mpmath.mpf, mpmath.mpf]]) -> str:
    off = []
    for (x1, y1), (x2, y2) in pairwise(points):
        off.append(((y2 - y1) - (_law(law, x2) - _law(law, x1))) / (x2 - x1))
    if abs(off[1]) > _SLOPE and abs(off[1]) > _SHRINKS * abs(off[0]):
        measured = mpmath.nstr(off[1] + _real(law.index), 6)
        return f"derived index of {name} is {law.index}, certified values at the largest times give {measured}"
    return ""


def _ratio_contradiction(name: str, law: Asymptotics, points: list[tuple[mpmath.mpf, mpmath.mpf]]) -> str:
    if law.constant is None or not law.theta.holds:
        return ""
    constant = decimal(law.constant)
    if constant is None or constant <= 0:
        return ""
    (x2, y2), (x3, y3) = points[1:]
    if abs((y3 - y2 - _law(law, x3) + _law(law, x2)) / (x3 - x2)) > _SETTLED:
        return ""  # a next-order power is still at work: the constant says nothing yet
    off = [y - _law(law, x) - mpmath.log(constant) for x, y in points[1:]]
    if abs(off[1]) > _RATIO and abs(off[1]) > _SHRINKS * abs(off[0]):
        factor = mpmath.nstr(mpmath.exp(off[1]), 6)
        return f"derived {law.formula}, but certified values at the largest time are off by a factor {factor}"
    return ""
