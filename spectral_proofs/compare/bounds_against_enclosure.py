"""Explicit theorems beside certified values: C1 phi(t) + o1 <= Q(t) <= C2 phi(t) + o2 must hold at every t >= t0.

1. phi = t^index (log t)^log_index, the bounds and the values are balls.
2. A value that lies certainly outside contradicts the theorem; so does a finite value of what is said to be infinite.

Source: the theorems' own statements (:mod:`spectral_proofs.bounds.theorems`). Left out: times other than those given,
and the bounds by k_* (their quantity needs the frontier).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import arb, fmpq

from spectral_proofs.asymptotics.numeric_balls import enclose
from spectral_proofs.balls.decimals import parse_time, to_ball
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.problem.expression.parser import parse_parameter
from spectral_proofs.results import Enclosure, SumValues

_BITS = 200
_QUANTITIES = {"loss": "L", "loss_tight": "L", "energy": "S", "energy_tight": "S", "energy_offset": "S"}


def outside(theorems: Mapping[str, Mapping[str, str]], sums: Sequence[SumValues]) -> str:
    """One line naming the theorem and the certified value against it, or an empty string.

    >>> from spectral_proofs.results import Enclosure
    >>> value = SumValues("100", Enclosure("0.482", "1e-4", True), Enclosure("24.1", "0.1", True))
    >>> bounds = {"lower": "1.6", "upper": "1.7", "index": "-1/4", "log_index": "0", "t0": "10", "statement": "..."}
    >>> outside({"loss": bounds}, [value])
    'L(100) = 0.482 contradicts the explicit theorem ...'
    """
    for name, bounds in theorems.items():
        quantity = _QUANTITIES.get(name)
        for value in sums if quantity else ():
            found = value.loss if quantity == "L" else value.energy
            if not found.certified or found.unknown or parse_time(value.t) < Fraction(bounds["t0"]):
                continue
            infinite = bounds.get("infinite") == "True"
            if infinite != found.infinite or (not infinite and _outside(bounds, value.t, found)):
                return f"{quantity}({value.t}) = {found.mid} contradicts the explicit theorem {bounds['statement']}"
    return ""


def _outside(bounds: Mapping[str, str], t: str, value: Enclosure) -> bool:
    with working_precision(_BITS):
        time = parse_time(t)
        log_time = arb(fmpq(time.numerator, time.denominator)).log()
        index, log_index = (enclose(parse_parameter(bounds[name]), {}, _BITS) for name in ("index", "log_index"))
        phi = (index * log_time).exp()
        if bounds["log_index"] != "0":
            phi *= log_time**log_index
        low, high = (
            _number(bounds[side]) * phi + _number(bounds.get(f"{side}_offset", "0")) for side in ("lower", "upper")
        )
        found = to_ball(value)
        return bool(found < low or found > high)


def _number(text: str) -> arb:
    exact = Fraction(text)
    return arb(fmpq(exact.numerator, exact.denominator))
