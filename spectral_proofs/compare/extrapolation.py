"""Where a sequence tends that is known at times whose logarithms double.

A law of L leaves a remainder r(x), x = log t, that must tend to zero; it does so like a power of t (at once, on this
scale), like x^(-kappa), or with logarithms of x beside it. At x_j = 2^j x_0 the differences d_j = r_(j+1) - r_j then
have nearly constant quotients theta_j = d_(j+1)/d_j.

1. Differences below the known radius of the values: the sequence has settled at its last member.
2. Otherwise Aitken's limit A_j = r_(j+2) + d_(j+1) theta_j/(1 - theta_j), where the quotients are below ``_QUICK``, or
   steady and at most ``_SLOWEST``; its error is taken as ``_SAFETY`` times what the last A_j still move by, plus the
   radius as the formula amplifies it.
3. Otherwise nothing is said. 1/log x has quotients near 1 that drift, and no finite number of members tells its limit.

Source: A. C. Aitken, On Bernoulli's numerical solution of algebraic equations, Proc. R. Soc. Edinburgh 46, 1926; its
use for linear and its failure for logarithmic convergence: Brezinski, Redivo Zaglia, Extrapolation Methods, 1991, 2.3.

Left out: a proof. Finitely many values prove nothing of a limit; the answer says whether a law is to be believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath

_SLOWEST = mpmath.mpf("0.85")
_QUICK = mpmath.mpf("0.6")  # quotients below this come from no power of log x
_STEADY = mpmath.mpf("0.03")  # relative change of 1 - theta that a power of x, but no power of log x, keeps below
_SAFETY = 5
_MEMBERS = 4
_STEPS = 4  # that a slow limit takes


@dataclass(frozen=True)
class Limit:
    """An estimated limit and its estimated error."""

    value: mpmath.mpf
    error: mpmath.mpf

    @property
    def nonzero(self) -> bool:
        """The estimate is clear of zero."""
        return bool(abs(self.value) > self.error)


def limit(members: Sequence[mpmath.mpf], radius: mpmath.mpf) -> Limit | None:
    """Estimated limit of a sequence at doubling log t; None where it converges too slowly to tell, or not at all.

    Args:
        members: at least four, the last at the largest t.
        radius: how far each member may be from the truth.

    >>> found = limit([mpmath.mpf(1) + mpmath.mpf(2) ** -j for j in range(6)], mpmath.mpf("1e-12"))
    >>> found.nonzero, mpmath.nstr(found.value, 6)
    (True, '1.0')
    >>> limit([1 / mpmath.log(2**j) for j in range(8, 16)], mpmath.mpf("1e-12")) is None
    True
    """
    if len(members) < _MEMBERS:
        return None
    steps = [later - earlier for earlier, later in pairwise(members)][-_STEPS:]
    if max(map(abs, steps[-2:])) <= 2 * radius:
        return Limit(members[-1], 2 * _SAFETY * radius)
    if min(map(abs, steps)) <= 2 * radius:
        return None
    quotients = [later / earlier for earlier, later in pairwise(steps)]
    slow = max(map(abs, quotients[-2:])) >= _QUICK
    if slow and (len(steps) < _STEPS or not all(_steady(*pair) for pair in pairwise(quotients))):
        return None
    if not slow:
        quotients = quotients[-2:]
    estimates = [
        r + d * q / (1 - q)  # Aitken
        for r, d, q in zip(members[-len(quotients) :], steps[-len(quotients) :], quotients, strict=True)
    ]
    return Limit(estimates[-1], _SAFETY * (_uncertainty(estimates, steps, quotients) + _amplified(radius, quotients)))


def _uncertainty(estimates: Sequence[mpmath.mpf], steps: Sequence[mpmath.mpf], quotients: Sequence[mpmath.mpf]) -> Any:
    """What the estimates still move by; quotients that fall from 1/2 leave less than the last step."""
    moves = [abs(later - earlier) for earlier, later in pairwise(estimates)]
    found = max([moves[-1], *(move / 2 for move in moves[:-1])])
    falls = 2 * abs(quotients[-1]) <= 1 and abs(quotients[-1]) <= abs(quotients[-2])
    return min(found, abs(steps[-1]) / _SAFETY) if falls else found


def _amplified(radius: mpmath.mpf, quotients: Sequence[mpmath.mpf]) -> Any:
    return radius * (1 + 2 / (1 - max(quotients))) ** 2


def _steady(earlier: mpmath.mpf, later: mpmath.mpf) -> bool:
    return max(abs(earlier), abs(later)) <= _SLOWEST and bool(abs(later - earlier) < _STEADY * (1 - later))
