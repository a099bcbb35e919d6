"""Re-checks a curve lambda(t) on which g/(lambda^m t^n) is said to leave every bound: a witness against condition (2).

1. lambda is a function of t alone that stays in the quadrant, and m and n are what the last sector asks for.
2. d = log(g/(lambda^m t^n)) is enclosed at t = exp(T), T = 10^32, 10^128, 10^512, 10^2048, where log log t moves by a
   factor of four each time; at T = 30 ... 810 where lambda is a power of exp(t) and cannot be followed as far.
3. At each of these times d must have moved the claimed way since the one before. By e^1 in all, and at the end not much
   less than at first, leaves every bound as far as it is seen; a movement that dies out is that of a bounded quotient.

Finitely many values prove no limit: the best outcome is ``consistent``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import accurate, value
from spectral_proofs.verifier.gaps import NEAR, Distance, deviation, exponents_of_last_sector
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.subject import Subject

_TIMES = tuple(10 ** (2 * 4**j) for j in range(2, 6))
_WAYS = {"infinity": 1, "zero": -1}
_FAR = 1.0  # in the logarithm
_SLOWER, _DYING = 0.5, 0.25  # the last movement beside the first


def curve(step: Step, subject: Subject) -> Outcome:
    """g/(lambda^m t^n) on the curve, at growing times."""
    m, n, lam = (subject.read(step.input.get(name, "nan")) for name in ("m", "n", "curve"))
    asked = exponents_of_last_sector(subject)
    require(asked is not None and all(map(exact.equal, (m, n), asked)), "m and n are not those of the last sector")
    require(lam.free_symbols == {TIME}, "the curve is no function of t alone")
    tends = step.output.get("tends", "")
    require(tends in _WAYS, "it tends neither to infinity nor to zero")
    logarithm = sympy.expand_log(sympy.log(lam))

    def at(T: arb) -> arb:
        return value(logarithm, {TIME: T.exp(), sympy.log(TIME): T})

    found = _followed(subject, (m, n), at, _TIMES)
    if len(found) < len(_TIMES):
        found = _followed(subject, (m, n), at, NEAR)
    return _judged([_WAYS[tends] * d for d in found], f"towards {tends}")


def _followed(
    subject: Subject, orders: tuple[sympy.Expr, sympy.Expr], curve: Distance, times: Sequence[int]
) -> list[float]:
    """d at the times at which it can be enclosed; fails where the curve is outside the quadrant."""
    top = value(sympy.log(subject.problem["Lambda"]), {})
    found = []
    for T in times:
        place = accurate(lambda T=T: curve(arb(T)), absolute=True)  # type: ignore[misc]  # bound now
        require(place is None or not place > top, f"the curve is outside the quadrant at t = exp({T})")
        d = None if place is None else deviation(subject, *orders, curve, T)
        if d is not None:
            found.append(float(d))
    return found


def _judged(found: Sequence[float], way: str) -> Outcome:
    """Values that grow where the step is right."""
    moves = [later - earlier for earlier, later in pairwise(found)]
    if len(moves) < len(_TIMES) - 1:
        return Status.UNCHECKED, "no certified values on the curve far out"
    require(all(move > 0 for move in moves), f"g/(lambda^m t^n) does not move {way} on the curve")
    require(moves[-1] > _DYING * moves[0], "g/(lambda^m t^n) comes to rest on the curve")
    if found[-1] - found[0] > _FAR and moves[-1] > _SLOWER * moves[0]:
        return Status.CONSISTENT, f"by e^{found[-1] - found[0]:.3g} {way} on the curve, and not slowing down"
    return Status.UNCHECKED, f"it moves {way} on the curve, too slowly for a conclusion"
